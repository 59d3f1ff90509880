//! How the OpenSSL that this program is linked to applies the system's configuration.
//!
//! Contexts are made without a root store: reading one takes a hundred times as long as a handshake and has no effect
//! here.

use std::collections::BTreeMap;

use openssl::ssl::{SslContext, SslContextBuilder, SslMethod, SslOptions};

use super::dial::{Bare, Deviation, dialer, from_library, library_refuses, switch, words};
use super::system::{self, SystemFiles};
use super::{provider, trials};
use crate::host::capture::react::{capture, react};
use crate::host::capture::tls13_server::Tls13Server;
use crate::observation::capture::{Captured, Evidence, Lift, Reaction, Unseen, Whole};
use crate::observation::host::StackFacts;
use crate::observation::openssl::{ConfChoice, OpensslFacts};
use crate::settings::openssl_conf::{self, ConfState, Limit, OpensslConf};
use crate::tls::Version;

/// The library after it has read its configuration. Nothing after that waits for a file.
pub(super) struct Started {
    bare: Bare,
    facts: OpensslFacts,
}

impl Started {
    /// Starts the library, which reads its configuration, and reads the same files.
    pub(super) fn new() -> Self {
        let mut default = SslContext::builder(SslMethod::tls()).map_err(|error| words(&error));
        let mut facts = policy(default.as_mut());
        let bare = default.map(SslContextBuilder::build);
        // Only a finished context can report its level.
        facts.level = bare.as_ref().ok().map(|context| context.security_level());
        Self { bare: bare.map_err(Unseen::NotStarted), facts }
    }
}

/// Collects everything about the linked OpenSSL.
pub(super) fn collect(Started { bare, mut facts }: Started) -> StackFacts {
    let server = Tls13Server::new();
    let lifts = lifts(&facts.conf);
    let look = |version| {
        let evidence = look_at(version, &bare, &server, &lifts);
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
    let missing = |version: &Version| {
        let evidence: Option<&Evidence> = versions.get(version);
        evidence.is_some_and(|it| trials::is_missing(it.default.whole()) && it.capable == Ok(true))
    };
    let missing: Vec<_> = [Version::Tls12, Version::Tls13].into_iter().filter(missing).collect();
    if !missing.is_empty() {
        facts.trials = trials::try_edits(&facts, &missing, &server);
    }
    facts.raising = trials::try_raising(&facts, &versions, &server);
    facts.key_trial = trials::try_key(&facts, &bare);
    if bare.is_err() {
        facts.provider_trial = provider::try_providers();
    }
    let default_offer = capture(&dialer(&bare, Deviation::None)).unwrap_or_default();
    StackFacts { name: library_name(), captured: Captured::Openssl { default_offer, versions }, openssl: Some(facts) }
}

/// Collects the evidence for one version. Does not try again what follows from an earlier result: OpenSSL 3 takes half
/// a millisecond to make a context or read a certificate, and every run waits for this.
fn look_at(version: Version, bare: &Bare, server: &Result<Tls13Server, Unseen>, lifts: &[Lift]) -> Evidence {
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
    lift(&mut evidence, version, bare, server, lifts);
    evidence
}

/// Lifts one policy after another until it is clear which one decides.
fn lift(evidence: &mut Evidence, version: Version, bare: &Bare, server: &Result<Tls13Server, Unseen>, lifts: &[Lift]) {
    for lift in lifts.iter().copied() {
        let open = (evidence.is_kept_out() && evidence.lets_in().is_none())
            || (evidence.is_limited() && evidence.lets_continue().is_none());
        if !open {
            return;
        }
        let reaction = react(&dialer(bare, Deviation::Lifted(version, lift)), version, server);
        evidence.lifted.push((lift, reaction));
    }
}

/// Returns the policies to lift, in order: those that the file sets come before the security level, which is rarely the
/// reason by itself if a list is set; those that it does not set come last.
fn lifts(conf: &OpensslConf) -> Vec<Lift> {
    let of = |lift| match lift {
        Lift::Level => &[][..],
        Lift::Suites => &["CipherString"][..],
        Lift::Signatures => &["SignatureAlgorithms"][..],
        Lift::Groups => &["Groups", "Curves", "ECDHParameters"][..],
        Lift::Suites13 => &["Ciphersuites"][..],
    };
    let set = |lift: &Lift| {
        conf.state == ConfState::Read && conf.commands.iter().any(|command| of(*lift).contains(&command.name.as_str()))
    };
    let lists = [Lift::Suites, Lift::Signatures, Lift::Groups, Lift::Suites13];
    let (first, last): (Vec<_>, Vec<_>) = lists.into_iter().partition(set);
    first.into_iter().chain([Lift::Level]).chain(last).collect()
}

/// Returns `OpenSSL 3.0.22`, without the date.
pub(super) fn library_name() -> String {
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
        trials: Vec::new(),
        raising: None,
        key_trial: None,
        provider_trial: None,
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
        let facts = collect(Started::new());
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
