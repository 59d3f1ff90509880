//! `tlsready check` against the lab: each exit code, and what people read.

use tlsready::message::Message;

use crate::support::{Outcome, check, check_command, check_json, closed_port, lab, outcome, said};

/// Returns the last word of the row of an endpoint, or its last two.
fn verdict<'t>(outcome: &'t Outcome, endpoint: &str) -> &'t str {
    let row = outcome.stdout.lines().find(|line| line.trim_start().starts_with(endpoint));
    let row = row.unwrap_or_else(|| panic!("no row for {endpoint}: {}", outcome.stdout));
    row.rsplit("  ").next().expect("a last column").trim()
}

#[test]
fn exit_0_every_endpoint_as_expected() {
    let endpoint = lab().at("tls12-and-tls13");
    let outcome = check(&[&endpoint]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    assert_eq!(verdict(&outcome, &endpoint), "READY");
    assert!(
        outcome.stdout.contains("1 endpoint: 1 ready, 0 at risk, 0 not ready, 0 inconclusive"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn exit_1_they_do_not_meet() {
    let endpoint = lab().at("tls10-only");
    let outcome = check(&[&endpoint]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""), "{}", outcome.stdout);
    #[cfg(not(any(windows, target_vendor = "apple")))]
    assert_eq!(verdict(&outcome, &endpoint), "NOT READY");
}

#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn exit_1_they_meet_below_what_is_required() {
    let endpoint = lab().at("tls12-only");
    let outcome = check(&[&endpoint, "--require", "1.3"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stdout);
    assert_eq!(verdict(&outcome, &endpoint), "AT RISK");
    let (_, report) = check_json(&[&endpoint, "--require", "1.3"]);
    let finding = &report["endpoints"][0]["findings"][0];
    assert_eq!((&finding["code"], &finding["weight"]), (&"endpoint-lacks-version".into(), &"cause".into()));
    assert_eq!(finding["message"]["id"], "endpoint-at-risk-rejected");
    assert_eq!(finding["message"]["args"]["version"], "tls1.2");
}

#[test]
fn exit_1_a_version_that_must_be_refused_is_accepted() {
    let endpoint = lab().at("tls10-to-tls12");
    let outcome = check(&[&endpoint, "--refuse", "1.0,1.1"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stdout);
    assert_eq!(verdict(&outcome, &endpoint), "READY (!)");
    let (_, report) = check_json(&[&endpoint, "--refuse", "1.0,1.1"]);
    let finding = &report["endpoints"][0]["findings"][0];
    assert_eq!((&finding["code"], &finding["weight"]), (&"endpoint-accepts-refused".into(), &"risk".into()));
    assert_eq!(finding["message"]["args"]["versions"], serde_json::json!(["tls1.0", "tls1.1"]));
    let outcome = check(&[&lab().at("tls12-and-tls13"), "--refuse", "ssl3,1.0,1.1"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
}

#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn exit_1_a_certificate_that_must_be_trusted_is_not() {
    let named = lab().named("cert-expired");
    let trusted = ["--connect", "127.0.0.1", "--require-trust"];
    let outcome = check(&[&trusted[..], &[&named]].concat());
    assert_eq!(outcome.code, 1, "{}", outcome.stdout);
    assert_eq!(check(&["--connect", "127.0.0.1", &named]).code, 0, "without the flag it is a note");
    let outcome = check(&[&trusted[..], &[&lab().named("tls12-and-tls13")]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("NOTE"), "{}", outcome.stdout);
}

/// JSON lines have no room for the result of the self-test, so it is on stderr; it also determines the exit code.
#[test]
fn exit_0_the_lab_is_told_rightly() {
    // Silent servers take the whole timeout.
    let outcome = check(&["--lab", "--probers", "wire", "--format", "jsonl", "--timeout", "5s"]);
    let all = outcome.stderr.split(' ').find_map(|word| word.parse().ok()).expect("a count");
    assert!(outcome.stderr.contains(&said(&Message::LabSelfTestRight { all })), "{}", outcome.stderr);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn exit_3_a_lab_run_that_is_stopped_is_not_judged() {
    for format in ["table", "jsonl"] {
        let outcome = check(&["--lab", "--probers", "wire", "--rate", "1/s", "--deadline", "1s", "--format", format]);
        let told = if format == "table" { &outcome.stdout } else { &outcome.stderr };
        assert!(told.contains(&said(&Message::LabSelfTestStopped)), "{format}: {}", outcome.stderr);
        assert_eq!(outcome.code, 3, "{format}: {}", outcome.stderr);
    }
}

/// A certificate that is expected to be trusted but was not judged is never "as expected". The report says so once for
/// all endpoints that this applies to.
#[test]
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
fn exit_3_a_certificate_that_must_be_trusted_is_not_judged() {
    let directory = tempfile::tempdir().expect("a directory");
    let named = ["tls12-only", "tls13-only"].map(|id| lab().named(id));
    let entry = |(host, port): (&str, &str)| format!("{{ purpose = \"{host}\", host = \"{host}\", port = {port} }}");
    let entries: Vec<String> = named.iter().filter_map(|named| named.split_once(':')).map(entry).collect();
    let catalog = format!("[[service]]\nid = \"lab\"\nname = \"Lab\"\nendpoint = [{}]\n", entries.join(", "));
    std::fs::write(directory.path().join("endpoints.toml"), catalog).expect("written");
    let run = |flags: &[&str]| {
        let arguments = [&["--connect", "127.0.0.1", "--probers"], flags].concat();
        outcome(check_command(directory.path(), &arguments).output().expect("the program starts"))
    };
    let wire = run(&["wire"]);
    assert_eq!(wire.code, 3, "{}", wire.stdout);
    for endpoint in &named {
        assert_eq!(verdict(&wire, endpoint), "INCONCLUSIVE");
    }
    // One paragraph for both endpoints, with one remedy.
    assert_eq!(wire.stdout.matches("\nINCONCLUSIVE  both endpoints").count(), 1, "{}", wire.stdout);
    assert_eq!(wire.stdout.matches("--require-trust").count(), 1, "{}", wire.stdout);
    let (_, report) = check_json(&["--connect", "127.0.0.1", "--probers", "wire", "--require-trust", &named[0]]);
    assert_eq!(report["endpoints"][0]["findings"][0]["message"]["id"], "endpoint-trust-not-judged");
    assert_eq!(run(&["wire,rustls"]).code, 0);
    let flag = check(&["--connect", "127.0.0.1", "--probers", "wire", "--require-trust", &named[0]]);
    assert_eq!((flag.code, verdict(&flag, &named[0])), (3, "INCONCLUSIVE"), "{}", flag.stdout);
    assert_eq!(check(&["--connect", "127.0.0.1", "--probers", "wire", &named[0]]).code, 0, "nobody asked about trust");
}

#[test]
fn exit_3_each_way_to_learn_nothing_is_told_apart() {
    let closed = format!("127.0.0.1:{}", closed_port());
    let cases: [(&str, &[&str], &str, &str, &str); 6] = [
        (&closed, &[], "connection-refused", "connection-refused", "endpoint-connection-refused"),
        (
            &lab().at("silence"),
            &["--timeout", "2s", "--retries", "0"],
            "silent-no-tls",
            "no-tls-answer",
            "endpoint-nothing-accepted",
        ),
        (&lab().at("http"), &[], "not-tls", "endpoint-not-tls", "endpoint-not-tls"),
        (&lab().at("ssh"), &[], "not-tls", "endpoint-not-tls", "endpoint-not-tls"),
        (&lab().at("reset"), &[], "reset-no-tls", "no-tls-answer", "endpoint-nothing-accepted"),
        (&lab().at("alert-112"), &[], "name-refused", "endpoint-refuses-name", "endpoint-alert-about-name"),
    ];
    for (endpoint, flags, reason, finding, message) in cases {
        let arguments = [&[endpoint], flags].concat();
        let (code, report) = check_json(&arguments);
        assert_eq!(code, 3, "{endpoint}: {report}");
        for version in ["tls1.0", "tls1.1", "tls1.2", "tls1.3"] {
            let support = &report["endpoints"][0]["versions"][version];
            assert_eq!((&support["support"], &support["reason"]), (&"unknown".into(), &reason.into()), "{endpoint}");
            assert_eq!(support["message"]["id"], message, "{endpoint}");
        }
        assert_eq!(report["endpoints"][0]["findings"][0]["code"], finding, "{endpoint}");
        let outcome = check(&arguments);
        assert_eq!(outcome.code, 3);
        assert_eq!(verdict(&outcome, endpoint), "INCONCLUSIVE");
    }
}

/// On a machine without a network, a resolver may fail immediately or not answer. Both are reported, and neither takes
/// long.
#[test]
fn exit_3_a_name_that_does_not_resolve() {
    let (code, report) = check_json(&["name.invalid", "--timeout", "2s"]);
    assert_eq!(code, 3);
    let endpoint = &report["endpoints"][0];
    assert_eq!((&endpoint["verdict"], &endpoint["address"]), (&"inconclusive".into(), &serde_json::Value::Null));
    assert_eq!(endpoint["versions"]["tls1.2"]["reason"], "not-resolved");
    assert_eq!(endpoint["findings"][0]["code"], "name-not-resolved");
    assert_eq!(endpoint["findings"][0]["side"], "network");
}

#[test]
fn one_run_is_as_bad_as_its_worst_endpoint() {
    let (good, old) = (lab().at("tls12-and-tls13"), lab().at("tls10-only"));
    let closed = format!("127.0.0.1:{}", closed_port());
    assert_eq!(check(&[&good, &closed]).code, 3);
    assert_eq!(check(&[&good, &closed, &old]).code, 1, "what is known to be wrong goes before what is not known");
}

#[test]
#[cfg(target_os = "linux")]
fn exit_4_the_report_cannot_be_written() {
    let directory = tempfile::tempdir().expect("a directory");
    for arguments in [&["--format", "json"][..], &["--format", "jsonl"], &[]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full is there");
        let mut command = check_command(directory.path(), arguments);
        let ended = outcome(command.arg(lab().at("tls13-only")).stdout(full).output().expect("the program starts"));
        assert_eq!(ended.code, 4, "{}", ended.stderr);
        assert!(ended.stderr.starts_with("error: cannot write the report: "), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
}

/// Nothing is printed, and the run counts as stopped: a report that was not delivered must not lead to a conclusive
/// exit code.
#[test]
fn a_reader_that_leaves_early_stops_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    for arguments in [&["--format", "json"][..], &["--format", "jsonl"], &["--format", "table"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = check_command(directory.path(), arguments);
        let ended = outcome(command.arg(lab().at("tls13-only")).stdout(writer).output().expect("the program starts"));
        assert_eq!((ended.code, ended.stderr.as_str()), (3, ""), "{arguments:?}");
    }
}

/// A reader that closes the pipe after the whole report gets the true exit code.
#[test]
fn a_reader_that_leaves_with_everything_changes_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let refuse = ["--refuse", "1.0"];
    for (endpoint, flags, code) in [("tls13-only", &[][..], 0), ("tls10-to-tls12", &refuse, 1), ("http", &[], 3)] {
        let mut command = check_command(directory.path(), &[&["--format", "jsonl"], flags].concat());
        let mut child =
            command.arg(lab().at(endpoint)).stdout(std::process::Stdio::piped()).spawn().expect("it starts");
        let mut reader = std::io::BufReader::new(child.stdout.take().expect("its stdout"));
        let mut line = String::new();
        std::io::BufRead::read_line(&mut reader, &mut line).expect("a line");
        drop(reader);
        assert!(line.ends_with("}\n"), "{line}");
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{endpoint}");
    }
}

#[test]
fn color_only_where_it_is_wanted() {
    let directory = tempfile::tempdir().expect("a directory");
    let endpoint = lab().at("tls13-only");
    let stdout = |flags: &[&str], no_color: bool| {
        let mut command = check_command(directory.path(), flags);
        if no_color {
            command.env("NO_COLOR", "1");
        }
        outcome(command.arg(&endpoint).output().expect("the program starts")).stdout
    };
    assert!(!stdout(&[], false).contains('\u{1b}'), "a pipe is no terminal");
    assert!(!stdout(&[], true).contains('\u{1b}'));
    assert!(!stdout(&["--color", "never"], false).contains('\u{1b}'));
    assert!(stdout(&["--color", "always"], false).contains('\u{1b}'));
    assert!(stdout(&["--color", "always"], true).contains('\u{1b}'), "a flag goes before the environment");
    assert!(!stdout(&["--color", "always", "--format", "json"], false).contains('\u{1b}'));
}

#[test]
fn the_report_goes_to_a_file_whole_or_not_at_all() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("report.json");
    let name = file.to_str().expect("UTF-8");
    let good = lab().at("tls13-only");
    let outcome = check(&["--format", "json", "--output", name, &good]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert!(outcome.stderr.starts_with("1 endpoint: 1 ready"), "{}", outcome.stderr);
    let first = std::fs::read_to_string(&file).expect("written");
    assert!(serde_json::from_str::<serde_json::Value>(&first).is_ok());
    let outcome = check(&["--format", "json", "--output", name, &good, "not a host"]);
    assert_eq!((outcome.code, std::fs::read_to_string(&file).expect("still there")), (2, first));
}

/// The whole catalog on a machine where nothing can be reached: the run ends in time, each row is explained, and one
/// paragraph covers all of them.
#[test]
fn the_whole_catalog_without_a_network() {
    let directory = tempfile::tempdir().expect("a directory");
    let began = std::time::Instant::now();
    // Nothing listens on the port of the proxy, so no name is looked up and no endpoint is reached, whatever network
    // the machine has.
    let proxy = format!("http://127.0.0.1:{}", closed_port());
    let run = |format: &str| {
        let arguments = ["--proxy", &proxy, "--timeout", "2s", "--deadline", "60s", "--format", format];
        outcome(check_command(directory.path(), &arguments).output().expect("the program starts"))
    };
    let table = run("table");
    assert_eq!(table.code, 3, "{}", table.stderr);
    assert_eq!(table.stdout.matches("\nINCONCLUSIVE  all ").count(), 1, "said once: {}", table.stdout);
    // The line before the counts gives the reason, once for all endpoints.
    let lines: Vec<&str> = table.stdout.lines().collect();
    let counts = lines.iter().position(|line| line.contains(" 0 ready, ")).expect("the counts");
    assert!(lines[counts - 1].ends_with('.'), "{}", lines[counts - 1]);
    assert!(lines.iter().filter(|line| line.ends_with(" INCONCLUSIVE")).count() < 20, "{}", table.stdout);
    let report: serde_json::Value = serde_json::from_str(&run("json").stdout).expect("JSON");
    let endpoints = report["endpoints"].as_array().expect("endpoints");
    assert!(endpoints.len() > 100);
    for endpoint in endpoints {
        assert_eq!((&endpoint["verdict"], &endpoint["partial"]), (&"inconclusive".into(), &false.into()), "{endpoint}");
        assert_eq!(endpoint["findings"][0]["code"], "proxy-refused", "{endpoint}");
    }
    assert!(began.elapsed() < std::time::Duration::from_mins(2), "two runs of a minute at most");
}

#[test]
fn lines_are_no_wider_than_the_terminal() {
    let endpoints: Vec<String> =
        ["tls10-only", "tls10-to-tls12", "http", "cert-self-signed", "unstable"].map(|id| lab().at(id)).to_vec();
    let arguments: Vec<&str> = endpoints.iter().map(String::as_str).collect();
    for line in check(&arguments).stdout.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}

/// Screens, with what differs between runs replaced: the lines about this host, ports, dates, times.
#[cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]
mod snapshots {
    use super::*;

    fn settings() -> insta::Settings {
        let mut settings = insta::Settings::clone_current();
        settings.add_filter(r"(?s)\Athis host .*?\n\n", "[THIS HOST]\n\n");
        // As wide as the text that they replace.
        settings.add_filter(r":\d{5}\b", ":#####");
        settings.add_filter(r"\b\d{4}-\d\d-\d\d\b", "yyyy-mm-dd");
        settings.add_filter(r" +in \d[\d.]* m?s\n", "  in [TIME]\n");
        settings.add_filter(r"within \d[\d.]* m?s", "within [TIME]");
        settings
    }

    #[test]
    fn the_table_of_one_good_endpoint() {
        let outcome = check(&["--connect", "127.0.0.1", &lab().named("tls12-and-tls13")]);
        settings().bind(|| insta::assert_snapshot!("table_good", outcome.stdout));
    }

    #[test]
    fn the_table_of_what_can_go_wrong() {
        let endpoints = [
            "tls12-and-tls13",
            "tls10-only",
            "tls13-blocked",
            "alert-40",
            "tls10-to-tls12",
            "cert-self-signed",
            "client-certificate",
            "http",
            "reset",
            "alert-112",
            "cut-answer",
        ];
        let named = endpoints.map(|id| lab().named(id));
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let outcome = check(&[&["--connect", "127.0.0.1", "--refuse", "1.0"], &named[..]].concat());
        assert_eq!(outcome.code, 1);
        settings().bind(|| insta::assert_snapshot!("table_wrong", outcome.stdout));
    }

    #[test]
    fn the_table_of_endpoints_that_are_not_reached() {
        let closed = [closed_port(), closed_port()].map(|port| format!("127.0.0.1:{port}"));
        let outcome = check(&[&closed[0], &closed[1]]);
        assert_eq!(outcome.code, 3);
        settings().bind(|| insta::assert_snapshot!("table_not_reached", outcome.stdout));
    }
}

/// `-v` logs what is run and for which endpoint, `-vv` every attempt, `-vvv` bytes; `RUST_LOG` takes precedence unless
/// it is empty.
#[test]
fn each_v_says_more() {
    let directory = tempfile::tempdir().expect("a directory");
    let target = lab().at("tls12-and-tls13");
    let says = |flags: &[&str], log: Option<&str>| {
        let mut command = check_command(directory.path(), &[&[target.as_str()], flags].concat());
        if let Some(log) = log {
            command.env("RUST_LOG", log);
        }
        let outcome = outcome(command.output().expect("the program starts"));
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        ["settings", "endpoint begun", "endpoint ended", "attempt ended", "bytes"].map(|event| {
            let lines = outcome.stderr.lines().filter(|line| line.contains(event));
            assert!(event != "bytes" || lines.clone().all(|line| line.contains("sent=") && line.contains("received=")));
            lines.count() > 0
        })
    };
    assert_eq!(says(&[], None), [false; 5]);
    assert_eq!(says(&["-v"], None), [true, true, true, false, false]);
    assert_eq!(says(&["-vv"], None), [true, true, true, true, false]);
    assert_eq!(says(&["-vvv"], None), [true; 5]);
    assert_eq!(says(&["-v"], Some("")), [true, true, true, false, false], "set to nothing is not set");
    assert_eq!(says(&["-vvv"], Some("tlsready=warn")), [false; 5]);
}
