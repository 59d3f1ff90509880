//! The results of our own hellos, as evidence. Versions with the same result share one clause.

use crate::diagnosis::endpoint::case::Case;
use crate::diagnosis::endpoint::support::{Reason, Support, SupportState};
use crate::message::Message;
use crate::tls::Version;

/// Describes the results of the hellos of every version.
pub(super) fn hellos(case: &Case<'_>) -> Vec<Message> {
    let versions: Vec<_> = case.support.keys().copied().collect();
    hellos_of(case, &versions)
}

/// Like [`hellos`], for some versions only.
pub(super) fn hellos_of(case: &Case<'_>, versions: &[Version]) -> Vec<Message> {
    let mut groups: Vec<(&Support, Vec<Version>)> = Vec::new();
    for (version, support) in case.support.iter().filter(|(version, _)| versions.contains(version)) {
        let same = |other: &Support| met(other, Vec::new()) == met(support, Vec::new());
        match groups.iter_mut().find(|(other, _)| same(other)) {
            Some((_, versions)) => versions.push(*version),
            None => groups.push((support, vec![*version])),
        }
    }
    groups.into_iter().map(|(support, versions)| met(support, versions)).collect()
}

/// Describes the common result of the hellos of these versions.
fn met(support: &Support, versions: Vec<Version>) -> Message {
    let alert = support.alert.map(|alert| alert.to_string());
    match support.reason {
        Reason::ServerHello => match support.cipher_suite {
            Some(suite) => Message::EndpointSeenAcceptedSuite { versions, suite: suite.to_string() },
            None => Message::EndpointSeenAccepted { versions },
        },
        Reason::HelloRetryRequest => {
            Message::EndpointSeenAcceptedBy { versions, answer: "HelloRetryRequest".to_owned() }
        }
        Reason::Unstable => Message::EndpointSeenUnstable { versions },
        Reason::AnswersLower => match support.answered {
            Some(lower) => Message::EndpointSeenLower { versions, lower },
            None => Message::EndpointSeenUnknown { versions, why: Box::new(support.detail.clone()) },
        },
        Reason::AlertProtocolVersion | Reason::AlertOther => match alert {
            Some(alert) => Message::EndpointSeenAlert { versions, alert },
            None => Message::EndpointSeenRejected { versions },
        },
        Reason::Reset => Message::EndpointSeenReset { versions },
        Reason::Closed => Message::EndpointSeenClosed { versions },
        Reason::Silent => Message::EndpointSeenSilent { versions },
        Reason::ProberOff if support.state == SupportState::Unknown => match alert {
            Some(alert) => Message::EndpointSeenLibraryAloneAlert { versions, alert },
            None => Message::EndpointSeenLibraryAlone { versions },
        },
        _ => Message::EndpointSeenUnknown { versions, why: Box::new(support.detail.clone()) },
    }
}
