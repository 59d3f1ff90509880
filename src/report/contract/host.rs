//! The `host` object of the JSON contract: the only place that defines the shape of [`HostAssessment`] in data.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::FindingObject;
use super::message::MessageObject;
use super::repair::RepairObject;
use super::{codes, english};
use crate::clean::clean;
use crate::diagnosis::Readiness;
use crate::diagnosis::host::{
    ClientAssessment, HostAssessment, Known, Linkage, SettingLine, StackAssessment, VersionFacts, WhenAsked,
    trust_problems, trust_source,
};
use crate::message::Message;
use crate::tls::Version;
use crate::wire::Offer;

/// A host: its TLS libraries, and what its clients offer. A fact that is unknown is null, never false.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host")]
pub struct HostObject {
    /// The name of the host; null if unknown.
    pub name: Option<String>,
    /// The operating system of the host.
    pub os: String,
    /// Whether the clients of the host offer TLS 1.2 or later by default, and can verify the certificates of servers.
    pub readiness: Readiness,
    /// The readiness in one sentence, in English.
    pub sentence: String,
    /// The text of sentence, as data.
    pub message: MessageObject,
    /// The TLS libraries of the host; the platform's library is first.
    pub stacks: Vec<StackObject>,
    /// What each client (a kind of program) offers.
    pub clients: Vec<ClientObject>,
    /// The root certificates of the host.
    pub trust_store: TrustStoreObject,
    /// Findings about the host, the most important first.
    pub findings: Vec<FindingObject>,
    /// The changes to make on Windows; omitted if no registry was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<RepairObject>,
    /// What could not be determined, in English.
    pub gaps: Vec<String>,
    /// The texts of gaps, as data.
    pub messages: GapsObject,
}

impl HostObject {
    /// Makes the object for a host.
    pub fn new(host: &HostAssessment) -> Self {
        Self {
            name: host.name.as_deref().map(clean),
            os: clean(&host.operating_system),
            readiness: host.readiness,
            sentence: english::sentence(&host.sentence),
            message: (&host.sentence).into(),
            stacks: host.stacks.iter().map(StackObject::new).collect(),
            clients: host.clients.iter().map(ClientObject::new).collect(),
            trust_store: TrustStoreObject {
                source: english::sentence(&trust_source(&host.trust_store.source)),
                roots: host.trust_store.late.is_none().then_some(host.trust_store.roots),
                problems: sentences(&trust_problems(&host.trust_store)),
            },
            findings: host.findings.iter().map(FindingObject::new).collect(),
            repair: host.repair.as_ref().map(RepairObject::new),
            gaps: sentences(&host.gaps),
            messages: GapsObject { gaps: MessageObject::all(&host.gaps) },
        }
    }
}

/// What could not be determined, as data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "gap_messages")]
pub struct GapsObject {
    /// What could not be determined: one message each.
    pub gaps: Vec<MessageObject>,
}

/// A TLS library.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "stack")]
pub struct StackObject {
    /// Name and version of the library.
    pub name: String,
    /// Where the library comes from.
    pub linked: LinkedCode,
    /// What the library does with each version.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, VersionObject>,
    /// The ClientHello that the library sends by default; null if it could not be captured.
    pub default_offer: Option<OfferObject>,
    /// The settings that determine what the library offers.
    pub settings: Vec<SettingObject>,
    /// What could not be determined, in English.
    pub gaps: Vec<String>,
    /// The texts of gaps, as data.
    pub messages: GapsObject,
}

/// Where a TLS library comes from: installed on the system, or built into tlsready. A bundled library says nothing
/// about other programs on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "linked")]
#[expect(missing_docs, reason = "descriptions would stand in the schema one by one")]
pub enum LinkedCode {
    System,
    Bundled,
}

impl StackObject {
    fn new(stack: &StackAssessment) -> Self {
        Self {
            name: clean(&stack.name),
            linked: match stack.linkage {
                Linkage::System => LinkedCode::System,
                Linkage::Bundled => LinkedCode::Bundled,
            },
            versions: versions(&stack.versions),
            default_offer: stack.default_offer.as_ref().map(OfferObject::new),
            settings: stack.settings.iter().map(SettingObject::new).collect(),
            gaps: sentences(&stack.gaps),
            messages: GapsObject { gaps: MessageObject::all(&stack.gaps) },
        }
    }
}

/// What one client (a kind of program) of the host offers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host_client")]
pub struct ClientObject {
    /// Id of the client, such as openssl or schannel.
    pub id: Cow<'static, str>,
    /// Name of the client, in English.
    pub name: String,
    /// Whether the host has such a client.
    pub installed: Option<bool>,
    /// Whether the client offers TLS 1.2 or later by default.
    pub readiness: Readiness,
    /// What the client does with each version.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, VersionObject>,
}

