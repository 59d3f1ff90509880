//! The content of a registry value, by type.

use std::fmt;

/// A value's content (types as in `winnt.h`, `REG_…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// `REG_SZ` (1).
    Text(String),
    /// `REG_EXPAND_SZ` (2), not expanded.
    ExpandText(String),
    /// `REG_MULTI_SZ` (7).
    Texts(Vec<String>),
    /// `REG_DWORD` (4), four bytes.
    Dword(u32),
    /// `REG_QWORD` (11), eight bytes.
    Qword(u64),
    /// `REG_BINARY` (3).
    Binary(Vec<u8>),
    /// A text whose bytes are more, or less, than that of its characters and its end: bytes behind the end, no end, half
    /// a character.
    Odd {
        /// The text as programs read it.
        plain: Box<Self>,
        /// The bytes as stored.
        bytes: Vec<u8>,
    },
    /// Any other type, and a known type whose bytes do not fit it.
    Other {
        /// The type's number.
        kind: u32,
        /// The bytes as stored.
        bytes: Vec<u8>,
    },
}

impl Data {
    /// Reads the bytes of a value as the registry stores them: text is UTF-16, little-endian.
    pub fn from_bytes(kind: u32, bytes: Vec<u8>) -> Self {
        let plain = match kind {
            1 => Self::Text(first_text(&wide(&bytes))),
            2 => Self::ExpandText(first_text(&wide(&bytes))),
            7 => Self::Texts(texts(&wide(&bytes))),
            _ => return Self::from_number_bytes(kind, bytes),
        };
        if plain.to_bytes() == (kind, bytes.clone()) { plain } else { Self::Odd { plain: Box::new(plain), bytes } }
    }

    /// Reads the bytes of a `REGEDIT4` file, where text is in the code page of the machine that exported it.
    pub fn from_narrow_bytes(kind: u32, bytes: Vec<u8>) -> Self {
        match kind {
            1 | 2 | 7 => Self::from_bytes(kind, narrow(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect()),
            _ => Self::from_number_bytes(kind, bytes),
        }
    }

    fn from_number_bytes(kind: u32, bytes: Vec<u8>) -> Self {
        match (kind, bytes.as_slice()) {
            (3, _) => Self::Binary(bytes),
            (4, four) if four.len() == 4 => Self::Dword(four.iter().rfold(0, |sum, byte| sum << 8 | u32::from(*byte))),
            (11, eight) if eight.len() == 8 => {
                Self::Qword(eight.iter().rfold(0, |sum, byte| sum << 8 | u64::from(*byte)))
            }
            _ => Self::Other { kind, bytes },
        }
    }

    /// Returns the type's number and the bytes as the registry stores them: the inverse of [`Data::from_bytes`].
    pub fn to_bytes(&self) -> (u32, Vec<u8>) {
        let ended = |text: &str| -> Vec<u8> { text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect() };
        match self {
            Self::Text(text) => (1, ended(text)),
            Self::ExpandText(text) => (2, ended(text)),
            Self::Texts(texts) => (7, texts.iter().flat_map(|text| ended(text)).chain([0, 0]).collect()),
            Self::Dword(number) => (4, number.to_le_bytes().to_vec()),
            Self::Qword(number) => (11, number.to_le_bytes().to_vec()),
            Self::Binary(bytes) => (3, bytes.clone()),
            Self::Odd { plain, bytes } => (plain.to_bytes().0, bytes.clone()),
            Self::Other { kind, bytes } => (*kind, bytes.clone()),
        }
    }

    /// Returns the type's name as `reg.exe` prints it.
    pub fn type_name(&self) -> String {
        match self {
            Self::Text(_) => "REG_SZ".to_owned(),
            Self::ExpandText(_) => "REG_EXPAND_SZ".to_owned(),
            Self::Texts(_) => "REG_MULTI_SZ".to_owned(),
            Self::Dword(_) => "REG_DWORD".to_owned(),
            Self::Qword(_) => "REG_QWORD".to_owned(),
            Self::Binary(_) => "REG_BINARY".to_owned(),
            Self::Odd { plain, .. } => plain.type_name(),
            Self::Other { kind: 0, .. } => "REG_NONE".to_owned(),
            Self::Other { kind: 4, bytes } => format!("REG_DWORD of {} bytes", bytes.len()),
            Self::Other { kind: 5, .. } => "REG_DWORD_BIG_ENDIAN".to_owned(),
            Self::Other { kind: 11, bytes } => format!("REG_QWORD of {} bytes", bytes.len()),
            Self::Other { kind, .. } => format!("type {kind}"),
        }
    }

    /// Returns the text of `REG_SZ` and `REG_EXPAND_SZ`.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::ExpandText(text) => Some(text),
            Self::Odd { plain, .. } => plain.text(),
            _ => None,
        }
    }

    /// Returns a list stored as `REG_MULTI_SZ` or as one comma-separated text, without empty items.
    pub fn list(&self) -> Option<Vec<String>> {
        let items: Vec<String> = match self {
            Self::Texts(texts) => texts.iter().flat_map(|text| text.split(',')).map(str::to_owned).collect(),
            Self::Text(text) | Self::ExpandText(text) => text.split(',').map(str::to_owned).collect(),
            Self::Odd { plain, .. } => return plain.list(),
            _ => return None,
        };
        Some(items.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect())
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::ExpandText(text) => write!(f, "\"{text}\""),
            Self::Texts(texts) => write!(f, "{}", texts.join(",")),
            Self::Odd { plain, .. } => write!(f, "{plain}"),
            Self::Dword(number) if *number < 0x1_0000 => write!(f, "{number}"),
            Self::Dword(number) => write!(f, "0x{number:08x}"),
            Self::Qword(number) => write!(f, "{number}"),
            Self::Binary(bytes) | Self::Other { bytes, .. } => {
                for byte in bytes.iter().take(16) {
                    write!(f, "{byte:02x}")?;
                }
                if bytes.len() > 16 {
                    write!(f, "… ({} bytes)", bytes.len())?;
                }
                Ok(())
            }
        }
    }
}

fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Decodes text in an unknown code page, since the file does not name it. Hand-written files are UTF-8; otherwise each
/// byte is taken as Latin-1, which is right for every name and value that decides TLS, since those are ASCII.
pub(super) fn narrow(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn first_text(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_owned()
}

fn texts(text: &str) -> Vec<String> {
    text.split('\0').filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
