//! The data types of what is concluded about a host.

use std::collections::BTreeMap;

use serde::Serialize;

use super::repair::Repair;
use crate::diagnosis::finding::{Finding, Step};
use crate::message::Message;
use crate::observation::host::{Known, Linkage, TrustStoreFacts, WhenAsked};
use crate::tls::Version;
use crate::wire::Offer;

/// Whether the clients of a host offer TLS 1.2 or later.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Readiness {
    /// All of them do.
    Ready,
    /// The system default has it, but some clients still do not offer it.
    Partly,
    /// None of them do.
    NotReady,
    /// Could not be determined.
    Inconclusive,
}

/// Everything that is concluded about a host.
#[derive(Clone, Debug)]
pub struct HostAssessment {
    /// The machine's name, if it has one.
    pub name: Option<String>,
    /// The operating system: `Debian GNU/Linux 12 (bookworm)`.
    pub operating_system: String,
    /// Whether the clients of the host offer TLS 1.2 or later, and can verify the certificates of servers.
    pub readiness: Readiness,
    /// The readiness in one sentence.
    pub sentence: Message,
    /// The TLS libraries; the platform's first.
    pub stacks: Vec<StackAssessment>,
    /// What each client of the host offers; on systems with OpenSSL there is one, `openssl`.
    pub clients: Vec<ClientAssessment>,
    /// Findings about the host that do not depend on any endpoint, the most important first.
    pub findings: Vec<Finding>,
    /// The registry values to set, on Windows.
    pub repair: Option<Repair>,
    /// What could not be determined about the host as a whole: one clause each.
    pub gaps: Vec<Message>,
    /// The root certificates, as found.
    pub trust_store: TrustStoreFacts,
    /// The environment variable that names a proxy for other programs, if one is set.
    pub proxy_variable: Option<&'static str>,
}

impl HostAssessment {
    /// Returns the platform's library, which programs use that do not bundle their own.
    pub fn platform_stack(&self) -> Option<&StackAssessment> {
        self.stacks.first()
    }
}

/// What is concluded about one TLS library.
#[derive(Clone, Debug)]
pub struct StackAssessment {
    /// Name and version: `OpenSSL 3.0.22`, `Schannel`.
    pub name: String,
    /// Whose library it is.
    pub linkage: Linkage,
    /// The facts about each of the five versions.
    pub versions: BTreeMap<Version, VersionFacts>,
    /// The ClientHello that the library sends by default, as captured in memory.
    pub default_offer: Option<Offer>,
    /// The settings that determine the above.
    pub settings: Vec<SettingLine>,
    /// What could not be determined: one clause each.
    pub gaps: Vec<Message>,
    /// How to bring a version into the default offer, if that is known.
    pub remedy: Option<Remedy>,
}

impl StackAssessment {
    /// Returns a library of which only the name is known, and the reason as a gap.
    pub fn unknown(name: &str, gap: Message) -> Self {
        Self {
            name: name.to_owned(),
            linkage: Linkage::System,
            versions: unknown_versions(),
            default_offer: None,
            settings: Vec::new(),
            gaps: vec![gap],
            remedy: None,
        }
    }

    /// Returns the versions that the library offers by default, highest first.
    pub fn default_versions(&self) -> Vec<Version> {
        default_versions(&self.versions)
    }
}

fn default_versions(versions: &BTreeMap<Version, VersionFacts>) -> Vec<Version> {
    versions.iter().rev().filter(|(_, facts)| facts.default == Known::Yes).map(|(version, _)| *version).collect()
}

/// What is known about one version: three separate facts, because a single yes or no would hide the differences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFacts {
    /// Whether the library can speak the version at all.
    pub supported: Known,
    /// Whether programs offer it by default. Agents use the default.
    pub default: Known,
    /// Whether a program that requests the version gets it.
    pub when_asked: WhenAsked,
    /// The reason, if there is something to say: one clause.
    pub reason: Option<Message>,
}

impl VersionFacts {
    /// Nothing is known.
    pub const UNKNOWN: Self =
        Self { supported: Known::Unknown, default: Known::Unknown, when_asked: WhenAsked::Unknown, reason: None };
}

/// Returns every version, each with nothing known about it.
pub(super) fn unknown_versions() -> BTreeMap<Version, VersionFacts> {
    Version::ALL.into_iter().map(|version| (version, VersionFacts::UNKNOWN)).collect()
}

/// A setting that affects the offer, with its value and where it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingLine {
    /// The setting's name as its owner spells it (`MinProtocol`), or what is described (`security level`).
    pub name: Message,
    /// Its value.
    pub value: Message,
    /// Where it comes from: `file:line`, a registry path, `library default`.
    pub source: Message,
}

/// What one kind of client of this host offers.
#[derive(Clone, Debug)]
pub struct ClientAssessment {
    /// Its id: `openssl`, `schannel`, `dotnet-4`.
    pub id: &'static str,
    /// Its name.
    pub name: Message,
    /// Whether this host has such a client.
    pub installed: Known,
    /// Whether it offers TLS 1.2 or later by default.
    pub readiness: Readiness,
    /// The facts about each version.
    pub versions: BTreeMap<Version, VersionFacts>,
}

impl ClientAssessment {
    /// Returns the versions that the client offers by default, highest first.
    pub fn default_versions(&self) -> Vec<Version> {
        default_versions(&self.versions)
    }
}

/// How to bring a version into the default offer of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The version that it brings into the offer.
    pub version: Version,
    /// What to do, in order, including what to restart and how to undo it.
    pub steps: Vec<Step>,
}
