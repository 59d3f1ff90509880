//! Hostile peers: each becomes a row, limited by the deadline of the attempt and by fixed memory, and does not affect
//! other rows.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;

use crate::hostile_peers::{
    certificate, certificate_flight, drip, endless, good, hello, message, plain_server_hello, real, record, says,
    serve, server_hello,
};
use crate::support::program;
use crate::watched::{Watched, watch};

/// Limit of resident memory for each of these runs, in kB.
const MOST_RESIDENT: u64 = 64 * 1024;

/// Probes the endpoints with all probers and a short deadline.
fn check(endpoints: &[impl ToString], more: &[&str]) -> Watched {
    let mut command = program(std::path::Path::new("."));
    command.args(["check", "--format", "json", "--timeout", "3s"]).args(more);
    command.args(endpoints.iter().map(ToString::to_string));
    watch(command, |_| ())
}

fn rows(watched: &Watched) -> Vec<Value> {
    let report: Value =
        serde_json::from_str(&watched.outcome.stdout).unwrap_or_else(|error| panic!("{error}: {:?}", watched.outcome));
    report["endpoints"].as_array().expect("endpoints").clone()
}

fn assert_good(row: &Value) {
    for (version, support) in
        [("tls1.0", "refused"), ("tls1.1", "refused"), ("tls1.2", "accepted"), ("tls1.3", "accepted")]
    {
        assert_eq!(row["versions"][version]["support"], support, "{version} of the good one: {row:#}");
    }
    assert_eq!(row["probers"]["native"]["default"]["version"], "tls1.3", "{row:#}");
    assert_eq!(row["probers"]["rustls"]["default"]["version"], "tls1.3", "{row:#}");
}

/// Probes a hostile endpoint between two good ones. Returns its row.
fn beside_good_ones(hostile: SocketAddr) -> Value {
    let (first, last) = (good(), good());
    let watched = check(&[first, hostile, last], &[]);
    assert!(watched.most_resident.is_none_or(|most| most < MOST_RESIDENT), "{:?} kB", watched.most_resident);
    let mut rows = rows(&watched);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1]["port"], hostile.port());
    assert_good(&rows[0]);
    assert_good(&rows[2]);
    rows.swap_remove(1)
}

fn reason<'a>(row: &'a Value, version: &str) -> (&'a str, &'a str) {
    let version = &row["versions"][version];
    (version["support"].as_str().unwrap_or_default(), version["reason"].as_str().unwrap_or_default())
}

fn ends(row: &Value) -> Vec<(&str, &str)> {
    let attempts = row["attempts"].as_array().expect("attempts");
    attempts
        .iter()
        .map(|attempt| (attempt["prober"].as_str().unwrap_or_default(), attempt["end"].as_str().unwrap_or_default()))
        .collect()
}

#[test]
fn a_flood_of_noise() {
    let row = beside_good_ones(endless(Vec::new(), vec![b'A'; 65_536]));
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "not-tls"));
}

#[test]
fn a_flood_behind_an_answer() {
    let row = beside_good_ones(endless(plain_server_hello(), record(22, &vec![0; 16_000])));
    assert_eq!(reason(&row, "tls1.2").0, "accepted", "the answer counts, whatever follows: {row:#}");
}

#[test]
fn a_flood_before_the_hello() {
    let peer = serve(|mut stream| while stream.write_all(&vec![b'A'; 65_536]).is_ok() {});
    let row = beside_good_ones(peer);
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "not-tls"));
}

#[test]
fn a_drip() {
    // The whole message would take a minute.
    let row = beside_good_ones(drip(plain_server_hello(), Duration::from_secs(1)));
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "invalid-answer"));
}

#[test]
fn a_drip_that_is_in_time() {
    let row = beside_good_ones(drip(plain_server_hello(), Duration::from_millis(1)));
    assert_eq!(reason(&row, "tls1.2").0, "accepted");
}

#[test]
fn endless_handshake_messages() {
    let hello_requests = record(22, &message(0, 0, &[]).repeat(1000));
    let row = beside_good_ones(endless(Vec::new(), hello_requests));
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "invalid-answer"), "{row:#}");
}

#[test]
fn endless_handshake_messages_behind_an_answer() {
    // TLS libraries skip these messages as long as they arrive.
    let row = beside_good_ones(endless(plain_server_hello(), record(22, &message(0, 0, &[]).repeat(1000))));
    assert_eq!(reason(&row, "tls1.2").0, "accepted");
    assert!(ends(&row).iter().all(|(_, end)| *end != "done" || row["versions"]["tls1.2"]["support"] == "accepted"));
}

