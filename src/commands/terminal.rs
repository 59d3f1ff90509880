//! Looks at the terminal and the environment, so that reports need not.

use std::io::IsTerminal;

use crate::cli::Color;
use crate::report::layout::style::{Style, Surroundings};

/// How to write a report that goes to standard output, or, `to_file`, to a file.
pub fn style(color: Color, to_file: bool) -> Style {
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let terminal = !to_file && std::io::stdout().is_terminal();
    let [no_color, term, lc_all, lc_ctype, lang, columns] =
        ["NO_COLOR", "TERM", "LC_ALL", "LC_CTYPE", "LANG", "COLUMNS"].map(variable);
    // Windows Terminal, Visual Studio Code, and the terminals of MSYS and SSH say who they are.
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

/// Asks the console to act on escape sequences; one of Windows 7 cannot.
#[cfg(windows)]
fn understands_escapes() -> bool {
    anstyle_query::windows::enable_ansi_colors().unwrap_or(false) || std::env::var_os("TERM").is_some()
}

#[cfg(not(windows))]
fn understands_escapes() -> bool {
    true
}
