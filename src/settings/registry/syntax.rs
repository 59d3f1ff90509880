//! The grammar of a line: keys, names, and what is after the equals sign. Slices in, values out.

use super::roots::{is_wanted, loaded};
use super::snapshot::fold;
use crate::message::Message;

/// Returns a hive's full name for its full or short form.
pub(super) fn hive(name: &str) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    Some(match upper.as_str() {
        "HKEY_LOCAL_MACHINE" | "HKLM" => "HKEY_LOCAL_MACHINE",
        "HKEY_CURRENT_USER" | "HKCU" => "HKEY_CURRENT_USER",
        "HKEY_USERS" | "HKU" => "HKEY_USERS",
        "HKEY_CLASSES_ROOT" | "HKCR" => "HKEY_CLASSES_ROOT",
        "HKEY_CURRENT_CONFIG" | "HKCC" => "HKEY_CURRENT_CONFIG",
        "HKEY_DYN_DATA" => "HKEY_DYN_DATA",
        "HKEY_PERFORMANCE_DATA" => "HKEY_PERFORMANCE_DATA",
        _ => return None,
    })
}

/// `[KEY]` or `[-KEY]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// The path, with the hive's full name.
    pub(super) path: String,
    /// Whether the key is to be deleted.
    pub(super) delete: bool,
}

/// Reads a line that begins with `[`.
pub(super) fn section(line: &str) -> Result<Section, Message> {
    let inner = line.strip_prefix('[').unwrap_or(line);
    // A key's name may contain a bracket, so the last one on the line ends it.
    let Some((inner, rest)) = inner.rsplit_once(']') else {
        return Err(Message::RegistryKeyBracket);
    };
    if !is_blank_or_comment(rest) {
        return Err(Message::RegistryAfterBracket { text: rest.to_owned() });
    }
    let (inner, delete) = inner.strip_prefix('-').map_or((inner, false), |inner| (inner, true));
    let (first, rest) = inner.split_once('\\').map_or((inner, None), |(first, rest)| (first, Some(rest)));
    let Some(first) = hive(first) else {
        return Err(Message::RegistryKeyHive { key: inner.to_owned() });
    };
    let path = match rest {
        Some(rest) => format!("{first}\\{}", rest.strip_suffix('\\').unwrap_or(rest)),
        None => first.to_owned(),
    };
    Ok(Section { path, delete })
}

/// Reports whether a key that cannot be read is certainly not one that decides: its hive is known, and no key that
/// decides has such a path.
pub(super) fn is_other_key(line: &str) -> bool {
    let inner = line.trim_start_matches('[').trim_start_matches('-');
    let Some((first, rest)) = inner.split_once('\\') else { return false };
    let rest = rest.split(']').next().unwrap_or_default();
    hive(first).is_some_and(|first| {
        let folded = fold(&format!("{first}\\{rest}"));
        !is_wanted(&folded) && loaded(&folded).is_none()
    })
}

/// The part of a line before the data.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// The name (empty for `@`) and what is after the equals sign.
    Complete(String, &'a str),
    /// The name's closing quote is on a later line.
    Open,
}

/// Reads `"name"=` or `@=`.
pub(super) fn name(line: &str) -> Result<Name<'_>, Message> {
    let (name, rest) = if let Some(rest) = line.strip_prefix('@') {
        (String::new(), rest)
    } else if let Some(quoted_text) = line.strip_prefix('"') {
        match quoted(quoted_text)? {
            Some((name, rest)) => (name, rest),
            None => return Ok(Name::Open),
        }
    } else {
        return Err(Message::RegistryUnknownLine);
    };
    match rest.trim_start().strip_prefix('=') {
        Some(rest) => Ok(Name::Complete(name, rest.trim_start())),
        None => Err(Message::RegistryNoEquals),
    }
}

