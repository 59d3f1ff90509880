//! Pages for people that are not the report of a run.

pub mod catalog;
pub mod explain;
pub mod host;
pub mod windows_host;
