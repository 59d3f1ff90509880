//! How each engine's handshakes ended, in one word.

use std::collections::BTreeMap;

use super::truth::selects;
use super::verdict::{EngineOutcome, EngineResult};
use super::words;
use crate::observation::{Asked, End, EngineName, LocalReason, Observation};
use crate::tls::Version;

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
        End::Local(LocalReason::Exhausted { .. } | LocalReason::Cancelled)
        | End::NotTls(_)
        | End::Invalid(_)
        | End::Unreached(_) => EngineOutcome::Unclear,
        _ if another => EngineOutcome::PeerAnsweredLower,
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

/// The version at which the engine's default met the peer, if it did: complete, or refused only after the peer had
/// selected it (it wants a client certificate, which an agent has).
pub(super) fn met_at(observations: &[Observation], engine: EngineName) -> Option<Version> {
    let default = observations.iter().find(|seen| seen.engine == engine && seen.asked == Asked::Default)?;
    let version = default.answer.as_ref()?.version;
    let met = matches!(
        default.end,
        End::Done | End::Alert(_) | End::Reset | End::Closed { .. } | End::Local(LocalReason::NotTrusted)
    );
    (met && selects(default, version)).then_some(version)
}
