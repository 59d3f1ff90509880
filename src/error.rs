//! Errors that end a command before or instead of its answer.

use std::fmt;

use crate::exit::Exit;
use crate::message::Message;

/// Why a command could not give its answer: one or more problems, each with its place, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandError {
    exit: Exit,
    problems: Vec<Problem>,
}

/// One problem of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, the place first.
    pub message: Message,
    /// What to do, one a line.
    pub hints: Vec<Message>,
}

impl Problem {
    /// A problem with hints.
    pub fn new(message: impl Into<Message>, hints: impl IntoIterator<Item = Message>) -> Self {
        Self { message: message.into(), hints: hints.into_iter().collect() }
    }
}

impl CommandError {
    /// The user can correct it: exit 2, nothing was probed.
    pub fn usage(message: impl Into<Message>) -> Self {
        Self::new(Exit::Usage, message.into())
    }

    /// `tlsready` or its machine failed: exit 4.
    pub fn failed(message: impl Into<Message>) -> Self {
        Self::new(Exit::Failed, message.into())
    }

    /// Several things that the user can correct: exit 2.
    pub const fn several(problems: Vec<Problem>) -> Self {
        Self { exit: Exit::Usage, problems }
    }

    fn new(exit: Exit, message: Message) -> Self {
        Self { exit, problems: vec![Problem { message, hints: Vec::new() }] }
    }

    /// Adds a hint to the last problem.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Message>) -> Self {
        if let Some(last) = self.problems.last_mut() {
            last.hints.push(hint.into());
        }
        self
    }

    /// Adds another problem.
    #[must_use]
    pub fn also(mut self, message: impl Into<Message>) -> Self {
        self.problems.push(Problem { message: message.into(), hints: Vec::new() });
        self
    }

    /// The exit code that belongs to it.
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// The problems, in the order in which they are shown.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for CommandError {
    /// The ids of the messages: people read what [`say`](crate::say) makes of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.problems.iter().enumerate() {
            write!(f, "{}error: {}", if place == 0 { "" } else { "\n" }, problem.message)?;
            for hint in &problem.hints {
                write!(f, "\nhint: {hint}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for CommandError {}
