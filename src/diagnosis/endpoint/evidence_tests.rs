//! The rules of `evidence`, row by row.
#![expect(clippy::too_many_lines, clippy::needless_pass_by_value, reason = "a table, and what is written in its rows")]

use std::collections::BTreeSet;
use std::time::Duration;

use strum::VariantArray as _;

use super::endings::ending;
use super::evidence::conclude;
use super::script::{CLOSED, SILENT, USUAL, accepts, alert, by, cut_off, cut_off_alone, wire, with};
use super::support::{Reason, Support, SupportState};
use crate::message::Message;
use crate::observation::{Asked, End, LocalReason, Observation, Prober, ProxyRefusal, Unreached};
use crate::tls::Version;
use crate::wire::{HelloVariant, LooksLike, WireProblem, alternates};

use Reason as R;
use SupportState::{Accepted, NotTested, Refused, Unknown};
use Version::{Tls10, Tls11, Tls12, Tls13};

fn concluded(version: Version, seen: Vec<Observation>) -> Support {
    conclude(&USUAL, &seen, false).remove(&version).expect("asked for")
}

/// Returns the usual hello and every alternate, all with this end.
fn every_hello(version: Version, end: &End) -> Vec<Observation> {
    let variants = std::iter::once(HelloVariant::Standard).chain(alternates(version));
    variants.map(|variant| wire(version, end.clone()).with(variant)).collect()
}

fn text() -> String {
    "said by the system".to_owned()
}

