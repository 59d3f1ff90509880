//! The JSON contract as types: what is written, what `--resume` reads again, and what the schemas are generated from.
//!
//! Within one `schema_version` fields and codes are added, never renamed or dropped. A field that is added later gets
//! `#[serde(default)]`, so that reports of earlier versions can still be read.

#![expect(
    clippy::doc_markdown,
    reason = "doc comments here are descriptions in the schema, where backticks would be shown"
)]

pub mod codes;
pub mod endpoint;
pub mod english;
pub mod finding;
pub mod host;
pub mod message;
pub mod repair;
pub mod report;
pub mod schema;
pub mod text;
pub mod windows;
