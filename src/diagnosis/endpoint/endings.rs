//! How attempts ended, as clauses.

use crate::message::Message;
use crate::observation::{Answer, AuthScheme, End, Evidence, LocalReason, Observation, ProxyRefusal, Unreached};
use crate::tls::AlertDescription;
use crate::wire::WireProblem;

/// Describes how an attempt ended.
pub(super) fn ending(seen: &Observation) -> Message {
    match &seen.end {
        End::Done => Message::EndpointHandshakeCompleted,
        End::Alert(alert) if alert.description == AlertDescription::UNRECOGNIZED_NAME => {
            Message::EndpointAlertAboutName { alert: alert.description.to_string() }
        }
        End::Alert(alert) => Message::EndpointAlert { alert: alert.description.to_string() },
        End::Reset => Message::EndpointReset { after: last_message(seen).to_owned() },
        End::Closed { .. } => Message::EndpointClosed { after: last_message(seen).to_owned() },
        End::Silent { waited, .. } if seen.answer.is_some() => {
            Message::EndpointSilentLater { waited: *waited, after: last_message(seen).to_owned() }
        }
        End::Silent { waited, after: 0 } => Message::EndpointSilent { waited: *waited },
        End::Silent { waited, after } => Message::EndpointDripped { bytes: *after, waited: *waited },
        End::NotTls(what) => Message::EndpointNotTls { protocol: what.code() },
        End::Invalid(problem) => Message::EndpointInvalid { problem: Box::new(broken_rule(problem)) },
        End::Local(reason) => local(reason),
        End::Unreached(why) => unreached(why),
    }
}

/// Returns the RFC name of the message with which the peer answered.
pub(super) const fn answer_name(answer: &Answer) -> &'static str {
    if answer.hello_retry_request { "HelloRetryRequest" } else { "ServerHello" }
}

/// Returns the last message that settles something: our hello, or the endpoint's answer to it.
fn last_message(seen: &Observation) -> &'static str {
    seen.answer.as_ref().map_or("ClientHello", answer_name)
}

