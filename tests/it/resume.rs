//! `--resume`: a run that is killed at any moment is continued. Nothing is lost, and nothing is duplicated.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tlsready::message::Message;

use crate::support::{Outcome, check_command, lab, program, run, said};
use crate::watched::{wait, watch};

const ARGUMENTS: [&str; 8] = ["check", "-", "--format", "jsonl", "--probers", "wire", "--versions", "1.2"];

fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port()
}

/// Returns this number of targets, every tenth of them twice.
fn targets(count: u16) -> Vec<String> {
    let port = closed_port();
    let address = |number: u16| {
        let [high, low] = number.to_be_bytes();
        format!("127.77.{high}.{low}:{port}")
    };
    (0..count).flat_map(|number| vec![address(number); if number % 10 == 0 { 2 } else { 1 }]).collect()
}

fn resume(directory: &Path, targets: &[String], more: &[&str]) -> Command {
    let mut command = program(directory);
    std::fs::write(directory.join("targets"), targets.join("\n")).expect("the targets");
    command.args(ARGUMENTS).args(["--resume", "done.jsonl"]).args(more);
    command.stdin(std::fs::File::open(directory.join("targets")).expect("the targets"));
    command
}

fn to_its_end(mut command: Command) -> Outcome {
    let output = command.output().expect("it starts");
    Outcome {
        code: output.status.code().unwrap_or(255),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

/// Returns how often each target is in the file.
fn told(directory: &Path) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    for line in std::fs::read_to_string(directory.join("done.jsonl")).expect("the file").lines() {
        let row: Value = serde_json::from_str(line).expect("whole lines only");
        assert_eq!(row["partial"], false);
        *told.entry(format!("{}:{}", row["host"].as_str().expect("a host"), row["port"])).or_default() += 1;
    }
    told
}

fn wanted(targets: &[String]) -> BTreeMap<String, usize> {
    targets.iter().map(|target| (target.clone(), 1)).collect()
}

#[test]
fn after_kills_at_any_moment_each_target_is_there_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(2000));
    let file = directory.join("done.jsonl");
    let mut kills = 0;
    // Kill the run as soon as the file has grown by this number of bytes: at the beginning, within lines, near the end.
    // The rate leaves time for it.
    for grown in [0, 1, 700, 20_000, 100_000, 333_333, 500_001] {
        let before = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        let mut child =
            resume(directory, &targets, &["--rate", "2000/s"]).stderr(Stdio::null()).spawn().expect("it starts");
        loop {
            let length = std::fs::metadata(&file).map(|metadata| metadata.len());
            if length.is_ok_and(|length| length > before + grown) {
                kills += usize::from(child.try_wait().expect("it can be waited for").is_none());
                child.kill().expect("it can be killed");
                break;
            }
            if child.try_wait().expect("it can be waited for").is_some() {
                break;
            }
            std::thread::yield_now();
        }
        child.wait().expect("it ends");
        // Imitates a truncated write, if there was none this time: the beginning of a line.
        if std::fs::read(&file).expect("the file").ends_with(b"\n") {
            let mut torn = std::fs::OpenOptions::new().append(true).open(&file).expect("the file");
            torn.write_all(&b"{\"host\":\"127.77.0.1\",\"port\":4"[..(grown % 30) as usize]).expect("room");
        }
    }
    assert!(kills >= 3, "{kills} kills hit a run that was going on");
    let outcome = to_its_end(resume(directory, &targets, &[]));
    assert_eq!(outcome.code, 3, "refused connections are inconclusive: {}", outcome.stderr);
    assert_eq!(told(directory), wanted(&targets));
    // Again: nothing is left to do, and the exit code covers the whole file.
    let before = std::fs::read(&file).expect("the file");
    let outcome = to_its_end(resume(directory, &targets, &[]));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (3, ""));
    assert!(outcome.stderr.contains(&said(&Message::NoteResumed { count: 2000 })), "{}", outcome.stderr);
    assert_eq!(std::fs::read(&file).expect("the file"), before);
}

#[test]
fn a_run_that_was_stopped_is_continued() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(300));
    // The deadline is long before the end.
    let outcome = to_its_end(resume(directory, &targets, &["--rate", "20/s", "--deadline", "500ms"]));
    assert_eq!(outcome.code, 3);
    assert!(told(directory).len() < 300);
    to_its_end(resume(directory, &targets, &[]));
    assert_eq!(told(directory), wanted(&targets));
}

