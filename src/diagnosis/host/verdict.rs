//! Whether a host is ready, from what its platform's library offers by default.

use super::assessment::{HostAssessment, Readiness, StackAssessment};
use super::rules::no_roots;
use crate::diagnosis::finding::Finding;
use crate::message::Message;
use crate::observation::host::{HostFacts, Known, Linkage};
use crate::tls::Version;

/// Assesses a host with these libraries. `findings` are those about the platform's library.
pub(super) fn of_stacks(host: &HostFacts, stacks: Vec<StackAssessment>, mut findings: Vec<Finding>) -> HostAssessment {
    let readiness = readiness(stacks.first());
    findings.extend(no_roots(&host.trust_store));
    HostAssessment {
        name: host.name.clone(),
        operating_system: host.operating_system.clone(),
        readiness,
        sentence: sentence(readiness, stacks.first()),
        stacks,
        clients: Vec::new(),
        findings,
        repair: None,
        gaps: Vec::new(),
        trust_store: host.trust_store.clone(),
        proxy_variable: host.proxy_variable,
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
