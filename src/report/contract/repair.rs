//! A repair as data.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::english;
use super::message::MessageObject;
use crate::clean::clean;
use crate::diagnosis::host::windows::{Before, Change, Repair};
use crate::message::Message;

/// What to do on a Windows host. tlsready only reports the changes, and never makes them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "repair")]
pub struct RepairObject {
    /// What must be done before the changes, in English.
    pub first: Vec<String>,
    /// The smallest set of registry values that makes the selected clients offer TLS 1.2, in the order in which to set
    /// them.
    pub changes: Vec<ChangeObject>,
    /// What no registry value can fix, in English.
    pub open: Vec<String>,
    /// What not to change, and why, in English.
    pub leave_alone: Vec<String>,
    /// What the values disable besides, in English.
    pub side_effects: Vec<String>,
    /// Whether Windows must be restarted after the changes.
    pub restart: bool,
}

/// A registry value to set.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "change")]
pub struct ChangeObject {
    /// Full path of the registry key.
    pub path: String,
    /// Name of the value.
    pub name: Cow<'static, str>,
    /// Type of the value.
    #[schemars(extend("const" = "REG_DWORD"))]
    pub r#type: Cow<'static, str>,
    /// The number to set the value to.
    pub value: u32,
    /// The previous data of the value; null if the value did not exist or was not read.
    pub before: Option<String>,
    /// False if the key was not read, so the previous data is unknown.
    pub before_known: bool,
    /// The reason for the change, in English.
    pub reason: String,
    /// The text of reason, as data.
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
