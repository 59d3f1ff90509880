//! A finding as data: the codes and messages, and their English text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::english;
use super::message::MessageObject;
use crate::diagnosis::{Confidence, Finding, FindingCode, Side, Step, Weight};

/// A statement with a code: what was found, what it is based on, and what to do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "finding")]
pub struct FindingObject {
    /// The code of the finding.
    pub code: FindingCode,
    /// The side that the finding is about.
    pub side: Side,
    /// How important the finding is.
    pub weight: Weight,
    /// What the finding is based on.
    pub confidence: Confidence,
    /// What the finding means, in English.
    pub summary: String,
    /// What was observed, in English; may be empty.
    pub evidence: String,
    /// What to do, in English; may be empty. Lines that begin with four spaces are commands.
    pub remedy: String,
    /// The text of summary, as data.
    pub message: MessageObject,
    /// The texts of evidence and remedy, as data.
    pub messages: FindingMessagesObject,
}

/// The evidence and the remedy of a finding, as data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "finding_messages")]
pub struct FindingMessagesObject {
    /// What was observed: one clause each.
    pub evidence: Vec<MessageObject>,
    /// What to do: the steps, in order.
    pub remedy: Vec<StepObject>,
}

/// One step of a remedy: a sentence, or lines to paste.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "step")]
pub enum StepObject {
    /// A sentence.
    Do(MessageObject),
    /// Lines to paste unchanged.
    Paste(Vec<String>),
}

impl FindingObject {
    /// Makes the object for a finding.
    pub fn new(finding: &Finding) -> Self {
        let step = |step: &Step| match step {
            Step::Do(message) => StepObject::Do(message.into()),
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
            message: (&finding.summary).into(),
            messages: FindingMessagesObject {
                evidence: MessageObject::all(&finding.evidence),
                remedy: finding.remedy.iter().map(step).collect(),
            },
        }
    }
}
