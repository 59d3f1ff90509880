//! What OpenSSL does on a host, and which of its settings are the cause.

mod cause;
mod faults;
mod findings;
mod instructions;
mod judge;
mod policy;
mod remedy;
mod settings;

use crate::diagnosis::finding::{Finding, FindingCode};
use crate::message::Message;
use crate::observation::capture::Captured;
use crate::observation::host::{Known, Linkage, StackFacts, WhenAsked};
use crate::observation::openssl::{LibraryFile, OpensslFacts};
use crate::settings::openssl_conf::{ConfProblemKind, ConfState};
use crate::tls::Version;

use self::policy::Policy;
use super::assessment::{StackAssessment, VersionFacts, unknown_versions};
use super::words::clauses;

/// The directories with the libraries of a system.
const SYSTEM: [&str; 4] = ["/lib", "/usr/lib", "/usr/local/lib", "/usr/pkg/lib"];

/// Concludes what the library offers and why, and returns the findings about its policy.
pub(super) fn assess(stack: &StackFacts, facts: &OpensslFacts) -> (StackAssessment, Vec<Finding>) {
    let policy = Policy::of(facts);
    let versions = match &stack.captured {
        Captured::Openssl { versions, .. } => {
            let judged = |(version, evidence): (&Version, _)| (*version, judge::judge(*version, evidence, &policy));
            versions.iter().map(judged).collect()
        }
        Captured::NotTried | Captured::Late(_) | Captured::Platform { .. } => unknown_versions(),
    };
    let linkage = match facts.library {
        LibraryFile::Inside => Linkage::Bundled,
        LibraryFile::Loaded(_) | LibraryFile::Unknown => Linkage::System,
    };
    let assessed = StackAssessment {
        name: stack.name.clone(),
        linkage,
        versions,
        default_offer: stack.captured.default_offer().cloned(),
        settings: settings::lines(&policy),
        gaps: gaps(&policy),
        remedy: None,
    };
    let findings = findings::all(&assessed, &policy);
    if findings.iter().any(|finding| finding.code == FindingCode::HostLibraryUnusable) {
        let reason = Message::OpensslNoProgramCanUse;
        let nothing = VersionFacts {
            default: Known::No,
            when_asked: WhenAsked::No,
            reason: Some(reason),
            ..VersionFacts::UNKNOWN
        };
        let versions = Version::ALL.into_iter().map(|version| (version, nothing.clone())).collect();
        let mut gaps = assessed.gaps;
        gaps.retain(|gap| !matches!(gap, Message::OpensslNoContext { .. }));
        return (StackAssessment { versions, gaps, ..assessed }, findings);
    }
    (assessed, findings)
}

/// Lists what could not be determined.
fn gaps(policy: &Policy<'_>) -> Vec<Message> {
    let (facts, conf) = (policy.facts, &policy.conf);
    let mut gaps = Vec::new();
    if let Some(evidence) = &facts.no_context {
        gaps.push(Message::OpensslNoContext { evidence: evidence.clone() });
    }
    if conf.state == ConfState::Unknown {
        let limit = conf.problems.iter().find(|problem| problem.kind() == ConfProblemKind::LimitReached);
        let partly = Message::OpensslConfNotReadInFull { path: conf.path.clone() };
        gaps.extend(clauses(std::iter::once(partly).chain(limit.map(faults::message)).collect()));
    }
    if let Some(policy) = &facts.crypto_policy
        && let Some(chosen) = &policy.chosen
    {
        gaps.push(Message::OpensslCryptoPolicyNotApplied {
            file: chosen.source.clone(),
            chosen: chosen.name.clone(),
            applied: policy.name.clone(),
        });
    }
    match &facts.library {
        LibraryFile::Loaded(path) if !SYSTEM.iter().any(|directory| path.starts_with(directory)) => {
            gaps.push(Message::OpensslLibraryElsewhere { path: path.clone() });
        }
        LibraryFile::Unknown => gaps.push(Message::OpensslLibraryUnknown),
        LibraryFile::Loaded(_) | LibraryFile::Inside => {}
    }
    gaps
}
