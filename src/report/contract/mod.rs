//! The JSON contract as types.

use std::sync::LazyLock;

use crate::say::Words;

pub(crate) mod endpoint;
pub mod host;
pub mod schema;
pub mod windows;

/// The words of data: English, whatever language people read.
pub(in crate::report) fn english() -> &'static Words {
    static ENGLISH: LazyLock<Words> = LazyLock::new(Words::english);
    &ENGLISH
}
