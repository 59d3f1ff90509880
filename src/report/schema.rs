//! The JSON Schema of the report, as `tlsready schema` prints it. Tests hold it against what is really written.

/// JSON Schema (2020-12) of `check --format json`; a line of `--format jsonl` is its `$defs/endpoint`.
pub const JSON_SCHEMA: &str = include_str!("schema.json");
