//! `tlsready lab`: each endpoint behaves as described, as verified with raw bytes and with clients of other vendors.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore};
use serde_json::Value;
use time::OffsetDateTime;
use tlsready::lab::Lab;
use tlsready::message::Message;
use tlsready::tls::{AlertDescription, Version};
use tlsready::wire::{
    FlightLimits, HelloVariant, LooksLike, Offer, Randomness, ServerFlight, Stop, every_suite_chunks, hello,
};

use crate::support::said;

/// Long enough for an answer over loopback on a busy machine. No test waits the whole time.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to watch a peer that must stay silent.
const WATCH: Duration = Duration::from_millis(200);

/// A lab in a separate process, ended on drop.
struct Served {
    child: Child,
    shown: Value,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tlsready"))
            .args(["lab", "--format", "json"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("tlsready starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("stdout is piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line of JSON");
        Self { child, shown: serde_json::from_str(&line).expect("JSON") }
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let list = self.shown["endpoints"].as_array().expect("endpoints");
        list.iter()
            .map(|shown| {
                let text = |key: &str| shown[key].as_str().unwrap_or_else(|| panic!("{key} in {shown}")).to_owned();
                let port = shown["port"].as_u64().and_then(|port| u16::try_from(port).ok()).expect("port");
                Endpoint {
                    id: text("id"),
                    address: SocketAddr::new(text("host").parse().expect("host"), port),
                    server_name: text("server_name"),
                    right: Version::ALL
                        .into_iter()
                        .map(|version| {
                            let reasons = shown["reasons"][version.code()].as_array().expect("reasons").clone();
                            (version, (shown["expected"][version.code()].clone(), reasons))
                        })
                        .collect(),
                    trust: shown["expected_trust"].as_str().map(str::to_owned),
                }
            })
            .collect()
    }

    fn endpoint(&self, id: &str) -> Endpoint {
        self.endpoints().into_iter().find(|endpoint| endpoint.id == id).unwrap_or_else(|| panic!("no endpoint {id}"))
    }

    fn authority(&self) -> CertificateDer<'static> {
        let pem = self.shown["ca_pem"].as_str().expect("ca_pem");
        CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone, Debug)]
struct Endpoint {
    id: String,
    address: SocketAddr,
    server_name: String,
    /// The correct state and reasons for each version, as in the JSON.
    right: BTreeMap<Version, (Value, Vec<Value>)>,
    /// The trust judgment expected of a TLS library with the lab's CA as a root.
    trust: Option<String>,
}

/// How a built-in hello was answered, in the terms of the lab's reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Hello { version: u16, retry: bool },
    Alert(AlertDescription),
    Reset,
    Closed,
    Silent,
    NotTls(LooksLike),
    Invalid,
}

impl Endpoint {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the lab listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Connects and sends a hello.
    fn greet(&self, version: Version, variant: HelloVariant) -> Option<(TcpStream, Vec<u8>)> {
        let hello = hello(version, variant, Some(&self.server_name), &Randomness::draw())?;
        let mut stream = self.connect();
        stream.write_all(&hello.to_record()).expect("the hello leaves");
        Some((stream, hello.to_message()))
    }

