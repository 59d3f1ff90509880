//! The JSON Schemas of the reports, as `tlsready schema` prints them. They are generated from the types of the
//! contract, whose doc comments are the descriptions. Snapshots record them, since within one `schema_version` nothing
//! is renamed or dropped.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema as Object};
use serde_json::Value;

use super::endpoint::EndpointObject;
use super::report::ReportObject;
use super::text::pretty;
use super::windows::HostReportObject;
use crate::error::CommandError;

/// The report that a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// `check --format json`.
    Check,
    /// One line of `check --format jsonl`.
    Line,
    /// `host --format json`, for this machine or, with `--registry`, for another.
    Host,
}

/// Returns a self-contained schema (JSON Schema 2020-12) as JSON with a line end.
///
/// # Errors
/// A schema that cannot be written as JSON: a defect of this program, exit 4.
pub fn text(schema: Schema) -> Result<String, CommandError> {
    pretty(&match schema {
        Schema::Check => generated::<ReportObject>(),
        Schema::Host => generated::<HostReportObject>(),
        Schema::Line => {
            let mut line = generated::<EndpointObject>();
            line.insert("title".to_owned(), "tlsready endpoint".into());
            line
        }
    })
}

fn generated<T: JsonSchema>() -> Object {
    // Describe what is written: a field that is always present is required, even if it may be null.
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(plain));
    settings.into_generator().into_root_schema_for::<T>()
}

/// Removes what concerns only Rust: names of number types, types of values that are listed, and line breaks in
/// comments. Also removes null as a value of fields that are omitted instead.
fn plain(schema: &mut Object) {
    schema.remove("format");
    if schema.get("enum").is_some() || schema.get("const").is_some() {
        schema.remove("type");
    }
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|known| known == name));
    if let Some(Value::Object(fields)) = schema.get_mut("properties") {
        fields.iter_mut().filter(|(name, _)| !is_required(name)).for_each(|(_, field)| without_null(field));
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

fn without_null(field: &mut Value) {
    let Value::Object(field) = field else { return };
    if let Some(Value::Array(types)) = field.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            field.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(mut choices)) = field.remove("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        match choices.as_mut_slice() {
            [Value::Object(only)] => field.append(only),
            _ => drop(field.insert("anyOf".to_owned(), choices.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const REFERENCE: &str = "#/$defs/";

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Object(fields) => {
                let reference = fields.get("$ref").and_then(Value::as_str);
                found.extend(reference.and_then(|name| name.strip_prefix(REFERENCE)).map(str::to_owned));
                fields.values().for_each(|field| references(field, found));
            }
            _ => {}
        }
    }

    /// Collects every object with properties anywhere in the schema.
    fn objects<'a>(value: &'a Value, found: &mut Vec<&'a serde_json::Map<String, Value>>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
            Value::Object(fields) => {
                if fields.contains_key("properties") {
                    found.push(fields);
                }
                fields.values().for_each(|field| objects(field, found));
            }
            _ => {}
        }
    }

    #[test]
    fn each_schema_is_complete_and_has_nothing_to_spare() {
        for schema in [Schema::Check, Schema::Line, Schema::Host] {
            let text = text(schema).unwrap();
            let value: Value = serde_json::from_str(&text).unwrap();
            let mut wanted = BTreeSet::new();
            references(&value, &mut wanted);
            let defined: BTreeSet<String> = value["$defs"].as_object().unwrap().keys().cloned().collect();
            assert_eq!(wanted, defined, "{schema:?}");
            assert!(value["title"].is_string() && text.ends_with("}\n"), "{schema:?}");
        }
    }

    #[test]
    fn every_field_is_described() {
        for schema in [Schema::Check, Schema::Host] {
            let value: Value = serde_json::from_str(&text(schema).unwrap()).unwrap();
            let mut all = Vec::new();
            objects(&value, &mut all);
            assert!(all.len() > 10, "{schema:?}");
            for object in all {
                let fields = object["properties"].as_object().unwrap();
                // A variant with a value is described as a whole.
                let is_described = fields.len() == 1 && object.contains_key("description");
                for (name, field) in fields {
                    assert!(is_described || field["description"].is_string(), "{schema:?}: {name}: {field}");
                }
            }
        }
    }

    /// What a program may rely on. Additions are fine; question every removal.
    #[test]
    fn the_schemas() {
        for (name, schema) in [("check", Schema::Check), ("jsonl", Schema::Line), ("host", Schema::Host)] {
            insta::assert_snapshot!(name, text(schema).unwrap());
        }
    }
}
