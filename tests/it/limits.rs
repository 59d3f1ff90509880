//! Endpoints that cut connections off: for their number, or for what they are. None is called rejecting for its limits, and each
//! is answered within bounds.

use std::collections::VecDeque;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::hostile_peers::{hello, plain_server_hello, serve, wait_for_end};
use crate::support::{outcome, program};

/// Deadline of an attempt in these tests, in milliseconds.
const TIMEOUT: u64 = 2000;

fn json(command: &mut Command) -> Value {
    let outcome = outcome(command.output().expect("the program starts"));
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

fn check(endpoint: SocketAddr, more: &[&str]) -> Value {
    let mut command = program(Path::new("."));
    command.args(["check", &endpoint.to_string(), "--format", "json", "--timeout", "2s", "--quiet"]).args(more);
    json(&mut command)["endpoints"][0].clone()
}

fn reasons(row: &Value) -> Vec<(&str, &str)> {
    let versions = row["versions"].as_object().expect("versions");
    versions
        .values()
        .map(|it| (it["support"].as_str().unwrap_or_default(), it["reason"].as_str().unwrap_or_default()))
        .collect()
}

fn codes(row: &Value) -> Vec<&str> {
    row["findings"].as_array().expect("findings").iter().filter_map(|finding| finding["code"].as_str()).collect()
}

fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).expect("a linger time");
    drop(stream);
}

/// The version that a hello offers alone: `supported_versions` counts as TLS 1.3.
fn version(hello: &[u8]) -> u16 {
    let lists_tls13 = hello.windows(5).any(|bytes| bytes == [0, 43, 0, 3, 2]);
    if lists_tls13 { 0x0304 } else { u16::from_be_bytes([hello[9], hello[10]]) }
}

/// Accepts TLS 1.2 and cuts off every other version, whatever the number of connections.
fn tls12_else_reset(mut stream: TcpStream) {
    if version(&hello(&mut stream)) == 0x0303 {
        let _ = stream.write_all(&plain_server_hello());
        wait_for_end(&mut stream);
    } else {
        reset(stream);
    }
}

/// Lets this many connections in within a time, and closes the others.
fn limited(most: usize, time: Duration, behavior: fn(TcpStream)) -> SocketAddr {
    let recent = Mutex::new(VecDeque::new());
    serve(move |stream| {
        let now = Instant::now();
        let mut recent = recent.lock().expect("no panic");
        while recent.front().is_some_and(|first: &Instant| now.duration_since(*first) >= time) {
            recent.pop_front();
        }
        if recent.len() < most {
            recent.push_back(now);
            drop(recent);
            behavior(stream);
        }
    })
}

#[test]
fn what_is_cut_off_alone_and_between_answers_is_rejected() {
    let row = check(serve(tls12_else_reset), &["--probers", "wire"]);
    let reset = ("refused", "reset");
    assert_eq!(reasons(&row), [reset, reset, ("accepted", "server-hello"), reset], "{row:#}");
    assert!(!codes(&row).contains(&"endpoint-limits-connections"), "{row:#}");
}

#[test]
fn without_repetition_it_is_unknown() {
    let row = check(serve(tls12_else_reset), &["--probers", "wire", "--retries", "0"]);
    let open = ("unknown", "not-repeated");
    assert_eq!(reasons(&row), [open, open, ("accepted", "server-hello"), open], "{row:#}");
}

#[test]
fn a_limit_makes_no_rejection() {
    for most in [1, 2] {
        let row = check(limited(most, Duration::from_millis(300), tls12_else_reset), &["--probers", "wire"]);
        let reasons = reasons(&row);
        assert_eq!(reasons[2], ("accepted", "server-hello"), "{row:#}");
        // Under a limit there may be no time for every hello that could be accepted.
        for place in [0, 1, 3] {
            let known = [("refused", "reset"), ("refused", "closed"), ("unknown", "limits-connections")];
            assert!(known.contains(&reasons[place]), "{most}: {reasons:?}");
        }
        assert!(codes(&row).contains(&"endpoint-limits-connections"), "{most}: {row:#}");
    }
}

#[test]
fn an_endpoint_that_cuts_everything_off_is_answered_within_bounds() {
    for behavior in [|stream| reset(stream), drop, |mut stream: TcpStream| wait_for_end(&mut stream)] {
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        let endpoint = serve(move |stream| {
            counted.fetch_add(1, Ordering::Relaxed);
            behavior(stream);
        });
        let row = check(endpoint, &[]);
        assert!(reasons(&row).iter().all(|(support, _)| *support == "unknown"), "{row:#}");
        assert_eq!(row["verdict"], "inconclusive", "nobody is blamed: {row:#}");
        let connections = connections.load(Ordering::Relaxed);
        assert!(connections <= 40, "{connections} connections");
        let took = row["times_ms"]["total"].as_f64().expect("a time");
        assert!(took < (3 * TIMEOUT) as f64, "{took} ms");
    }
}

/// A queue that is full is answered differently by other systems.
#[cfg(target_os = "linux")]
mod unanswered {
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::path::Path;
    use std::time::Duration;

    use super::{json, reasons};
    use crate::support::program;

    /// A socket whose queue is full: the system answers no attempt to connect.
    struct Unanswered {
        address: SocketAddr,
        _queue: Vec<TcpStream>,
        _listener: TcpListener,
    }

    impl Unanswered {
        fn new() -> Self {
            let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
            socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a port");
            socket.listen(0).expect("it listens");
            let listener = TcpListener::from(socket);
            let address = listener.local_addr().expect("its address");
            let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
            let queue = std::iter::from_fn(connect).take(16).collect();
            Self { address, _queue: queue, _listener: listener }
        }
    }

    #[test]
    fn an_address_that_never_answers_is_known_after_one_timeout_for_all_endpoints() {
        let unanswered = Unanswered::new();
        let port = unanswered.address.port();
        let mut command = program(Path::new("."));
        command.args(["check", "--format", "json", "--timeout", "1s", "--quiet", "--connect", "127.0.0.1"]);
        command.args((0..40).map(|number| format!("name{number}.example:{port}")));
        let report = json(&mut command);
        let rows = report["endpoints"].as_array().expect("endpoints");
        assert_eq!(rows.len(), 40);
        for row in rows {
            assert!(reasons(row).iter().all(|reason| *reason == ("unknown", "connect-timeout")), "{row:#}");
        }
        let not_tried =
            rows.iter().filter(|row| row["findings"][0]["messages"]["evidence"][0]["id"] == "endpoint-never-answered");
        assert!(not_tried.count() > 30, "what was not tried is not reported as tried");
        let took = report["duration_ms"].as_f64().expect("a time");
        assert!(took < 3000.0, "{took} ms");
    }
}
