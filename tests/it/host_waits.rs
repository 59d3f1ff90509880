//! Files that are never read to the end: a named pipe without a program at its other end stands for a dead mount as
//! well. No command waits for one longer than some seconds, and a run's rows do not depend on it.

#![cfg(all(unix, not(target_vendor = "apple")))]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Outcome, check_command, lab, outcome, program};

/// Nothing here takes longer than its own waits of some seconds; a hang takes forever.
const NOT_A_HANG: Duration = Duration::from_mins(1);

fn pipe(directory: &Path) -> PathBuf {
    let path = directory.join("pipe");
    let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo is there");
    assert!(made.success());
    path
}

/// Runs a command to its end, and kills it if it hangs.
fn ended(mut command: Command) -> Outcome {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let id = child.id().to_string();
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    let guard = std::thread::spawn(move || {
        if is_done.recv_timeout(NOT_A_HANG).is_err() {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
            return true;
        }
        false
    });
    let _ = child.stdin.take();
    let output = child.wait_with_output().expect("it ends");
    let _ = done.send(());
    assert!(!guard.join().expect("no panic"), "it hangs");
    outcome(output)
}

fn host(directory: &Path, variable: &str) -> (i32, Value) {
    let mut command = program(directory);
    command.args(["host", "--format", "json"]).env(variable, pipe(directory));
    let ended = ended(command);
    (ended.code, serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}")))
}

#[test]
fn what_cannot_be_read_in_time_is_unknown() {
    let directory = tempfile::tempdir().expect("a directory");
    let (code, object) = host(directory.path(), "SSL_CERT_FILE");
    assert_eq!((code, &object["host"]["readiness"]), (3, &"inconclusive".into()), "{object:#}");
    assert_eq!(object["host"]["trust_store"]["roots"], Value::Null);
    assert_eq!(object["host"]["findings"][0]["code"], "host-not-read-in-time");

    let directory = tempfile::tempdir().expect("a directory");
    let (code, object) = host(directory.path(), "OPENSSL_CONF");
    assert_eq!((code, &object["host"]["readiness"]), (3, &"inconclusive".into()), "{object:#}");
    for version in object["host"]["stacks"][0]["versions"].as_object().expect("versions").values() {
        assert_eq!(version["default"], Value::Null);
    }
    assert_eq!(object["host"]["findings"][0]["code"], "host-not-read-in-time");
}

/// Checks an endpoint on a host with such a file.
fn check(variable: &str, arguments: &[&str]) -> (Outcome, Duration) {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = check_command(directory.path(), &[&[lab().at("tls12-and-tls13").as_str()], arguments].concat());
    command.env(variable, pipe(directory.path()));
    let began = Instant::now();
    (ended(command), began.elapsed())
}

#[test]
fn rows_do_not_wait_for_what_this_host_never_says() {
    for variable in ["SSL_CERT_FILE", "OPENSSL_CONF"] {
        for probers in ["wire", "wire,native,rustls"] {
            let arguments = ["--format", "jsonl", "--probers", probers, "--timeout", "2s"];
            let (ended, _) = check(variable, &arguments);
            let row: Value =
                serde_json::from_str(ended.stdout.trim()).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
            for version in ["tls1.2", "tls1.3"] {
                assert_eq!(row["versions"][version]["support"], "accepted", "{variable} {probers}: {row:#}");
            }
            if variable == "OPENSSL_CONF" {
                assert_eq!((ended.code, &row["verdict"]), (3, &"inconclusive".into()), "{probers}: {row:#}");
            }
        }
    }
}

#[test]
fn the_deadline_counts_for_this_host_too() {
    let (ended, took) = check("OPENSSL_CONF", &["--format", "json", "--deadline", "300ms", "--timeout", "30s"]);
    assert!(took < Duration::from_secs(20), "{took:?}: {ended:?}");
    let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    assert_eq!(report["host"]["findings"][0]["code"], "host-not-read-in-time", "{report:#}");
}

#[test]
fn a_signal_ends_such_a_run() {
    let directory = tempfile::tempdir().expect("a directory");
    // A server that never answers: its hello shows that the run has begun.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let target = listener.local_addr().expect("an address").to_string();
    let mut command = check_command(directory.path(), &[&target, "--timeout", "10m", "--format", "json"]);
    command.env("OPENSSL_CONF", pipe(directory.path())).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    let (connection, _) = listener.accept().expect("a connection");
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
    let ended = outcome(child.wait_with_output().expect("it ends"));
    drop(connection);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stdout.contains("host-not-read-in-time"), "{ended:?}");
}

#[test]
fn pipes_that_the_user_names_are_errors_with_their_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = pipe(directory.path());
    let path = path.to_str().expect("UTF-8");
    for arguments in
        [&["check", "127.0.0.1:9", "--output", path][..], &["catalog", "--config", path], &["host", "--registry", path]]
    {
        let mut command = program(directory.path());
        command.args(arguments);
        let ended = ended(command);
        assert_eq!(ended.code, 2, "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains("pipe") && ended.stderr.contains("did not end within"), "{ended:?}");
    }
}

#[test]
fn the_self_test_does_not_hang_either() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = program(directory.path());
    command.args(["check", "--lab", "--deadline", "500ms"]).env("OPENSSL_CONF", pipe(directory.path()));
    let ended = ended(command);
    assert_eq!(ended.code, 3, "{ended:?}");
}

/// A pipe with a program at its other end works as before.
#[test]
fn pipes_that_are_used_work() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = pipe(directory.path());
    let reader = std::thread::spawn(move || std::fs::read_to_string(path).expect("text"));
    let command = check_command(directory.path(), &[&lab().at("tls12-and-tls13"), "--format", "json", "--output=pipe"]);
    let ended = ended(command);
    assert_eq!(ended.code, 0, "{ended:?}");
    serde_json::from_str::<Value>(&reader.join().expect("it reads")).expect("JSON");
}
