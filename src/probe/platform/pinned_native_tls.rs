//! The platform's stack pinned to one version, through `native-tls`: the library that most programs in Rust use.
//!
//! It always requests versions, so it shows only the result for programs that do. Certificates are not judged here, so
//! that trust and version stay separate facts.
//!
//! On OpenSSL, it reads the host's root store twice for each connector, whatever its settings, which takes OpenSSL 3 as
//! long as dozens of handshakes. So there is one connector per version, created early and away from the connections.
//! The roots are dropped at once, since nothing is judged by them; keeping and freeing them would cost as much again.

use native_tls::{HandshakeError, MidHandshakeTlsStream, Protocol, TlsConnector, TlsStream};

use super::unpinned::failed_by;
use crate::clean::clean;
use crate::observation::Evidence;
use crate::probe::pipe::Pipe;
use crate::probe::{Finish, Handshake, PeerName, Progress};
use crate::target::Host;
use crate::tls::Version;

/// A connector that requests one version.
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
        .disable_built_in_roots(true)
        .use_sni(send_name)
        .build()
        .map_err(|error| clean(&error.to_string()))
}

pub(super) fn start(connector: &Connector, peer: &PeerName) -> Box<dyn Handshake> {
    let name = match (&peer.server_name, &peer.host) {
        (Some(name), _) | (None, Host::Name(name)) => name.clone(),
        (None, Host::Address(address)) => address.to_string(),
    };
    Box::new(PinnedHandshake { pipe: Pipe::default(), state: State::Ready(connector.clone(), name) })
}

#[derive(Debug)]
enum State {
    Ready(TlsConnector, String),
    Waiting(MidHandshakeTlsStream<Pipe>),
    /// Complete; kept because dropping it may send bytes.
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
            State::Ended => {
                let evidence = Evidence::AlreadyEnded;
                return Progress::Finished(Finish::Failed { peer_alert: None, evidence });
            }
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
            Err(HandshakeError::Failure(error)) => Progress::Finished(failed_by(&error)),
        }
    }

    /// Chain building and key operations may wait for the system.
    fn blocks(&self) -> bool {
        true
    }
}

#[cfg(all(test, not(target_vendor = "apple")))]
mod tests {
    use std::sync::Arc;

    use openssl::error::ErrorStack;
    use openssl::ssl::{SslContext, SslMethod, SslMode, SslOptions};
    use rustls::{ServerConfig, ServerConnection};

    use super::super::unpinned::start_with;
    use super::*;
    use crate::tls::{Alert, AlertDescription};
    use crate::wire::{ClientFlight, Offer};

    /// Builds a context with exactly what `native-tls` sets for its clients through the connector of the crate
    /// `openssl`.
    fn bare(version: Version) -> Result<SslContext, ErrorStack> {
        let mut builder = SslContext::builder(SslMethod::tls())?;
        let options = SslOptions::ALL | SslOptions::NO_COMPRESSION | SslOptions::NO_SSLV2 | SslOptions::NO_SSLV3;
        builder.set_options(options - SslOptions::DONT_INSERT_EMPTY_FRAGMENTS);
        builder.set_mode(SslMode::AUTO_RETRY | SslMode::ACCEPT_MOVING_WRITE_BUFFER | SslMode::RELEASE_BUFFERS);
        builder.set_cipher_list("DEFAULT:!aNULL:!eNULL:!MD5:!3DES:!DES:!RC4:!IDEA:!SEED:!aDSS:!SRP:!PSK")?;
        builder.set_min_proto_version(Some(version.into()))?;
        builder.set_max_proto_version(Some(version.into()))?;
        Ok(builder.build())
    }

    fn peer(name: Option<&str>) -> PeerName {
        let host = match name {
            Some(name) => Host::Name(name.to_owned()),
            None => Host::Address([127, 0, 0, 1].into()),
        };
        PeerName { host, server_name: name.map(ToOwned::to_owned) }
    }

    /// Returns the offer that a handshake sends first.
    fn offer(mut handshake: Box<dyn Handshake>) -> Option<Offer> {
        let mut sent = Vec::new();
        let _ = handshake.step(&[], false, &mut sent);
        ClientFlight::read(&sent).hello.map(|hello| Offer::of(&hello))
    }

    /// Detects a change of the settings of `native-tls`.
    #[test]
    fn the_hello_is_openssls_with_a_few_settings() {
        let mut offered = 0;
        for version in Version::ALL {
            for name in [None, Some("a.example")] {
                let peer = peer(name);
                let plain = start_with(&bare(version).expect("a context"), &peer, |_| Ok(())).expect("a handshake");
                let ours = offer(start(&connector(version, name.is_some()).expect("a connector"), &peer));
                assert_eq!(ours, offer(plain), "{version} {name:?}");
                offered += usize::from(ours.is_some_and(|offer| offer.server_name.as_deref() == name));
            }
        }
        assert!(offered >= 2, "no version was offered at all");
    }

    #[test]
    fn an_alert_of_the_peer_is_reported_by_type() {
        // A server that requires a client certificate.
        let provider = rustls::crypto::ring::default_provider();
        let key = rcgen::KeyPair::generate().expect("a key");
        let leaf = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).expect("a name");
        let leaf = leaf.self_signed(&key).expect("a certificate");
        let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
            Arc::new({
                let mut roots = rustls::RootCertStore::empty();
                roots.add(leaf.der().clone()).expect("a root");
                roots
            }),
            Arc::new(provider.clone()),
        );
        let config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&[&rustls::version::TLS12])
            .expect("a version")
            .with_client_cert_verifier(verifier.build().expect("a verifier"))
            .with_single_cert(vec![leaf.der().clone()], key)
            .expect("an identity");
        let mut server = ServerConnection::new(Arc::new(config)).expect("a server");
        let peer = peer(Some("a.example"));
        let mut client = start(&connector(Version::Tls12, true).expect("a connector"), &peer);
        let mut input = Vec::new();
        for _ in 0..10 {
            let mut output = Vec::new();
            let progress = client.step(&input, false, &mut output);
            if let Progress::Finished(finish) = progress {
                let Finish::Failed { peer_alert, evidence } = finish else { panic!("it is not complete: {finish:?}") };
                assert_eq!(peer_alert, Some(Alert::fatal(AlertDescription::CERTIFICATE_REQUIRED)), "{evidence:?}");
                // OpenSSL's opinion of the certificate is not the reason.
                assert!(!evidence.words().contains("self"), "{evidence:?}");
                return;
            }
            let mut output = output.as_slice();
            while !output.is_empty() {
                server.read_tls(&mut output).expect("bytes");
                let _ = server.process_new_packets();
            }
            input.clear();
            while server.wants_write() {
                server.write_tls(&mut input).expect("a Vec takes all");
            }
        }
        panic!("the handshake has no end");
    }
}
