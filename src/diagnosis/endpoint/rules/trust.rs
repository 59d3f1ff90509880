//! Findings about the endpoint's certificate.

use super::host_side::HOST;
use super::{Remedy, Rule, finding};
use crate::diagnosis::endpoint::case::Case;
use crate::diagnosis::endpoint::certificate::{self, TrustReport};
use crate::diagnosis::finding::{Finding, FindingCode, Side, Step, Weight};
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
    // Without roots every issuer is unknown; this host's library does not say that it has none.
    let problem =
        if problem == TrustProblem::UnknownIssuer && has_no_roots(case) { TrustProblem::NoRoots } else { problem };
    if problem == TrustProblem::UnsupportedAlgorithm
        && let Some(finding) = rejected_by_level(case, trust)
    {
        return Some(finding);
    }
    let self_signed = trust.subject.is_some() && trust.subject == trust.issuer;
    let local = case.record.probed.address.is_some_and(|address| address.ip().is_loopback());
    let other_names = trust.is_for_other_names(&case.target.host);
    // Microsoft's services have certificates of public CAs for their own names. Another one is that of something else.
    let replaced =
        self_signed || other_names || matches!(problem, TrustProblem::WrongName | TrustProblem::BadSignature);
    let intercepted = case.target.is_microsofts() && replaced && problem != TrustProblem::NoRoots;
    let incomplete = !trust.issuer_sent && trust.issuer.is_some() && !self_signed && !case.target.is_microsofts();
    // A device that intercepts TLS is on the path to a name; there is none on the path to a loopback address.
    let side = match problem {
        TrustProblem::NoRoots => Side::Host,
        _ if intercepted => Side::Network,
        TrustProblem::UnknownIssuer if incomplete => Side::Endpoint,
        TrustProblem::UnknownIssuer if !self_signed && matches!(case.target.host, Host::Name(_)) => {
            if local && !case.target.is_microsofts() { Side::Endpoint } else { Side::Network }
        }
        _ => Side::Endpoint,
    };
    let code = |problem| match problem {
        TrustProblem::UnknownIssuer if self_signed => "self-signed",
        TrustProblem::UnknownIssuer if incomplete => "incomplete-chain",
        TrustProblem::UnknownIssuer if side == Side::Endpoint => "private-issuer",
        _ => problem.into(),
    };
    let problems: Vec<&'static str> = problems(case, problem, other_names).into_iter().map(code).collect();
    let words = |problem| Message::EndpointTrustProblem { problem };
    let why = problems
        .iter()
        .copied()
        .map(words)
        .reduce(|first, second| Message::EndpointTrustProblems { first: Box::new(first), second: Box::new(second) });
    let why = Box::new(why.unwrap_or_else(|| words(problem.into())));
    let mut evidence = vec![leaf(trust)];
    if other_names {
        let name = match &case.target.host {
            Host::Name(name) => name.clone(),
            Host::Address(address) => address.to_string(),
        };
        evidence.push(Message::EndpointSeenNotForName { name });
    }
    evidence.push(Message::EndpointSeenJudged { prober: trust.prober.code() });
    let (summary, remedy) = if intercepted {
        (Message::EndpointIntercepted { why }, vec![Step::Do(Message::EndpointDoFindInterceptor)])
    } else {
        // What to do about roots that cannot be read depends on where they are.
        let of_host = case.host.findings.iter().find(|finding| finding.code == FindingCode::HostNoRoots);
        let of_host = of_host.filter(|finding| problem == TrustProblem::NoRoots && !finding.remedy.is_empty());
        let each = || problems.iter().map(|problem| Step::Do(Message::EndpointDoTrust { problem })).collect();
        (Message::EndpointNotTrusted { why }, of_host.map_or_else(each, |finding| finding.remedy.clone()))
    };
    Some(finding(FindingCode::CertificateNotTrusted, side, summary, evidence, remedy))
}

/// Returns every problem of the certificate, the one that decides first. A library reports only the first that it meets,
/// and each has its own order.
fn problems(case: &Case<'_>, first: TrustProblem, other_names: bool) -> Vec<TrustProblem> {
    let judged = case.seen().iter().filter_map(|seen| match seen.trust.as_ref()?.judgment {
        // Without roots, nothing else was judged.
        TrustJudgment::NotTrusted(problem) => Some(problem),
        _ => None,
    });
    let is_plain = |problem: &TrustProblem| {
        matches!(
            problem,
            TrustProblem::UnknownIssuer
                | TrustProblem::Expired
                | TrustProblem::NotYetValid
                | TrustProblem::WrongName
                | TrustProblem::Revoked
        )
    };
    let more = judged.filter(is_plain).chain(other_names.then_some(TrustProblem::WrongName));
    let mut problems = vec![first];
    for problem in more {
        if is_plain(&first) && !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

/// Reports whether this host has no root certificate that can be read.
fn has_no_roots(case: &Case<'_>) -> bool {
    case.host.findings.iter().any(|finding| finding.code == FindingCode::HostNoRoots && finding.weight == Weight::Cause)
}

/// The security level of this host rejects a certificate with keys and signatures that are usual.
fn rejected_by_level(case: &Case<'_>, trust: &TrustReport) -> Option<Finding> {
    if trust.prober != Prober::Native || !is_usual(case) {
        return None;
    }
    let of_level = case.host.findings.iter().find(|finding| finding.code == FindingCode::HostSecurityLevelHigh)?;
    let mut evidence = vec![leaf(trust), Message::EndpointSeenJudged { prober: trust.prober.code() }];
    evidence.extend(of_level.evidence.iter().take(1).cloned());
    let why = Box::new(Message::EndpointTrustProblem { problem: "security-level" });
    let remedy: Remedy = if of_level.remedy.is_empty() {
        Message::EndpointDoSeeSettings { command: HOST.to_owned() }.into()
    } else {
        of_level.remedy.clone().into()
    };
    Some(finding(FindingCode::CertificateNotTrusted, Side::Host, Message::EndpointNotTrusted { why }, evidence, remedy))
}

/// Reports whether every certificate of the chain that the platform's library judged is of a kind that the usual
/// security level accepts: RSA keys of at least 2048 bits or elliptic curves of at least 224, and no MD5 or SHA-1.
fn is_usual(case: &Case<'_>) -> bool {
    let judged = |seen: &&Observation| seen.prober == Prober::Native;
    let chain = case.seen().iter().filter(judged).find_map(|seen| Some(&seen.trust.as_ref()?.chain));
    chain.is_some_and(|chain| !chain.is_empty() && chain.iter().all(|der| certificate::is_usual(der)))
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
