//! `tlsready schema`: the printed schemas, validated with a strict implementation of the subset of JSON Schema that
//! they use.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tlsready::report::contract::endpoint::EndpointObject;
use tlsready::report::contract::schema;
use tlsready::report::contract::windows::HostReportObject;

use crate::support::{check, exports, fixture, lab, run};

/// Returns the printed schema of a report.
fn printed(report: &str) -> &'static Value {
    static SCHEMAS: OnceLock<BTreeMap<&str, Value>> = OnceLock::new();
    let read = |report| {
        let directory = tempfile::tempdir().expect("a directory");
        let outcome = run(directory.path(), &["schema", report]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{report}");
        (report, serde_json::from_str(&outcome.stdout).expect("the schema is JSON"))
    };
    &SCHEMAS.get_or_init(|| REPORTS.into_iter().map(read).collect())[report]
}

/// The arguments of `tlsready schema`.
const REPORTS: [&str; 3] = ["check", "jsonl", "host"];

/// Returns where a value differs from the schema at `pointer` (`#/$defs/endpoint`) of `check`. Stricter than JSON
/// Schema: a property that the schema does not list is also a problem.
pub(crate) fn problems(value: &Value, pointer: &str) -> Vec<String> {
    problems_at(value, "check", pointer)
}

/// Returns where a value differs from the schema of a report, by the same strict rules.
pub(crate) fn problems_of(value: &Value, report: &'static str) -> Vec<String> {
    problems_at(value, report, "#")
}

fn problems_at(value: &Value, report: &'static str, pointer: &str) -> Vec<String> {
    let root = printed(report);
    let mut problems = Vec::new();
    let start = root.pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("no {pointer}"));
    Reader { root, problems: &mut problems }.hold(value, start, "");
    problems
}

/// Keywords of the schema that do not restrict a value, or are handled separately.
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
    "oneOf",
];

struct Reader<'a> {
    root: &'a Value,
    problems: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn hold(&mut self, value: &Value, schema: &Value, place: &str) {
        let mut fail = |what: String| self.problems.push(format!("{place}: {what}"));
        let rules = match schema {
            Value::Bool(true) => return,
            Value::Bool(false) => return fail("it must not be there".to_owned()),
            _ => schema.as_object().expect("a schema is an object"),
        };
        for (rule, wanted) in rules {
            match rule.as_str() {
                "type" => {
                    let wanted: Vec<&str> = match wanted {
                        Value::String(one) => vec![one],
                        other => {
                            other.as_array().expect("types").iter().map(|one| one.as_str().expect("a type")).collect()
                        }
                    };
                    if !wanted.iter().any(|one| is_type(value, one)) {
                        fail(format!("{value} is no {wanted:?}"));
                    }
                }
                "const" if value != wanted => fail(format!("{value} is not {wanted}")),
                "enum" if !wanted.as_array().expect("a list").contains(value) => {
                    fail(format!("{value} is none of {wanted}"));
                }
                "minimum" if value.as_f64() < wanted.as_f64() && value.is_number() => {
                    fail(format!("{value} is too small"));
                }
                "maximum" if value.as_f64() > wanted.as_f64() && value.is_number() => {
                    fail(format!("{value} is too large"));
                }
                "const" | "enum" | "minimum" | "maximum" => {}
                other if APART.contains(&other) => {}
                other => panic!("{place}: the schema uses {other}, which this reader does not know"),
            }
        }
        if let Some(reference) = rules.get("$ref") {
            let pointer = reference.as_str().expect("text").trim_start_matches('#');
            self.hold(value, self.root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}")), place);
        }
        if let Some(choices) = rules.get("anyOf").or_else(|| rules.get("oneOf")) {
            let mut first = Vec::new();
            let fits = choices.as_array().expect("a list").iter().any(|choice| {
                let mut own = Vec::new();
                Reader { root: self.root, problems: &mut own }.hold(value, choice, place);
                let fits = own.is_empty();
                first.extend(own);
                fits
            });
            if !fits {
                self.problems.extend(first);
            }
        }
        if let (Some(items), Some(rule)) = (value.as_array(), rules.get("items")) {
            for (number, item) in items.iter().enumerate() {
                self.hold(item, rule, &format!("{place}/{number}"));
            }
        }
        if let Some(object) = value.as_object() {
            self.properties(object, rules, place);
        }
    }

    fn properties(&mut self, object: &Map<String, Value>, rules: &Map<String, Value>, place: &str) {
        for key in rules.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !object.contains_key(key.as_str().expect("text")) {
                self.problems.push(format!("{place}: {key} is missing"));
            }
        }
        for (key, value) in object {
            let place = format!("{place}/{key}");
            if let Some(names) = rules.get("propertyNames") {
                self.hold(&Value::String(key.clone()), names, &place);
            }
            match rules.get("properties").and_then(|known| known.get(key)).or_else(|| rules.get("additionalProperties"))
            {
                Some(rule) => self.hold(value, rule, &place),
                None if rules.contains_key("type") => {
                    self.problems.push(format!("{place}: the schema does not know it"));
                }
                None => {}
            }
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
    for arguments in [&["schema"][..], &["schema", "check"]] {
        let outcome = run(directory.path(), arguments);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        assert_eq!(outcome.stdout, schema::text(schema::Schema::Check).expect("it is JSON"));
    }
    assert_eq!(run(directory.path(), &["schema", "guest"]).code, 2);
}