#[test]
fn endless_empty_records() {
    for kind in [20, 21, 22, 23] {
        let row = beside_good_ones(endless(Vec::new(), record(kind, &[]).repeat(1000)));
        assert_eq!(reason(&row, "tls1.2").0, "unknown", "content type {kind}: {row:#}");
    }
}

#[test]
fn endless_records_of_one_byte() {
    // One message of the maximum length, one byte per record.
    let row = beside_good_ones(endless(record(22, &message(2, 16_000, &[])), record(22, &[0]).repeat(1000)));
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "invalid-answer"));
}

#[test]
fn endless_protected_records() {
    let row = beside_good_ones(endless(plain_server_hello(), record(23, &[7; 300])));
    assert_eq!(reason(&row, "tls1.2").0, "accepted");
}

#[test]
fn endless_warning_alerts() {
    let row = beside_good_ones(endless(Vec::new(), record(21, &[1, 90]).repeat(1000)));
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "invalid-answer"));
    let row = beside_good_ones(endless(plain_server_hello(), record(21, &[1, 90]).repeat(1000)));
    assert_eq!(reason(&row, "tls1.2").0, "accepted");
}

#[test]
fn a_certificate_message_without_end() {
    let first = [plain_server_hello(), record(22, &message(11, 0x00ff_ffff, &[0xff; 100]))].concat();
    let row = beside_good_ones(endless(first, record(22, &vec![0xff; 16_000])));
    assert_eq!(reason(&row, "tls1.2").0, "accepted");
}

#[test]
fn a_huge_certificate() {
    // About 50 kB of names, which real libraries accept.
    let names: Vec<_> = (0..1200).map(|number| format!("{number:04}.{}.example", "x".repeat(20))).collect();
    let watched = check(&[good(), real(certificate("huge", &names)), good()], &[]);
    assert!(watched.most_resident.is_none_or(|most| most < MOST_RESIDENT), "{:?} kB", watched.most_resident);
    let rows = rows(&watched);
    assert_good(&rows[0]);
    assert_good(&rows[2]);
    assert_eq!(rows[1]["versions"]["tls1.3"]["support"], "accepted");
    assert!(watched.outcome.stdout.len() < 1024 * 1024, "{} bytes of report", watched.outcome.stdout.len());
}

#[test]
fn more_certificates_than_any_chain_has() {
    let (small, _) = certificate("one of many", &["a.example".to_owned()]);
    let chain: Vec<_> = std::iter::repeat_n(small, 150).collect();
    let row = beside_good_ones(says([plain_server_hello(), certificate_flight(&chain)].concat()));
    assert_eq!(reason(&row, "tls1.2").0, "accepted");
}

#[test]
fn a_bomb_of_compressed_certificates() {
    // CompressedCertificate (RFC 8879), zlib: claims to decompress to 16 MiB.
    let body = [&[0, 1, 0xff, 0xff, 0xff][..], &[0; 300]].concat();
    let bomb = [plain_server_hello(), record(22, &message(25, body.len(), &body))].concat();
    assert_eq!(reason(&beside_good_ones(says(bomb)), "tls1.2").0, "accepted");
    // The same instead of an answer, with a false length.
    let row = beside_good_ones(endless(record(22, &message(25, 0x00ff_ffff, &body)), record(22, &[0; 16_000])));
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "invalid-answer"));
}

#[test]
fn lengths_that_lie() {
    for length in [0, 1, 16_000, 0x00ff_ffff] {
        let row = beside_good_ones(says(record(22, &message(2, length, &[3, 3, 1]))));
        assert_eq!(reason(&row, "tls1.2").0, "unknown", "{length}: {row:#}");
    }
}

#[test]
fn a_peer_that_never_reads() {
    let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    // The smallest window that the system allows.
    listener.set_recv_buffer_size(1).expect("a small buffer");
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a port");
    listener.listen(128).expect("it listens");
    let kept = std::sync::Mutex::new(Vec::new());
    let peer = crate::hostile_peers::serve_on(listener.into(), move |stream| {
        kept.lock().expect("no panic").push(stream);
    });
    let row = beside_good_ones(peer);
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "silent-no-tls"));
}

#[test]
fn a_connection_that_nobody_has_at_the_other_end() {
    // The system completes the connection; no program ever accepts it.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let row = beside_good_ones(listener.local_addr().expect("its address"));
    for version in ["tls1.0", "tls1.1", "tls1.2", "tls1.3"] {
        assert_eq!(reason(&row, version), ("unknown", "silent-no-tls"), "{row:#}");
    }
    let message = &row["versions"]["tls1.2"]["message"];
    assert_eq!(message["args"]["seen"]["id"], "endpoint-silent", "ended by the deadline: {message}");
    assert!(ends(&row).iter().all(|(_, end)| *end == "silent"), "every prober: {row:#}");
}

