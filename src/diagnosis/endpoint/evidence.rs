//! When is a version accepted? The truth rules, row by row: observations of one address → support.

use std::collections::BTreeMap;

use super::support::{Reason, Support, SupportState};
use super::words;
use crate::observation::{Answer, Asked, End, LocalReason, Observation, Prober, Unreached};
use crate::tls::{AlertDescription, Version};
use crate::wire::{HelloVariant, alternates};

/// Concludes for every version that was asked for, from everything seen at one address. What a run did not come to that was
/// stopped (`partial`) stays open.
pub(super) fn conclude(
    versions: &[Version],
    observations: &[Observation],
    partial: bool,
) -> BTreeMap<Version, Support> {
    // What a hello selected that names no version was accepted here as well, whether or not it was asked for.
    let accepted: Vec<Version> =
        Version::ALL.into_iter().filter(|version| observations.iter().any(|seen| selects(seen, *version))).collect();
    versions.iter().map(|version| (*version, one(*version, &accepted, observations, partial))).collect()
}

/// Whether the peer selected this version in this attempt. A `ServerHello` settles it, whatever follows.
pub(super) fn selects(observation: &Observation, version: Version) -> bool {
    !matches!(observation.end, End::Invalid(_))
        && observation.answer.as_ref().is_some_and(|answer| answer.version == version)
        && pinned(observation).is_none_or(|asked| asked == version)
}

fn one(version: Version, accepted: &[Version], observations: &[Observation], partial: bool) -> Support {
    let asked = |observation: &&Observation| observation.asked == Asked::Pinned(version);
    let wire: Vec<_> = observations.iter().filter(asked).filter(|seen| seen.prober == Prober::Wire).collect();
    // Without our own hellos the platform's tell what they can: what it would not offer is no word about the peer.
    let ours = !wire.is_empty();
    let tries: Vec<_> = if wire.is_empty() {
        observations.iter().filter(asked).filter(|seen| !is_our_own(seen)).collect()
    } else {
        wire
    };
    let proofs: Vec<_> = observations.iter().filter(|seen| selects(seen, version)).collect();
    // What the usual hello was answered tells more than what an alternate was.
    let best = tries.iter().filter(|seen| selects(seen, version)).min_by_key(|seen| seen.variant);
    if let Some(proof) = best.or_else(|| proofs.first()) {
        return accepted_support(version, proof, &tries, proofs.len());
    }
    let Some(first) = tries.first() else {
        // What stopped our own side before it could try, if anything did.
        if let Some(seen) = observations.iter().filter(asked).find(|seen| is_stopped_here(seen)) {
            return support(SupportState::Unknown, unreached_reason(seen), words::ending(seen), 0);
        }
        let (state, reason) = if partial || observations.is_empty() {
            (SupportState::Unknown, Reason::Cancelled)
        } else {
            (SupportState::NotTested, Reason::ProberOff)
        };
        return support(state, reason, words::without_try(reason, version), 0);
    };
    let others: Vec<_> = accepted.iter().copied().filter(|other| *other != version).collect();
    let (state, reason, decisive) = match refused_or_unclear(first, &tries, !others.is_empty()) {
        // One stack's own suites met a no that need not be about the version: other hellos were not tried.
        (SupportState::Refused, reason, decisive) if !ours && !names_version(reason) => {
            (SupportState::Unknown, Reason::ProberOff, decisive)
        }
        concluded => concluded,
    };
    if partial && !is_final(version, reason, &tries) {
        let detail = words::stopped(version, decisive);
        return support(SupportState::Unknown, Reason::Cancelled, detail, tries.len());
    }
    let detail = words::refusal(version, reason, decisive, tries.len(), &others);
    let mut support = support(state, reason, detail, tries.len());
    support.alert = alert_of(decisive);
    if reason == Reason::AnswersLower {
        support.answered = decisive.answer.as_ref().map(|answer| answer.version);
        support.cipher_suite = decisive.answer.as_ref().map(|answer| answer.cipher_suite);
    }
    support
}

/// Whether the refusal is about the version, whatever else the hello held.
const fn names_version(reason: Reason) -> bool {
    matches!(reason, Reason::AnswersLower | Reason::AlertProtocolVersion)
}

/// An end that came from our own side and says nothing about the peer.
fn is_our_own(observation: &Observation) -> bool {
    matches!(observation.end, End::Local(_)) && observation.answer.is_none()
}

/// The attempt was not made for want of something here, or of time.
fn is_stopped_here(observation: &Observation) -> bool {
    use LocalReason::{Cancelled, Exhausted, Stalled};
    matches!(observation.end, End::Local(Cancelled | Exhausted { .. } | Stalled { .. }))
}

/// Whether nothing more would have been tried: these refusals are final only after every other hello.
fn is_final(version: Version, reason: Reason, tries: &[&Observation]) -> bool {
    !matches!(reason, Reason::AlertOther | Reason::Reset | Reason::Closed)
        || alternates(version).all(|variant| tries.iter().any(|seen| seen.variant == variant))
}

fn alert_of(observation: &Observation) -> Option<AlertDescription> {
    match observation.end {
        End::Alert(alert) => Some(alert.description),
        _ => None,
    }
}

