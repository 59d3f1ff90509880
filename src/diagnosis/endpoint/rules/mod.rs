//! The findings about one endpoint. The first decides the verdict; the others come after it.

mod endpoint_side;
mod hellos;
mod host_side;
mod route;
mod trust;
mod unclear;

use super::case::{Case, Meeting};
use super::verdict::Verdict;
use crate::diagnosis::finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::message::Message;
use crate::tls::Version;

/// Returns a finding if the rule applies. Rules that do not affect the verdict are listed in `NOTES` of their module.
type Rule = fn(&Case<'_>) -> Option<Finding>;

/// Returns every finding, the deciding one first.
pub(super) fn findings(case: &Case<'_>, meeting: Meeting, verdict: Verdict) -> Vec<Finding> {
    let not_trusted = trust::not_trusted(case);
    let mut findings = Vec::new();
    match (verdict, meeting) {
        (Verdict::Ready, _) => {}
        (Verdict::NotReady, Meeting::At(_) | Meeting::Calculated(_)) => findings.extend(not_trusted.clone()),
        (Verdict::AtRisk, Meeting::At(version) | Meeting::Calculated(version)) => {
            findings.push(at_risk(case, version));
        }
        (Verdict::Inconclusive, _) => findings.push(unclear::unclear(case, meeting)),
        (Verdict::NotReady | Verdict::AtRisk, _) => findings.push(not_met(case)),
    }
    // Unmet expectations come before mere notes.
    findings.extend(endpoint_side::accepts_refused(case).map(|finding| weighing(Weight::Risk, finding)));
    if !findings.iter().any(|finding| finding.code == FindingCode::CertificateNotTrusted) {
        let weight = if case.target.expectation.trust { Weight::Risk } else { Weight::Note };
        findings.extend(not_trusted.map(|finding| weighing(weight, finding)));
    }
    let notes = endpoint_side::NOTES.iter().chain(trust::NOTES).chain(route::NOTES);
    for note in notes.filter_map(|rule| rule(case)) {
        if findings.iter().all(|finding| finding.code != note.code) {
            findings.push(weighing(Weight::Note, note));
        }
    }
    findings
}

/// Returns the sentence for an endpoint that meets all expectations.
pub(super) fn ready(case: &Case<'_>, meeting: Meeting) -> Message {
    let accepted = case.accepted.to_vec();
    match meeting.version() {
        Some(version) if matches!(meeting, Meeting::Calculated(_)) => {
            Message::EndpointReadyCalculated { accepted, version }
        }
        Some(version) if accepted.is_empty() => Message::EndpointReadyAt { version },
        Some(version) => Message::EndpointReady { accepted, version },
        None => Message::EndpointReadyAccepts { accepted },
    }
}

/// This host connects today, but with a version below the required one.
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

/// This host does not connect, and the endpoint has answered enough to be certain.
fn not_met(case: &Case<'_>) -> Finding {
    if let (true, false, Some(alert)) = (case.accepted.is_empty(), case.all_refused(), case.own_hello_refused()) {
        return host_side::default_hello_rejected(case, alert);
    }
    if case.accepted.is_empty() {
        return endpoint_side::rejects_all(case);
    }
    // No remedy may enable an old version on this host.
    if let Some(rejected) = case.refused_above() {
        return endpoint_side::lacks_version(case, rejected);
    }
    host_side::not_met(case)
}

/// Returns a finding that is based on what this run saw and that decides the verdict.
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

/// The steps of a finding; most have just one sentence.
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
