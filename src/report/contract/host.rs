//! The `host` object of the JSON contract: the one place for the shape of [`HostAssessment`] in data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::repair::RepairObject;
use super::{english, said};
use crate::clean::{clean, clean_lines, clean_sentence};
use crate::diagnosis::host::{ClientAssessment, HostAssessment, Known, Linkage, SettingLine, StackAssessment, VersionFacts, WhenAsked};
use crate::diagnosis::{Confidence, Finding, FindingCode, Readiness, Side, Step, Weight};
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
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<RepairObject>,
    gaps: Vec<String>,
}

impl HostObject {
    /// The object for these facts, and what is stated of them.
    pub fn new(facts: &HostAssessment) -> Self {
        Self {
            name: facts.name.as_deref().map(clean),
            os: clean(&facts.operating_system),
            readiness: facts.readiness,
            sentence: said(&facts.sentence),
            message: facts.sentence.clone(),
            clients: facts.clients.iter().map(ClientObject::new).collect(),
            repair: None,
            gaps: facts.gaps.iter().map(said).collect(),
            stacks: facts.stacks.iter().map(StackObject::new).collect(),
            trust_store: TrustStoreObject {
                source: clean(&facts.trust_store.source),
                roots: facts.trust_store.roots,
                problems: clean_all(&facts.trust_store.problems),
            },
            findings: facts.findings.iter().map(FindingObject::new).collect(),
        }
    }

    /// With what to do.
    pub(super) fn with_repair(self, repair: RepairObject) -> Self {
        Self { repair: Some(repair), ..self }
    }
}

/// What one client of a host offers.
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
            name: said(&client.name),
            installed: yes_or_no(client.installed),
            readiness: client.readiness,
            versions: client.versions.iter().map(|(version, facts)| (*version, VersionObject::new(facts))).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct StackObject {
    name: String,
    linked: &'static str,
    versions: BTreeMap<Version, VersionObject>,
    default_offer: Option<OfferObject>,
    settings: Vec<SettingObject>,
    gaps: Vec<String>,
}

impl StackObject {
    fn new(stack: &StackAssessment) -> Self {
        Self {
            name: clean(&stack.name),
            linked: match stack.linkage {
                Linkage::System => "system",
                Linkage::Bundled => "bundled",
            },
            versions: stack.versions.iter().map(|(version, facts)| (*version, VersionObject::new(facts))).collect(),
            default_offer: stack.default_offer.as_ref().map(OfferObject::new),
            settings: stack.settings.iter().map(SettingObject::new).collect(),
            gaps: stack.gaps.iter().map(said).collect(),
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
            reason: facts.reason.as_ref().map(said),
        }
    }
}

pub(super) const fn yes_or_no(known: Known) -> Option<bool> {
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

/// A setting, with its value and where it is set.
#[derive(Debug, Serialize)]
pub(super) struct SettingObject {
    name: String,
    value: String,
    source: String,
}

impl SettingObject {
    pub(super) fn new(setting: &SettingLine) -> Self {
        Self { name: said(&setting.name), value: said(&setting.value), source: said(&setting.source) }
    }
}

#[derive(Debug, Serialize)]
struct TrustStoreObject {
    source: String,
    roots: usize,
    problems: Vec<String>,
}

/// A finding, as data; the same shape for the host and for endpoints.
#[derive(Debug, Serialize)]
pub(in crate::report) struct FindingObject {
    code: FindingCode,
    side: Side,
    weight: Weight,
    confidence: Confidence,
    summary: String,
    message: Message,
    evidence: String,
    remedy: String,
}

impl FindingObject {
    pub(in crate::report) fn new(finding: &Finding) -> Self {
        Self {
            code: finding.code,
            side: finding.side,
            weight: finding.weight,
            confidence: finding.confidence,
            summary: said(&finding.summary),
            message: finding.summary.clone(),
            evidence: clean_sentence(&english().clauses(&finding.evidence)),
            remedy: clean_lines(&remedy(&finding.remedy)),
        }
    }
}

/// The steps, each line to paste alone and indented.
fn remedy(steps: &[Step]) -> String {
    let lines = |step: &Step| match step {
        // A remedy whose words are not in the catalog yet has lines of its own.
        Step::Do(message) => vec![english().say(message).to_string()],
        Step::Paste(commands) => commands.iter().map(|command| format!("    {command}")).collect(),
    };
    steps.iter().flat_map(lines).collect::<Vec<_>>().join("\n")
}

fn clean_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean_sentence(text)).collect()
}
