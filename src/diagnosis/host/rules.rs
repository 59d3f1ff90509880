//! Findings about a host that apply to every TLS library.

use std::time::Duration;

use super::assessment::StackAssessment;
use super::words::verbatim;
use crate::diagnosis::finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::message::Message;
use crate::observation::host::{Known, TrustSource, TrustStoreFacts};
use crate::tls::Version;

/// Returns a finding about the host that is based on what this run observed.
pub(super) const fn finding(
    code: FindingCode,
    weight: Weight,
    summary: Message,
    evidence: Vec<Message>,
    remedy: Vec<Step>,
) -> Finding {
    Finding { code, side: Side::Host, weight, confidence: Confidence::Observed, summary, evidence, remedy }
}

/// Reports whether the versions that services require are in the default offer. `remedy` returns the steps that bring
/// the given versions into it.
pub(super) fn default_offer(stack: &StackAssessment, remedy: impl Fn(&[Version]) -> Vec<Step>) -> Option<Finding> {
    let (tls12, tls13) = (stack.versions.get(&Version::Tls12)?, stack.versions.get(&Version::Tls13)?);
    let library = stack.name.clone();
    let both = [Version::Tls12, Version::Tls13];
    let (code, weight, summary, lacking) = match (tls12.default, tls13.default) {
        (Known::No, Known::No) => {
            (FindingCode::HostDefaultBelowTls12, Weight::Cause, Message::HostDefaultBelowTls12 { library }, &both[..])
        }
        (Known::No, Known::Yes) => {
            (FindingCode::HostDefaultOnlyTls13, Weight::Risk, Message::HostDefaultOnlyTls13 { library }, &both[..1])
        }
        (Known::Yes, Known::No) if tls13.supported == Known::Yes => {
            (FindingCode::HostDefaultLacksTls13, Weight::Note, Message::HostDefaultLacksTls13 { library }, &both[1..])
        }
        _ => return None,
    };
    let mut steps = remedy(lacking);
    if code == FindingCode::HostDefaultLacksTls13 {
        let first = if steps.is_empty() { Message::HostTls13NotNeeded } else { Message::HostTls13Optional };
        steps.insert(0, Step::Do(first));
    }
    Some(finding(code, weight, summary, reasons(stack, lacking), steps))
}

/// Returns the reasons why these versions are not in the default offer; versions with the same reason share a clause.
fn reasons(stack: &StackAssessment, lacking: &[Version]) -> Vec<Message> {
    let mut grouped: Vec<(Vec<Version>, &Message)> = Vec::new();
    for version in lacking {
        let Some(reason) = stack.versions.get(version).and_then(|facts| facts.reason.as_ref()) else { continue };
        match grouped.last_mut() {
            Some((versions, same)) if *same == reason => versions.push(*version),
            _ => grouped.push((vec![*version], reason)),
        }
    }
    let clause =
        |(versions, reason): (_, &Message)| Message::HostVersionReason { versions, reason: Box::new(reason.clone()) };
    grouped.into_iter().map(clause).collect()
}

/// Reports that the host has no readable root certificate. `for_platform` is whether the platform's library looks in the
/// same places; Schannel and Secure Transport have stores of their own.
pub(super) fn no_roots(store: &TrustStoreFacts, for_platform: bool) -> Option<Finding> {
    if store.roots > 0 || store.source == TrustSource::Export {
        return None;
    }
    if let Some(waited) = store.late {
        return Some(roots_late(store, waited));
    }
    let mut evidence = vec![Message::HostRootsLookedAt { source: Box::new(trust_source(&store.source)) }];
    evidence.extend(trust_problems(store));
    let remedy = match store.source {
        TrustSource::Variables(_) => vec![
            Step::Do(Message::HostRootsFixVariables),
            Step::Paste(vec!["unset SSL_CERT_FILE SSL_CERT_DIR".to_owned()]),
        ],
        TrustSource::WindowsStore | TrustSource::Keychains | TrustSource::Given | TrustSource::Export => Vec::new(),
        TrustSource::Files(_) | TrustSource::NoFiles => vec![
            Step::Do(Message::HostRootsInstall),
            Step::Paste(vec!["apt-get install ca-certificates".to_owned()]),
            Step::Do(Message::HostRootsInstallElsewhere),
        ],
    };
    let (weight, summary) = match (&store.source, store.elsewhere) {
        // The caller of a run may want none.
        (TrustSource::Given, _) => (Weight::Risk, Message::HostNoRoots),
        _ if !for_platform => (Weight::Risk, Message::HostNoRoots),
        (_, 0) => (Weight::Cause, Message::HostNoRoots),
        (_, count) => (Weight::Risk, Message::HostNoRootsNamed { count: count as u64 }),
    };
    Some(finding(FindingCode::HostNoRoots, weight, summary, evidence, remedy))
}