fn accepted_support(version: Version, proof: &Observation, tries: &[&Observation], proofs: usize) -> Support {
    // The same hello, answered otherwise: a pool behind one address, or a peer that cannot make up its mind.
    let same: Vec<_> = tries.iter().filter(|seen| seen.variant == HelloVariant::Standard).collect();
    let standard_yes = same.iter().filter(|seen| selects(seen, version)).count();
    let standard_no = same.iter().filter(|seen| is_refusal(seen)).count();
    let unstable =
        standard_yes > 0 && standard_no > 0 || tries.iter().all(|seen| is_refusal(seen)) && !tries.is_empty();
    let answer = proof.answer.as_ref();
    let refusals = tries.iter().filter(|seen| is_refusal(seen)).count();
    let (reason, detail) = if unstable {
        (Reason::Unstable, words::unstable(version, proofs, proofs + refusals))
    } else if answer.is_some_and(|answer| answer.hello_retry_request) {
        (Reason::HelloRetryRequest, words::accepted(version, proof))
    } else {
        (Reason::ServerHello, words::accepted(version, proof))
    };
    let mut support = support(SupportState::Accepted, reason, detail, tries.len().max(1));
    support.cipher_suite = answer.map(|answer| answer.cipher_suite);
    support.group = answer.and_then(|answer| answer.group);
    support.alpn = answer.and_then(|answer| answer.alpn.clone());
    support
}

/// Whether the peer was reached and did not select the version.
fn is_refusal(observation: &Observation) -> bool {
    matches!(observation.end, End::Alert(_) | End::Reset | End::Closed { .. } | End::Silent { .. })
        && observation.answer.is_none()
        || observation.answer.as_ref().zip(pinned(observation)).is_some_and(|(answer, asked)| answer.version < asked)
}

const fn pinned(observation: &Observation) -> Option<Version> {
    match observation.asked {
        Asked::Pinned(version) => Some(version),
        Asked::Default => None,
    }
}

/// The rows for everything but acceptance. Gives the observation on which the conclusion rests.
fn refused_or_unclear<'a>(
    first: &'a Observation,
    tries: &[&'a Observation],
    another_accepted: bool,
) -> (SupportState, Reason, &'a Observation) {
    use SupportState::{Refused, Unknown};
    let find = |test: fn(&Observation) -> bool| tries.iter().copied().find(|seen| test(seen));
    if let Some(seen) = find(|seen| lower_answer(seen).is_some()) {
        return (Refused, Reason::AnswersLower, seen);
    }
    if let Some(seen) = find(|seen| alert_of(seen) == Some(AlertDescription::PROTOCOL_VERSION)) {
        return (Refused, Reason::AlertProtocolVersion, seen);
    }
    if let Some(seen) = find(|seen| matches!(seen.end, End::Invalid(_))) {
        return (Unknown, Reason::InvalidAnswer, seen);
    }
    if let Some(seen) = find(|seen| matches!(seen.end, End::NotTls(_))) {
        return (Unknown, Reason::NotTls, seen);
    }
    if let Some(seen) = find(|seen| alert_of(seen) == Some(AlertDescription::UNRECOGNIZED_NAME)) {
        return (Unknown, Reason::NameRefused, seen);
    }
    if tries.iter().all(|seen| alert_of(seen).is_some()) {
        return (Refused, Reason::AlertOther, first);
    }
    // Nothing that can be tried has reached the peer, or what has reached it got no word.
    let reached: Vec<_> = tries.iter().copied().filter(|seen| !is_our_own(seen) && !is_unreached(seen)).collect();
    let Some(last) = reached.last().copied() else { return (Unknown, unreached_reason(first), first) };
    if reached.iter().any(|seen| alert_of(seen).is_some()) {
        let alert = reached.iter().copied().find(|seen| alert_of(seen).is_some()).unwrap_or(last);
        // An alternate that never got there leaves open what it would have been told.
        return if another_accepted && reached.len() == tries.len() {
            (Refused, Reason::AlertOther, alert)
        } else {
            (Unknown, Reason::MixedAnswers, alert)
        };
    }
    let (with_another, alone) = match last.end {
        End::Reset => (Reason::Reset, Reason::ResetNoTls),
        End::Closed { .. } => (Reason::Closed, Reason::ClosedNoTls),
        _ => (Reason::Silent, Reason::SilentNoTls),
    };
    let longest = reached.iter().copied().max_by_key(|seen| waited(seen));
    let last = longest.filter(|_| matches!(last.end, End::Silent { .. })).unwrap_or(last);
    if another_accepted { (Refused, with_another, last) } else { (Unknown, alone, last) }
}

const fn waited(observation: &Observation) -> Option<std::time::Duration> {
    match observation.end {
        End::Silent { waited, .. } => Some(waited),
        _ => None,
    }
}

fn lower_answer(observation: &Observation) -> Option<&Answer> {
    let asked = pinned(observation)?;
    observation.answer.as_ref().filter(|answer| answer.version < asked && !matches!(observation.end, End::Invalid(_)))
}

const fn is_unreached(observation: &Observation) -> bool {
    matches!(observation.end, End::Unreached(_))
}

/// The reason for an attempt that never reached the peer.
const fn unreached_reason(observation: &Observation) -> Reason {
    match &observation.end {
        End::Unreached(why) => match why {
            Unreached::NotResolved { .. } | Unreached::ResolverSilent { .. } => Reason::NotResolved,
            Unreached::NoAddressOfFamily => Reason::NoAddressOfFamily,
            Unreached::Refused => Reason::ConnectionRefused,
            Unreached::ConnectSilent { .. } => Reason::ConnectTimeout,
            Unreached::NoRoute { .. } | Unreached::Other { .. } => Reason::Unreachable,
            Unreached::Proxy(_) => Reason::ProxyRefused,
        },
        End::Local(LocalReason::Cancelled) => Reason::Cancelled,
        End::Local(LocalReason::Stalled { .. }) => Reason::LocalStall,
        _ => Reason::LocalLimit,
    }
}

fn support(state: SupportState, reason: Reason, detail: String, attempts: usize) -> Support {
    Support {
        state,
        reason,
        detail: detail.into(),
        cipher_suite: None,
        group: None,
        alpn: None,
        alert: None,
        answered: None,
        attempts: attempts as u32,
    }
}
