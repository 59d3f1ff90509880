//! Prober `wire`: our own hello, no cryptography. Done when it is known which version the peer selects.

use std::sync::Arc;

use super::{Finish, Handshake, Judged, PeerName, Progress};
use crate::tls::Version;
use crate::wire::{FlightLimits, HelloVariant, Offer, Randomness, ServerFlight, Template, hello_record};

/// A hello to send, and as much of the answer as has come.
#[derive(Debug)]
pub(super) struct WireHandshake {
    /// The record, until it is sent.
    record: Option<Vec<u8>>,
    offer: Arc<Offer>,
    flight: ServerFlight,
}

/// The hello that the wire prober sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hello {
    /// The recipe for the version, in this variant.
    Recipe(HelloVariant),
    /// This hello.
    Template(Arc<Template>),
}

impl Hello {
    /// The hello of the first attempt.
    pub const STANDARD: Self = Self::Recipe(HelloVariant::Standard);

    /// Returns the variant of the recipe; a template counts as the standard hello.
    pub const fn variant(&self) -> HelloVariant {
        match self {
            Self::Recipe(variant) => *variant,
            Self::Template(_) => HelloVariant::Standard,
        }
    }
}

/// Creates the hello; returns `None` if the variant does not apply to the version.
pub(super) fn start(version: Version, hello: &Hello, peer: &PeerName) -> Option<WireHandshake> {
    let (name, randomness) = (peer.server_name.as_deref(), Randomness::draw());
    let (record, offer) = match hello {
        Hello::Recipe(variant) => hello_record(version, *variant, name, &randomness)?,
        Hello::Template(template) => template.fill(name, &randomness),
    };
    Some(WireHandshake { record: Some(record), offer, flight: ServerFlight::new(FlightLimits::HELLO) })
}

impl Handshake for WireHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        if let Some(record) = self.record.take() {
            *output = record;
        }
        self.flight.push(input);
        if self.flight.is_settled() || closed { Progress::Finished(Finish::Settled) } else { Progress::More }
    }

    fn reading(&mut self) -> Option<&mut ServerFlight> {
        Some(&mut self.flight)
    }

    /// Returns the offer that was built instead of reading it from the tap; a test checks that both are the same.
    fn judged(&mut self) -> Judged {
        let sent = self.record.is_none().then(|| Arc::clone(&self.offer));
        Judged { sent, ..Judged::default() }
    }
}
