//! Quotes words for command lines that the user pastes into a shell, so that each arrives unchanged and does nothing
//! else.

use crate::clean::clean_sentence;

/// The shell that reads the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// `sh` and its descendants.
    Posix,
    /// `cmd` or PowerShell; the quoting works in both.
    Windows,
}

impl Shell {
    /// The shell of this system.
    pub(super) const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Posix };

    /// Returns the word as the user must type it, or `None` if no quoting is certain to preserve it: it contains a
    /// control character such as a line end or, for the shells of Windows, a character that either of them replaces
    /// within quotes.
    pub(super) fn word(self, word: &str) -> Option<String> {
        if clean_sentence(word) != word {
            return None;
        }
        let is_plain = |character: char| {
            character.is_ascii_alphanumeric()
                || "._/:-".contains(character)
                || (self == Self::Windows && character == '\\')
        };
        if !word.is_empty() && word.chars().all(is_plain) {
            return Some(word.to_owned());
        }
        match self {
            Self::Posix => Some(format!("'{}'", word.replace('\'', r"'\''"))),
            // A backslash before the closing quote would escape it.
            Self::Windows if word.contains(['"', '%', '$', '`', '!']) || word.ends_with('\\') => None,
            Self::Windows => Some(format!("\"{word}\"")),
        }
    }

    /// Returns a file name as the user must type it after an option, or `FILE` if it cannot be typed.
    pub(super) fn file(self, name: Option<&str>) -> String {
        let word = name.and_then(|name| {
            // Otherwise the name would be read as an option.
            let before = if name.starts_with('-') { "./" } else { "" };
            self.word(&format!("{before}{name}"))
        });
        word.unwrap_or_else(|| "FILE".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_posix_shell_hands_over_each_word_as_it_is() {
        const NAMES: &[&str] = &[
            "a.reg",
            "dir/a-b_c.reg",
            "q'x$(id).reg",
            "a b.reg",
            "a;b&c|d>e<f.reg",
            "`id`.reg",
            "\"quoted\".reg",
            r"back\slash.reg",
            r"end\",
            "''",
            "*?[x].reg",
            "~root",
            "#a",
            "a!b",
            "%PATH%",
            "größe.reg",
            "",
        ];
        let words: Vec<String> = NAMES.iter().map(|name| Shell::Posix.word(name).expect("a word")).collect();
        let line = format!("printf '%s\\n' {}", words.join(" "));
        let output = std::process::Command::new("sh").args(["-c", &line]).output().expect("sh");
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{}\n", NAMES.join("\n")), "{line}");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[test]
    fn the_shells_of_windows() {
        let word = |word| Shell::Windows.word(word);
        assert_eq!(word(r"C:\exports\a.reg").as_deref(), Some(r"C:\exports\a.reg"));
        assert_eq!(word("a b.reg").as_deref(), Some("\"a b.reg\""));
        assert_eq!(word("a&b's (1).reg").as_deref(), Some("\"a&b's (1).reg\""));
        // cmd or PowerShell would substitute something else.
        for refused in ["%PATH%", "$(id).reg", "`id`", "a\"b", "a!b", r"a b\"] {
            assert_eq!(word(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_name_that_cannot_be_typed_is_left_to_the_reader() {
        for shell in [Shell::Posix, Shell::Windows] {
            assert_eq!(shell.file(Some("a\nrm -r x")), "FILE");
            assert_eq!(shell.file(Some("\u{1b}[31m")), "FILE");
            assert_eq!(shell.file(None), "FILE");
            assert_eq!(shell.file(Some("--fix")), "./--fix");
        }
        assert_eq!(Shell::Posix.file(Some("q'x$(id).reg")), r"'q'\''x$(id).reg'");
        assert_eq!(Shell::Posix.file(Some(r"a\b")), r"'a\b'");
    }
}
