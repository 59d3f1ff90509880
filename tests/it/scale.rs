//! Many targets: they are read and reported as streams, and memory does not grow with their number.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tlsready::message::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::hostile_peers::plain_server_hello;
use crate::support::{program, said};
use crate::watched::watch;

/// Limit of resident memory for each run, in kB.
const MOST_RESIDENT: u64 = 64 * 1024;

/// Answers every hello to these addresses with the same `ServerHello` for TLS 1.2, as long as the tests run.
fn responders(addresses: impl Iterator<Item = SocketAddr> + Send + 'static) -> Vec<SocketAddr> {
    let (ready, bound) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let mut all = Vec::new();
            for address in addresses {
                let listener = TcpListener::bind(address).await.expect("a port");
                all.push(listener.local_addr().expect("its address"));
                tokio::spawn(respond(listener));
            }
            ready.send(all).expect("the test waits");
            std::future::pending::<()>().await;
        });
    });
    bound.recv().expect("they are bound")
}

async fn respond(listener: TcpListener) {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        tokio::spawn(async move {
            let mut hello = [0; 2048];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(&plain_server_hello()).await;
            let _ = stream.read(&mut hello).await;
        });
    }
}

/// Returns the loopback address with this number: all of 127.0.0.0/8 is this machine.
fn loopback(number: u32) -> [u8; 4] {
    let [_, second, third, fourth] = number.to_be_bytes();
    [127, second, third, fourth]
}

#[test]
fn many_targets_need_no_more_memory_than_few() {
    const TARGETS: u32 = 20_000;
    // A few targets that answer, among many where nothing listens.
    let served = responders((0..50).map(|_| SocketAddr::from(([0, 0, 0, 0], 0))));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    let mut command = program(Path::new("."));
    command.args(["check", "-", "--format", "jsonl", "--probers", "wire", "--versions", "1.2", "--quiet"]);
    let targets = served.clone();
    let watched = watch(command, move |stdin| {
        for number in 0..TARGETS {
            let port = targets.get((number % 200) as usize).map_or(closed, SocketAddr::port);
            let line = format!("{}\n", SocketAddr::from((loopback(0x0100 + number), port)));
            if stdin.write_all(line.as_bytes()).is_err() {
                return;
            }
        }
    });
    let mut hosts = BTreeSet::new();
    let (mut accepted, mut refused) = (0, 0);
    for line in watched.outcome.stdout.lines() {
        let row: Value = serde_json::from_str(line).expect("a line is a JSON object");
        match row["versions"]["tls1.2"]["reason"].as_str() {
            Some("server-hello") => accepted += 1,
            Some("connection-refused") => refused += 1,
            other => panic!("{other:?}: {row:#}"),
        }
        hosts.insert((row["host"].as_str().expect("a host").to_owned(), row["port"].as_u64()));
    }
    assert_eq!((accepted, refused), (5000, 15_000), "{}", watched.outcome.stderr);
    assert_eq!(hosts.len(), 20_000, "each of them once");
    assert!(watched.most_resident.is_some_and(|most| most < MOST_RESIDENT), "{:?} kB", watched.most_resident);
    // Memory is flat: the second half of the run needs hardly more than the first.
    let (first, second) = watched.resident.split_at(watched.resident.len() / 2);
    let most = |part: &[u64]| part.iter().max().copied().unwrap_or_default();
    assert!(most(second) <= most(first) + 8 * 1024, "{} kB, then {} kB", most(first), most(second));
}

