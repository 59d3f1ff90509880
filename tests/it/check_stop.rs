//! A run that is stopped reports what it knows: Ctrl-C, SIGTERM and `--deadline`.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;
use tlsready::message::Message;

use crate::schema;
use crate::support::{check_command, check_json, lab, outcome, said};

/// A server that reads and never answers, and reports when a hello has arrived.
struct Silent {
    target: String,
    came: Receiver<TcpStream>,
}

impl Silent {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let target = listener.local_addr().expect("an address").to_string();
        let (hand_over, came) = channel();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                if stream.read_exact(&mut [0; 5]).is_ok() && hand_over.send(stream).is_err() {
                    return;
                }
            }
        });
        Self { target, came }
    }

    /// Waits for a hello. Returns the connection, which stays open until it is dropped.
    fn hello(&self) -> TcpStream {
        self.came.recv_timeout(std::time::Duration::from_mins(1)).expect("a hello within a minute")
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
}

#[test]
fn a_signal_ends_the_run_with_what_is_known() {
    for name in ["-INT", "-TERM"] {
        let directory = tempfile::tempdir().expect("a directory");
        let silent = Silent::start();
        let child = check_command(directory.path(), &[&silent.target, "--timeout", "10m", "--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let connection = silent.hello();
        signal(&child, name);
        let ended = outcome(child.wait_with_output().expect("it ends"));
        drop(connection);
        assert_eq!((ended.code, ended.stderr.as_str()), (3, ""), "{name}");
        let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert_eq!(schema::problems(&report, "#"), Vec::<String>::new());
        assert_eq!((&report["partial"], &report["summary"]["partial"]), (&true.into(), &1.into()), "{name}");
        let endpoint = &report["endpoints"][0];
        assert_eq!((&endpoint["verdict"], &endpoint["partial"]), (&"inconclusive".into(), &true.into()));
        // No deadline was set, so a longer one is no advice.
        assert_eq!(endpoint["findings"][0]["remedy"].to_string().matches("deadline").count(), 0, "{endpoint:#}");
        for support in endpoint["versions"].as_object().expect("versions").values() {
            assert_eq!(support["support"], "unknown", "silence that was cut short is no refusal: {support}");
        }
    }
}

#[test]
fn what_was_measured_before_the_signal_is_not_lost() {
    stopped_after_a_row(&[], 3);
}

#[test]
fn what_is_known_to_be_unmet_is_not_hidden_by_the_stop() {
    stopped_after_a_row(&["--require", "1.3", "--refuse", "1.2"], 1);
}

/// The finished endpoint is reported before the signal, the other one after it.
fn stopped_after_a_row(more: &[&str], code: i32) {
    let directory = tempfile::tempdir().expect("a directory");
    let silent = Silent::start();
    let good = lab().at("tls12-and-tls13");
    let arguments = [&[good.as_str(), &silent.target, "--timeout", "10m", "--format", "jsonl"], more].concat();
    let mut child = check_command(directory.path(), &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("a line");
    let connection = silent.hello();
    signal(&child, "-INT");
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the rest");
    drop(connection);
    assert_eq!(child.wait().expect("it ends").code(), Some(code));
    let line = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!((&line(&first)["verdict"], &line(&first)["partial"]), (&"ready".into(), &false.into()));
    assert_eq!(line(&first)["unmet"], code == 1);
    assert_eq!((&line(&rest)["verdict"], &line(&rest)["partial"]), (&"inconclusive".into(), &true.into()));
}

#[test]
fn a_deadline_ends_the_run_likewise() {
    let silent = Silent::start();
    let arguments = [silent.target.as_str(), "--timeout", "10m", "--deadline", "1s"];
    let (code, report) = check_json(&arguments);
    assert_eq!((code, &report["partial"]), (3, &true.into()));
    let finding = &report["endpoints"][0]["findings"][0];
    assert_eq!(finding["code"], "run-stopped");
    assert!(finding["remedy"].to_string().contains("--deadline"), "{finding:#}");
    let outcome = crate::support::check(&arguments);
    assert_eq!(outcome.code, 3);
    assert!(outcome.stdout.contains("STOPPED EARLY"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("1 endpoint (partial): "), "{}", outcome.stdout);
}

/// Returns both ends of a full pipe: the reader must be kept to keep it open.
#[cfg(target_os = "linux")]
pub(crate) fn full_pipe(directory: &std::path::Path) -> (std::fs::File, std::fs::File) {
    let path = directory.join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo is there").success());
    // Opening with read and write access does not block. Each file has separate status flags.
    let open = || std::fs::OpenOptions::new().read(true).write(true).open(&path).expect("the pipe");
    let (reader, writer) = (open(), open());
    // Fails when the pipe is full.
    let filled = Command::new("dd")
        .args(["if=/dev/zero", "bs=4096", "oflag=nonblock", "conv=notrunc"])
        .arg(format!("of={}", path.display()))
        .stderr(Stdio::null())
        .status();
    assert!(!filled.expect("dd is there").success(), "it is told that the pipe is full");
    (reader, writer)
}

/// Returns whether a thread of the process waits for room in a pipe; `None` if the kernel does not show what threads
/// wait for.
#[cfg(target_os = "linux")]
fn waits_for_a_pipe(pid: u32) -> Option<bool> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten();
    let places: Vec<_> = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("wchan")).ok()).collect();
    let told = places.iter().any(|place| place.as_str() != "0" && !place.is_empty());
    told.then(|| places.iter().any(|place| place.contains("pipe_write")))
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_signal_ends_a_run_whose_report_nobody_reads() {
    // With the built-in prober there is only one thread, which must handle signals too.
    for (asked, code, probers) in [("-INT", 130, "wire"), ("-TERM", 143, "wire,native,rustls")] {
        let directory = tempfile::tempdir().expect("a directory");
        let (_reader, stdout) = full_pipe(directory.path());
        let silent = Silent::start();
        let arguments = [&silent.target, "--timeout", "10m", "--format", "jsonl", "--probers", probers];
        let mut child = check_command(directory.path(), &arguments)
            .stdout(stdout)
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let connection = silent.hello();
        signal(&child, asked);
        // Only after the report has begun to wait for its reader: two signals in quick succession may be merged.
        let ended = crate::watched::wait(&mut child, |pid| {
            if waits_for_a_pipe(pid) == Some(false) {
                return;
            }
            let _ = Command::new("kill").args([asked, &pid.to_string()]).stderr(Stdio::null()).status();
        });
        drop(connection);
        assert_eq!(ended, code, "{asked} {probers}");
    }
}

#[test]
fn a_run_that_can_be_continued_says_how() {
    let directory = tempfile::tempdir().expect("a directory");
    for (more, says) in [(&[][..], false), (&["--resume", "done.jsonl"], true)] {
        let silent = Silent::start();
        let arguments = [&[silent.target.as_str(), "--timeout", "10m", "--format", "jsonl"], more].concat();
        let child = check_command(directory.path(), &arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let connection = silent.hello();
        signal(&child, "-INT");
        let ended = outcome(child.wait_with_output().expect("it ends"));
        drop(connection);
        let hint = said(&Message::HintRunAgainToContinue);
        assert_eq!((ended.code, ended.stderr.contains(&hint)), (3, says), "{more:?}: {}", ended.stderr);
    }
}

/// The terminal is closed while a report goes to a file: the report is there, and nothing else. Under `nohup` it goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_is_closed_stops_the_run_unless_it_is_to_outlive_it() {
    for (before, stops) in [("", true), ("trap '' HUP; ", false)] {
        let directory = tempfile::tempdir().expect("a directory");
        let silent = Silent::start();
        let arguments = [silent.target.as_str(), "--timeout", "10m", "--format", "json", "-o", "a.json", "-q"];
        let plain = check_command(directory.path(), &arguments);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{before}exec \"$@\""), "sh"]).arg(plain.get_program()).args(plain.get_args());
        let mut child = command.current_dir(directory.path()).stdin(Stdio::null()).spawn().expect("it starts");
        let connection = silent.hello();
        signal(&child, "-HUP");
        if !stops {
            // Only this one stops it.
            signal(&child, "-TERM");
        }
        assert_eq!(crate::watched::wait(&mut child, |_| ()), 3, "{before}");
        drop(connection);
        let report = std::fs::read_to_string(directory.path().join("a.json")).expect("the report");
        assert!(report.contains("\"partial\": true"), "{report}");
        let left: Vec<_> = std::fs::read_dir(directory.path()).expect("a directory").flatten().collect();
        assert!(!left.iter().any(|entry| entry.file_name().to_string_lossy().contains("partial")), "{left:?}");
    }
}
