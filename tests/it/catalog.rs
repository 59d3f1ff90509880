//! The shipped catalog, and how endpoints are selected from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::{Outcome, fixture, program, run};

const GUID: &str = "workspace_id=01234567-89AB-cdef-0123-456789abcdef";

/// Runs `tlsready catalog` in a directory without an endpoints.toml.
fn catalog(arguments: &[&str]) -> Outcome {
    let directory = tempfile::tempdir().expect("a directory");
    run(directory.path(), &[&["catalog"], arguments].concat())
}

fn json(arguments: &[&str]) -> Value {
    let outcome = catalog(&[arguments, &["--format", "json"]].concat());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&outcome.stdout).expect("JSON")
}

fn entries<'j>(listing: &'j Value, key: &str) -> &'j Vec<Value> {
    listing[key].as_array().expect("a list")
}

fn text<'j>(entry: &'j Value, key: &str) -> &'j str {
    entry[key].as_str().unwrap_or_else(|| panic!("no {key} in {entry}"))
}

fn hosts(listing: &Value) -> BTreeSet<&str> {
    entries(listing, "endpoints").iter().map(|entry| text(entry, "host")).collect()
}

#[test]
fn every_documented_name_is_there_and_no_other() {
    let names = fs::read_to_string(fixture("catalog/concrete_names.txt")).expect("the list is there");
    for (cloud, least) in [("public", 100), ("gov", 20), ("china", 12)] {
        let documented: BTreeSet<&str> =
            names.lines().filter_map(|line| line.strip_prefix(cloud)?.strip_prefix(' ')).collect();
        assert!(documented.len() >= least, "{cloud}: the list has only {}", documented.len());
        assert_eq!(hosts(&json(&["--cloud", cloud])), documented, "{cloud}");
    }
}

/// What answers for one of these with another certificate is something in between.
#[test]
fn every_name_is_known_as_microsofts() {
    use tlsready::target::{Host, Target};
    let listing = json(&["--cloud", "public,gov,china"]);
    for entry in entries(&listing, "endpoints").iter().chain(entries(&listing, "skipped")) {
        let host = text(entry, "host");
        assert!(Target::new(Host::Name(host.to_owned()), 443, host).is_microsofts(), "{host}");
    }
}

#[test]
fn every_entry_says_what_it_is_for_and_where_it_comes_from() {
    let listing = json(&["--cloud", "public,gov,china"]);
    for entry in entries(&listing, "endpoints").iter().chain(entries(&listing, "skipped")) {
        assert!(!text(entry, "purpose").is_empty() && !text(entry, "source").is_empty(), "{entry}");
        assert!(!entry["agents"].as_array().expect("a list").is_empty(), "{entry}");
        assert_ne!(entry["port"], 80, "{entry}");
        if text(entry, "host").contains(".blob.core.") {
            assert!(text(entry, "note").contains("after the handshake"), "{entry}");
        }
    }
    for entry in entries(&listing, "endpoints") {
        assert_eq!((text(entry, "require"), entry["refuse"].as_array().map(Vec::len)), ("tls1.2", Some(0)), "{entry}");
        assert_eq!(entry["trust"], text(entry, "service") != "update-manager", "{entry}");
    }
}

#[test]
fn no_endpoint_is_probed_twice_in_a_run() {
    for clouds in ["public", "gov", "china", "public,gov,china"] {
        let listing = json(&["--cloud", clouds]);
        let mut seen = BTreeSet::new();
        for entry in entries(&listing, "endpoints").iter().chain(entries(&listing, "skipped")) {
            assert!(seen.insert((text(entry, "host"), entry["port"].as_u64())), "{clouds}: {entry}");
        }
    }
    let both = json(&["--cloud", "gov,public,gov"]);
    let shared = entries(&both, "endpoints").iter().find(|entry| text(entry, "host") == "packages.microsoft.com");
    assert_eq!(shared.map(|entry| text(entry, "cloud")), Some("public,gov"));
}

