//! One exported file, line by line → keys and values in a snapshot. Keeps only what is needed; memory stays bounded.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::BufRead;

use super::data::Data;
use super::lines::{Encoding, Line, LineError, Lines};
use super::part::Part;
use super::problem::Problems;
use super::roots::{decides, is_wanted, loaded};
use super::snapshot::fold;
use super::syntax::{self, Start};
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
    /// In a key that decides, with its path.
    Kept(String),
    /// In a key that only leads to one that decides: what cannot be read there is left out.
    Way(String),
    /// In a key that is not needed or could not be read.
    Skipped,
}

/// Reads one file: adds one part for each export in it. Problems go to `problems`.
pub(super) fn read(input: impl BufRead, parts: &mut Vec<Part>, notes: &mut Vec<Message>, problems: &mut Problems<'_>) {
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
    let mut reader = Reader {
        lines,
        again: VecDeque::new(),
        parts,
        notes,
        problems,
        place: Place::Top,
        loaded: Vec::new(),
        kept: 0,
        has_pairs: false,
    };
    reader.begin(1);
    reader.run();
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
    /// Lines to read again: they were taken for the rest of a text that has no end.
    again: VecDeque<Line>,
    parts: &'a mut Vec<Part>,
    notes: &'a mut Vec<Message>,
    problems: &'a mut Problems<'p>,
    place: Place,
    /// The roots under which a hive was found that was loaded to be exported.
    loaded: Vec<&'static str>,
    kept: usize,
    /// Whether the code page has characters of two bytes.
    has_pairs: bool,
}

impl<R: BufRead> Reader<'_, '_, R> {
    fn run(&mut self) {
        let mut blank_end = true;
        let mut keys = 0_u64;
        while let Some(line) = self.next() {
            // `copy a.reg+b.reg all.reg` writes an end-of-file character.
            let text = line.text.trim_matches(['\u{feff}', '\u{1a}']).trim_start();
            if text.is_empty() && !line.ended {
                continue;
            }
            blank_end = line.ended && text.is_empty();
            if text.trim_end() == HEADER || text.trim_end() == HEADER_4 {
                // Exports that were joined to one file contain several headers.
                self.begin(line.number);
            } else if syntax::is_blank_or_comment(text) {
                self.part().has_remarks |= !text.is_empty();
            } else if text.starts_with('[') {
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
        } else if !blank_end && self.lines.encoding() != Encoding::Utf8 && self.problems.is_empty() {
            // People leave the line out when they write by hand.
            self.note(Message::WindowsNoteCutShort);
        }
    }

    /// Begins the next export.
    fn begin(&mut self, line: u64) {
        let file = self.problems.file().to_owned();
        let is_wide = self.lines.encoding() == Encoding::Wide;
        self.parts.push(Part { file, line, is_wide, ..Part::default() });
        if line > 1 {
            self.place = Place::Top;
        }
    }

    fn part(&mut self) -> &mut Part {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last]
    }

