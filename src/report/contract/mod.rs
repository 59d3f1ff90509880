//! The JSON contract as types.

pub mod codes;
pub mod endpoint;
pub mod host;
pub mod report;
pub mod schema;
pub mod text;
pub mod windows;
