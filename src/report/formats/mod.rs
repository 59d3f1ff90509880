//! Formats of a report: one file each, and one table that lists them. Help, completion, and the choice of a format by
//! file name are made from the table. To add a format, add a file and a line to [`ALL`].

use std::io::{self, Write};
use std::path::Path;

use crate::report::layout::Page;
use crate::report::model::{EndpointReport, Report};

pub mod json;
pub mod jsonl;
pub mod table;

/// How a report is written. Every format is a pure function of the model; it affects nothing but `out`.
///
/// A format that [streams](Needs::Stream) gets each endpoint as it is finished, on the thread that concluded it, and
/// never the whole run. The others get the whole run at its end.
pub trait Format: Send {
    /// Writes what comes before the first endpoint, in formats that stream.
    ///
    /// # Errors
    /// Those of `out`.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes one endpoint, in formats that stream.
    ///
    /// # Errors
    /// Those of `out`, and a report that cannot be written in this format: a defect of this program.
    fn endpoint(&mut self, out: &mut dyn Write, endpoint: &EndpointReport) -> io::Result<()> {
        let _ = (out, endpoint);
        Ok(())
    }

    /// Writes the end of the run. Formats that stream get the report without its endpoints.
    ///
    /// # Errors
    /// As [`Format::endpoint`].
    fn finish(&mut self, out: &mut dyn Write, report: &Report, page: Page<'_>) -> io::Result<()> {
        let _ = (out, report, page);
        Ok(())
    }

    /// Returns whether lines for people may follow the report.
    fn is_for_people(&self) -> bool {
        false
    }
}

/// What a format needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Each endpoint as it is finished: memory does not grow with the run.
    Stream,
    /// The whole run at its end.
    Whole,
}

/// One format in the table.
#[derive(Debug)]
pub struct Entry {
    /// Its name on the command line.
    pub name: &'static str,
    /// The extension of such files, without the dot.
    pub extension: &'static str,
    /// What it is, as a phrase for the help.
    pub describe: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// Makes the format for one report.
    pub make: fn() -> Box<dyn Format>,
}

/// Every format, the default first.
pub static ALL: &[Entry] = &[
    Entry {
        name: "table",
        extension: "txt",
        describe: "Text for people, as wide as the terminal",
        needs: Needs::Whole,
        make: || Box::new(table::Table),
    },
    Entry {
        name: "json",
        extension: "json",
        describe: "One JSON object (its schema: tlsready schema)",
        needs: Needs::Whole,
        make: || Box::new(json::Json),
    },
    Entry {
        name: jsonl::NAME,
        extension: "jsonl",
        describe: "One JSON object per endpoint, each on its own line, written as soon as the endpoint is finished",
        needs: Needs::Stream,
        make: || Box::new(jsonl::JsonLines),
    },
];

/// Returns the format of this name.
pub fn named(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}

/// Returns the format of a file by its extension.
pub fn of_file(path: &Path) -> Option<&'static Entry> {
    let extension = path.extension()?.to_str()?;
    ALL.iter().find(|entry| entry.extension.eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::layout::english;
    use crate::report::layout::style::Style;
    use crate::report::sample::every_outcome;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_extensions_are_each_of_one_format() {
        for field in [|entry: &Entry| entry.name, |entry: &Entry| entry.extension] {
            let all: BTreeSet<_> = ALL.iter().map(field).collect();
            assert_eq!(all.len(), ALL.len());
            assert!(all.iter().all(|text| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())));
        }
        assert_eq!(of_file(Path::new("a.b/C.JSON")).map(|entry| entry.name), Some("json"));
        assert!(of_file(Path::new("json")).is_none());
    }

    /// A format that streams writes the same whatever it gets at the end; one that needs the whole run writes nothing
    /// before.
    #[test]
    fn each_format_is_as_it_is_listed() {
        let report = every_outcome();
        let page = english(Style::PLAIN);
        for entry in ALL {
            let mut format = (entry.make)();
            let mut before = Vec::new();
            format.begin(&mut before).unwrap();
            for endpoint in &report.endpoints {
                format.endpoint(&mut before, endpoint).unwrap();
            }
            assert_eq!(before.is_empty(), entry.needs == Needs::Whole, "{}", entry.name);
            let mut end = Vec::new();
            format.finish(&mut end, &report, page).unwrap();
            assert!(end.is_empty() || end.ends_with(b"\n"), "{}", entry.name);
        }
    }
}
