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
}

#[cfg(test)]
mod tests {
    use super::super::pinned_native_tls as native_tls;
    use super::*;
    use crate::target::Host;
    use crate::wire::{ClientFlight, Offer};

    /// What a handshake says before it has heard anything.
    fn offer(handshake: Result<Box<dyn Handshake>, LocalReason>) -> Option<Offer> {
        let mut sent = Vec::new();
        let _ = handshake.expect("a handshake").step(&[], false, &mut sent);
        ClientFlight::read(&sent).hello.map(|hello| hello.offer())
    }

    #[test]
    fn the_hello_is_that_of_native_tls() {
        let mut offered = 0;
        for version in Version::ALL {
            for name in [None, Some("a.example")] {
                let host = match name {
                    Some(name) => Host::Name(name.to_owned()),
                    None => Host::Address([127, 0, 0, 1].into()),
                };
                let peer = PeerName { host, server_name: name.map(ToOwned::to_owned) };
                let ours = offer(start(&connector(version, name.is_some()).expect("a context"), &peer));
                let theirs = native_tls::connector(version, name.is_some()).expect("a connector");
                assert_eq!(ours, offer(native_tls::start(&theirs, &peer)), "{version} {name:?}");
                offered += usize::from(ours.is_some_and(|offer| offer.server_name.as_deref() == name));
            }
        }
        assert!(offered >= 2, "no version was offered at all");
    }
}
