//! Text in columns, as terminals count them: width, cutting, wrapping, and a fallback to ASCII.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Page;
use crate::clean::{clean, clean_lines, clean_sentence};

/// Returns the columns that a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Makes any sentence safe to show: removes what acts on a terminal, and leaves only ASCII if the page requires it.
pub fn plain(page: Page<'_>, text: &str) -> String {
    fit_to_show(page, clean_sentence(text))
}

/// Does the same as [`plain`] for lines that this program composed: line ends are kept.
pub fn plain_lines(page: Page<'_>, text: &str) -> String {
    fit_to_show(page, clean_lines(text))
}

/// Does the same as [`plain`] for a name or a value, which is short.
pub fn plain_name(page: Page<'_>, text: &str) -> String {
    fit_to_show(page, clean(text))
}

fn fit_to_show(page: Page<'_>, mut text: String) -> String {
    // Variation selectors change the width of the character before them, and terminals differ in how.
    text.retain(|character| !matches!(character, '\u{fe00}'..='\u{fe0f}'));
    if page.unicode { text } else { ascii(&text) }
}

/// Returns the text in ASCII: known marks become their typewriter equivalents, other characters a visible escape.
pub fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '…' => shown.push_str("..."),
            '→' => shown.push_str("->"),
            '≥' => shown.push_str(">="),
            '≤' => shown.push_str("<="),
            '×' => shown.push('x'),
            '·' | '–' | '—' | '•' => shown.push('-'),
            '“' | '”' | '«' | '»' => shown.push('"'),
            '‘' | '’' => shown.push('\''),
            '\u{a0}' => shown.push(' '),
            ascii if ascii.is_ascii() => shown.push(ascii),
            other => shown.extend(other.escape_unicode()),
        }
    }
    shown
}

/// Cuts the middle out of a text that is wider than `columns`. Most of the room goes to the beginning, where host names
/// differ.
pub fn cut_middle(page: Page<'_>, text: &str, columns: usize) -> String {
    cut(page, text, columns, columns / 3)
}

/// Does the same as [`cut_middle`] with `tail` columns for the end.
pub fn cut(page: Page<'_>, text: &str, columns: usize, tail: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let ellipsis = if page.unicode { "…" } else { ".." };
    let room = columns.saturating_sub(width(ellipsis));
    let head = take_columns(text.chars(), room - tail.min(room));
    let tail = take_columns(text.chars().rev(), room - width(&head).min(room));
    let tail: String = tail.chars().rev().collect();
    format!("{head}{ellipsis}{tail}")
}

/// Returns as many characters as fit into `columns`.
fn take_columns(characters: impl Iterator<Item = char>, columns: usize) -> String {
    let mut taken = String::new();
    let mut used = 0;
    for character in characters {
        used += character.width().unwrap_or(0);
        if used > columns {
            break;
        }
        taken.push(character);
    }
    taken
}

/// Breaks a text into lines of at most `columns`, at spaces. A word that is longer is broken anywhere. Returns no lines
/// for an empty text.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if used > 0 && used + 1 + wide <= columns {
            line.push(' ');
            line.push_str(word);
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > columns {
            let piece = take_columns(rest.chars(), columns);
            rest = &rest[piece.len()..];
            lines.push(piece);
        }
        used = width(rest);
        rest.clone_into(&mut line);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Returns a text after a label: the label is on the first line, and the other lines are indented by its width.
///
/// A line of the text that begins with four spaces is a command to paste: it is put on a separate line and never
/// broken, however long it is.
pub fn labeled(label: &str, text: &str, columns: usize) -> Vec<String> {
    let indent = " ".repeat(width(label));
    let mut lines: Vec<String> = Vec::new();
    for part in text.split('\n') {
        if let Some(command) = part.strip_prefix(COMMAND) {
            let before = if lines.is_empty() { label.to_owned() } else { format!("{indent}  ") };
            lines.push(format!("{before}{}", command.trim()));
            continue;
        }
        for line in wrap(part, columns.saturating_sub(indent.len())) {
            let before = if lines.is_empty() { label } else { &indent };
            lines.push(format!("{before}{line}"));
        }
    }
    lines
}

/// The beginning of a line of a remedy that is a command to paste.
const COMMAND: &str = "    ";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::layout::{english, style::Style};

    const ASCII: Style = Style { unicode: false, ..Style::PLAIN };

    #[test]
    fn a_long_name_keeps_both_ends() {
        let name = "eus2-jobruntimedata-prod-su1.azure-automation.net";
        assert_eq!(cut_middle(english(Style::PLAIN), name, 31), "eus2-jobruntimedata-…mation.net");
        assert_eq!(cut_middle(english(ASCII), name, 31), "eus2-jobruntimedata..mation.net");
        assert_eq!(cut(english(Style::PLAIN), name, 31, 4), "eus2-jobruntimedata-prod-s….net");
        assert_eq!(cut_middle(english(Style::PLAIN), "short.example", 31), "short.example");
        assert_eq!(width(&cut_middle(english(Style::PLAIN), "東京都東京都東京都東京都.example", 11)), 11);
    }

    #[test]
    fn words_are_kept_whole_where_they_can_be() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a-word-of-more-than-ten columns", 10), ["a-word-of-", "more-than-", "ten", "columns"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn commands_are_never_broken() {
        let command = "reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\" /v DisabledByDefault /t REG_DWORD /d 0 /f";
        let lines = labeled("  Do:   ", &format!("In an elevated prompt:\n    {command}\nThen restart."), 60);
        assert_eq!(lines, ["  Do:   In an elevated prompt:", &format!("          {command}"), "        Then restart."]);
        assert_eq!(labeled("  Do:   ", "    true", 60), ["  Do:   true"]);
    }

    #[test]
    fn ascii_says_the_same() {
        assert_eq!(ascii("TLS ≥ 1.2 → “yes” … Müller"), "TLS >= 1.2 -> \"yes\" ... M\\u{fc}ller");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_line_too_wide(text in "\\PC{0,200}", columns in 2_usize..90) {
            let text = plain(english(Style::PLAIN), &text);
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns, "{line:?} is {} columns, not {columns}", width(&line));
            }
            prop_assert!(width(&cut_middle(english(Style::PLAIN), &text, columns)) <= columns);
        }
    }
}
