//! Helpers to walk a parsed table: each reads one kind of value, and notes what is wrong with it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Found;
use super::suggest::{did_you_mean, quoted};
use crate::clean::clean;
use crate::tls::Version;

/// A value with its place.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// A table with the place of its header.
#[derive(Clone, Copy)]
pub(crate) struct Table<'w, 't> {
    /// The table.
    pub(crate) table: &'w DeTable<'t>,
    /// Offset of its header or opening brace.
    pub(crate) offset: usize,
}

impl<'w, 't> Table<'w, 't> {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'w Value<'t>> {
        self.table.get(key)
    }

    /// Its keys with their offsets and values, in the order of the file.
    pub(crate) fn in_order(&self) -> Vec<(&'w str, usize, &'w Value<'t>)> {
        let mut entries: Vec<_> =
            self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
        entries.sort_by_key(|(_, offset, _)| *offset);
        entries
    }
}

/// How many problems are kept; from there on they are only counted, so that a hostile file costs no more than a bad one.
const MOST_KEPT: usize = 1000;

/// What a walk has found so far.
pub(crate) struct Walk {
    /// Offsets of the line breaks.
    line_breaks: Vec<usize>,
    /// The problems, in the order in which they were met.
    pub(crate) found: Vec<Found>,
    /// How many more there are than were kept.
    pub(crate) more: usize,
}

impl Walk {
    /// Begins a walk over what was parsed from this text.
    pub(crate) fn new(text: &str) -> Self {
        Self { line_breaks: text.match_indices('\n').map(|(at, _)| at).collect(), found: Vec::new(), more: 0 }
    }

    /// The line of an offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.line_breaks.partition_point(|at| *at < offset) + 1
    }

    /// Notes a problem.
    pub(crate) fn problem(&mut self, offset: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Found { offset, message: message.into(), hint: hint.into(), absence: false });
    }

    /// Notes that something is not there.
    pub(crate) fn missing(&mut self, offset: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Found { offset, message: message.into(), hint: hint.into(), absence: true });
    }

    fn note(&mut self, found: Found) {
        if self.found.len() < MOST_KEPT {
            self.found.push(found);
        } else {
            self.more += 1;
        }
    }

    /// [`did_you_mean`], as long as there is somebody to read it.
    pub(crate) fn hint_for<'k>(
        &self,
        word: &str,
        what: &str,
        known: impl IntoIterator<Item = &'k str> + Clone,
    ) -> String {
        if self.found.len() < MOST_KEPT { did_you_mean(word, what, known) } else { String::new() }
    }

    /// Notes every key that is not known.
    pub(crate) fn known_keys(&mut self, table: Table<'_, '_>, known: &[&str]) {
        for (key, offset, _) in table.in_order() {
            if !known.contains(&key) {
                let hint = self.hint_for(key, "keys", known.iter().copied());
                self.problem(offset, format!("unknown key {}", quoted(key)), hint);
            }
        }
    }

    fn wrong_type(&mut self, what: &str, value: &Value<'_>, wanted: &str, hint: impl Into<String>) {
        let seen = match value.get_ref() {
            DeValue::String(_) => "text in quotes",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.problem(value.span().start, format!("{} must be {wanted}, not {seen}", quoted(what)), hint);
    }

    /// A table.
    pub(crate) fn table<'w, 't>(&mut self, what: &str, value: &'w Value<'t>, hint: &str) -> Option<Table<'w, 't>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Table { table, offset: value.span().start });
        }
        self.wrong_type(what, value, "a table", hint);
        None
    }

    /// A list of tables: `[[what]]`.
    pub(crate) fn tables<'w, 't>(&mut self, what: &str, value: &'w Value<'t>) -> Vec<Table<'w, 't>> {
        let hint = format!("write a [[{what}]] header for each");
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(what, value, "a list of tables", hint);
            return Vec::new();
        };
        list.iter().filter_map(|item| self.table(what, item, &hint)).collect()
    }

    /// Text that is not blank; anything else is noted.
    pub(crate) fn text<'w>(&mut self, what: &str, value: &'w Value<'_>) -> Option<&'w str> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(what, value, "text in quotes", format!("write {what} = \"…\""));
            return None;
        };
        if text.trim().is_empty() {
            self.problem(
                value.span().start,
                format!("{} is empty", quoted(what)),
                "write a text, or leave the key out",
            );
            return None;
        }
        Some(text)
    }

    /// The text of a key that may be absent.
    pub(crate) fn optional_text(&mut self, table: Table<'_, '_>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.text(key, value)).map(ToOwned::to_owned)
    }

    /// The text of a key that must be there; empty when it is not, which is noted.
    pub(crate) fn required_text(&mut self, table: Table<'_, '_>, what: &str, key: &str) -> String {
        if table.get(key).is_none() {
            self.missing(table.offset, format!("this {what} has no \"{key}\""), format!("add {key} = \"…\""));
        }
        self.optional_text(table, key).unwrap_or_default()
    }

    /// A list of texts, each with its offset.
    pub(crate) fn texts<'w>(&mut self, what: &str, value: &'w Value<'_>) -> Vec<(&'w str, usize)> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(what, value, "a list", format!("write {what} = [\"…\", \"…\"]"));
            return Vec::new();
        };
        list.iter().filter_map(|item| Some((self.text(what, item)?, item.span().start))).collect()
    }

    /// `true` or `false`.
    pub(crate) fn switch(&mut self, what: &str, value: &Value<'_>) -> Option<bool> {
        let switch = value.get_ref().as_bool();
        if switch.is_none() {
            self.wrong_type(what, value, "true or false", format!("write {what} = true, without quotes"));
        }
        switch
    }

    /// A TCP port.
    pub(crate) fn port(&mut self, value: &Value<'_>) -> Option<u16> {
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong_type("port", value, "a number", "write port = 443, without quotes");
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let port = number.and_then(|number| u16::try_from(number).ok()).filter(|port| *port != 0);
        if port.is_none() {
            let message = format!("port {} is out of range", clean(&integer.to_string()));
            self.problem(value.span().start, message, "a TCP port is a number from 1 to 65535");
        }
        port
    }

    /// A version.
    pub(crate) fn version(&mut self, what: &str, value: &Value<'_>) -> Option<Version> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(what, value, "a version in quotes", "write it in quotes, such as \"1.2\"");
            return None;
        };
        let version = text.parse().ok();
        if version.is_none() {
            let hint = "known versions: \"ssl3\", \"1.0\", \"1.1\", \"1.2\", \"1.3\"";
            self.problem(value.span().start, format!("unknown version {}", quoted(text)), hint);
        }
        version
    }
}
