//! Helpers to walk a parsed table: each reads one kind of value and records what is wrong with it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Found;
use super::suggest::did_you_mean;
use crate::clean::clean;
use crate::message::Message;
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
    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'w Value<'t>> {
        self.table.get(key)
    }

    /// Returns its keys with their offsets and values, in the order of the file.
    pub(crate) fn in_order(&self) -> Vec<(&'w str, usize, &'w Value<'t>)> {
        let mut entries: Vec<_> =
            self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
        entries.sort_by_key(|(_, offset, _)| *offset);
        entries
    }
}

/// Maximum number of problems that are kept. Further ones are only counted, so that a hostile file does not cost more
/// than a bad one.
const MOST_KEPT: usize = 1000;

/// The problems that a walk has found so far.
pub(crate) struct Walk {
    /// Offsets of the line breaks.
    line_breaks: Vec<usize>,
    /// The problems, in the order in which they were found.
    pub(crate) found: Vec<Found>,
    /// The number of problems that were counted but not kept.
    pub(crate) more: usize,
}

impl Walk {
    /// Begins a walk over what was parsed from this text.
    pub(crate) fn new(text: &str) -> Self {
        Self { line_breaks: text.match_indices('\n').map(|(at, _)| at).collect(), found: Vec::new(), more: 0 }
    }

    /// Returns the line of an offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.line_breaks.partition_point(|at| *at < offset) + 1
    }

    /// Records a problem.
    pub(crate) fn problem(&mut self, offset: usize, message: Message, hints: impl IntoIterator<Item = Message>) {
        self.note(Found { offset, message, hints: hints.into_iter().collect(), absence: false });
    }

    /// Records that something is missing.
    pub(crate) fn missing(&mut self, offset: usize, message: Message, hint: Message) {
        self.note(Found { offset, message, hints: vec![hint], absence: true });
    }

    fn note(&mut self, found: Found) {
        if self.found.len() < MOST_KEPT {
            self.found.push(found);
        } else {
            self.more += 1;
        }
    }

    /// Returns [`did_you_mean`], or nothing if the problem will only be counted.
    pub(crate) fn hints_for<'k>(
        &self,
        word: &str,
        what: &'static str,
        known: impl IntoIterator<Item = &'k str> + Clone,
    ) -> Vec<Message> {
        if self.found.len() < MOST_KEPT { did_you_mean(word, what, known) } else { Vec::new() }
    }

    /// Records every key that is not known.
    pub(crate) fn known_keys(&mut self, table: Table<'_, '_>, known: &[&str]) {
        for (key, offset, _) in table.in_order() {
            if !known.contains(&key) {
                let hints = self.hints_for(key, "keys", known.iter().copied());
                self.problem(offset, Message::ConfigUnknownKey { key: clean(key) }, hints);
            }
        }
    }

    /// Records a value of the wrong type; `wanted` is the code of the right type, and `example` shows a value of it.
    fn wrong_type(&mut self, what: &str, value: &Value<'_>, wanted: &'static str, example: String) {
        let seen = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "integer",
            DeValue::Float(_) => "float",
            DeValue::Boolean(_) => "boolean",
            DeValue::Datetime(_) => "datetime",
            DeValue::Array(_) => "list",
            DeValue::Table(_) => "table",
        };
        let message = Message::ConfigWrongType { key: clean(what), wanted, seen };
        self.problem(value.span().start, message, [Message::HintWrite { example }]);
    }

    /// Reads a table; `example` shows how to write it.
    pub(crate) fn table<'w, 't>(&mut self, what: &str, value: &'w Value<'t>, example: String) -> Option<Table<'w, 't>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Table { table, offset: value.span().start });
        }
        self.wrong_type(what, value, "table", example);
        None
    }

    /// Reads a list of tables: `[[what]]`.
    pub(crate) fn tables<'w, 't>(&mut self, what: &str, value: &'w Value<'t>) -> Vec<Table<'w, 't>> {
        let example = format!("[[{what}]]");
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(what, value, "tables", example);
            return Vec::new();
        };
        list.iter().filter_map(|item| self.table(what, item, example.clone())).collect()
    }

    /// Reads text that is not blank; records anything else.
    pub(crate) fn text<'w>(&mut self, what: &str, value: &'w Value<'_>) -> Option<&'w str> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(what, value, "text", format!("{} = \"…\"", clean(what)));
            return None;
        };
        if text.trim().is_empty() {
            self.problem(value.span().start, Message::ConfigEmpty { key: clean(what) }, [Message::HintTextOrNoKey]);
            return None;
        }
        Some(text)
    }

    /// Reads the text of an optional key.
    pub(crate) fn optional_text(&mut self, table: Table<'_, '_>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.text(key, value)).map(ToOwned::to_owned)
    }

    /// Reads the text of a required key. If it is missing, that is recorded and the text is empty. `what` is the code
    /// of the table's kind, such as `service`.
    pub(crate) fn required_text(&mut self, table: Table<'_, '_>, what: &'static str, key: &str) -> String {
        if table.get(key).is_none() {
            let message = Message::ConfigMissingKey { what, key: key.to_owned() };
            self.missing(table.offset, message, Message::HintAdd { example: format!("{key} = \"…\"") });
        }
        self.optional_text(table, key).unwrap_or_default()
    }

    /// Reads a list of texts, each with its offset.
    pub(crate) fn texts<'w>(&mut self, what: &str, value: &'w Value<'_>) -> Vec<(&'w str, usize)> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(what, value, "list", format!("{what} = [\"…\", \"…\"]"));
            return Vec::new();
        };
        list.iter().filter_map(|item| Some((self.text(what, item)?, item.span().start))).collect()
    }

    /// Reads `true` or `false`.
    pub(crate) fn switch(&mut self, what: &str, value: &Value<'_>) -> Option<bool> {
        let switch = value.get_ref().as_bool();
        if switch.is_none() {
            self.wrong_type(what, value, "boolean", format!("{what} = true"));
        }
        switch
    }

    /// Reads a TCP port.
    pub(crate) fn port(&mut self, value: &Value<'_>) -> Option<u16> {
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong_type("port", value, "integer", "port = 443".to_owned());
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let port = number.and_then(|number| u16::try_from(number).ok()).filter(|port| *port != 0);
        if port.is_none() {
            let message = Message::ConfigPortRange { port: clean(&integer.to_string()) };
            self.problem(value.span().start, message, [Message::HintPort]);
        }
        port
    }

    /// Reads a version.
    pub(crate) fn version(&mut self, what: &str, value: &Value<'_>) -> Option<Version> {
        let DeValue::String(text) = value.get_ref() else {
            let example = if what == "refuse" { "[\"1.0\", \"1.1\"]" } else { "\"1.2\"" };
            self.wrong_type(what, value, "version", format!("{what} = {example}"));
            return None;
        };
        let version = text.parse().ok();
        if version.is_none() {
            let message = Message::ConfigUnknownVersion { version: clean(text) };
            self.problem(value.span().start, message, [Message::HintVersions]);
        }
        version
    }
}
