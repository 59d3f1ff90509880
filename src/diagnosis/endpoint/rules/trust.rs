//! Findings about the endpoint's certificate.

use super::{Remedy, Rule, finding};
use crate::diagnosis::endpoint::case::Case;
use crate::diagnosis::endpoint::certificate::TrustReport;
use crate::diagnosis::finding::{Finding, FindingCode, Side};
use crate::message::Message;
use crate::observation::{Asked, Observation, Prober, TrustJudgment, TrustProblem};
use crate::target::Host;
use crate::tls::Version;

/// The most names of a certificate that are listed.
const MOST_NAMES: usize = 6;

/// Findings that do not affect the verdict.
pub(super) const NOTES: &[Rule] = &[judged_differently];

/// This host does not trust the certificate.
pub(super) fn not_trusted(case: &Case<'_>) -> Option<Finding> {
    let trust = case.trust?;
    let TrustJudgment::NotTrusted(problem) = trust.judgment else { return None };
    let self_signed = trust.subject.is_some() && trust.subject == trust.issuer;
    let local = case.record.probed.address.is_some_and(|address| address.ip().is_loopback());
    // A device that intercepts TLS is on the path to a name; there is none on the path to a loopback address.
    let side = match problem {
        TrustProblem::NoRoots => Side::Host,
        TrustProblem::UnknownIssuer if !self_signed && !local && matches!(case.target.host, Host::Name(_)) => {
            Side::Network
        }
        _ => Side::Endpoint,
    };
    let problem = match (problem, side) {
        (TrustProblem::UnknownIssuer, Side::Endpoint) if self_signed => "self-signed",
        (TrustProblem::UnknownIssuer, Side::Endpoint) => "private-issuer",
        _ => problem.into(),
    };
    Some(finding(
        FindingCode::CertificateNotTrusted,
        side,
        Message::EndpointNotTrusted { why: Box::new(Message::EndpointTrustProblem { problem }) },
        vec![leaf(trust), Message::EndpointSeenJudged { prober: trust.prober.code() }],
        Message::EndpointDoTrust { problem },
    ))
}

/// Describes the leaf in one clause.
fn leaf(trust: &TrustReport) -> Message {
    let (Some(subject), Some(issuer)) = (trust.subject.clone(), trust.issuer.clone()) else {
        return Message::EndpointSeenCertificateUnreadable;
    };
    let date =
        |moment: &Option<String>| moment.as_deref().map_or("?", |text| text.get(..10).unwrap_or(text)).to_owned();
    let (from, to) = (date(&trust.not_before), date(&trust.not_after));
    if trust.names.is_empty() {
        return Message::EndpointSeenCertificateWithoutName { subject, issuer, from, to };
    }
    let names: Vec<String> = trust.names.iter().take(MOST_NAMES).cloned().collect();
    let more = (trust.names.len() - names.len()) as u64;
    Message::EndpointSeenCertificate { names, more, subject, issuer, from, to }
}

/// This host connects and a trusted certificate is expected, but no prober judged the certificate.
pub(super) fn not_judged(case: &Case<'_>, version: Version) -> Finding {
    let tried: Vec<Prober> =
        Prober::ALL.into_iter().filter(|prober| case.seen().iter().any(|seen| seen.prober == *prober)).collect();
    let (summary, remedy) = if tried.contains(&Prober::Rustls) {
        (Message::EndpointTrustNotReached, Message::EndpointDoCheckLonger { flag: "--timeout".to_owned() })
    } else {
        let judge = Message::EndpointDoJudge {
            flag: "--probers".to_owned(),
            prober: Prober::Rustls.code().to_owned(),
            setting: "`trust = false`".to_owned(),
            file: "endpoints.toml".to_owned(),
            require: "--require-trust".to_owned(),
        };
        (Message::EndpointTrustNotJudged, judge)
    };
    let mut evidence = Vec::new();
    if !case.accepted.is_empty() {
        evidence.push(Message::EndpointSeenAccepts { versions: case.accepted.to_vec() });
    }
    evidence.push(Message::EndpointSeenConnects { version });
    evidence
        .push(Message::EndpointSeenProbers { probers: tried.iter().map(|prober| prober.code().to_owned()).collect() });
    finding(FindingCode::NotEnoughTried, Side::Host, summary, evidence, remedy)
}

/// The platform's stack and rustls judge the certificate differently.
fn judged_differently(case: &Case<'_>) -> Option<Finding> {
    let judgment = |prober| {
        let of_prober = |seen: &&Observation| seen.prober == prober && seen.asked == Asked::Default;
        Some(case.seen().iter().find(of_prober)?.trust.as_ref()?.judgment.clone())
    };
    let (native, rustls) = (judgment(Prober::Native)?, judgment(Prober::Rustls)?);
    let (strict, problem) = match (native, rustls) {
        (TrustJudgment::Trusted, TrustJudgment::NotTrusted(problem)) => (Prober::Rustls, problem),
        (TrustJudgment::NotTrusted(problem), TrustJudgment::Trusted) => (Prober::Native, problem),
        _ => return None,
    };
    let prober = strict.code();
    let why = Box::new(Message::EndpointTrustProblem { problem: problem.into() });
    Some(finding(
        FindingCode::CertificateJudgedDifferently,
        Side::Endpoint,
        Message::EndpointJudgedDifferently { prober },
        vec![Message::EndpointSeenNotTrusted { prober, why }],
        Remedy::NONE,
    ))
}