/// Reads a value: its name, and what is after the equals sign. `None` if a closing quote is on a later line.
pub(super) fn value(line: &str) -> Result<Option<(String, Start<'_>)>, Message> {
    let Name::Complete(name, rest) = name(line)? else { return Ok(None) };
    Ok(match data(rest)? {
        Start::OpenText => None,
        start => Some((name, start)),
    })
}

/// Returns whether a line that continues a text has a quote that may end it.
pub(super) fn has_quote(line: &str) -> bool {
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return true,
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
    false
}

/// Returns a line in which no backslash is half of a character of a Chinese, Japanese, or Korean code page, where the
/// second of two bytes may be that of a backslash. In the line, each character stands for one byte. What else these
/// bytes mean depends on the code page, which is unknown, so they stay as they are: different names stay different.
pub(super) fn without_half_backslashes(line: &str) -> String {
    let mut characters = line.chars().peekable();
    let mut text = String::with_capacity(line.len());
    while let Some(character) = characters.next() {
        let is_first = matches!(character, '\u{81}'..='\u{fe}');
        text.push(character);
        match characters.next_if(|second| is_first && matches!(second, '\u{40}'..='\u{fe}')) {
            Some('\\') => text.push(char::REPLACEMENT_CHARACTER),
            Some(second) => text.push(second),
            None => {}
        }
    }
    text
}

/// Reads quoted text that starts after its opening quote. Returns the text and the rest; `None` if there is no closing
/// quote.
pub(super) fn quoted(text: &str) -> Result<Option<(String, &str)>, Message> {
    let mut content = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok(Some((content, &text[at + 1..]))),
            '\\' => match characters.next() {
                Some((_, escaped @ ('\\' | '"'))) => content.push(escaped),
                Some((_, 'n')) => content.push('\n'),
                Some((_, 'r')) => content.push('\r'),
                Some((_, '0')) => content.push('\0'),
                Some((_, other)) => return Err(Message::RegistryUnknownEscape { character: other.to_string() }),
                None => return Ok(None),
            },
            other => content.push(other),
        }
    }
    Ok(None)
}

/// What is after the equals sign, as far as the first line shows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start<'a> {
    /// `-`: the value is to be deleted.
    Delete,
    /// `"text"`, complete.
    Text(String),
    /// Text whose closing quote is on a later line. (Exports write line ends in a text as they are.)
    OpenText,
    /// A number after `dword:`, and the count of its digits.
    Dword(u32, usize),
    /// `hex:` or `hex(n):` with the type's number, and the bytes as text.
    Hex(u32, &'a str),
}

