//! Lists of targets: empty ones, repeated targets, and lines that are not targets.

use std::path::Path;
use std::process::Stdio;

use tlsready::message::Message;

use crate::support::{Outcome, check_command, closed_port, lab, outcome, run, said};

/// Runs `check - ARGUMENTS` with this text on stdin.
fn listed(text: &str, arguments: &[&str]) -> Outcome {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("targets");
    std::fs::write(&file, text).expect("writable");
    let mut command = check_command(directory.path(), &[&["-"], arguments].concat());
    outcome(command.stdin(std::fs::File::open(&file).expect("there")).output().expect("it starts"))
}

#[test]
fn a_list_without_targets_is_an_error_in_every_format() {
    for format in ["table", "json", "jsonl"] {
        for text in ["", "\n\n", "# only a comment\n"] {
            let ended = listed(text, &["--format", format]);
            assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{format} {text:?}: {}", ended.stderr);
            assert!(ended.stderr.contains(&said(&Message::ErrorStdinEmpty)), "{}", ended.stderr);
        }
    }
    let ended = listed("", &["--format", "jsonl", "--resume", "new.jsonl"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
}

#[test]
fn a_report_of_an_empty_list_does_not_replace_one() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("old.jsonl");
    std::fs::write(&file, "old").expect("writable");
    let mut command = check_command(directory.path(), &["-", "--format", "jsonl", "-o", "old.jsonl"]);
    let ended = outcome(command.stdin(Stdio::null()).output().expect("it starts"));
    assert_eq!(ended.code, 2);
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "old");
}

#[test]
fn a_repeated_target_is_probed_once() {
    let good = lab().at("tls12-and-tls13");
    let note = said(&Message::NoteRepeated { count: 2 });
    for format in ["json", "jsonl"] {
        let ended = listed(&format!("{good}\n{good}\n{good}\n"), &["--format", format]);
        assert_eq!((ended.code, ended.stdout.matches("\"verdict\"").count()), (0, 1), "{format}: {}", ended.stdout);
        assert_eq!(ended.stderr.trim_end(), note, "{format}");
        let arguments = ["check", &good, &good, &good, "--probers", "wire", "--format", format];
        let ended = run(Path::new("."), &arguments);
        assert_eq!(ended.stdout.matches("\"verdict\"").count(), 1, "{format}: {}", ended.stdout);
        assert_eq!(ended.stderr.trim_end(), note, "{format}");
    }
    // Another port is another target.
    let other = format!("127.0.0.1:{}", closed_port());
    assert_eq!(listed(&format!("{good}\n{other}\n"), &["--format", "jsonl"]).stdout.lines().count(), 2);
}

#[test]
fn every_bad_line_is_listed_on_request() {
    let text = (0..60).map(|number| format!("no target {number}")).collect::<Vec<_>>().join("\n");
    for format in ["json", "jsonl"] {
        let first = listed(&text, &["--format", format]);
        assert_eq!(first.code, 2);
        assert!(first.stderr.contains("stdin:50:") && !first.stderr.contains("stdin:51:"), "{}", first.stderr);
        assert!(first.stderr.contains(" -v"), "it says how to see the others: {}", first.stderr);
        let all = listed(&text, &["--format", format, "-v"]);
        assert_eq!(all.code, 2);
        assert!((1..=60).all(|line| all.stderr.contains(&format!("stdin:{line}:"))), "{}", all.stderr);
    }
}
