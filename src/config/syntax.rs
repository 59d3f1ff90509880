//! Parses TOML with recovery, so that one mistake does not hide the problems of other lines.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::problem::Found;
use crate::clean::clean;
use crate::message::Message;

/// The result of parsing a text.
pub(crate) struct Syntax<'t> {
    /// The table, as far as it could be read.
    pub(crate) table: DeTable<'t>,
    /// Duplicate keys. The rest of the table is as it was written.
    duplicates: Vec<Found>,
    /// Errors in the TOML syntax.
    errors: Vec<Found>,
}

/// Parses a text.
pub(crate) fn parse(text: &str) -> Syntax<'_> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut syntax = Syntax { table: table.into_inner(), duplicates: Vec::new(), errors: Vec::new() };
    for error in errors {
        let span = error.span().unwrap_or_default();
        let key = text.get(span.clone()).unwrap_or_default();
        if error.message() == "duplicate key" && !key.is_empty() {
            syntax.duplicates.push(Found {
                offset: span.start,
                message: Message::ConfigDuplicateKey { key: clean(key.trim_matches(['"', '\''])) },
                hints: vec![Message::HintDuplicateKey],
                absence: false,
            });
        } else {
            syntax.errors.push(Found {
                offset: span.start,
                message: Message::ConfigNotToml { cause: clean(error.message()) },
                hints: vec![Message::HintToml],
                absence: false,
            });
        }
    }
    syntax
}

impl Syntax<'_> {
    /// Joins the syntax problems with those found by walking the table, except those that a syntax error may have
    /// caused: missing items, anything on a line that could not be read, and anything after a broken table header.
    pub(crate) fn merge(self, text: &str, walked: Vec<Found>) -> Vec<Found> {
        let mut found = self.duplicates;
        if self.errors.is_empty() {
            found.extend(walked);
            return found;
        }
        let line_of = |offset: usize| {
            text.as_bytes()[..offset.min(text.len())].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
        };
        let mut errors = self.errors;
        errors.sort_by_key(|error| error.offset);
        let mut broken_lines = BTreeSet::new();
        let mut trusted_until = text.len() + 1;
        for error in errors {
            let line = line_of(error.offset);
            if text[line..].trim_start().starts_with('[') {
                trusted_until = trusted_until.min(line);
            }
            // The first error of a line is the cause; further ones on the same line are consequences.
            if broken_lines.insert(line) {
                found.push(error);
            }
        }
        let trusted = |problem: &Found| {
            !problem.absence && problem.offset < trusted_until && !broken_lines.contains(&line_of(problem.offset))
        };
        found.extend(walked.into_iter().filter(trusted));
        found
    }
}
