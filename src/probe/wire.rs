//! Engine `wire`: our own hello, no cryptography. Done when the question of the version is settled.

use super::{Finish, Handshake, PeerName, Progress};
use crate::tls::Version;
use crate::wire::{HelloVariant, Limits, Randomness, ServerFlight, hello};

/// A hello to send, and the answer as far as it has come.
#[derive(Debug)]
pub(super) struct WireHandshake {
    hello: Option<Vec<u8>>,
    flight: ServerFlight,
}

/// Builds the hello; `None` if the variant has no meaning for the version.
pub(super) fn start(version: Version, variant: HelloVariant, peer: &PeerName) -> Option<WireHandshake> {
    let hello = hello(version, variant, peer.server_name.as_deref(), &Randomness::draw())?;
    Some(WireHandshake { hello: Some(hello.to_record()), flight: ServerFlight::new(Limits::HELLO) })
}

impl Handshake for WireHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        if let Some(hello) = self.hello.take() {
            output.extend_from_slice(&hello);
        }
        self.flight.push(input);
        if self.flight.is_settled() || closed { Progress::Finished(Finish::Settled) } else { Progress::More }
    }

    fn reading(&mut self) -> Option<&mut ServerFlight> {
        Some(&mut self.flight)
    }
}
