//! OpenSSL pinned to one version, with the settings of `native-tls`, the library that most programs in Rust use; a test holds
//! both hellos against each other.
//!
//! Not through `native-tls`: for each new connector it reads the host's root store twice, whatever it is told, which takes
//! OpenSSL 3 as long as a hundred handshakes; and certificates are not judged here, so that trust and version stay two facts.
//!
//! It always names versions: it proves only what a program gets that asks.

use openssl::error::ErrorStack;
use openssl::ssl::{SslContext, SslMethod, SslMode, SslOptions};

use super::unpinned::start_unjudged;
use crate::clean::clean;
use crate::observation::LocalReason;
use crate::probe::{Handshake, PeerName};
use crate::tls::Version;

/// A context that names one version.
pub(super) type Connector = SslContext;

/// What `native-tls` sets for its clients, through the connector of the crate `openssl`.
const CIPHERS: &str = "DEFAULT:!aNULL:!eNULL:!MD5:!3DES:!DES:!RC4:!IDEA:!SEED:!aDSS:!SRP:!PSK";

pub(super) fn connector(version: Version, _send_name: bool) -> Result<Connector, String> {
    let build = || -> Result<SslContext, ErrorStack> {
        let mut builder = SslContext::builder(SslMethod::tls())?;
        let options = SslOptions::ALL | SslOptions::NO_COMPRESSION | SslOptions::NO_SSLV2 | SslOptions::NO_SSLV3;
        builder.set_options(options - SslOptions::DONT_INSERT_EMPTY_FRAGMENTS);
        builder.set_mode(SslMode::AUTO_RETRY | SslMode::ACCEPT_MOVING_WRITE_BUFFER | SslMode::RELEASE_BUFFERS);
        builder.set_cipher_list(CIPHERS)?;
        builder.set_min_proto_version(Some(version.into()))?;
        builder.set_max_proto_version(Some(version.into()))?;
        Ok(builder.build())
    };
    build().map_err(|error| clean(&error.to_string()))
}

pub(super) fn start(context: &Connector, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
    start_unjudged(context, peer)
        .map_err(|error| LocalReason::Aborted { alert: None, evidence: clean(&error.to_string()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::pipe::Pipe;
    use crate::target::Host;
    use crate::wire::{ClientFlight, Offer};
    use native_tls::{Protocol, TlsConnector};

    fn offer(bytes: &[u8]) -> Option<Offer> {
        ClientFlight::read(bytes).hello.map(|hello| hello.offer())
    }

    fn of_native_tls(version: Version, name: Option<&str>) -> Option<Offer> {
        let protocol = match version {
            Version::Ssl3 => Protocol::Sslv3,
            Version::Tls10 => Protocol::Tlsv10,
            Version::Tls11 => Protocol::Tlsv11,
            Version::Tls12 => Protocol::Tlsv12,
            Version::Tls13 => Protocol::Tlsv13,
        };
        let connector = TlsConnector::builder()
            .min_protocol_version(Some(protocol))
            .max_protocol_version(Some(protocol))
            .danger_accept_invalid_certs(true)
            .danger_accept_invalid_hostnames(true)
            .use_sni(name.is_some())
            .build()
            .expect("a connector");
        let (pipe, mut sent) = (Pipe::default(), Vec::new());
        // It stops for want of an answer, or because it has nothing to offer.
        let stopped = connector.connect(name.unwrap_or("127.0.0.1"), pipe.clone());
        assert!(stopped.is_err());
        pipe.drain(&mut sent);
        offer(&sent)
    }

    fn of_ours(version: Version, name: Option<&str>) -> Option<Offer> {
        let host = match name {
            Some(name) => Host::Name(name.to_owned()),
            None => Host::Address([127, 0, 0, 1].into()),
        };
        let context = connector(version, name.is_some()).expect("a context");
        let peer = PeerName { host, server_name: name.map(ToOwned::to_owned) };
        let mut sent = Vec::new();
        let _ = start(&context, &peer).expect("a handshake").step(&[], false, &mut sent);
        offer(&sent)
    }

    #[test]
    fn the_hello_is_that_of_native_tls() {
        let mut offered = 0;
        for version in Version::ALL {
            for name in [None, Some("a.example")] {
                let (ours, theirs) = (of_ours(version, name), of_native_tls(version, name));
                assert_eq!(ours, theirs, "{version} {name:?}");
                offered += usize::from(ours.is_some_and(|offer| offer.server_name.as_deref() == name));
            }
        }
        assert!(offered >= 2, "no version was offered at all");
    }
}
