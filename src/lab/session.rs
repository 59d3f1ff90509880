//! Real handshakes, separate from their sockets: bytes in, bytes out.

use std::io;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, SupportedProtocolVersion};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::delivery::Delivery;
use super::ending;
use super::pki::{Certified, Pki};
use crate::tls::Version;

/// Limit on the bytes read from one client. A handshake with a client certificate takes a few thousand.
const MOST_BYTES: usize = 256 * 1024;

/// What a session sends next, and whether the session then ends.
pub(super) struct Step {
    pub output: Vec<u8>,
    pub ended: bool,
}

/// One side of a handshake.
pub(super) trait Session: Send {
    /// Takes the input and continues as far as possible.
    fn step(&mut self, input: &[u8]) -> Step;
}

/// Runs a session over a connection. After the handshake it sends nothing and waits for the client to close.
pub(super) async fn drive(
    stream: &mut TcpStream,
    session: &mut dyn Session,
    first: Vec<u8>,
    mut delivery: Delivery,
) -> io::Result<()> {
    let mut input = first;
    let mut total = 0;
    loop {
        let step = session.step(&input);
        delivery.send(stream, &step.output).await?;
        total += input.len();
        input.clear();
        if step.ended || total > MOST_BYTES || stream.read_buf(&mut input).await? == 0 {
            return ending::close(stream).await;
        }
    }
}

/// How a rustls server differs from the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ModernOptions {
    /// Require a client certificate.
    pub client_certificate: bool,
    /// Use only P-384, for which no client sends a share at first: a `HelloRetryRequest` follows.
    pub retry: bool,
    /// Let rustls answer every hello itself.
    pub as_is: bool,
}

/// Returns the settings of a rustls server. Ignores versions other than TLS 1.2 and 1.3.
pub(super) fn modern(
    versions: &[Version],
    certified: &Certified,
    options: ModernOptions,
    pki: &Pki,
) -> io::Result<Arc<ServerConfig>> {
    let mut provider: CryptoProvider = ring::default_provider();
    if options.retry {
        provider.kx_groups = vec![ring::kx_group::SECP384R1];
    }
    let provider = Arc::new(provider);
    let versions: Vec<&'static SupportedProtocolVersion> = versions
        .iter()
        .filter_map(|version| match version {
            Version::Tls12 => Some(&rustls::version::TLS12),
            Version::Tls13 => Some(&rustls::version::TLS13),
            _ => None,
        })
        .collect();
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions)
        .map_err(io::Error::other)?;
    let builder = if options.client_certificate {
        let mut roots = RootCertStore::empty();
        roots.add(pki.authority_der().clone()).map_err(io::Error::other)?;
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        builder.with_client_cert_verifier(verifier.build().map_err(io::Error::other)?)
    } else {
        builder.with_no_client_auth()
    };
    let config =
        builder.with_single_cert(certified.chain.clone(), certified.private_key()).map_err(io::Error::other)?;
    Ok(Arc::new(config))
}

/// A rustls session.
pub(super) struct ModernSession(ServerConnection);

impl ModernSession {
    pub(super) fn new(config: Arc<ServerConfig>) -> io::Result<Self> {
        ServerConnection::new(config).map(Self).map_err(io::Error::other)
    }

    /// Takes the input. Returns `true` at the end of the session.
    fn take(&mut self, mut input: &[u8]) -> bool {
        let mut discarded = [0; 4096];
        while !input.is_empty() {
            match self.0.read_tls(&mut input) {
                Ok(0) | Err(_) => return true,
                Ok(_) => {}
            }
            match self.0.process_new_packets() {
                Ok(state) if state.peer_has_closed() => return true,
                Ok(_) => {}
                // The output contains the alert that gives the reason.
                Err(_) => return true,
            }
            while matches!(io::Read::read(&mut self.0.reader(), &mut discarded), Ok(1..)) {}
        }
        false
    }
}

impl Session for ModernSession {
    fn step(&mut self, input: &[u8]) -> Step {
        let mut ended = self.take(input);
        let mut output = Vec::new();
        while self.0.wants_write() {
            if self.0.write_tls(&mut output).is_err() {
                ended = true;
                break;
            }
        }
        Step { output, ended }
    }
}
