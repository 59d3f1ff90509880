//! What the OpenSSL that this program is linked to makes of the system's configuration.
//!
//! Contexts are made bare and without a root store: reading that takes a hundred times as long as a handshake, and decides
//! nothing here.

use std::collections::BTreeMap;

use openssl::error::ErrorStack;
use openssl::ssl::{SslContext, SslContextBuilder, SslMethod, SslOptions, SslRef, SslVersion};

use super::system::{self, LibraryFile, SystemFiles};
use crate::clean::clean;
use crate::host::capture::tls13_server::Tls13Server;
use crate::host::capture::{Evidence, Reaction, capture, react};
use crate::host::judge::{Causes, Whole, judge, whole};
use crate::observation::host::{Linkage, Setting, StackFacts};
use crate::observation::openssl::{ConfChoice, OpensslFacts};
use crate::probe::platform::start_with;
use crate::probe::{Handshake, PeerName};
use crate::settings::openssl_conf::{self, ConfState, OpensslConf, TlsCommand};
use crate::target::Host;
use crate::tls::Version;

/// Everything about the linked OpenSSL.
pub(super) fn collect() -> StackFacts {
    let mut gaps = Vec::new();
    let default = SslContext::builder(SslMethod::tls()).map_err(|error| words(&error));
    if let Err(error) = &default {
        gaps.push(format!("the library makes no TLS context, so no program that uses it can: {error}"));
    }
    let mut default = default.ok();
    let mut facts = policy(default.as_mut(), &mut gaps);
    let default = default.map(SslContextBuilder::build);
    // Can be read of a finished context only.
    facts.level = default.as_ref().map(|context| context.security_level());
    facts.cross_check();
    let server = Tls13Server::new();
    let bare = default.ok_or_else(|| "the library makes no TLS context".to_owned());
    let look = |version| {
        let evidence = look_at(version, &bare, &server);
        tracing::debug!(%version, ?evidence, "tried in memory");
        let causes = causes(version, &evidence, &bare, &facts, &server);
        (version, judge(&evidence, &causes))
    };
    // Each version by itself, at the same time: a run waits for this before it can say a word.
    let versions = std::thread::scope(|scope| {
        let begin = |version| std::thread::Builder::new().spawn_scoped(scope, move || look(version));
        let threads = Version::ALL.map(|version| (version, begin(version)));
        // Where no thread is to be had, here.
        let found = |(version, thread): (Version, std::io::Result<std::thread::ScopedJoinHandle<'_, _>>)| {
            thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| look(version))
        };
        threads.into_iter().map(found).collect::<BTreeMap<_, _>>()
    });
    let default_offer = capture(&dialer(&bare, Deviation::None)).unwrap_or_default();
    let mut settings = facts.settings();
    let linkage = linkage(&mut settings, &mut gaps);
    StackFacts {
        name: library_name(),
        linkage,
        versions,
        default_offer,
        settings,
        gaps,
        openssl: Some(facts),
        remedy: None,
    }
}

