//! What is wrong with an exported file, each problem with its place.

use std::fmt;
use std::path::{Path, PathBuf};

/// Problems of one file that are listed before the rest is only counted.
const LISTED: usize = 20;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryProblem {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, counted from 1; none when the file as a whole is meant.
    pub line: Option<u64>,
    /// What is wrong; text from the file in it is not cleaned yet.
    pub message: String,
    /// The way out, where there is a particular one.
    pub hint: Option<&'static str>,
}

impl fmt::Display for RegistryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Everything that is wrong with the files, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("the registry could not be read from the files ({} problems)", .problems.len() + .unlisted)]
pub struct RegistryError {
    /// The problems, the first of each file.
    pub problems: Vec<RegistryProblem>,
    /// How many more there are.
    pub unlisted: usize,
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

    pub(super) fn add(&mut self, line: Option<u64>, message: impl Into<String>) {
        self.add_with_hint(line, message, None);
    }

    pub(super) fn add_with_hint(&mut self, line: Option<u64>, message: impl Into<String>, hint: Option<&'static str>) {
        if self.listed.len() < LISTED {
            self.listed.push(RegistryProblem { file: self.file.to_owned(), line, message: message.into(), hint });
        } else {
            self.unlisted += 1;
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
}
