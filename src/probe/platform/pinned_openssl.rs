//! OpenSSL pinned to one version, with the settings of `native-tls`, the library that most programs in Rust use.
//!
//! Not through that library: on each new connector it reads the host's root store twice, which takes OpenSSL 3 as long as a
//! hundred handshakes, and certificates are not judged here.
//!
//! It names versions and so overrides `openssl.cnf`: it proves only what a program gets that asks.

use openssl::error::ErrorStack;
use openssl::ssl::{SslContext, SslMethod, SslMode, SslOptions, SslVersion};

use super::unpinned::start_unjudged;
use crate::clean::clean;
use crate::observation::LocalReason;
use crate::probe::{Handshake, PeerName};
use crate::tls::Version;

/// A context that names one version.
pub(super) type Connector = SslContext;

/// What `native-tls` sets on unix for its own clients.
const CIPHERS: &str = "DEFAULT:!aNULL:!eNULL:!MD5:!3DES:!DES:!RC4:!IDEA:!SEED:!aDSS:!SRP:!PSK";

pub(super) fn connector(version: Version, _send_name: bool) -> Result<Connector, String> {
    let build = || -> Result<SslContext, ErrorStack> {
        let mut builder = SslContext::builder(SslMethod::tls())?;
        let options = (SslOptions::ALL | SslOptions::NO_COMPRESSION | SslOptions::NO_SSLV2 | SslOptions::NO_SSLV3)
            - SslOptions::DONT_INSERT_EMPTY_FRAGMENTS;
        builder.set_options(options);
        builder.set_mode(SslMode::AUTO_RETRY | SslMode::ACCEPT_MOVING_WRITE_BUFFER | SslMode::ENABLE_PARTIAL_WRITE);
        builder.set_cipher_list(CIPHERS)?;
        let version = match version {
            Version::Ssl3 => SslVersion::SSL3,
            Version::Tls10 => SslVersion::TLS1,
            Version::Tls11 => SslVersion::TLS1_1,
            Version::Tls12 => SslVersion::TLS1_2,
            Version::Tls13 => SslVersion::TLS1_3,
        };
        builder.set_min_proto_version(Some(version))?;
        builder.set_max_proto_version(Some(version))?;
        Ok(builder.build())
    };
    build().map_err(|error| clean(&error.to_string()))
}

pub(super) fn start(context: &Connector, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
    start_unjudged(context, peer)
}
