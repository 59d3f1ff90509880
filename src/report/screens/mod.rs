//! Screens for people, except the report of a run.

pub mod catalog;
pub mod explain;
pub mod host;
pub mod windows_host;
