//! Saying it: functions of the model, one file a format. Words that several formats use stand in one place.

pub use crate::clean;
pub mod output;
pub mod style;