    /// Returns the answer to a hello of this kind, or `None` if there is no such hello.
    fn ask(&self, version: Version, variant: HelloVariant) -> Option<Seen> {
        let offer = Offer::of(&hello(version, variant, Some(&self.server_name), &Randomness::draw())?);
        let (mut stream, _) = self.greet(version, variant)?;
        // Silence takes the whole time; every other answer comes sooner.
        let deadline = Instant::now() + if self.is_quiet() { WATCH } else { PATIENCE };
        let mut flight = ServerFlight::new(FlightLimits::HELLO);
        let mut chunk = [0; 4096];
        let ended = loop {
            if flight.is_settled() {
                break None;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Some(Seen::Silent);
            }
            stream.set_read_timeout(Some(left)).expect("a timeout");
            match stream.read(&mut chunk) {
                Ok(0) => break Some(Seen::Closed),
                Ok(count) => flight.push(&chunk[..count]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => break Some(Seen::Reset),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => panic!("{}: {error}", self.id),
            }
        };
        if let Some(hello) = &flight.hello {
            return Some(match hello.check(&offer) {
                Ok(()) => Seen::Hello { version: hello.version, retry: hello.is_hello_retry_request() },
                Err(_) => Seen::Invalid,
            });
        }
        if let Some(alert) = flight.alert {
            return Some(Seen::Alert(alert.description));
        }
        Some(match (flight.unfinished(), ended) {
            (Some(Stop::NotTls(what)), _) => Seen::NotTls(what),
            (Some(Stop::Invalid(_)), _) => Seen::Invalid,
            (None, Some(seen)) => seen,
            (None, None) => panic!("{}: settled without an answer", self.id),
        })
    }

    fn is_quiet(&self) -> bool {
        self.id.contains("silence") || self.id == "drip"
    }
}

/// Returns the reason code for an answer, given whether the endpoint answers TLS at all.
fn reason(seen: &Seen, asked: Version, answers_tls: bool) -> &'static str {
    match seen {
        Seen::Hello { retry: true, .. } => "hello-retry-request",
        Seen::Hello { version, .. } if *version == asked.number() => "server-hello",
        Seen::Hello { .. } => "answers-lower",
        Seen::Alert(AlertDescription::PROTOCOL_VERSION) => "alert-protocol-version",
        Seen::Alert(AlertDescription::UNRECOGNIZED_NAME) => "name-refused",
        Seen::Alert(AlertDescription::NO_APPLICATION_PROTOCOL) => "alert-not-about-version",
        Seen::Alert(_) => "alert-other",
        Seen::Reset if answers_tls => "reset",
        Seen::Reset => "reset-no-tls",
        Seen::Closed if answers_tls => "closed",
        Seen::Closed => "closed-no-tls",
        Seen::Silent if answers_tls => "silent",
        Seen::Silent => "silent-no-tls",
        Seen::NotTls(_) => "not-tls",
        Seen::Invalid => "invalid-answer",
    }
}

/// Tests a version with each hello that exists for it, as long as the answers are alerts that do not decide, or the endpoint wants
/// another hello. Where connections are limited, asks until the limit lets it in.
fn ask_all(endpoint: &Endpoint, version: Version) -> Seen {
    let is_cut_off = |seen: &Seen| matches!(seen, Seen::Reset | Seen::Closed);
    let mut first = endpoint.ask(version, HelloVariant::Standard).expect("every version has a standard hello");
    let deadline = Instant::now() + PATIENCE;
    while endpoint.id.starts_with("limit-") && is_cut_off(&first) && Instant::now() < deadline {
        first = endpoint.ask(version, HelloVariant::Standard).expect("as before");
    }
    let undecided = |seen: &Seen| {
        (endpoint.id.starts_with("wants-") || endpoint.id.starts_with("limit-")) && is_cut_off(seen)
            || matches!(seen, Seen::Alert(alert)
            if ![AlertDescription::PROTOCOL_VERSION, AlertDescription::UNRECOGNIZED_NAME].contains(alert))
    };
    if first == Seen::Reset && endpoint.id == "unstable" {
        return endpoint.ask(version, HelloVariant::Standard).expect("as before");
    }
    if !undecided(&first) {
        return first;
    }
    let chunks = (0..every_suite_chunks(version)).map(HelloVariant::EverySuite);
    [HelloVariant::Browser, HelloVariant::Short, HelloVariant::RsaKeyExchange]
        .into_iter()
        .chain(chunks)
        .filter_map(|variant| endpoint.ask(version, variant))
        .find(|seen| !undecided(seen))
        .unwrap_or(first)
}

