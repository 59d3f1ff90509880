//! Endpoint × this host → meeting → verdict.

use serde::Serialize;

use super::calculation;
use super::case::{Case, Meeting};
use super::probers::{DefaultMet, ProberOutcome};
use super::support::SupportState;
use crate::diagnosis::host::Linkage;
use crate::observation::TrustJudgment;
use crate::tls::Version;

/// Whether this host can use the endpoint.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// By default, this host gets the required version or a higher one.
    Ready,
    /// By default, this host gets only a version below the required one.
    AtRisk,
    /// By default, this host gets no connection.
    NotReady,
    /// Could not be determined.
    Inconclusive,
}

/// Reports whether something requested could not be determined: the verdict, a version, or a version that must be
/// rejected and was not tested. This is the single definition, used both for new conclusions and for those read from an
/// earlier run.
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
    /// No connection. Reported only if that is certain.
    Nothing,
    /// Could not be determined.
    Unknown,
}

/// Determines whether this host and the endpoint meet. A handshake that was made takes precedence over a calculation
/// from the host's offer and the endpoint's versions.
pub(super) fn meeting(case: &Case<'_>) -> Meeting {
    // A library bundled with this program says nothing about what other programs on this host get.
    let Some(stack) = case.host.platform_stack().filter(|stack| stack.linkage == Linkage::System) else {
        return Meeting::Unknown;
    };
    match case.default_met() {
        DefaultMet::At(version) => return Meeting::At(version),
        DefaultMet::NotFinished(_) | DefaultMet::No => return Meeting::No,
        DefaultMet::Unknown => return Meeting::Unknown,
        // The library was asked, or would have been: its answer may be another than the calculated one.
        DefaultMet::NotTested if case.record.partial => return Meeting::Unknown,
        DefaultMet::NotTested => {}
    }
    calculation::meeting(case, stack)
}

/// Returns the verdict.
pub(super) fn verdict(case: &Case<'_>, meeting: Meeting) -> Verdict {
    let expectation = &case.target.expectation;
    let judgment = case.trust.map_or(&TrustJudgment::NotJudged, |trust| &trust.judgment);
    match meeting {
        Meeting::At(_) | Meeting::Calculated(_)
            if expectation.trust && matches!(judgment, TrustJudgment::NotTrusted(_)) =>
        {
            Verdict::NotReady
        }
        Meeting::At(version) | Meeting::Calculated(version) if version < expectation.require => Verdict::AtRisk,
        // A certificate that is expected to be trusted but was not judged does not meet the expectation.
        Meeting::At(_) | Meeting::Calculated(_) if expectation.trust && *judgment == TrustJudgment::NotJudged => {
            Verdict::Inconclusive
        }
        Meeting::At(_) | Meeting::Calculated(_) => Verdict::Ready,
        // That there is no connection is certain only if the endpoint has answered.
        Meeting::No if case.accepted.is_empty() && !case.all_refused() && case.own_hello_refused().is_none() => {
            Verdict::Inconclusive
        }
        Meeting::No => Verdict::NotReady,
        // Whatever this host offers, nothing that is high enough is accepted.
        Meeting::Unknown if case.refused_above().is_some() && case.all_required_tried() => Verdict::NotReady,
        Meeting::Unknown => Verdict::Inconclusive,
    }
}

/// Returns what this host gets. `Nothing` only if that is certain.
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
        // Not tried: the verdict is calculated from what the host offers and the endpoint accepts, unless it is about
        // trust.
        None => {
            let mistrusted = case.trust.is_some_and(|trust| matches!(trust.judgment, TrustJudgment::NotTrusted(_)));
            verdict == Verdict::NotReady && !mistrusted
        }
        Some(_) => false,
    };
    if known { Gets::Nothing } else { Gets::Unknown }
}
