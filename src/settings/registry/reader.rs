//! One exported file, line by line → keys and values in a snapshot. Keeps only what is needed; memory stays bounded.

use std::io::BufRead;

use super::data::Data;
use super::lines::{Encoding, Line, LineError, Lines};
use super::problem::Problems;
use super::roots::is_wanted;
use super::snapshot::{Snapshot, fold};
use super::syntax::{self, Name, Start};
use crate::message::Message;

/// Size limit of a value that is kept, in bytes; for most uses the registry itself refuses larger ones.
const LARGEST_VALUE: usize = 1 << 20;
/// Limit on the keys and values kept from one file: hundreds of times what a machine has.
const MOST_KEPT: usize = 200_000;

const HEADER: &str = "Windows Registry Editor Version 5.00";
const HEADER_4: &str = "REGEDIT4";

/// The reader's position.
enum Place {
    /// Before the first key.
    Top,
    /// In a key that is kept, with its path.
    Kept(String),
    /// In a key that is not needed or could not be read.
    Skipped,
}

/// Reads one file into `snapshot`. Problems go to `problems`.
pub(super) fn read(input: impl BufRead, snapshot: &mut Snapshot, problems: &mut Problems<'_>) {
    let mut lines = match Lines::open(input) {
        Ok(lines) => lines,
        Err(error) => return report(problems, error),
    };
    match lines.next_line() {
        Ok(Some(line)) if line.text.trim_end() == HEADER => {}
        Ok(Some(line)) if line.text.trim_end() == HEADER_4 => lines.use_code_page(),
        Ok(Some(line)) => return not_an_export(&line, problems),
        Ok(None) => return problems.add(Some(1), Message::RegistryNoText),
        Err(error) => return report(problems, error),
    }
    Reader { lines, snapshot, problems, place: Place::Top, kept: 0 }.run();
}

fn not_an_export(line: &Line, problems: &mut Problems<'_>) {
    let start: String = line.text.chars().take(60).collect();
    let is_wine = line.text.starts_with("WINE REGISTRY");
    let hint = is_wine.then_some(Message::HintWineExport);
    let problem = Message::RegistryNotExport { first: HEADER.to_owned(), second: HEADER_4.to_owned(), found: start };
    problems.add_with_hint(Some(1), problem, hint);
}

fn report(problems: &mut Problems<'_>, error: LineError) {
    match error {
        LineError::Io(error) => problems.add(None, Message::RegistryCannotRead { cause: error.to_string() }),
        LineError::Text(line, why, hint) => problems.add_with_hint(Some(line), *why, hint.map(|hint| *hint)),
    }
}

struct Reader<'a, 'p, R> {
    lines: Lines<R>,
    snapshot: &'a mut Snapshot,
    problems: &'a mut Problems<'p>,
    place: Place,
    kept: usize,
}

impl<R: BufRead> Reader<'_, '_, R> {
    fn run(&mut self) {
        let mut blank_end = true;
        let mut keys = 0_u64;
        while let Some(line) = self.next() {
            let text = line.text.trim_start_matches('\u{feff}').trim_start();
            blank_end = line.ended && text.is_empty();
            // Exports that were concatenated into one file contain several headers.
            if syntax::is_blank_or_comment(text) || text.trim_end() == HEADER || text.trim_end() == HEADER_4 {
                continue;
            }
            if text.starts_with('[') {
                keys += 1;
                self.section(&line, text.trim_end());
            } else {
                self.value(&line, text.to_owned());
            }
            if self.kept > MOST_KEPT {
                self.problems.add(Some(line.number), Message::RegistryTooMany { most: MOST_KEPT as u64 });
                return;
            }
        }
        if keys == 0 && self.problems.is_empty() {
            self.problems.add(None, Message::RegistryNoKey);
        } else if !blank_end && self.lines.encoding() == Encoding::Wide && self.problems.is_empty() {
            self.snapshot.notes.push(Message::WindowsNoteCutShort);
        }
    }

