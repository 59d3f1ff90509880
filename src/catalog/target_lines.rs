//! Reads targets from a stream, one per line. Memory grows neither with the stream nor with the length of a line.

use std::io::{self, BufRead};

use super::target_text::{TargetProblem, target_from_text};
use crate::message::Message;
use crate::target::{Expectation, Target};

/// Longest line, in bytes.
pub const LONGEST_LINE: usize = 4096;

/// What is wrong with a line.
#[derive(Debug)]
pub enum LineProblemKind {
    /// It holds no target.
    Target(TargetProblem),
    /// It has more than [`LONGEST_LINE`] bytes.
    TooLong,
    /// It is not UTF-8.
    NotUtf8,
    /// The stream begins with a UTF-16 byte order mark.
    Utf16,
    /// The stream cannot be read further.
    Read(io::Error),
}

impl From<TargetProblem> for LineProblemKind {
    fn from(problem: TargetProblem) -> Self {
        Self::Target(problem)
    }
}

/// A problem with a line, and the number of the line.
#[derive(Debug)]
pub struct LineProblem {
    /// The name of the stream, such as `stdin`.
    pub name: String,
    /// The line number, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub kind: LineProblemKind,
}

impl LineProblem {
    /// Returns what is wrong, the place first.
    pub fn message(&self) -> Message {
        let problem = match &self.kind {
            LineProblemKind::Target(problem) => problem.message(),
            LineProblemKind::TooLong => Message::ErrorLineTooLong { bytes: LONGEST_LINE as u64 },
            LineProblemKind::NotUtf8 => Message::ErrorLineNotUtf8,
            LineProblemKind::Utf16 => Message::ErrorInputUtf16,
            LineProblemKind::Read(error) => Message::ErrorReading { cause: error.to_string() },
        };
        Message::PlaceLine { file: self.name.clone(), line: self.line, problem: Box::new(problem) }
    }

    /// Returns what to do.
    pub fn hint(&self) -> Message {
        match &self.kind {
            LineProblemKind::Target(problem) => problem.hint(),
            LineProblemKind::TooLong => Message::HintTargetALine,
            LineProblemKind::NotUtf8 | LineProblemKind::Utf16 => Message::HintSaveAsUtf8,
            LineProblemKind::Read(_) => Message::HintCheckInput,
        }
    }
}

/// An iterator over the targets of a stream. Blank lines are skipped, and so is everything from a `#` at the beginning
/// of a line or after white space. After a bad line it continues with the next, so that all problems are reported at
/// once.
pub struct TargetLines<R> {
    reader: R,
    name: String,
    expectation: Expectation,
    line: u64,
    ended: bool,
    /// The current line; its capacity stays below the limit.
    buffer: Vec<u8>,
}

impl<R: BufRead> TargetLines<R> {
    /// Reads targets from a stream. Problems call the stream `name`; each target gets the expectation.
    pub fn new(reader: R, name: impl Into<String>, expectation: Expectation) -> Self {
        Self { reader, name: name.into(), expectation, line: 0, ended: false, buffer: Vec::new() }
    }

    /// Reads the next line into the buffer. Returns `None` at the end, else whether the line fits.
    fn next_line(&mut self) -> io::Result<Option<bool>> {
        self.buffer.clear();
        let mut any = false;
        let mut fits = true;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(any.then_some(fits));
            }
            any = true;
            let newline = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..newline.unwrap_or(available.len())];
            fits = fits && self.buffer.len() + part.len() <= LONGEST_LINE;
            if fits {
                self.buffer.extend_from_slice(part);
            }
            let used = newline.map_or(available.len(), |at| at + 1);
            self.reader.consume(used);
            if newline.is_some() {
                return Ok(Some(fits));
            }
        }
    }

    /// Returns the target of the line in the buffer, if it has one.
    fn read_buffer(&mut self) -> Result<Option<Target>, LineProblemKind> {
        let mut line = self.buffer.as_slice();
        if self.line == 1 {
            if line.starts_with(&[0xff, 0xfe]) || line.starts_with(&[0xfe, 0xff]) {
                self.ended = true;
                return Err(LineProblemKind::Utf16);
            }
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let line = std::str::from_utf8(line).map_err(|_| LineProblemKind::NotUtf8)?;
        let text = without_comment(line).trim();
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(target_from_text(text, self.expectation.clone())?))
    }
}

