//! Findings about what the endpoint accepts and rejects.

use super::hellos::{hellos, hellos_of};
use super::{Remedy, Rule, finding};
use crate::diagnosis::endpoint::case::Case;
use crate::diagnosis::endpoint::repetitions::cut_off_and_answered;
use crate::diagnosis::endpoint::support::{Cause, Reason, SupportState};
use crate::diagnosis::finding::{Finding, FindingCode, Side};
use crate::message::Message;
use crate::observation::{DowngradeSentinel, End, Observation};
use crate::tls::Version;

/// Findings that do not affect the verdict.
pub(super) const NOTES: &[Rule] = &[contradiction, unstable, limits_connections, wants_client_certificate];

/// The connection gets a version below the required one, because the endpoint rejects the others.
pub(super) fn rejects_required(case: &Case<'_>, at: Version, rejected: Vec<Version>) -> Finding {
    let require = case.target.expectation.require;
    let mut evidence = vec![case.connects_at(at)];
    evidence.extend(hellos(case));
    finding(
        FindingCode::EndpointLacksVersion,
        Side::Endpoint,
        Message::EndpointAtRiskRejected { version: at, require, rejected },
        evidence,
        Message::EndpointDoEnable,
    )
}

/// There is no connection, because the endpoint rejects the required versions.
pub(super) fn lacks_version(case: &Case<'_>, rejected: Vec<Version>) -> Finding {
    let require = case.target.expectation.require;
    finding(
        FindingCode::EndpointLacksVersion,
        Side::Endpoint,
        Message::EndpointLacksVersion { accepted: case.accepted.to_vec(), rejected, require },
        hellos(case),
        Message::EndpointDoEnable,
    )
}

/// The endpoint rejects everything.
pub(super) fn rejects_all(case: &Case<'_>) -> Finding {
    finding(
        FindingCode::EndpointRefusesAll,
        Side::Endpoint,
        Message::EndpointRejectsAll,
        hellos(case),
        Message::EndpointDoCheckPortAndName,
    )
}

/// The endpoint accepts a version that it must reject.
pub(super) fn accepts_refused(case: &Case<'_>) -> Option<Finding> {
    let refuse = &case.target.expectation.refuse;
    let versions: Vec<_> = case.accepted.iter().copied().filter(|version| refuse.contains(version)).collect();
    (!versions.is_empty()).then(|| {
        finding(
            FindingCode::EndpointAcceptsRefused,
            Side::Endpoint,
            Message::EndpointAcceptsRefused { versions: versions.clone() },
            hellos_of(case, &versions),
            Message::EndpointDoDisable { versions },
        )
    })
}

/// A server that marks an answer as below its best (RFC 8446, 4.1.3) and then rejects the better version contradicts
/// itself.
fn contradiction(case: &Case<'_>) -> Option<Finding> {
    let sentinel = |seen: &Observation| {
        seen.answer
            .as_ref()
            .filter(|_| !matches!(seen.end, End::Invalid(_)))
            .and_then(|answer| answer.downgrade_sentinel)
    };
    let says = |what| case.seen().iter().any(|seen| sentinel(seen) == Some(what));
    // A version that was not tried, or whose attempt did not reach the endpoint, contradicts nothing.
    let has_not = |version| {
        case.support
            .get(&version)
            .is_some_and(|support| support.state == SupportState::Refused || support.reason == Reason::InvalidAnswer)
    };
    let version = if says(DowngradeSentinel::HasTls13) && has_not(Version::Tls13) {
        Version::Tls13
    } else if says(DowngradeSentinel::HasTls12) && has_not(Version::Tls12) && has_not(Version::Tls13) {
        Version::Tls12
    } else {
        return None;
    };
    let mut evidence = vec![Message::EndpointSeenSentinel];
    evidence.extend(hellos_of(case, &[version]));
    Some(finding(
        FindingCode::DowngradeContradiction,
        Side::Network,
        Message::EndpointContradictsItself { version },
        evidence,
        Message::EndpointDoLookForDevice,
    ))
}

/// The endpoint accepts a version on some tries only.
fn unstable(case: &Case<'_>) -> Option<Finding> {
    let unstable = case.support.values().filter(|support| support.reason == Reason::Unstable);
    let evidence: Vec<Message> = unstable.map(|support| support.detail.clone()).collect();
    (!evidence.is_empty()).then(|| {
        finding(
            FindingCode::EndpointUnstable,
            Side::Endpoint,
            Message::EndpointUnstable,
            evidence,
            Message::EndpointDoCheckServers,
        )
    })
}

/// The endpoint cut off hellos that it answered at other times.
fn limits_connections(case: &Case<'_>) -> Option<Finding> {
    let seen = case.seen();
    let cut_off = cut_off_and_answered(seen);
    (cut_off > 0).then(|| {
        let Cause { code, side, summary, remedy } = Reason::LimitsConnections.cause();
        let evidence = Message::EndpointCutOffAndAnswered { cut_off: cut_off as u64, attempts: seen.len() as u64 };
        finding(code, side, summary, vec![evidence], remedy)
    })
}

/// The endpoint requests a client certificate.
fn wants_client_certificate(case: &Case<'_>) -> Option<Finding> {
    let wants = |seen: &Observation| seen.answer.as_ref().is_some_and(|answer| answer.certificate_requested);
    case.seen().iter().any(wants).then(|| {
        finding(
            FindingCode::EndpointWantsClientCertificate,
            Side::Endpoint,
            Message::EndpointWantsClientCertificate,
            vec![Message::EndpointSeenCertificateRequest],
            Remedy::NONE,
        )
    })
}