    /// Returns the next line; `None` at the end and after an error that cannot be skipped.
    fn next(&mut self) -> Option<Line> {
        match self.lines.next_line() {
            Ok(line) => line,
            Err(error) => {
                report(self.problems, error);
                None
            }
        }
    }

    fn section(&mut self, line: &Line, text: &str) {
        self.place = match syntax::section(text) {
            Ok(section) if !is_wanted(&fold(&section.path)) => Place::Skipped,
            Ok(section) if section.delete => {
                self.snapshot.remove_key(&section.path);
                Place::Skipped
            }
            Ok(section) => {
                self.kept += 1;
                self.snapshot.add_key(&section.path, None);
                Place::Kept(section.path)
            }
            Err(why) => {
                let why = if line.ended { why } else { Message::RegistryTruncated { problem: Box::new(why) } };
                self.problems.add(Some(line.number), why);
                Place::Skipped
            }
        };
    }

    fn value(&mut self, line: &Line, first: String) {
        if matches!(self.place, Place::Top) {
            let text = first.trim_end().to_owned();
            self.problems.add(Some(line.number), Message::RegistryValueBeforeKey { text });
            self.place = Place::Skipped;
            return;
        }
        if let Err(why) = self.try_value(line, first) {
            self.problems.add(Some(line.number), why);
        }
    }

    fn try_value(&mut self, line: &Line, mut text: String) -> Result<(), Message> {
        let mut ended = line.ended;
        loop {
            let Name::Complete(name, rest) = syntax::name(&text)? else {
                self.append_line(&mut text, &mut ended)?;
                continue;
            };
            let data = match syntax::data(rest)? {
                Start::OpenText => {
                    self.append_line(&mut text, &mut ended)?;
                    continue;
                }
                Start::Delete => None,
                Start::Text(text) => Some(Data::Text(text)),
                Start::Dword(_, digits) if digits < 8 && !ended => {
                    return Err(Message::RegistryDwordTruncated);
                }
                Start::Dword(number, _) => Some(Data::Dword(number)),
                Start::Hex(kind, first) => Some(self.hex(kind, first)?),
            };
            self.keep(&name, data);
            return Ok(());
        }
    }

    /// Continues a text on the next line: the line end belongs to the text.
    fn append_line(&mut self, text: &mut String, ended: &mut bool) -> Result<(), Message> {
        match self.next() {
            Some(line) if text.len() + line.text.len() <= LARGEST_VALUE => {
                text.push_str("\r\n");
                text.push_str(&line.text);
                *ended = line.ended;
                Ok(())
            }
            Some(_) => Err(Message::RegistryTextTooLong),
            None => Err(Message::RegistryTextTruncated),
        }
    }

    fn hex(&mut self, kind: u32, first: &str) -> Result<Data, Message> {
        let wanted = matches!(self.place, Place::Kept(_));
        let mut bytes = Vec::new();
        let mut more = syntax::hex_line(first, &mut bytes)?;
        while more {
            if !wanted {
                bytes.clear();
            } else if bytes.len() > LARGEST_VALUE {
                return Err(Message::RegistryValueTooLong);
            }
            let Some(line) = self.next() else {
                return Err(Message::RegistryBytesTruncated);
            };
            more = syntax::hex_line(&line.text, &mut bytes)
                .map_err(|why| Message::RegistryInValue { line: line.number, problem: Box::new(why) })?;
        }
        Ok(match self.lines.encoding() {
            Encoding::Narrow => Data::from_narrow_bytes(kind, bytes),
            Encoding::Wide | Encoding::Utf8 => Data::from_bytes(kind, bytes),
        })
    }

    fn keep(&mut self, name: &str, data: Option<Data>) {
        let Place::Kept(path) = &self.place else { return };
        self.kept += 1;
        match data {
            Some(data) => self.snapshot.set(path, name, data),
            None => self.snapshot.remove_value(path, name),
        }
    }
}