/// Tests every version at every endpoint. Returns what differs from the correct answers.
fn disagreements(endpoints: Vec<Endpoint>) -> Vec<String> {
    let judge = |endpoint: Endpoint| {
        let seen: Vec<_> = Version::ALL.into_iter().map(|version| (version, ask_all(&endpoint, version))).collect();
        let answers_tls = seen
            .iter()
            .any(|(version, seen)| matches!(seen, Seen::Hello { version: answer, .. } if *answer == version.number()));
        let mut wrong = Vec::new();
        for (version, seen) in seen {
            let (state, reasons) = &endpoint.right[&version];
            if !reasons.iter().any(|right| right == reason(&seen, version, answers_tls)) {
                wrong.push(format!("{} {version}: {state} {reasons:?}, seen {seen:?}", endpoint.id));
            }
        }
        wrong
    };
    let threads: Vec<_> = endpoints.into_iter().map(|endpoint| std::thread::spawn(move || judge(endpoint))).collect();
    threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
}

#[test]
fn every_endpoint_answers_as_it_says() {
    let served = Served::start();
    let endpoints = served.endpoints();
    assert!(endpoints.len() >= 50);
    let wrong = disagreements(endpoints);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn without_openssl_the_answers_are_the_same() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let lab = runtime.block_on(Lab::start_without_openssl(OffsetDateTime::now_utc())).expect("a lab");

    let endpoints = lab.endpoints().iter().map(|endpoint| Endpoint {
        id: endpoint.id.to_owned(),
        address: endpoint.address,
        server_name: endpoint.server_name.clone(),
        right: endpoint
            .expected
            .versions
            .iter()
            .map(|(version, (state, reasons))| {
                let reasons = reasons.iter().map(|reason| serde_json::to_value(reason).expect("JSON")).collect();
                (*version, (serde_json::to_value(state).expect("JSON"), reasons))
            })
            .collect(),
        trust: None,
    });
    let old = ["tls10", "tls11", "gap", "tls12-r"];
    let endpoints: Vec<_> = endpoints.filter(|one| old.iter().any(|start| one.id.starts_with(start))).collect();
    assert_eq!(endpoints.len(), 7, "those that OpenSSL serves elsewhere");
    let wrong = disagreements(endpoints);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn dropping_the_lab_stops_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let lab = runtime.block_on(Lab::start(OffsetDateTime::now_utc())).expect("a lab");
    let address = lab.endpoint("silence").expect("an endpoint").address;
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    drop(lab);
    // Its connections end with it, and then nothing listens on the port.
    let mut byte = [0];
    let ended = stream.read(&mut byte);
    assert!(matches!(ended, Ok(0)) || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    drop(runtime);
    assert!(TcpStream::connect(address).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused));
}

#[test]
fn endings_are_exact() {
    let served = Served::start();
    let ask = |id: &str| served.endpoint(id).ask(Version::Tls12, HelloVariant::Standard).expect("a hello");
    assert_eq!(ask("reset"), Seen::Reset);
    assert_eq!(ask("close"), Seen::Closed);
    assert_eq!(ask("silence"), Seen::Silent);
    for alert in [70, 40, 80, 86, 112] {
        assert_eq!(ask(&format!("alert-{alert}")), Seen::Alert(AlertDescription(alert)));
    }
    for (id, what) in [
        ("http", LooksLike::Http),
        ("ssh", LooksLike::Ssh),
        ("smtp", LooksLike::Smtp),
        ("echo", LooksLike::Echo),
        ("garbage", LooksLike::Unknown),
        ("flood-zeros", LooksLike::Unknown),
    ] {
        assert_eq!(ask(id), Seen::NotTls(what), "{id}");
    }
    assert_eq!(
        served.endpoint("tls12-only").ask(Version::Tls10, HelloVariant::Standard),
        Some(Seen::Alert(AlertDescription::PROTOCOL_VERSION))
    );
}

