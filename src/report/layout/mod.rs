//! How text is laid out: width, wrapping, columns, color. Only this module pads text.

#[cfg(test)]
pub(crate) mod pseudo;
pub mod steps;
pub mod style;
pub mod text;

use std::ops::Deref;

use crate::message::Message;
use crate::say::Words;
use style::Style;

/// What a text is written for: a style and a language.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Width, color, characters.
    pub style: Style,
    /// The language.
    pub words: &'a Words,
}

impl Deref for Page<'_> {
    type Target = Style;

    fn deref(&self) -> &Style {
        &self.style
    }
}

impl Page<'_> {
    /// Returns a message in the language of the page, made safe to show on it.
    pub fn say(&self, message: &Message) -> String {
        text::plain(*self, &self.words.say(message))
    }

    /// Returns several messages as clauses of one line.
    pub fn clauses(&self, messages: &[Message]) -> String {
        text::plain(*self, &self.words.clauses(messages))
    }
}

/// Returns a page in English, for tests.
#[cfg(test)]
pub(crate) fn english(style: Style) -> Page<'static> {
    static WORDS: std::sync::LazyLock<std::sync::Arc<Words>> = std::sync::LazyLock::new(Words::english);
    Page { style, words: &WORDS }
}
