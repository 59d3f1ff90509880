//! How the OpenSSL that this program is linked to applies the system's configuration.
//!
//! Contexts are made without a root store: reading one takes a hundred times as long as a handshake and has no effect
//! here.

use std::collections::BTreeMap;

use openssl::error::ErrorStack;
use openssl::ssl::{SslContext, SslContextBuilder, SslMethod, SslOptions, SslRef, SslVersion};

use super::system::{self, SystemFiles};
use crate::clean::clean;
use crate::host::capture::react::{capture, react};
use crate::host::capture::tls13_server::Tls13Server;
use crate::observation::capture::{Captured, Evidence, Lift, Reaction, Unseen, Whole};
use crate::observation::host::StackFacts;
use crate::observation::openssl::{ConfChoice, OpensslFacts};
use crate::probe::platform::start_with;
use crate::probe::{Handshake, PeerName};
use crate::settings::openssl_conf::{self, Limit, OpensslConf, TlsCommand};
use crate::target::Host;
use crate::tls::Version;

/// Collects everything about the linked OpenSSL.
pub(super) fn collect() -> StackFacts {
    let mut default = SslContext::builder(SslMethod::tls()).map_err(|error| words(&error));
    let mut facts = policy(default.as_mut());
    let bare = default.map(SslContextBuilder::build);
    // Only a finished context can report its level.
    facts.level = bare.as_ref().ok().map(|context| context.security_level());
    let bare = bare.map_err(Unseen::NotStarted);
    let server = Tls13Server::new();
    let look = |version| {
        let evidence = look_at(version, &bare, &server);
        tracing::debug!(%version, ?evidence, "tried in memory");
        (version, evidence)
    };
    // All versions concurrently: a run waits for this before it can report anything.
    let versions = std::thread::scope(|scope| {
        let begin = |version| std::thread::Builder::new().spawn_scoped(scope, move || look(version));
        let threads = Version::ALL.map(|version| (version, begin(version)));
        // Use this thread if no other can be started.
        let found = |(version, thread): (Version, std::io::Result<std::thread::ScopedJoinHandle<'_, _>>)| {
            thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| look(version))
        };
        threads.into_iter().map(found).collect::<BTreeMap<_, _>>()
    });
    let default_offer = capture(&dialer(&bare, Deviation::None)).unwrap_or_default();
    StackFacts { name: library_name(), captured: Captured::Openssl { default_offer, versions }, openssl: Some(facts) }
}

/// Collects the evidence for one version. Does not try again what follows from an earlier result: OpenSSL 3 takes half
/// a millisecond to make a context or read a certificate, and every run waits for this.
fn look_at(version: Version, bare: &Bare, server: &Result<Tls13Server, Unseen>) -> Evidence {
    let default = react(&dialer(bare, Deviation::None), version, server);
    // A library that continues with a version when it offers several also continues with that version alone.
    let pinned = if default.whole() == Whole::GoesOn {
        default.clone()
    } else {
        react(&dialer(bare, Deviation::Pinned(version)), version, server)
    };
    let is_shown = [&default, &pinned].into_iter().any(|reaction| matches!(reaction, Reaction::Offered(_)));
    let capable = if is_shown {
        Ok(true)
    } else {
        capture(&dialer(bare, Deviation::Unrestricted(version))).map(|offer| offer.is_some())
    };
    let mut evidence = Evidence { default, pinned, capable, lifted: Vec::new() };
    lift(&mut evidence, version, bare, server);
    evidence
}

/// Lifts one policy after another until it is clear which one decides.
fn lift(evidence: &mut Evidence, version: Version, bare: &Bare, server: &Result<Tls13Server, Unseen>) {
    for lift in [Lift::Level, Lift::Suites, Lift::Signatures] {
        let open = (evidence.is_kept_out() && evidence.lets_in().is_none())
            || (evidence.is_limited() && evidence.lets_continue().is_none());
        if !open {
            return;
        }
        let reaction = react(&dialer(bare, Deviation::Lifted(version, lift)), version, server);
        evidence.lifted.push((lift, reaction));
    }
}

