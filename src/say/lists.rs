//! Formats lists and time spans. The separators are in the catalog.

use std::time::Duration;

use super::Words;
use crate::message::Message;

/// `a`, `a and b`, `a, b, and c`.
pub(super) fn items(words: &Words, items: impl Iterator<Item = impl Into<String>>) -> String {
    let items: Vec<String> = items.map(Into::into).collect();
    let [start @ .., last] = items.as_slice() else { return words.say(&Message::ListEmpty).to_string() };
    match start {
        [] => last.clone(),
        [first] => words.say(&Message::ListPair { first: first.clone(), last: last.clone() }).to_string(),
        start => {
            let first = joined(start, |first, rest| words.say(&Message::ListMore { first, rest }).to_string());
            words.say(&Message::ListEnd { first, last: last.clone() }).to_string()
        }
    }
}

/// Joins clauses into one line, without adjacent duplicates.
pub(super) fn clauses(words: &Words, messages: &[Message]) -> String {
    let mut clauses: Vec<String> = messages.iter().map(|message| words.say(message).to_string()).collect();
    clauses.dedup();
    clauses.retain(|clause| !clause.is_empty());
    joined(&clauses, |first, rest| words.say(&Message::ListClauses { first, rest }).to_string())
}

fn joined(items: &[String], join: impl Fn(String, String) -> String) -> String {
    items.iter().rev().cloned().reduce(|rest, first| join(first, rest)).unwrap_or_default()
}

/// `350 ms`, `2.0 s`, `2 min 5 s`.
pub(super) fn duration(words: &Words, duration: Duration) -> String {
    let message = match duration.as_secs() {
        0 => Message::DurationMilliseconds { milliseconds: duration.subsec_millis().into() },
        1..100 => Message::DurationSeconds { seconds: format!("{:.1}", duration.as_secs_f64()) },
        seconds => Message::DurationMinutes { minutes: seconds / 60, seconds: seconds % 60 },
    };
    words.say(&message).to_string()
}
