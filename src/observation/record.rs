//! Everything that was observed of one endpoint.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use super::{Observation, QuestionId};

/// Everything that was observed of one address of one endpoint.
#[derive(Clone, Debug)]
pub struct AddressRecord {
    /// The address, if there was one to try.
    pub address: Option<SocketAddr>,
    /// Every attempt, in the order in which they ended.
    pub observations: Vec<Observation>,
}

/// Everything that was observed of one endpoint. Diagnosis is a function of this.
#[derive(Clone, Debug)]
pub struct EndpointRecord {
    /// The addresses that the name has, in the resolver's order.
    pub addresses: Vec<SocketAddr>,
    /// Further addresses that it has, which were not tried.
    pub more_addresses: usize,
    /// The address that was probed in full.
    pub probed: AddressRecord,
    /// Attempts over other addresses of the endpoint (or of its proxy) that were tried and not chosen.
    pub passed_over: Vec<Observation>,
    /// Whether the run was stopped before this endpoint was finished.
    pub partial: bool,
    /// Whether the deadline of the run stopped it, and not a signal.
    pub expired: bool,
    /// From the first step to the last.
    pub duration: Duration,
}

impl EndpointRecord {
    /// Returns the record with only the attempts of one question, so that answers to other questions are not counted.
    pub fn of_question(&self, question: QuestionId) -> Cow<'_, Self> {
        let is_other = |seen: &Observation| seen.question != question;
        if !self.probed.observations.iter().chain(&self.passed_over).any(is_other) {
            return Cow::Borrowed(self);
        }
        let of_question = |all: &[Observation]| all.iter().filter(|seen| !is_other(seen)).cloned().collect::<Vec<_>>();
        Cow::Owned(Self {
            addresses: self.addresses.clone(),
            more_addresses: self.more_addresses,
            probed: AddressRecord {
                address: self.probed.address,
                observations: of_question(&self.probed.observations),
            },
            passed_over: of_question(&self.passed_over),
            partial: self.partial,
            expired: self.expired,
            duration: self.duration,
        })
    }
}
