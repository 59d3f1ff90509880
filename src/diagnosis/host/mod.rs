//! What is concluded about a host from what was found on it.

mod assessment;
mod openssl;
mod platform;
mod registry;
mod rules;
mod unseen;
pub mod windows;

use std::collections::BTreeMap;

use crate::message::Message;
use crate::observation::capture::Captured;
use crate::observation::host::{HostFacts, StackFacts};
use crate::tls::Version;

pub use crate::observation::host::{Known, Linkage, TrustStoreFacts, WhenAsked};
pub use assessment::{ClientAssessment, HostAssessment, Readiness, Remedy, SettingLine, StackAssessment, VersionFacts};
pub use rules::{trust_problems, trust_source};

use super::finding::Finding;

/// Concludes everything about a host.
pub fn assess(host: &HostFacts) -> HostAssessment {
    if let Some(snapshot) = &host.registry {
        return registry::assess(host, snapshot);
    }
    let assessed: Vec<_> = host.stacks.iter().map(stack).collect();
    let findings = assessed.first().map_or_else(Vec::new, |(_, findings)| findings.clone());
    let stacks: Vec<_> = assessed.into_iter().map(|(stack, _)| stack).collect();
    let is_openssl = host.stacks.first().is_some_and(|stack| stack.openssl.is_some());
    let clients = stacks.first().filter(|_| is_openssl).map(openssl_client).into_iter().collect();
    HostAssessment { clients, ..of_stacks(host, stacks, findings) }
}

/// A host with these libraries. `findings` are those about the platform's library.
fn of_stacks(host: &HostFacts, stacks: Vec<StackAssessment>, mut findings: Vec<Finding>) -> HostAssessment {
    let readiness = readiness(stacks.first());
    findings.extend(rules::no_roots(&host.trust_store));
    HostAssessment {
        name: host.name.clone(),
        operating_system: host.operating_system.clone(),
        readiness,
        sentence: sentence(readiness, stacks.first()),
        stacks,
        clients: Vec::new(),
        findings,
        gaps: Vec::new(),
        trust_store: host.trust_store.clone(),
        proxy_variable: host.proxy_variable,
    }
}

/// A library, and what is stated of it.
fn stack(facts: &StackFacts) -> (StackAssessment, Vec<Finding>) {
    match (&facts.openssl, &facts.captured) {
        (Some(found), _) => openssl::assess(facts, found),
        (None, Captured::Platform { default, versions }) => {
            let stack = platform::assess(&facts.name, default, versions, None);
            let findings = platform_findings(&stack);
            (stack, findings)
        }
        (None, Captured::NotTried | Captured::Openssl { .. }) => {
            let gap = Message::HostLibraryNotTried { library: facts.name.clone() };
            (StackAssessment::unknown(&facts.name, gap), Vec::new())
        }
    }
}

/// What is stated of a platform's library; the lines of its remedy bring one version.
fn platform_findings(stack: &StackAssessment) -> Vec<Finding> {
    let remedy = |wanted: &[Version]| match &stack.remedy {
        Some(remedy) if wanted.contains(&remedy.version) => remedy.steps.clone(),
        _ => Vec::new(),
    };
    rules::default_offer(stack, remedy).into_iter().collect()
}

/// Judges the platform's library. A bundled one says nothing about the host.
fn readiness(stack: Option<&StackAssessment>) -> Readiness {
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

fn sentence(readiness: Readiness, stack: Option<&StackAssessment>) -> Message {
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

/// The programs that leave the choice to the system's OpenSSL.
fn openssl_client(stack: &StackAssessment) -> ClientAssessment {
    ClientAssessment {
        id: "openssl",
        name: verbatim(&stack.name),
        installed: Known::Yes,
        readiness: readiness(Some(stack)),
        versions: stack.versions.clone(),
    }
}

fn unknown_versions() -> BTreeMap<Version, VersionFacts> {
    Version::ALL.into_iter().map(|version| (version, VersionFacts::UNKNOWN)).collect()
}

/// What is never translated: a name, a value, a path.
fn verbatim(text: &str) -> Message {
    Message::HostVerbatim { text: text.to_owned() }
}

/// Several clauses as one message; none if there is none.
fn clauses(mut clauses: Vec<Message>) -> Option<Message> {
    match clauses.len() {
        0 | 1 => clauses.pop(),
        _ => Some(Message::HostClauses { clauses }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::FindingCode;

    #[test]
    fn unknown_is_neither_ready_nor_below() {
        let mut host = HostFacts {
            name: None,
            operating_system: "macOS".to_owned(),
            stacks: vec![StackFacts {
                name: "Secure Transport".to_owned(),
                captured: Captured::NotTried,
                openssl: None,
            }],
            registry: None,
            trust_store: TrustStoreFacts { roots: 140, ..TrustStoreFacts::default() },
            proxy_variable: None,
        };
        let assessed = assess(&host);
        assert_eq!((assessed.readiness, &assessed.findings[..]), (Readiness::Inconclusive, &[][..]));
        assert_eq!(assessed.stacks[0].versions.len(), Version::ALL.len());
        assert!(matches!(assessed.stacks[0].gaps[..], [Message::HostLibraryNotTried { .. }]));
        host.trust_store.roots = 0;
        let codes: Vec<_> = assess(&host).findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [FindingCode::HostNoRoots]);
        host.stacks.clear();
        assert_eq!(assess(&host).readiness, Readiness::Inconclusive);
    }
}
