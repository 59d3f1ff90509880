//! The findings of one endpoint. The first is the one that decides the verdict; the others are beside it.

mod endpoint_side;
mod hellos;
mod host_side;
mod trust;
mod unclear;

use super::case::{Case, Meeting};
use super::verdict::Verdict;
use crate::diagnosis::finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::message::Message;
use crate::tls::Version;

/// Draws one finding from a case, or none. A finding that only notes something is added to the list `NOTES` of its module.
type Rule = fn(&Case<'_>) -> Option<Finding>;

/// Every finding, the deciding one first.
pub(super) fn findings(case: &Case<'_>, meeting: Meeting, verdict: Verdict) -> Vec<Finding> {
    let not_trusted = trust::not_trusted(case);
    let mut findings = Vec::new();
    match (verdict, meeting) {
        (Verdict::Ready, _) => {}
        (Verdict::NotReady, Meeting::At(_)) => findings.extend(not_trusted.clone()),
        (Verdict::AtRisk, Meeting::At(version)) => findings.push(at_risk(case, version)),
        (Verdict::Inconclusive, _) => findings.push(unclear::unclear(case, meeting)),
        (Verdict::NotReady | Verdict::AtRisk, _) => findings.push(not_met(case)),
    }
    // What is expected and does not hold comes before what is only worth knowing.
    findings.extend(endpoint_side::accepts_refused(case).map(|finding| weighing(Weight::Risk, finding)));
    if !findings.iter().any(|finding| finding.code == FindingCode::CertificateNotTrusted) {
        let weight = if case.target.expectation.trust { Weight::Risk } else { Weight::Note };
        findings.extend(not_trusted.map(|finding| weighing(weight, finding)));
    }
    let notes = endpoint_side::NOTES.iter().chain(trust::NOTES).filter_map(|rule| rule(case));
    findings.extend(notes.map(|finding| weighing(Weight::Note, finding)));
    findings
}

/// The sentence of an endpoint that is as it should be.
pub(super) fn ready(case: &Case<'_>, meeting: Meeting) -> Message {
    let accepted = case.accepted.to_vec();
    match meeting.version() {
        Some(version) if accepted.is_empty() => Message::EndpointReadyAt { version },
        Some(version) => Message::EndpointReady { accepted, version },
        None => Message::EndpointReadyAccepts { accepted },
    }
}

/// They meet today, below what is required.
fn at_risk(case: &Case<'_>, at: Version) -> Finding {
    let require = case.target.expectation.require;
    let enough: Vec<Version> = case.accepted.iter().copied().filter(|version| *version >= require).collect();
    if !enough.is_empty() {
        return host_side::default_below(case, at, enough);
    }
    match case.refused_above() {
        Some(rejected) => endpoint_side::rejects_required(case, at, rejected),
        None => unclear::better_not_tried(case, at),
    }
}

/// They do not meet, and the endpoint has said enough to know.
fn not_met(case: &Case<'_>) -> Finding {
    if let (true, false, Some(alert)) = (case.accepted.is_empty(), case.all_refused(), case.own_hello_refused()) {
        return host_side::default_hello_rejected(case, alert);
    }
    if case.accepted.is_empty() {
        return endpoint_side::rejects_all(case);
    }
    // No remedy brings an old version back.
    if let Some(rejected) = case.refused_above() {
        return endpoint_side::lacks_version(case, rejected);
    }
    host_side::not_met(case)
}

/// A finding that rests on what this run saw, and decides the verdict.
fn finding(
    code: FindingCode,
    side: Side,
    summary: Message,
    evidence: Vec<Message>,
    remedy: impl Into<Remedy>,
) -> Finding {
    let remedy: Remedy = remedy.into();
    Finding { code, side, weight: Weight::Cause, confidence: Confidence::Observed, summary, evidence, remedy: remedy.0 }
}

fn weighing(weight: Weight, finding: Finding) -> Finding {
    Finding { weight, ..finding }
}

/// The steps of a finding: mostly one sentence.
struct Remedy(Vec<Step>);

impl Remedy {
    const NONE: Self = Self(Vec::new());
}

impl From<Message> for Remedy {
    fn from(message: Message) -> Self {
        Self(vec![Step::Do(message)])
    }
}

impl From<Vec<Step>> for Remedy {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}
