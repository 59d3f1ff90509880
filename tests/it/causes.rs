//! What a report says about the cause: whose side it is, what to do, and what the last line says.

use std::process::Command;

use serde_json::Value;

use crate::support::{check, check_command, check_json, closed_port, lab, outcome, run};

/// Returns the exit code and the endpoint of a run with one endpoint.
fn one(arguments: &[&str]) -> (i32, Value) {
    let (code, report) = check_json(arguments);
    (code, report["endpoints"][0].clone())
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

/// Returns the finding with this code.
fn finding<'v>(endpoint: &'v Value, code: &str) -> &'v Value {
    let findings = endpoint["findings"].as_array().expect("findings");
    findings.iter().find(|finding| finding["code"] == code).unwrap_or_else(|| panic!("no {code}: {findings:#?}"))
}

#[test]
fn the_last_line_agrees_with_the_exit_code() {
    let closed = format!("127.0.0.1:{}", closed_port());
    let old = lab().at("tls10-to-tls12");
    for (arguments, code) in [
        (vec![old.as_str()], 0),
        (vec![old.as_str(), "--refuse", "1.0,1.1"], 1),
        (vec![closed.as_str(), "--retries", "0"], 3),
        (vec![closed.as_str(), old.as_str(), "--refuse", "1.0", "--retries", "0"], 1),
    ] {
        let outcome = check(&[&arguments[..], &["--probers", "wire"]].concat());
        let last = outcome.stdout.lines().last().expect("a line");
        assert_eq!(outcome.code, code, "{}", outcome.stdout);
        assert!(last.contains(&format!("(exit code {code})")), "{}", outcome.stdout);
        assert_eq!(last.contains(&old), code == 1, "the endpoint because of which it is so: {last}");
    }
}

#[test]
fn only_problems_shows_what_is_not_ready() {
    let (good, closed) = (lab().at("tls12-and-tls13"), format!("127.0.0.1:{}", closed_port()));
    let arguments = [good.as_str(), &closed, "--probers", "wire", "--retries", "0", "--only", "problems"];
    let outcome = check(&arguments);
    assert_eq!(outcome.code, 3);
    assert!(!outcome.stdout.contains(&good) && outcome.stdout.contains(&closed), "{}", outcome.stdout);
    let refused = check(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("--only"), "{}", refused.stderr);
}

/// A firewall or a captive portal answers for Microsoft: nothing may advise to trust it.
#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn a_strange_certificate_for_a_name_of_microsoft_is_of_something_in_between() {
    for id in ["cert-self-signed", "cert-wrong-name"] {
        let target = format!("management.azure.com:{}", lab().port(id));
        let (_, endpoint) = one(&[&target, "--connect", "127.0.0.1", "--require-trust"]);
        let finding = finding(&endpoint, "certificate-not-trusted");
        assert_eq!((&finding["side"], &finding["message"]["id"]), (&"network".into(), &"endpoint-intercepted".into()));
        assert!(text(finding, "evidence").contains("none of its names matches management.azure.com"), "{finding}");
        let remedy = text(finding, "remedy");
        assert!(remedy.contains("Do not add this certificate"), "{remedy}");
    }
    // The same certificates for a name of the operator's own.
    let (_, endpoint) = one(&[&lab().named("cert-self-signed"), "--connect", "127.0.0.1", "--require-trust"]);
    let finding = finding(&endpoint, "certificate-not-trusted");
    assert_eq!(finding["side"], "endpoint");
}

#[test]
fn every_problem_of_a_certificate_is_said() {
    let target = format!("other.example:{}", lab().port("cert-expired"));
    let (_, endpoint) = one(&[&target, "--connect", "127.0.0.1", "--require-trust"]);
    let summary = text(finding(&endpoint, "certificate-not-trusted"), "summary");
    for problem in ["it has expired", "it is not for the name"] {
        assert!(summary.contains(problem), "{summary}");
    }
}

/// The remedy for a missing intermediate certificate is the server's.
#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn a_chain_of_one_certificate_may_be_incomplete() {
    let directory = tempfile::tempdir().expect("a directory");
    let other = rcgen::generate_simple_self_signed(vec!["other.test".to_owned()]).expect("a certificate");
    let roots = directory.path().join("roots.pem");
    std::fs::write(&roots, other.cert.pem()).expect("writable");
    let target = lab().named("tls12-and-tls13");
    let arguments = [target.as_str(), "--connect", "127.0.0.1", "--require-trust", "--format", "json"];
    let outcome =
        outcome(check_command(directory.path(), &arguments).env("SSL_CERT_FILE", &roots).output().expect("it runs"));
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let finding = finding(&report["endpoints"][0], "certificate-not-trusted");
    assert_eq!((outcome.code, &finding["side"]), (1, &"endpoint".into()), "{finding}");
    let remedy = text(finding, "remedy");
    assert!(remedy.starts_with("Ask the operator of the endpoint to send the intermediate"), "{remedy}");
    assert!(remedy.contains("inspects TLS"), "{remedy}");
}

