//! Messages that are needed everywhere here.

use crate::message::Message;

/// What is never translated: a name, a value, a path.
pub(in crate::diagnosis::host) fn verbatim(text: &str) -> Message {
    Message::HostVerbatim { text: text.to_owned() }
}

/// Several clauses as one message; none if there is none.
pub(in crate::diagnosis::host) fn clauses(mut clauses: Vec<Message>) -> Option<Message> {
    match clauses.len() {
        0 | 1 => clauses.pop(),
        _ => Some(Message::HostClauses { clauses }),
    }
}
