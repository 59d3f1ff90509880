//! How an attempt ended, by what the tap saw: each row of the table, first with a tap made by hand, then with every
//! prober over a loopback socket.
#![expect(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "as it is written in the rows of a table"
)]

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::classify::classify;
use super::drive::Driven;
use super::{Attempt, Finish, Hello, Judged, PeerName, Probers, attempt, never_tried};
use crate::net::{Ended, Route, Tap};
use crate::observation::{
    Asked, DowngradeSentinel, End, LocalReason, Observation, Prober, QuestionId, Stage, TrustFacts, TrustJudgment,
    TrustProblem, Unreached,
};
use crate::target::{Host, Transport};
use crate::tls::{Alert, AlertDescription, Version};
use crate::wire::{FlightLimits, HelloVariant, LooksLike, Randomness, ServerFlight, WireProblem, hello};

fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
    [&[kind, 3, 3, (fragment.len() >> 8) as u8, fragment.len() as u8], fragment].concat()
}

/// Builds a `ServerHello` with secure renegotiation for the given version and suite.
fn server_hello(version: u16, suite: u16, ending: [u8; 8]) -> Vec<u8> {
    let body =
        [&version.to_be_bytes()[..], &[9; 24], &ending, &[0], &suite.to_be_bytes(), &[0], &[0, 5, 0xff, 1, 0, 1, 0]]
            .concat();
    record(22, &[&[2, 0, 0, body.len() as u8], body.as_slice()].concat())
}

fn answer() -> Vec<u8> {
    server_hello(0x0303, 0xc02f, [9; 8])
}

fn our_hello() -> Vec<u8> {
    hello(Version::Tls12, HelloVariant::Standard, Some("a.example"), &Randomness::draw())
        .expect("there is one")
        .to_record()
}

fn failed() -> Option<Finish> {
    Some(Finish::Failed { peer_alert: None, evidence: "library".to_owned().into() })
}

fn stalled() -> Option<Finish> {
    Some(Finish::Stalled { waited: Duration::from_secs(7) })
}

fn judge(sent: Vec<u8>, received: Vec<u8>, ended: Ended, finish: Option<Finish>, judged: Judged) -> Observation {
    let began = Instant::now();
    let mut tap = Tap::new();
    tap.note_sent(sent, began);
    if !received.is_empty() {
        tap.note_received(&received, began);
    }
    tap.ended = ended;
    // As in the driver: the wire prober has its own limits, all others have those of a flight.
    let limits = if finish == Some(Finish::Settled) { FlightLimits::HELLO } else { FlightLimits::FLIGHT };
    let mut server = ServerFlight::new(limits);
    server.push(&received);
    let asked = Asked::Pinned(Version::Tls12);
    let observation = never_tried(Prober::Wire, asked, Unreached::Refused, Duration::ZERO);
    classify(observation, Driven { tap, server, finish, judged, began, finished: Instant::now() })
}

fn local(alert: Option<u8>) -> End {
    let alert = alert.map(|number| Alert::fatal(AlertDescription(number)));
    End::Local(LocalReason::Aborted { alert, evidence: "library".to_owned().into() })
}

fn alert(number: u8) -> End {
    End::Alert(Alert::fatal(AlertDescription(number)))
}

#[test]
fn nothing_left_that_offers_anything() {
    for sent in [Vec::new(), record(21, &[2, 70])] {
        let observation = judge(sent, Vec::new(), Ended::Open, failed(), Judged::default());
        assert_eq!(observation.end, End::Local(LocalReason::NothingOffered { evidence: "library".to_owned().into() }));
        assert!(observation.sent.is_none() && observation.answer.is_none());
    }
}

