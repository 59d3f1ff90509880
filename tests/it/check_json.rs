//! The JSON contract of `tlsready check`, as an object and as lines.

use serde_json::Value;

use crate::schema;
use crate::support::{HAS_OUR_ROOTS, check, check_json, lab};

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap_or_else(|| panic!("no object: {object}")).keys().map(String::as_str).collect()
}

fn has(object: &Value, wanted: &[&str]) {
    for key in wanted {
        assert!(object.get(key).is_some(), "{key} is missing: {:?}", keys(object));
    }
}

/// Every key that is part of the contract, so that readers can rely on it.
#[test]
fn every_promised_key_is_there() {
    let (code, report) =
        check_json(&["--connect", "127.0.0.1", &lab().named("tls12-and-tls13"), &lab().named("alert-70")]);
    assert_eq!(code, 1);
    has(&report, &["schema_version", "tool", "started", "duration_ms", "host", "endpoints", "summary"]);
    assert_eq!((&report["schema_version"], &report["tool"]["name"]), (&1.into(), &"tlsready".into()));
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    let started = report["started"].as_str().expect("text");
    let parsed = time::OffsetDateTime::parse(started, &time::format_description::well_known::Rfc3339);
    assert!(parsed.is_ok(), "{started}");
    has(&report["host"], &["os", "stacks", "findings"]);
    let stack = &report["host"]["stacks"][0];
    has(stack, &["name", "linked", "versions", "default_offer"]);
    assert_eq!(keys(&stack["versions"]), ["ssl3", "tls1.0", "tls1.1", "tls1.2", "tls1.3"]);
    has(&stack["versions"]["tls1.2"], &["supported", "default", "when_asked"]);
    if !stack["default_offer"].is_null() {
        has(&stack["default_offer"], &["versions", "cipher_suites", "groups"]);
    }
    for endpoint in report["endpoints"].as_array().expect("endpoints") {
        has(
            endpoint,
            &[
                "host",
                "port",
                "service",
                "address",
                "addresses",
                "versions",
                "probers",
                "trust",
                "verdict",
                "findings",
                "times_ms",
            ],
        );
        assert_eq!(keys(&endpoint["versions"]), ["tls1.0", "tls1.1", "tls1.2", "tls1.3"]);
        for support in endpoint["versions"].as_object().expect("versions").values() {
            has(support, &["support", "reason", "detail"]);
        }
        has(&endpoint["times_ms"], &["resolve", "connect", "hello"]);
    }
    let (good, bad) = (&report["endpoints"][0], &report["endpoints"][1]);
    has(&good["versions"]["tls1.3"], &["cipher_suite", "group"]);
    has(&good["probers"]["native"]["default"], &["result", "version"]);
    has(&good["probers"]["rustls"], &["default"]);
    has(&good["trust"], &["verified", "issuer", "not_after"]);
    assert_eq!(good["trust"]["verified"], HAS_OUR_ROOTS, "{good}");
    assert_eq!(bad["versions"]["tls1.2"]["alert"], 70);
    has(&bad["findings"][0], &["code", "side", "summary", "evidence", "remedy"]);
    has(&report["summary"], &["ready", "at_risk", "not_ready", "inconclusive", "skipped"]);
}

#[test]
fn a_report_is_what_the_schema_says() {
    let ids = [
        "tls10-to-tls13",
        "answers-tls10",
        "http",
        "reset",
        "alert-112",
        "unstable",
        "cert-expired",
        "hello-retry-request",
    ];
    let endpoints = ids.map(|id| lab().at(id));
    let endpoints: Vec<&str> = endpoints.iter().map(String::as_str).collect();
    let (_, report) = check_json(&[&endpoints[..], &["name.invalid", "--versions", "ssl3,1.0,1.1,1.2,1.3"]].concat());
    assert_eq!(schema::problems(&report, "#"), Vec::<String>::new());
}

