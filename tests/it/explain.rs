//! `tlsready explain` explains every code that the program prints.

use std::collections::BTreeSet;

use serde_json::Value;
use tlsready::report::screens::explain;

use crate::support::{check_json, exports, fixture, lab, run};

/// Collects the codes in a report. The contract determines which fields contain codes.
fn codes(value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| codes(item, place, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let is_code = match key.as_str() {
                    "code" | "result" | "end" => true,
                    "reason" => fields.contains_key("support"),
                    "problem" => place == "trust",
                    "id" => place == "rules",
                    _ => false,
                };
                // The result of a rule of Microsoft's checker is not a code, but its id is.
                let is_code = is_code && !(place == "rules" && key == "result");
                match value {
                    Value::String(code) if is_code => drop(found.insert(code.clone())),
                    _ => codes(value, key, found),
                }
            }
        }
        _ => {}
    }
}

fn explained(found: &BTreeSet<String>) {
    let known: BTreeSet<String> = explain::codes().into_iter().map(str::to_owned).collect();
    let missing: Vec<_> = found.difference(&known).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let directory = tempfile::tempdir().expect("a directory");
    for code in found {
        let outcome = run(directory.path(), &["explain", code]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{code}");
        assert!(outcome.stdout.starts_with(code.as_str()), "{code}: {}", outcome.stdout);
    }
}

#[test]
fn every_code_of_a_check() {
    let ids = ["tls10-to-tls13", "answers-tls10", "http", "reset", "alert-112", "cert-expired", "tls13-only"];
    let endpoints = ids.map(|id| lab().at(id));
    let endpoints: Vec<&str> = endpoints.iter().map(String::as_str).collect();
    let (_, report) = check_json(&[&endpoints[..], &["name.invalid"]].concat());
    let mut found = BTreeSet::new();
    codes(&report, "", &mut found);
    for code in ["server-hello", "answers-lower", "endpoint-not-tls", "name-not-resolved", "completed", "not-resolved"]
    {
        assert!(found.contains(code), "{code}: {found:?}");
    }
    explained(&found);
}

#[test]
fn every_code_of_a_windows_registry() {
    let mut found = BTreeSet::new();
    for name in exports() {
        let arguments = ["host", "--registry", &name, "--format", "json", "--rules", "update-management"];
        let outcome = run(&fixture("registry"), &arguments);
        codes(&serde_json::from_str(&outcome.stdout).expect("JSON"), "", &mut found);
    }
    for code in ["schannel-default-lacks-tls12", "dotnet4-lacks-tls12", "registry-stray", "TlsVersionCheck"] {
        assert!(found.contains(code), "{code}: {found:?}");
    }
    explained(&found);
}

#[test]
fn an_unknown_code_is_rejected_with_the_nearest_code() {
    let directory = tempfile::tempdir().expect("a directory");
    let outcome = run(directory.path(), &["explain", "schannel-default-lack-tls12"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("schannel-default-lacks-tls12"), "{}", outcome.stderr);
}

#[test]
fn a_code_in_full() {
    let directory = tempfile::tempdir().expect("a directory");
    let in_full = |code: &str| run(directory.path(), &["explain", code]).stdout;
    insta::assert_snapshot!("explain_windows", in_full("schannel-default-unknown"));
    insta::assert_snapshot!("explain_rule", in_full("TlsVersionCheck.Failed.NotExplicitlyEnabled"));
}

/// A code with several causes names each of them.
#[test]
fn codes_with_several_causes_name_each() {
    let directory = tempfile::tempdir().expect("a directory");
    let in_full = |code: &str| {
        let outcome = run(directory.path(), &["explain", code]);
        assert_eq!(outcome.code, 0, "{code}: {}", outcome.stderr);
        outcome.stdout
    };
    insta::assert_snapshot!("explain_reason", in_full("prober-off"));
    insta::assert_snapshot!("explain_finding", in_full("not-enough-tried"));
}
