//! Clients of the linked OpenSSL in memory: as a program that sets nothing, and with one deviation from that.

use openssl::error::ErrorStack;
use openssl::ssl::{SslContext, SslContextBuilder, SslMethod, SslOptions, SslRef, SslVersion};

use crate::clean::clean;
use crate::observation::capture::{Lift, Unseen};
use crate::probe::platform::start_with;
use crate::probe::{Handshake, PeerName};
use crate::settings::openssl_conf::TlsCommand;
use crate::target::Host;
use crate::tls::Version;

/// Returns the library's error if it rejects a value that is well-formed.
pub(super) fn library_refuses(command: &TlsCommand) -> Option<String> {
    let mut builder = SslContext::builder(SslMethod::tls()).ok()?;
    let result = match command.name.as_str() {
        "CipherString" => builder.set_cipher_list(&command.value),
        "Ciphersuites" => builder.set_ciphersuites(&command.value),
        "Groups" | "Curves" | "ECDHParameters" => builder.set_groups_list(&command.value),
        "SignatureAlgorithms" => builder.set_sigalgs_list(&command.value),
        _ => return None,
    };
    result.err().map(|error| words(&error))
}

/// The context of a program that sets nothing, or why it could not be made.
pub(super) type Bare = Result<SslContext, Unseen>;

/// How a client differs from a program that sets nothing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deviation {
    /// Not at all.
    None,
    /// It requests one version, as a program does that wants only that one.
    Pinned(Version),
    /// It requests one version, and lifts one policy.
    Lifted(Version, Lift),
    /// It requests one version and lifts every policy that can be lifted. If it still does not offer the version, the
    /// library cannot speak it.
    Unrestricted(Version),
}

/// Every signature algorithm of TLS 1.2 with RSA and ECDSA.
const ALL_SIGNATURES: &str = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:\
                              RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA1:RSA+SHA1";

/// Every suite of TLS 1.3 that is enabled by default.
const ALL_SUITES_13: &str = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/// Sets groups that every server knows; a library may lack X25519.
fn set_usual_groups(builder: &mut SslContextBuilder) -> Result<(), ErrorStack> {
    builder.set_groups_list("X25519:P-256:P-384:P-521").or_else(|_| builder.set_groups_list("P-256:P-384:P-521"))
}

impl Deviation {
    /// Returns a context with the settings that cannot be made on a single handshake.
    fn context(self, bare: &Bare) -> Bare {
        let with = |set: &dyn Fn(&mut SslContextBuilder) -> Result<(), ErrorStack>| {
            let mut builder = SslContext::builder(SslMethod::tls())?;
            set(&mut builder)?;
            Ok(builder.build())
        };
        let made = match self {
            Self::Lifted(_, Lift::Signatures) => with(&|builder| builder.set_sigalgs_list(ALL_SIGNATURES)),
            Self::Lifted(_, Lift::Groups) => with(&set_usual_groups),
            Self::Lifted(_, Lift::Suites13) => with(&|builder| builder.set_ciphersuites(ALL_SUITES_13)),
            Self::Unrestricted(_) => with(&|builder| {
                builder.clear_options(Version::ALL.into_iter().map(switch).collect());
                builder.set_sigalgs_list(ALL_SIGNATURES)?;
                builder.set_ciphersuites(ALL_SUITES_13)?;
                set_usual_groups(builder)
            }),
            _ => return bare.clone(),
        };
        made.map_err(|error: ErrorStack| Unseen::NotStarted(words(&error)))
    }

    fn set(self, ssl: &mut SslRef) -> Result<(), ErrorStack> {
        let pinned = match self {
            Self::None => return Ok(()),
            Self::Pinned(version) | Self::Lifted(version, _) | Self::Unrestricted(version) => version.into(),
        };
        match self {
            Self::Lifted(_, Lift::Level) => ssl.set_security_level(0),
            Self::Lifted(_, Lift::Suites) => ssl.set_cipher_list("DEFAULT")?,
            Self::Unrestricted(_) => {
                ssl.set_security_level(0);
                ssl.set_cipher_list("ALL:@SECLEVEL=0")?;
            }
            _ => {}
        }
        ssl.set_min_proto_version(Some(pinned))?;
        ssl.set_max_proto_version(Some(pinned))
    }
}

pub(super) fn dialer(bare: &Bare, deviation: Deviation) -> impl Fn() -> Result<Box<dyn Handshake>, Unseen> + use<> {
    let name = "tlsready.invalid".to_owned();
    let peer = PeerName { host: Host::Name(name.clone()), server_name: Some(name) };
    let context = deviation.context(bare);
    move || {
        let context = context.as_ref().map_err(Clone::clone)?;
        start_with(context, &peer, |ssl| deviation.set(ssl)).map_err(|error| Unseen::NotStarted(words(&error)))
    }
}

/// Returns the library's own error text.
pub(super) fn words(error: &ErrorStack) -> String {
    let mut reasons: Vec<_> = error.errors().iter().filter_map(openssl::error::Error::reason).collect();
    reasons.dedup();
    clean(&reasons.join("; "))
}

pub(super) fn from_library(version: SslVersion) -> Option<Version> {
    Version::ALL.into_iter().find(|known| SslVersion::from(*known) == version)
}

/// Returns the option that disables one version.
pub(super) const fn switch(version: Version) -> SslOptions {
    match version {
        Version::Ssl3 => SslOptions::NO_SSLV3,
        Version::Tls10 => SslOptions::NO_TLSV1,
        Version::Tls11 => SslOptions::NO_TLSV1_1,
        Version::Tls12 => SslOptions::NO_TLSV1_2,
        Version::Tls13 => SslOptions::NO_TLSV1_3,
    }
}
