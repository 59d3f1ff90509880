//! Messages that are used throughout this module.

use crate::message::Message;

/// Wraps text that is never translated: a name, a value, a path.
pub(in crate::diagnosis::host) fn verbatim(text: &str) -> Message {
    Message::HostVerbatim { text: text.to_owned() }
}

/// Joins clauses into one message; returns nothing if there are none.
pub(in crate::diagnosis::host) fn clauses(mut clauses: Vec<Message>) -> Option<Message> {
    match clauses.len() {
        0 | 1 => clauses.pop(),
        _ => Some(Message::HostClauses { clauses }),
    }
}
