//! Prober `rustls`: TLS 1.2 and 1.3 with verification against the host's roots. If the chain is not trusted, it is kept
//! and the handshake continues, so that trust and version are separate facts.

use std::io::Read;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    SupportedProtocolVersion,
};

use super::{Finish, Handshake, Judged, PeerName, Progress};
use crate::clean::clean;
use crate::observation::{Asked, Evidence, LocalReason, TrustFacts, TrustJudgment, TrustProblem};
use crate::roots::Roots;
use crate::target::Host;
use crate::tls::{Alert, AlertDescription, Version};

/// The prober. The host's roots are read once per run.
#[derive(Debug)]
pub struct RustlsProber {
    roots: Roots,
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
}

impl RustlsProber {
    /// Creates a prober that trusts these roots.
    pub fn new(roots: Roots) -> Self {
        Self { roots, provider: Arc::new(ring::default_provider()), verifier: OnceLock::new() }
    }

    /// Reads the host's roots.
    pub(super) fn warm_up(&self) {
        self.verifier();
    }

    /// Returns the verifier; `None` if this host has no readable root.
    fn verifier(&self) -> Option<Arc<WebPkiServerVerifier>> {
        let build = || {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(self.roots.loaded().certs.iter().cloned());
            roots.add_parsable_certificates(self.roots.more().iter().map(|der| CertificateDer::from(der.as_slice())));
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider)).build().ok()
        };
        self.verifier.get_or_init(build).clone()
    }

    pub(super) fn start(&self, asked: Asked, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        let versions: &[&SupportedProtocolVersion] = match asked {
            Asked::Default => rustls::DEFAULT_VERSIONS,
            Asked::Pinned(Version::Tls13) => &[&rustls::version::TLS13],
            Asked::Pinned(Version::Tls12) => &[&rustls::version::TLS12],
            Asked::Pinned(_) => return Err(LocalReason::ProberCannot),
        };
        let broken = |evidence| LocalReason::Aborted { alert: None, evidence };
        let expected =
            server_name(&peer.host).ok_or_else(|| broken(Evidence::NotServerName(clean(&peer.host.to_string()))))?;
        // The name that is sent may differ from the name that is expected (`--sni`).
        let sent = match &peer.server_name {
            Some(name) => {
                server_name(&Host::Name(name.clone())).ok_or_else(|| broken(Evidence::NotServerName(clean(name))))?
            }
            None => expected.clone(),
        };
        let seen = Arc::new(Mutex::new(Seen::default()));
        let recorder = Recorder {
            inner: self.verifier(),
            algorithms: self.provider.signature_verification_algorithms,
            expected,
            seen: Arc::clone(&seen),
        };
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(versions)
            .map_err(|error| broken(clean(&error.to_string()).into()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(recorder))
            .with_client_cert_resolver(Arc::new(NoClientCertificate(Arc::clone(&seen))));
        config.enable_sni = peer.server_name.is_some();
        config.resumption = Resumption::disabled();
        let connection =
            ClientConnection::new(Arc::new(config), sent).map_err(|error| broken(clean(&error.to_string()).into()))?;
        Ok(Box::new(RustlsHandshake { connection, seen, listening: false }))
    }
}

fn server_name(host: &Host) -> Option<ServerName<'static>> {
    match host {
        Host::Name(name) => ServerName::try_from(name.clone()).ok(),
        Host::Address(address) => Some(ServerName::IpAddress((*address).into())),
    }
}

/// What the library's callbacks observed.
#[derive(Debug, Default)]
struct Seen {
    trust: Option<TrustFacts>,
    certificate_requested: bool,
}

#[derive(Debug)]
struct RustlsHandshake {
    connection: ClientConnection,
    seen: Arc<Mutex<Seen>>,
    /// Whether the handshake is complete and we wait for what the peer sends next.
    listening: bool,
}

impl RustlsHandshake {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&mut self, mut input: &[u8]) -> Result<(), Finish> {
        while !input.is_empty() {
            // Reading from a slice cannot fail; the library refuses only if its buffer is full.
            if !matches!(self.connection.read_tls(&mut input as &mut dyn Read), Ok(count) if count > 0) {
                return Err(ended(Evidence::TooMuchData));
            }
            self.connection.process_new_packets().map_err(|error| failed(&error))?;
        }
        Ok(())
    }
}

impl Handshake for RustlsHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        let read = self.read(input);
        while self.connection.wants_write() {
            // Writing to a Vec cannot fail.
            if self.connection.write_tls(output).is_err() {
                break;
            }
        }
        if let Err(finish) = read {
            return Progress::Finished(finish);
        }
        if self.connection.is_handshaking() {
            return if closed { Progress::Finished(ended(Evidence::ClosedDuringHandshake)) } else { Progress::More };
        }
        // In TLS 1.3, the peer accepts or rejects a missing client certificate only after the handshake.
        let may_refuse = self.seen().certificate_requested
            && self.connection.protocol_version() == Some(rustls::ProtocolVersion::TLSv1_3);
        match (may_refuse, self.listening) {
            (true, false) if !closed => {
                self.listening = true;
                Progress::Listen
            }
            (true, _) if closed => Progress::Finished(ended(Evidence::ClosedAfterHandshake)),
            _ => Progress::Finished(Finish::Completed),
        }
    }

    fn judged(&mut self) -> Judged {
        let mut seen = self.seen();
        Judged { trust: seen.trust.take(), certificate_requested: Some(seen.certificate_requested), sent: None }
    }
}

