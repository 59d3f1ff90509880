//! The English text of codes and messages in data, for readers that have no catalog.

use std::sync::{Arc, LazyLock};

use crate::clean::{clean_lines, clean_sentence};
use crate::diagnosis::Step;
use crate::message::Message;
use crate::say::Words;

static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(Words::english);

/// Returns a message as one line.
pub(in crate::report) fn sentence(message: &Message) -> String {
    clean_sentence(&ENGLISH.say(message))
}

/// Returns several messages as clauses of one line.
pub(in crate::report) fn clauses(messages: &[Message]) -> String {
    clean_sentence(&ENGLISH.clauses(messages))
}

/// Returns the steps of a remedy, one per line. Lines to paste begin with four spaces.
pub(in crate::report) fn steps(steps: &[Step]) -> String {
    let lines = steps.iter().flat_map(|step| match step {
        Step::Do(message) => vec![clean_lines(&ENGLISH.say(message))],
        Step::Paste(lines) => lines.iter().map(|line| format!("    {}", clean_sentence(line))).collect(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