fn broken_rule(problem: &WireProblem) -> Message {
    match *problem {
        WireProblem::Truncated(structure) => Message::EndpointProblemTruncated { structure: structure.to_owned() },
        WireProblem::Trailing(structure) => Message::EndpointProblemTrailing { structure: structure.to_owned() },
        WireProblem::SessionIdTooLong(length) => Message::EndpointProblemSessionId { length: length.into() },
        WireProblem::RecordTooLong(length) => Message::EndpointProblemRecordLength { length: length.into() },
        WireProblem::MessageTooLong(length) => Message::EndpointProblemMessageLength { length: length as u64 },
        WireProblem::UnexpectedRecord(kind) => Message::EndpointProblemRecordType { r#type: kind.into() },
        WireProblem::UnexpectedMessage(kind) => Message::EndpointProblemMessageType { r#type: kind.into() },
        WireProblem::UnknownVersion(number) => Message::EndpointProblemVersion { number: format!("0x{number:04x}") },
        WireProblem::HigherVersion(version) => Message::EndpointProblemVersionTooHigh { version },
        WireProblem::SuiteNotOffered(suite) => Message::EndpointProblemSuite { suite: suite.to_string() },
        WireProblem::GroupNotOffered(group) => Message::EndpointProblemGroup { group: group.to_string() },
        WireProblem::CompressionNotOffered => Message::EndpointProblemCompression,
        WireProblem::ExtensionTwice => Message::EndpointProblemExtension,
        WireProblem::Flood => Message::EndpointProblemFlood,
    }
}

fn local(reason: &LocalReason) -> Message {
    match reason {
        LocalReason::NothingOffered { .. } => Message::EndpointLibraryOfferedNothing,
        LocalReason::Aborted { alert: Some(alert), .. } => {
            Message::EndpointLibraryGaveUpWithAlert { alert: alert.description.to_string() }
        }
        LocalReason::Aborted { alert: None, .. } => Message::EndpointLibraryGaveUp,
        LocalReason::NotTrusted => Message::EndpointCertificateNotTrusted,
        LocalReason::ProberCannot => Message::EndpointProberCannot,
        LocalReason::Exhausted { evidence } => Message::EndpointOutOfResources { text: Box::new(seen(evidence)) },
        LocalReason::Stalled { waited } => Message::EndpointLibraryStalled { waited: *waited },
        LocalReason::Canceled => Message::EndpointStopped,
    }
}

fn unreached(why: &Unreached) -> Message {
    match why {
        Unreached::NotResolved { evidence: Evidence::NoResolver(text) } => {
            Message::EndpointResolverFailed { text: text.clone() }
        }
        Unreached::NotResolved { evidence } => Message::EndpointNotResolved { text: Box::new(seen(evidence)) },
        Unreached::ResolverSilent { waited } => Message::EndpointResolverSilent { waited: *waited },
        Unreached::NeverAnswered { attempts } => Message::EndpointNeverAnswered { attempts: (*attempts).into() },
        Unreached::NoAddressOfFamily => Message::EndpointNoAddressOfFamily,
        Unreached::Refused => Message::EndpointConnectionRefused,
        Unreached::Reset => Message::EndpointConnectionReset,
        Unreached::ConnectSilent { waited } => Message::EndpointConnectSilent { waited: *waited },
        Unreached::NoRoute { evidence } => Message::EndpointNoRoute { text: Box::new(seen(evidence)) },
        Unreached::Other { evidence } => Message::EndpointConnectFailed { text: Box::new(seen(evidence)) },
        Unreached::Proxy(refusal) => proxy(refusal),
    }
}

fn proxy(refusal: &ProxyRefusal) -> Message {
    match refusal {
        ProxyRefusal::Authentication { schemes, .. } if offers_no_basic(schemes) => {
            Message::EndpointProxyOtherScheme { schemes: scheme_names(schemes) }
        }
        ProxyRefusal::Authentication { sent: true, .. } => Message::EndpointProxyRejectsPassword,
        ProxyRefusal::Authentication { sent: false, .. } => {
            Message::EndpointProxyWantsPassword { flag: "--proxy http://user@host:port".to_owned() }
        }
        ProxyRefusal::Status { code, reason } if reason.is_empty() => {
            Message::EndpointProxyRefusedWith { code: code.to_string() }
        }
        ProxyRefusal::Status { code, reason } => {
            Message::EndpointProxyRefused { code: code.to_string(), text: reason.clone() }
        }
        ProxyRefusal::Unreached(why) => Message::EndpointProxyUnreached { seen: Box::new(unreached(why)) },
        ProxyRefusal::Broken { evidence } => Message::EndpointProxyBroken { text: Box::new(seen(evidence)) },
        ProxyRefusal::Silent { waited } => Message::EndpointProxySilent { waited: *waited },
    }
}

/// Reports whether a proxy names schemes and `Basic` is none of them.
pub(super) fn offers_no_basic(schemes: &[AuthScheme]) -> bool {
    !schemes.is_empty() && !schemes.contains(&AuthScheme::Basic)
}

/// Returns the names of schemes, as a list.
pub(super) fn scheme_names(schemes: &[AuthScheme]) -> Vec<String> {
    schemes.iter().map(|scheme| scheme.name().to_owned()).collect()
}

/// Describes what was seen besides the kind of failure.
pub(super) fn seen(evidence: &Evidence) -> Message {
    match evidence {
        Evidence::Words(text) | Evidence::NoResolver(text) => Message::EndpointEvidenceWords { text: text.clone() },
        Evidence::NoAddress => Message::EndpointEvidenceNoAddress,
        Evidence::NoIpv6(text) => Message::EndpointEvidenceNoIpv6 { text: text.clone() },
        Evidence::NotServerName(name) => Message::EndpointEvidenceNotServerName { name: name.clone() },
        Evidence::ClosedDuringHandshake => Message::EndpointEvidenceClosedDuring,
        Evidence::ClosedAfterHandshake => Message::EndpointEvidenceClosedAfter,
        Evidence::TooMuchData => Message::EndpointEvidenceTooMuchData,
        Evidence::AlreadyEnded => Message::EndpointEvidenceAlreadyEnded,
        Evidence::ClosedAfterWithheld(bytes) => Message::EndpointEvidenceClosedWithheld { bytes: *bytes as u64 },
        Evidence::NotHttpWithheld(problem) => Message::EndpointEvidenceNotHttpWithheld { problem: problem.clone() },
        Evidence::NoReply => Message::EndpointEvidenceNoReply,
        Evidence::ClosedAfter(reply) => Message::EndpointEvidenceClosedAfterReply { reply: reply.clone() },
        Evidence::EndlessReply => Message::EndpointEvidenceEndlessReply,
        Evidence::TooManyHeaders(limit) => Message::EndpointEvidenceTooManyHeaders { limit: *limit as u64 },
        Evidence::NotHttp(problem, reply) => {
            Message::EndpointEvidenceNotHttp { problem: problem.clone(), reply: reply.clone() }
        }
        Evidence::TooManyInterim(limit) => Message::EndpointEvidenceTooManyInterim { limit: *limit as u64 },
    }
}
