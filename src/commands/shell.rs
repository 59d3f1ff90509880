//! Words for a line that is pasted into a shell: each arrives as it is and does nothing else.

use crate::clean::clean_sentence;

/// Which shell reads the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// `sh` and what descends from it.
    Posix,
    /// `cmd` or PowerShell, whichever the user has open.
    Windows,
}

impl Shell {
    /// The one of this system.
    pub(super) const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Posix };

    /// The word as it is typed; nothing if it cannot be typed so that it surely arrives: a line end or another control
    /// character, and in Windows' shells what one of them replaces within quotes.
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
            // A backslash before the closing quote would take it away.
            Self::Windows if word.contains(['"', '%', '$', '`', '!']) || word.ends_with('\\') => None,
            Self::Windows => Some(format!("\"{word}\"")),
        }
    }

    /// A file's name as it is typed after an option; `FILE` where it cannot be typed.
    pub(super) fn file(self, name: Option<&str>) -> String {
        let word = name.and_then(|name| {
            // Else it would be an option itself.
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
        // cmd or PowerShell would put something else in their place.
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
