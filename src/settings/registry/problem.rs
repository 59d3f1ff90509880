//! What is wrong with an exported file, each problem with its place.

use std::path::{Path, PathBuf};

use super::exports;
use crate::clean::clean;
use crate::error::{CommandError, Problem};
use crate::message::Message;

/// Limit on the problems listed for one file; the rest is only counted.
const LISTED: usize = 20;

/// The least that must be exported.
pub(super) const EXPORT: &str = exports::SCHANNEL;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryProblem {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, counted from 1; `None` for a problem with the file as a whole.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: Message,
    /// What to do, if it is something other than exporting again.
    pub hint: Option<Message>,
}

impl RegistryProblem {
    /// Returns what is wrong, the place first.
    pub fn message(&self) -> Message {
        let (file, problem) = (clean(&self.file.display().to_string()), Box::new(self.problem.clone()));
        match self.line {
            None => Message::PlaceFile { file, problem },
            Some(line) => Message::PlaceLine { file, line, problem },
        }
    }
}

/// Everything that is wrong with the files, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryError {
    /// The problems, limited to the first ones of each file.
    pub problems: Vec<RegistryProblem>,
    /// How many more there are.
    pub unlisted: usize,
}

impl From<RegistryError> for CommandError {
    /// Lists each problem, then each hint once.
    fn from(error: RegistryError) -> Self {
        let mut problems: Vec<Problem> =
            error.problems.iter().map(|problem| Problem::new(problem.message(), [])).collect();
        if error.unlisted > 0 {
            problems.push(Problem::new(Message::ErrorMoreProblems { more: error.unlisted as u64 }, []));
        }
        let again = error.problems.iter().any(|problem| problem.hint.is_none());
        let again = again.then(|| Message::HintExportAgain { command: EXPORT.to_owned() });
        let mut hints: Vec<Message> = Vec::new();
        for hint in error.problems.into_iter().filter_map(|problem| problem.hint).chain(again) {
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        hints.into_iter().fold(Self::several(problems), Self::hint)
    }
}

impl RegistryError {
    /// Adds the problems of one file.
    pub(super) fn take(&mut self, mut problems: Problems<'_>) {
        problems.listed.sort_by_key(|problem| problem.line);
        self.unlisted += problems.unlisted;
        self.problems.append(&mut problems.listed);
    }
}

/// Collects the problems of one file.
#[derive(Debug)]
pub(super) struct Problems<'a> {
    file: &'a Path,
    pub(super) listed: Vec<RegistryProblem>,
    pub(super) unlisted: usize,
}

impl<'a> Problems<'a> {
    pub(super) const fn new(file: &'a Path) -> Self {
        Self { file, listed: Vec::new(), unlisted: 0 }
    }

    /// Returns the file.
    pub(super) const fn file(&self) -> &'a Path {
        self.file
    }

    pub(super) fn add(&mut self, line: Option<u64>, problem: Message) {
        self.add_with_hint(line, problem, None);
    }

    pub(super) fn add_with_hint(&mut self, line: Option<u64>, problem: Message, hint: Option<Message>) {
        if self.listed.len() < LISTED {
            self.listed.push(RegistryProblem { file: self.file.to_owned(), line, problem, hint });
        } else {
            self.unlisted += 1;
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
}