/// Reports that reading the roots did not end in time.
fn roots_late(store: &TrustStoreFacts, waited: Duration) -> Finding {
    let evidence = vec![
        Message::HostNotReadWithin { within: waited },
        Message::HostRootsLookedAt { source: Box::new(trust_source(&store.source)) },
    ];
    let remedy = vec![Step::Do(Message::HostLateRootsRemedy)];
    finding(FindingCode::HostNotReadInTime, Weight::Risk, Message::HostRootsLate, evidence, remedy)
}

/// Reports that the library did not return in time.
pub(super) fn library_late(library: &str, waited: Duration) -> Finding {
    finding(
        FindingCode::HostNotReadInTime,
        Weight::Risk,
        Message::HostLibraryLateSummary { library: library.to_owned() },
        vec![Message::HostNotReadWithin { within: waited }],
        vec![Step::Do(Message::HostLateLibraryRemedy)],
    )
}

/// Describes where root certificates were looked for.
pub fn trust_source(source: &TrustSource) -> Message {
    match source {
        TrustSource::Variables(variables) if variables.is_empty() => Message::HostRootsUsual,
        TrustSource::Variables(variables) => Message::HostRootsFiles {
            files: variables.iter().map(|variable| format!("{} ({})", variable.path, variable.name)).collect(),
        },
        TrustSource::Files(files) => Message::HostRootsFiles { files: files.clone() },
        TrustSource::NoFiles => Message::HostRootsNowhere,
        TrustSource::WindowsStore => Message::HostRootsWindows,
        TrustSource::Keychains => Message::HostRootsKeychains,
        TrustSource::Given => Message::HostRootsGiven,
        TrustSource::Export => Message::HostRootsExport,
    }
}

/// Lists the problems that occurred while reading root certificates.
pub fn trust_problems(store: &TrustStoreFacts) -> Vec<Message> {
    let mut problems: Vec<_> = store.problems.iter().map(|problem| verbatim(problem)).collect();
    if store.more_problems > 0 {
        problems.push(Message::HostRootsMoreProblems { count: store.more_problems as u64 });
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::host::TrustVariable;

    #[test]
    fn a_host_without_roots_is_a_finding_with_the_remedy_of_its_kind() {
        let remedy = |source: TrustSource| {
            let store = TrustStoreFacts { source, ..TrustStoreFacts::default() };
            no_roots(&store, true).map(|finding| {
                assert_eq!((finding.code, finding.weight), (FindingCode::HostNoRoots, Weight::Cause));
                finding.remedy.into_iter().next()
            })
        };
        let variable = TrustVariable { name: "SSL_CERT_FILE", path: "/gone.pem".to_owned() };
        assert_eq!(
            remedy(TrustSource::Variables(vec![variable])),
            Some(Some(Step::Do(Message::HostRootsFixVariables)))
        );
        assert_eq!(remedy(TrustSource::NoFiles), Some(Some(Step::Do(Message::HostRootsInstall))));
        assert_eq!(remedy(TrustSource::WindowsStore), Some(None));
        assert_eq!(remedy(TrustSource::Export), None);
        assert_eq!(no_roots(&TrustStoreFacts { roots: 1, ..TrustStoreFacts::default() }, true), None);
        let of = |store: TrustStoreFacts| no_roots(&store, true).map(|finding| (finding.code, finding.weight));
        let late = TrustStoreFacts { late: Some(Duration::from_secs(3)), ..TrustStoreFacts::default() };
        assert_eq!(of(late), Some((FindingCode::HostNotReadInTime, Weight::Risk)));
        let elsewhere = TrustStoreFacts { elsewhere: 140, ..TrustStoreFacts::default() };
        assert_eq!(of(elsewhere), Some((FindingCode::HostNoRoots, Weight::Risk)), "programs with OpenSSL find some");
    }
}
