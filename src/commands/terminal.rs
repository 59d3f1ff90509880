//! Inspects the terminal and the environment, so that reports do not have to.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::sync::Arc;

use crate::cli::{Cli, Color};
use crate::report::layout::Page;
use crate::report::layout::style::{Style, Surroundings};
use crate::say::{Language, Wishes, Words};

/// The colors and language of this process. Made once, from the command line and the environment.
#[derive(Debug)]
pub struct Terminal {
    color: Color,
    /// The words of the language that people read.
    pub words: Arc<Words>,
    /// Whether every problem of a long list is reported (`-v`), not only the first ones.
    pub all_problems: bool,
}

impl Terminal {
    /// Reads the settings from the command line and the environment.
    pub fn new(cli: &Cli) -> Self {
        let variables = ["TLSREADY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let variables = variables.into_iter().filter_map(|name| std::env::var(name).ok()).map(Cow::Owned);
        let languages = cli.lang.iter().map(|lang| Cow::Owned(lang.clone())).chain(variables);
        let languages = languages.chain(sys_locale::get_locale().map(Cow::Owned)).collect();
        let words = Words::shared(Language::choose(&Wishes { languages }));
        Self { color: cli.color, words, all_problems: cli.verbose > 0 }
    }

    /// Returns the page for a report that goes to standard output or, if `to_file`, to a file.
    pub fn page(&self, to_file: bool) -> Page<'_> {
        Page { style: style(self.color, to_file), words: &self.words }
    }
}

/// Returns the style for a report that goes to standard output or, if `to_file`, to a file.
pub fn style(color: Color, to_file: bool) -> Style {
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let terminal = !to_file && std::io::stdout().is_terminal();
    let [no_color, term, lc_all, lc_ctype, lang, columns] =
        ["NO_COLOR", "TERM", "LC_ALL", "LC_CTYPE", "LANG", "COLUMNS"].map(variable);
    // Windows Terminal, Visual Studio Code, and the terminals of MSYS and SSH identify themselves in these variables.
    let modern_windows_terminal = ["WT_SESSION", "TERM_PROGRAM", "TERM"].map(variable).iter().any(Option::is_some);
    Style::detect(&Surroundings {
        color_wanted: match color {
            Color::Auto => None,
            Color::Always => Some(true),
            Color::Never => Some(false),
        },
        terminal,
        understands_escapes: !terminal || understands_escapes(),
        windows: cfg!(windows),
        modern_windows_terminal,
        no_color: no_color.as_deref(),
        term: term.as_deref(),
        lc_all: lc_all.as_deref(),
        lc_ctype: lc_ctype.as_deref(),
        lang: lang.as_deref(),
        columns: columns.as_deref(),
        terminal_columns: terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| columns.into()),
    })
}

/// Asks the console to interpret escape sequences. The console of Windows 7 cannot.
#[cfg(windows)]
fn understands_escapes() -> bool {
    anstyle_query::windows::enable_ansi_colors().unwrap_or(false) || std::env::var_os("TERM").is_some()
}

#[cfg(not(windows))]
fn understands_escapes() -> bool {
    true
}
