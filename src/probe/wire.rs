//! Engine `wire`: our own hello, no cryptography. Done when the question of the version is settled.

use super::{Finish, Handshake, Judged, PeerName, Progress};
use crate::tls::Version;
use crate::wire::{ClientHello, HelloVariant, Limits, Randomness, ServerFlight, hello};

/// A hello to send, and the answer as far as it has come.
#[derive(Debug)]
pub(super) struct WireHandshake {
    hello: ClientHello,
    sent: bool,
    flight: ServerFlight,
}

/// Builds the hello; `None` if the variant has no meaning for the version.
pub(super) fn start(version: Version, variant: HelloVariant, peer: &PeerName) -> Option<WireHandshake> {
    let hello = hello(version, variant, peer.server_name.as_deref(), &Randomness::draw())?;
    Some(WireHandshake { hello, sent: false, flight: ServerFlight::new(Limits::HELLO) })
}

impl Handshake for WireHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        if !self.sent {
            self.sent = true;
            *output = self.hello.to_record();
        }
        self.flight.push(input);
        if self.flight.is_settled() || closed { Progress::Finished(Finish::Settled) } else { Progress::More }
    }

    fn reading(&mut self) -> Option<&mut ServerFlight> {
        Some(&mut self.flight)
    }

    /// A test holds that a hello that was built is the hello that is read.
    fn judged(&mut self) -> Judged {
        Judged { sent: self.sent.then(|| self.hello.offer()), ..Judged::default() }
    }
}
