//! `--proxy`: a small proxy that answers CONNECT in the way that each test needs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::support::{check, check_command, check_json, closed_port, lab, outcome};

/// How the proxy answers a CONNECT.
#[derive(Clone, Copy)]
enum Answer {
    /// 200, followed by what the target sends.
    Tunnel,
    /// These bytes, and nothing more.
    Bytes(&'static [u8]),
    /// These bytes, then a close.
    BytesAndClose(&'static [u8]),
    /// These bytes, then the value of `Proxy-Authorization` that it got, the rest of the request, and a close.
    Repeat(&'static [u8]),
}

/// A proxy on loopback. Its threads end with the process of the test, or when their peers disconnect.
struct Proxy {
    url: String,
    /// The heads of the requests that it received.
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || serve(stream, answer, &kept));
            }
        });
        Self { url, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("not poisoned").clone()
    }
}

fn serve(stream: TcpStream, answer: Answer, heads: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let target = head.split(' ').nth(1)?.to_owned();
    let authorization = head.lines().find_map(|line| line.strip_prefix("Proxy-Authorization: ")).unwrap_or_default();
    let repeated = format!("{authorization}\r\n{head}");
    heads.lock().ok()?.push(head);
    let mut stream = stream;
    match answer {
        Answer::Tunnel => {
            let upstream = TcpStream::connect(target).ok()?;
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
            let (mut back, mut down) = (upstream.try_clone().ok()?, stream.try_clone().ok()?);
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut back, &mut down);
                let _ = down.shutdown(Shutdown::Write);
            });
            let mut upstream = upstream;
            let _ = std::io::copy(&mut reader, &mut upstream);
            let _ = upstream.shutdown(Shutdown::Write);
        }
        Answer::Bytes(bytes) => {
            stream.write_all(bytes).ok()?;
            // Wait until the peer disconnects.
            let _ = reader.read_to_end(&mut Vec::new());
        }
        Answer::BytesAndClose(bytes) => stream.write_all(bytes).ok()?,
        Answer::Repeat(bytes) => stream.write_all(&[bytes, repeated.as_bytes()].concat()).ok()?,
    }
    Some(())
}

fn through(proxy: &str, target: &str, timeout: &str) -> (i32, Value) {
    let (code, report) = check_json(&["--proxy", proxy, target, "--timeout", timeout, "--retries", "0"]);
    (code, report["endpoints"][0].clone())
}

#[test]
fn a_tunnel_changes_no_answer() {
    let proxy = Proxy::start(Answer::Tunnel);
    let target = lab().at("tls12-and-tls13");
    let (code, endpoint) = through(&proxy.url, &target, "20s");
    assert_eq!(code, 0, "{endpoint}");
    let versions = &endpoint["versions"];
    let seen = ["tls1.0", "tls1.1", "tls1.2", "tls1.3"].map(|version| versions[version]["support"].clone());
    assert_eq!(seen, ["refused", "refused", "accepted", "accepted"].map(Value::from));
    let heads = proxy.heads();
    assert!(heads.len() >= 4, "every attempt goes through it: {heads:?}");
    for head in heads {
        assert!(head.starts_with(&format!("CONNECT {target} HTTP/1.1\r\n")), "{head}");
        assert!(head.contains(&format!("\r\nHost: {target}\r\n")), "{head}");
        assert!(!head.contains("Proxy-Authorization"), "{head}");
    }
}

