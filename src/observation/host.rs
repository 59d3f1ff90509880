//! What is known of this host. Plain data: collected here, judged in `diagnosis`, shown in `report`.

use std::collections::BTreeMap;

use super::openssl::OpensslFacts;
use crate::tls::Version;
use crate::wire::Offer;

/// Yes, no, or not found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// Seen, or read from a setting that decides it.
    Yes,
    /// Seen, or read from a setting that decides it.
    No,
    /// Could not be found out.
    Unknown,
}

/// What a program gets that asks the stack for one version by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhenAsked {
    /// The handshake goes on.
    Yes,
    /// The hello leaves, and the stack then refuses most of what servers answer (OpenSSL 3 at level 2 with TLS 1.0).
    Limited,
    /// The stack refuses.
    No,
    /// Could not be found out.
    Unknown,
}

/// The three different facts about one version, never one yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFacts {
    /// Whether the stack can speak the version at all.
    pub supported: Known,
    /// Whether a program gets it that names no version: what agents do.
    pub default: Known,
    /// Whether a program gets it that names the version.
    pub when_asked: WhenAsked,
    /// Why, where there is something to say; one sentence for people.
    pub reason: Option<String>,
}

/// Where a stack comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Linkage {
    /// The library of the system: its policy is this host's policy.
    System,
    /// Built into this program: says nothing about the host's policy.
    Bundled,
}

/// A setting that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The setting's name as its owner spells it (`MinProtocol`, `security level`, …).
    pub name: String,
    /// Its value, as found.
    pub value: String,
    /// Where it stands: `file:line`, a registry path, `library default`.
    pub source: String,
}

/// One TLS library of this host.
#[derive(Clone, Debug)]
pub struct StackFacts {
    /// Name and version: `OpenSSL 3.0.22`, `Schannel`.
    pub name: String,
    /// Whose library it is.
    pub linkage: Linkage,
    /// Facts for each version, all five.
    pub versions: BTreeMap<Version, VersionFacts>,
    /// The hello that leaves when a program names no version, as captured on loopback.
    pub default_offer: Option<Offer>,
    /// Settings that decide the above.
    pub settings: Vec<Setting>,
    /// What could not be found out, and why; one sentence each.
    pub gaps: Vec<String>,
    /// Policy and configuration file, where the stack is OpenSSL.
    pub openssl: Option<OpensslFacts>,
    /// What to type so that TLS 1.2 comes into the default offer, where the collector knows it.
    pub remedy: Option<Remedy>,
}

/// Lines to paste that bring a version into the default offer of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The version that they bring.
    pub version: Version,
    /// What they do and who may run them; sentences.
    pub summary: String,
    /// The lines, in order, as they are typed.
    pub commands: Vec<String>,
    /// What must be started anew, with the way back; sentences.
    pub restart: String,
}

impl StackFacts {
    /// A stack of which nothing is known but its name, and why.
    pub fn unknown(name: &str, gap: &str) -> Self {
        let unknown = VersionFacts {
            supported: Known::Unknown,
            default: Known::Unknown,
            when_asked: WhenAsked::Unknown,
            reason: None,
        };
        Self {
            name: name.to_owned(),
            linkage: Linkage::System,
            versions: Version::ALL.into_iter().map(|version| (version, unknown.clone())).collect(),
            default_offer: None,
            settings: Vec::new(),
            gaps: vec![gap.to_owned()],
            openssl: None,
            remedy: None,
        }
    }

    /// The versions that a program gets that names none, highest first.
    pub fn default_versions(&self) -> Vec<Version> {
        let mut versions: Vec<_> = self
            .versions
            .iter()
            .filter(|(_, facts)| facts.default == Known::Yes)
            .map(|(version, _)| *version)
            .collect();
        versions.reverse();
        versions
    }
}

/// The host's trust store, as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustStoreFacts {
    /// Where it was read from.
    pub source: String,
    /// Roots that could be read.
    pub roots: usize,
    /// Problems met while reading; one sentence each.
    pub problems: Vec<String>,
}

/// Everything that is known of this host.
#[derive(Clone, Debug)]
pub struct HostFacts {
    /// The machine's name, if it has one.
    pub name: Option<String>,
    /// Operating system for people: `Debian GNU/Linux 12 (bookworm)`.
    pub operating_system: String,
    /// Its TLS libraries; the platform's first.
    pub stacks: Vec<StackFacts>,
    /// Its roots.
    pub trust_store: TrustStoreFacts,
    /// The variable of the environment by which other programs here are told of a proxy, if one is set. Its value may hold a
    /// password and is not kept.
    pub proxy_variable: Option<&'static str>,
}

impl HostFacts {
    /// The platform's stack: what a program uses that brings none of its own.
    pub fn platform_stack(&self) -> Option<&StackFacts> {
        self.stacks.first()
    }
}