/// An address that drops connection requests: the backlog of its port is full, and nothing is accepted.
#[cfg(target_os = "linux")]
#[test]
fn a_connection_that_is_never_answered() {
    let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a port");
    listener.listen(0).expect("it listens");
    let address = listener.local_addr().expect("its address");
    // One connection fits; the others keep retrying, like those of the program.
    let waiting = [(); 8].map(|()| {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
        socket.set_nonblocking(true).expect("it does not wait");
        let _ = socket.connect(&address);
        socket
    });
    let row = beside_good_ones(address.as_socket().expect("an address"));
    for version in ["tls1.0", "tls1.1", "tls1.2", "tls1.3"] {
        assert_eq!(reason(&row, version), ("unknown", "connect-timeout"), "{row:#}");
    }
    let message = &row["versions"]["tls1.2"]["message"];
    assert_eq!(message["id"], "endpoint-connect-silent", "ended by the deadline: {message}");
    let waited = message["args"]["waited"].as_u64().expect("milliseconds");
    assert!((3000..4000).contains(&waited), "{waited}");
    assert!(ends(&row).iter().all(|(_, end)| *end == "connect-timeout"), "every prober: {row:#}");
    assert_eq!(row["findings"][0]["code"], "connect-timeout");
    drop(waiting);
}

#[test]
fn a_peer_that_half_closes_and_waits() {
    let peer = serve(|mut stream| {
        hello(&mut stream);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        crate::hostile_peers::wait_for_end(&mut stream);
    });
    let row = beside_good_ones(peer);
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "closed-no-tls"));
}