/// Each row: its name, what was seen (of TLS 1.2), and the expected conclusion.
fn rows() -> Vec<(&'static str, Vec<Observation>, SupportState, Reason)> {
    let one = |end: End| vec![wire(Tls12, end)];
    let beside = |mut seen: Vec<Observation>| {
        seen.push(accepts(Tls10));
        seen
    };
    let unreached = |why: Unreached| one(End::Unreached(why));
    let proxy = |refusal| unreached(Unreached::Proxy(refusal));
    vec![
        ("ServerHello of the version", vec![accepts(Tls12)], Accepted, R::ServerHello),
        ("ServerHello, then an alert", vec![wire(Tls12, alert(40)).answered(Tls12)], Accepted, R::ServerHello),
        ("ServerHello, then a reset", vec![wire(Tls12, End::Reset).answered(Tls12)], Accepted, R::ServerHello),
        ("ServerHello, then silence", vec![wire(Tls12, SILENT).answered(Tls12)], Accepted, R::ServerHello),
        (
            "ServerHello to an alternate only",
            vec![wire(Tls12, alert(40)), accepts(Tls12).with(HelloVariant::EverySuite(0))],
            Accepted,
            R::ServerHello,
        ),
        (
            "HelloRetryRequest",
            vec![accepts(Tls12).but(|answer| answer.hello_retry_request = true)],
            Accepted,
            R::HelloRetryRequest,
        ),
        ("a lower ServerHello", vec![wire(Tls12, End::Done).answered(Tls10)], Refused, R::AnswersLower),
        (
            "a lower ServerHello to an alternate",
            vec![wire(Tls12, alert(40)), wire(Tls12, End::Done).answered(Tls11).with(HelloVariant::Short)],
            Refused,
            R::AnswersLower,
        ),
        (
            "a higher ServerHello",
            vec![wire(Tls12, End::Invalid(WireProblem::HigherVersion(Tls13))).answered(Tls13)],
            Unknown,
            R::InvalidAnswer,
        ),
        (
            "a suite not offered",
            vec![wire(Tls12, End::Invalid(WireProblem::CompressionNotOffered)).answered(Tls12)],
            Unknown,
            R::InvalidAnswer,
        ),
        ("lying lengths", beside(one(End::Invalid(WireProblem::Truncated("x")))), Unknown, R::InvalidAnswer),
        ("alert 70", one(alert(70)), Refused, R::AlertProtocolVersion),
        (
            "alert 70 to one of several",
            vec![wire(Tls12, End::Reset), wire(Tls12, alert(70)).with(HelloVariant::Short)],
            Refused,
            R::AlertProtocolVersion,
        ),
        ("alert 40 to every hello", every_hello(Tls12, &alert(40)), Refused, R::AlertOther),
        ("alert 86 to every hello", every_hello(Tls12, &alert(86)), Refused, R::AlertOther),
        ("alert 112", beside(one(alert(112))), Unknown, R::NameRefused),
        (
            "alert 40, and an alternate that is reset, also alone",
            [
                vec![accepts(Tls10)],
                every_hello(Tls12, &alert(40)).into_iter().filter(|seen| seen.variant != HelloVariant::Short).collect(),
                cut_off_alone(&wire(Tls12, End::Reset).with(HelloVariant::Short), &accepts(Tls10), 0),
            ]
            .concat(),
            Refused,
            R::AlertOther,
        ),
        (
            "alert 40, and an alternate that was reset once",
            beside(vec![wire(Tls12, alert(40)), wire(Tls12, End::Reset).with(HelloVariant::Short)]),
            Unknown,
            R::NotRepeated,
        ),
        (
            "alert 40, then resets, no other",
            vec![wire(Tls12, alert(40)), wire(Tls12, End::Reset).with(HelloVariant::Short)],
            Unknown,
            R::MixedAnswers,
        ),
        (
            "alert 40, and an alternate that did not get there",
            beside(vec![
                wire(Tls12, alert(40)),
                wire(Tls12, End::Unreached(Unreached::Refused)).with(HelloVariant::Short),
            ]),
            Unknown,
            R::MixedAnswers,
        ),
        ("alert 120 to every hello", beside(every_hello(Tls12, &alert(120))), Unknown, R::AlertNotAboutVersion),
        ("alert 49 to every hello", beside(every_hello(Tls12, &alert(49))), Unknown, R::AlertNotAboutVersion),
        ("reset, also alone", cut_off(Tls12, &End::Reset, &accepts(Tls10)), Refused, R::Reset),
        ("closed, also alone", cut_off(Tls12, &CLOSED, &accepts(Tls10)), Refused, R::Closed),
        ("silent, also alone", cut_off(Tls12, &SILENT, &accepts(Tls10)), Refused, R::Silent),
        ("reset once", beside(one(End::Reset)), Unknown, R::NotRepeated),
        (
            "reset alone, and other hellos were not tried",
            cut_off_alone(&wire(Tls12, End::Reset), &accepts(Tls10), 0),
            Unknown,
            R::NotRepeated,
        ),
        (
            "reset, and so was what is accepted",
            with(cut_off(Tls12, &End::Reset, &accepts(Tls10)), wire(Tls10, End::Reset)),
            Unknown,
            R::LimitsConnections,
        ),
        ("reset among many, accepted alone", vec![wire(Tls12, End::Reset), accepts(Tls12)], Accepted, R::ServerHello),
        ("reset, no other", one(End::Reset), Unknown, R::ResetNoTls),
        ("closed, no other", one(CLOSED), Unknown, R::ClosedNoTls),
        ("silence, no other", one(SILENT), Unknown, R::SilentNoTls),
        ("a drip", beside(one(End::Silent { waited: Duration::from_secs(1), after: 20 })), Unknown, R::InvalidAnswer),
        ("HTTP", beside(one(End::NotTls(LooksLike::Http))), Unknown, R::NotTls),
        ("echo", one(End::NotTls(LooksLike::Echo)), Unknown, R::NotTls),
        ("no such name", unreached(Unreached::NotResolved { evidence: text().into() }), Unknown, R::NotResolved),
        ("resolver silent", unreached(Unreached::ResolverSilent { waited: Duration::ZERO }), Unknown, R::NotResolved),
        ("no address of the family", unreached(Unreached::NoAddressOfFamily), Unknown, R::NoAddressOfFamily),
        ("refused", beside(unreached(Unreached::Refused)), Unknown, R::ConnectionRefused),
        (
            "connect timed out",
            beside(unreached(Unreached::ConnectSilent { waited: Duration::ZERO })),
            Unknown,
            R::ConnectTimeout,
        ),
        ("no route", unreached(Unreached::NoRoute { evidence: text().into() }), Unknown, R::Unreachable),
        ("other error", unreached(Unreached::Other { evidence: text().into() }), Unknown, R::Unreachable),
        ("proxy 407", proxy(ProxyRefusal::Status { code: 407, reason: text() }), Unknown, R::ProxyRefused),
        ("proxy 403", proxy(ProxyRefusal::Status { code: 403, reason: text() }), Unknown, R::ProxyRefused),
        ("proxy unreached", proxy(ProxyRefusal::Unreached(Box::new(Unreached::Refused))), Unknown, R::ProxyRefused),
        ("proxy broken", proxy(ProxyRefusal::Broken { evidence: text().into() }), Unknown, R::ProxyRefused),
        ("proxy silent", proxy(ProxyRefusal::Silent { waited: Duration::ZERO }), Unknown, R::ProxyRefused),
        (
            "out of descriptors",
            beside(one(End::Local(LocalReason::Exhausted { evidence: text().into() }))),
            Unknown,
            R::LocalLimit,
        ),
        (
            "the stack did not come back",
            vec![by(Prober::Native, Asked::Pinned(Tls12), End::Local(LocalReason::Stalled { waited: Duration::ZERO }))],
            Unknown,
            R::LocalStall,
        ),
        ("canceled", beside(one(End::Local(LocalReason::Canceled))), Unknown, R::Canceled),
        ("nothing seen at all", Vec::new(), Unknown, R::Canceled),
        ("only other versions tried", vec![accepts(Tls10)], NotTested, R::ProberOff),
        ("accepted once, refused once", vec![wire(Tls12, alert(40)), accepts(Tls12)], Accepted, R::Unstable),
    ]
}