#[test]
fn endpoints_that_an_ordinary_run_left_partial_are_probed_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(300));
    let mut first = program(directory);
    first.args(ARGUMENTS).args(["--rate", "20/s", "--deadline", "500ms"]);
    let list = targets.clone();
    let watched = watch(first, move |stdin| {
        let _ = stdin.write_all(list.join("\n").as_bytes());
    });
    assert!(watched.outcome.stdout.contains("\"partial\":true"), "the case that is meant");
    assert!(watched.outcome.stdout.contains("\"partial\":false"), "the case that is meant");
    std::fs::write(directory.join("done.jsonl"), watched.outcome.stdout).expect("the file");
    to_its_end(resume(directory, &targets, &[]));
    assert_eq!(told(directory), wanted(&targets));
    assert_eq!(std::fs::read_dir(directory).expect("a directory").count(), 2, "nothing is left behind");
}

#[test]
fn every_address_of_a_name_or_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let port = closed_port();
    let arguments = |file: &str| {
        let mut command = program(directory);
        command.args([
            "check",
            &format!("localhost:{port}"),
            "--format",
            "jsonl",
            "--probers",
            "wire",
            "--versions",
            "1.2",
        ]);
        command.args(["--all-addresses", "--resume", file]);
        to_its_end(command)
    };
    arguments("done.jsonl");
    let whole = std::fs::read_to_string(directory.join("done.jsonl")).expect("the file");
    let first = whole.lines().next().expect("a line");
    let addresses = serde_json::from_str::<Value>(first).expect("JSON")["addresses"].as_array().map_or(1, Vec::len);
    assert_eq!(whole.lines().count(), addresses);
    // Two addresses, only one of which was written before the kill.
    let half = first.replacen("\"addresses\":[", "\"addresses\":[\"127.0.0.9\",", 1);
    std::fs::write(directory.join("done.jsonl"), format!("{half}\n")).expect("the file");
    arguments("done.jsonl");
    let again = std::fs::read_to_string(directory.join("done.jsonl")).expect("the file");
    assert_eq!(again.lines().count(), addresses, "begun anew: {again}");
}

#[test]
fn the_exit_code_covers_what_is_there() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(3));
    to_its_end(resume(directory, &targets, &[]));
    let file = directory.join("done.jsonl");
    let lines = std::fs::read_to_string(&file).expect("the file");
    std::fs::write(&file, lines.replacen("\"unmet\":false", "\"unmet\":true", 1)).expect("the file");
    assert_eq!(to_its_end(resume(directory, &targets, &[])).code, 1);
}

#[test]
fn a_run_that_is_continued_ends_as_it_ended_before() {
    let directory = tempfile::tempdir().expect("a directory");
    let good = lab().at("tls12-and-tls13");
    // rustls verifies the certificate and does not test a version, so the version that must be rejected is not tested.
    let arguments = [&good, "--probers", "rustls", "--refuse", "1.0", "--format", "jsonl", "--resume", "done.jsonl"];
    let first = to_its_end(check_command(directory.path(), &arguments));
    let text = std::fs::read_to_string(directory.path().join("done.jsonl")).expect("the file");
    let row: Value = serde_json::from_str(&text).expect("one row");
    assert_eq!(row["versions"]["tls1.0"]["support"], "not-tested", "the case that is meant: {row:#}");
    assert_ne!(row["verdict"], "inconclusive", "the case that is meant: {row:#}");
    let second = to_its_end(check_command(directory.path(), &arguments));
    assert_eq!((first.code, second.code), (3, 3), "{}", second.stderr);
}

#[test]
fn files_that_cannot_be_continued() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(3));
    to_its_end(resume(directory, &targets, &[]));
    let file = directory.join("done.jsonl");
    let good = std::fs::read_to_string(&file).expect("the file");
    let other_versions = good.replace("\"tls1.2\":{", "\"tls1.1\":{");
    let place = |line: u64, problem: Message| {
        said(&Message::PlaceLine { file: "done.jsonl".to_owned(), line, problem: Box::new(problem) })
    };
    let not_a_line = |line, cause: &str| place(line, Message::ErrorResumeLine { cause: cause.to_owned() });
    let other = Message::ErrorResumeVersions { earlier: "tls1.1".to_owned(), now: "tls1.2".to_owned() };
    for (text, message) in [
        ("\u{1b}[31mnot ours\n".to_owned(), not_a_line(1, "")),
        (format!("{good}\n{good}"), not_a_line(4, "")),
        (format!("{good}[]\n"), not_a_line(4, "")),
        (format!("{good}{{\"host\":\"a\"}}\n"), not_a_line(4, "")),
        // Without a line end, but not a truncated line of this program.
        ("precious notes".to_owned(), place(1, Message::ErrorResumeLineStart)),
        ("{\"a\":1}".to_owned(), place(1, Message::ErrorResumeLineStart)),
        (format!("{good}{{\"host\":\"a\"}}"), not_a_line(4, "missing field")),
        (format!("{good}{{\"host\":\"a\", precious"), not_a_line(4, "")),
        (other_versions, place(1, other)),
    ] {
        std::fs::write(&file, &text).expect("the file");
        let outcome = to_its_end(resume(directory, &targets, &[]));
        assert_eq!(outcome.code, 2, "{text}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(&message), "{message}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains('\u{1b}'));
        assert_eq!(std::fs::read_to_string(&file).expect("the file"), text, "it is left as it was");
    }
    for (arguments, message) in [
        (["--resume", ".", "--format", "jsonl"], Message::ErrorResumeDirectory { path: ".".to_owned() }),
        (["--resume", "/dev/null", "--format", "jsonl"], Message::ErrorResumeNotFile { path: "/dev/null".to_owned() }),
        (
            ["--resume", "missing/file", "--format", "jsonl"],
            Message::ErrorResume { path: "missing/file".to_owned(), cause: String::new() },
        ),
        (["--resume", "new", "--format", "json"], Message::ErrorResumeNeedsJsonl),
    ] {
        let outcome = run(directory, &[&["check", "127.0.0.1:1"], &arguments[..]].concat());
        assert_eq!(outcome.code, 2, "{arguments:?}");
        assert!(outcome.stderr.contains(&said(&message)), "{arguments:?}: {}", outcome.stderr);
    }
}