/// Returns the line up to a `#` at its beginning or after white space. A `#` inside a URL is part of the URL.
fn without_comment(line: &str) -> &str {
    let is_comment = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    line.match_indices('#').map(|(at, _)| at).find(is_comment).map_or(line, |at| &line[..at])
}

impl<R: BufRead> Iterator for TargetLines<R> {
    type Item = Result<Target, LineProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            let target = match self.next_line() {
                Ok(None) => {
                    self.ended = true;
                    return None;
                }
                Ok(Some(true)) => self.read_buffer(),
                Ok(Some(false)) => Err(LineProblemKind::TooLong),
                Err(error) => {
                    self.ended = true;
                    Err(LineProblemKind::Read(error))
                }
            };
            match target {
                Ok(Some(target)) => return Some(Ok(target)),
                Ok(None) => {}
                Err(kind) => return Some(Err(LineProblem { name: self.name.clone(), line: self.line, kind })),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    /// Returns the place, and the id of the message.
    fn said(problem: &LineProblem) -> String {
        let Message::PlaceLine { file, line, problem } = problem.message() else { panic!("a place is missing") };
        format!("{file}:{line}: {}", problem.id())
    }

    fn read(bytes: &[u8]) -> Vec<String> {
        // A small buffer makes lines arrive in parts.
        let lines = TargetLines::new(BufReader::with_capacity(7, bytes), "stdin", Expectation::default());
        lines
            .map(|item| match item {
                Ok(target) => format!("{}:{}", target.host, target.port),
                Err(problem) => said(&problem),
            })
            .collect()
    }

    #[test]
    fn comments_and_blank_lines_are_skipped_and_bad_lines_are_numbered() {
        let text = "\u{feff}a.example\r\n\n  # a comment\n b.example:8443  # why\nbad host\nhttps://c.example/#x\nd.example:0\ne.example";
        assert_eq!(
            read(text.as_bytes()),
            [
                "a.example:443",
                "b.example:8443",
                "stdin:5: error-host-space",
                "c.example:443",
                "stdin:7: error-target-port-out-of-range",
                "e.example:443"
            ]
        );
        assert!(read(b"").is_empty());
    }

    #[test]
    fn a_line_without_end_costs_no_memory_and_the_next_is_read() {
        let stream = io::repeat(b'x').take(10_000_000).chain(&b"\na.example\n\xff\n"[..]);
        let mut lines = TargetLines::new(BufReader::new(stream), "stdin", Expectation::default());
        let first = lines.next().unwrap().unwrap_err();
        assert_eq!(said(&first), "stdin:1: error-line-too-long");
        assert_eq!(lines.next().unwrap().unwrap().given, "a.example");
        assert_eq!(said(&lines.next().unwrap().unwrap_err()), "stdin:3: error-line-not-utf8");
        assert!(lines.next().is_none());
        assert!(lines.buffer.capacity() <= 2 * LONGEST_LINE);
    }

    #[test]
    fn the_limit_is_exact() {
        let fits = format!("a.example{}\n", " ".repeat(LONGEST_LINE - 9));
        assert_eq!(read(fits.as_bytes()), ["a.example:443"]);
        let long = format!("a.example{}\n", " ".repeat(LONGEST_LINE - 8));
        assert_eq!(read(long.as_bytes()), ["stdin:1: error-line-too-long"]);
    }

    #[test]
    fn utf_16_is_called_by_its_name_once() {
        assert_eq!(read(b"\xff\xfea\0\n\0b\0\n\0"), ["stdin:1: error-input-utf16"]);
    }

    #[test]
    fn a_stream_that_breaks_ends_the_list_with_its_cause() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("wire cut"))
            }
        }
        let lines =
            TargetLines::new(BufReader::new((&b"a.example\n"[..]).chain(Broken)), "stdin", Expectation::default());
        let shown: Vec<_> =
            lines.map(|item| item.map(|target| target.given).map_err(|problem| said(&problem))).collect();
        assert_eq!(shown, [Ok("a.example".to_owned()), Err("stdin:2: error-reading".to_owned())]);
    }
}