#[test]
fn every_row_of_the_truth_rules() {
    for (row, seen, state, reason) in rows() {
        let support = concluded(Tls12, seen.clone());
        assert_eq!((support.state, support.reason), (state, reason), "{row}: {:?}", support.detail);
        // Attempts end in no particular order.
        let backwards = concluded(Tls12, seen.into_iter().rev().collect());
        assert_eq!((backwards.state, backwards.reason), (state, reason), "{row}, backwards");
    }
}

#[test]
fn every_reason_has_its_row() {
    let reached: BTreeSet<_> = rows().into_iter().map(|(.., reason)| reason).collect();
    let all: BTreeSet<_> = R::VARIANTS.iter().copied().filter(|reason| *reason != R::NotAsked).collect();
    assert_eq!(reached, all, "NotAsked is for what nobody asked");
}

#[test]
fn what_is_not_asked_for_is_not_concluded() {
    let support = conclude(&[Tls12], &[accepts(Tls12), accepts(Tls10)], false);
    assert_eq!(support.keys().collect::<Vec<_>>(), [&Tls12]);
}

/// The version that an unpinned handshake selected counts as accepted at this address.
#[test]
fn a_version_that_was_not_asked_for_is_accepted_all_the_same() {
    for (end, reason) in [(End::Reset, R::Reset), (CLOSED, R::Closed), (SILENT, R::Silent)] {
        let default = by(Prober::Native, Asked::Default, End::Done).answered(Tls12);
        let support = conclude(&[Tls10], &cut_off(Tls10, &end, &default), false);
        assert_eq!(support.keys().collect::<Vec<_>>(), [&Tls10], "only what was asked for is concluded");
        let support = &support[&Tls10];
        assert_eq!((support.state, support.reason), (Refused, reason), "{:?}", support.detail);
        let accepted = match &support.detail {
            Message::EndpointResetsAfterHello { accepted, .. }
            | Message::EndpointClosesAfterHello { accepted, .. }
            | Message::EndpointDoesNotAnswer { accepted, .. } => accepted,
            other => panic!("{other:?}"),
        };
        assert_eq!(accepted, &[Tls12]);
    }
}

