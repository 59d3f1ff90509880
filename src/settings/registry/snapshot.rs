//! The registry as read: keys by path, values by name, and what was not read.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::data::Data;
use super::roots::{control_set, is_below, paths_below, without_control_set};
use crate::message::Message;

/// One of the two views of `HKLM\SOFTWARE` on 64-bit Windows. On 32-bit Windows there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// What a program of the machine's native width sees.
    Native,
    /// What a 32-bit program sees on 64-bit Windows: `Wow6432Node`.
    ThirtyTwo,
}

impl View {
    /// Returns the path of this view's copy of a key of `HKLM\SOFTWARE`. Other keys have one copy.
    pub fn path(self, path: &str) -> String {
        const SOFTWARE: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\";
        match (self, path.strip_prefix(SOFTWARE)) {
            (Self::ThirtyTwo, Some(rest)) => format!(r"{SOFTWARE}Wow6432Node\{rest}"),
            _ => path.to_owned(),
        }
    }
}

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its name as spelled; empty for the default value.
    pub name: String,
    /// Its content.
    pub data: Data,
}

/// A key that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its full path as written.
    pub path: String,
    /// Its values by folded name.
    values: BTreeMap<String, Value>,
    /// When it was last written to. Known in the live registry only; a `.reg` file does not contain it.
    pub last_write: Option<OffsetDateTime>,
}

impl Key {
    /// Returns its values, in the order of their folded names.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.values.values()
    }

    /// Returns a value by name, ignoring case.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(&fold(name))
    }
}

/// The result of a look-up. Distinguishes what was not read from what is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It exists.
    Found(T),
    /// It does not exist: what was read would contain it.
    Absent,
    /// It was not read: not exported, or access was denied.
    NotRead,
}

/// A value that should be a `REG_DWORD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It is a `REG_DWORD`.
    Number(u32),
    /// It exists with another type.
    WrongType(Data),
    /// It does not exist.
    Absent,
    /// Its key was not read.
    NotRead,
}

impl Entry {
    /// Returns the number, if it is one.
    pub const fn number(&self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// Keys that were read, and what is known about others.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    keys: BTreeMap<String, Key>,
    /// Folded paths that were looked for and read with everything below them, whether or not they exist.
    read: BTreeSet<String>,
    /// Folded paths that exist but could not be read, with everything below them.
    unreadable: BTreeSet<String>,
    /// The files that it was read from; empty for the registry of this host.
    pub sources: Vec<String>,
    /// Observations that did not stop the reading, each a clause.
    pub notes: Vec<Message>,
}

impl Snapshot {
    /// Looks up a key by its full path (`HKEY_LOCAL_MACHINE\…`), ignoring case.
    pub fn key(&self, path: &str) -> Lookup<&Key> {
        let folded = fold(path);
        match self.keys.get(&folded) {
            Some(key) => Lookup::Found(key),
            None if self.was_read(&folded) => Lookup::Absent,
            None => Lookup::NotRead,
        }
    }

    /// Looks up a value.
    pub fn value(&self, path: &str, name: &str) -> Lookup<&Data> {
        match self.key(path) {
            Lookup::Found(key) => key.value(name).map_or(Lookup::Absent, |value| Lookup::Found(&value.data)),
            Lookup::Absent => Lookup::Absent,
            Lookup::NotRead => Lookup::NotRead,
        }
    }

    /// Looks up a value that should be a `REG_DWORD`.
    pub fn entry(&self, path: &str, name: &str) -> Entry {
        match self.value(path, name) {
            Lookup::Found(Data::Dword(number)) => Entry::Number(*number),
            Lookup::Found(other) => Entry::WrongType(other.clone()),
            Lookup::Absent => Entry::Absent,
            Lookup::NotRead => Entry::NotRead,
        }
    }

    /// Returns the text of a value of type `REG_SZ` or `REG_EXPAND_SZ`.
    pub fn text(&self, path: &str, name: &str) -> Option<&str> {
        match self.value(path, name) {
            Lookup::Found(data) => data.text(),
            Lookup::Absent | Lookup::NotRead => None,
        }
    }

    /// Returns the paths directly below a key, as written, in the order of their folded names. Includes those where
    /// only something deeper was read.
    pub fn children(&self, path: &str) -> Vec<String> {
        let prefix = format!("{}\\", fold(path));
        let depth = path.split('\\').count() + 1;
        let mut found: Vec<String> = Vec::new();
        // "A" and "A\B" are not neighbors in the order of paths if there is an "A C".
        let mut seen = BTreeSet::new();
        for (_, key) in self.keys.range(prefix.clone()..).take_while(|(folded, _)| folded.starts_with(&prefix)) {
            let child: Vec<&str> = key.path.split('\\').take(depth).collect();
            let child = child.join("\\");
            if seen.insert(fold(&child)) {
                found.push(child);
            }
        }
        found
    }

    /// Returns whether nothing was kept. A key without any value says that there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.read.is_empty()
    }

