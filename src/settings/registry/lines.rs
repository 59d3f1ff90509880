//! Bytes of an exported file → lines of text, in any supported encoding, with bounded memory.

use std::io::{self, BufRead, Chain, Cursor, Read};

use super::data::narrow;
use super::problem::EXPORT;
use crate::message::Message;

/// Length limit of a physical line, in bytes. Exports fold everything but text, and texts in the registry are far
/// shorter.
const LONGEST_LINE: u64 = 8 << 20;

/// The encoding of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-16, little-endian: what `reg export` and `regedit` write as version 5.
    Wide,
    /// UTF-8 or ASCII: hand-written files. Lines that are not UTF-8 are in some code page.
    Utf8,
    /// One byte per character in the code page of the exporting machine: `REGEDIT4`.
    Narrow,
}

/// One physical line.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number, counted from 1.
    pub(super) number: u64,
    /// Its text without the line end.
    pub(super) text: String,
    /// Whether the line has a line end.
    pub(super) ended: bool,
}

/// Why there is no line.
#[derive(Debug)]
pub(super) enum LineError {
    /// The operating system could not read further.
    Io(io::Error),
    /// The bytes cannot be the text of an export: the line, the reason, and a hint.
    Text(u64, Box<Message>, Option<Box<Message>>),
}

impl From<io::Error> for LineError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads lines.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    encoding: Encoding,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Determines the encoding from the first bytes and skips the byte order mark.
    pub(super) fn open(mut input: R) -> Result<Self, LineError> {
        let mut start = Vec::new();
        (&mut input).take(4).read_to_end(&mut start)?;
        let export = || Message::HintExportWith { command: EXPORT.to_owned() };
        let wrong = |why| Err(LineError::Text(1, Box::new(why), Some(Box::new(export()))));
        let (encoding, mark) = match start.as_slice() {
            [] => return wrong(Message::RegistryEmpty),
            [0xff, 0xfe, 0, 0] | [0, 0, 0xfe, 0xff] => {
                return wrong(Message::RegistryUtf32);
            }
            [0xfe, 0xff, ..] | [0, b'W' | b'R', ..] => {
                return wrong(Message::RegistryBigEndian);
            }
            b"regf" => {
                let hint = Message::HintHive {
                    load: "reg load HKLM\\TEMP FILE".to_owned(),
                    export: "reg export HKLM\\TEMP out.reg".to_owned(),
                };
                return Err(LineError::Text(1, Box::new(Message::RegistryHive), Some(Box::new(hint))));
            }
            [0xff, 0xfe, ..] => (Encoding::Wide, 2),
            [_, 0, ..] => (Encoding::Wide, 0),
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            _ => (Encoding::Utf8, 0),
        };
        let rest = start.split_off(mark);
        Ok(Self { input: Cursor::new(rest).chain(input), encoding, number: 0 })
    }

    /// Returns the encoding in use.
    pub(super) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Treats the following bytes as characters of a code page, after a `REGEDIT4` header.
    pub(super) fn use_code_page(&mut self) {
        if self.encoding == Encoding::Utf8 {
            self.encoding = Encoding::Narrow;
        }
    }

    /// Returns the next line; `None` at the end.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>, LineError> {
        self.number += 1;
        let mut bytes = Vec::new();
        let ended = match self.encoding {
            Encoding::Wide => self.read_wide(&mut bytes)?,
            Encoding::Utf8 | Encoding::Narrow => self.read_narrow(&mut bytes)?,
        };
        if bytes.is_empty() && !ended {
            return Ok(None);
        }
        let mut text = self.decode(&bytes)?;
        if text.ends_with('\r') {
            text.pop();
        }
        if text.contains('\0') {
            return Err(self.wrong(Message::RegistryZeroCharacter));
        }
        Ok(Some(Line { number: self.number, text, ended }))
    }

    fn decode(&self, bytes: &[u8]) -> Result<String, LineError> {
        match self.encoding {
            // `type a.reg > b.reg` writes an export of version 5 in the code page of the console.
            Encoding::Narrow | Encoding::Utf8 => Ok(narrow(bytes)),
            // `copy a.reg+b.reg all.reg` writes an end-of-file character of one byte.
            Encoding::Wide if bytes.len() % 2 == 1 && bytes.last() == Some(&0x1a) => {
                self.decode(&bytes[..bytes.len() - 1])
            }
            Encoding::Wide if bytes.len() % 2 == 1 => Err(self.wrong(Message::RegistryHalfCharacter)),
            // Names and texts in the registry may contain half a surrogate pair; none of those that decide TLS does.
            Encoding::Wide => {
                let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                Ok(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
            }
        }
    }

    /// Reads up to a line feed and removes it. Returns whether there was one.
    fn read_narrow(&mut self, bytes: &mut Vec<u8>) -> Result<bool, LineError> {
        (&mut self.input).take(LONGEST_LINE).read_until(b'\n', bytes)?;
        self.check_length(bytes)?;
        let ended = bytes.last() == Some(&b'\n');
        if ended {
            bytes.pop();
        }
        Ok(ended)
    }

    /// Does the same for two-byte characters, where a byte 0x0a can be half of another character.
    fn read_wide(&mut self, bytes: &mut Vec<u8>) -> Result<bool, LineError> {
        loop {
            let room = LONGEST_LINE - bytes.len() as u64;
            let read = (&mut self.input).take(room).read_until(b'\n', bytes)?;
            self.check_length(bytes)?;
            if read == 0 || bytes.last() != Some(&b'\n') {
                return Ok(false);
            }
            if bytes.len() % 2 == 1 {
                let mut high = [0];
                if self.input.read(&mut high)? == 0 {
                    return Ok(false);
                }
                bytes.push(high[0]);
                if high[0] == 0 {
                    bytes.truncate(bytes.len() - 2);
                    return Ok(true);
                }
            }
        }
    }

    fn check_length(&self, bytes: &[u8]) -> Result<(), LineError> {
        if bytes.len() as u64 >= LONGEST_LINE {
            return Err(self.wrong(Message::RegistryLongLine));
        }
        Ok(())
    }

    fn wrong(&self, why: Message) -> LineError {
        LineError::Text(self.number, Box::new(why), None)
    }
}
