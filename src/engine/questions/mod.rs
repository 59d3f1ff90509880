//! The questions that are asked of an endpoint.
//!
//! A question is a value, and its policy is a pure function from what was seen of an endpoint so far to what is asked
//! next. The engine does the asking, within limits that hold for all questions together, and notes with each attempt
//! which question it serves. So a question can be added in a separate file, with an id in [`QuestionId`], and cannot
//! change the answer to another one.

mod versions;

pub use versions::Versions;

use std::fmt::Debug;

use crate::observation::{Answer, Asked, End, Observation, Prober, QuestionId};
use crate::probe::Hello;
use crate::tls::{CipherSuite, NamedGroup, Version};

/// A question to an endpoint, asked at each of its addresses that are probed.
pub trait Question: Debug + Send + Sync {
    /// Returns the question's id, which all of its asks carry.
    fn id(&self) -> QuestionId;

    /// Returns the first asks, which are made concurrently. Each begins a separate line, in which the next asks depend
    /// on what was seen in that line.
    fn first(&self) -> Vec<Ask>;

    /// Returns the next asks of a line, to be made concurrently, after all earlier ones have ended; empty if the line
    /// is complete. `seen` is never empty, and is in the order of the asks.
    fn next(&self, seen: &[Seen]) -> Vec<Ask>;

    /// What has to be repeated before it counts, when every line has ended; by default nothing. `seen` is everything that was
    /// seen at the address for this question.
    fn doubts(&self, seen: &[Seen]) -> Doubts {
        let _ = seen;
        Doubts::default()
    }
}

/// What may have been cut off only because there were many connections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// What has to be repeated, the most important first.
    pub suspects: Vec<Suspect>,
    /// A hello that the endpoint has answered with a selection, if there is one: as long as it is answered, the endpoint cuts
    /// off nothing for the number of connections.
    pub control: Option<Ask>,
}

/// An ask that was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// What was asked.
    pub ask: Ask,
    /// What has to be asked as well, unless the ask itself is answered.
    pub others: Vec<Ask>,
}

/// A handshake to attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The question that it serves.
    pub question: QuestionId,
    /// The prober that makes it.
    pub prober: Prober,
    /// The requested version, or the prober's default.
    pub asked: Asked,
    /// The hello to send, if the prober is wire.
    pub hello: Hello,
    /// The hello to send on a second connection if the peer has accepted the first and sent nothing after half of the
    /// time. So silence is confirmed within the attempt's deadline.
    pub beside: Option<Hello>,
}

impl Ask {
    /// Returns the ask to make in parallel to this one, if there is one.
    pub(super) fn besides(&self) -> Option<Self> {
        let hello = self.beside.clone()?;
        Some(Self { hello, beside: None, ..self.clone() })
    }
}

/// How an ask ended, as far as questions need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The ask.
    pub ask: Ask,
    /// How it ended.
    pub end: End,
    /// What the peer selected, if it answered.
    pub selected: Option<Selected>,
}

impl Seen {
    /// Returns an attempt that was noted. Its hello is known by its recipe, which is all that questions with [`Question::doubts`]
    /// send.
    pub(super) fn of(observation: &Observation) -> Self {
        let Observation { question, prober, asked, variant, .. } = *observation;
        let ask = Ask { question, prober, asked, hello: Hello::Recipe(variant), beside: None };
        Self { ask, end: observation.end.clone(), selected: observation.answer.as_ref().map(Into::into) }
    }

    /// Whether it met no answer, neither a selection nor an alert.
    pub fn is_cut_off(&self) -> bool {
        self.selected.is_none() && self.end.is_cut_off()
    }
}

/// What a peer selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// The version.
    pub version: Version,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange, if the answer shows it.
    pub group: Option<NamedGroup>,
}

impl From<&Answer> for Selected {
    fn from(answer: &Answer) -> Self {
        Self { version: answer.version, cipher_suite: answer.cipher_suite, group: answer.group }
    }
}
