//! When does a version count as accepted? The rules, row by row: from the observations of one address to its support.

use std::collections::BTreeMap;

use super::endings::{answer_name, ending};
use super::repetitions::{counts, cut_off_and_answered};
use super::support::{Reason, Support, SupportState};
use crate::message::Message;
use crate::observation::{Answer, Asked, End, LocalReason, Observation, Prober, Unreached};
use crate::tls::{AlertDescription, Version};
use crate::wire::{HelloVariant, alternates};

/// Concludes for every requested version, from everything seen at one address. Versions that a stopped run (`partial`)
/// did not get to stay unknown.
pub(super) fn conclude(
    versions: &[Version],
    observations: &[Observation],
    partial: bool,
) -> BTreeMap<Version, Support> {
    // A hello that does not request a version proves that the version it gets is accepted, even if that version was not
    // among those requested.
    let accepted: Vec<Version> =
        Version::ALL.into_iter().filter(|version| observations.iter().any(|seen| selects(seen, *version))).collect();
    versions.iter().map(|version| (*version, one(*version, &accepted, observations, partial))).collect()
}

/// Reports whether the peer selected this version in this attempt. A `ServerHello` is proof, whatever follows.
pub(super) fn selects(observation: &Observation, version: Version) -> bool {
    !matches!(observation.end, End::Invalid(_))
        && observation.answer.as_ref().is_some_and(|answer| answer.version == version)
        && pinned(observation).is_none_or(|asked| asked == version)
}

fn one(version: Version, accepted: &[Version], observations: &[Observation], partial: bool) -> Support {
    let asked = |observation: &&Observation| observation.asked == Asked::Pinned(version);
    let wire: Vec<_> = observations.iter().filter(asked).filter(|seen| seen.prober == Prober::Wire).collect();
    // Without our own hellos, the platform's handshakes count, except for versions that it did not offer: those say
    // nothing about the peer.
    let ours = !wire.is_empty();
    let tries: Vec<_> = if wire.is_empty() {
        observations.iter().filter(asked).filter(|seen| !is_our_own(seen)).collect()
    } else {
        wire
    };
    let proofs: Vec<_> = observations.iter().filter(|seen| selects(seen, version)).collect();
    // The answer to the usual hello is better evidence than the answer to an alternate.
    let best = tries.iter().filter(|seen| selects(seen, version)).min_by_key(|seen| seen.variant);
    if let Some(proof) = best.or_else(|| proofs.first()) {
        return accepted_support(version, proof, &tries, proofs.len(), observations);
    }
    let Some(first) = tries.first() else {
        // Nothing was sent: report what stopped this host, if anything did.
        if let Some(seen) = observations.iter().filter(asked).find(|seen| is_stopped_here(seen)) {
            return Support::new(SupportState::Unknown, unreached_reason(seen), ending(seen), 0);
        }
        return if partial || observations.is_empty() {
            Support::new(SupportState::Unknown, Reason::Canceled, Message::EndpointStoppedBefore { version }, 0)
        } else {
            Support::new(SupportState::NotTested, Reason::ProberOff, Message::EndpointNoProber { version }, 0)
        };
    };
    let others: Vec<_> = accepted.iter().copied().filter(|other| *other != version).collect();
    let (state, reason, decisive) = match refused_or_unclear(version, first, &tries, !others.is_empty(), observations) {
        // The hello of one stack has only that stack's suites. A rejection may be about those and not about the
        // version, and no other hellos were tried.
        (SupportState::Refused, reason, decisive) if !ours && !names_version(reason) => {
            (SupportState::Unknown, Reason::ProberOff, decisive)
        }
        (state, Reason::NotRepeated, decisive) if !ours => (state, Reason::ProberOff, decisive),
        concluded => concluded,
    };
    if partial && !is_final(version, reason, &tries) {
        let detail = Message::EndpointStoppedMidway { version, seen: Box::new(ending(decisive)) };
        return Support::new(SupportState::Unknown, Reason::Canceled, detail, tries.len());
    }
    let detail = refusal(version, reason, decisive, tries.len() as u64, others);
    let mut support = Support::new(state, reason, detail, tries.len());
    support.alert = alert_of(decisive);
    if reason == Reason::AnswersLower {
        support.answered = decisive.answer.as_ref().map(|answer| answer.version);
        support.cipher_suite = decisive.answer.as_ref().map(|answer| answer.cipher_suite);
    }
    support
}

/// Reports whether the rejection is about the version, regardless of what else the hello contained.
const fn names_version(reason: Reason) -> bool {
    matches!(reason, Reason::AnswersLower | Reason::AlertProtocolVersion)
}

/// Reports whether this host ended the attempt, which says nothing about the peer.
fn is_our_own(observation: &Observation) -> bool {
    matches!(observation.end, End::Local(_)) && observation.answer.is_none()
}

