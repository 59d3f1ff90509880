//! The prober's results for servers created in these tests, without a network.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::ring::{self, sign::any_supported_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, SupportedProtocolVersion};

use super::via_rustls::RustlsProber;
use super::{Finish, Judged, PeerName, Progress};
use crate::observation::{Asked, TrustJudgment, TrustProblem};
use crate::roots::Roots;
use crate::target::Host;

const NAME: &str = "server.test";

/// Presents a chain, and signs with the key that it has, matching or not.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Creates a root, and a chain issued by it for this key.
fn certified(key: &KeyPair) -> (Vec<u8>, CertificateDer<'static>) {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().expect("a key");
    let root = params.self_signed(&root_key).expect("a root");
    let issuer = Issuer::new(params, root_key);
    let leaf = CertificateParams::new(vec![NAME.to_owned()]).expect("a name").signed_by(key, &issuer).expect("a leaf");
    (root.der().to_vec(), leaf.der().clone())
}

/// Returns the prober's judgment of a server with this certificate and this key.
fn judgment(
    version: &'static SupportedProtocolVersion,
    root: Vec<u8>,
    leaf: CertificateDer<'static>,
    key: &KeyPair,
) -> (Finish, TrustJudgment) {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let shown = CertifiedKey::new(vec![leaf], any_supported_type(&key).expect("a key that signs"));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Shows(Arc::new(shown))));
    let mut server = ServerConnection::new(Arc::new(config)).expect("a server");
    let peer = PeerName { host: Host::Name(NAME.to_owned()), server_name: Some(NAME.to_owned()) };
    let mut client =
        RustlsProber::new(Roots::of_this_host().and([root])).start(Asked::Default, &peer).expect("it starts");
    let mut input = Vec::new();
    // More turns than any handshake needs.
    for _ in 0..10 {
        let mut output = Vec::new();
        let progress = client.step(&input, false, &mut output);
        if let Progress::Finished(finish) = progress {
            let Judged { trust, .. } = client.judged();
            return (finish, trust.expect("a judgment").judgment);
        }
        let mut output = output.as_slice();
        while !output.is_empty() {
            server.read_tls(&mut output).expect("bytes");
            server.process_new_packets().expect("the client keeps the rules");
        }
        input.clear();
        while server.wants_write() {
            server.write_tls(&mut input).expect("a Vec takes all");
        }
    }
    panic!("the handshake has no end");
}

#[test]
fn a_chain_without_its_key_is_not_trusted() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let (own, other) = (KeyPair::generate().expect("a key"), KeyPair::generate().expect("a key"));
        let (root, leaf) = certified(&own);
        let (finish, proven) = judgment(version, root.clone(), leaf.clone(), &own);
        assert_eq!((finish, proven), (Finish::Completed, TrustJudgment::Trusted));
        // The handshake completes, so the version is known.
        let (finish, stolen) = judgment(version, root, leaf, &other);
        assert_eq!(stolen, TrustJudgment::NotTrusted(TrustProblem::BadSignature), "{version:?}");
        assert_eq!(finish, Finish::Completed, "{version:?}");
    }
}
