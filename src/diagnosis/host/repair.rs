//! What to set on a host, and what must be done first.

use crate::message::Message;
use crate::settings::registry::Data;

/// What a value was before the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// The value did not exist.
    Absent,
    /// The value had this data.
    Had(Data),
    /// Not known: the key was not read.
    NotRead,
}

/// A `REG_DWORD` to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key's full path.
    pub path: String,
    /// The value's name.
    pub name: &'static str,
    /// The number to set it to.
    pub number: u32,
    /// What it was.
    pub before: Before,
    /// The reason: one clause.
    pub reason: Message,
}

/// What to do on a host.
#[derive(Clone, Debug, Default)]
pub struct Repair {
    /// What must be done first, one sentence each.
    pub first: Vec<Message>,
    /// The values to set, in order.
    pub changes: Vec<Change>,
    /// What no registry value can repair: one or two sentences each.
    pub open: Vec<Message>,
    /// What not to change, and why: one clause each.
    pub leave_alone: Vec<Message>,
    /// What the values take away: one sentence each.
    pub side_effects: Vec<Message>,
}
