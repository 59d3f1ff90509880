//! What the reader's terminal can show.

/// How to write for the place where the text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colour may be used. Meaning never hangs on it.
    pub color: bool,
    /// Whether marks outside ASCII can be shown.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

impl Style {
    /// For files, pipes and tests: 80 columns, no colour.
    pub const PLAIN: Self = Self { color: false, unicode: true, width: 80 };
}
