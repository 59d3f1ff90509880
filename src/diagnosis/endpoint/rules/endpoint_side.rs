//! Findings about what the endpoint accepts and rejects.

use super::hellos::{hellos, hellos_of};
use super::{Remedy, Rule, finding};
use crate::diagnosis::endpoint::case::Case;
use crate::diagnosis::endpoint::support::{Reason, SupportState};
use crate::diagnosis::finding::{Finding, FindingCode, Side};
use crate::message::Message;
use crate::observation::{DowngradeSentinel, End, Observation};
use crate::tls::Version;

/// What is worth knowing beside the verdict.
pub(super) const NOTES: &[Rule] = &[contradiction, unstable, wants_client_certificate];

/// They meet below what is required, and the endpoint rejects the rest.
pub(super) fn rejects_required(case: &Case<'_>, at: Version, rejected: Vec<Version>) -> Finding {
    let require = case.target.expectation.require;
    let mut evidence = vec![Message::EndpointSeenDefaultAnswered { version: at }];
    evidence.extend(hellos(case));
    finding(
        FindingCode::EndpointLacksVersion,
        Side::Endpoint,
        Message::EndpointAtRiskRejected { version: at, require, rejected },
        evidence,
        Message::EndpointDoEnable,
    )
}

/// They do not meet, since the endpoint rejects what is required.
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

/// The endpoint accepts what it must refuse.
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

/// RFC 8446, 4.1.3: a server marks an answer below its best; a version that it marks and then refuses is a contradiction.
fn contradiction(case: &Case<'_>) -> Option<Finding> {
    let sentinel = |seen: &Observation| {
        seen.answer
            .as_ref()
            .filter(|_| !matches!(seen.end, End::Invalid(_)))
            .and_then(|answer| answer.downgrade_sentinel)
    };
    let says = |what| case.seen().iter().any(|seen| sentinel(seen) == Some(what));
    // What was not tried, or did not get there, contradicts nothing.
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
