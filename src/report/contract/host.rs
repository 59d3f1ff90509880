//! The `host` object of the JSON contract: the one place for the shape of [`HostAssessment`] in data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clean::{clean, clean_lines, clean_sentence};
use crate::diagnosis::host::{HostAssessment, Known, Linkage, StackAssessment, VersionFacts, WhenAsked};
use crate::diagnosis::{Finding, FindingCode, Side};
use crate::tls::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version};
use crate::wire::Offer;

/// This machine, as data. Unknown is `null`, never `false`.
#[derive(Debug, Serialize)]
pub struct HostObject {
    name: Option<String>,
    os: String,
    stacks: Vec<StackObject>,
    trust_store: TrustStoreObject,
    findings: Vec<FindingObject>,
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
    summary: String,
    evidence: String,
    remedy: String,
}

impl FindingObject {
    pub(in crate::report) fn new(finding: &Finding) -> Self {
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