/// Reads the data of a value.
pub(super) fn data(text: &str) -> Result<Start<'_>, Message> {
    if let Some(inner) = text.strip_prefix('"') {
        return match quoted(inner)? {
            Some((content, rest)) if is_blank_or_comment(rest) => Ok(Start::Text(content)),
            Some((_, rest)) => Err(Message::RegistryAfterQuote { text: rest.to_owned() }),
            None => Ok(Start::OpenText),
        };
    }
    if let Some(rest) = text.strip_prefix('-') {
        return if is_blank_or_comment(rest) {
            Ok(Start::Delete)
        } else {
            Err(Message::RegistryUnknownData { text: text.to_owned() })
        };
    }
    if let Some(digits) = strip_word(text, "dword:") {
        let digits = digits.split(';').next().unwrap_or_default().trim();
        return match u32::from_str_radix(digits, 16) {
            Ok(number) if digits.len() <= 8 && !digits.starts_with('+') => Ok(Start::Dword(number, digits.len())),
            _ => Err(Message::RegistryDwordDigits { digits: digits.to_owned() }),
        };
    }
    if let Some(bytes) = strip_word(text, "hex:") {
        return Ok(Start::Hex(3, bytes));
    }
    if let Some((kind, bytes)) = strip_word(text, "hex(").and_then(|rest| rest.split_once("):")) {
        return match u32::from_str_radix(kind, 16) {
            Ok(kind) => Ok(Start::Hex(kind, bytes)),
            Err(_) => Err(Message::RegistryTypeNumber { r#type: kind.to_owned() }),
        };
    }
    Err(Message::RegistryUnknownData { text: text.to_owned() })
}

/// Reads one line of bytes (`01,0a,ff`) into `bytes`. Returns whether a backslash announces another line.
pub(super) fn hex_line(text: &str, bytes: &mut Vec<u8>) -> Result<bool, Message> {
    let text = text.split(';').next().unwrap_or_default().trim();
    let (text, more) = text.strip_suffix('\\').map_or((text, false), |text| (text.trim_end(), true));
    for item in text.split(',') {
        let item = item.trim();
        if item.is_empty() {
            continue;
        }
        let byte = if item.len() <= 2 && !item.starts_with('+') { u8::from_str_radix(item, 16).ok() } else { None };
        match byte {
            Some(byte) => bytes.push(byte),
            None => return Err(Message::RegistryByteDigits { byte: item.to_owned() }),
        }
    }
    Ok(more)
}

/// Returns whether a line is blank or a comment.
pub(super) fn is_blank_or_comment(text: &str) -> bool {
    let text = text.trim_start();
    text.is_empty() || text.starts_with(';')
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    start.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (line, path, delete) in [
            (r"[HKEY_LOCAL_MACHINE\SYSTEM\Select]", r"HKEY_LOCAL_MACHINE\SYSTEM\Select", false),
            (r"[HKLM\SOFTWARE\A[1]]", r"HKEY_LOCAL_MACHINE\SOFTWARE\A[1]", false),
            (r"[-hkcu\Software\X] ; gone", r"HKEY_CURRENT_USER\Software\X", true),
            (r"[HKEY_LOCAL_MACHINE\A\TLS 1.2 ]", r"HKEY_LOCAL_MACHINE\A\TLS 1.2 ", false),
        ] {
            assert_eq!(section(line), Ok(Section { path: path.to_owned(), delete }), "{line}");
        }
        for line in ["[HKLM\\A", "[HKEY_NOBODY\\A]", "[HKLM\\A] x", "[]", "["] {
            assert!(section(line).is_err(), "{line}");
        }
    }

    #[test]
    fn names_and_escapes() {
        assert_eq!(name(r#""a\"b\\c" = dword:1"#), Ok(Name::Complete(r#"a"b\c"#.to_owned(), "dword:1")));
        assert_eq!(name("@=\"x\""), Ok(Name::Complete(String::new(), "\"x\"")));
        assert_eq!(name("\"open"), Ok(Name::Open));
        for line in ["x=1", "\"a\"", "\"a\" dword:1", "\"a\\q\"=1", "@"] {
            assert!(name(line).is_err(), "{line}");
        }
    }

    #[test]
    fn contents() {
        assert_eq!(data("dword:0000000A"), Ok(Start::Dword(10, 8)));
        assert_eq!(data("DWORD:1 ; on"), Ok(Start::Dword(1, 1)));
        assert_eq!(data("-"), Ok(Start::Delete));
        assert_eq!(data("hex:01,\\"), Ok(Start::Hex(3, "01,\\")));
        assert_eq!(data("hex(7):41,00"), Ok(Start::Hex(7, "41,00")));
        assert_eq!(data("hex(b):01"), Ok(Start::Hex(11, "01")));
        assert_eq!(data("\"a"), Ok(Start::OpenText));
        for text in
            ["", "dword:", "dword:123456789", "dword:+1", "dword:xyz", "hex(q):00", "hex(7:00", "1", "\"a\"b", "-1"]
        {
            assert!(data(text).is_err(), "{text}");
        }
    }

    #[test]
    fn bytes() {
        let mut bytes = Vec::new();
        assert_eq!(hex_line("  01,A,ff,\\  ", &mut bytes), Ok(true));
        assert_eq!(hex_line("00", &mut bytes), Ok(false));
        assert_eq!(bytes, [1, 10, 255, 0]);
        for text in ["1g", "123", "+1", "é"] {
            assert!(hex_line(text, &mut bytes).is_err(), "{text}");
        }
    }
}
