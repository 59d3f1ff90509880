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

/// This host. Unknown is null, never false.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host")]
pub struct HostObject {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its operating system.
    pub os: String,
    /// Whether its clients offer TLS 1.2 or later, and can verify the certificates of servers.
    pub readiness: Readiness,
    /// The readiness in English.
    pub sentence: String,
    /// The message of which the sentence is the English.
    pub message: MessageObject,
    /// Its TLS libraries; the platform's is the first.
    pub stacks: Vec<StackObject>,
    /// What each kind of program offers.
    pub clients: Vec<ClientObject>,
    /// Its roots of trust.
    pub trust_store: TrustStoreObject,
    /// The most important first.
    pub findings: Vec<FindingObject>,
    /// What to do, where a Windows registry was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<RepairObject>,
    /// What could not be determined, in English.
    pub gaps: Vec<String>,
    /// The messages of which the gaps are the English.
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

/// What the gaps are made of.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "gap_messages")]
pub struct GapsObject {
    /// The messages.
    pub gaps: Vec<MessageObject>,
}

/// A TLS library.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "stack")]
pub struct StackObject {
    /// Name and version.
    pub name: String,
    /// Whether it is the system's library or one that the program brought along.
    pub linked: LinkedCode,
    /// A key for each version.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, VersionObject>,
    /// The ClientHello of a program that does not request a version; null if it could not be captured.
    pub default_offer: Option<OfferObject>,
    /// What decides, and where it is set.
    pub settings: Vec<SettingObject>,
    /// What could not be determined, in English.
    pub gaps: Vec<String>,
    /// The messages of which the gaps are the English.
    pub messages: GapsObject,
}

/// Where a TLS library comes from.
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

/// What one kind of program of this host offers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host_client")]
pub struct ClientObject {
    /// Which kind.
    pub id: Cow<'static, str>,
    /// Its name, in English.
    pub name: String,
    /// Whether there are such programs.
    pub installed: Option<bool>,
    /// Whether they offer TLS 1.2 or later.
    pub readiness: Readiness,
    /// A key for each version.
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

/// What a TLS library, or a kind of program, does with a version.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host_version")]
pub struct VersionObject {
    /// Whether it can speak it.
    pub supported: Option<bool>,
    /// Whether programs offer it by default.
    pub default: Option<bool>,
    /// What a program gets that requests the version.
    pub when_asked: WhenAskedCode,
    /// Why, in English, if there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The message of which the reason is the English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageObject>,
}

/// What a program gets that requests a version; limited: it is offered, and most servers cannot complete a handshake with it.
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

/// A ClientHello as it was captured.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "offer")]
pub struct OfferObject {
    /// Versions that it offers.
    pub versions: Vec<Version>,
    /// Whether it lists its versions; if not, they follow from its highest one.
    pub versions_listed: bool,
    /// Cipher suites.
    pub cipher_suites: Vec<String>,
    /// Groups for the key exchange.
    pub groups: Vec<String>,
    /// Groups with a key share.
    pub key_shares: Vec<String>,
    /// Signature schemes.
    pub signature_schemes: Vec<String>,
    /// Extensions.
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
    /// As its owner spells it.
    pub name: String,
    /// As it is set.
    pub value: String,
    /// A file and line, a registry path, or where a default comes from.
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

/// Roots of trust, as programs find them that have no store of their own.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "trust_store")]
pub struct TrustStoreObject {
    /// Where they are from.
    pub source: String,
    /// How many could be read; null if reading them did not end in time.
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