    fn note(&mut self, note: Message) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Returns the next line; `None` at the end and after an error that cannot be skipped.
    fn next(&mut self) -> Option<Line> {
        if let Some(line) = self.again.pop_front() {
            return Some(line);
        }
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
            Ok(section) => self.key(section),
            Err(why) if !line.ended => {
                self.problems.add(Some(line.number), Message::RegistryTruncated { problem: Box::new(why) });
                Place::Skipped
            }
            // What is wrong with a key that decides nothing does not matter.
            Err(_) if syntax::is_other_key(text) => Place::Skipped,
            Err(why) => {
                self.problems.add(Some(line.number), why);
                Place::Skipped
            }
        };
    }

    fn key(&mut self, section: syntax::Section) -> Place {
        let path = match loaded(&section.path) {
            Some((hive, path)) => {
                if !self.loaded.contains(&hive) {
                    self.loaded.push(hive);
                    let root = section.path.split('\\').take(2).collect::<Vec<_>>().join("\\");
                    self.note(Message::WindowsNoteLoadedHive { root, hive: hive.to_owned() });
                }
                path
            }
            None => section.path,
        };
        let folded = fold(&path);
        if !is_wanted(&folded) {
            return Place::Skipped;
        }
        let part = self.part();
        if section.delete {
            part.snapshot.remove_key(&path);
            part.deleted_keys.push(path);
            return Place::Skipped;
        }
        part.root(&folded);
        part.snapshot.add_key(&path, None);
        self.kept += 1;
        if decides(&folded) { Place::Kept(path) } else { Place::Way(path) }
    }

    fn value(&mut self, line: &Line, first: String) {
        if matches!(self.place, Place::Top) {
            let text = first.trim_end().to_owned();
            self.problems.add(Some(line.number), Message::RegistryValueBeforeKey { text });
            self.place = Place::Skipped;
            return;
        }
        let Err(why) = self.try_value(line, first) else { return };
        match why {
            why if matches!(self.place, Place::Kept(_)) => self.problems.add(Some(line.number), why),
            // What is missing after the place where the file was cut may decide.
            Message::RegistryTextTruncated => self.note(Message::WindowsNoteCutShort),
            why @ Message::RegistryBytesTruncated => self.problems.add(Some(line.number), why),
            why if !line.ended => self.problems.add(Some(line.number), why),
            _ => {}
        }
    }

    fn try_value(&mut self, line: &Line, first: String) -> Result<(), Message> {
        let mut text = Text { content: first, ended: line.ended, taken: Vec::new() };
        let result = self.whole_value(&mut text);
        if result.is_err() {
            // The lines that were taken for its rest may be keys and values of their own.
            for line in text.taken.into_iter().rev() {
                self.again.push_front(line);
            }
        }
        result
    }

    fn whole_value(&mut self, text: &mut Text) -> Result<(), Message> {
        loop {
            let read = self.readable(&text.content).into_owned();
            let Some((name, data)) = syntax::value(&read)? else {
                // Each line is looked at once, however many the text has.
                while !self.append_line(text)? {}
                continue;
            };
            let data = match data {
                Start::OpenText => return Err(Message::RegistryTextTruncated),
                Start::Delete => None,
                Start::Text(text) => Some(Data::Text(text)),
                Start::Dword(_, digits) if digits < 8 && !text.ended => {
                    return Err(Message::RegistryDwordTruncated);
                }
                Start::Dword(number, _) => Some(Data::Dword(number)),
                Start::Hex(kind, first) => Some(self.hex(kind, first)?),
            };
            self.keep(&name, data);
            return Ok(());
        }
    }

    /// Returns a line as it is to be read: in a code page with characters of two bytes, without those characters, if
    /// only that makes it a complete value.
    fn readable<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let is_complete = |text: &str| matches!(syntax::value(text), Ok(Some(_)));
        if self.lines.encoding() == Encoding::Wide || text.is_ascii() || (!self.has_pairs && is_complete(text)) {
            return Cow::Borrowed(text);
        }
        let other = syntax::without_half_backslashes(text);
        if is_complete(&other) {
            self.has_pairs = true;
            return Cow::Owned(other);
        }
        Cow::Borrowed(text)
    }

    /// Continues a text on the next line: the line end belongs to the text. Returns whether the line may end it.
    fn append_line(&mut self, text: &mut Text) -> Result<bool, Message> {
        let Some(line) = self.next() else { return Err(Message::RegistryTextTruncated) };
        let fits = text.content.len() + line.text.len() <= LARGEST_VALUE;
        if fits {
            text.content.push_str("\r\n");
            text.content.push_str(&line.text);
            text.ended = line.ended;
        }
        let may_end = syntax::has_quote(&line.text);
        text.taken.push(line);
        if fits { Ok(may_end) } else { Err(Message::RegistryTextTooLong) }
    }

    fn hex(&mut self, kind: u32, first: &str) -> Result<Data, Message> {
        let wanted = !matches!(self.place, Place::Skipped);
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
        let (Place::Kept(path) | Place::Way(path)) = &self.place else { return };
        let path = path.clone();
        self.kept += 1;
        let part = self.part();
        if let Some(data) = data {
            part.snapshot.set(&path, name, data);
        } else {
            part.snapshot.remove_value(&path, name);
            part.deleted_values.push((path, name.to_owned()));
        }
    }
}

/// A value whose text may continue on further lines.
struct Text {
    content: String,
    /// Whether the last line has a line end.
    ended: bool,
    /// The lines after the first.
    taken: Vec<Line>,
}
