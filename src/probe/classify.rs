//! Determines from the tap's bytes how far an attempt got and how it ended. The rules are the same for every prober,
//! and no library message is interpreted.

use std::sync::Arc;

use super::drive::Driven;
use super::{Finish, Judged};
use crate::clean::clean_bytes;
use crate::net::{Ended, Tap};
use crate::observation::{Answer, DowngradeSentinel, End, Evidence, LocalReason, Observation, Stage, TrustJudgment};
use crate::tls::{Alert, ExtensionType, Version};
use crate::wire::{ClientFlight, Offer, ServerFlight, ServerHello, Stop, WireProblem};

/// Fills in the observation from what the tap saw.
pub(super) fn classify(mut observation: Observation, driven: Driven) -> Observation {
    let Driven { tap, server, finish, mut judged, began, finished } = driven;
    let (offer, client_alert) = if let Some(offer) = judged.sent.take() {
        (Some(offer), None)
    } else {
        let client = ClientFlight::read(&tap.sent);
        (client.hello.as_ref().map(|hello| Arc::new(Offer::of(hello))), client.alert)
    };

    if let (Some(sent), Some(received)) = (tap.first_sent, tap.first_received) {
        observation.times.hello = Some(received.saturating_duration_since(sent));
    }
    let (reached, end) = match &server.hello {
        None => (Stage::Hello, without_hello(&tap, &server, offer.as_deref(), client_alert, finish.as_ref(), began)),
        Some(hello) => with_hello(&tap, &server, hello, offer.as_deref(), client_alert, finish.as_ref(), &judged),
    };
    if matches!(finish, Some(Finish::Completed)) {
        observation.times.handshake = Some(finished.saturating_duration_since(tap.first_sent.unwrap_or(began)));
    }
    if matches!(end, End::Invalid(_) | End::NotTls(_)) {
        observation.bytes.clone_from(&tap.received);
    }
    observation.answer = answer(server, &judged);
    observation.reached = reached;
    observation.end = end;
    observation.sent = offer;
    observation.trust = judged.trust;
    observation
}

/// Returns the end of an attempt in which no `ServerHello` came.
fn without_hello(
    tap: &Tap,
    server: &ServerFlight,
    offer: Option<&Offer>,
    client_alert: Option<Alert>,
    finish: Option<&Finish>,
    began: std::time::Instant,
) -> End {
    if let (None, Some(Finish::Failed { evidence, .. })) = (offer, finish) {
        return End::Local(LocalReason::NothingOffered { evidence: evidence.clone() });
    }
    if let Some(alert) = server.alert {
        return End::Alert(alert);
    }
    // Bytes that break the rules do so no matter what comes after them.
    match &server.stop {
        Some(Stop::NotTls(what)) => return End::NotTls(*what),
        Some(Stop::Invalid(problem)) => return End::Invalid(*problem),
        None => {}
    }
    match (server.unfinished(), tap.ended) {
        // The peer did not answer, but the connection is open: the library did not want to wait longer.
        (Some(Stop::Invalid(_)) | None, Ended::Open) => End::Local(match finish {
            Some(Finish::Stalled { waited }) => LocalReason::Stalled { waited: *waited },
            Some(Finish::Failed { evidence, .. }) => {
                LocalReason::Aborted { alert: client_alert, evidence: evidence.clone() }
            }
            _ => LocalReason::Aborted { alert: client_alert, evidence: String::new().into() },
        }),
        (Some(Stop::NotTls(what)), _) => End::NotTls(what),
        // Part of an answer, and then the deadline: the peer drips, which is neither silence nor a lie.
        (Some(Stop::Invalid(_)), Ended::Deadline) => {
            let waited = tap.first_sent.unwrap_or(began).elapsed();
            End::Silent { waited, after: tap.received_total }
        }
        // Part of an answer is not a rejection, however it breaks off.
        (Some(Stop::Invalid(problem)), Ended::Closed | Ended::Reset) => End::Invalid(problem),
        // Warnings are not an answer.
        (None, Ended::Deadline) => End::Silent { waited: tap.first_sent.unwrap_or(began).elapsed(), after: 0 },
        (None, Ended::Reset) => End::Reset,
        (None, Ended::Closed) => End::Closed { after: tap.received_total },
    }
}