/// A hello that got a `ServerHello` counts as answered, even if silence follows.
#[test]
fn silence_after_a_server_hello_is_described_as_that() {
    let dripped = End::Silent { waited: Duration::from_secs(3), after: 86 };
    let waited = Duration::from_secs(3);
    assert_eq!(
        ending(&wire(Tls12, dripped.clone()).answered(Tls12)),
        Message::EndpointSilentLater { waited, after: "ServerHello".to_owned() }
    );
    assert_eq!(ending(&wire(Tls12, dripped)), Message::EndpointDripped { bytes: 86, waited });
}

#[test]
fn only_a_version_that_was_asked_for_counts_as_another() {
    // This endpoint speaks TLS, but only a version that was requested and selected counts as accepted.
    let seen = vec![wire(Tls13, End::Done).answered(Tls12), wire(Tls12, End::Reset)];
    assert_eq!(concluded(Tls12, seen).state, Unknown);
}

#[test]
fn every_try_is_counted_in_an_unstable_answer() {
    let seen = vec![
        wire(Tls12, alert(40)),
        accepts(Tls12),
        by(Prober::Native, Asked::Default, End::Done).answered(Tls12),
        by(Prober::Native, Asked::Pinned(Tls12), End::Done).answered(Tls12),
    ];
    let support = concluded(Tls12, seen);
    assert_eq!(support.reason, R::Unstable);
    assert_eq!(support.detail, Message::EndpointAcceptsSometimes { version: Tls12, accepted: 3, attempts: 4 });
    // All of our own hellos were rejected, but the platform's was accepted.
    let mut seen = every_hello(Tls12, &alert(40));
    let attempts = seen.len() as u64 + 1;
    seen.push(by(Prober::Native, Asked::Default, End::Done).answered(Tls12));
    let support = concluded(Tls12, seen);
    assert_eq!((support.state, support.reason), (Accepted, R::Unstable));
    assert_eq!(support.detail, Message::EndpointAcceptsSometimes { version: Tls12, accepted: 1, attempts });
}

#[test]
fn another_hello_is_no_instability() {
    let seen =
        vec![wire(Tls12, End::Reset), wire(Tls12, End::Reset), accepts(Tls12).with(HelloVariant::RsaKeyExchange)];
    let support = concluded(Tls12, seen);
    assert_eq!((support.state, support.reason, support.attempts), (Accepted, R::ServerHello, 3));
}

#[test]
fn without_our_own_hellos_the_platform_says_what_it_can() {
    let native = |version, end| by(Prober::Native, Asked::Pinned(version), end);
    let nothing = || End::Local(LocalReason::NothingOffered { evidence: text().into() });
    let seen = vec![native(Tls10, nothing()), native(Tls11, alert(70)), native(Tls12, End::Done).answered(Tls12)];
    assert_eq!(
        concluded(Tls10, seen.clone()).state,
        NotTested,
        "what this host does not offer is no word about the peer"
    );
    assert_eq!(concluded(Tls11, seen.clone()).reason, R::AlertProtocolVersion);
    assert_eq!(concluded(Tls12, seen).state, Accepted);
    let exhausted = native(Tls12, End::Local(LocalReason::Exhausted { evidence: text().into() }));
    let support = concluded(Tls12, vec![exhausted, accepts(Tls10)]);
    assert_eq!((support.state, support.reason), (Unknown, R::LocalLimit), "could not test is not not tried");
}