/// Returns `OpenSSL 3.0.22`, without the date.
fn library_name() -> String {
    let full = openssl::version::version();
    full.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// Reads the policy of a bare context and the file that set it. The caller fills in the level.
fn policy(default: Result<&mut SslContextBuilder, &mut String>) -> OpensslFacts {
    let directory = directory();
    let (choice, mut conf) = match std::env::var_os("OPENSSL_CONF").map(std::ffi::OsString::into_string) {
        None => (ConfChoice::Directory, openssl_conf::read(&format!("{directory}/openssl.cnf"), &SystemFiles)),
        // To OpenSSL an empty name means no file (from 3.0.10; before that, opening it failed and OpenSSL also
        // continued).
        Some(Ok(path)) if path.is_empty() || system::is_null_device(&path) => {
            (ConfChoice::Environment, OpensslConf::switched_off(path))
        }
        Some(Ok(path)) => (ConfChoice::Environment, openssl_conf::read(&path, &SystemFiles)),
        Some(Err(raw)) => {
            let path = raw.to_string_lossy().into_owned();
            (ConfChoice::Environment, OpensslConf::unread(path, Limit::NameNotUtf8))
        }
    };
    conf.ask_library(library_refuses);
    let (mut default, no_context) = match default {
        Ok(builder) => (Some(builder), None),
        Err(words) => (None, Some(words.clone())),
    };
    let options = default.as_ref().map_or(SslOptions::empty(), |builder| builder.options());
    OpensslFacts {
        library: system::library_file(),
        no_context,
        directory,
        choice,
        conf,
        level: None,
        built_level: built_level(openssl::version::c_flags()),
        minimum: default.as_mut().and_then(|builder| builder.min_proto_version()).and_then(from_library),
        maximum: default.as_mut().and_then(|builder| builder.max_proto_version()).and_then(from_library),
        switched_off: Version::ALL.into_iter().filter(|version| options.contains(switch(*version))).collect(),
        crypto_policy: system::crypto_policy(),
    }
}

/// Returns the library's `OPENSSLDIR`, without the decoration of `OpenSSL_version(3)`.
fn directory() -> String {
    let directory = openssl::version::dir();
    directory.trim_start_matches("OPENSSLDIR:").trim().trim_matches('"').to_owned()
}

/// Returns the level from `-DOPENSSL_TLS_SECURITY_LEVEL=2` in the compiler's flags.
fn built_level(flags: &str) -> Option<u32> {
    let (_, after) = flags.split_once("-DOPENSSL_TLS_SECURITY_LEVEL=")?;
    after.chars().next()?.to_digit(10)
}

/// Returns the library's error if it rejects a value that is well-formed.
fn library_refuses(command: &TlsCommand) -> Option<String> {
    let mut builder = SslContext::builder(SslMethod::tls()).ok()?;
    let result = match command.name.as_str() {
        "CipherString" => builder.set_cipher_list(&command.value),
        "Ciphersuites" => builder.set_ciphersuites(&command.value),
        "Groups" | "Curves" => builder.set_groups_list(&command.value),
        "SignatureAlgorithms" => builder.set_sigalgs_list(&command.value),
        _ => return None,
    };
    result.err().map(|error| words(&error))
}

/// The context of a program that sets nothing, or why it could not be made.
type Bare = Result<SslContext, Unseen>;

/// How a client differs from a program that sets nothing.
#[derive(Clone, Copy, Debug)]
enum Deviation {
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
            Self::Unrestricted(_) => with(&|builder| {
                builder.clear_options(Version::ALL.into_iter().map(switch).collect());
                Ok(())
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

fn dialer(bare: &Bare, deviation: Deviation) -> impl Fn() -> Result<Box<dyn Handshake>, Unseen> + use<> {
    let name = "tlsready.invalid".to_owned();
    let peer = PeerName { host: Host::Name(name.clone()), server_name: Some(name) };
    let context = deviation.context(bare);
    move || {
        let context = context.as_ref().map_err(Clone::clone)?;
        start_with(context, &peer, |ssl| deviation.set(ssl)).map_err(|error| Unseen::NotStarted(words(&error)))
    }
}

/// Returns the library's own error text.
fn words(error: &ErrorStack) -> String {
    let mut reasons: Vec<_> = error.errors().iter().filter_map(openssl::error::Error::reason).collect();
    reasons.dedup();
    clean(&reasons.join("; "))
}

fn from_library(version: SslVersion) -> Option<Version> {
    Version::ALL.into_iter().find(|known| SslVersion::from(*known) == version)
}

/// Returns the option that disables one version.
const fn switch(version: Version) -> SslOptions {
    match version {
        Version::Ssl3 => SslOptions::NO_SSLV3,
        Version::Tls10 => SslOptions::NO_TLSV1,
        Version::Tls11 => SslOptions::NO_TLSV1_1,
        Version::Tls12 => SslOptions::NO_TLSV1_2,
        Version::Tls13 => SslOptions::NO_TLSV1_3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_that_the_library_was_built_with() {
        assert_eq!(built_level("compiler: gcc -O2 -DOPENSSL_TLS_SECURITY_LEVEL=2 -Wa"), Some(2));
        assert_eq!(built_level("compiler: gcc -O2"), None);
    }

    /// [`look_at`] relies on this rule to save a try. If a library breaks it, remove that shortcut.
    #[test]
    fn a_library_that_continues_with_a_version_among_others_continues_with_it_alone() {
        let context = SslContext::builder(SslMethod::tls()).map(SslContextBuilder::build);
        let bare = context.map_err(|error| Unseen::NotStarted(words(&error)));
        let server = Tls13Server::new();
        let mut held = Vec::new();
        for version in Version::ALL {
            let default = react(&dialer(&bare, Deviation::None), version, &server).whole();
            if default == Whole::GoesOn {
                let alone = react(&dialer(&bare, Deviation::Pinned(version)), version, &server);
                assert_eq!(alone.whole(), default, "{version}: {alone:?}");
                held.push(version);
            }
        }
        assert!(held.contains(&Version::Tls12) || held.contains(&Version::Tls13), "nothing was tried: {held:?}");
    }

    #[test]
    fn this_host_does_not_contradict_itself() {
        let facts = collect();
        let Captured::Openssl { default_offer, versions } = &facts.captured else { panic!("it is OpenSSL") };
        assert_eq!(versions.len(), Version::ALL.len());
        let offer = default_offer.as_ref().expect("a library without a default offer would be of no use");
        for (version, evidence) in versions {
            let offered = matches!(evidence.default, Reaction::Offered(_));
            assert!(!offer.versions_listed || offer.versions.contains(version) == offered, "{version}: {evidence:?}");
        }
        assert!(facts.openssl.is_some_and(|openssl| openssl.level.is_some()));
    }
}
