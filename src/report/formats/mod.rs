//! One file a format.

pub mod json;
pub mod jsonl;
pub mod table;