/// Bytes and a connection end before any answer, for the wire prober and for a library.
#[test]
fn before_an_answer() {
    let settled = || Some(Finish::Settled);
    let fatal = record(21, &[2, 40]);
    let warning = record(21, &[1, 112]);
    let invalid = |problem| End::Invalid(problem);
    for (row, received, ended, finish, end) in [
        ("alert", fatal.clone(), Ended::Open, settled(), alert(40)),
        ("alert and close", fatal.clone(), Ended::Closed, failed(), alert(40)),
        ("alert and reset", fatal, Ended::Reset, failed(), alert(40)),
        ("reset", Vec::new(), Ended::Reset, settled(), End::Reset),
        ("reset, library", Vec::new(), Ended::Reset, failed(), End::Reset),
        ("close", Vec::new(), Ended::Closed, settled(), End::Closed { after: 0 }),
        ("close, library", Vec::new(), Ended::Closed, failed(), End::Closed { after: 0 }),
        ("warning and close", warning.clone(), Ended::Closed, settled(), End::Closed { after: 7 }),
        ("warning and reset", warning.clone(), Ended::Reset, settled(), End::Reset),
        ("http", b"HTTP/1.1 400 Bad Request\r\n".to_vec(), Ended::Closed, failed(), End::NotTls(LooksLike::Http)),
        ("ssh, cut", b"SSH".to_vec(), Ended::Closed, settled(), End::NotTls(LooksLike::Text)),
        ("ssh, reset", b"SSH-2.0-x\r\n".to_vec(), Ended::Reset, settled(), End::NotTls(LooksLike::Ssh)),
        ("echo", our_hello(), Ended::Open, settled(), End::NotTls(LooksLike::Echo)),
        (
            "half an answer and close",
            answer()[..20].to_vec(),
            Ended::Closed,
            settled(),
            invalid(WireProblem::Truncated("the answer")),
        ),
        (
            "half an answer and reset",
            answer()[..20].to_vec(),
            Ended::Reset,
            settled(),
            invalid(WireProblem::Truncated("the answer")),
        ),
        (
            "one byte of an answer and reset",
            answer()[..1].to_vec(),
            Ended::Reset,
            settled(),
            invalid(WireProblem::Truncated("the answer")),
        ),
        ("many small warnings", warning.repeat(65), Ended::Open, settled(), invalid(WireProblem::Flood)),
        (
            "a flood beyond the limits of the wire prober",
            record(22, &[]).repeat(5000),
            Ended::Open,
            settled(),
            invalid(WireProblem::Flood),
        ),
        (
            "a message beyond them",
            record(22, &[2, 0, 0x50, 0]),
            Ended::Open,
            settled(),
            invalid(WireProblem::MessageTooLong(0x5000)),
        ),
        ("the library wants no more warnings", warning, Ended::Open, failed(), local(None)),
        ("the library wants no more of half an answer", answer()[..20].to_vec(), Ended::Open, failed(), local(None)),
    ] {
        let observation = judge(our_hello(), received.clone(), ended, finish, Judged::default());
        assert_eq!(observation.end, end, "{row}");
        assert_eq!(observation.reached, Stage::Hello, "{row}");
        assert!(observation.sent.is_some() && observation.answer.is_none(), "{row}");
        let keeps = matches!(end, End::Invalid(_) | End::NotTls(_));
        assert_eq!(observation.bytes.len(), if keeps { received.len().min(256) } else { 0 }, "{row}");
    }
}

/// A library that does not return says nothing about the peer, but what the peer sent before counts.
#[test]
fn a_library_that_does_not_come_back() {
    let local = || End::Local(LocalReason::Stalled { waited: Duration::from_secs(7) });
    let fatal = record(21, &[2, 40]);
    for (row, sent, received, ended, reached, end) in [
        ("without a hello", Vec::new(), Vec::new(), Ended::Open, Stage::Hello, local()),
        ("after our hello", our_hello(), Vec::new(), Ended::Open, Stage::Hello, local()),
        ("after an alert", our_hello(), fatal.clone(), Ended::Open, Stage::Hello, alert(40)),
        ("after a reset", our_hello(), Vec::new(), Ended::Reset, Stage::Hello, End::Reset),
        ("after an answer", our_hello(), answer(), Ended::Open, Stage::Handshake, local()),
        ("after an answer and a reset", our_hello(), answer(), Ended::Reset, Stage::Handshake, End::Reset),
        ("after both", our_hello(), [answer(), fatal].concat(), Ended::Open, Stage::Handshake, alert(40)),
    ] {
        let observation = judge(sent, received.clone(), ended, stalled(), Judged::default());
        assert_eq!((observation.reached, observation.end), (reached, end), "{row}");
        assert_eq!(observation.answer.is_some(), received.starts_with(&[22]), "{row}: the answer is kept");
    }
}

#[test]
fn silence_and_a_drip() {
    for (received, after) in [(Vec::new(), 0), (answer()[..9].to_vec(), 9), (record(21, &[1, 112]), 0)] {
        let observation = judge(our_hello(), received, Ended::Deadline, None, Judged::default());
        assert!(matches!(observation.end, End::Silent { after: bytes, .. } if bytes == after), "{:?}", observation.end);
    }
    let banner = judge(our_hello(), b"220 x".to_vec(), Ended::Deadline, None, Judged::default());
    assert_eq!(banner.end, End::NotTls(LooksLike::Smtp));
}