/// A run that would ask something else, or of other endpoints, must not end with the exit code of the earlier one.
#[test]
fn another_question_does_not_continue_a_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let good = lab().at("tls12-and-tls13");
    let with = |more: &[&str]| {
        let arguments = [&[good.as_str(), "--format", "jsonl", "--resume", "done.jsonl"], more].concat();
        to_its_end(check_command(directory.path(), &arguments))
    };
    assert_eq!(with(&[]).code, 0);
    let file = directory.path().join("done.jsonl");
    let before = std::fs::read_to_string(&file).expect("the file");
    for (more, earlier, now) in [
        (&["--refuse", "1.0,1.1"][..], r"expected.refuse = []", r#"expected.refuse = ["tls1.0","tls1.1"]"#),
        (&["--require", "1.3"], r#"expected.require = "tls1.2""#, r#"expected.require = "tls1.3""#),
        (&["--require-trust"], "expected.trust = false", "expected.trust = true"),
        (&["--probers", "wire"], r#"options.probers = ["wire","native","rustls"]"#, r#"options.probers = ["wire"]"#),
        (&["--sni", "a.example"], "options.sni = null", r#"options.sni = "a.example""#),
        (&["-4"], "options.ip_version = null", "options.ip_version = 4"),
        (&["--all-addresses"], "options.all_addresses = false", "options.all_addresses = true"),
        (&["--connect", "127.0.0.2"], "options.connect = null", r#"options.connect = "127.0.0.2""#),
        (&["--proxy", "http://u:p@127.0.0.1:9"], "options.proxy = null", r#"options.proxy = "127.0.0.1:9""#),
    ] {
        let outcome = with(more);
        let question =
            Message::ErrorResumeQuestion { endpoint: good.clone(), earlier: earlier.to_owned(), now: now.to_owned() };
        let problem = Box::new(question);
        let message = said(&Message::PlaceLine { file: "done.jsonl".to_owned(), line: 1, problem });
        assert_eq!(outcome.code, 2, "{more:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(&message), "{message}: {}", outcome.stderr);
        assert_eq!(std::fs::read_to_string(&file).expect("the file"), before, "{more:?}: it is left as it was");
    }
    assert_eq!(with(&["--versions", "1.2,1.3"]).code, 2, "other versions");
    // How long, how fast, and how loud is not part of the question.
    assert_eq!(with(&["--timeout", "7s", "--retries", "3", "--per-address", "2", "--quiet"]).code, 0);
}

#[test]
fn a_file_of_another_list_is_not_continued() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(30));
    to_its_end(resume(directory, &targets, &[]));
    let file = directory.join("done.jsonl");
    let before = std::fs::read_to_string(&file).expect("the file");
    let others: Vec<String> = targets.iter().map(|target| target.replace("127.77.", "127.78.")).collect();
    let mixed = [&others[..], &targets[2..]].concat();
    let listed = |targets: &[String]| {
        let mut command = program(directory);
        command.arg("check").args(targets).args(&ARGUMENTS[2..]).args(["--resume", "done.jsonl"]);
        to_its_end(command)
    };
    for (outcome, count) in [
        (to_its_end(resume(directory, &others, &[])), 30),
        (to_its_end(resume(directory, &mixed, &[])), 1),
        (listed(&others), 30),
        (listed(&targets[5..]), 4),
    ] {
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        let said = said(&Message::ErrorResumeOtherList { endpoint: String::new(), count });
        assert!(outcome.stderr.contains(said.trim_start()), "{said}: {}", outcome.stderr);
        assert_eq!(std::fs::read_to_string(&file).expect("the file"), before, "it is left as it was");
    }
    // A list that has grown, in any order, is continued.
    let mut grown = [&others[..], &targets[..]].concat();
    grown.reverse();
    assert_eq!(to_its_end(resume(directory, &grown, &[])).code, 3);
    assert_eq!(told(directory), wanted(&grown));
    assert_eq!(listed(&grown).code, 3);
    assert_eq!(told(directory), wanted(&grown));
}

#[test]
fn two_runs_do_not_write_one_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("its address").to_string();
    let arguments =
        ["check", &address, "--format", "jsonl", "--probers", "wire", "--timeout", "5m", "--resume", "done.jsonl"];
    let mut first = program(directory).args(arguments).stderr(Stdio::null()).spawn().expect("it starts");
    // When it probes, it has the file.
    silent.accept().expect("it probes");
    let second = run(directory, &arguments);
    first.kill().expect("it can be killed");
    wait(&mut first, |_| ());
    assert_eq!(second.code, 2);
    let in_use = said(&Message::ErrorResumeInUse { path: "done.jsonl".to_owned() });
    assert!(second.stderr.contains(&in_use), "{}", second.stderr);
}

/// Wraps the command in a limit that fails like a full disk: files may have 30 kB, and the signal is ignored.
fn on_a_full_disk(plain: &Command, directory: &Path) -> Command {
    with_small_files("trap '' XFSZ; ", plain, directory)
}

/// Wraps the command in a limit of 30 kB for files.
fn with_small_files(before: &str, plain: &Command, directory: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{before}ulimit -f 60; exec \"$@\""), "sh"])
        .arg(plain.get_program())
        .args(plain.get_args());
    command.current_dir(directory);
    command
}

