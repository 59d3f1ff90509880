//! Findings whose result could not be determined.

use super::hellos::hellos;
use super::host_side::{HOST, of_default};
use super::{finding, route, trust};
use crate::diagnosis::endpoint::case::{Case, Meeting, is_native_default};
use crate::diagnosis::endpoint::endings::ending;
use crate::diagnosis::endpoint::evidence::unreached_reason;
use crate::diagnosis::endpoint::repetitions::cut_off_and_answered;
use crate::diagnosis::endpoint::support::{Cause, Reason, Support, SupportState};
use crate::diagnosis::finding::{Finding, FindingCode, Side};
use crate::message::Message;
use crate::observation::{End, LocalReason};
use crate::tls::Version;

/// The flags of a run that tries everything: the first to leave out, the second to add.
const VERSIONS: &str = "--versions";
const ALL_PROBERS: &str = "--probers wire,native,rustls";

/// Returns the finding that says why the verdict could not be determined.
pub(super) fn unclear(case: &Case<'_>, meeting: Meeting) -> Finding {
    if case.record.partial {
        let again = if case.record.expired {
            Message::EndpointDoRunLonger { flag: "--deadline".to_owned() }
        } else {
            Message::EndpointDoRunAgain
        };
        return finding(FindingCode::RunStopped, Side::Host, Message::EndpointRunStopped, hellos(case), again);
    }
    if let Meeting::At(version) | Meeting::Calculated(version) = meeting {
        return trust::not_judged(case, version);
    }
    if !case.accepted.is_empty() {
        return host_unknown(case);
    }
    if case.all_refused() {
        return others_not_tried(case);
    }
    let decisive = case
        .support
        .values()
        .rev()
        .find(|support| support.state == SupportState::Unknown)
        .map(|support| (support.reason, support.detail.clone()));
    // Without our own hellos, the results of the other probers still show whether the endpoint was reached.
    let (reason, detail) =
        decisive.or_else(|| from_other_probers(case)).unwrap_or((Reason::ProberOff, Message::EndpointNoProberAtAll));
    // An endpoint that sends an alert, or an answer of any version, speaks TLS, so silence is not the whole result.
    let speaks = |support: &Support| support.alert.is_some() || support.answered.is_some();
    let is_silence = matches!(reason, Reason::ResetNoTls | Reason::ClosedNoTls | Reason::SilentNoTls);
    let reason = if is_silence && case.support.values().any(speaks) { Reason::MixedAnswers } else { reason };
    let Cause { code, side, summary, remedy } = reason.cause();
    // If every version had the same result, it is reported once and without the versions.
    let mut met: Vec<&Message> = case.support.values().map(|support| &support.detail).collect();
    met.dedup();
    let evidence = if met.len() > 1 { hellos(case) } else { vec![detail] };
    route::refined(case, reason, finding(code, side, summary, evidence, remedy))
}

/// This host gets a version below the required one, and the required version was not tried.
pub(super) fn better_not_tried(case: &Case<'_>, at: Version) -> Finding {
    let require = case.target.expectation.require;
    let mut evidence = vec![case.connects_at(at)];
    evidence.extend(hellos(case));
    finding(
        FindingCode::NotEnoughTried,
        Side::Host,
        Message::EndpointAtRiskUnknown { version: at, require },
        evidence,
        Message::EndpointDoTryAll { leave_out: VERSIONS.to_owned(), flag: ALL_PROBERS.to_owned() },
    )
}

/// Everything that was tried was rejected, but not everything was tried.
fn others_not_tried(case: &Case<'_>) -> Finding {
    finding(
        FindingCode::NotEnoughTried,
        Side::Host,
        Message::EndpointOthersNotTried { rejected: case.support.keys().copied().collect() },
        hellos(case),
        Message::EndpointDoTryVersions { leave_out: VERSIONS.to_owned() },
    )
}

fn from_other_probers(case: &Case<'_>) -> Option<(Reason, Message)> {
    let seen = case.seen().first()?;
    let reason = match seen.end {
        End::Local(LocalReason::Exhausted { .. }) => Reason::LocalLimit,
        End::Local(LocalReason::Stalled { .. }) => Reason::LocalStall,
        End::NotTls(_) => Reason::NotTls,
        End::Invalid(_) => Reason::InvalidAnswer,
        End::Reset | End::Closed { .. } | End::Silent { .. } => Reason::SilentNoTls,
        _ => return None,
    };
    Some((reason, ending(seen)))
}

fn host_unknown(case: &Case<'_>) -> Finding {
    let default = case.seen().iter().rev().find(|seen| is_native_default(seen));
    if let Some(End::Alert(alert)) = default.map(|seen| &seen.end)
        && alert.description.is_about_other_than_version()
    {
        return finding(
            FindingCode::EndpointWantsOtherHello,
            Side::Endpoint,
            Message::EndpointRejectsDefaultForOtherReason { alert: alert.description.to_string() },
            hellos(case),
            Message::EndpointDoAskWhatIsWanted,
        );
    }
    // It was tried, and what it met is not about this host.
    let reason = default.and_then(|seen| match &seen.end {
        End::Unreached(_) => Some(unreached_reason(seen)),
        End::NotTls(_) => Some(Reason::NotTls),
        End::Invalid(_) | End::Silent { after: 1.., .. } => Some(Reason::InvalidAnswer),
        _ if !seen.is_cut_off() => None,
        _ if cut_off_and_answered(case.seen()) > 0 => Some(Reason::LimitsConnections),
        _ => Some(Reason::NotRepeated),
    });
    if let Some(Cause { code, side, summary, remedy }) = reason.map(Reason::cause) {
        let evidence = case.native_default().and_then(of_default).into_iter().chain(hellos(case)).collect();
        return finding(code, side, summary, evidence, remedy);
    }
    let seen = case.native_default().and_then(of_default).unwrap_or(Message::EndpointSeenDefaultNotTried);
    finding(
        FindingCode::HostOfferUnknown,
        Side::Host,
        Message::EndpointHostOfferUnknown { accepted: case.accepted.to_vec() },
        vec![seen],
        Message::EndpointDoCheckHost { command: HOST.to_owned(), flag: ALL_PROBERS.to_owned() },
    )
}
