//! The `host` object of the JSON contract: the one place for the shape of [`HostAssessment`] in data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::english;
pub(in crate::report) use super::finding::FindingObject;
use crate::clean::clean;
use crate::diagnosis::Readiness;
use crate::diagnosis::host::{
    ClientAssessment, HostAssessment, Known, Linkage, SettingLine, StackAssessment, VersionFacts, WhenAsked,
    trust_problems, trust_source,
};
use crate::message::Message;
use crate::tls::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version};
use crate::wire::Offer;

/// This machine, as data. Unknown is `null`, never `false`.
#[derive(Debug, Serialize)]
pub struct HostObject {
    name: Option<String>,
    os: String,
    readiness: Readiness,
    sentence: String,
    message: Message,
    stacks: Vec<StackObject>,
    clients: Vec<ClientObject>,
    trust_store: TrustStoreObject,
    findings: Vec<FindingObject>,
    gaps: Vec<String>,
    messages: MessagesObject,
}

impl HostObject {
    /// The object for a host.
    pub fn new(host: &HostAssessment) -> Self {
        Self {
            name: host.name.as_deref().map(clean),
            os: clean(&host.operating_system),
            readiness: host.readiness,
            sentence: english::sentence(&host.sentence),
            message: host.sentence.clone(),
            stacks: host.stacks.iter().map(StackObject::new).collect(),
            clients: host.clients.iter().map(ClientObject::new).collect(),
            trust_store: TrustStoreObject {
                source: english::sentence(&trust_source(&host.trust_store.source)),
                roots: host.trust_store.roots,
                problems: sentences(&trust_problems(&host.trust_store)),
            },
            findings: host.findings.iter().map(FindingObject::new).collect(),
            gaps: sentences(&host.gaps),
            messages: MessagesObject { gaps: host.gaps.clone() },
        }
    }
}

/// What the gaps are made of.
#[derive(Debug, Serialize)]
struct MessagesObject {
    gaps: Vec<Message>,
}

#[derive(Debug, Serialize)]
struct StackObject {
    name: String,
    linked: &'static str,
    versions: BTreeMap<Version, VersionObject>,
    default_offer: Option<OfferObject>,
    settings: Vec<SettingObject>,
    gaps: Vec<String>,
    messages: MessagesObject,
}

impl StackObject {
    fn new(stack: &StackAssessment) -> Self {
        Self {
            name: clean(&stack.name),
            linked: match stack.linkage {
                Linkage::System => "system",
                Linkage::Bundled => "bundled",
            },
            versions: versions(&stack.versions),
            default_offer: stack.default_offer.as_ref().map(OfferObject::new),
            settings: stack.settings.iter().map(SettingObject::new).collect(),
            gaps: sentences(&stack.gaps),
            messages: MessagesObject { gaps: stack.gaps.clone() },
        }
    }
}

#[derive(Debug, Serialize)]
struct ClientObject {
    id: &'static str,
    name: String,
    installed: Option<bool>,
    readiness: Readiness,
    versions: BTreeMap<Version, VersionObject>,
}

impl ClientObject {
    fn new(client: &ClientAssessment) -> Self {
        Self {
            id: client.id,
            name: english::sentence(&client.name),
            installed: yes_or_no(client.installed),
            readiness: client.readiness,
            versions: versions(&client.versions),
        }
    }
}

#[derive(Debug, Serialize)]
struct VersionObject {
    supported: Option<bool>,
    default: Option<bool>,
    when_asked: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl VersionObject {
    fn new(facts: &VersionFacts) -> Self {
        Self {
            supported: yes_or_no(facts.supported),
            default: yes_or_no(facts.default),
            when_asked: match facts.when_asked {
                WhenAsked::Yes => "yes",
                WhenAsked::Limited => "limited",
                WhenAsked::No => "no",
                WhenAsked::Unknown => "unknown",
            },
            reason: facts.reason.as_ref().map(english::sentence),
            message: facts.reason.clone(),
        }
    }
}

fn versions(versions: &BTreeMap<Version, VersionFacts>) -> BTreeMap<Version, VersionObject> {
    versions.iter().map(|(version, facts)| (*version, VersionObject::new(facts))).collect()
}

const fn yes_or_no(known: Known) -> Option<bool> {
    match known {
        Known::Yes => Some(true),
        Known::No => Some(false),
        Known::Unknown => None,
    }
}

#[derive(Debug, Serialize)]
struct OfferObject {
    versions: Vec<Version>,
    versions_listed: bool,
    cipher_suites: Vec<CipherSuite>,
    groups: Vec<NamedGroup>,
    key_shares: Vec<NamedGroup>,
    signature_schemes: Vec<SignatureScheme>,
    extensions: Vec<ExtensionType>,
}

impl OfferObject {
    fn new(offer: &Offer) -> Self {
        Self {
            versions: offer.versions.clone(),
            versions_listed: offer.versions_listed,
            cipher_suites: offer.cipher_suites.clone(),
            groups: offer.groups.clone(),
            key_shares: offer.key_shares.clone(),
            signature_schemes: offer.signature_schemes.clone(),
            extensions: offer.extensions.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct SettingObject {
    name: String,
    value: String,
    source: String,
}

impl SettingObject {
    fn new(setting: &SettingLine) -> Self {
        Self {
            name: english::sentence(&setting.name),
            value: english::sentence(&setting.value),
            source: english::sentence(&setting.source),
        }
    }
}

#[derive(Debug, Serialize)]
struct TrustStoreObject {
    source: String,
    roots: usize,
    problems: Vec<String>,
}

fn sentences(messages: &[Message]) -> Vec<String> {
    messages.iter().map(english::sentence).collect()
}
