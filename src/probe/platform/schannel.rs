//! Schannel without a version list: what a program gets that leaves the choice to Windows. `native-tls` cannot be asked
//! that, since it always names versions.

use std::io;

use schannel::cert_context::CertContext;
use schannel::cert_store::{CertAdd, CertStore, Memory};
use schannel::schannel_cred::{Direction, SchannelCred};
use schannel::tls_stream::{Builder, HandshakeError, MidHandshakeTlsStream, TlsStream};

use crate::clean::clean;
use crate::observation::{LocalReason, TrustFacts, TrustJudgement};
use crate::probe::pipe::Pipe;
use crate::probe::{Finish, Handshake, Judged, PeerName, Progress};
use crate::target::Host;

/// Whether this platform can be asked for the offer of a program that names no version.
pub const fn has_default_offer() -> bool {
    true
}

/// The roots that are trusted besides the host's.
#[derive(Debug)]
pub(super) struct Stack {
    more_roots: Option<CertStore>,
}

impl Stack {
    pub(super) fn new(more_roots: &[Vec<u8>]) -> Result<Self, String> {
        let build = || -> io::Result<Option<CertStore>> {
            if more_roots.is_empty() {
                return Ok(None);
            }
            let mut store = Memory::new()?.into_store();
            for der in more_roots {
                store.add_cert(&CertContext::new(der)?, CertAdd::Always)?;
            }
            Ok(Some(store))
        };
        build().map(|more_roots| Self { more_roots }).map_err(|error| clean(&error.to_string()))
    }

    pub(super) fn start(&self, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        let mut builder = Builder::new();
        let name = match (&peer.server_name, &peer.host) {
            (Some(name), _) | (None, Host::Name(name)) => name.clone(),
            (None, Host::Address(address)) => address.to_string(),
        };
        builder.domain(&name).use_sni(peer.server_name.is_some()).accept_invalid_hostnames(true);
        if let Some(store) = &self.more_roots {
            builder.cert_store(store.clone());
        }
        // Trust and version are two facts: the chain is let pass here and judged by rustls against the same roots.
        builder.verify_callback(|_| Ok(()));
        Ok(Box::new(SchannelHandshake { pipe: Pipe::default(), state: State::Ready(builder), trust: None }))
    }
}

enum State {
    Ready(Builder),
    Waiting(MidHandshakeTlsStream<Pipe>),
    /// Kept so that nothing is sent by dropping it.
    Complete(TlsStream<Pipe>),
    Ended,
}

struct SchannelHandshake {
    pipe: Pipe,
    state: State,
    trust: Option<TrustFacts>,
}

impl Handshake for SchannelHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        self.pipe.feed(input, closed);
        let result = match std::mem::replace(&mut self.state, State::Ended) {
            State::Ready(mut builder) => {
                // Acquired anew each time: Schannel reads its settings then. No version is named.
                match SchannelCred::builder().acquire(Direction::Outbound) {
                    Ok(credential) => builder.connect(credential, self.pipe.clone()),
                    Err(error) => return Progress::Finished(failed(&error)),
                }
            }
            State::Waiting(handshake) => handshake.handshake(),
            State::Complete(stream) => Ok(stream),
            State::Ended => return Progress::Finished(failed(&io::Error::other("the handshake has ended"))),
        };
        self.pipe.drain(output);
        match result {
            Ok(stream) => {
                self.note_chain(&stream);
                self.state = State::Complete(stream);
                Progress::Finished(Finish::Completed)
            }
            Err(HandshakeError::Interrupted(handshake)) => {
                self.state = State::Waiting(handshake);
                Progress::More
            }
            Err(HandshakeError::Failure(error)) => Progress::Finished(failed(&error)),
        }
    }

    fn judged(&mut self) -> Judged {
        Judged { trust: self.trust.take(), ..Judged::default() }
    }

    /// Chain building may wait for the network.
    fn blocks(&self) -> bool {
        true
    }
}

impl SchannelHandshake {
    fn note_chain(&mut self, stream: &TlsStream<Pipe>) {
        if let Ok(leaf) = stream.peer_certificate() {
            self.trust = Some(TrustFacts { chain: vec![leaf.to_der().to_vec()], judgement: TrustJudgement::NotJudged });
        }
    }
}

/// Schannel's codes travel along as evidence: the number, since the text is the system's language.
fn failed(error: &io::Error) -> Finish {
    let evidence = match error.raw_os_error() {
        Some(code) => format!("0x{:08x} {error}", code.cast_unsigned()),
        None => error.to_string(),
    };
    Finish::Failed { peer_alert: None, evidence: clean(&evidence) }
}