#[test]
fn after_an_answer() {
    let fatal = [answer(), record(21, &[2, 80])].concat();
    let reported =
        Some(Finish::Failed { peer_alert: Some(Alert::fatal(AlertDescription(116))), evidence: String::new().into() });
    let with_alert = [our_hello(), record(21, &[2, 46])].concat();
    for (row, sent, received, ended, finish, stage, end) in [
        ("the wire prober has it", our_hello(), answer(), Ended::Open, Some(Finish::Settled), Stage::Done, End::Done),
        (
            "and whatever follows",
            our_hello(),
            fatal.clone(),
            Ended::Reset,
            Some(Finish::Settled),
            Stage::Done,
            End::Done,
        ),
        ("complete", our_hello(), answer(), Ended::Open, Some(Finish::Completed), Stage::Done, End::Done),
        ("the peer's alert in clear", our_hello(), fatal, Ended::Closed, failed(), Stage::Handshake, alert(80)),
        ("the peer's alert, protected", our_hello(), answer(), Ended::Open, reported, Stage::Handshake, alert(116)),
        ("the peer resets", our_hello(), answer(), Ended::Reset, failed(), Stage::Handshake, End::Reset),
        (
            "the peer closes",
            our_hello(),
            answer(),
            Ended::Closed,
            failed(),
            Stage::Handshake,
            End::Closed { after: answer().len() as u64 },
        ),
        ("our alert", with_alert, answer(), Ended::Open, failed(), Stage::Handshake, local(Some(46))),
        ("our end without an alert", our_hello(), answer(), Ended::Open, failed(), Stage::Handshake, local(None)),
        (
            "closed while the library waits",
            our_hello(),
            answer(),
            Ended::Closed,
            None,
            Stage::Handshake,
            End::Closed { after: answer().len() as u64 },
        ),
        ("reset while the library waits", our_hello(), answer(), Ended::Reset, None, Stage::Handshake, End::Reset),
    ] {
        let observation = judge(sent, received, ended, finish, Judged::default());
        assert_eq!((observation.reached, observation.end), (stage, end), "{row}");
        assert_eq!(observation.answer.map(|answer| answer.version), Some(Version::Tls12), "{row}");
    }
    let silent = judge(our_hello(), answer(), Ended::Deadline, None, Judged::default());
    assert!(matches!((silent.reached, silent.end), (Stage::Handshake, End::Silent { .. })));
}

#[test]
fn answers_that_break_the_offer_and_those_that_do_not() {
    let of = |bytes| judge(our_hello(), bytes, Ended::Open, Some(Finish::Settled), Judged::default());
    let lower = of(server_hello(0x0301, 0x002f, [9; 8]));
    assert_eq!((lower.end, lower.answer.map(|answer| answer.version)), (End::Done, Some(Version::Tls10)));
    assert_eq!(of(server_hello(0x0304, 0xc02f, [9; 8])).end, End::Invalid(WireProblem::HigherVersion(Version::Tls13)));
    assert!(matches!(of(server_hello(0x0303, 0x0001, [9; 8])).end, End::Invalid(WireProblem::SuiteNotOffered(_))));
    let unknown = of(server_hello(0x0399, 0xc02f, [9; 8]));
    assert_eq!((unknown.end, unknown.answer), (End::Invalid(WireProblem::UnknownVersion(0x0399)), None));
    assert!(!unknown.bytes.is_empty());
    let sentinel = |ending: &[u8; 8], version| {
        of(server_hello(version, 0xc02f, *ending)).answer.and_then(|answer| answer.downgrade_sentinel)
    };
    assert_eq!(sentinel(b"DOWNGRD\x01", 0x0303), Some(DowngradeSentinel::HasTls13));
    assert_eq!(sentinel(b"DOWNGRD\x00", 0x0302), Some(DowngradeSentinel::HasTls12));
    assert_eq!(sentinel(b"DOWNGRD\x00", 0x0303), None);
    assert_eq!(sentinel(b"DOWNGRD\x02", 0x0303), None);
}

