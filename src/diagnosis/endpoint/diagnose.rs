//! From the observations of one endpoint to everything that reports say about it.

use std::collections::BTreeMap;

use super::case::{Case, Meeting};
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

/// Everything concluded about one endpoint. Reports draw no conclusions of their own.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The conclusion for each requested version.
    pub versions: BTreeMap<Version, Support>,
    /// The results of each prober that makes handshakes. The key `None` is the prober's default.
    pub probers: BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>>,
    /// The certificate.
    pub trust: Option<TrustReport>,
    /// The verdict.
    pub verdict: Verdict,
    /// The version that a program on the platform's stack gets from the endpoint today by default.
    pub meets_at: Option<Version>,
    /// Whether that is calculated from what both sides have, because the platform's library was not tried.
    pub calculated: bool,
    /// The same, but distinguishes no connection from unknown.
    pub gets: Gets,
    /// The verdict's reason in a sentence or two.
    pub sentence: Message,
    /// Findings, the most important first.
    pub findings: Vec<Finding>,
    /// Whether an expectation does not hold (exit code 1).
    pub unmet: bool,
    /// Whether something requested could not be determined (exit code 3, unless something is unmet).
    pub inconclusive: bool,
    /// The versions whose acceptance is unknown, oldest first, with the reasons: requested versions with an unknown
    /// result, and versions that must be rejected but were not tried.
    pub open: Vec<(Version, Reason)>,
}

impl Diagnosis {
    /// Reports whether the endpoint can be used although something requested could not be determined. The exit code is
    /// then 3, unless something is unmet.
    pub fn leaves_open(&self) -> bool {
        self.verdict == Verdict::Ready && self.inconclusive
    }

    /// Returns why the endpoint was not reached, if nothing at all is known about its TLS.
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
    let mut support = evidence::conclude(versions, seen, record.partial);
    let accepted = in_state(&support, SupportState::Accepted);
    let probers = probers::results(seen, &support);
    let mut trust = trust(seen);
    if let Some(proxy) = target.proxy() {
        support.values_mut().filter_map(|support| support.alpn.as_mut()).for_each(|text| proxy.conceal(text));
        if let Some(trust) = &mut trust {
            let names = trust.names.iter_mut().chain(&mut trust.subject).chain(&mut trust.issuer);
            names.for_each(|text| proxy.conceal(text));
        }
    }
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
        calculated: matches!(meeting, Meeting::Calculated(_)),
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

pub(super) fn in_state(support: &BTreeMap<Version, Support>, state: SupportState) -> Vec<Version> {
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

/// Prefers the platform's judgment, then that of rustls, then the chain without a judgment.
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