    /// Returns the paths of all keys that were read.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.keys.values().map(|key| key.path.as_str())
    }

    /// Forgets a key and everything below it, as if it had not been read. The path is folded.
    pub(super) fn forget(&mut self, folded: &str) {
        // Not by looking at every key: an export of many keys forgets each of them.
        let below: Vec<String> = self.keys.range(paths_below(folded)).map(|(path, _)| path.clone()).collect();
        for path in below.iter().map(String::as_str).chain([folded]) {
            self.keys.remove(path);
        }
        let below: Vec<String> = self.read.range(paths_below(folded)).cloned().collect();
        for path in below.iter().map(String::as_str).chain([folded]) {
            self.read.remove(path);
        }
    }

    /// Adds everything that another snapshot contains. Its values override.
    pub(super) fn take(&mut self, other: &Self) {
        self.read.extend(other.read.iter().cloned());
        self.unreadable.extend(other.unreadable.iter().cloned());
        for key in other.keys.values() {
            self.add_key(&key.path, key.last_write);
            for value in key.values() {
                self.set(&key.path, &value.name, value.data.clone());
            }
        }
    }

    /// Renames every key for which `new` returns a path.
    pub(super) fn rename(&mut self, new: fn(&str) -> Option<String>) {
        let keys = std::mem::take(&mut self.keys);
        self.keys = keys
            .into_values()
            .map(|key| {
                let path = new(&key.path).unwrap_or_else(|| key.path.clone());
                (fold(&path), Key { path, ..key })
            })
            .collect();
    }

    /// Returns whether a key was read. An exported key includes everything below it, so what is missing below it is
    /// absent.
    fn was_read(&self, folded: &str) -> bool {
        let mut path = folded;
        loop {
            if self.keys.contains_key(path) || self.read.contains(path) {
                return true;
            }
            if self.unreadable.contains(path) {
                return false;
            }
            match path.rsplit_once('\\') {
                Some((parent, _)) => path = parent,
                None => return false,
            }
        }
    }

    /// Notes that a key was looked for, with everything below it.
    pub fn mark_read(&mut self, path: &str) {
        self.read.insert(fold(path));
    }

    /// Notes that a key exists but could not be read, regardless of what is known about the keys above it.
    pub fn mark_unreadable(&mut self, path: &str) {
        self.unreadable.insert(fold(path));
    }

    /// Adds a key unless it is known.
    pub fn add_key(&mut self, path: &str, last_write: Option<OffsetDateTime>) {
        let key = self.keys.entry(fold(path)).or_insert_with(|| Key {
            path: path.to_owned(),
            values: BTreeMap::new(),
            last_write: None,
        });
        key.last_write = last_write.or(key.last_write);
    }

    /// Sets a value and adds its key. The last value set overrides.
    pub fn set(&mut self, path: &str, name: &str, data: Data) {
        self.add_key(path, None);
        if let Some(key) = self.keys.get_mut(&fold(path)) {
            key.values.insert(fold(name), Value { name: name.to_owned(), data });
        }
    }

    /// Removes a value; the key remains known.
    pub fn remove_value(&mut self, path: &str, name: &str) {
        self.add_key(path, None);
        if let Some(key) = self.keys.get_mut(&fold(path)) {
            key.values.remove(&fold(name));
        }
    }

    /// Removes a key with everything below it: it is then known to be absent.
    pub fn remove_key(&mut self, path: &str) {
        let folded = fold(path);
        self.keys.retain(|candidate, _| *candidate != folded && !is_below(candidate, &folded));
        self.read.insert(folded);
    }

    /// Provides `CurrentControlSet`, which an export of an offline hive lacks, from the control set that
    /// `Select\Current` names, else from the only one that exists.
    pub fn resolve_control_set(&mut self) {
        // Another export may contain some keys of the set in force by their usual path.
        let is_missing = |path: &&String| {
            control_set(path).is_some() && !self.was_read(&without_control_set(path)) && !self.is_way(path)
        };
        let missing = self.keys.keys().filter(is_missing);
        let mut sets: Vec<u16> = missing.filter_map(|path| Some(control_set(path)?.0)).collect();
        sets.sort_unstable();
        sets.dedup();
        if sets.is_empty() {
            return;
        }
        let selected = self.entry(r"HKEY_LOCAL_MACHINE\SYSTEM\Select", "Current").number();
        let chosen = match selected.and_then(|number| u16::try_from(number).ok()) {
            Some(number) if sets.contains(&number) => number,
            Some(number) => {
                self.notes.push(Message::WindowsNoteControlSetMissing { number: number.to_string() });
                return;
            }
            None if sets.len() == 1 => {
                self.notes.push(Message::WindowsNoteControlSetAssumed { set: format!("ControlSet{:03}", sets[0]) });
                sets[0]
            }
            None => {
                self.notes.push(Message::WindowsNoteControlSets { key: r"HKLM\SYSTEM\Select".to_owned() });
                return;
            }
        };
        self.copy_control_set(chosen);
    }

    /// Returns whether a key of a control set only leads to another key that was read: nothing is lost without it.
    fn is_way(&self, folded: &str) -> bool {
        self.keys.get(folded).is_some_and(|key| key.values.is_empty())
            && self.keys.range(format!("{folded}\\")..).next().is_some_and(|(next, _)| is_below(next, folded))
    }

    fn copy_control_set(&mut self, chosen: u16) {
        let from = format!(r"HKEY_LOCAL_MACHINE\SYSTEM\ControlSet{chosen:03}");
        let to = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet";
        let moved: Vec<(String, Key)> = self
            .keys
            .iter()
            .filter(|(path, _)| control_set(path).is_some_and(|(number, _)| number == chosen))
            .filter(|(path, _)| !self.was_read(&without_control_set(path)))
            .map(|(_, key)| {
                let path = format!("{to}{}", key.path.get(from.len()..).unwrap_or_default());
                (fold(&path), Key { path, ..key.clone() })
            })
            .collect();
        self.keys.extend(moved);
    }
}

/// Returns the last component of a path.
pub fn last_name(path: &str) -> &str {
    path.rsplit_once('\\').map_or(path, |(_, name)| name)
}

/// Folds a name to lower case: the registry ignores case.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}
