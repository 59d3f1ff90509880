//! A repair as data.

use serde::Serialize;

use super::english;
use crate::clean::clean;
use crate::diagnosis::host::windows::{Before, Change, Repair};
use crate::message::Message;

/// What to do.
#[derive(Debug, Serialize)]
pub(super) struct RepairObject {
    first: Vec<String>,
    changes: Vec<ChangeObject>,
    open: Vec<String>,
    leave_alone: Vec<String>,
    restart: bool,
}

#[derive(Debug, Serialize)]
struct ChangeObject {
    path: String,
    name: &'static str,
    r#type: &'static str,
    value: u32,
    before: Option<String>,
    before_known: bool,
    reason: String,
    message: Message,
}

impl RepairObject {
    pub(super) fn new(repair: &Repair) -> Self {
        let all = |messages: &[Message]| messages.iter().map(english::sentence).collect();
        Self {
            first: all(&repair.first),
            changes: repair.changes.iter().map(ChangeObject::new).collect(),
            open: all(&repair.open),
            leave_alone: all(&repair.leave_alone),
            restart: !repair.changes.is_empty(),
        }
    }
}

impl ChangeObject {
    fn new(change: &Change) -> Self {
        Self {
            path: clean(&change.path),
            name: change.name,
            r#type: "REG_DWORD",
            value: change.number,
            before: match &change.before {
                Before::Had(data) => Some(clean(&data.to_string())),
                Before::Absent | Before::NotRead => None,
            },
            before_known: change.before != Before::NotRead,
            reason: english::sentence(&change.reason),
            message: change.reason.clone(),
        }
    }
}
