//! A TLS 1.3 server in memory: from TLS 1.3 on a client cannot be tried with fixed bytes.

use std::sync::Arc;

use rustls::ServerConnection;
use rustls::pki_types::PrivateKeyDer;

use super::offer::LocalClient;
use super::second_flight::Step;

/// Flights of a whole handshake, with a `HelloRetryRequest`, and room.
const MOST_ROUNDS: usize = 10;

/// A server with a certificate minted now.
pub(super) struct Tls13Server {
    config: Arc<rustls::ServerConfig>,
}

impl Tls13Server {
    /// Mints the certificate. The error is a sentence.
    pub(super) fn new() -> Result<Self, String> {
        let minted = rcgen::generate_simple_self_signed(["tlsready.invalid".to_owned()])
            .map_err(|error| format!("no certificate could be minted for the TLS 1.3 test: {error}"))?;
        let key = PrivateKeyDer::try_from(minted.signing_key.serialize_der())
            .map_err(|error| format!("the key for the TLS 1.3 test cannot be used: {error}"))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![minted.cert.der().clone()], key))
            .map_err(|error| format!("the server for the TLS 1.3 test cannot be set up: {error}"))?;
        Ok(Self { config: Arc::new(config) })
    }

    /// Goes on with a client whose hello is `written`.
    pub(super) fn step(&self, client: &mut dyn LocalClient, mut written: Vec<u8>) -> Step {
        let mut server = match ServerConnection::new(Arc::clone(&self.config)) {
            Ok(server) => server,
            Err(error) => return Step::Unknown(format!("the server for the TLS 1.3 test cannot start: {error}")),
        };
        for _ in 0..MOST_ROUNDS {
            let mut unread = written.as_slice();
            while !unread.is_empty() {
                if let Err(error) = server.read_tls(&mut unread) {
                    return Step::Unknown(format!("the TLS 1.3 test broke off: {error}"));
                }
                match server.process_new_packets() {
                    Ok(_) => {}
                    Err(rustls::Error::AlertReceived(_)) => return Step::Refuses(None),
                    Err(error) => {
                        return Step::Unknown(format!("the TLS 1.3 test server and the stack do not meet: {error}"));
                    }
                }
            }
            if !server.is_handshaking() {
                return Step::GoesOn;
            }
            let mut answer = Vec::new();
            while server.wants_write() {
                if server.write_tls(&mut answer).is_err() {
                    break;
                }
            }
            written = client.exchange(&answer);
            if written.is_empty() {
                // A stack that gives up at the server's flight says so, or says nothing at all.
                return Step::Refuses(None);
            }
        }
        Step::Unknown("the TLS 1.3 test handshake did not end".to_owned())
    }
}
