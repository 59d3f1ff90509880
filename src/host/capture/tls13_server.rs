//! A TLS 1.3 server in memory: fixed bytes are not enough to try a client with TLS 1.3.

use std::sync::{Arc, OnceLock};

use rustls::ServerConnection;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::exchange::exchange;
use crate::observation::capture::{Step, Unseen};
use crate::probe::Handshake;

/// Enough for the flights of a whole handshake with a `HelloRetryRequest`, and some spare.
pub(super) const MOST_ROUNDS: usize = 10;

/// The keys of the server. Most stacks accept the smaller curve; some at strict levels accept only the larger one,
/// which is minted on demand.
#[derive(Debug)]
struct Keys {
    small: Arc<CertifiedKey>,
    large: OnceLock<Option<Arc<CertifiedKey>>>,
    provider: Arc<CryptoProvider>,
}

impl ResolvesServerCert for Keys {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let fits = |key: &Arc<CertifiedKey>| key.key.choose_scheme(hello.signature_schemes()).is_some();
        if fits(&self.small) {
            return Some(Arc::clone(&self.small));
        }
        let large = self.large.get_or_init(|| mint(&rcgen::PKCS_ECDSA_P384_SHA384, &self.provider).ok());
        large.clone().filter(fits)
    }
}

fn mint(algorithm: &'static rcgen::SignatureAlgorithm, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, Unseen> {
    let failed = |error: &dyn std::fmt::Display| Unseen::NoServer(error.to_string());
    let key = rcgen::KeyPair::generate_for(algorithm).map_err(|error| failed(&error))?;
    let certificate = rcgen::CertificateParams::new(vec!["tlsready.invalid".to_owned()])
        .and_then(|parameters| parameters.self_signed(&key))
        .map_err(|error| failed(&error))?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| failed(&error))?;
    CertifiedKey::from_der(vec![certificate.der().clone()], key, provider).map(Arc::new).map_err(|error| failed(&error))
}

/// A server with a freshly minted certificate.
pub(in crate::host) struct Tls13Server {
    config: Arc<rustls::ServerConfig>,
}

impl Tls13Server {
    /// Mints the certificate.
    pub(in crate::host) fn new() -> Result<Self, Unseen> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let keys = Keys {
            small: mint(&rcgen::PKCS_ECDSA_P256_SHA256, &provider)?,
            large: OnceLock::new(),
            provider: Arc::clone(&provider),
        };
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|error| Unseen::NoServer(error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(keys));
        Ok(Self { config: Arc::new(config) })
    }

    /// Continues with a client whose hello is `written`.
    pub(in crate::host) fn step(&self, client: &mut dyn Handshake, mut written: Vec<u8>) -> Step {
        let mut server = match ServerConnection::new(Arc::clone(&self.config)) {
            Ok(server) => server,
            Err(error) => return Step::Unknown(Unseen::NoServer(error.to_string())),
        };
        for _ in 0..MOST_ROUNDS {
            let mut unread = written.as_slice();
            while !unread.is_empty() {
                if let Err(error) = server.read_tls(&mut unread) {
                    return Step::Unknown(Unseen::BrokeOff(error.to_string()));
                }
                match server.process_new_packets() {
                    Ok(_) => {}
                    Err(rustls::Error::AlertReceived(_)) => return Step::Refuses(None),
                    Err(error) => {
                        tracing::debug!(%error, "the server for the TLS 1.3 test does not continue");
                        return Step::Unknown(Unseen::NothingInCommon);
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
            written = exchange(client, &answer);
            if written.is_empty() {
                // A stack that gives up at the server's flight may do so without an alert.
                return Step::Refuses(None);
            }
        }
        Step::Unknown(Unseen::Endless)
    }
}
