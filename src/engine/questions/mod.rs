//! What is asked of an endpoint.
//!
//! A question is a value, and its policy a pure function: from what was seen of an endpoint so far to what is asked of it next.
//! The engine does the asking, within the limits that hold for all questions together, and notes with each attempt which
//! question it serves. So a question can be added as a file of its own, with an id in [`QuestionId`], and cannot change the
//! answer to another one.

mod versions;

pub use versions::Versions;

use std::fmt::Debug;

use crate::observation::{Answer, Asked, End, Prober, QuestionId};
use crate::probe::Hello;
use crate::tls::{CipherSuite, NamedGroup, Version};

/// A question to an endpoint, asked at each of its addresses that is probed.
pub trait Question: Debug + Send + Sync {
    /// Its id, which all of its asks bear.
    fn id(&self) -> QuestionId;

    /// What is asked first, everything at once. Each ask begins a line of its own, in which the next asks depend on what was
    /// seen in that line.
    fn first(&self) -> Vec<Ask>;

    /// What is asked next in a line, all at once, when everything that was asked in it has ended; empty when the line has ended.
    /// `seen` is never empty, and in the order of the asks.
    fn next(&self, seen: &[Seen]) -> Vec<Ask>;
}

/// A handshake to attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// For this question.
    pub question: QuestionId,
    /// By this prober.
    pub prober: Prober,
    /// For this version, or the prober's default.
    pub asked: Asked,
    /// With this hello, where the prober is wire.
    pub hello: Hello,
    /// If the peer has taken the connection and said nothing by half of the time: this hello, on a connection of its own. So
    /// silence is confirmed within the attempt's deadline.
    pub beside: Option<Hello>,
}

impl Ask {
    /// The ask that is made beside this one.
    pub(super) fn besides(&self) -> Option<Self> {
        let hello = self.beside.clone()?;
        Some(Self { hello, beside: None, ..self.clone() })
    }
}

/// How an ask ended, as far as a question may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What was asked.
    pub ask: Ask,
    /// How it ended.
    pub end: End,
    /// What the peer selected, if it answered.
    pub selected: Option<Selected>,
}

/// What a peer selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// The version.
    pub version: Version,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange, where the answer shows it.
    pub group: Option<NamedGroup>,
}

impl From<&Answer> for Selected {
    fn from(answer: &Answer) -> Self {
        Self { version: answer.version, cipher_suite: answer.cipher_suite, group: answer.group }
    }
}