#[test]
fn a_user_and_a_password_are_sent_and_never_shown() {
    let proxy = Proxy::start(Answer::Tunnel);
    let url = proxy.url.replace("http://", "http://us%40er:s3cret@");
    let outcome = check(&["--proxy", &url, &lab().at("tls13-only"), "-vv"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    // "us@er:s3cret" in base64 (RFC 7617).
    assert!(proxy.heads().iter().all(|head| head.contains("\r\nProxy-Authorization: Basic dXNAZXI6czNjcmV0\r\n")));
    assert!(!format!("{}{}", outcome.stdout, outcome.stderr).contains("s3cret"), "{}", outcome.stderr);
}

/// The proxy resolves names, not this host.
#[test]
fn a_name_is_handed_to_the_proxy() {
    let proxy = Proxy::start(Answer::Tunnel);
    let target = format!("localhost:{}", lab().port("tls12-and-tls13"));
    let (code, endpoint) = through(&proxy.url, &target, "20s");
    assert_eq!(code, 0, "{endpoint}");
    assert!(proxy.heads().iter().all(|head| head.starts_with(&format!("CONNECT {target} "))));
}

#[test]
fn each_way_in_which_a_proxy_gives_no_tunnel() {
    let closed = format!("http://127.0.0.1:{}", closed_port());
    let cases = [
        (
            Proxy::start(Answer::Bytes(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")).url,
            "endpoint-proxy-wants-password",
        ),
        (
            Proxy::start(Answer::BytesAndClose(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\nnever!")).url,
            "endpoint-proxy-refused",
        ),
        (Proxy::start(Answer::Bytes(b"")).url, "endpoint-proxy-silent"),
        (Proxy::start(Answer::BytesAndClose(b"")).url, "endpoint-proxy-broken"),
        (Proxy::start(Answer::BytesAndClose(b"220 mail.example ESMTP\r\n")).url, "endpoint-proxy-broken"),
        (closed, "endpoint-proxy-unreached"),
    ];
    for (url, message) in cases {
        let (code, endpoint) = through(&url, &lab().at("tls12-and-tls13"), "2s");
        assert_eq!(code, 3, "{message}: {endpoint}");
        let support = &endpoint["versions"]["tls1.2"];
        assert_eq!(
            (&support["support"], &support["reason"]),
            (&"unknown".into(), &"proxy-refused".into()),
            "{message}"
        );
        assert_eq!(support["message"]["id"], message, "{support}");
        if message == "endpoint-proxy-refused" {
            let args = &support["message"]["args"];
            assert_eq!((&args["code"], &args["text"]), (&"403".into(), &"Forbidden".into()), "{support}");
        }
        assert_eq!(endpoint["findings"][0]["code"], "proxy-refused");
    }
}

/// Bytes in the same packet as the 200 are from the target.
#[test]
fn bytes_right_behind_the_200_are_not_lost() {
    let proxy = Proxy::start(Answer::Bytes(b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0-early\r\n"));
    let (code, endpoint) = through(&proxy.url, &lab().at("tls12-and-tls13"), "5s");
    assert_eq!(code, 3, "{endpoint}");
    assert_eq!(endpoint["versions"]["tls1.2"]["reason"], "not-tls", "{endpoint}");
    assert!(endpoint["attempts"][0]["looks_like"] == "ssh", "{endpoint}");
}

/// A proxy, or an echo service on its port, may repeat the password in whatever form it got it.
#[test]
fn what_a_proxy_repeats_of_the_password_is_in_no_report() {
    // "us@er:s3cret" in base64 (RFC 7617).
    let secrets = ["s3cret", "dXNAZXI6czNjcmV0"];
    for begin in [&b""[..], b"HTTP/1.1 403 ", b"HTTP/1.1 407 ", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 403 Proxy"] {
        let proxy = Proxy::start(Answer::Repeat(begin));
        let url = proxy.url.replace("http://", "http://us%40er:s3cret@");
        for format in ["table", "json", "jsonl"] {
            let arguments = ["--proxy", &url, "a.example", "--format", format, "--timeout", "5s", "-vvv"];
            let outcome = check(&[&arguments[..], &["--retries", "0"]].concat());
            assert_eq!(outcome.code, 3, "{}", outcome.stderr);
            let all = outcome.stdout + &outcome.stderr;
            assert!(secrets.iter().all(|secret| !all.contains(secret)), "{format} after {begin:?}: {all}");
        }
        assert!(proxy.heads().iter().all(|head| head.contains(secrets[1])), "it was sent");
    }
}

/// Other users of this host see arguments, not variables.
#[test]
fn a_password_can_be_given_in_a_variable() {
    let proxy = Proxy::start(Answer::Tunnel);
    let url = proxy.url.replace("http://", "http://CORP\\bob@");
    let directory = tempfile::tempdir().expect("a directory");
    let target = lab().at("tls13-only");
    let mut command = check_command(directory.path(), &["--proxy", &url, &target, "--probers", "wire"]);
    let outcome = outcome(command.env("TLSREADY_PROXY_PASSWORD", "p@s:s/w").output().expect("the program starts"));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    // "CORP\bob:p@s:s/w".
    let sent = "\r\nProxy-Authorization: Basic Q09SUFxib2I6cEBzOnMvdw==\r\n";
    assert!(proxy.heads().iter().all(|head| head.contains(sent)), "{:?}", proxy.heads());
}

#[test]
fn a_password_that_is_not_encoded_is_refused_and_not_shown() {
    for url in ["http://bob:s3c:r@t/@127.0.0.1:3128", "bob:s3c?r@127.0.0.1:3128", "http://bob:s3c/r"] {
        let outcome = check(&["--proxy", url, "a.example"]);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert!(outcome.stderr.contains("percent-encode"), "{outcome:?}");
        assert!(!outcome.stderr.contains("s3c") && !outcome.stderr.contains("bob"), "{outcome:?}");
    }
}

/// Every failure names the proxy and has a remedy of its own, and every report says that a proxy was used.
#[test]
fn each_failure_names_the_proxy_and_its_own_remedy() {
    let closed = format!("http://127.0.0.1:{}", closed_port());
    let start = |bytes| Proxy::start(Answer::BytesAndClose(bytes)).url;
    let with_user = |url: String| url.replace("http://", "http://bob:wrong@");
    let basic: &[u8] = b"HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n";
    let cases = [
        (start(basic), "endpoint-cause-proxy-wants-password"),
        (with_user(start(basic)), "endpoint-cause-proxy-rejects-password"),
        (
            with_user(start(b"HTTP/1.1 407 Auth\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n")),
            "endpoint-cause-proxy-other-scheme",
        ),
        (start(b"HTTP/1.1 403 Forbidden\r\n\r\n"), "endpoint-cause-proxy-forbids"),
        (start(b"HTTP/1.1 502 Bad Gateway\r\n\r\n"), "endpoint-cause-proxy-cannot-reach"),
        (start(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n"), "endpoint-cause-proxy-no-tunnels"),
        (start(b"220 mail.example ESMTP\r\n"), "endpoint-cause-proxy-not-http"),
        (Proxy::start(Answer::Bytes(b"")).url, "endpoint-cause-proxy-silent"),
        (closed, "endpoint-cause-proxy-not-reached"),
    ];
    let mut remedies = std::collections::BTreeSet::new();
    for (url, summary) in &cases {
        let (code, endpoint) = through(url, "a.example", "1s");
        let finding = &endpoint["findings"][0];
        let address = url.rsplit(['/', '@']).next().expect("an address");
        assert_eq!((code, &finding["message"]["id"]), (3, &Value::from(*summary)), "{finding}");
        assert_eq!(endpoint["proxy"], address);
        assert!(finding["summary"].as_str().expect("a text").contains(address), "{finding}");
        remedies.insert(finding["remedy"].to_string());
    }
    // What does not speak HTTP and what has no CONNECT get the same advice.
    assert_eq!(remedies.len(), cases.len() - 1, "{remedies:#?}");
    let outcome = check(&["--proxy", &cases[0].0, "a.example"]);
    assert!(outcome.stdout.lines().any(|line| line.starts_with("proxy ")), "{}", outcome.stdout);
}
