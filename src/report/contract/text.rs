//! JSON as text. Characters that act on a terminal are escaped in every object.

use std::fmt::Write as _;

use serde::Serialize;

use crate::clean::{is_harmless, is_plain};
use crate::error::CommandError;
use crate::message::Message;

/// Returns any object of the contract as indented JSON with a line end.
///
/// # Errors
/// A value that cannot be written as JSON: a defect of this program, exit 4.
pub fn pretty(object: &impl Serialize) -> Result<String, CommandError> {
    indented(object).map_err(|error| CommandError::failed(Message::RunJsonBroken { error: error.to_string() }))
}

/// Returns any object of the contract as indented JSON with a line end.
pub(in crate::report) fn indented(object: &impl Serialize) -> serde_json::Result<String> {
    let mut text = escape_hidden(serde_json::to_string_pretty(object)?);
    text.push('\n');
    Ok(text)
}

/// Returns any object of the contract as one line, with its line end.
pub(in crate::report) fn line(object: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::with_capacity(LINE);
    serde_json::to_writer(&mut bytes, object)?;
    let text = String::from_utf8(bytes).map_err(serde::ser::Error::custom)?;
    let mut text = escape_hidden(text);
    text.push('\n');
    Ok(text)
}

/// Enough room for most lines of one endpoint.
const LINE: usize = 4096;

/// Replaces characters that could act on a terminal with JSON escapes, which are the same to a reader of JSON.
///
/// JSON allows DEL, the C1 controls, and direction marks unescaped. Outside strings no such character can occur, apart
/// from the line ends of the indented form.
fn escape_hidden(json: String) -> String {
    let is_ours = |text: &str| is_plain(text) || text.chars().all(is_harmless);
    if json.split('\n').all(is_ours) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if character == '\n' || is_harmless(character) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_escaped_as_json_escapes() {
        assert_eq!(escape_hidden("\"a\u{7f}\u{202e}\u{e0041}é\"\n".to_owned()), "\"a\\u007f\\u202e\\udb40\\udc41é\"\n");
    }
}
