//! What the reader's terminal can show.

use anstyle::{AnsiColor, Color, Effects};

/// How to write for the destination of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether color may be used. Meaning never depends on it.
    pub color: bool,
    /// Whether marks outside ASCII can be shown.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// Whether the text is kept or read by a program, so that no name in it may be cut.
    pub complete: bool,
}

/// What is known about the destination of the text. Collected elsewhere, so that the decision can be tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact, and none excludes another")]
pub struct Surroundings<'a> {
    /// The choice on the command line: always, never, or none.
    pub color_wanted: Option<bool>,
    /// Whether the text goes to a terminal.
    pub terminal: bool,
    /// Whether the system says that the terminal understands escape sequences (a console of Windows 7 does not).
    pub understands_escapes: bool,
    /// Whether this is Windows, where no locale variable gives the encoding.
    pub windows: bool,
    /// Whether the terminal is one of the newer ones on Windows, which have fonts for marks.
    pub modern_windows_terminal: bool,
    /// `NO_COLOR` (<https://no-color.org>).
    pub no_color: Option<&'a str>,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `LC_ALL`.
    pub lc_all: Option<&'a str>,
    /// `LC_CTYPE`.
    pub lc_ctype: Option<&'a str>,
    /// `LANG`.
    pub lang: Option<&'a str>,
    /// `COLUMNS`.
    pub columns: Option<&'a str>,
    /// The columns that the terminal itself reports.
    pub terminal_columns: Option<usize>,
}

impl Style {
    /// 80 columns, no color.
    pub const PLAIN: Self = Self { color: false, unicode: true, width: 80, complete: false };

    /// The smallest width that the table is designed for; a narrower terminal wraps it.
    pub const NARROWEST: usize = 60;

    /// The largest width used: longer lines are hard to read.
    pub const WIDEST: usize = 100;

    /// Decides from what is known. The command line overrides `NO_COLOR`, and that overrides the rest.
    pub fn detect(known: &Surroundings<'_>) -> Self {
        let set = |variable: Option<&str>| variable.is_some_and(|value| !value.is_empty());
        let dumb = known.term == Some("dumb");
        let color =
            known.color_wanted.unwrap_or(known.terminal && known.understands_escapes && !dumb && !set(known.no_color));
        let columns = known.columns.and_then(|columns| columns.trim().parse().ok()).filter(|columns| *columns > 0);
        let width = columns.or(known.terminal_columns.filter(|_| known.terminal)).unwrap_or(Self::PLAIN.width);
        let width = width.clamp(Self::NARROWEST, Self::WIDEST);
        Self { color, unicode: shows_marks(known), width, complete: !known.terminal }
    }

    /// Returns the text in a role's color, or unchanged without color.
    pub fn paint(self, role: Role, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let color = |color: AnsiColor| anstyle::Style::new().fg_color(Some(Color::Ansi(color)));
        let look = match role {
            Role::Heading => anstyle::Style::new().effects(Effects::BOLD),
            Role::Good => color(AnsiColor::Green),
            Role::Warning => color(AnsiColor::Yellow).effects(Effects::BOLD),
            Role::Bad => color(AnsiColor::Red).effects(Effects::BOLD),
            Role::Open => color(AnsiColor::Cyan),
            Role::Aside => anstyle::Style::new().effects(Effects::DIMMED),
        };
        format!("{look}{text}{look:#}")
    }
}

/// The purpose of a piece of text; each has its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Titles.
    Heading,
    /// Nothing to do.
    Good,
    /// Works only for now.
    Warning,
    /// Does not work.
    Bad,
    /// Could not be determined.
    Open,
    /// Less important than what is around it.
    Aside,
}

