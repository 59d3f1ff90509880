//! Whether a host is ready, from what its platform's library offers by default.

use super::assessment::{HostAssessment, Readiness, StackAssessment};
use super::rules::no_roots;
use crate::diagnosis::finding::{Finding, FindingCode, Weight};
use crate::message::Message;
use crate::observation::host::{HostFacts, Known, Linkage};
use crate::tls::Version;

/// Assesses a host with these libraries. `findings` are those about the platform's library.
pub(super) fn of_stacks(host: &HostFacts, stacks: Vec<StackAssessment>, mut findings: Vec<Finding>) -> HostAssessment {
    let offers = readiness(stacks.first());
    let is_openssl = host.stacks.first().is_some_and(|stack| stack.openssl.is_some());
    findings.extend(no_roots(&host.trust_store, is_openssl));
    // Stable: the order of the rules stays within a weight.
    findings.sort_by_key(|finding| finding.weight);
    let readiness = with_certificates(offers, &findings);
    let sentence = match findings.first().filter(|_| offers != readiness) {
        Some(decisive) => decisive.summary.clone(),
        None => sentence(readiness, stacks.first()),
    };
    HostAssessment {
        name: host.name.clone(),
        operating_system: host.operating_system.clone(),
        readiness,
        sentence,
        stacks,
        clients: Vec::new(),
        findings,
        repair: None,
        gaps: Vec::new(),
        trust_store: host.trust_store.clone(),
        proxy_variable: host.proxy_variable,
    }
}

/// Adds what keeps programs that verify certificates from any connection, whatever they offer.
fn with_certificates(offers: Readiness, findings: &[Finding]) -> Readiness {
    if offers != Readiness::Ready {
        return offers;
    }
    let about = |finding: &&Finding| {
        use FindingCode::{HostNoRoots, HostNotReadInTime, HostSecurityLevelHigh};
        matches!(
            (finding.code, finding.weight),
            (HostNoRoots, Weight::Cause) | (HostSecurityLevelHigh | HostNotReadInTime, _)
        )
    };
    match findings.iter().filter(about).map(|finding| finding.weight).min() {
        Some(Weight::Cause) => Readiness::NotReady,
        // Whether they can connect could not be tried or read.
        Some(_) => Readiness::Inconclusive,
        None => Readiness::Ready,
    }
}

/// Judges the platform's library. A bundled library says nothing about the host.
pub(super) fn readiness(stack: Option<&StackAssessment>) -> Readiness {
    let Some(stack) = stack.filter(|stack| stack.linkage == Linkage::System) else {
        return Readiness::Inconclusive;
    };
    let default = |version| stack.versions.get(&version).map_or(Known::Unknown, |facts| facts.default);
    match (default(Version::Tls12), default(Version::Tls13)) {
        (Known::Yes, _) | (_, Known::Yes) => Readiness::Ready,
        (Known::No, Known::No) => Readiness::NotReady,
        _ => Readiness::Inconclusive,
    }
}

pub(super) fn sentence(readiness: Readiness, stack: Option<&StackAssessment>) -> Message {
    match readiness {
        Readiness::Ready => {
            let mut versions = stack.map(StackAssessment::default_versions).unwrap_or_default();
            versions.retain(|version| *version >= Version::Tls12);
            versions.reverse();
            Message::HostReady { versions }
        }
        Readiness::Partly | Readiness::NotReady => Message::HostNotReady,
        Readiness::Inconclusive => Message::HostInconclusive,
    }
}
