//! What is concluded about a host from what was found on it.

mod assessment;
mod openssl;
mod platform;
mod registry;
mod repair;
mod rules;
mod unseen;
mod verdict;
pub mod windows;
mod words;

use crate::message::Message;
use crate::observation::capture::Captured;
use crate::observation::host::{HostFacts, StackFacts};

pub use crate::observation::host::{Known, Linkage, TrustStoreFacts, WhenAsked};
pub use assessment::{ClientAssessment, HostAssessment, Readiness, Remedy, SettingLine, StackAssessment, VersionFacts};
pub use registry::seen;
pub use rules::{trust_problems, trust_source};

use self::words::verbatim;
use super::finding::Finding;

/// Concludes everything about a host.
pub fn assess(host: &HostFacts) -> HostAssessment {
    if let Some(snapshot) = &host.registry {
        return registry::assess(host, snapshot);
    }
    let assessed: Vec<_> = host.stacks.iter().map(stack).collect();
    let findings = assessed.first().map_or_else(Vec::new, |(_, findings)| findings.clone());
    let stacks: Vec<_> = assessed.into_iter().map(|(stack, _)| stack).collect();
    let is_openssl =
        host.stacks.first().is_some_and(|stack| stack.openssl.is_some() || matches!(stack.captured, Captured::Late(_)));
    let clients = stacks.first().filter(|_| is_openssl).map(openssl_client).into_iter().collect();
    HostAssessment { clients, ..verdict::of_stacks(host, stacks, findings) }
}

/// Assesses one library; returns it with the findings about it.
fn stack(facts: &StackFacts) -> (StackAssessment, Vec<Finding>) {
    match (&facts.openssl, &facts.captured) {
        (Some(found), _) => openssl::assess(facts, found),
        (None, Captured::Platform { default, versions }) => {
            let stack = platform::assess(&facts.name, default, versions, None);
            let findings = rules::default_offer(&stack, |_| Vec::new());
            (stack, findings.into_iter().collect())
        }
        (None, Captured::Late(waited)) => {
            let gap = Message::HostLibraryLate { library: facts.name.clone() };
            (StackAssessment::unknown(&facts.name, gap), vec![rules::library_late(&facts.name, *waited)])
        }
        (None, Captured::NotTried | Captured::Openssl { .. }) => {
            let gap = Message::HostLibraryNotTried { library: facts.name.clone() };
            (StackAssessment::unknown(&facts.name, gap), Vec::new())
        }
    }
}

/// Returns the client that stands for all programs that leave the choice to the system's OpenSSL.
fn openssl_client(stack: &StackAssessment) -> ClientAssessment {
    ClientAssessment {
        id: "openssl",
        name: verbatim(&stack.name),
        installed: Known::Yes,
        readiness: verdict::readiness(Some(stack)),
        versions: stack.versions.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::FindingCode;
    use crate::observation::host::TrustSource;
    use crate::tls::Version;

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
        host.trust_store.source = TrustSource::Keychains;
        let codes: Vec<_> = assess(&host).findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [FindingCode::HostNoRoots]);
        host.stacks.clear();
        assert_eq!(assess(&host).readiness, Readiness::Inconclusive);
    }
}