/// Returns whether to show marks: the locale must be UTF-8 and a font likely to have them.
fn shows_marks(known: &Surroundings<'_>) -> bool {
    if known.windows {
        // The old console has no font with the marks, and redirected text is read in the OEM code page.
        return known.terminal && known.modern_windows_terminal;
    }
    // The Linux console's fonts have no check marks.
    if known.terminal && known.term == Some("linux") {
        return false;
    }
    // The first of the three that is set decides (POSIX, Base Definitions, 8.2).
    let locale = [known.lc_all, known.lc_ctype, known.lang].into_iter().flatten().find(|value| !value.is_empty());
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Surroundings<'_> = Surroundings {
        color_wanted: None,
        terminal: true,
        understands_escapes: true,
        windows: false,
        modern_windows_terminal: false,
        no_color: None,
        term: Some("xterm-256color"),
        lc_all: None,
        lc_ctype: None,
        lang: Some("en_GB.UTF-8"),
        columns: None,
        terminal_columns: Some(80),
    };

    #[test]
    fn a_terminal_gets_color_unless_somebody_objects() {
        let color = |known: Surroundings<'_>| Style::detect(&known).color;
        assert!(color(TERMINAL));
        assert!(!color(Surroundings { terminal: false, ..TERMINAL }));
        assert!(!color(Surroundings { no_color: Some("1"), ..TERMINAL }));
        assert!(color(Surroundings { no_color: Some(""), ..TERMINAL }), "empty counts as not set");
        assert!(!color(Surroundings { term: Some("dumb"), ..TERMINAL }));
        assert!(!color(Surroundings { understands_escapes: false, ..TERMINAL }));
        assert!(!color(Surroundings { color_wanted: Some(false), ..TERMINAL }));
        assert!(color(Surroundings { color_wanted: Some(true), no_color: Some("1"), terminal: false, ..TERMINAL }));
    }

    #[test]
    fn marks_need_a_locale_that_has_them() {
        let unicode = |known: Surroundings<'_>| Style::detect(&known).unicode;
        assert!(unicode(TERMINAL));
        assert!(unicode(Surroundings { terminal: false, ..TERMINAL }));
        assert!(!unicode(Surroundings { lc_all: Some("C"), ..TERMINAL }), "LC_ALL goes before LANG");
        assert!(unicode(Surroundings { lc_all: Some(""), ..TERMINAL }), "empty counts as not set");
        assert!(unicode(Surroundings { lang: Some("C"), lc_ctype: Some("C.utf8"), ..TERMINAL }));
        assert!(!unicode(Surroundings { lang: None, ..TERMINAL }));
        assert!(!unicode(Surroundings { term: Some("linux"), ..TERMINAL }));
        assert!(!unicode(Surroundings { windows: true, ..TERMINAL }));
        assert!(unicode(Surroundings { windows: true, modern_windows_terminal: true, lang: None, ..TERMINAL }));
    }

    #[test]
    fn the_width_stays_readable() {
        let width = |known: Surroundings<'_>| Style::detect(&known).width;
        assert_eq!(width(TERMINAL), 80);
        assert_eq!(width(Surroundings { terminal_columns: Some(250), ..TERMINAL }), 100);
        assert_eq!(width(Surroundings { terminal_columns: Some(20), ..TERMINAL }), 60);
        assert_eq!(width(Surroundings { terminal_columns: Some(250), terminal: false, ..TERMINAL }), 80);
        assert_eq!(width(Surroundings { columns: Some("90"), ..TERMINAL }), 90);
        for nonsense in ["", "0", "-1", "wide", "99999999999999999999"] {
            assert_eq!(width(Surroundings { columns: Some(nonsense), ..TERMINAL }), 80, "{nonsense}");
        }
    }

    #[test]
    fn without_color_no_escape_sequence_is_written() {
        assert_eq!(Style::PLAIN.paint(Role::Bad, "NOT READY"), "NOT READY");
        let painted = Style { color: true, ..Style::PLAIN }.paint(Role::Bad, "NOT READY");
        assert!(painted.starts_with('\u{1b}') && painted.ends_with("\u{1b}[0m"), "{painted:?}");
    }
}
