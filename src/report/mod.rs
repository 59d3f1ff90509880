//! Reports: pure functions of the model, one file a format.
//!
//! [`model::Report`] is the model. [`output`] is the one place here that touches a file.

pub mod contract;
pub mod formats;
pub mod layout;
pub mod model;
pub mod output;
pub mod repair;
pub mod screens;
pub mod words;

#[cfg(test)]
pub(crate) mod sample;
