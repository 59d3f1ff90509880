//! Targets as users write them, and which address and name are probed.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv6Addr, TcpListener};

use serde_json::Value;

use tlsready::message::Message;

use crate::support::{HAS_OUR_ROOTS, check_command, check_json, lab, outcome, said};

fn only(report: &Value) -> &Value {
    let endpoints = report["endpoints"].as_array().expect("endpoints");
    assert_eq!(endpoints.len(), 1, "{endpoints:?}");
    &endpoints[0]
}

#[test]
fn each_way_to_write_a_target() {
    let port = lab().port("tls12-and-tls13");
    for (text, host) in [
        (format!("127.0.0.1:{port}"), "127.0.0.1"),
        (format!("https://127.0.0.1:{port}"), "127.0.0.1"),
        (format!("https://127.0.0.1:{port}/a/path?query#part"), "127.0.0.1"),
        (format!("localhost:{port}"), "localhost"),
        (format!("LOCALHOST:{port}"), "LOCALHOST"),
    ] {
        let (code, report) = check_json(&["-4", &text]);
        assert_eq!(code, 0, "{text}: {report}");
        let endpoint = only(&report);
        assert_eq!((&endpoint["host"], &endpoint["port"]), (&host.into(), &port.into()), "{text}");
        assert_eq!(endpoint["address"], "127.0.0.1", "{text}");
    }
}

#[test]
fn an_ipv6_address_in_brackets() {
    let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
        // Cannot be tested on a machine without ::1.
        return;
    };
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        // One connection is enough to show that the probe came here.
        let (mut stream, peer) = listener.accept().expect("a connection");
        let _ = stream.read(&mut [0; 64]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        peer.ip()
    });
    let target = format!("[::1]:{port}");
    let (code, report) = check_json(&[&target, "--probers", "wire", "--versions", "1.2", "--timeout", "5s"]);
    assert_eq!(server.join().expect("the server ends"), IpAddr::V6(Ipv6Addr::LOCALHOST));
    assert_eq!(code, 3);
    let endpoint = only(&report);
    assert_eq!((&endpoint["port"], &endpoint["address"]), (&port.into(), &"::1".into()));
}

#[test]
fn an_address_under_another_name() {
    let named = lab().named("tls12-and-tls13");
    let (code, report) = check_json(&["--connect", "127.0.0.1", &named]);
    assert_eq!(code, 0);
    let endpoint = only(&report);
    assert_eq!(endpoint["host"], "tls12-and-tls13.lab.test");
    assert_eq!(endpoint["address"], "127.0.0.1");
    if HAS_OUR_ROOTS {
        assert_eq!(endpoint["trust"]["verified"], true, "its certificate is for that name: {endpoint}");
    }
}

/// Returns the server name in the first hello that a listener receives.
fn server_name_sent(flags: &[&str]) -> Option<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut record = vec![0; 5];
        stream.read_exact(&mut record).expect("a record");
        let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
        let mut message = vec![0; length];
        stream.read_exact(&mut message).expect("a hello");
        String::from_utf8_lossy(&message).into_owned()
    });
    let target = format!("name.lab.test:{port}");
    let arguments = [
        &["--connect", "127.0.0.1", "--probers", "wire", "--versions", "1.2", "--retries", "0", "--timeout", "5s"],
        flags,
    ]
    .concat();
    check_json(&[&arguments[..], &[&target]].concat());
    let hello = server.join().expect("the server ends");
    ["name.lab.test", "other.example"].into_iter().find(|name| hello.contains(name)).map(str::to_owned)
}

#[test]
fn the_server_name_is_the_target_s_own_or_another_or_none() {
    assert_eq!(server_name_sent(&[]).as_deref(), Some("name.lab.test"));
    assert_eq!(server_name_sent(&["--sni", "other.example"]).as_deref(), Some("other.example"));
    assert_eq!(server_name_sent(&["--sni", "none"]), None);
}

#[test]
fn families_and_all_addresses_of_localhost() {
    let target = format!("localhost:{}", lab().port("tls12-only"));
    let (_, report) = check_json(&[&target, "-4"]);
    assert_eq!(only(&report)["address"], "127.0.0.1");

    // The lab does not listen on ::1. On some machines the name has no ::1, or there is no ::1 at all.
    let (code, report) = check_json(&[&target, "-6", "--timeout", "5s"]);
    assert_eq!(code, 3, "{report}");
    let reason = only(&report)["versions"]["tls1.2"]["reason"].as_str().expect("text").to_owned();
    assert!(["connection-refused", "unreachable", "no-address-of-family"].contains(&reason.as_str()), "{reason}");

    let (code, report) = check_json(&[&lab().at("tls12-only"), "-6"]);
    assert_eq!(code, 3, "{report}");
    let finding = &only(&report)["findings"][0];
    assert_eq!(finding["code"], "no-address-of-family");
    assert_eq!(finding["messages"]["remedy"][0]["do"]["id"], "endpoint-do-any-family");

    let (_, report) = check_json(&[&target, "--all-addresses"]);
    let rows = report["endpoints"].as_array().expect("endpoints");
    let addresses: Vec<&str> = rows.iter().filter_map(|row| row["address"].as_str()).collect();
    assert!(addresses.contains(&"127.0.0.1"), "{addresses:?}");
    for row in rows {
        assert_eq!(row["addresses"].as_array().map(Vec::len), Some(rows.len()), "a row for each address");
        let accepted = row["versions"]["tls1.2"]["support"] == "accepted";
        assert_eq!(accepted, row["address"] == "127.0.0.1", "{row}");
    }
}