#[test]
fn results_come_before_the_input_has_ended() {
    let served = responders(std::iter::once(SocketAddr::from(([0, 0, 0, 0], 0))));
    let mut child = program(Path::new("."))
        .args(["check", "-", "--format", "jsonl", "--probers", "wire", "--versions", "1.2"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its stdin");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("its stdout")));
    for number in 1..=3 {
        writeln!(stdin, "127.0.0.{number}:{}", served[0].port()).expect("it reads");
        let line = lines.next().expect("a line").expect("text");
        assert!(line.contains("\"server-hello\""), "{line}");
    }
    drop(stdin);
    assert!(lines.next().is_none());
    child.wait().expect("it ends");
}

#[test]
fn a_rate_is_kept() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let mut command = program(Path::new("."));
    command.args(["check", "--format", "jsonl", "--probers", "wire", "--versions", "1.2", "--rate", "20/s"]);
    command.args((1..=21).map(|number| format!("127.0.0.{number}:{}", closed.port())));
    let began = std::time::Instant::now();
    let watched = watch(command, |_| ());
    assert_eq!(watched.outcome.stdout.lines().count(), 21);
    // A lower bound: on the fastest machine, twenty intervals of 50 ms take this long.
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[test]
fn rates_that_are_none() {
    for bad in ["0", "x", "5/h", "-1"] {
        let outcome = crate::support::run(Path::new("."), &["check", "--rate", bad, "127.0.0.1:1"]);
        assert_eq!(outcome.code, 2, "{bad}");
    }
}

#[test]
fn lines_that_are_not_targets_are_counted_and_not_all_reported() {
    let mut command = program(Path::new("."));
    command.args(["check", "-", "--format", "jsonl"]);
    let watched = watch(command, |stdin| {
        for number in 0..200 {
            let _ = writeln!(stdin, "no target {number}");
        }
    });
    assert_eq!(watched.outcome.code, 2);
    assert!(watched.outcome.stderr.contains("stdin:50:"));
    assert!(!watched.outcome.stderr.contains("stdin:51:"));
    let more = said(&Message::NoteMoreBadLines { more: 150 });
    assert!(watched.outcome.stderr.ends_with(&format!("{more}\n")), "{}", watched.outcome.stderr);
}

/// A million targets, for the figures in the documentation:
/// `cargo test --release --test it a_million -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes; run by hand"]
#[expect(clippy::print_stdout, reason = "its figures are read by whoever runs it")]
fn a_million_targets() {
    const TARGETS: u32 = 1_000_000;
    let served = responders((0..250).map(|_| SocketAddr::from(([0, 0, 0, 0], 0))));
    let directory = tempfile::tempdir().expect("a directory");
    let output = std::fs::File::create(directory.path().join("out.jsonl")).expect("a file");
    let mut command = program(directory.path());
    command.args(["check", "-", "--format", "jsonl", "--probers", "wire", "--versions", "1.2", "--quiet"]);
    let mut child = command.stdin(std::process::Stdio::piped()).stdout(output).spawn().expect("it starts");
    let mut stdin = std::io::BufWriter::new(child.stdin.take().expect("its stdin"));
    std::thread::spawn(move || {
        for number in 0..TARGETS {
            let address = SocketAddr::from((loopback(0x0100 + number), served[(number % 250) as usize].port()));
            if writeln!(stdin, "{address}").is_err() {
                return;
            }
        }
    });
    let began = std::time::Instant::now();
    let (mut most, mut samples) = (None, Vec::new());
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            println!("{status}, {:.1} s, most resident {most:?} kB", began.elapsed().as_secs_f64());
            break;
        }
        most = crate::watched::status_field(child.id(), "VmHWM").or(most);
        samples.extend(crate::watched::status_field(child.id(), "VmRSS"));
        std::thread::sleep(Duration::from_millis(500));
    }
    for (tenth, part) in samples.chunks(samples.len().div_ceil(10).max(1)).enumerate() {
        println!("tenth {tenth}: at most {:?} kB", part.iter().max());
    }
    let text = std::io::BufReader::new(std::fs::File::open(directory.path().join("out.jsonl")).expect("the output"));
    let mut lines = 0;
    for line in std::io::BufRead::lines(text) {
        assert!(line.expect("text").contains("\"reason\":\"server-hello\""));
        lines += 1;
    }
    assert_eq!(lines, TARGETS);
    assert!(most.is_some_and(|most| most < MOST_RESIDENT), "{most:?}");
}
