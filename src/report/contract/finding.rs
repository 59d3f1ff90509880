//! A finding, as data: the codes and messages, and their English.

use serde::Serialize;

use super::english;
use crate::diagnosis::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::message::Message;

/// A finding; the same shape for the host and for endpoints.
#[derive(Debug, Serialize)]
pub(in crate::report) struct FindingObject {
    code: FindingCode,
    side: Side,
    weight: Weight,
    confidence: Confidence,
    summary: String,
    evidence: String,
    remedy: String,
    message: Message,
    messages: MessagesObject,
}

/// What the texts of a finding are made of, apart from the summary.
#[derive(Debug, Serialize)]
struct MessagesObject {
    evidence: Vec<Message>,
    remedy: Vec<StepObject>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum StepObject {
    Do(Message),
    Paste(Vec<String>),
}

impl FindingObject {
    pub(in crate::report) fn new(finding: &Finding) -> Self {
        let step = |step: &Step| match step {
            Step::Do(message) => StepObject::Do(message.clone()),
            Step::Paste(lines) => StepObject::Paste(lines.clone()),
        };
        Self {
            code: finding.code,
            side: finding.side,
            weight: finding.weight,
            confidence: finding.confidence,
            summary: english::sentence(&finding.summary),
            evidence: english::clauses(&finding.evidence),
            remedy: english::steps(&finding.remedy),
            message: finding.summary.clone(),
            messages: MessagesObject {
                evidence: finding.evidence.clone(),
                remedy: finding.remedy.iter().map(step).collect(),
            },
        }
    }
}