/// Returns the stage and end of an attempt in which a `ServerHello` came: whatever follows, the peer has selected a
/// version.
fn with_hello(
    tap: &Tap,
    server: &ServerFlight,
    hello: &ServerHello,
    offer: Option<&Offer>,
    client_alert: Option<Alert>,
    finish: Option<&Finish>,
    judged: &Judged,
) -> (Stage, End) {
    let checked = hello.selected().and_then(|_| offer.map_or(Ok(()), |offer| hello.check(offer)));
    if let Err(problem) = checked {
        return (Stage::Hello, End::Invalid(problem));
    }
    match finish {
        Some(Finish::Settled) => (Stage::Done, End::Done),
        Some(Finish::Completed) => match judged.trust.as_ref().map(|trust| &trust.judgment) {
            Some(TrustJudgment::NotTrusted(_)) => (Stage::Verify, End::Local(LocalReason::NotTrusted)),
            _ => (Stage::Done, End::Done),
        },
        Some(Finish::Failed { peer_alert, evidence }) => {
            (Stage::Handshake, after_failure(tap, server, client_alert, *peer_alert, evidence))
        }
        Some(Finish::Stalled { waited }) => {
            let end = match (server.alert, tap.ended) {
                (Some(alert), _) => End::Alert(alert),
                (None, Ended::Reset) => End::Reset,
                (None, Ended::Closed) => End::Closed { after: tap.received_total },
                (None, _) => End::Local(LocalReason::Stalled { waited: *waited }),
            };
            (Stage::Handshake, end)
        }
        // The peer selected a version, and then sent more than any handshake needs.
        None if server.stop == Some(Stop::Invalid(WireProblem::Flood)) => {
            (Stage::Handshake, End::Invalid(WireProblem::Flood))
        }
        None => {
            let waited = tap.first_sent.map(|sent| sent.elapsed()).unwrap_or_default();
            let end = match tap.ended {
                Ended::Reset => End::Reset,
                Ended::Closed => End::Closed { after: tap.received_total },
                Ended::Open | Ended::Deadline => End::Silent { waited, after: tap.received_total },
            };
            (Stage::Handshake, end)
        }
    }
}

/// Determines which side ended a handshake when the library gave up after the peer's answer.
fn after_failure(
    tap: &Tap,
    server: &ServerFlight,
    client_alert: Option<Alert>,
    peer_alert: Option<Alert>,
    evidence: &Evidence,
) -> End {
    match (server.alert.or(peer_alert), client_alert, tap.ended) {
        (Some(alert), _, _) => End::Alert(alert),
        (None, None, Ended::Reset) => End::Reset,
        (None, None, Ended::Closed) => End::Closed { after: tap.received_total },
        (None, alert, _) => End::Local(LocalReason::Aborted { alert, evidence: evidence.clone() }),
    }
}

fn answer(server: ServerFlight, judged: &Judged) -> Option<Answer> {
    let hello = server.hello?;
    let version = hello.selected().ok()?;
    Some(Answer {
        version,
        cipher_suite: hello.cipher_suite,
        group: hello.group,
        hello_retry_request: hello.is_hello_retry_request(),
        alpn: hello.alpn.as_deref().map(clean_bytes),
        downgrade_sentinel: sentinel(&hello.random, version),
        secure_renegotiation: hello.extensions.contains(&ExtensionType::RENEGOTIATION_INFO),
        extended_master_secret: hello.extensions.contains(&ExtensionType::EXTENDED_MASTER_SECRET),
        certificate_requested: judged.certificate_requested.unwrap_or(server.certificate_requested),
        certificates: server.certificates,
        ended_by: server.alert,
    })
}

/// Reads the downgrade sentinel (RFC 8446, 4.1.3).
fn sentinel(random: &[u8; 32], version: Version) -> Option<DowngradeSentinel> {
    match (random.strip_suffix(b"DOWNGRD\x01"), random.strip_suffix(b"DOWNGRD\x00")) {
        (Some(_), _) if version <= Version::Tls12 => Some(DowngradeSentinel::HasTls13),
        (_, Some(_)) if version <= Version::Tls11 => Some(DowngradeSentinel::HasTls12),
        _ => None,
    }
}
