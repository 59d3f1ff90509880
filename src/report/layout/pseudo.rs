//! Checks a text in the pseudo-language: what is outside its brackets is not from the catalog.

use super::Page;
use super::style::Style;
use super::text::width;
use crate::say::{Language, Words};

/// Widths in which a screen must be readable.
pub(crate) const WIDTHS: [usize; 3] = [60, 80, 100];

/// Renders a screen in the pseudo-language in every width and checks each. `verbatim` lists what may be outside the
/// brackets: names, commands, and texts of peers, whole or in part. A command may be wider than the page.
pub(crate) fn check(render: impl Fn(Page<'_>) -> String, verbatim: &[&str]) {
    let words = Words::new(Language::PSEUDO);
    for columns in WIDTHS {
        let text = render(Page { style: Style { width: columns, ..Style::PLAIN }, words: &words });
        let wide = too_wide(&text, columns, verbatim);
        assert!(wide.is_empty(), "wider than {columns} columns:\n{}\n\n{text}", wide.join("\n"));
        let outside = outside_of_catalog(&text, verbatim);
        assert!(outside.is_empty(), "not from the catalog, in {columns} columns: {outside:?}\n\n{text}");
    }
}

/// Returns the lines that are wider than the page, except those with a command to paste.
fn too_wide<'t>(text: &'t str, columns: usize, verbatim: &[&str]) -> Vec<&'t str> {
    let is_command = |line: &str| verbatim.iter().any(|known| width(known) > columns / 2 && line.contains(known));
    text.lines().filter(|line| width(line) > columns && !is_command(line)).collect()
}

/// Returns the words that are outside the brackets of the pseudo-language and are not known otherwise.
fn outside_of_catalog<'t>(text: &'t str, verbatim: &[&str]) -> Vec<&'t str> {
    let mut depth = 0_usize;
    let mut outside = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let ends = character.is_whitespace() || matches!(character, '[' | ']');
        if ends || depth > 0 {
            if let Some(start) = start.take() {
                outside.push(&text[start..at]);
            }
        } else if start.is_none() {
            start = Some(at);
        }
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    outside.retain(|word| !is_known(word, verbatim));
    outside
}

/// Returns whether a word is a number, a mark, the name of a version, or known to the caller. A name that was cut is
/// known by its parts.
fn is_known(word: &str, verbatim: &[&str]) -> bool {
    let bare = word.trim_matches(|character: char| ",;:.()".contains(character));
    !bare.chars().any(char::is_alphabetic)
        || matches!(bare, "TLS" | "SSL" | "SSL3")
        || bare.split('…').all(|part| verbatim.iter().any(|known| known.contains(part)))
}

#[test]
fn what_is_not_from_the_catalog_is_found() {
    let known = ["a-long-name.example", "reg add X"];
    for (text, outside) in [
        ("[ýéš [1.2] ñóó] TLS 1.2 ✓ 3, a-lo…ple", &[][..]),
        ("[ýéš\nñóó] ready", &["ready"]),
        ("reg add X", &[]),
        ("[a] is: [b]", &["is:"]),
        ("in[a]", &["in"]),
    ] {
        assert_eq!(outside_of_catalog(text, &known), outside, "{text}");
    }
    assert_eq!(too_wide("[áá] b\nreg add X", 5, &known), ["[áá] b"]);
}
