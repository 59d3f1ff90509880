//! Reports: pure functions of the model, one file per format.
//!
//! [`model::Report`] is the model. Only [`output`] touches files.

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
