//! How each prober's handshakes ended, as one code each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::endings::ending;
use super::evidence::selects;
use super::repetitions::counts;
use super::support::{Support, SupportState};
use crate::message::Message;
use crate::observation::{Asked, End, LocalReason, Observation, Prober};
use crate::tls::{AlertDescription, Version};

/// How one prober's handshake ended, as one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum ProberOutcome {
    /// The handshake was completed.
    Completed,
    /// The peer accepted the version and rejected the handshake later (for lack of a client certificate, for example).
    PeerRefusedLater,
    /// The peer rejected the hello.
    PeerRefused,
    /// The peer answered with another version.
    PeerAnsweredLower,
    /// The local stack offered nothing.
    NothingOffered,
    /// The peer accepted; the local stack aborted the handshake.
    LocalAborted,
    /// The peer accepted; the certificate is not trusted.
    NotTrusted,
    /// The prober cannot offer that version.
    ProberCannot,
    /// Could not be determined.
    Unknown,
}

/// The result of one prober, for its default or for one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProberResult {
    /// How the handshake ended.
    pub outcome: ProberOutcome,
    /// The version that the peer selected.
    pub version: Option<Version>,
    /// What the library or the tap says about it, if anything.
    pub evidence: Option<Message>,
}

/// Returns the results of every prober that makes handshakes. `support` is what was concluded about the versions.
pub(super) fn results(
    observations: &[Observation],
    support: &BTreeMap<Version, Support>,
) -> BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>> {
    let mut probers: BTreeMap<Prober, BTreeMap<_, _>> = BTreeMap::new();
    for observation in observations.iter().filter(|seen| seen.prober != Prober::Wire) {
        let asked = match observation.asked {
            Asked::Default => None,
            Asked::Pinned(version) => Some(version),
        };
        probers.entry(observation.prober).or_default().insert(asked, result(observation, asked, observations, support));
    }
    probers
}

fn result(
    observation: &Observation,
    asked: Option<Version>,
    all: &[Observation],
    support: &BTreeMap<Version, Support>,
) -> ProberResult {
    let rejected = asked.and_then(|asked| support.get(&asked)).is_some_and(|it| it.state == SupportState::Refused);
    let version = observation.answer.as_ref().map(|answer| answer.version);
    let evidence = match &observation.end {
        End::Local(LocalReason::NothingOffered { evidence } | LocalReason::Aborted { evidence, .. }) => (!evidence
            .is_empty())
        .then(|| Message::EndpointLibrarySays { text: Box::new(super::endings::seen(evidence)) }),
        End::Done | End::Local(LocalReason::ProberCannot) => None,
        _ => Some(ending(observation)),
    };
    ProberResult { outcome: outcome(observation, asked, rejected, all), version, evidence }
}

/// Returns the outcome of one attempt. `rejected`: whether the version that it asked for is rejected, by all attempts together.
fn outcome(observation: &Observation, asked: Option<Version>, rejected: bool, all: &[Observation]) -> ProberOutcome {
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
        // An abort before any answer says nothing about either side: the library could not be set up, or it rejected
        // bytes that were not an answer.
        End::Local(LocalReason::Aborted { .. }) if answered.is_none() => ProberOutcome::Unknown,
        End::Local(LocalReason::Aborted { .. }) => ProberOutcome::LocalAborted,
        End::Alert(_) | End::Reset | End::Closed { .. } if answered.is_some() => ProberOutcome::PeerRefusedLater,
        End::Alert(_) => ProberOutcome::PeerRefused,
        // The same rule as for our own hellos: no answer counts as a rejection only if it was repeated alone.
        End::Reset | End::Closed { .. } | End::Silent { .. }
            if answered.is_none() && (rejected || counts(observation, all)) =>
        {
            ProberOutcome::PeerRefused
        }
        End::Reset | End::Closed { .. } | End::Silent { .. } => ProberOutcome::Unknown,
    }
}

/// How the default handshake of a prober ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultMet {
    /// The handshake got this version. It completed, or failed only for lack of a client certificate, which an agent
    /// has.
    At(Version),
    /// The peer selected this version, but the handshake did not finish.
    NotFinished(Version),
    /// The peer did not select a version.
    No,
    /// Tried, but the result is unclear.
    Unknown,
    /// Not tried.
    NotTested,
}

/// Returns how the prober's default handshake ended.
pub(super) fn default_met(observations: &[Observation], prober: Prober) -> DefaultMet {
    let of_default = |seen: &&Observation| seen.prober == prober && seen.asked == Asked::Default;
    // The last attempt counts, if it was repeated.
    let Some(default) = observations.iter().rev().find(of_default) else { return DefaultMet::NotTested };
    // In TLS 1.3, only a prober that decrypts sees the request for a certificate. What one prober saw holds for all.
    let wanted =
        || observations.iter().any(|seen| seen.answer.as_ref().is_some_and(|answer| answer.certificate_requested));
    let outcome = outcome(default, None, false, observations);
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
        (None, End::Alert(alert)) if alert.description.is_about_other_than_version() => DefaultMet::Unknown,
        _ => match outcome {
            ProberOutcome::NothingOffered | ProberOutcome::PeerRefused | ProberOutcome::LocalAborted => DefaultMet::No,
            ProberOutcome::ProberCannot => DefaultMet::NotTested,
            _ => DefaultMet::Unknown,
        },
    }
}