/// A stack's hello has only that stack's suites, so a rejection that does not name the version may be about the suites.
#[test]
fn without_our_own_hellos_a_refusal_must_name_the_version() {
    let native = |version, end| by(Prober::Native, Asked::Pinned(version), end);
    let beside = || native(Tls10, End::Done).answered(Tls10);
    for (row, seen, state, reason) in [
        ("alert 40", vec![native(Tls12, alert(40))], Unknown, R::ProberOff),
        ("alert 40, another accepted", vec![native(Tls12, alert(40)), beside()], Unknown, R::ProberOff),
        ("alert 40 twice", vec![native(Tls12, alert(40)), native(Tls12, alert(40))], Unknown, R::ProberOff),
        ("alert 86, another accepted", vec![native(Tls12, alert(86)), beside()], Unknown, R::ProberOff),
        ("alert 112", vec![native(Tls12, alert(112)), beside()], Unknown, R::NameRefused),
        ("reset, another accepted", vec![native(Tls12, End::Reset), beside()], Unknown, R::ProberOff),
        ("closed, another accepted", vec![native(Tls12, CLOSED), beside()], Unknown, R::ProberOff),
        ("silence, another accepted", vec![native(Tls12, SILENT), beside()], Unknown, R::ProberOff),
        ("reset, no other", vec![native(Tls12, End::Reset)], Unknown, R::ResetNoTls),
        ("alert 70", vec![native(Tls12, alert(70))], Refused, R::AlertProtocolVersion),
        ("a lower answer", vec![native(Tls12, End::Done).answered(Tls11)], Refused, R::AnswersLower),
        (
            "alert 40, and to each of our own hellos",
            [vec![native(Tls12, alert(40))], every_hello(Tls12, &alert(40))].concat(),
            Refused,
            R::AlertOther,
        ),
        (
            "alert 40, and our own hello is accepted",
            vec![native(Tls12, alert(40)), accepts(Tls12)],
            Accepted,
            R::ServerHello,
        ),
    ] {
        let support = concluded(Tls12, seen);
        assert_eq!((support.state, support.reason), (state, reason), "{row}: {:?}", support.detail);
    }
    let support = concluded(Tls12, vec![native(Tls12, alert(40))]);
    assert_eq!(support.alert.map(|alert| alert.0), Some(40), "what was seen is kept");
    let seen = Box::new(Message::EndpointAlert { alert: "handshake_failure (40)".to_owned() });
    assert_eq!(support.detail, Message::EndpointLibraryAloneTried { version: Tls12, seen });
}

#[test]
fn a_run_that_was_stopped_leaves_open_what_it_did_not_come_to() {
    let stopped = |seen: Vec<Observation>| conclude(&USUAL, &seen, true).remove(&Tls12).expect("asked for");
    let beside = |end: End| vec![wire(Tls12, end), accepts(Tls10)];
    for open in [alert(40), End::Reset, CLOSED, SILENT] {
        let support = stopped(beside(open.clone()));
        assert_eq!((support.state, support.reason), (Unknown, R::Canceled), "{open:?}: {:?}", support.detail);
    }
    assert_eq!(stopped(cut_off(Tls12, &End::Reset, &accepts(Tls10))).state, Refused);
    assert_eq!(stopped(vec![accepts(Tls10)]).state, Unknown, "not tried yet is not cannot be tried");
    // Final results stay final in a stopped run.
    assert_eq!(stopped(beside(alert(70))).state, Refused);
    assert_eq!(stopped(vec![accepts(Tls12)]).state, Accepted);
    assert_eq!(stopped(every_hello(Tls12, &alert(40))).state, Refused);
    assert_eq!(stopped(beside(End::NotTls(LooksLike::Ssh))).reason, R::NotTls);
}

#[test]
fn the_answer_is_kept_with_the_conclusion() {
    let lower = concluded(Tls13, vec![wire(Tls13, End::Done).answered(Tls11)]);
    assert_eq!((lower.answered, lower.cipher_suite.is_some()), (Some(Tls11), true));
    let alert = concluded(Tls13, vec![wire(Tls13, alert(70))]);
    assert_eq!(alert.alert.map(|description| description.0), Some(70));
}
