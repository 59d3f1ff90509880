//! Saying it: functions of the model, one file a format. Words that several formats use stand in one place.
//!
//! [`model::Report`] is the model; [`table`], [`json`] and [`jsonl`] are pure functions of it. [`output`] is the one
//! place here that touches a file.

pub use crate::clean;
pub mod catalog;
mod endpoint_object;
pub mod explain;
pub mod host;
pub mod host_object;
pub mod json;
pub mod jsonl;
pub mod model;
pub mod output;
pub mod schema;
pub mod style;
pub mod table;
pub mod text;
pub mod windows_host;
pub mod windows_object;
pub mod words;

#[cfg(test)]
mod sample;
