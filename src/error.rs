//! Errors that end a command before or instead of its result.

use std::fmt::Write as _;

use crate::exit::Exit;
use crate::message::Message;
use crate::say::Words;

/// Why a command has no result: one or more problems, each with its place, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandError {
    exit: Exit,
    problems: Vec<Problem>,
    /// The causes of the problems, such as the faults of a file. Printed without the word "error".
    details: Vec<Problem>,
}

/// One problem of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, beginning with the place.
    pub message: Message,
    /// The line of the user's file with a mark below it; safe to show.
    pub excerpt: Option<String>,
    /// What to do, one hint per line.
    pub hints: Vec<Message>,
}

impl Problem {
    /// Makes a problem with hints.
    pub fn new(message: impl Into<Message>, hints: impl IntoIterator<Item = Message>) -> Self {
        Self { message: message.into(), excerpt: None, hints: hints.into_iter().collect() }
    }

    /// Returns the text of the problem, as lines: `error: …`, then a `hint: …` for each hint.
    pub fn text(&self, words: &Words) -> String {
        let mut text = words.say(&Message::LabelError { problem: Box::new(self.message.clone()) }).to_string();
        text.push('\n');
        self.write_rest(words, &mut text);
        text
    }

    fn write_rest(&self, words: &Words, text: &mut String) {
        if let Some(excerpt) = &self.excerpt {
            text.push_str(excerpt);
        }
        for hint in &self.hints {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", words.say(&Message::LabelHint { hint: Box::new(hint.clone()) }));
        }
    }
}

impl CommandError {
    /// Makes an error that the user can correct: exit 2, nothing was probed.
    pub fn usage(message: impl Into<Message>) -> Self {
        Self::of(Exit::Usage, vec![Problem::new(message, [])])
    }

    /// Makes an error for a failure of `tlsready` or its machine: exit 4.
    pub fn failed(message: impl Into<Message>) -> Self {
        Self::of(Exit::Failed, vec![Problem::new(message, [])])
    }

    /// Makes an error of several problems that the user can correct: exit 2.
    pub fn several(problems: Vec<Problem>) -> Self {
        Self::of(Exit::Usage, problems)
    }

    const fn of(exit: Exit, problems: Vec<Problem>) -> Self {
        Self { exit, problems, details: Vec::new() }
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
        self.problems.push(Problem::new(message, []));
        self
    }

    /// Adds the causes of the problems.
    #[must_use]
    pub fn details(mut self, details: Vec<Problem>) -> Self {
        self.details = details;
        self
    }

    /// Returns the exit code of the error.
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// Returns the problems, in the order in which they are shown.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns the text of the error: each problem with its hints, then the details.
    pub fn text(&self, words: &Words) -> String {
        let mut text: String = self.problems.iter().map(|problem| problem.text(words)).collect();
        for detail in &self.details {
            let _ = writeln!(text, "{}", words.say(&detail.message));
            detail.write_rest(words, &mut text);
        }
        text
    }
}