#[test]
fn each_version_that_is_asked_for_has_a_key() {
    let endpoint = lab().at("tls12-only");
    let asked = |list: &str| {
        let (_, report) = check_json(&[&endpoint, "--versions", list]);
        keys(&report["endpoints"][0]["versions"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(asked("ssl3,1.0,1.1,1.2,1.3"), ["ssl3", "tls1.0", "tls1.1", "tls1.2", "tls1.3"]);
    assert_eq!(asked("1.3,tls1.2"), ["tls1.2", "tls1.3"]);
    assert_eq!(asked("1.0"), ["tls1.0"]);
    let (_, report) = check_json(&[&endpoint, "--refuse", "ssl3"]);
    assert_eq!(report["endpoints"][0]["versions"]["ssl3"]["support"], "refused", "what must be refused is tried");
}

#[test]
fn the_versions_are_told_as_they_are() {
    for (id, right) in [
        ("tls10-only", ["accepted", "refused", "refused", "refused"]),
        ("tls12-only", ["refused", "refused", "accepted", "refused"]),
        ("tls13-only", ["refused", "refused", "refused", "accepted"]),
        ("gap-tls10-tls12", ["accepted", "refused", "accepted", "refused"]),
        ("tls10-to-tls13", ["accepted", "accepted", "accepted", "accepted"]),
        ("alert-70", ["refused", "refused", "refused", "refused"]),
        ("silence", ["unknown", "unknown", "unknown", "unknown"]),
    ] {
        let patience = if id == "silence" { "2s" } else { "20s" };
        let (_, report) = check_json(&[&lab().at(id), "--probers", "wire", "--timeout", patience]);
        let versions = &report["endpoints"][0]["versions"];
        let seen = ["tls1.0", "tls1.1", "tls1.2", "tls1.3"].map(|version| versions[version]["support"].clone());
        assert_eq!(seen, right.map(Value::from), "{id}");
    }
}

#[test]
fn lines_are_objects_of_one_endpoint_each() {
    let (good, closed) = (lab().at("tls12-and-tls13"), format!("127.0.0.1:{}", crate::support::closed_port()));
    let outcome = check(&[&good, &closed, "--format", "jsonl"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (3, ""));
    assert!(outcome.stdout.ends_with('\n'));
    let lines: Vec<Value> = outcome.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!(schema::problems(line, "#/$defs/endpoint"), Vec::<String>::new());
        assert_eq!(line["host"], "127.0.0.1");
    }
    let mut ports: Vec<String> = lines.iter().map(|line| format!("127.0.0.1:{}", line["port"])).collect();
    ports.sort();
    let mut given = [good, closed];
    given.sort();
    assert_eq!(ports, given);
}

#[test]
fn engines_may_be_chosen() {
    let endpoint = lab().at("tls12-and-tls13");
    for (list, probers) in [
        ("wire", &[][..]),
        ("native", &["native"]),
        ("rustls", &["rustls"]),
        ("wire,native,rustls", &["native", "rustls"]),
    ] {
        let (_, report) = check_json(&[&endpoint, "--probers", list]);
        let seen = &report["endpoints"][0];
        assert_eq!(keys(&seen["probers"]), probers, "{list}");
        let used: std::collections::BTreeSet<&str> = seen["attempts"]
            .as_array()
            .expect("attempts")
            .iter()
            .map(|attempt| attempt["prober"].as_str().expect("text"))
            .collect();
        assert_eq!(used, list.split(',').collect(), "{list}");
        assert_eq!(seen["versions"]["tls1.3"]["support"], "accepted", "{list}: {seen}");
    }
    let (_, report) = check_json(&[&endpoint, "--probers", "rustls"]);
    let old = &report["endpoints"][0]["versions"]["tls1.0"];
    assert_eq!(
        (&old["support"], &old["reason"]),
        (&"not-tested".into(), &"prober-off".into()),
        "not tried is not refused"
    );
}

/// An alert to the hello of one TLS library shows what that library can negotiate, and nothing about the version. An
/// alert to the built-in prober does.
#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn an_alert_to_the_platform_alone_is_no_word_about_the_version() {
    let all = lab().at("alert-40");
    for (probers, support, reason) in [("native", "unknown", "prober-off"), ("native,wire", "refused", "alert-other")] {
        let (code, report) = check_json(&[&all, "--probers", probers, "--versions", "1.2,1.3"]);
        let endpoint = &report["endpoints"][0];
        assert_eq!(
            (code, &endpoint["verdict"]),
            (1, &"not-ready".into()),
            "that they do not meet is known: {endpoint}"
        );
        for version in ["tls1.2", "tls1.3"] {
            let seen = &endpoint["versions"][version];
            assert_eq!((&seen["support"], &seen["reason"]), (&support.into(), &reason.into()), "{probers}: {seen}");
            assert_eq!(seen["alert"], 40, "{seen}");
        }
    }
    let (code, report) =
        check_json(&[&lab().at("tls12-else-alert-40"), "--probers", "native", "--versions", "1.2,1.3"]);
    let endpoint = &report["endpoints"][0];
    assert_eq!((code, &endpoint["verdict"]), (3, &"ready".into()), "{endpoint}");
    assert_eq!(endpoint["versions"]["tls1.3"]["reason"], "prober-off", "{endpoint}");
}

#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn the_whole_object_of_one_endpoint() {
    let (_, mut report) = check_json(&["--connect", "127.0.0.1", &lab().named("tls12-and-tls13")]);
    let endpoint = report["endpoints"][0].take();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r#""port": \d+"#, r#""port": "[PORT]""#);
    settings.add_filter(r#""(ms|resolve|connect|hello|handshake|total)": \d[\d.]*"#, r#""$1": "[TIME]""#);
    settings.add_filter(r"\d{4}-\d\d-\d\dT[\d:]+Z", "[MOMENT]");
    settings.add_filter(r"\b[0-9a-f]{64}\b", "[SHA-256]");
    // The order in which attempts end varies.
    let mut endpoint = endpoint;
    if let Some(attempts) = endpoint["attempts"].as_array_mut() {
        attempts.sort_by_key(|attempt| format!("{}{}{}", attempt["prober"], attempt["asked"], attempt["variant"]));
    }
    settings.bind(|| insta::assert_json_snapshot!("json_endpoint", endpoint));
}
