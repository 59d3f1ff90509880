//! How each prober's handshakes ended, in one word.

use std::collections::BTreeMap;

use serde::Serialize;

use super::endings::ending;
use super::evidence::selects;
use crate::message::Message;
use crate::observation::{Asked, End, LocalReason, Observation, Prober};
use crate::tls::{AlertDescription, Version};

/// How one prober's handshake ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum ProberOutcome {
    /// The handshake was completed.
    Completed,
    /// The peer accepted the version and refused later (a client certificate, for example).
    PeerRefusedLater,
    /// The peer refused.
    PeerRefused,
    /// The peer answered another version.
    PeerAnsweredLower,
    /// The local stack offered nothing.
    NothingOffered,
    /// The peer accepted; the local stack gave up.
    LocalAborted,
    /// The peer accepted; the certificate is not trusted.
    NotTrusted,
    /// The prober cannot offer that version.
    ProberCannot,
    /// Could not be determined.
    Unknown,
}

/// What one prober got, for its default or for one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProberResult {
    /// In one word.
    pub outcome: ProberOutcome,
    /// The version that the peer selected.
    pub version: Option<Version>,
    /// What the library or the tap says of it, if anything.
    pub evidence: Option<Message>,
}

/// Results of every prober that makes handshakes.
pub(super) fn results(
    observations: &[Observation],
    any_accepted: bool,
) -> BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>> {
    let mut probers: BTreeMap<Prober, BTreeMap<_, _>> = BTreeMap::new();
    for observation in observations.iter().filter(|seen| seen.prober != Prober::Wire) {
        let asked = match observation.asked {
            Asked::Default => None,
            Asked::Pinned(version) => Some(version),
        };
        probers.entry(observation.prober).or_default().insert(asked, result(observation, asked, any_accepted));
    }
    probers
}

fn result(observation: &Observation, asked: Option<Version>, any_accepted: bool) -> ProberResult {
    let version = observation.answer.as_ref().map(|answer| answer.version);
    let evidence = match &observation.end {
        End::Local(LocalReason::NothingOffered { evidence } | LocalReason::Aborted { evidence, .. }) => (!evidence
            .is_empty())
        .then(|| Message::EndpointLibrarySays { text: Box::new(super::endings::seen(evidence)) }),
        End::Done | End::Local(LocalReason::ProberCannot) => None,
        _ => Some(ending(observation)),
    };
    ProberResult { outcome: outcome(observation, asked, any_accepted), version, evidence }
}

fn outcome(observation: &Observation, asked: Option<Version>, any_accepted: bool) -> ProberOutcome {
    let answered = observation.answer.as_ref();
    let another = asked.is_some_and(|asked| answered.is_some_and(|answer| answer.version != asked));
    match &observation.end {
        End::Done => ProberOutcome::Completed,
        End::Local(LocalReason::NothingOffered { .. }) => ProberOutcome::NothingOffered,
        End::Local(LocalReason::ProberCannot) => ProberOutcome::ProberCannot,
        End::Local(LocalReason::NotTrusted) => ProberOutcome::NotTrusted,
        End::Local(LocalReason::Exhausted { .. } | LocalReason::Stalled { .. } | LocalReason::Canceled)
        | End::NotTls(_)
        | End::Invalid(_)
        | End::Unreached(_) => ProberOutcome::Unknown,
        _ if another => ProberOutcome::PeerAnsweredLower,
        // Before an answer it says nothing about either side: the library was not made, or rejected what came instead.
        End::Local(LocalReason::Aborted { .. }) if answered.is_none() => ProberOutcome::Unknown,
        End::Local(LocalReason::Aborted { .. }) => ProberOutcome::LocalAborted,
        End::Alert(_) | End::Reset | End::Closed { .. } if answered.is_some() => ProberOutcome::PeerRefusedLater,
        End::Alert(_) => ProberOutcome::PeerRefused,
        // The same rule as for our own hellos: no answer is a no only where something else was answered.
        End::Reset | End::Closed { .. } | End::Silent { .. } if any_accepted && answered.is_none() => {
            ProberOutcome::PeerRefused
        }
        End::Reset | End::Closed { .. } | End::Silent { .. } => ProberOutcome::Unknown,
    }
}

/// How the default of a prober met the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultMet {
    /// At this version: complete, or refused only for want of the client certificate that an agent has.
    At(Version),
    /// The peer selected this version, and the handshake was not finished all the same.
    NotFinished(Version),
    /// The peer did not select a version.
    No,
    /// Tried, and the answer settles nothing.
    Unknown,
    /// Not tried.
    NotTested,
}

/// What the prober's default met.
pub(super) fn default_met(observations: &[Observation], prober: Prober, any_accepted: bool) -> DefaultMet {
    let of_default = |seen: &&Observation| seen.prober == prober && seen.asked == Asked::Default;
    // The last try, if it was repeated.
    let Some(default) = observations.iter().rev().find(of_default) else { return DefaultMet::NotTested };
    // In TLS 1.3 only a prober with cryptography sees that a certificate is wanted; what one saw holds for all.
    let wanted =
        || observations.iter().any(|seen| seen.answer.as_ref().is_some_and(|answer| answer.certificate_requested));
    let outcome = outcome(default, None, any_accepted);
    match (default.answer.as_ref().map(|answer| answer.version), &default.end) {
        (Some(version), _) if !selects(default, version) => DefaultMet::Unknown,
        (Some(version), End::Done | End::Local(LocalReason::NotTrusted)) => DefaultMet::At(version),
        (Some(version), End::Alert(alert)) if alert.description == AlertDescription::CERTIFICATE_REQUIRED => {
            DefaultMet::At(version)
        }
        (Some(version), End::Alert(_) | End::Reset | End::Closed { .. }) if wanted() => DefaultMet::At(version),
        (Some(version), End::Alert(_) | End::Reset | End::Closed { .. } | End::Silent { .. }) => {
            DefaultMet::NotFinished(version)
        }
        _ => match outcome {
            ProberOutcome::NothingOffered | ProberOutcome::PeerRefused | ProberOutcome::LocalAborted => DefaultMet::No,
            ProberOutcome::ProberCannot => DefaultMet::NotTested,
            _ => DefaultMet::Unknown,
        },
    }
}