#[test]
fn targets_from_stdin() {
    let directory = tempfile::tempdir().expect("a directory");
    let lines = format!("# a comment\n\n  {}  \n{}\r\n", lab().at("tls13-only"), lab().at("tls12-only"));
    for format in ["json", "jsonl", "table"] {
        let file = directory.path().join("targets");
        std::fs::write(&file, &lines).expect("writable");
        let mut command = check_command(directory.path(), &["-", "--format", format]);
        let ended = outcome(command.stdin(std::fs::File::open(&file).expect("there")).output().expect("it starts"));
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.stdout);
        let ports = [lab().port("tls13-only"), lab().port("tls12-only")];
        assert!(ports.iter().all(|port| ended.stdout.contains(&port.to_string())), "{}", ended.stdout);
    }
}

/// In a stream, a bad line is reported and the others are probed; the exit code shows that there was a problem.
#[test]
fn a_bad_line_of_a_stream_is_told_with_its_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("targets");
    std::fs::write(&file, format!("{}\nhttp://plain.example\n", lab().at("tls13-only"))).expect("writable");
    let mut command = check_command(directory.path(), &["-", "--format", "jsonl"]);
    let ended = outcome(command.stdin(std::fs::File::open(&file).expect("there")).output().expect("it starts"));
    assert_eq!((ended.code, ended.stdout.lines().count()), (2, 1), "{}", ended.stderr);
    assert!(ended.stderr.starts_with("error: stdin:2"), "{}", ended.stderr);
}

/// A name is held to what the catalog expects of it, whoever lists it.
#[test]
fn a_name_of_the_catalog_keeps_its_expectations() {
    let directory = tempfile::tempdir().expect("a directory");
    // Both servers have certificates that this host does not trust for these names.
    let port = lab().port("cert-self-signed");
    let catalog = format!(
        "[[service]]\nid = \"own\"\nname = \"Own\"\n[[service.endpoint]]\nhost = [\"own.example\", \"{{site}}.own.example\"]\n\
         port = {port}\npurpose = \"p\"\ntrust = true\n[variables.site]\nform = \"label\"\n"
    );
    std::fs::write(directory.path().join("endpoints.toml"), catalog).expect("writable");
    let list = directory.path().join("list");
    for (name, expected) in [("own.example", true), ("eu.own.example", true), ("other.example", false)] {
        let target = format!("{name}:{port}");
        std::fs::write(&list, &target).expect("writable");
        for text in [target.as_str(), "-"] {
            let arguments = [text, "--connect", "127.0.0.1", "--format", "jsonl"];
            let mut command = check_command(directory.path(), &arguments);
            let stdin = std::fs::File::open(&list).expect("there");
            let ended = outcome(command.stdin(stdin).output().expect("it starts"));
            let row: Value = serde_json::from_str(&ended.stdout).expect("a line");
            assert_eq!(row["expected"]["trust"], expected, "{target} {text}");
            assert_eq!(ended.code, i32::from(expected), "{target} {text}: {row:#}");
        }
    }
    // A catalog that cannot be read is not passed over.
    std::fs::write(directory.path().join("endpoints.toml"), "nonsense").expect("writable");
    let ended = outcome(check_command(directory.path(), &["127.0.0.1:1"]).output().expect("it starts"));
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.stderr);
}

#[test]
fn the_last_lines_name_what_is_not_trusted() {
    let (bad, good) = (lab().at("cert-self-signed"), lab().named("tls12-and-tls13"));
    let ended = crate::support::check(&[&bad, &good, "--connect", "127.0.0.1"]);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    let names = said(&Message::TableNotTrusted { endpoints: bad.clone(), more: 0, flag: "--require-trust".to_owned() });
    let text = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(&names), "{}", ended.stdout);
    let (_, report) = check_json(&[&bad, &good, "--connect", "127.0.0.1"]);
    assert_eq!(report["summary"]["not_trusted"], 1);
    assert_eq!(crate::support::check(&[&bad, "--require-trust"]).code, 1);
}
