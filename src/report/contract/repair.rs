//! A repair as data.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::english;
use super::message::MessageObject;
use crate::clean::clean;
use crate::diagnosis::host::windows::{Before, Change, Repair};
use crate::message::Message;

/// What to do. It is printed, never done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "repair")]
pub struct RepairObject {
    /// What must be there first.
    pub first: Vec<String>,
    /// The smallest set of values that makes the programs in question offer TLS 1.2, in order.
    pub changes: Vec<ChangeObject>,
    /// What no value fixes.
    pub open: Vec<String>,
    /// What not to change.
    pub leave_alone: Vec<String>,
    /// What the values take away.
    pub side_effects: Vec<String>,
    /// Whether Windows has to be restarted afterwards.
    pub restart: bool,
}

/// A value of the registry to set.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "change")]
pub struct ChangeObject {
    /// Its key.
    pub path: String,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its type.
    #[schemars(extend("const" = "REG_DWORD"))]
    pub r#type: Cow<'static, str>,
    /// What to set it to.
    pub value: u32,
    /// What it was; null if it was absent or not read.
    pub before: Option<String>,
    /// False if the key was not read, so that what to restore is unknown.
    pub before_known: bool,
    /// Why, in English.
    pub reason: String,
    /// The message of which the reason is the English.
    pub message: MessageObject,
}

impl RepairObject {
    pub(super) fn new(repair: &Repair) -> Self {
        let all = |messages: &[Message]| messages.iter().map(english::sentence).collect();
        Self {
            first: all(&repair.first),
            changes: repair.changes.iter().map(ChangeObject::new).collect(),
            open: all(&repair.open),
            leave_alone: all(&repair.leave_alone),
            side_effects: all(&repair.side_effects),
            restart: !repair.changes.is_empty(),
        }
    }
}

impl ChangeObject {
    fn new(change: &Change) -> Self {
        Self {
            path: clean(&change.path),
            name: change.name.into(),
            r#type: "REG_DWORD".into(),
            value: change.number,
            before: match &change.before {
                Before::Had(data) => Some(clean(&data.to_string())),
                Before::Absent | Before::NotRead => None,
            },
            before_known: change.before != Before::NotRead,
            reason: english::sentence(&change.reason),
            message: (&change.reason).into(),
        }
    }
}
