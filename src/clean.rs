//! Makes text from a peer safe to show: no control characters, no escape sequences, no direction marks.

use std::fmt::Write;

/// Maximum length of text from a peer that is shown, in characters.
pub const LONGEST: usize = 300;

/// Maximum length of text that this program composes (a sentence, the lines of a remedy), in characters.
pub const LONGEST_COMPOSED: usize = 8000;

/// Replaces everything that could control a terminal or reorder text with a visible escape, and truncates a text that
/// is too long.
pub fn clean(text: &str) -> String {
    replace(text, LONGEST, is_harmless)
}

/// [`clean`] for a sentence that this program composes, perhaps around words from a peer: it may be long.
pub fn clean_sentence(text: &str) -> String {
    replace(text, LONGEST_COMPOSED, is_harmless)
}

/// [`clean_sentence`] for several lines that this program composes, such as a remedy: line ends are kept. Not for text
/// that includes words from a peer, because these could then begin a line.
pub fn clean_lines(text: &str) -> String {
    replace(text, LONGEST_COMPOSED, |character| character == '\n' || is_harmless(character))
}

fn replace(text: &str, longest: usize, keep: impl Fn(char) -> bool) -> String {
    // Fast path: nearly every text is printable ASCII, which is harmless and has one byte per character.
    if text.len() <= longest && is_plain(text) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len().min(longest));
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            shown.push('…');
            break;
        }
        if keep(character) {
            shown.push(character);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        }
    }
    shown
}

/// [`clean`] for bytes that may not be UTF-8.
pub fn clean_bytes(bytes: &[u8]) -> String {
    // Decode no more than can be shown: a character has at most four bytes.
    clean(&String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST * 4 + 4)]))
}

/// Returns whether a text is printable ASCII, which is always harmless. Fast.
pub(crate) fn is_plain(text: &str) -> bool {
    // No early exit within a chunk, so that the compiler compares many bytes at once.
    let is_plain = |chunk: &[u8]| chunk.iter().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'));
    text.as_bytes().chunks(64).all(is_plain)
}

/// Returns whether a character neither controls a terminal nor reorders or hides text.
pub(crate) fn is_harmless(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_harmless_and_kept() {
        for character in (0..=u8::MAX).map(char::from) {
            let text = character.to_string();
            assert!(!is_plain(&text) || is_harmless(character) && clean(&text) == text, "{text:?}");
        }
        assert!(is_plain("a b~") && !is_plain("a\u{7f}") && !is_plain("a\n") && !is_plain("é"));
    }

    #[test]
    fn what_acts_on_a_terminal_is_shown_and_not_done() {
        assert_eq!(clean("a\u{1b}[31mb\r\n\u{202e}c\u{7}\u{9b}"), "a\\u{1b}[31mb\\u{d}\\u{a}\\u{202e}c\\u{7}\\u{9b}");
        assert_eq!(clean("Müller GmbH, 東京"), "Müller GmbH, 東京");
        assert_eq!(clean(&"x".repeat(1000)).chars().count(), LONGEST + 1);
        assert_eq!(clean_lines("first\nsecond\u{1b}[2J"), "first\nsecond\\u{1b}[2J");
        assert_eq!(clean_sentence("first\nsecond"), "first\\u{a}second");
        assert_eq!(clean_sentence(&"x".repeat(10_000)).chars().count(), LONGEST_COMPOSED + 1);
        assert_eq!(clean_bytes(b"\xff\x00ok"), "\u{fffd}\\u{0}ok");
    }
}
