//! Registry values as evidence: where they are, what they contain, and which entries have no effect.

use crate::message::Message;
use crate::observation::host::Setting;
use crate::settings::registry::{Data, Entry};

/// The key that contains everything about Schannel.
pub const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
/// The suite order that a group policy sets; it replaces the local one.
pub(super) const POLICY: &str =
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002";
/// The machine's own suite order.
pub(super) const LOCAL: &str =
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002";
/// The key that enables FIPS mode.
pub(super) const FIPS: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy";
/// The part of a path that marks what 32-bit programs read on 64-bit Windows.
const NODE: &str = r"\Wow6432Node";

/// A registry value whose presence or absence decides something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryValue {
    /// The key's full path.
    pub path: String,
    /// The value's name.
    pub name: String,
    /// What it contains.
    pub entry: Entry,
}

impl RegistryValue {
    pub(super) fn new(path: &str, name: &str, entry: &Entry) -> Self {
        Self { path: path.to_owned(), name: name.to_owned(), entry: entry.clone() }
    }

    /// Converts to the type that settings of every operating system share.
    pub fn setting(&self) -> Setting {
        let value = match &self.entry {
            Entry::Number(number) => number_text(&self.name, *number),
            Entry::WrongType(data) => format!("{data} ({})", data.type_name()),
            Entry::Absent => "absent".to_owned(),
            Entry::NotRead => "not read".to_owned(),
        };
        Setting { name: self.name.clone(), value, source: self.path.clone() }
    }

    /// Returns the content as a clause.
    pub(super) fn content(&self) -> Message {
        entry_message(&self.name, &self.entry)
    }

    /// Returns the path, the name, and the content as a clause.
    pub fn message(&self) -> Message {
        Message::WindowsValue { path: self.path.clone(), name: self.name.clone(), entry: Box::new(self.content()) }
    }
}

/// Formats a number as people write it: hexadecimal for a mask of versions, so that its bits are readable.
pub fn number_text(name: &str, number: u32) -> String {
    if name.ends_with("SecureProtocols") { format!("0x{number:x}") } else { Data::Dword(number).to_string() }
}

/// Describes what a value contains, as a clause.
pub(super) fn entry_message(name: &str, entry: &Entry) -> Message {
    match entry {
        Entry::Number(number) => Message::WindowsEntryNumber { value: number_text(name, *number) },
        Entry::WrongType(data) => Message::WindowsEntryTyped { value: data.to_string(), r#type: data.type_name() },
        Entry::Absent => Message::WindowsEntryAbsent,
        Entry::NotRead => Message::WindowsEntryNotRead,
    }
}

/// Describes the values, each once. If both views contain the same value, that is mentioned and the value is not
/// repeated.
pub(super) fn both_views(values: impl IntoIterator<Item = RegistryValue>) -> Vec<Message> {
    let mut seen: Vec<(RegistryValue, bool)> = Vec::new();
    for value in values {
        let native = value.path.replacen(NODE, "", 1);
        let twin = seen
            .iter_mut()
            .find(|(other, _)| other.path == native && other.name == value.name && other.entry == value.entry);
        match twin {
            Some((_, both)) => *both |= value.path != native,
            None => seen.push((value, false)),
        }
    }
    let message = |(value, both): (RegistryValue, bool)| {
        if !both {
            return value.message();
        }
        let entry = Box::new(entry_message(&value.name, &value.entry));
        Message::WindowsValueBoth { path: value.path, name: value.name, entry }
    };
    seen.into_iter().map(message).collect()
}

/// An entry that has no effect or does harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The key's full path, as spelled.
    pub path: String,
    /// What is wrong: one or two sentences.
    pub problem: Message,
}
