//! The first flights of real servers and the lab's fixed ones, made in memory. They test every reader of a peer's
//! bytes, and are the seeds of `fuzz/`: `cargo test --lib write_the_seeds -- --ignored`.

use std::sync::Arc;

use time::OffsetDateTime;

use super::canned;
use super::delivery::{Cut, Delivery};
use super::hello::Hello;
use super::openssl_server::{self, Context};
use super::pki::{Identity, Pki};
use super::session::{self, ModernOptions, ModernSession, Session};
use super::suites::Suites;
use crate::tls::{AlertDescription, Version};
use crate::wire::{self, HelloVariant, Randomness, build};

/// What one server sent in answer to one of our hellos.
#[derive(Clone, Debug)]
pub(crate) struct Flight {
    /// Which server, and which version was requested.
    pub(crate) name: String,
    /// Our record.
    pub(crate) sent: Vec<u8>,
    /// Everything that the server sent in answer.
    pub(crate) received: Vec<u8>,
    /// Whether a library made it.
    pub(crate) is_real: bool,
}

/// A maker of fixed flights.
type Maker = fn(&Hello) -> Vec<u8>;

const FIXED: [(&str, Maker); 20] = [
    ("whole", |hello| {
        let version = hello.highest().expect("our own hello");
        let suite = canned::suite_for(hello, version).expect("our own hello");
        canned::flight(hello, version, suite, &[0x30, 0x03, 0x02, 0x01, 0x05])
    }),
    ("hello-then-alert", canned::hello_then_alert),
    ("hello-alone", canned::hello_alone),
    ("ssl3-whatever", canned::ssl3_whatever),
    ("at-most-1.0", |hello| canned::at_most(hello, Version::Tls10)),
    ("higher-version", canned::higher_version),
    ("suite-not-offered", canned::suite_not_offered),
    ("lying-record", canned::lying_record_length),
    ("lying-message", canned::lying_message_length),
    ("lying-extension", canned::lying_extension_length),
    ("cut", canned::cut),
    ("endless-message", |_| [canned::endless_message(true), canned::endless_message(false).repeat(20)].concat()),
    ("warnings", |_| build::warning(AlertDescription::UNRECOGNIZED_NAME, 0x0303).repeat(70)),
    ("warning-then-hello", |hello| {
        [build::warning(AlertDescription::UNRECOGNIZED_NAME, 0x0303), canned::hello_alone(hello)].concat()
    }),
    ("alert-70", |_| build::fatal(AlertDescription::PROTOCOL_VERSION, 0x0301)),
    ("alert-40", |_| build::fatal(AlertDescription::HANDSHAKE_FAILURE, 0x0303)),
    ("echo", |hello| hello.raw.clone()),
    ("smtp", |_| b"220 mail.example ESMTP ready\r\n500 what?\r\n".to_vec()),
    ("http", |_| b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec()),
    ("zeros", |_| vec![0; 300]),
];

/// Returns every server's flight to every version's standard hello, and to the TLS 1.3 hello without a key share.
pub(crate) fn flights() -> Vec<Flight> {
    let hellos: Vec<_> = Version::ALL
        .into_iter()
        .map(|version| (version, HelloVariant::Standard))
        .chain([(Version::Tls13, HelloVariant::NoKeyShare)])
        .map(|(version, variant)| {
            let fields = wire::hello(version, variant, Some("lab.test"), &Randomness::draw()).expect("a hello");
            (format!("{}-{variant:?}", version.code()), Hello::new(fields.to_record(), fields))
        })
        .collect();
    let mut flights = Vec::new();
    for (asked, hello) in &hellos {
        let mut add = |name: &str, received: Vec<u8>, is_real| {
            flights.push(Flight { name: format!("{name} {asked}"), sent: hello.raw.clone(), received, is_real });
        };
        for (name, make) in FIXED {
            add(name, make(hello), false);
        }
        for (name, mut session) in sessions() {
            let received = session.step(&hello.raw).output;
            for (how, cut) in [("bytes", Cut::ByteRecords), ("pieces", Cut::SplitRecords)] {
                let records = Delivery::new(cut).cut(&received);
                add(&format!("{name} {how}"), records, true);
            }
            add(&name, received, true);
        }
    }
    flights
}

