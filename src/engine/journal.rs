//! What was observed of one endpoint so far. Outlives the work, so that a run that is stopped loses nothing.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Seen;
use crate::observation::{AddressRecord, EndpointRecord, Observation, QuestionId};

#[derive(Debug, Default)]
struct Entries {
    addresses: Vec<SocketAddr>,
    /// Further addresses, which are not tried.
    more_addresses: usize,
    resolve: Option<Duration>,
    /// The address that was connected first, if there are several.
    chosen: Option<SocketAddr>,
    observations: Vec<Observation>,
}

/// The journal of one endpoint.
#[derive(Debug)]
pub(crate) struct Journal {
    began: Instant,
    entries: Mutex<Entries>,
}

impl Journal {
    /// Creates an empty journal.
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), entries: Mutex::default() }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note_addresses(&self, addresses: Vec<SocketAddr>, more: usize, resolve: Duration) {
        let mut entries = self.entries();
        entries.addresses = addresses;
        entries.more_addresses = more;
        entries.resolve = Some(resolve);
    }

    /// Notes which of several addresses the endpoint is probed at.
    pub(super) fn note_chosen(&self, address: Option<SocketAddr>) {
        self.entries().chosen = address;
    }

    pub(super) fn note(&self, observation: Observation) {
        self.entries().observations.push(observation);
    }

    /// Returns whether an attempt at this address was cut off.
    pub(super) fn has_cut_off(&self, address: Option<SocketAddr>) -> bool {
        self.entries().observations.iter().any(|seen| seen.address == address && seen.is_cut_off())
    }

    /// Returns what was seen at this address for a question, in the order in which the attempts ended.
    pub(super) fn seen(&self, question: QuestionId, address: Option<SocketAddr>) -> Vec<Seen> {
        let entries = self.entries();
        let of_question = |seen: &&Observation| seen.question == question && seen.address == address;
        entries.observations.iter().filter(of_question).map(Seen::of).collect()
    }

    /// Returns one record, or one for each address.
    pub(super) fn into_records(self, all_addresses: bool, partial: bool) -> Vec<EndpointRecord> {
        let duration = self.began.elapsed();
        let Entries { addresses, more_addresses, resolve, chosen, mut observations } =
            self.entries.into_inner().unwrap_or_else(PoisonError::into_inner);
        for observation in &mut observations {
            observation.times.resolve = observation.times.resolve.or(resolve);
        }
        let record = |address, observations, passed_over| EndpointRecord {
            addresses: addresses.clone(),
            more_addresses,
            probed: AddressRecord { address, observations },
            passed_over,
            partial,
            expired: false,
            duration,
        };
        let take = |observations: &mut Vec<Observation>, address| {
            observations.extract_if(.., |observation| observation.address == address).collect::<Vec<_>>()
        };
        if all_addresses && !addresses.is_empty() {
            return addresses
                .iter()
                .map(|address| record(Some(*address), take(&mut observations, Some(*address)), Vec::new()))
                .collect();
        }
        // If none was reached, the first: the row shows what a program tries first.
        let address = chosen.or_else(|| addresses.first().copied());
        let mut probed = take(&mut observations, address);
        observations.extend(super::other_ways::take_out(&mut probed));
        vec![record(address, probed, observations)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Asked, Prober, Unreached};
    use crate::probe::never_tried;

    #[test]
    fn the_row_is_about_the_address_that_was_chosen() {
        let addresses = [[127, 0, 0, 1], [127, 0, 0, 2]].map(|address| SocketAddr::from((address, 443)));
        for (chosen, probed) in [(None, addresses[0]), (Some(addresses[1]), addresses[1])] {
            let journal = Journal::new();
            journal.note_addresses(addresses.to_vec(), 0, Duration::ZERO);
            // The other address is noted first.
            for address in addresses {
                let seen = never_tried(Prober::Wire, Asked::Default, Unreached::Refused, Duration::ZERO);
                journal.note(seen.with_address(Some(address)));
            }
            journal.note_chosen(chosen);
            let records = journal.into_records(false, false);
            let [record] = records.as_slice() else { panic!("one row: {records:?}") };
            assert_eq!(record.probed.address, Some(probed));
            assert!(record.probed.observations.iter().all(|seen| seen.address == Some(probed)));
            assert_eq!((record.probed.observations.len(), record.passed_over.len()), (1, 1));
        }
    }
}