impl ClientObject {
    fn new(client: &ClientAssessment) -> Self {
        Self {
            id: client.id.into(),
            name: english::sentence(&client.name),
            installed: yes_or_no(client.installed),
            readiness: client.readiness,
            versions: versions(&client.versions),
        }
    }
}

/// What a TLS library or a client does with one version.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host_version")]
pub struct VersionObject {
    /// Whether the TLS library has the version.
    pub supported: Option<bool>,
    /// Whether programs offer the version by default.
    pub default: Option<bool>,
    /// Whether a program that requests the version gets it.
    pub when_asked: WhenAskedCode,
    /// The reason for these results, in English; omitted if there is none to report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The text of reason, as data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageObject>,
}

/// Whether a program that requests a version gets it; limited: the version is offered, but a handshake with it fails
/// with most servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "when_asked")]
#[expect(missing_docs, reason = "descriptions would stand in the schema one by one")]
pub enum WhenAskedCode {
    Yes,
    Limited,
    No,
    Unknown,
}

impl WhenAskedCode {
    pub(super) const fn new(when_asked: WhenAsked) -> Self {
        match when_asked {
            WhenAsked::Yes => Self::Yes,
            WhenAsked::Limited => Self::Limited,
            WhenAsked::No => Self::No,
            WhenAsked::Unknown => Self::Unknown,
        }
    }
}

impl VersionObject {
    fn new(facts: &VersionFacts) -> Self {
        Self {
            supported: yes_or_no(facts.supported),
            default: yes_or_no(facts.default),
            when_asked: WhenAskedCode::new(facts.when_asked),
            reason: facts.reason.as_ref().map(english::sentence),
            message: facts.reason.as_ref().map(MessageObject::from),
        }
    }
}

fn versions(versions: &BTreeMap<Version, VersionFacts>) -> BTreeMap<Version, VersionObject> {
    versions.iter().map(|(version, facts)| (*version, VersionObject::new(facts))).collect()
}

pub(super) const fn yes_or_no(known: Known) -> Option<bool> {
    match known {
        Known::Yes => Some(true),
        Known::No => Some(false),
        Known::Unknown => None,
    }
}

/// A captured ClientHello.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "offer")]
pub struct OfferObject {
    /// Versions that are offered, highest first. If versions_listed is false, only the highest one is known.
    pub versions: Vec<Version>,
    /// Whether the versions come from the supported_versions extension.
    pub versions_listed: bool,
    /// Cipher suites, including signaling values.
    pub cipher_suites: Vec<String>,
    /// Key exchange groups.
    pub groups: Vec<String>,
    /// Key exchange groups for which a key share is included.
    pub key_shares: Vec<String>,
    /// Signature schemes.
    pub signature_schemes: Vec<String>,
    /// Types of the extensions.
    pub extensions: Vec<String>,
}

impl OfferObject {
    fn new(offer: &Offer) -> Self {
        Self {
            versions: offer.versions.clone(),
            versions_listed: offer.versions_listed,
            cipher_suites: names(&offer.cipher_suites),
            groups: names(&offer.groups),
            key_shares: names(&offer.key_shares),
            signature_schemes: names(&offer.signature_schemes),
            extensions: names(&offer.extensions),
        }
    }
}

/// A setting, its value, and where it is set.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "setting")]
pub struct SettingObject {
    /// Name of the setting, as its documentation spells it.
    pub name: String,
    /// Value of the setting.
    pub value: String,
    /// Where the value comes from: a file and line, a registry path, or the origin of a default.
    pub source: String,
}

impl SettingObject {
    pub(super) fn new(setting: &SettingLine) -> Self {
        Self {
            name: english::sentence(&setting.name),
            value: english::sentence(&setting.value),
            source: english::sentence(&setting.source),
        }
    }
}

/// The root certificates that programs without a trust store of their own use.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "trust_store")]
pub struct TrustStoreObject {
    /// Where the root certificates are from, in English.
    pub source: String,
    /// The number of root certificates that could be read; null if reading them did not end in time.
    pub roots: Option<usize>,
    /// What could not be read, in English.
    pub problems: Vec<String>,
}

fn sentences(messages: &[Message]) -> Vec<String> {
    messages.iter().map(english::sentence).collect()
}

/// Returns the names of code points, or the numbers of those without a name.
fn names(all: &[impl std::fmt::Display]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}