#[test]
fn floods_flood_and_the_drip_drips() {
    let served = Served::start();
    for id in ["flood-zeros", "flood-warnings", "flood-handshake"] {
        let (mut stream, _) = served.endpoint(id).greet(Version::Tls12, HelloVariant::Standard).expect("a hello");
        let mut block = vec![0; 1 << 20];
        stream.read_exact(&mut block).unwrap_or_else(|error| panic!("{id} ends within a megabyte: {error}"));
    }
    let (mut stream, _) = served.endpoint("drip").greet(Version::Tls12, HelloVariant::Standard).expect("a hello");
    let mut beginning = [0; 12];
    stream.read_exact(&mut beginning).expect("the drip goes on");
    assert_eq!(beginning[..9], [22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc], "a record and a message that are far from whole");
}

#[test]
fn records_are_cut_as_it_says() {
    let served = Served::start();
    for (id, longest) in [("byte-records", 1), ("split-records", 40)] {
        let (mut stream, _) = served.endpoint(id).greet(Version::Tls12, HelloVariant::Standard).expect("a hello");
        // The whole flight up to ServerHelloDone is unencrypted.
        let mut bytes = [0; 600];
        stream.read_exact(&mut bytes).expect("more than 600 bytes");
        let mut rest = &bytes[..];
        let mut records = 0;
        while let [kind, 3, 3, high, low, after @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            assert!(*kind == 22 && (1..=longest).contains(&length), "{id}: type {kind}, {length} bytes");
            records += 1;
            let Some(after) = after.get(length..) else { break };
            rest = after;
        }
        assert!(records > 10, "{id}: {records} records");
    }
    let (mut stream, _) =
        served.endpoint("warning-first").greet(Version::Tls12, HelloVariant::Standard).expect("a hello");
    let mut bytes = [0; 8];
    stream.read_exact(&mut bytes).expect("two records");
    assert_eq!(bytes, [21, 3, 3, 0, 2, 1, 112, 22], "the warning, then a handshake record");
}

/// Makes a handshake with rustls and returns its result.
fn rustls_handshake(endpoint: &Endpoint, authority: &CertificateDer<'static>) -> Result<Version, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).expect("the lab's CA");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(endpoint.server_name.clone()).expect("a name");
    let mut client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = endpoint.connect();
    while client.is_handshaking() {
        if let Err(error) = client.complete_io(&mut stream) {
            return Err(match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => error.clone(),
                None => rustls::Error::General(error.to_string()),
            });
        }
    }
    let number = client.protocol_version().map_or(0, u16::from);
    Ok(Version::from_number(number).expect("a version of ours"))
}

#[test]
fn rustls_judges_each_chain_as_it_says() {
    let served = Served::start();
    let authority = served.authority();
    let mut judged = 0;
    for endpoint in served.endpoints() {
        let Some(trust) = &endpoint.trust else { continue };
        // The hello of rustls also offers TLS 1.3, which this middlebox blocks.
        if ["tls13-blocked", "unstable"].contains(&endpoint.id.as_str()) {
            continue;
        }
        let outcome = rustls_handshake(&endpoint, &authority);
        let got = match &outcome {
            Ok(_) => "trusted",
            Err(rustls::Error::InvalidCertificate(error)) => match error {
                CertificateError::ExpiredContext { .. } => "expired",
                CertificateError::NotValidYetContext { .. } => "not-yet-valid",
                CertificateError::NotValidForNameContext { .. } => "wrong-name",
                CertificateError::UnknownIssuer => "unknown-issuer",
                _ => "another problem",
            },
            Err(_) => "no handshake",
        };
        assert_eq!(got, *trust, "{}: {outcome:?}", endpoint.id);
        judged += 1;
    }
    assert!(judged >= 25, "{judged}");
    let outcome = rustls_handshake(&served.endpoint("tls12-and-tls13"), &authority);
    assert_eq!(outcome, Ok(Version::Tls13));
}

#[test]
fn many_clients_at_once_are_served() {
    let served = Served::start();
    let endpoint = served.endpoint("tls12-and-tls13");
    let old = served.endpoint("tls10-to-tls13");
    let threads: Vec<_> = (0..20)
        .map(|number| {
            let endpoint = if number % 2 == 0 { endpoint.clone() } else { old.clone() };
            std::thread::spawn(move || {
                (0..100).all(|_| {
                    endpoint.ask(Version::Tls12, HelloVariant::Standard)
                        == Some(Seen::Hello { version: Version::Tls12.number(), retry: false })
                })
            })
        })
        .collect();
    for thread in threads {
        assert!(thread.join().expect("no panic"), "each of 2000 clients gets a ServerHello");
    }
}

