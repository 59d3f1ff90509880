//! Every problem of a file, each with its place and hints.

use unicode_width::UnicodeWidthStr as _;

use crate::clean::clean;
use crate::error::{self, CommandError};
use crate::message::Message;

/// Maximum number of problems of one file that are printed; the rest are counted.
const MOST_SHOWN: usize = 200;

/// A problem in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1, the column in characters; `None` if the problem concerns the whole file.
    pub place: Option<(usize, usize)>,
    /// The line with a mark below the place, if it can be shown.
    pub excerpt: Option<String>,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub hints: Vec<Message>,
}

/// Every problem of one file, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// The name of the file as it was given, safe to show.
    pub file: String,
    /// The problems; never empty.
    pub list: Vec<Problem>,
    /// The number of further problems that are not listed.
    pub more: usize,
}

impl Problems {
    /// Returns a problem of the file as a whole.
    pub(crate) fn whole_file(file: &str, message: Message, hint: Message) -> Self {
        let problem = Problem { place: None, excerpt: None, message, hints: vec![hint] };
        Self { file: file.to_owned(), list: vec![problem], more: 0 }
    }

    /// Returns a problem at the beginning of the file.
    pub(crate) fn at_start(file: &str, message: Message, hint: Message) -> Self {
        let mut problems = Self::whole_file(file, message, hint);
        problems.list[0].place = Some((1, 1));
        problems
    }

    /// Locates and sorts the problems found in a text; `unlisted` is the number of problems that were only counted.
    pub(crate) fn of_text(file: &str, text: &str, mut found: Vec<Found>, unlisted: usize) -> Self {
        // The same problem may have been found twice.
        found.sort_by_cached_key(|found| (found.offset, format!("{:?}", found.message)));
        found.dedup();
        let more = found.len().saturating_sub(MOST_SHOWN) + unlisted;
        found.truncate(MOST_SHOWN);
        let place = |found: Found| Problem {
            place: Some(line_and_column(text, found.offset)),
            excerpt: Some(excerpt(text, found.offset)),
            message: found.message,
            hints: found.hints,
        };
        Self { file: file.to_owned(), list: found.into_iter().map(place).collect(), more }
    }
}

impl From<Problems> for CommandError {
    fn from(problems: Problems) -> Self {
        let count = (problems.list.len() + problems.more) as u64;
        let file = problems.file;
        let detail = |problem: Problem| {
            let (file, message) = (file.clone(), Box::new(problem.message));
            let message = match problem.place {
                None => Message::PlaceFile { file, problem: message },
                Some((line, column)) => {
                    Message::PlaceColumn { file, line: line as u64, column: column as u64, problem: message }
                }
            };
            error::Problem { message, excerpt: problem.excerpt, hints: problem.hints }
        };
        let mut details: Vec<_> = problems.list.into_iter().map(detail).collect();
        if problems.more > 0 {
            let problem = Box::new(Message::ErrorMoreProblems { more: problems.more as u64 });
            details.push(error::Problem::new(Message::PlaceFile { file, problem }, []));
        }
        Self::usage(Message::ConfigProblems { count }).details(details)
    }
}

/// A problem whose line and column are not yet calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its place, as an offset in bytes into the text.
    pub(crate) offset: usize,
    /// What is wrong.
    pub(crate) message: Message,
    /// What to do about it.
    pub(crate) hints: Vec<Message>,
    /// Whether something is missing. Unreliable if the text around it could not be parsed.
    pub(crate) absence: bool,
}

/// Maximum width of an excerpt, in columns.
const WIDEST_EXCERPT: usize = 72;
/// Columns shown before the place if the line is too wide.
const BEFORE: usize = 24;

/// Returns the line of an offset and a caret below it, cut to the part that fits.
fn excerpt(text: &str, offset: usize) -> String {
    let (number, _) = line_and_column(text, offset);
    let offset = text.floor_char_boundary(offset);
    let begin = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    // Reads no more than can be shown, because a hostile line may be long.
    let before: Vec<char> = text[begin..offset].chars().rev().take(WIDEST_EXCERPT * 2).collect();
    let shown = |character: char| -> String {
        match character {
            '\t' => " ".to_owned(),
            '\u{feff}' => String::new(),
            other => clean(other.encode_utf8(&mut [0; 4])),
        }
    };
    let mut left: Vec<String> = before.into_iter().rev().map(shown).collect();
    let columns = |pieces: &[String]| pieces.iter().map(|piece| piece.width()).sum::<usize>();
    let cut = columns(&left) > WIDEST_EXCERPT - BEFORE;
    while cut && columns(&left) > BEFORE {
        left.remove(0);
    }
    let mark = if cut { "…" } else { "" };
    let caret = mark.width() + columns(&left);
    let mut line = format!("{mark}{}", left.concat());
    let mut rest = text[offset..].chars().take_while(|character| !matches!(character, '\r' | '\n'));
    while let Some(piece) = rest.next().map(shown) {
        if line.width() + piece.width() >= WIDEST_EXCERPT {
            line.push('…');
            break;
        }
        line.push_str(&piece);
    }
    let number = number.to_string();
    let gutter = " ".repeat(number.len());
    format!("{number} | {}\n{gutter} | {}^\n", line.trim_end(), " ".repeat(caret))
}

/// Returns the line and column of a byte offset, both from 1. A byte-order mark does not count as a column.
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
            message: Message::ConfigUnknownKey { key: message.to_owned() },
            hints: vec![Message::HintRemoveOne],
            absence: false,
        };
        let text = "x".repeat(1000);
        let mut all: Vec<Found> = (0..250).rev().map(|offset| found(offset, "bad")).collect();
        all.push(found(0, "bad"));
        let problems = Problems::of_text("f", &text, all, 0);
        assert_eq!((problems.list.len(), problems.more), (200, 50));
        assert_eq!(problems.list[0].place, Some((1, 1)));
        assert_eq!(problems.list[1].place, Some((1, 2)));
        assert!(problems.list.iter().all(|problem| problem.excerpt.is_some()));
    }

    #[test]
    fn an_excerpt_marks_the_place_in_a_part_of_the_line_that_fits() {
        assert_eq!(excerpt("a = 1\nprot = 2\r\nb", 6), "2 | prot = 2\n  | ^\n");
        assert_eq!(excerpt("\u{feff}a\tb\u{1b}", 5), "1 | a b\\u{1b}\n  |   ^\n");
        assert_eq!(excerpt("漢字x", 6), "1 | 漢字x\n  |     ^\n");
        assert_eq!(excerpt("x", 100), "1 | x\n  |  ^\n");
        let long = excerpt(&format!("{}!{}", "a".repeat(100_000), "b".repeat(100_000)), 100_000);
        let (line, caret) = long.split_once('\n').expect("two lines");
        assert_eq!(line, format!("1 | …{}!{}…", "a".repeat(BEFORE), "b".repeat(WIDEST_EXCERPT - BEFORE - 3)));
        assert_eq!(caret, format!("  | {}^\n", " ".repeat(BEFORE + 1)));
    }
}
