//! One endpoint from its observations to everything that reports say of it.

use std::collections::BTreeMap;

use super::case::Case;
use super::certificate::{self, TrustReport};
use super::probers::{self, ProberResult};
use super::support::{Reason, Support, SupportState};
use super::verdict::{Gets, Verdict, gets, is_inconclusive, meeting, verdict};
use super::{evidence, rules};
use crate::diagnosis::finding::Finding;
use crate::diagnosis::host::HostAssessment;
use crate::message::Message;
use crate::observation::{EndpointRecord, Observation, Prober, QuestionId, TrustFacts, TrustJudgment};
use crate::target::{Expectation, Target};
use crate::tls::Version;

/// Everything concluded about one endpoint. Reports only say it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// For each version asked for.
    pub versions: BTreeMap<Version, Support>,
    /// For each prober with handshakes: `None` is its default.
    pub probers: BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>>,
    /// The certificate.
    pub trust: Option<TrustReport>,
    /// The verdict.
    pub verdict: Verdict,
    /// The version at which a program on the platform's stack meets the endpoint today by default.
    pub meets_at: Option<Version>,
    /// The same, with the difference between nothing and unknown.
    pub gets: Gets,
    /// The verdict's reason in a sentence or two.
    pub sentence: Message,
    /// Coded statements, the most important first.
    pub findings: Vec<Finding>,
    /// Whether something expected does not hold (exit code 1).
    pub unmet: bool,
    /// Whether something that was asked could not be determined (exit code 3, when nothing is unmet).
    pub inconclusive: bool,
    /// The versions of which it is unknown whether they are accepted, oldest first, and why: what is unknown of those that
    /// were asked for, and what must be refused and was not tried.
    pub open: Vec<(Version, Reason)>,
}

impl Diagnosis {
    /// Whether the endpoint can be used, and something that was asked of it could not be determined: then the exit code is
    /// 3, unless something is unmet.
    pub fn leaves_open(&self) -> bool {
        self.verdict == Verdict::Ready && self.inconclusive
    }

    /// Why the endpoint was not reached, if nothing at all is known of its TLS.
    pub fn never_reached(&self) -> Option<Reason> {
        let mut reasons = self.versions.values().map(|support| support.reason);
        let first = reasons.next()?;
        (first.is_before_tls() && reasons.all(Reason::is_before_tls)).then_some(first)
    }
}

/// Concludes everything about one endpoint.
pub fn diagnose(target: &Target, record: &EndpointRecord, host: &HostAssessment, versions: &[Version]) -> Diagnosis {
    let record = &*record.of_question(QuestionId::Versions);
    let seen = &record.probed.observations;
    let support = evidence::conclude(versions, seen, record.partial);
    let accepted = in_state(&support, SupportState::Accepted);
    let probers = probers::results(seen, !accepted.is_empty());
    let trust = trust(seen);
    let case =
        Case { target, record, host, support: &support, probers: &probers, trust: trust.as_ref(), accepted: &accepted };
    let meeting = meeting(&case);
    let verdict = verdict(&case, meeting);
    let findings = rules::findings(&case, meeting, verdict);
    let decisive = findings.first().filter(|_| verdict != Verdict::Ready);
    let sentence = decisive.map_or_else(|| rules::ready(&case, meeting), |finding| finding.summary.clone());
    let expectation = &target.expectation;
    let refused_accepted = expectation.refuse.iter().any(|version| accepted.contains(version));
    let state = |version| support.get(&version).map(|support| support.state);
    let inconclusive = is_inconclusive(verdict, state, &expectation.refuse);
    Diagnosis {
        unmet: matches!(verdict, Verdict::NotReady | Verdict::AtRisk) || refused_accepted,
        inconclusive,
        meets_at: meeting.version(),
        gets: gets(&case, meeting, verdict),
        open: open(&support, expectation),
        versions: support,
        probers,
        trust,
        verdict,
        sentence,
        findings,
    }
}

fn in_state(support: &BTreeMap<Version, Support>, state: SupportState) -> Vec<Version> {
    support.iter().filter(|(_, support)| support.state == state).map(|(version, _)| *version).collect()
}

fn open(support: &BTreeMap<Version, Support>, expectation: &Expectation) -> Vec<(Version, Reason)> {
    let reason = |version: &Version| match support.get(version) {
        Some(support) => match support.state {
            SupportState::Unknown => Some(support.reason),
            SupportState::NotTested => expectation.refuse.contains(version).then_some(support.reason),
            SupportState::Accepted | SupportState::Refused => None,
        },
        None => expectation.refuse.contains(version).then_some(Reason::NotAsked),
    };
    Version::ALL.into_iter().filter_map(|version| Some((version, reason(&version)?))).collect()
}

/// The platform's own judgment where it has one, else that of rustls; else the chain alone.
fn trust(observations: &[Observation]) -> Option<TrustReport> {
    let judged = |prober, judged: bool| {
        observations
            .iter()
            .filter(|seen| seen.prober == prober)
            .filter_map(|seen| seen.trust.as_ref())
            .find(|facts| !judged || facts.judgment != TrustJudgment::NotJudged)
            .map(|facts| certificate::report(prober, facts))
    };
    let in_clear = || {
        let chain =
            observations.iter().filter_map(|seen| seen.answer.as_ref()).find(|answer| !answer.certificates.is_empty());
        chain.map(|answer| {
            let facts = TrustFacts { chain: answer.certificates.clone(), judgment: TrustJudgment::NotJudged };
            certificate::report(Prober::Wire, &facts)
        })
    };
    judged(Prober::Native, true).or_else(|| judged(Prober::Rustls, true)).or_else(in_clear)
}