/// The silent endpoint of a lab in a separate process, which is killed while a probe waits for it.
#[cfg(target_os = "linux")]
#[test]
fn a_peer_that_is_killed() {
    use std::io::{BufRead as _, BufReader};
    let directory = std::path::Path::new(".");
    let mut lab = program(directory)
        .args(["lab", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the lab starts");
    let mut line = String::new();
    BufReader::new(lab.stdout.as_mut().expect("its stdout")).read_line(&mut line).expect("a line");
    let shown: Value = serde_json::from_str(&line).expect("JSON");
    let endpoints = shown["endpoints"].as_array().expect("endpoints");
    let silent = endpoints.iter().find(|endpoint| endpoint["id"] == "silence").expect("a silent endpoint");
    let port = silent["port"].as_u64().expect("a port");

    let good = good();
    let mut command = program(directory);
    // Longer than any test may take, so only the kill can end it.
    command.args(["check", "--format", "json", "--timeout", "10m", "--probers", "wire", "--retries", "0"]);
    command.args([format!("127.0.0.1:{port}"), good.to_string()]);
    let killer = std::thread::spawn(move || {
        // Wait until all four hellos have been sent.
        let established = format!("0100007F:{port:04X} 01");
        loop {
            let table = std::fs::read_to_string("/proc/net/tcp").expect("/proc/net/tcp");
            if table.lines().filter(|line| line.contains(&established)).count() >= 4 {
                break;
            }
            std::thread::yield_now();
        }
        lab.kill().expect("it can be killed");
        lab.wait().expect("it ends");
    });
    let watched = watch(command, |_| ());
    killer.join().expect("it was killed");
    let rows = rows(&watched);
    assert_eq!(reason(&rows[0], "tls1.2").0, "unknown");
    assert_eq!(rows[1]["versions"]["tls1.3"]["support"], "accepted");
}

#[test]
fn many_hostile_peers_at_once() {
    let noise = endless(Vec::new(), vec![b'A'; 65_536]);
    let messages = endless(plain_server_hello(), record(22, &message(0, 0, &[]).repeat(1000)));
    let certificates =
        endless([plain_server_hello(), record(22, &message(11, 60_000, &[0; 8000]))].concat(), record(22, &[0; 100]));
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let kinds = [noise, messages, certificates, silent.local_addr().expect("its address")];
    // Ten of each kind, and enough connections per address to probe them concurrently.
    let ports = kinds.iter().flat_map(|kind| std::iter::repeat_n(kind.port(), 10)).chain([good().port()]);
    let endpoints: Vec<_> = ports.enumerate().map(|(number, port)| format!("host{number}.example:{port}")).collect();
    let watched = check(&endpoints, &["--per-address", "100", "--connect", "127.0.0.1", "--sni", "none"]);
    assert!(watched.most_resident.is_none_or(|most| most < MOST_RESIDENT), "{:?} kB", watched.most_resident);
    let rows = rows(&watched);
    assert_eq!(rows.len(), 41);
    assert_good(&rows[40]);
}

/// Text that must not reach a terminal: everything that controls it, or hides or reorders text.
const ILL: &str =
    "\u{1b}[31m\u{1b}]0;title\u{7}\r\n\u{8}\u{9b}2J\u{202e}\u{2066}\u{200b}\u{feff}\u{7f}<script>alert(1)</script>";

fn assert_harmless(format: &str, text: &str) {
    for character in text.chars() {
        let acts = character != '\n' && character.is_control();
        let hides = matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        assert!(!acts && !hides, "{format}: {character:?} in {text}");
    }
}

/// Runs in every format, to stdout and to a file. Returns the JSON row.
fn told_harmlessly(arguments: &[&str]) -> Value {
    let directory = tempfile::tempdir().expect("a directory");
    let mut row = Value::Null;
    for format in ["table", "json", "jsonl"] {
        let mut command = program(directory.path());
        command.args(["check", "--format", format, "--timeout", "2s", "-vv"]).args(arguments);
        let watched = watch(command, |_| ());
        assert!(!watched.outcome.stdout.is_empty(), "{:?}", watched.outcome);
        assert_harmless(format, &watched.outcome.stdout);
        assert_harmless(&format!("stderr with {format}"), &watched.outcome.stderr);
        let file = directory.path().join(format);
        let path = file.to_str().expect("a path");
        let mut command = program(directory.path());
        command.args(["check", "--format", format, "--timeout", "2s", "--output", path]).args(arguments);
        watch(command, |_| ());
        assert_harmless(&format!("{format} in a file"), &std::fs::read_to_string(&file).expect("the file"));
        if format == "jsonl" {
            row = serde_json::from_str(watched.outcome.stdout.lines().next().expect("a line")).expect("JSON");
        }
    }
    row
}

#[test]
fn names_in_certificates_act_on_nothing() {
    let row = told_harmlessly(&[&real(certificate(ILL, &["a.example".to_owned()])).to_string()]);
    let subject = row["trust"]["subject"].as_str().expect("a subject");
    assert!(subject.contains("<script>"), "HTML is text here, and stays as it is: {subject}");
    assert!(subject.contains("\\u{1b}[31m"), "what acts is shown: {subject}");
}

#[test]
fn banners_act_on_nothing() {
    let row = told_harmlessly(&[&says(format!("220 {ILL}\r\n").into_bytes()).to_string()]);
    assert_eq!(reason(&row, "tls1.2"), ("unknown", "not-tls"));
    told_harmlessly(&[&says(format!("HTTP/1.1 400 {ILL}\r\n\r\n").into_bytes()).to_string()]);
}

#[test]
fn protocol_names_act_on_nothing() {
    let name = ILL.as_bytes();
    let length = u8::try_from(name.len()).expect("a short name");
    let list = [&[0, length + 1, length], name].concat();
    let row = told_harmlessly(&[&says(server_hello(&[(0xff01, &[0]), (16, &list)])).to_string()]);
    assert_eq!(row["versions"]["tls1.2"]["port"], Value::Null);
}

#[test]
fn replies_of_proxies_act_on_nothing() {
    let escapes = format!("\u{1b}[31m{}", "x".repeat(100));
    for reply in [
        format!("HTTP/1.1 407 {escapes}\r\n\r\n"),
        "HTTP/1.1 403 <b>\u{202e}no</b>\r\nX: y\r\n\r\n".to_owned(),
        format!("{ILL}\r\n\r\n"),
        String::new(),
    ] {
        let proxy = serve(move |mut stream| {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(reply.as_bytes());
        });
        let row = told_harmlessly(&["--proxy", &format!("http://{proxy}"), "a.example:443"]);
        assert_eq!(reason(&row, "tls1.2").0, "unknown");
    }
}

#[test]
fn a_proxy_that_never_ends_its_reply() {
    let proxy = serve(|mut stream| {
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let mut going = stream.write_all(b"HTTP/1.1 200 OK\r\n").is_ok();
        while going {
            going = stream.write_all(b"X-More: 0123456789\r\n").is_ok();
        }
    });
    let watched = check(&[good()], &["--proxy", &format!("http://{proxy}")]);
    let rows = rows(&watched);
    assert_eq!(reason(&rows[0], "tls1.2").0, "unknown");
    assert!(watched.most_resident.is_none_or(|most| most < MOST_RESIDENT), "{:?} kB", watched.most_resident);
}