#[cfg(unix)]
#[test]
fn it_serves_until_it_is_told_to_stop() {
    for signal in ["-INT", "-TERM"] {
        let mut served = Served::start();
        assert_eq!(served.child.try_wait().expect("a child"), None, "it goes on serving");
        let killed = Command::new("kill").args([signal, &served.child.id().to_string()]).status().expect("kill");
        assert!(killed.success());
        let status = served.child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[test]
fn the_table_fits_eighty_columns() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tlsready"))
        .arg("lab")
        .stdout(Stdio::piped())
        .spawn()
        .expect("tlsready starts");
    let stdout = child.stdout.take().expect("stdout is piped");
    let lines: Vec<_> = BufReader::new(stdout)
        .lines()
        .map(|line| line.expect("text"))
        .take_while(|line| *line != said(&Message::LabServing))
        .collect();
    child.kill().expect("it still runs");
    child.wait().expect("it ends");
    assert!(lines.iter().any(|line| line.contains("tls12-only") && line.contains("127.0.0.1:")), "{lines:#?}");
    let long: Vec<_> = lines.iter().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// OpenSSL as a client: a second implementation for TLS 1.2 and 1.3, and the only one for older versions.
#[cfg(not(any(windows, target_vendor = "apple")))]
mod openssl_client {
    use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode, SslVersion};
    use openssl::x509::X509;

    use super::*;

    fn handshake(served: &Served, id: &str, version: SslVersion) -> Result<String, String> {
        let endpoint = served.endpoint(id);
        let mut builder = SslConnector::builder(SslMethod::tls_client()).expect("a connector");
        builder.set_security_level(0);
        builder.set_cipher_list("ALL:@SECLEVEL=0").expect("suites");
        builder.set_min_proto_version(Some(version)).expect("a minimum");
        builder.set_max_proto_version(Some(version)).expect("a maximum");
        builder.set_verify(SslVerifyMode::PEER);
        let authority = X509::from_der(&served.authority()).expect("the lab's CA");
        builder.cert_store_mut().add_cert(authority).expect("a root");
        match builder.build().connect(&endpoint.server_name, endpoint.connect()) {
            Ok(stream) => Ok(stream.ssl().version_str().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn real_handshakes_of_every_version_are_completed() {
        let served = Served::start();
        let versions = [
            (SslVersion::TLS1, "TLSv1"),
            (SslVersion::TLS1_1, "TLSv1.1"),
            (SslVersion::TLS1_2, "TLSv1.2"),
            (SslVersion::TLS1_3, "TLSv1.3"),
        ];
        for (id, served_versions) in [
            ("tls10-only", "1000"),
            ("tls11-only", "0100"),
            ("tls12-only", "0010"),
            ("tls13-only", "0001"),
            ("tls10-to-tls12", "1110"),
            ("tls12-and-tls13", "0011"),
            ("tls10-to-tls13", "1111"),
            ("gap-tls10-tls12", "1010"),
            ("tls12-rsa-only", "0010"),
            ("tls12-rare-suite", "0010"),
            ("tls12-else-reset", "0010"),
            ("byte-records", "0011"),
            ("split-records", "0011"),
            ("byte-writes", "0011"),
            ("warning-first", "0011"),
            ("hello-retry-request", "0001"),
        ] {
            for ((version, name), is_served) in versions.into_iter().zip(served_versions.chars()) {
                let outcome = handshake(&served, id, version);
                if is_served == '1' {
                    assert_eq!(outcome.as_deref(), Ok(name), "{id}");
                } else {
                    assert!(outcome.is_err(), "{id} takes {name}");
                }
            }
        }
    }
}
