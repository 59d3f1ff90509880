//! Checks a text that was said in the pseudo-language: what stands outside its brackets did not come from the catalog.

use super::Page;
use super::style::Style;
use super::text::width;
use crate::say::{Language, Words};

/// Widths in which a screen must be readable.
pub(crate) const WIDTHS: [usize; 3] = [60, 80, 100];

/// Renders a screen in the pseudo-language in every width and checks each. `verbatim` lists what may stand outside the
/// brackets: names, commands, texts of peers, whole or in part. A command may be wider than the page.
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

/// Lines that are wider than the page, apart from those that hold a command to paste.
fn too_wide<'t>(text: &'t str, columns: usize, verbatim: &[&str]) -> Vec<&'t str> {
    let is_command = |line: &str| verbatim.iter().any(|known| width(known) > columns / 2 && line.contains(known));
    text.lines().filter(|line| width(line) > columns && !is_command(line)).collect()
}

/// Words outside the brackets in which the pseudo-language stands, and that are not known either.
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

/// Numbers, marks, names of versions, and what the caller knows; a name that was cut is known by its parts.
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
