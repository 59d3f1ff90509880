//! Prober `wire`: our own hello, no cryptography. Done when the question of the version is settled.

use std::sync::Arc;

use super::{Finish, Handshake, Judged, PeerName, Progress};
use crate::tls::Version;
use crate::wire::{FlightLimits, HelloVariant, Offer, Randomness, ServerFlight, Template, hello_record};

/// A hello to send, and the answer as far as it has come.
#[derive(Debug)]
pub(super) struct WireHandshake {
    /// Until it is sent.
    record: Option<Vec<u8>>,
    offer: Arc<Offer>,
    flight: ServerFlight,
}

/// The hello that the wire prober sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hello {
    /// One of the recipes for the version.
    Recipe(HelloVariant),
    /// This one.
    Template(Arc<Template>),
}

impl Hello {
    /// What every attempt begins with.
    pub const STANDARD: Self = Self::Recipe(HelloVariant::Standard);

    /// Its recipe; a template counts as the standard hello.
    pub const fn variant(&self) -> HelloVariant {
        match self {
            Self::Recipe(variant) => *variant,
            Self::Template(_) => HelloVariant::Standard,
        }
    }
}

/// Draws the hello; `None` if the variant has no meaning for the version.
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

    /// A test holds that a hello that was built is the hello that is read.
    fn judged(&mut self) -> Judged {
        let sent = self.record.is_none().then(|| Arc::clone(&self.offer));
        Judged { sent, ..Judged::default() }
    }
}
