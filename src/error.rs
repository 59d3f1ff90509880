//! Errors that end a command before or instead of its answer.

use std::fmt;

use crate::exit::Exit;

/// Why a command could not give its answer: a message that names the place, and the way out.
#[derive(Debug)]
pub struct CommandError {
    exit: Exit,
    /// What is wrong, with its place. Several lines when there are several problems.
    message: String,
    /// The way out.
    hints: Vec<String>,
}

impl CommandError {
    /// The user can put it right: exit 2, nothing was probed.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hints: Vec::new() }
    }

    /// `tlsready` or its machine failed: exit 4.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: message.into(), hints: Vec::new() }
    }

    /// Adds a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit code that belongs to it.
    pub const fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CommandError {}