#[test]
#[cfg_attr(windows, ignore = "a redirection is written in ASCII there")]
fn the_list_for_people_in_each_cloud() {
    for cloud in ["public", "gov", "china"] {
        let outcome = catalog(&["--cloud", cloud]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        for line in outcome.stdout.lines() {
            assert!(line.width() <= 80, "{line}");
        }
        insta::assert_snapshot!(format!("catalog_{cloud}"), outcome.stdout);
    }
    assert_eq!(catalog(&[]).stdout, catalog(&["--cloud", "public"]).stdout);
}

#[test]
fn the_keys_of_the_json_listing() {
    let mut listing = json(&["--service", "log-analytics", "--agent", "mma"]);
    for (key, shown) in [("endpoints", 1), ("skipped", 1), ("variables", 1), ("agents", 1)] {
        listing[key].as_array_mut().expect("a list").truncate(shown);
    }
    insta::assert_json_snapshot!("catalog_json", listing);
}

#[test]
fn a_variable_turns_skipped_endpoints_into_targets() {
    let without = json(&["--service", "log-analytics", "--agent", "mma"]);
    let with = json(&["--service", "log-analytics", "--agent", "mma", "--var", GUID]);
    assert_eq!(entries(&without, "skipped").len(), 2);
    assert_eq!(entries(&with, "skipped").len(), 0);
    let gained: Vec<&str> = hosts(&with).difference(&hosts(&without)).copied().collect();
    assert_eq!(
        gained,
        [
            "01234567-89ab-cdef-0123-456789abcdef.ods.opinsights.azure.com",
            "01234567-89ab-cdef-0123-456789abcdef.oms.opinsights.azure.com"
        ]
    );
    let half = json(&["--service", "cloud-app-security", "--var", "tenant=contoso"]);
    let skipped = &entries(&half, "skipped")[0];
    assert_eq!((&skipped["missing"][0], &skipped["flags"][0]), (&"dc".into(), &"--var dc=<NAME>".into()));
    assert_eq!(text(skipped, "host"), "{tenant}.{dc}.portal.cloudappsecurity.com");
    let all = json(&["--service", "cloud-app-security", "--var", "tenant=contoso", "--var", "dc=eu2"]);
    assert!(hosts(&all).contains("contoso.eu2.portal.cloudappsecurity.com"));
}

#[test]
fn an_agent_is_followed_through_every_service() {
    let arc = json(&["--agent", "arc"]);
    let found = hosts(&arc);
    for host in
        ["gbl.his.arc.azure.com", "login.microsoftonline.com", "management.azure.com", "dc.services.visualstudio.com"]
    {
        assert!(found.contains(host), "{host}");
    }
    assert!(!found.contains("api.loganalytics.io"));
    let both = json(&["--agent", "arc", "--service", "entra-login,resource-manager"]);
    assert_eq!(
        hosts(&both).into_iter().collect::<Vec<_>>(),
        ["graph.microsoft.com", "login.microsoftonline.com", "management.azure.com"]
    );
}

#[test]
fn wrong_flags_are_told_all_at_once() {
    let too_long_with_its_suffix = format!("region={}", "a".repeat(60));
    let mistakes: [&[&str]; 11] = [
        &["--service", "log-analytic"],
        &["--service", "banana", "--agent", "mna", "--var", "workspace=1", "--var", "region"],
        &["--agent", ""],
        &["--var", "workspace_id=1234"],
        &["--var", "workspace_id={01234567-89ab-cdef-0123-456789abcdef}"],
        &["--var", "region="],
        &["--var", "region=east us 2"],
        &["--var", "region=eastus2", "--var", "region=westus2"],
        &["--var", "region=eastus2-", "--service", "azure-arc"],
        &["--var", &too_long_with_its_suffix, "--service", "azure-arc"],
        &["--service", "cloud-app-security", "--cloud", "china"],
    ];
    let mut all = Vec::new();
    for arguments in mistakes {
        let outcome = catalog(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{arguments:?}");
        all.push(format!("$ tlsready catalog {}\n{}", arguments.join(" "), outcome.stderr));
    }
    insta::assert_snapshot!("wrong_flags", all.join("\n"));
    assert_eq!(catalog(&["--cloud", "germany"]).code, 2);
}

/// Writes a catalog with one endpoint.
fn write_catalog(path: &Path, host: &str) {
    let text = format!(
        "[[service]]\nid = \"own\"\nname = \"Own\"\n[[service.endpoint]]\npurpose = \"test\"\nhost = \"{host}\"\n"
    );
    fs::write(path, text).expect("writable");
}

#[test]
fn the_file_in_force_is_named_and_chosen_in_order() {
    let directory = tempfile::tempdir().expect("a directory");
    let first_line = |arguments: &[&str]| {
        let outcome = run(directory.path(), &[&["catalog"], arguments].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(first_line(&[]), "Endpoints of Azure public, from the built-in catalog");
    write_catalog(&directory.path().join("endpoints.toml"), "local.example.com");
    assert_eq!(first_line(&[]), "Endpoints from ./endpoints.toml");
    write_catalog(&directory.path().join("other.toml"), "other.example.com");
    assert_eq!(first_line(&["--config", "other.toml"]), "Endpoints from other.toml");
}

#[test]
#[cfg(unix)]
fn a_local_file_that_leads_nowhere_is_not_passed_over() {
    use crate::support::said;
    use tlsready::message::Message;

    let directory = tempfile::tempdir().expect("a directory");
    std::os::unix::fs::symlink("gone.toml", directory.path().join("endpoints.toml")).expect("a link");
    let outcome = run(directory.path(), &["catalog"]);
    assert_eq!(outcome.code, 2);
    let not_found =
        Message::PlaceFile { file: "endpoints.toml".to_owned(), problem: Box::new(Message::ConfigNotFound) };
    assert!(outcome.stderr.contains(&said(&not_found)), "{}", outcome.stderr);
}

#[test]
fn the_printed_default_is_the_built_in_catalog() {
    let directory = tempfile::tempdir().expect("a directory");
    let printed = run(directory.path(), &["catalog", "--print-default"]);
    assert_eq!(printed.code, 0);
    assert_eq!(printed.stdout, include_str!("../../endpoints.toml"));
    fs::write(directory.path().join("copy.toml"), &printed.stdout).expect("writable");
    let copy = run(directory.path(), &["catalog", "--config", "copy.toml"]);
    assert_eq!(copy.stdout.replace("from copy.toml", "from the built-in catalog"), catalog(&[]).stdout);
    assert_eq!(run(directory.path(), &["catalog", "--print-default", "--format", "json"]).code, 2);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let directory = tempfile::tempdir().expect("a directory");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = program(directory.path())
        .args(["catalog", "--print-default"])
        .stdout(writer)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// The example of the documentation, which is as short as a file can be.
#[test]
fn a_file_of_one_s_own_can_be_short() {
    let usage = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/usage.md")).expect("there");
    let (_, rest) = usage.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("endpoints.toml"), example).expect("writable");
    let outcome = run(directory.path(), &["catalog"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.starts_with("Endpoints from ./endpoints.toml"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("shop.example.com") && !outcome.stdout.contains("Azure"), "{}", outcome.stdout);
}