fn ended(evidence: Evidence) -> Finish {
    Finish::Failed { peer_alert: None, evidence }
}

fn failed(error: &Error) -> Finish {
    let peer_alert = match error {
        Error::AlertReceived(description) => Some(Alert::fatal(AlertDescription(u8::from(*description)))),
        _ => None,
    };
    Finish::Failed { peer_alert, evidence: clean(&error.to_string()).into() }
}

/// Answers every request without a certificate, and notes that one was requested.
#[derive(Debug)]
struct NoClientCertificate(Arc<Mutex<Seen>>);

impl ResolvesClientCert for NoClientCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).certificate_requested = true;
        None
    }

    /// Returns true, because the library calls `resolve` only then. It still sends no certificate.
    fn has_certs(&self) -> bool {
        true
    }
}

/// Notes the chain and its judgment, and lets the handshake continue.
#[derive(Debug)]
struct Recorder {
    inner: Option<Arc<WebPkiServerVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
    expected: ServerName<'static>,
    seen: Arc<Mutex<Seen>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _sent: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judgment = match &self.inner {
            None => TrustJudgment::NotTrusted(TrustProblem::NoRoots),
            Some(inner) => match inner.verify_server_cert(leaf, intermediates, &self.expected, ocsp, now) {
                Ok(_) => TrustJudgment::Trusted,
                Err(error) => TrustJudgment::NotTrusted(problem(&error, leaf)),
            },
        };
        let chain = std::iter::once(leaf).chain(intermediates).map(|der| der.as_ref().to_vec()).collect();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).trust = Some(TrustFacts { chain, judgment });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(self.noted(verify_tls12_signature(message, leaf, signed, &self.algorithms), leaf))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(self.noted(verify_tls13_signature(message, leaf, signed, &self.algorithms), leaf))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl Recorder {
    /// Marks the chain as not trusted if the peer does not prove that it has the chain's key. The handshake continues
    /// in any case: trust and version are separate facts.
    fn noted(
        &self,
        proof: Result<HandshakeSignatureValid, Error>,
        leaf: &CertificateDer<'_>,
    ) -> HandshakeSignatureValid {
        if let Err(error) = proof {
            let problem = signature_problem(&error, leaf);
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(trust) = seen.trust.as_mut().filter(|trust| trust.judgment == TrustJudgment::Trusted) {
                trust.judgment = TrustJudgment::NotTrusted(problem);
            }
        }
        HandshakeSignatureValid::assertion()
    }
}

/// Returns the problem if the proof of the key is wrong or cannot be checked here.
fn signature_problem(error: &Error, leaf: &CertificateDer<'_>) -> TrustProblem {
    match error {
        // The library reports the same error for a wrong signature and for a right one by a key of an unsupported size.
        Error::InvalidCertificate(CertificateError::BadSignature) if !is_odd_rsa(leaf) => TrustProblem::BadSignature,
        Error::InvalidCertificate(_) => problem(error, leaf),
        _ => TrustProblem::UnsupportedAlgorithm,
    }
}

/// Returns whether the key is RSA of a size that rustls does not verify: below 2048 or above 8192 bits.
fn is_odd_rsa(der: &[u8]) -> bool {
    let Ok((_, certificate)) = x509_parser::parse_x509_certificate(der) else { return false };
    match certificate.public_key().parsed() {
        Ok(x509_parser::public_key::PublicKey::RSA(key)) => !(2048..=8192).contains(&key.key_size()),
        _ => false,
    }
}

fn problem(error: &Error, leaf: &CertificateDer<'_>) -> TrustProblem {
    use CertificateError as E;
    let Error::InvalidCertificate(error) = error else { return TrustProblem::Malformed };
    match error {
        E::UnknownIssuer => TrustProblem::UnknownIssuer,
        E::Expired | E::ExpiredContext { .. } => TrustProblem::Expired,
        E::NotValidYet | E::NotValidYetContext { .. } => TrustProblem::NotYetValid,
        E::NotValidForName | E::NotValidForNameContext { .. } => TrustProblem::WrongName,
        E::Revoked => TrustProblem::Revoked,
        E::BadSignature
        | E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => TrustProblem::UnsupportedAlgorithm,
        // The library has no type for this error.
        E::Other(_) if is_ca(leaf) => TrustProblem::CaUsedAsServer,
        _ => TrustProblem::Malformed,
    }
}

fn is_ca(der: &[u8]) -> bool {
    x509_parser::parse_x509_certificate(der).is_ok_and(|(_, certificate)| certificate.is_ca())
}
