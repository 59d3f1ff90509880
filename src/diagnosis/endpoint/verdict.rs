//! Endpoint × this host → meeting → verdict.

use serde::Serialize;

use super::case::{Case, Meeting};
use super::probers::{DefaultMet, ProberOutcome};
use super::support::SupportState;
use crate::diagnosis::host::{Known, Linkage};
use crate::observation::TrustJudgment;
use crate::tls::Version;

/// Whether this host can use the endpoint.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They meet at the required version or above.
    Ready,
    /// They meet today, only below what is required.
    AtRisk,
    /// They do not meet.
    NotReady,
    /// Could not be determined.
    Inconclusive,
}

/// Whether something that was asked could not be determined: the verdict, a version, or a version that must be rejected and
/// was not tested. The one definition, for what was just concluded and for what an earlier run has written.
pub fn is_inconclusive(verdict: Verdict, state: impl Fn(Version) -> Option<SupportState>, refuse: &[Version]) -> bool {
    verdict == Verdict::Inconclusive
        || Version::ALL.into_iter().any(|version| state(version) == Some(SupportState::Unknown))
        || refuse.iter().any(|version| matches!(state(*version), None | Some(SupportState::NotTested)))
}

/// What a program on the platform's stack gets from the endpoint by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gets {
    /// A connection with this version.
    At(Version),
    /// No connection. Said only where it is known.
    Nothing,
    /// Could not be determined.
    Unknown,
}

/// Whether they meet. A handshake that was made counts more than a calculation from the host's offer and the endpoint's
/// versions.
pub(super) fn meeting(case: &Case<'_>) -> Meeting {
    // A library that this program brought along says nothing about what programs of this host get.
    let Some(stack) = case.host.platform_stack().filter(|stack| stack.linkage == Linkage::System) else {
        return Meeting::Unknown;
    };
    match case.default_met() {
        DefaultMet::At(version) => return Meeting::At(version),
        DefaultMet::NotFinished(_) | DefaultMet::No => return Meeting::No,
        DefaultMet::Unknown => return Meeting::Unknown,
        DefaultMet::NotTested => {}
    }
    let default = |version| stack.versions.get(&version).map_or(Known::Unknown, |facts| facts.default);
    let mut open = false;
    // As both sides choose: the highest first. By default nothing offers SSL 3.0.
    for version in Version::ALL.into_iter().rev().filter(|version| *version > Version::Ssl3) {
        let state = case.support.get(&version).map_or(SupportState::NotTested, |support| support.state);
        match (state, default(version)) {
            (_, Known::No) | (SupportState::Refused, _) => {}
            // Below what is required it matters whether they do better than this.
            (SupportState::Accepted, Known::Yes) if !open || version >= case.target.expectation.require => {
                return Meeting::At(version);
            }
            _ => open = true,
        }
    }
    if open { Meeting::Unknown } else { Meeting::No }
}

/// The verdict on how they meet.
pub(super) fn verdict(case: &Case<'_>, meeting: Meeting) -> Verdict {
    let expectation = &case.target.expectation;
    let judgment = case.trust.map_or(&TrustJudgment::NotJudged, |trust| &trust.judgment);
    match meeting {
        Meeting::At(_) if expectation.trust && matches!(judgment, TrustJudgment::NotTrusted(_)) => Verdict::NotReady,
        Meeting::At(version) if version < expectation.require => Verdict::AtRisk,
        // What is expected and was not looked at is not as expected.
        Meeting::At(_) if expectation.trust && *judgment == TrustJudgment::NotJudged => Verdict::Inconclusive,
        Meeting::At(_) => Verdict::Ready,
        // That they do not meet is known only if the endpoint has said something.
        Meeting::No if case.accepted.is_empty() && !case.all_refused() && case.own_hello_refused().is_none() => {
            Verdict::Inconclusive
        }
        Meeting::No => Verdict::NotReady,
        Meeting::Unknown if case.all_refused() && case.all_required_tried() => Verdict::NotReady,
        Meeting::Unknown => Verdict::Inconclusive,
    }
}

/// What this host gets. `Nothing` only where that is known.
pub(super) fn gets(case: &Case<'_>, meeting: Meeting, verdict: Verdict) -> Gets {
    if let Some(version) = meeting.version() {
        return Gets::At(version);
    }
    let known = match case.native_default().map(|result| result.outcome) {
        Some(
            ProberOutcome::PeerRefused
            | ProberOutcome::PeerAnsweredLower
            | ProberOutcome::NothingOffered
            | ProberOutcome::LocalAborted,
        ) => true,
        // Not tried: the verdict rests on what the host offers and the endpoint accepts, unless it is about trust.
        None => {
            let mistrusted = case.trust.is_some_and(|trust| matches!(trust.judgment, TrustJudgment::NotTrusted(_)));
            verdict == Verdict::NotReady && !mistrusted
        }
        Some(_) => false,
    };
    if known { Gets::Nothing } else { Gets::Unknown }
}