/// Everything seen for one version. What goes without saying is not tried again: making a context or having a certificate read
/// takes OpenSSL 3 half a millisecond, and every run waits for this.
fn look_at(version: Version, bare: &Bare, server: &Result<Tls13Server, String>) -> Evidence {
    let default = react(&dialer(bare, Deviation::None), version, server);
    // Who goes on with a version among others goes on with it alone.
    let pinned = if whole(&default) == Whole::GoesOn {
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
    Evidence { default, pinned, capable }
}

/// `OpenSSL 3.0.22`, without the date.
fn library_name() -> String {
    let full = openssl::version::version();
    full.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// Whose library it is: the feature of this build says it, or the mappings of this process.
fn linkage(settings: &mut Vec<Setting>, gaps: &mut Vec<String>) -> Linkage {
    const SYSTEM: [&str; 4] = ["/lib", "/usr/lib", "/usr/local/lib", "/usr/pkg/lib"];
    if cfg!(feature = "vendored-openssl") {
        return Linkage::Bundled;
    }
    match system::library_file() {
        LibraryFile::Inside => return Linkage::Bundled,
        LibraryFile::Loaded(path) => {
            if !SYSTEM.iter().any(|directory| path.starts_with(directory)) {
                gaps.push(format!(
                    "libssl is loaded from {path}, which is not one of the system's directories: other programs may use \
                     another one"
                ));
            }
            settings.push(Setting {
                name: "library file".to_owned(),
                value: path,
                source: "mappings of this process".to_owned(),
            });
        }
        LibraryFile::Untold => {
            gaps.push("where libssl was loaded from is not known: the system does not tell".to_owned());
        }
    }
    Linkage::System
}

/// Reads the policy of a bare context, and the file that made it; the level is still to come.
fn policy(mut default: Option<&mut SslContextBuilder>, gaps: &mut Vec<String>) -> OpensslFacts {
    let directory = directory();
    let (choice, mut conf) = match std::env::var_os("OPENSSL_CONF").map(std::ffi::OsString::into_string) {
        None => (ConfChoice::Directory, openssl_conf::read(&format!("{directory}/openssl.cnf"), &SystemFiles)),
        // OpenSSL takes an empty name for no file (3.0.10 on; before that it failed to open it, and went on as well).
        Some(Ok(path)) if path.is_empty() || system::is_null_device(&path) => {
            (ConfChoice::Environment, OpensslConf::switched_off(path))
        }
        Some(Ok(path)) => (ConfChoice::Environment, openssl_conf::read(&path, &SystemFiles)),
        Some(Err(raw)) => {
            gaps.push("OPENSSL_CONF is not UTF-8; this program does not read a file of such a name".to_owned());
            (ConfChoice::Environment, OpensslConf::unread(raw.to_string_lossy().into_owned()))
        }
    };
    conf.ask_library(library_refuses);
    if conf.state == ConfState::Unknown {
        gaps.push(format!(
            "what {} asks for is not known in full; what the library does was tried all the same",
            conf.path
        ));
    }
    let (crypto_policy, differs) = system::crypto_policy();
    gaps.extend(differs);
    let options = default.as_ref().map_or(SslOptions::empty(), |builder| builder.options());
    OpensslFacts {
        directory,
        choice,
        conf,
        level: None,
        built_level: built_level(openssl::version::c_flags()),
        minimum: default.as_mut().and_then(|builder| builder.min_proto_version()).and_then(from_library),
        maximum: default.as_mut().and_then(|builder| builder.max_proto_version()).and_then(from_library),
        switched_off: Version::ALL.into_iter().filter(|version| options.contains(switch(*version))).collect(),
        crypto_policy,
    }
}

/// `OPENSSLDIR` of the library, without the decoration of `OpenSSL_version(3)`.
fn directory() -> String {
    let told = openssl::version::dir();
    told.trim_start_matches("OPENSSLDIR:").trim().trim_matches('"').to_owned()
}

/// `-DOPENSSL_TLS_SECURITY_LEVEL=2` among the compiler's flags.
fn built_level(flags: &str) -> Option<u32> {
    let (_, after) = flags.split_once("-DOPENSSL_TLS_SECURITY_LEVEL=")?;
    after.chars().next()?.to_digit(10)
}

/// Whether the library takes a value whose form is right, and what it says if not.
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

/// A policy that can be lifted alone, to see whether it is the one that decides.
#[derive(Clone, Copy, Debug)]
enum Lift {
    Level,
    Suites,
    Signatures,
}

/// Looks for the setting that decides by lifting one after the other.
fn causes(
    version: Version,
    evidence: &Evidence,
    bare: &Bare,
    facts: &OpensslFacts,
    server: &Result<Tls13Server, String>,
) -> Causes {
    let named = |better: &dyn Fn(Whole) -> bool| {
        let decisive = [Lift::Level, Lift::Suites, Lift::Signatures]
            .into_iter()
            .find(|lift| better(whole(&react(&dialer(bare, Deviation::Lifted(version, *lift)), version, server))));
        match decisive {
            Some(Lift::Level) => facts.level_words(),
            Some(Lift::Suites) => facts.suite_words(),
            Some(Lift::Signatures) => facts.signature_words(),
            None => "the library's policy".to_owned(),
        }
    };
    let asked = match (facts.switches_off(version), whole(&evidence.pinned)) {
        (Some(switch), _) => switch,
        (None, Whole::Absent) if evidence.capable == Ok(true) => named(&|whole| whole != Whole::Absent),
        _ => String::new(),
    };
    let limited = |reaction| matches!(whole(reaction), Whole::OnlyRsa | Whole::Refuses);
    let exchange = if limited(&evidence.default) || limited(&evidence.pinned) {
        named(&|whole| whole == Whole::GoesOn)
    } else {
        String::new()
    };
    let default = facts
        .keeps_out_of_default(version)
        .unwrap_or_else(|| if asked.is_empty() { "the library's policy".to_owned() } else { asked.clone() });
    Causes { default, asked, exchange, suites: facts.suite_words() }
}

/// The context of a program that sets nothing, or why there is none.
type Bare = Result<SslContext, String>;

/// In what a client differs from a program that sets nothing.
#[derive(Clone, Copy, Debug)]
enum Deviation {
    /// In nothing.
    None,
    /// It names one version, as a program does that wants just that one.
    Pinned(Version),
    /// It names one version, and lifts one policy.
    Lifted(Version, Lift),
    /// It names one version, and lifts every policy that can be lifted: what it still does not offer the library cannot
    /// speak.
    Unrestricted(Version),
}

/// Every signature algorithm of TLS 1.2 with RSA and ECDSA.
const ALL_SIGNATURES: &str = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:\
                              RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA1:RSA+SHA1";

impl Deviation {
    /// A context for what no single handshake can be told.
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
        made.map_err(|error: ErrorStack| words(&error))
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

fn dialer(bare: &Bare, deviation: Deviation) -> impl Fn() -> Result<Box<dyn Handshake>, String> + use<> {
    let name = "tlsready.invalid".to_owned();
    let peer = PeerName { host: Host::Name(name.clone()), server_name: Some(name) };
    let context = deviation.context(bare);
    move || {
        let context = context.as_ref().map_err(Clone::clone)?;
        start_with(context, &peer, |ssl| deviation.set(ssl)).map_err(|error| words(&error))
    }
}

/// What the library says, in its own words.
fn words(error: &ErrorStack) -> String {
    let mut reasons: Vec<_> = error.errors().iter().filter_map(openssl::error::Error::reason).collect();
    reasons.dedup();
    if reasons.is_empty() { "no reason given".to_owned() } else { clean(&reasons.join("; ")) }
}

fn from_library(version: SslVersion) -> Option<Version> {
    Version::ALL.into_iter().find(|known| SslVersion::from(*known) == version)
}

/// The option that switches one version off.
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

    /// [`look_at`] saves a try by this rule; where a library does not keep it, the rule must go.
    #[test]
    fn who_goes_on_with_a_version_among_others_goes_on_with_it_alone() {
        let context = SslContext::builder(SslMethod::tls()).map(SslContextBuilder::build);
        let bare = context.map_err(|error| words(&error));
        let server = Tls13Server::new();
        let mut held = Vec::new();
        for version in Version::ALL {
            let default = whole(&react(&dialer(&bare, Deviation::None), version, &server));
            if default == Whole::GoesOn {
                let alone = react(&dialer(&bare, Deviation::Pinned(version)), version, &server);
                assert_eq!(whole(&alone), default, "{version}: {alone:?}");
                held.push(version);
            }
        }
        assert!(held.contains(&Version::Tls12) || held.contains(&Version::Tls13), "nothing was tried: {held:?}");
    }

    #[test]
    fn this_host_is_told_without_contradiction() {
        let facts = collect();
        assert_eq!(facts.versions.len(), Version::ALL.len());
        let offer =
            facts.default_offer.as_ref().expect("a library without a default offer would be of no use to anybody");
        for version in facts.default_versions() {
            assert!(!offer.versions_listed || offer.versions.contains(&version), "{version}: {facts:?}");
        }
        assert!(facts.settings.iter().any(|setting| setting.name == "security level"));
    }
}
