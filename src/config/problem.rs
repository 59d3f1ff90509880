//! What is wrong with a file, all of it, each with its place and the way out.

use std::fmt;

use crate::error::CommandError;

/// How many problems of one file are printed; the rest is counted.
const MOST_SHOWN: usize = 200;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1, the column in characters; `None` when the file as a whole is meant.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub hint: String,
}

/// Every problem of one file, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// The file's name as it was given, safe to show.
    pub file: String,
    /// The problems; never empty.
    pub list: Vec<Problem>,
    /// How many more there are than are listed.
    pub more: usize,
}

impl Problems {
    /// A problem of the file as a whole.
    pub(crate) fn whole_file(file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let problem = Problem { place: None, message: message.into(), hint: hint.into() };
        Self { file: file.to_owned(), list: vec![problem], more: 0 }
    }

    /// A problem that shows at the very beginning of the file.
    pub(crate) fn at_start(file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let mut problems = Self::whole_file(file, message, hint);
        problems.list[0].place = Some((1, 1));
        problems
    }

    /// Places the problems found in a text and sorts them; `unlisted` are known only by their number.
    pub(crate) fn of_text(file: &str, text: &str, mut found: Vec<Found>, unlisted: usize) -> Self {
        found.sort_by(|one, other| (one.offset, &one.message).cmp(&(other.offset, &other.message)));
        found.dedup();
        let more = found.len().saturating_sub(MOST_SHOWN) + unlisted;
        found.truncate(MOST_SHOWN);
        let place = |found: Found| Problem {
            place: Some(line_and_column(text, found.offset)),
            message: found.message,
            hint: found.hint,
        };
        Self { file: file.to_owned(), list: found.into_iter().map(place).collect(), more }
    }
}

impl fmt::Display for Problems {
    /// `file:line:column: message` and `hint: …`, a pair for each problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, problem) in self.list.iter().enumerate() {
            if count > 0 {
                writeln!(f)?;
            }
            write!(f, "{}", self.file)?;
            if let Some((line, column)) = problem.place {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": {}\nhint: {}", problem.message, problem.hint)?;
        }
        if self.more > 0 {
            write!(f, "\n{}: and {} more problems", self.file, self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problems> for CommandError {
    fn from(problems: Problems) -> Self {
        let count = problems.list.len() + problems.more;
        let plural = if count == 1 { "problem" } else { "problems" };
        Self::usage(format!("{count} {plural} in the endpoints file; nothing was probed\n{problems}"))
    }
}

/// A problem before its place is known as line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where, as an offset in bytes into the text.
    pub(crate) offset: usize,
    /// What is wrong.
    pub(crate) message: String,
    /// The way out.
    pub(crate) hint: String,
    /// Whether something is missing: not to be trusted where the text around it could not be parsed.
    pub(crate) absence: bool,
}

/// Line and column of a byte offset, both from 1; a byte-order mark has no column.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before[line_start..].chars().filter(|character| *character != '\u{feff}').count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_editors_count() {
        let text = "\u{feff}a = 1\nü = 2\r\nc";
        assert_eq!(line_and_column(text, 3), (1, 1));
        assert_eq!(line_and_column(text, 9), (2, 1));
        assert_eq!(line_and_column(text, 10), (2, 1), "inside a character");
        assert_eq!(line_and_column(text, 11), (2, 2));
        assert_eq!(line_and_column(text, text.len() - 1), (3, 1));
        assert_eq!(line_and_column(text, 1000), (3, 2));
    }

    #[test]
    fn problems_are_sorted_counted_and_not_repeated() {
        let found = |offset: usize, message: &str| Found {
            offset,
            message: message.to_owned(),
            hint: "h".to_owned(),
            absence: false,
        };
        let text = "x".repeat(1000);
        let mut all: Vec<Found> = (0..250).rev().map(|offset| found(offset, "bad")).collect();
        all.push(found(0, "bad"));
        let problems = Problems::of_text("f", &text, all, 0);
        assert_eq!((problems.list.len(), problems.more), (200, 50));
        assert_eq!(problems.list[0].place, Some((1, 1)));
        assert!(problems.to_string().starts_with("f:1:1: bad\nhint: h\nf:1:2: bad\n"));
        assert!(problems.to_string().ends_with("f: and 50 more problems"));
    }
}
