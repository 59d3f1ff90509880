//! The JSON Schemas of the reports, as `tlsready schema` prints them. Tests hold them against what is really written.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::error::CommandError;
use crate::report::contract::text::pretty;

/// JSON Schema (2020-12) of `check --format json`.
pub const JSON_SCHEMA: &str = include_str!("schema.json");

/// That of `host --format json`, without the definitions that both share.
const HOST_SCHEMA: &str = include_str!("host_schema.json");

const DEFINITIONS: &str = "$defs";
const REFERENCE: &str = "#/$defs/";

/// Which report a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// `check --format json`.
    Check,
    /// One line of `check --format jsonl`.
    Line,
    /// `host --format json`: this machine, and with `--registry` another.
    Host,
}

/// A schema as JSON with a line end, complete in itself.
///
/// # Errors
/// A schema that is no JSON: a defect of this program, exit 4.
pub fn text(schema: Schema) -> Result<String, CommandError> {
    let check = match schema {
        Schema::Check => return Ok(JSON_SCHEMA.to_owned()),
        Schema::Line | Schema::Host => parse(JSON_SCHEMA)?,
    };
    let own = match schema {
        Schema::Host => parse(HOST_SCHEMA)?,
        Schema::Check | Schema::Line => json!({
            "$schema": check["$schema"],
            "title": "tlsready endpoint",
            "description": "One line of what tlsready check --format jsonl prints.",
            "$ref": format!("{REFERENCE}endpoint"),
        }),
    };
    pretty(&complete(own, &check[DEFINITIONS]))
}

fn parse(text: &str) -> Result<Value, CommandError> {
    serde_json::from_str(text).map_err(|error| CommandError::failed(format!("a schema is no JSON: {error}")))
}

/// Adds the definitions that a schema refers to and does not have, with those that they refer to.
fn complete(mut schema: Value, shared: &Value) -> Value {
    let mut definitions = match schema[DEFINITIONS].take() {
        Value::Object(own) => own,
        _ => Map::new(),
    };
    let mut wanted = BTreeSet::new();
    references(&schema, &mut wanted);
    definitions.values().for_each(|own| references(own, &mut wanted));
    while let Some(name) = wanted.pop_first() {
        if let (false, Some(definition)) = (definitions.contains_key(&name), shared.get(&name)) {
            references(definition, &mut wanted);
            definitions.insert(name, definition.clone());
        }
    }
    schema[DEFINITIONS] = Value::Object(definitions);
    schema
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(fields) => {
            found.extend(
                fields
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|name| name.strip_prefix(REFERENCE))
                    .map(str::to_owned),
            );
            fields.values().for_each(|field| references(field, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_schema_is_complete_and_has_nothing_to_spare() {
        for schema in [Schema::Check, Schema::Line, Schema::Host] {
            let text = text(schema).unwrap();
            let value: Value = serde_json::from_str(&text).unwrap();
            let mut wanted = BTreeSet::new();
            references(&value, &mut wanted);
            let defined: BTreeSet<String> = value[DEFINITIONS].as_object().unwrap().keys().cloned().collect();
            assert_eq!(wanted, defined, "{schema:?}");
            assert!(value["title"].is_string() && text.ends_with("}\n"), "{schema:?}");
        }
    }
}