#[test]
fn trust_is_a_stage_of_its_own() {
    let judged = |judgment| Judged {
        trust: Some(TrustFacts { chain: vec![vec![1]], judgment }),
        certificate_requested: Some(true),
        sent: None,
    };
    let of = |judgment| judge(our_hello(), answer(), Ended::Open, Some(Finish::Completed), judged(judgment));
    let bad = of(TrustJudgment::NotTrusted(TrustProblem::Expired));
    assert_eq!((bad.reached, bad.end), (Stage::Verify, End::Local(LocalReason::NotTrusted)));
    let good = of(TrustJudgment::Trusted);
    assert_eq!((good.reached, good.end), (Stage::Done, End::Done));
    assert!(good.answer.is_some_and(|answer| answer.certificate_requested) && good.times.handshake.is_some());
}

/// What a scripted peer does after its answer.
#[derive(Clone, Copy)]
enum Then {
    Close,
    Reset,
    /// Waits for the client to close.
    Wait,
}

/// Serves one connection: reads something, answers, and then does as scripted.
fn peer(bytes: Vec<u8>, then: Then) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        let mut buffer = [0; 8192];
        let _ = std::io::Read::read(&mut stream, &mut buffer);
        let _ = stream.write_all(&bytes);
        match then {
            Then::Reset => {
                let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            }
            Then::Close => {
                let _ = stream.shutdown(std::net::Shutdown::Write);
                while matches!(std::io::Read::read(&mut stream, &mut buffer), Ok(1..)) {}
            }
            Then::Wait => while matches!(std::io::Read::read(&mut stream, &mut buffer), Ok(1..)) {},
        }
    });
    address
}

async fn try_at(probers: &Arc<Probers>, prober: Prober, address: SocketAddr, patience: Duration) -> Observation {
    let asked = Asked::Pinned(Version::Tls12);
    let peer = PeerName { host: Host::Name("a.example".to_owned()), server_name: Some("a.example".to_owned()) };
    let deadline = Instant::now() + patience;
    let what = Attempt {
        repetition: None,
        question: QuestionId::Versions,
        prober,
        asked,
        hello: &Hello::STANDARD,
        route: &Route::Direct(address),
        transport: Transport::Tls,
        peer: &peer,
        deadline,
    };
    attempt(probers, &what, &()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_engine_tells_the_same_of_the_same_peer() {
    let probers = Arc::new(Probers::new(crate::roots::Roots::default()));
    let long = Duration::from_secs(20);
    for prober in Prober::ALL {
        let see = |bytes: Vec<u8>, then: Then| {
            let probers = Arc::clone(&probers);
            async move { try_at(&probers, prober, peer(bytes, then), long).await }
        };
        assert_eq!(see(record(21, &[2, 70]), Then::Close).await.end, alert(70), "{prober}");
        assert_eq!(see(record(21, &[2, 40]), Then::Wait).await.end, alert(40), "{prober}");
        assert_eq!(see(Vec::new(), Then::Reset).await.end, End::Reset, "{prober}");
        assert_eq!(see(Vec::new(), Then::Close).await.end, End::Closed { after: 0 }, "{prober}");
        let banner = b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec();
        assert_eq!(see(banner, Then::Close).await.end, End::NotTls(LooksLike::Http), "{prober}");
        let selected = see(answer(), Then::Close).await;
        assert_eq!(selected.answer.as_ref().map(|answer| answer.version), Some(Version::Tls12), "{prober}");
        if prober == Prober::Wire {
            assert_eq!(selected.end, End::Done);
        } else {
            assert_eq!(
                selected.end,
                End::Closed { after: answer().len() as u64 },
                "{prober}: it was the peer who left"
            );
        }
        let lower = see(server_hello(0x0301, 0x002f, [9; 8]), Then::Wait).await;
        assert_eq!(lower.answer.map(|answer| answer.version), Some(Version::Tls10), "{prober}");
        let ended_here = matches!(lower.end, End::Local(LocalReason::Aborted { .. }));
        assert!(ended_here || prober == Prober::Wire, "{prober}: {:?}", lower.end);
        // A library may ignore a HelloRequest during negotiation or reject it; the peer has neither rejected nor
        // closed.
        let odd = see(record(22, &[0, 0, 0, 0]), Then::Reset).await;
        assert!(matches!(odd.end, End::Reset | End::Local(LocalReason::Aborted { .. })), "{prober}: {:?}", odd.end);

        let silent = try_at(&probers, prober, peer(Vec::new(), Then::Wait), Duration::from_millis(300)).await;
        assert!(matches!(silent.end, End::Silent { after: 0, .. }), "{prober}: {:?}", silent.end);
        let closed =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("an address");
        let refused = try_at(&probers, prober, closed, long).await;
        assert_eq!((refused.reached, refused.end), (Stage::Connect, End::Unreached(Unreached::Refused)), "{prober}");
    }
}
