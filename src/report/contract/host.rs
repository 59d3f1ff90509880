//! The `host` object of the JSON contract: the one place for the shape of [`HostAssessment`] in data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes;
use crate::clean::{clean, clean_lines, clean_sentence};
use crate::diagnosis::host::{HostAssessment, Known, Linkage, StackAssessment, VersionFacts, WhenAsked};
use crate::diagnosis::{Finding, FindingCode, Side};
use crate::tls::Version;
use crate::wire::Offer;

/// This host. Unknown is null, never false.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "host")]
pub struct HostObject {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its operating system.
    pub os: String,
    /// Its TLS libraries; the platform's stack is the first.
    pub stacks: Vec<StackObject>,
    /// Its roots of trust.
    pub trust_store: TrustStoreObject,
    /// The most important first.
    pub findings: Vec<FindingObject>,
}

impl HostObject {
    /// The object for these facts, and what is stated of them.
    pub fn new(facts: &HostAssessment) -> Self {
        Self {
            name: facts.name.as_deref().map(clean),
            os: clean(&facts.operating_system),
            stacks: facts.stacks.iter().map(StackObject::new).collect(),
            trust_store: TrustStoreObject {
                source: clean(&facts.trust_store.source),
                roots: facts.trust_store.roots,
                problems: clean_all(&facts.trust_store.problems),
            },
            findings: facts.findings.iter().map(FindingObject::new).collect(),
        }
    }
}

/// A TLS library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// What could not be determined.
    pub gaps: Vec<String>,
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
            versions: stack.versions.iter().map(|(version, facts)| (*version, VersionObject::new(facts))).collect(),
            default_offer: stack.default_offer.as_ref().map(OfferObject::new),
            settings: stack
                .settings
                .iter()
                .map(|setting| SettingObject {
                    name: clean(setting.name.raw()),
                    value: clean(setting.value.raw()),
                    source: clean(setting.source.raw()),
                })
                .collect(),
            gaps: stack.gaps.iter().map(|gap| clean_sentence(gap.raw())).collect(),
        }
    }
}

/// What a TLS library does with a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
            reason: facts.reason.as_ref().map(|reason| clean_sentence(reason.raw())),
        }
    }
}

const fn yes_or_no(known: Known) -> Option<bool> {
    match known {
        Known::Yes => Some(true),
        Known::No => Some(false),
        Known::Unknown => None,
    }
}

/// A ClientHello as it was captured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "setting")]
pub struct SettingObject {
    /// As its owner spells it.
    pub name: String,
    /// As it is set.
    pub value: String,
    /// A file and line, a registry path, or where a default comes from.
    pub source: String,
}

/// Roots of trust, as programs find them that have no store of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "trust_store")]
pub struct TrustStoreObject {
    /// Where they are from.
    pub source: String,
    /// How many could be read.
    pub roots: usize,
    /// What could not be read.
    pub problems: Vec<String>,
}

/// A coded statement. The first one of an endpoint decides its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "finding")]
pub struct FindingObject {
    /// Its code.
    pub code: FindingCode,
    /// Whose side it is on.
    pub side: Side,
    /// What it means, in English.
    pub summary: String,
    /// What was seen, in English; may be empty.
    pub evidence: String,
    /// What to do, in English; may be empty. Lines that begin with four spaces are commands.
    pub remedy: String,
}

impl FindingObject {
    /// The object for this finding.
    pub fn new(finding: &Finding) -> Self {
        Self {
            code: finding.code,
            side: finding.side,
            summary: clean_sentence(finding.summary.raw()),
            evidence: clean_sentence(&finding.raw_evidence()),
            remedy: clean_lines(&finding.raw_remedy()),
        }
    }
}

fn clean_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean_sentence(text)).collect()
}

/// Names of code points, or their numbers where they have none.
fn names(all: &[impl std::fmt::Display]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}
