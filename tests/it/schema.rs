//! `tlsready schema`: the printed schema, and a strict reader of the part of JSON Schema that it uses.

use std::sync::OnceLock;

use serde_json::Value;

use crate::support::run;

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| serde_json::from_str(tlsready::report::schema::JSON_SCHEMA).expect("the schema is JSON"))
}

/// Where a value is not what the schema at `pointer` (`#/$defs/endpoint`) says. Stricter than JSON Schema: a property
/// that the schema does not name is a problem, too.
pub(crate) fn problems(value: &Value, pointer: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let root = schema().pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("no {pointer}"));
    hold(value, root, "", &mut problems);
    problems
}

/// Words of the schema that say nothing of a value, or are looked at apart.
const APART: &[&str] = &[
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "properties",
    "required",
    "propertyNames",
    "additionalProperties",
    "items",
    "anyOf",
];

fn hold(value: &Value, schema: &Value, place: &str, problems: &mut Vec<String>) {
    let mut fail = |what: String| problems.push(format!("{place}: {what}"));
    let rules = schema.as_object().expect("a schema is an object");
    for (rule, wanted) in rules {
        match rule.as_str() {
            "type" => {
                let wanted: Vec<&str> = match wanted {
                    Value::String(one) => vec![one],
                    other => other.as_array().expect("types").iter().map(|one| one.as_str().expect("a type")).collect(),
                };
                if !wanted.iter().any(|one| is_type(value, one)) {
                    fail(format!("{value} is no {wanted:?}"));
                }
            }
            "const" if value != wanted => fail(format!("{value} is not {wanted}")),
            "enum" if !wanted.as_array().expect("a list").contains(value) => {
                fail(format!("{value} is none of {wanted}"));
            }
            "minimum" if value.as_f64() < wanted.as_f64() && value.is_number() => fail(format!("{value} is too small")),
            "maximum" if value.as_f64() > wanted.as_f64() && value.is_number() => fail(format!("{value} is too large")),
            "const" | "enum" | "minimum" | "maximum" => {}
            other if APART.contains(&other) => {}
            other => panic!("{place}: the schema uses {other}, which this reader does not know"),
        }
    }
    if let Some(reference) = rules.get("$ref") {
        let pointer = reference.as_str().expect("text").trim_start_matches('#');
        hold(value, self::schema().pointer(pointer).unwrap_or_else(|| panic!("no {pointer}")), place, problems);
    }
    if let Some(choices) = rules.get("anyOf") {
        let mut first = Vec::new();
        let fits = choices.as_array().expect("a list").iter().any(|choice| {
            let mut own = Vec::new();
            hold(value, choice, place, &mut own);
            let fits = own.is_empty();
            first.extend(own);
            fits
        });
        if !fits {
            problems.extend(first);
        }
    }
    if let (Some(items), Some(rule)) = (value.as_array(), rules.get("items")) {
        for (number, item) in items.iter().enumerate() {
            hold(item, rule, &format!("{place}/{number}"), problems);
        }
    }
    if let Some(object) = value.as_object() {
        properties(object, rules, place, problems);
    }
}

fn properties(
    object: &serde_json::Map<String, Value>,
    rules: &serde_json::Map<String, Value>,
    place: &str,
    problems: &mut Vec<String>,
) {
    for key in rules.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !object.contains_key(key.as_str().expect("text")) {
            problems.push(format!("{place}: {key} is missing"));
        }
    }
    for (key, value) in object {
        let place = format!("{place}/{key}");
        if let Some(names) = rules.get("propertyNames") {
            hold(&Value::String(key.clone()), names, &place, problems);
        }
        match rules.get("properties").and_then(|known| known.get(key)).or_else(|| rules.get("additionalProperties")) {
            Some(rule) => hold(value, rule, &place, problems),
            None if rules.contains_key("type") => problems.push(format!("{place}: the schema does not know it")),
            None => {}
        }
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    }
}

#[test]
fn the_schema_is_printed_as_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let outcome = run(directory.path(), &["schema"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(outcome.stdout, tlsready::report::schema::JSON_SCHEMA);
}

#[test]
fn what_is_wrong_is_found() {
    let finding =
        |code: &str| serde_json::json!({"code": code, "side": "host", "summary": "", "evidence": "", "remedy": ""});
    let at = "#/$defs/finding";
    assert_eq!(problems(&finding("host-lacks-version"), at), Vec::<String>::new());
    assert_eq!(problems(&finding("no-such-code"), at).len(), 1);
    let mut other = finding("host-lacks-version");
    other["side"] = 5.into();
    other["more"] = true.into();
    other.as_object_mut().expect("an object").remove("remedy");
    assert_eq!(problems(&other, at).len(), 3, "{:?}", problems(&other, at));
}

/// Every finding and every reason can be explained, and the schema knows each.
#[test]
fn the_schema_and_explain_know_the_same_codes() {
    let listed = |name: &str| -> Vec<String> {
        let codes = schema()["$defs"][name]["enum"].as_array().expect("a list");
        codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect()
    };
    let known = tlsready::report::explain::codes();
    for code in [listed("finding_code"), listed("reason")].concat() {
        assert!(known.contains(&code), "{code}");
    }
}
