//! How each engine's handshakes ended, in one word.

use std::collections::BTreeMap;

use super::truth::selects;
use super::verdict::{EngineOutcome, EngineResult};
use super::words;
use crate::observation::{Asked, End, EngineName, LocalReason, Observation};
use crate::tls::{AlertDescription, Version};

/// Results of every engine that makes handshakes.
pub(super) fn results(
    observations: &[Observation],
    any_accepted: bool,
) -> BTreeMap<EngineName, BTreeMap<Option<Version>, EngineResult>> {
    let mut engines: BTreeMap<EngineName, BTreeMap<_, _>> = BTreeMap::new();
    for observation in observations.iter().filter(|seen| seen.engine != EngineName::Wire) {
        let asked = match observation.asked {
            Asked::Default => None,
            Asked::Pinned(version) => Some(version),
        };
        engines.entry(observation.engine).or_default().insert(asked, result(observation, asked, any_accepted));
    }
    engines
}

fn result(observation: &Observation, asked: Option<Version>, any_accepted: bool) -> EngineResult {
    let version = observation.answer.as_ref().map(|answer| answer.version);
    let evidence = match &observation.end {
        End::Local(
            LocalReason::NothingOffered { evidence }
            | LocalReason::Aborted { evidence, .. }
            | LocalReason::Exhausted { evidence },
        ) => evidence.clone(),
        End::Done | End::Local(LocalReason::EngineCannot) => String::new(),
        _ => words::ending(observation),
    };
    EngineResult { outcome: outcome(observation, asked, any_accepted), version, evidence }
}

fn outcome(observation: &Observation, asked: Option<Version>, any_accepted: bool) -> EngineOutcome {
    let answered = observation.answer.as_ref();
    let another = asked.is_some_and(|asked| answered.is_some_and(|answer| answer.version != asked));
    match &observation.end {
        End::Done => EngineOutcome::Completed,
        End::Local(LocalReason::NothingOffered { .. }) => EngineOutcome::NothingOffered,
        End::Local(LocalReason::EngineCannot) => EngineOutcome::EngineCannot,
        End::Local(LocalReason::NotTrusted) => EngineOutcome::NotTrusted,
        End::Local(LocalReason::Exhausted { .. } | LocalReason::Stalled { .. } | LocalReason::Cancelled)
        | End::NotTls(_)
        | End::Invalid(_)
        | End::Unreached(_) => EngineOutcome::Unclear,
        _ if another => EngineOutcome::PeerAnsweredLower,
        // Before an answer it is no word about either side: the library was not made, or did not like what came instead.
        End::Local(LocalReason::Aborted { .. }) if answered.is_none() => EngineOutcome::Unclear,
        End::Local(LocalReason::Aborted { .. }) => EngineOutcome::LocalAborted,
        End::Alert(_) | End::Reset | End::Closed { .. } if answered.is_some() => EngineOutcome::PeerRefusedLater,
        End::Alert(_) => EngineOutcome::PeerRefused,
        // The same rule as for our own hellos: no answer is a no only where something else was answered.
        End::Reset | End::Closed { .. } | End::Silent { .. } if any_accepted && answered.is_none() => {
            EngineOutcome::PeerRefused
        }
        End::Reset | End::Closed { .. } | End::Silent { .. } => EngineOutcome::Unclear,
    }
}

/// How the default of an engine met the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultMet {
    /// At this version: complete, or refused only for want of the client certificate that an agent has.
    At(Version),
    /// The peer selected this version, and the handshake was not finished all the same.
    NotFinished(Version),
    /// The peer did not select a version.
    No,
    /// Tried without an answer that tells.
    Unclear,
    /// Not tried.
    NotTried,
}

/// What the engine's default met.
pub(super) fn default_met(observations: &[Observation], engine: EngineName, any_accepted: bool) -> DefaultMet {
    let of_default = |seen: &&Observation| seen.engine == engine && seen.asked == Asked::Default;
    // The last try, if it was repeated.
    let Some(default) = observations.iter().rev().find(of_default) else { return DefaultMet::NotTried };
    // In TLS 1.3 only an engine with cryptography sees that a certificate was wanted; what one saw holds for all.
    let wanted =
        || observations.iter().any(|seen| seen.answer.as_ref().is_some_and(|answer| answer.certificate_requested));
    let outcome = outcome(default, None, any_accepted);
    match (default.answer.as_ref().map(|answer| answer.version), &default.end) {
        (Some(version), _) if !selects(default, version) => DefaultMet::Unclear,
        (Some(version), End::Done | End::Local(LocalReason::NotTrusted)) => DefaultMet::At(version),
        (Some(version), End::Alert(alert)) if alert.description == AlertDescription::CERTIFICATE_REQUIRED => {
            DefaultMet::At(version)
        }
        (Some(version), End::Alert(_) | End::Reset | End::Closed { .. }) if wanted() => DefaultMet::At(version),
        (Some(version), End::Alert(_) | End::Reset | End::Closed { .. } | End::Silent { .. }) => {
            DefaultMet::NotFinished(version)
        }
        _ => match outcome {
            EngineOutcome::NothingOffered | EngineOutcome::PeerRefused | EngineOutcome::LocalAborted => DefaultMet::No,
            EngineOutcome::EngineCannot => DefaultMet::NotTried,
            _ => DefaultMet::Unclear,
        },
    }
}
