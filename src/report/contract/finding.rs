//! A finding as data: the codes and messages, and their English text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::english;
use super::message::MessageObject;
use crate::diagnosis::{Confidence, Finding, FindingCode, Side, Step, Weight};

/// A coded statement. The first one of an endpoint decides its verdict.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "finding")]
pub struct FindingObject {
    /// Its code.
    pub code: FindingCode,
    /// Whose side it is on.
    pub side: Side,
    /// How much it weighs.
    pub weight: Weight,
    /// What it rests on.
    pub confidence: Confidence,
    /// What it means, in English.
    pub summary: String,
    /// What was seen, in English; may be empty.
    pub evidence: String,
    /// What to do, in English; may be empty. Lines that begin with four spaces are commands.
    pub remedy: String,
    /// The message of which the summary is the English.
    pub message: MessageObject,
    /// The messages of which the evidence and the remedy are the English.
    pub messages: FindingMessagesObject,
}

/// What the texts of a finding are made of, apart from the summary.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "finding_messages")]
pub struct FindingMessagesObject {
    /// What was seen, each a clause.
    pub evidence: Vec<MessageObject>,
    /// What to do, step by step.
    pub remedy: Vec<StepObject>,
}

/// One step: a sentence, or lines to paste.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "step")]
pub enum StepObject {
    /// A sentence that says what to do.
    Do(MessageObject),
    /// Lines to paste, as they are.
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
