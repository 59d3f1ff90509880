//! The JSON contract as types.

use std::sync::LazyLock;

use crate::clean::clean_sentence;
use crate::message::Message;
use crate::say::Words;

pub(crate) mod endpoint;
pub mod host;
mod repair;
pub mod schema;
pub mod windows;

/// The words of data: English, whatever language people read.
pub(in crate::report) fn english() -> &'static Words {
    static ENGLISH: LazyLock<Words> = LazyLock::new(Words::english);
    &ENGLISH
}

/// A message in English, safe to show.
fn said(message: &Message) -> String {
    clean_sentence(&english().say(message))
}
