//! Bad input results in one clear error that names the place and a correction, exit 2, and nothing is probed.

use std::process::Stdio;

use tlsready::message::Message;

use crate::support::{check_command, outcome, program, run, said};

/// Arguments after `tlsready`, one mistake each.
const MISTAKES: &[&[&str]] = &[
    &[],
    &["chekc"],
    &["check", "--no-such-flag"],
    &["check", "host name"],
    &["check", ""],
    &["check", "*.example.com"],
    &["check", "example.com:0"],
    &["check", "example.com:70000"],
    &["check", "example.com:https"],
    &["check", "http://example.com"],
    &["check", "example.com/path"],
    &["check", "https://user:password@example.com"],
    &["check", "[::1"],
    &["check", "::1:443:x"],
    &["check", "-", "example.com"],
    &["check", "first bad", "example.com:0"],
    &["check", "--sni", "127.0.0.1", "example.com"],
    &["check", "--sni", "example.com:443", "example.com"],
    &["check", "--sni", "", "example.com"],
    &["check", "--proxy", "proxy.example:8080x", "example.com"],
    &["check", "--proxy", "https://proxy.example", "example.com"],
    &["check", "--proxy", "http://proxy.example:8080", "--all-addresses", "example.com"],
    &["check", "--versions", "1.4", "example.com"],
    &["check", "--versions", "", "example.com"],
    &["check", "--probers", "openssl", "example.com"],
    &["check", "--probers", "", "example.com"],
    &["check", "--timeout", "0s", "example.com"],
    &["check", "--timeout", "5", "example.com"],
    &["check", "--deadline", "soon", "example.com"],
    &["check", "--connect", "nonsense", "example.com"],
    &["check", "-4", "-6", "example.com"],
    &["check", "--require", "2.0", "example.com"],
    &["check", "--refuse", "1.3", "example.com"],
    &["check", "--refuse", "ssl3", "--versions", "1.2", "example.com"],
    &["check", "--concurrency", "0", "example.com"],
    &["check", "--per-address", "0", "example.com"],
    &["check", "--retries", "11", "example.com"],
    &["check", "--format", "xml", "example.com"],
    &["check", "--output", "no-such-directory/report.json", "example.com"],
    &["check", "--lab", "example.com"],
    &["check", "--service", "log-analytics", "example.com"],
    &["check", "--service", "log-analytic"],
    &["check", "--config", "missing.toml"],
    &["check", "--color", "sometimes", "example.com"],
    &["host", "--format", "xml"],
    &["catalog", "--cloud", "germany"],
    &["explain", "host-lacks-versoin"],
    &["explain", "banana"],
    &["completions", "basic"],
];

#[test]
fn each_mistake_is_named_with_a_way_out() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut all = Vec::new();
    for arguments in MISTAKES {
        let outcome = run(directory.path(), arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{arguments:?}: {}", outcome.stderr);
        let words: Vec<String> = arguments
            .iter()
            .map(|word| if word.is_empty() || word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() })
            .collect();
        all.push(format!("$ tlsready {}\n{}", words.join(" "), outcome.stderr));
    }
    // On Windows the program is named tlsready.exe.
    insta::assert_snapshot!("mistakes", all.join("\n").replace("tlsready.exe", "tlsready"));
}

#[test]
fn bad_lines_of_stdin_are_reported_all_at_once_before_anything_is_probed() {
    let directory = tempfile::tempdir().expect("a directory");
    let nothing = format!("error: {}", said(&Message::ErrorStdinEmpty));
    for (content, reported) in [
        (&b""[..], &[nothing.as_str()][..]),
        (b"# nothing\n\n", &[&nothing]),
        (b"127.0.0.1:1\nbad host\n127.0.0.1:0\n", &["error: stdin:2: ", "error: stdin:3: "]),
        (b"127.0.0.1:1\n\xff\xfe\n", &["error: stdin:2: "]),
    ] {
        let file = directory.path().join("targets");
        std::fs::write(&file, content).expect("writable");
        let mut command = check_command(directory.path(), &["-"]);
        let ended = outcome(command.stdin(std::fs::File::open(&file).expect("there")).output().expect("it starts"));
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{content:?}: {}", ended.stderr);
        for start in reported {
            assert!(ended.stderr.lines().any(|line| line.starts_with(start)), "{start}: {}", ended.stderr);
        }
        assert!(ended.stderr.contains("\nhint: "), "{}", ended.stderr);
    }
}

/// A password in a target or a proxy is not printed.
#[test]
fn passwords_are_not_repeated() {
    let directory = tempfile::tempdir().expect("a directory");
    for arguments in [
        &["check", "https://user:s3cret@example.com"][..],
        &["check", "--proxy", "https://user:s3cret@proxy.example:1", "example.com"],
        &["check", "--proxy", "http://user:s3cret@proxy.example:port", "example.com"],
    ] {
        let outcome = run(directory.path(), arguments);
        assert_eq!(outcome.code, 2);
        assert!(!outcome.stderr.contains("s3cret"), "{}", outcome.stderr);
    }
}

/// If a target is wrong, nothing is probed: the good endpoint in the same run gets no connection.
#[test]
fn nothing_is_probed_when_a_target_is_wrong() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.set_nonblocking(true).expect("possible");
    let good = listener.local_addr().expect("an address").to_string();
    let directory = tempfile::tempdir().expect("a directory");
    let outcome = run(directory.path(), &["check", &good, "bad host"]);
    assert_eq!(outcome.code, 2);
    let error = listener.accept().map(|_| ()).expect_err("nobody came");
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_closed_stderr_changes_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = program(directory.path())
        .args(["check", "bad host"])
        .stdout(Stdio::null())
        .stderr(writer)
        .status()
        .expect("the program starts");
    assert_eq!(status.code(), Some(2));
}
