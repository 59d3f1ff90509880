//! The platform's stack pinned to one version, through `native-tls`: the library that most programs in Rust use.
//!
//! It always names versions: it proves only what a program gets that asks. Certificates are not judged here, so that trust and version stay two facts.

use native_tls::{HandshakeError, MidHandshakeTlsStream, Protocol, TlsConnector, TlsStream};

use crate::clean::clean;
use crate::observation::LocalReason;
use crate::probe::pipe::Pipe;
use crate::probe::{Finish, Handshake, PeerName, Progress};
use crate::target::Host;
use crate::tls::Version;

/// A connector that names one version.
pub(super) type Connector = TlsConnector;

pub(super) fn connector(version: Version, send_name: bool) -> Result<Connector, String> {
    let protocol = match version {
        Version::Ssl3 => Protocol::Sslv3,
        Version::Tls10 => Protocol::Tlsv10,
        Version::Tls11 => Protocol::Tlsv11,
        Version::Tls12 => Protocol::Tlsv12,
        Version::Tls13 => Protocol::Tlsv13,
    };
    TlsConnector::builder()
        .min_protocol_version(Some(protocol))
        .max_protocol_version(Some(protocol))
        .danger_accept_invalid_certs(true)
        .danger_accept_invalid_hostnames(true)
        .use_sni(send_name)
        .build()
        .map_err(|error| clean(&error.to_string()))
}

#[expect(clippy::unnecessary_wraps, reason = "on other systems it can fail")]
pub(super) fn start(connector: &Connector, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
    let name = match (&peer.server_name, &peer.host) {
        (Some(name), _) | (None, Host::Name(name)) => name.clone(),
        (None, Host::Address(address)) => address.to_string(),
    };
    Ok(Box::new(PinnedHandshake { pipe: Pipe::default(), state: State::Ready(connector.clone(), name) }))
}

#[derive(Debug)]
enum State {
    Ready(TlsConnector, String),
    Waiting(MidHandshakeTlsStream<Pipe>),
    /// Complete; kept so that nothing is sent by dropping it.
    Complete(TlsStream<Pipe>),
    Ended,
}

#[derive(Debug)]
struct PinnedHandshake {
    pipe: Pipe,
    state: State,
}

impl Handshake for PinnedHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        self.pipe.feed(input, closed);
        let result = match std::mem::replace(&mut self.state, State::Ended) {
            State::Ready(connector, name) => connector.connect(&name, self.pipe.clone()),
            State::Waiting(handshake) => handshake.handshake(),
            State::Complete(stream) => Ok(stream),
            State::Ended => return Progress::Finished(failed("the handshake has ended")),
        };
        self.pipe.drain(output);
        match result {
            Ok(stream) => {
                self.state = State::Complete(stream);
                Progress::Finished(Finish::Completed)
            }
            Err(HandshakeError::WouldBlock(handshake)) => {
                self.state = State::Waiting(handshake);
                Progress::More
            }
            Err(HandshakeError::Failure(error)) => Progress::Finished(failed(&error.to_string())),
        }
    }

    /// Chain building and key operations may wait for the system.
    fn blocks(&self) -> bool {
        true
    }
}

fn failed(evidence: &str) -> Finish {
    Finish::Failed { peer_alert: None, evidence: clean(evidence) }
}