/// Reports whether the attempt failed because this host lacked a resource or time.
fn is_stopped_here(observation: &Observation) -> bool {
    use LocalReason::{Canceled, Exhausted, Stalled};
    matches!(observation.end, End::Local(Canceled | Exhausted { .. } | Stalled { .. }))
}

/// Returns whether a run that was not stopped would have concluded the same. Alerts are final only after every other hello was
/// tried, and what was cut off only after it was repeated.
fn is_final(version: Version, reason: Reason, tries: &[&Observation]) -> bool {
    match reason {
        Reason::AlertOther | Reason::AlertNotAboutVersion => {
            alternates(version).all(|variant| tries.iter().any(|seen| seen.variant == variant))
        }
        Reason::NotRepeated => false,
        _ => true,
    }
}

fn alert_of(observation: &Observation) -> Option<AlertDescription> {
    match observation.end {
        End::Alert(alert) => Some(alert.description),
        _ => None,
    }
}

fn accepted_support(
    version: Version,
    proof: &Observation,
    tries: &[&Observation],
    proofs: usize,
    all: &[Observation],
) -> Support {
    // A hello that was cut off among many connections and accepted alone met a limit on connections, not on versions.
    // Only our own hellos cover what an endpoint may want; that one library's is rejected and another accepted says nothing.
    let is_ours = |seen: &&Observation| seen.prober == Prober::Wire;
    let counts_as_refusal = |seen: &Observation| is_refusal(seen) && (!seen.is_cut_off() || counts(seen, all));
    // The same hello got different answers: several servers behind one address, or one inconsistent peer.
    let same: Vec<_> = tries.iter().filter(|seen| seen.variant == HelloVariant::Standard).collect();
    let standard_yes = same.iter().filter(|seen| selects(seen, version)).count();
    let standard_no = same.iter().filter(|seen| counts_as_refusal(seen)).count();
    let unstable = standard_yes > 0 && standard_no > 0
        || tries.iter().all(|seen| counts_as_refusal(seen)) && tries.iter().any(is_ours);
    let answer = proof.answer.as_ref();
    let refusals = tries.iter().filter(|seen| counts_as_refusal(seen)).count();
    let (reason, detail) = if unstable {
        let detail = Message::EndpointAcceptsSometimes {
            version,
            accepted: proofs as u64,
            attempts: (proofs + refusals) as u64,
        };
        (Reason::Unstable, detail)
    } else if answer.is_some_and(|answer| answer.hello_retry_request) {
        (Reason::HelloRetryRequest, acceptance(version, proof))
    } else {
        (Reason::ServerHello, acceptance(version, proof))
    };
    let mut support = Support::new(SupportState::Accepted, reason, detail, tries.len().max(1));
    support.cipher_suite = answer.map(|answer| answer.cipher_suite);
    support.group = answer.and_then(|answer| answer.group);
    support.alpn = answer.and_then(|answer| answer.alpn.clone());
    support
}

/// Describes how a version was seen to be accepted.
fn acceptance(version: Version, proof: &Observation) -> Message {
    let Some(answer) = &proof.answer else { return Message::EndpointSeenAccepts { versions: vec![version] } };
    Message::EndpointAcceptsVersion {
        hello: proof.variant.code(),
        version,
        answer: answer_name(answer).to_owned(),
        suite: answer.cipher_suite.to_string(),
    }
}

/// Describes why a version is rejected or unknown.
fn refusal(version: Version, reason: Reason, seen: &Observation, attempts: u64, accepted: Vec<Version>) -> Message {
    let alert = || alert_of(seen).map(|alert| alert.to_string()).unwrap_or_default();
    match reason {
        Reason::AnswersLower => {
            let lower = seen.answer.as_ref().map_or(version, |answer| answer.version);
            Message::EndpointAnswersLower { version, lower }
        }
        Reason::AlertProtocolVersion => Message::EndpointRejectsVersion { version, alert: alert() },
        Reason::AlertOther => Message::EndpointRejectsEveryHello { version, alert: alert(), attempts },
        Reason::Reset => Message::EndpointResetsAfterHello { version, attempts, accepted },
        Reason::Closed => Message::EndpointClosesAfterHello { version, attempts, accepted },
        Reason::Silent => Message::EndpointDoesNotAnswer { version, accepted },
        Reason::LimitsConnections => Message::EndpointLimitsConnections { version, seen: Box::new(ending(seen)) },
        Reason::NotRepeated => Message::EndpointNotRepeated { version, seen: Box::new(ending(seen)) },
        Reason::AlertNotAboutVersion => Message::EndpointAlertNotAboutVersion { alert: alert() },
        Reason::ResetNoTls | Reason::ClosedNoTls | Reason::SilentNoTls => {
            Message::EndpointNothingAccepted { seen: Box::new(ending(seen)) }
        }
        Reason::ProberOff => Message::EndpointLibraryAloneTried { version, seen: Box::new(ending(seen)) },
        _ => ending(seen),
    }
}