/// Servers of both libraries: each version alone, several versions, a client certificate, a `HelloRetryRequest`.
fn sessions() -> Vec<(String, Box<dyn Session>)> {
    use Version::{Tls10, Tls11, Tls12, Tls13};
    let pki = Pki::mint(OffsetDateTime::now_utc()).expect("certificates");
    let plain = ModernOptions::default();
    let mut sessions: Vec<(String, Box<dyn Session>)> = Vec::new();
    for (name, versions, options) in [
        ("rustls 1.2", &[Tls12][..], plain),
        ("rustls 1.3", &[Tls13], plain),
        ("rustls 1.2 1.3", &[Tls12, Tls13], plain),
        ("rustls client certificate", &[Tls12, Tls13], ModernOptions { client_certificate: true, ..plain }),
        ("rustls retry", &[Tls13], ModernOptions { retry: true, ..plain }),
    ] {
        let config = session::modern(versions, pki.good(), options, &pki).expect("a server");
        sessions.push((name.to_owned(), Box::new(ModernSession::new(Arc::clone(&config)).expect("a session"))));
    }
    // The system's OpenSSL may lack versions; some systems have no OpenSSL.
    let identity = openssl_server::rsa_identity(&pki);
    for versions in [&[Tls10][..], &[Tls11], &[Tls12], &[Tls13], &[Tls10, Tls11, Tls12, Tls13]] {
        let context = identity.as_ref().ok().and_then(|identity| Context::new(versions, Suites::Any, identity).ok());
        if let Some(session) = context.and_then(|context| context.session().ok()) {
            let codes: Vec<_> = versions.iter().map(|version| version.code()).collect();
            sessions.push((format!("openssl {}", codes.join(" ")), Box::new(session)));
        }
    }
    sessions
}

#[test]
fn there_are_real_flights_of_every_kind() {
    let flights = flights();
    let read = |flight: &Flight| {
        let mut read = wire::ServerFlight::new(wire::FlightLimits::FLIGHT);
        read.push(&flight.received);
        read
    };
    let answers: Vec<_> = flights.iter().filter(|flight| flight.is_real).map(read).collect();
    let hellos = || answers.iter().filter_map(|answer| answer.hello.as_ref());
    assert!(hellos().any(|hello| hello.selected() == Ok(Version::Tls12)));
    assert!(hellos().any(|hello| hello.selected() == Ok(Version::Tls13) && !hello.is_hello_retry_request()));
    assert!(hellos().any(wire::ServerHello::is_hello_retry_request));
    assert!(answers.iter().any(|answer| answer.alert.is_some()), "somebody says no");
    assert!(answers.iter().any(|answer| !answer.certificates.is_empty()));
    assert!(answers.iter().any(|answer| answer.certificate_requested));
}

/// Writes small files to `fuzz/seeds/`: one for each server, and one for each version's hello.
#[test]
#[ignore = "writes into fuzz/seeds; run it by hand when the flights change"]
fn write_the_seeds() {
    use std::fs;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let write = |target: &str, name: &str, bytes: &[u8]| {
        fs::create_dir_all(root.join(target)).expect("a directory");
        fs::write(root.join(target).join(name.replace([' ', '.'], "-").to_lowercase()), bytes).expect("a file");
    };
    let mut known = std::collections::BTreeSet::new();
    for flight in flights() {
        // Keep every real answer, and the others to two hellos; skip what is long without need.
        let is_wanted = (flight.is_real
            || ["tls1.2-Standard", "tls1.3-Standard"].iter().any(|it| flight.name.ends_with(it)))
            && !flight.name.contains("pieces")
            && flight.received.len() < 3000;
        let shape = (flight.name.split(' ').next().map(str::to_owned), flight.received.len());
        if !is_wanted || !known.insert(shape) {
            continue;
        }
        // The first byte is the size of the pieces in which the fuzz target passes the flight to the reader.
        write("server_flight", &flight.name, &[&[7], flight.received.as_slice()].concat());
        let mut reader = wire::RecordReader::new(wire::FlightLimits::FLIGHT);
        reader.push(&flight.received);
        if let Ok(Some(wire::Event::Message { kind: 2, body })) = reader.next()
            && !flight.name.contains("bytes")
        {
            write("server_hello", &flight.name, &body);
        }
    }
    let pki = Pki::mint(OffsetDateTime::now_utc()).expect("certificates");
    let key = super::pki::new_key().expect("a key");
    for identity in [Identity::Good, Identity::Expired, Identity::WrongName, Identity::PrivateCa, Identity::SelfSigned]
    {
        let certified = pki.certify(identity, &key).expect("a certificate");
        for (place, der) in certified.chain.iter().enumerate() {
            write("certificate", &format!("{identity:?} {place}"), der);
        }
    }
    for version in Version::ALL {
        for variant in [HelloVariant::Standard, HelloVariant::Short, HelloVariant::EverySuite(0)] {
            if let Some(hello) = wire::hello(version, variant, Some("lab.test"), &Randomness::draw()) {
                write("client_hello", &format!("{} {variant:?}", version.code()), &hello.to_message()[4..]);
            }
        }
    }
}
