//! Several reports of one run: each is written to its destination, or none is begun.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::schema;
use crate::support::{Outcome, check_command, closed_port, lab, outcome};

fn check_in(directory: &Path, arguments: &[&str]) -> Outcome {
    outcome(check_command(directory, arguments).output().expect("the program starts"))
}

fn entries(directory: &Path) -> Vec<String> {
    let names = std::fs::read_dir(directory).expect("a directory").flatten();
    let mut names: Vec<_> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    // Written by the tests.
    names.retain(|name| name != "openssl.cnf");
    names.sort();
    names
}

#[test]
fn one_run_gives_every_report_that_is_wanted() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let (good, closed) = (lab().at("tls12-and-tls13"), format!("127.0.0.1:{}", closed_port()));
    let reports = ["--report", "table", "--report", "json=a.json", "--report", "b.jsonl"];
    let ended = check_in(directory, &[&[good.as_str(), &closed, "--probers", "wire"][..], &reports].concat());
    assert_eq!(entries(directory), ["a.json", "b.jsonl"]);
    let read = |name| std::fs::read_to_string(directory.join(name)).expect("the file");
    let whole: Value = serde_json::from_str(&read("a.json")).expect("JSON");
    assert_eq!(schema::problems(&whole, "#"), Vec::<String>::new());
    let lines: Vec<Value> = read("b.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    // The lines are in the order of completion, the endpoints in the order of the input.
    let endpoints = whole["endpoints"].as_array().expect("endpoints");
    assert_eq!((endpoints.len(), lines.len()), (2, 2));
    assert!(endpoints.iter().all(|endpoint| lines.contains(endpoint)));
    assert!(ended.stdout.contains(&good) && ended.stdout.contains("2 endpoints: "), "{}", ended.stdout);
    // The same run with a single report has the same exit code.
    assert_eq!(check_in(directory, &[&good, &closed, "--probers", "wire"]).code, ended.code);
}

#[test]
fn what_cannot_be_written_is_found_before_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    std::fs::create_dir(directory.join("there")).expect("writable");
    std::fs::write(directory.join("old.json"), "old").expect("writable");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it can be set");
    let target = listener.local_addr().expect("its address").to_string();
    for (reports, message) in [
        (&["json", "table"][..], "only one report can be written to standard output"),
        (&["json", "jsonl=-"], "only one report can be written to standard output"),
        (&["json=a.json", "table=./a.json"], "two reports would be written to \"./a.json\""),
        (&["json=a.json", "table=there/../a.json"], "two reports would be written to"),
        (&["json=old.json", "table=missing/b.txt"], "cannot write the report to \"missing/b.txt\""),
        (&["json=old.json", "jsonl=there"], "it is a directory"),
        (&["xml=a.xml"], "unknown format \"xml\""),
    ] {
        let mut arguments = vec![target.as_str()];
        arguments.extend(reports.iter().flat_map(|report| ["--report", report]));
        let ended = check_in(directory, &arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{reports:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(message), "{reports:?}: {}", ended.stderr);
        assert_eq!(entries(directory), ["old.json", "there"], "nothing is begun");
        assert!(listener.accept().is_err(), "and nothing is probed");
    }
    assert_eq!(std::fs::read_to_string(directory.join("old.json")).expect("the file"), "old");
    for arguments in [["--format", "json"], ["--output", "c.json"], ["--resume", "d.jsonl"]] {
        let ended = check_in(directory, &[&[target.as_str(), "--report", "jsonl=e.jsonl"], &arguments[..]].concat());
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.stderr);
    }
}

#[test]
fn a_report_whose_reader_has_gone_takes_nothing_from_another() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let port = lab().port("tls12-and-tls13");
    let targets: Vec<_> = (0..40).map(|number| format!("host{number}.example:{port}")).collect();
    let targets: Vec<_> = targets.iter().map(String::as_str).chain(["--connect", "127.0.0.1"]).collect();
    // One connection at a time, so that lines are written one after another.
    let more = ["--probers", "wire", "--concurrency", "1", "--report", "jsonl", "--report", "all.json"];
    let mut child = check_command(directory, &[&targets[..], &more].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut first = String::new();
    BufReader::with_capacity(1, child.stdout.take().expect("piped")).read_line(&mut first).expect("a line");
    let ended = outcome(child.wait_with_output().expect("it ends"));
    assert_eq!((ended.code, ended.stderr.as_str()), (3, ""), "a report was not read to its end");
    let whole: Value =
        serde_json::from_slice(&std::fs::read(directory.join("all.json")).expect("the file")).expect("JSON");
    assert_eq!((whole["endpoints"].as_array().map(Vec::len), &whole["partial"]), (Some(40), &false.into()));
}

#[test]
fn a_file_that_streams_is_there_when_the_run_has_ended() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let target = format!("127.0.0.1:{}", closed_port());
    std::fs::write(directory.join("a.jsonl"), "old").expect("writable");
    let ended = check_in(directory, &[&target, "--probers", "wire", "--report", "jsonl=a.jsonl"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""));
    assert!(ended.stderr.starts_with("1 endpoint: "), "{}", ended.stderr);
    let line = std::fs::read_to_string(directory.join("a.jsonl")).expect("the file");
    assert!(line.starts_with('{') && line.lines().count() == 1, "{line}");
}

/// A run whose reports all go to files sums itself up on stderr: a failed one must not end without a word.
#[test]
fn a_run_that_writes_only_files_is_summed_up() {
    let directory = tempfile::tempdir().expect("a directory");
    let good = lab().at("tls12-and-tls13");
    for (more, code) in [(&[][..], 0), (&["--require", "1.3", "--refuse", "1.2"], 1)] {
        for output in [&["-o", "a.txt"][..], &["--format", "jsonl", "-o", "a.jsonl"], &["--report", "a.json"]] {
            let arguments = [&[good.as_str()], more, output].concat();
            let ended = outcome(check_command(directory.path(), &arguments).output().expect("it starts"));
            assert_eq!((ended.code, ended.stdout.as_str()), (code, ""), "{arguments:?}: {}", ended.stderr);
            assert!(ended.stderr.starts_with("1 endpoint: 1 ready"), "{arguments:?}: {}", ended.stderr);
            assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
            let quiet = [&arguments[..], &["--quiet"]].concat();
            let ended = outcome(check_command(directory.path(), &quiet).output().expect("it starts"));
            assert_eq!((ended.code, ended.stderr.as_str()), (code, ""), "{arguments:?}");
        }
    }
}

/// Standard output of this test is a pipe.
#[test]
#[cfg(target_os = "linux")]
fn a_device_that_leads_to_a_pipe_is_written_to() {
    let ended = crate::support::check(&[&lab().at("tls12-only"), "--format", "jsonl", "-o", "/dev/stdout"]);
    assert_eq!((ended.code, ended.stdout.lines().count()), (0, 1), "{ended:?}");
}