#[test]
fn a_name_that_is_refused_is_shown_and_a_flag_that_was_given_is_not_advised() {
    let strict = lab().named("alert-112");
    let arguments = [strict.as_str(), "--connect", "127.0.0.1", "--probers", "wire"];
    let (code, endpoint) = one(&[&arguments[..], &["--sni", "wrong.example"]].concat());
    let given = finding(&endpoint, "endpoint-refuses-name");
    assert_eq!(code, 3);
    assert!(text(given, "summary").contains("wrong.example"), "{given}");
    let remedy = text(given, "remedy");
    assert!(remedy.contains("wrong.example") && !remedy.contains("--sni NAME"), "{remedy}");
    let (_, endpoint) = one(&[&arguments[..], &["--sni", "none"]].concat());
    assert!(text(finding(&endpoint, "endpoint-refuses-name"), "remedy").contains("--sni NAME"));
    let (_, endpoint) = one(&arguments);
    let own = finding(&endpoint, "endpoint-refuses-name");
    assert!(text(own, "evidence").contains(strict.split(':').next().expect("a name")), "{own}");
    assert!(!text(own, "remedy").contains("--sni"), "{own}");
}

#[test]
fn a_refused_connection_to_a_name_of_microsoft_is_on_the_side_of_the_network() {
    let port = closed_port();
    for (name, side) in [("management.azure.com", "network"), ("own.example", "endpoint")] {
        let target = format!("{name}:{port}");
        let (code, endpoint) = one(&[&target, "--connect", "127.0.0.1", "--probers", "wire", "--retries", "0"]);
        assert_eq!((code, &endpoint["findings"][0]["code"]), (3, &"connection-refused".into()));
        assert_eq!(endpoint["findings"][0]["side"], side);
    }
}

/// Whatever kept this host from the endpoint, the proxy that other programs use may not.
#[test]
fn an_unused_proxy_is_named_for_every_end() {
    let directory = tempfile::tempdir().expect("a directory");
    let closed = format!("127.0.0.1:{}", closed_port());
    for target in [lab().at("reset"), lab().at("close"), closed] {
        let arguments = [target.as_str(), "--probers", "wire", "--retries", "0"];
        let mut command: Command = check_command(directory.path(), &arguments);
        let outcome = outcome(command.env("HTTPS_PROXY", "http://proxy.example:3128").output().expect("it runs"));
        assert!(outcome.stdout.contains("to go through the proxy of HTTPS_PROXY"), "{}", outcome.stdout);
    }
}

/// A reset, a close, and silence have different causes.
#[test]
fn each_kind_of_no_answer_has_a_paragraph_of_its_own() {
    let ids = ["reset", "close", "silence"].map(|id| lab().at(id));
    let arguments = [&ids[0], &ids[1], &ids[2], "--probers", "wire", "--timeout", "1s", "--retries", "0"];
    let (code, report) = check_json(&arguments.map(|text: &str| text));
    let endpoints = report["endpoints"].as_array().expect("endpoints");
    let summaries: Vec<&str> =
        endpoints.iter().map(|endpoint| text(&endpoint["findings"][0]["message"], "id")).collect();
    assert_eq!((code, summaries), (3, vec!["endpoint-cause-reset", "endpoint-cause-closed", "endpoint-cause-silent"]));
}

#[test]
fn a_report_shows_codes_and_explain_knows_its_words() {
    let directory = tempfile::tempdir().expect("a directory");
    let closed = format!("127.0.0.1:{}", closed_port());
    let outcome = check(&[&closed, "--probers", "wire", "--retries", "0"]);
    assert!(outcome.stdout.contains("tlsready explain connection-refused"), "{}", outcome.stdout);
    for word in [
        "NOT READY",
        "AT RISK",
        "READY (!)",
        "INCONCLUSIVE",
        "limited",
        "protocol_version",
        "70",
        "DisabledByDefault",
        "unk",
    ] {
        let outcome = run(directory.path(), &["explain", word]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{word}");
    }
}