/// Reports whether the peer was reached and did not select the version.
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

/// Returns the decisive attempt with each hello: one that was answered rather than one that was cut off, and of those one that
/// was repeated alone.
fn last_words<'a>(tries: &[&'a Observation], all: &[Observation]) -> Vec<&'a Observation> {
    let mut variants: Vec<_> = tries.iter().map(|seen| seen.variant).collect();
    variants.sort_unstable();
    variants.dedup();
    let of = |variant| tries.iter().copied().filter(move |seen| seen.variant == variant);
    let weight = |seen: &&Observation| (!seen.is_cut_off(), seen.is_cut_off() && counts(seen, all));
    variants.into_iter().filter_map(|variant| of(variant).max_by_key(weight)).collect()
}

/// Applies the rules for everything but acceptance. Also returns the observation that the conclusion is based on.
fn refused_or_unclear<'a>(
    version: Version,
    first: &'a Observation,
    tries: &[&'a Observation],
    another_accepted: bool,
    all: &[Observation],
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
    // Part of an answer that was never finished.
    if let Some(seen) = find(|seen| matches!(seen.end, End::Silent { after: 1.., .. })) {
        return (Unknown, Reason::InvalidAnswer, seen);
    }
    if let Some(seen) = find(|seen| matches!(seen.end, End::NotTls(_))) {
        return (Unknown, Reason::NotTls, seen);
    }
    if let Some(seen) = find(|seen| alert_of(seen) == Some(AlertDescription::UNRECOGNIZED_NAME)) {
        return (Unknown, Reason::NameRefused, seen);
    }
    let ends = last_words(tries, all);
    let is_about_other =
        |seen: &&Observation| alert_of(seen).is_some_and(AlertDescription::is_about_other_than_version);
    if let Some(alert) = ends.iter().copied().find(is_about_other) {
        return (Unknown, Reason::AlertNotAboutVersion, alert);
    }
    let alert = ends.iter().copied().find(|seen| alert_of(seen).is_some());
    if let Some(alert) = alert.filter(|_| ends.iter().all(|seen| alert_of(seen).is_some())) {
        return (Refused, Reason::AlertOther, alert);
    }
    // The remaining cases: no attempt reached the peer, or at least one of them got no answer.
    let reached: Vec<_> = ends.iter().copied().filter(|seen| !is_our_own(seen) && !is_unreached(seen)).collect();
    let Some(last) = reached.first().copied() else {
        let decisive = ends.first().copied().unwrap_or(first);
        return (Unknown, unreached_reason(decisive), decisive);
    };
    let every_end_counts = || {
        let is_tried = |variant| ends.iter().any(|seen| seen.variant == variant);
        ends.iter().all(|seen| alert_of(seen).is_some() || counts(seen, all)) && alternates(version).all(is_tried)
    };
    let in_doubt = || if cut_off_and_answered(all) > 0 { Reason::LimitsConnections } else { Reason::NotRepeated };
    if let Some(alert) = alert {
        // An alternate that did not reach the peer leaves the question open.
        return match another_accepted && reached.len() == ends.len() {
            true if every_end_counts() => (Refused, Reason::AlertOther, alert),
            true => (Unknown, in_doubt(), alert),
            false => (Unknown, Reason::MixedAnswers, alert),
        };
    }
    let (with_another, alone) = match last.end {
        End::Reset => (Reason::Reset, Reason::ResetNoTls),
        End::Closed { .. } => (Reason::Closed, Reason::ClosedNoTls),
        _ => (Reason::Silent, Reason::SilentNoTls),
    };
    let longest = tries.iter().copied().max_by_key(|seen| waited(seen));
    let last = longest.filter(|_| matches!(last.end, End::Silent { .. })).unwrap_or(last);
    match another_accepted {
        true if every_end_counts() => (Refused, with_another, last),
        true => (Unknown, in_doubt(), last),
        false => (Unknown, alone, last),
    }
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

/// Returns the reason for an attempt that never reached the peer.
pub(super) const fn unreached_reason(observation: &Observation) -> Reason {
    match &observation.end {
        End::Unreached(why) => match why {
            Unreached::NotResolved { .. } | Unreached::ResolverSilent { .. } => Reason::NotResolved,
            Unreached::NoAddressOfFamily => Reason::NoAddressOfFamily,
            Unreached::Refused | Unreached::Reset => Reason::ConnectionRefused,
            Unreached::ConnectSilent { .. } | Unreached::NeverAnswered { .. } => Reason::ConnectTimeout,
            Unreached::NoRoute { .. } | Unreached::Other { .. } => Reason::Unreachable,
            Unreached::Proxy(_) => Reason::ProxyRefused,
        },
        End::Local(LocalReason::Canceled) => Reason::Canceled,
        End::Local(LocalReason::Stalled { .. }) => Reason::LocalStall,
        _ => Reason::LocalLimit,
    }
}
