//! The JSON contract as types.

pub(crate) mod endpoint;
mod english;
mod finding;
pub mod host;
pub mod report;
pub mod schema;
pub mod text;
pub mod windows;
