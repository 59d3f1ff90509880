//! Schannel, either without a version list, like a program that leaves the choice to Windows, or with one.

use std::io;

use schannel::cert_context::CertContext;
use schannel::cert_store::{CertAdd, CertStore, Memory};
use schannel::schannel_cred::{Direction, Protocol, SchannelCred};
use schannel::tls_stream::{Builder, HandshakeError, MidHandshakeTlsStream, TlsStream};

use crate::clean::clean;
use crate::observation::{Evidence, LocalReason, TrustFacts, TrustJudgment};
use crate::probe::pipe::Pipe;
use crate::probe::{Finish, Handshake, Judged, PeerName, Progress};
use crate::roots::Roots;
use crate::target::Host;

/// Returns whether the default offer of a program that does not request a version can be captured on this platform.
pub const fn has_default_offer() -> bool {
    true
}

/// The roots that are trusted in addition to the host's.
#[derive(Debug)]
pub(super) struct Stack {
    more_roots: Option<CertStore>,
}

impl Stack {
    pub(super) fn new(roots: &Roots) -> Result<Self, String> {
        let build = || -> io::Result<Option<CertStore>> {
            if roots.more().is_empty() {
                return Ok(None);
            }
            let mut store = Memory::new()?.into_store();
            for der in roots.more() {
                store.add_cert(&CertContext::new(der)?, CertAdd::Always)?;
            }
            Ok(Some(store))
        };
        build().map(|more_roots| Self { more_roots }).map_err(|error| clean(&error.to_string()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "on other systems it can fail")]
    pub(super) fn start(&self, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        Ok(self.begin(None, peer))
    }

    fn begin(&self, version: Option<Protocol>, peer: &PeerName) -> Box<dyn Handshake> {
        let mut builder = Builder::new();
        let name = match (&peer.server_name, &peer.host) {
            (Some(name), _) | (None, Host::Name(name)) => name.clone(),
            (None, Host::Address(address)) => address.to_string(),
        };
        builder.domain(&name).use_sni(peer.server_name.is_some()).accept_invalid_hostnames(true);
        if let Some(store) = &self.more_roots {
            builder.cert_store(store.clone());
        }
        // Trust and version are separate facts: any chain passes here, and rustls judges it against the same roots.
        builder.verify_callback(|_| Ok(()));
        let state = State::Ready(builder, version);
        Box::new(SchannelHandshake { pipe: Pipe::default(), state, trust: None })
    }
}

/// Begins a handshake that requests one version.
pub(super) fn start_with_version(version: Protocol, peer: &PeerName) -> Box<dyn Handshake> {
    Stack { more_roots: None }.begin(Some(version), peer)
}

enum State {
    Ready(Builder, Option<Protocol>),
    Waiting(MidHandshakeTlsStream<Pipe>),
    /// Kept because dropping it may send bytes.
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
            State::Ready(mut builder, version) => {
                // Acquired for each handshake, because that is when Schannel reads its settings.
                let mut credential = SchannelCred::builder();
                if let Some(version) = version {
                    credential.enabled_protocols(&[version]);
                }
                match credential.acquire(Direction::Outbound) {
                    Ok(credential) => builder.connect(credential, self.pipe.clone()),
                    Err(error) => return Progress::Finished(failed(&error)),
                }
            }
            State::Waiting(handshake) => handshake.handshake(),
            State::Complete(stream) => Ok(stream),
            State::Ended => {
                return Progress::Finished(Finish::Failed { peer_alert: None, evidence: Evidence::AlreadyEnded });
            }
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
            self.trust = Some(TrustFacts { chain: vec![leaf.to_der().to_vec()], judgment: TrustJudgment::NotJudged });
        }
    }
}

/// Reports a failure with Schannel's code as evidence: number and name, since the system's message is localized.
fn failed(error: &io::Error) -> Finish {
    let evidence = match error.raw_os_error().map(i32::cast_unsigned) {
        Some(code) => match name(code) {
            Some(name) => format!("{name} (0x{code:08x})"),
            None => format!("0x{code:08x}: {error}"),
        },
        None => error.to_string(),
    };
    Finish::Failed { peer_alert: None, evidence: clean(&evidence).into() }
}

/// Names of the codes with which Schannel ends handshakes (`winerror.h`).
const fn name(code: u32) -> Option<&'static str> {
    Some(match code {
        0x8009_0302 => "SEC_E_UNSUPPORTED_FUNCTION",
        0x8009_0304 => "SEC_E_INTERNAL_ERROR",
        0x8009_0308 => "SEC_E_INVALID_TOKEN",
        0x8009_030d => "SEC_E_UNKNOWN_CREDENTIALS",
        0x8009_030e => "SEC_E_NO_CREDENTIALS",
        0x8009_030f => "SEC_E_MESSAGE_ALTERED",
        0x8009_0311 => "SEC_E_NO_AUTHENTICATING_AUTHORITY",
        0x8009_0325 => "SEC_E_UNTRUSTED_ROOT",
        0x8009_0326 => "SEC_E_ILLEGAL_MESSAGE",
        0x8009_0327 => "SEC_E_CERT_UNKNOWN",
        0x8009_0328 => "SEC_E_CERT_EXPIRED",
        0x8009_0330 => "SEC_E_DECRYPT_FAILURE",
        0x8009_0331 => "SEC_E_ALGORITHM_MISMATCH",
        0x8009_0349 => "SEC_E_CERT_WRONG_USAGE",
        0x8009_035d => "SEC_E_INVALID_PARAMETER",
        0x8009_2010 => "CRYPT_E_REVOKED",
        0x8009_2012 => "CRYPT_E_NO_REVOCATION_CHECK",
        0x8009_2013 => "CRYPT_E_REVOCATION_OFFLINE",
        0x800b_0101 => "CERT_E_EXPIRED",
        0x800b_0109 => "CERT_E_UNTRUSTEDROOT",
        0x800b_010f => "CERT_E_CN_NO_MATCH",
        _ => return None,
    })
}