#[test]
fn a_disk_that_was_full_loses_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(200));
    let mut command = on_a_full_disk(&resume(directory, &targets, &[]), directory);
    command.stdin(std::fs::File::open(directory.join("targets")).expect("the targets"));
    let outcome = to_its_end(command);
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(&said(&Message::HintRunAgainToContinue)), "{}", outcome.stderr);
    to_its_end(resume(directory, &targets, &[]));
    assert_eq!(told(directory), wanted(&targets));
}

#[test]
fn a_disk_that_is_full_is_told_while_no_target_comes() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(200));
    let mut command = on_a_full_disk(&resume(directory, &targets, &[]), directory);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("its stdin");
    stdin.write_all((targets.join("\n") + "\n").as_bytes()).expect("it reads");
    assert_eq!(wait(&mut child, |_| ()), 4, "it does not wait for more targets");
    drop(stdin);
}

/// The signal of a file that is too large would end the process without a word.
#[test]
fn a_file_that_may_not_grow_is_an_error_that_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(200));
    let mut command = with_small_files("", &resume(directory, &targets, &[]), directory);
    command.stdin(std::fs::File::open(directory.join("targets")).expect("the targets"));
    let outcome = to_its_end(command);
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    let mut command = program(directory);
    command.args(["check", "--format", "json", "-o", "a.json", "--probers", "wire"]).args(&targets);
    let outcome = to_its_end(with_small_files("", &command, directory));
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    let left: Vec<_> = std::fs::read_dir(directory).expect("a directory").flatten().collect();
    assert_eq!(left.len(), 2, "the list and the resume file: {left:?}");
}

#[test]
fn a_file_that_is_taken_away_ends_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let (directory, targets) = (directory.path(), targets(200));
    let file = directory.join("done.jsonl");
    let changes: [fn(&Path); 3] = [
        |file| std::fs::remove_file(file).expect("it is there"),
        |file| drop(std::fs::OpenOptions::new().write(true).truncate(true).open(file).expect("it is there")),
        |file| {
            std::fs::copy(file, file.with_extension("new")).expect("room");
            std::fs::rename(file.with_extension("new"), file).expect("the same directory");
        },
    ];
    for change in changes {
        let _ = std::fs::remove_file(&file);
        let mut child =
            resume(directory, &targets, &["--rate", "100/s"]).stderr(Stdio::piped()).spawn().expect("it starts");
        while std::fs::metadata(&file).map_or(0, |metadata| metadata.len()) < 1000 {
            std::thread::yield_now();
        }
        change(&file);
        assert_eq!(wait(&mut child, |_| ()), 4);
        let mut stderr = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("its stderr"), &mut stderr).expect("text");
        let message = said(&Message::ErrorResumeChanged { path: String::new() });
        let (before, after) = message.split_once("\"\"").expect("a quoted path");
        assert!(stderr.contains(before) && stderr.contains(after), "{stderr}");
        assert!(!std::fs::read(&file).unwrap_or_default().contains(&0), "no zero bytes");
    }
}