/// Returns the JSON that `tlsready host` prints.
fn host(directory: &Path, arguments: &[&str]) -> Value {
    let outcome = run(directory, &[&["host", "--format", "json"], arguments].concat());
    assert_eq!(outcome.stderr, "", "{arguments:?}");
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

#[test]
fn this_host_is_what_the_schema_says() {
    let directory = tempfile::tempdir().expect("a directory");
    assert_eq!(problems_of(&host(directory.path(), &[]), "host"), Vec::<String>::new());
    // A deliberately broken configuration, to get findings, settings and gaps.
    let broken = directory.path().join("openssl.cnf");
    std::fs::write(&broken, "openssl_conf = here\n[here]\nssl_conf = there\n").expect("a writable directory");
    let mut command = crate::support::program(directory.path());
    let output = command.args(["host", "--format", "json"]).env("OPENSSL_CONF", &broken).output().expect("it starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(problems_of(&report, "host"), Vec::<String>::new());
    assert!(cfg!(not(target_os = "linux")) || report["host"]["findings"][0].is_object(), "{report}");
}

#[test]
fn every_export_is_what_the_schema_says() {
    let directory = fixture("registry");
    for name in exports() {
        for more in [&[][..], &["--rules", "update-management"], &["--for", "schannel,dotnet2,dotnet4,winhttp"]] {
            let report = host(&directory, &[&["--registry", &name], more].concat());
            assert_eq!(problems_of(&report, "host"), Vec::<String>::new(), "{name} {more:?}");
            assert_eq!(report["windows"].get("rules").is_some(), more.contains(&"--rules"), "{name}");
            read_again::<HostReportObject>(&report);
        }
    }
    let several = host(&directory, &["--registry", "system-hive.reg", "schannel-alone-version4.reg", "--os", "2008R2"]);
    assert_eq!(problems_of(&several, "host"), Vec::<String>::new());
    assert_eq!(several["windows"]["sources"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_wrong_in_a_host_report_is_found() {
    let good = host(&fixture("registry"), &["--registry", "2008r2-article.reg", "--rules", "update-management"]);
    let wrong = |pointer: &str, value: Value| {
        let mut report = good.clone();
        *report.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value;
        assert_eq!(problems_of(&report, "host").len(), 1, "{pointer}: {:?}", problems_of(&report, "host"));
    };
    wrong("/host/readiness", "perhaps".into());
    wrong("/windows/clients/0/versions/tls1.2/default", "yes".into());
    wrong("/host/findings/0/code", "no-such-code".into());
    wrong("/host/repair/changes/0/value", (-1).into());
    wrong("/windows/rules/0/id", "NoSuchRule".into());
    wrong("/host/stacks/0/versions/tls1.2/when_asked", true.into());
}

/// The types of the contract can read what was written without losing anything.
fn read_again<T: DeserializeOwned + Serialize>(written: &Value) {
    let read: T = serde_json::from_value(written.clone()).unwrap_or_else(|error| panic!("{error}: {written:#}"));
    assert_eq!(serde_json::to_value(&read).expect("it can be written"), *written);
}

#[test]
fn a_line_is_what_its_schema_says() {
    let endpoint = lab().at("tls12-only");
    let outcome = check(&[&endpoint, "--format", "jsonl"]);
    let line: Value = serde_json::from_str(&outcome.stdout).expect("one line");
    assert_eq!(problems_of(&line, "jsonl"), Vec::<String>::new());
    read_again::<EndpointObject>(&line);
}

#[test]
fn what_is_wrong_is_found() {
    let finding = |code: &str| {
        serde_json::json!({
            "code": code, "side": "host", "weight": "cause", "confidence": "observed",
            "summary": "", "evidence": "", "remedy": "",
            "message": {"id": "x", "args": {}}, "messages": {"evidence": [], "remedy": []},
        })
    };
    let at = "#/$defs/finding";
    assert_eq!(problems(&finding("host-lacks-version"), at), Vec::<String>::new());
    assert_eq!(problems(&finding("no-such-code"), at).len(), 1);
    let mut other = finding("host-lacks-version");
    other["side"] = 5.into();
    other["more"] = true.into();
    other.as_object_mut().expect("an object").remove("remedy");
    assert_eq!(problems(&other, at).len(), 3, "{:?}", problems(&other, at));
}

/// Every code can be explained and is in a schema.
#[test]
fn the_schemas_and_explain_know_the_same_codes() {
    let mut codes = Vec::new();
    for (report, pointer) in [
        ("check", "/$defs/finding_code"),
        ("check", "/$defs/reason"),
        ("check", "/$defs/prober_outcome"),
        ("check", "/$defs/trust_problem"),
        ("check", "/$defs/end"),
        ("host", "/$defs/rule_id"),
    ] {
        let listed = printed(report).pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        codes.extend(listed["enum"].as_array().expect("a list").iter().filter_map(Value::as_str));
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, tlsready::report::screens::explain::defined_codes());
}
