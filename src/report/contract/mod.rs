//! The JSON contract as types.

pub(crate) mod endpoint;
pub mod host;
pub mod schema;
pub mod windows;
