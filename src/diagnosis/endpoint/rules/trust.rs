//! Findings about the endpoint's certificate.

use super::rules::{finding, ready_sentence};
use super::verdict::{Case, Meeting, TrustReport};
use super::words::list_probers;
use crate::diagnosis::finding::{Finding, FindingCode, Side};
use crate::observation::{Asked, Observation, Prober, TrustJudgement, TrustProblem};
use crate::target::Host;

/// Names of a certificate that are told.
const MOST_NAMES: usize = 6;

/// This host does not trust the certificate.
pub(super) fn not_trusted(case: &Case<'_>) -> Option<Finding> {
    let trust = case.trust?;
    let TrustJudgement::NotTrusted(problem) = trust.judgement else { return None };
    let self_signed = trust.subject.is_some() && trust.subject == trust.issuer;
    let local = case.record.probed.address.is_some_and(|address| address.ip().is_loopback());
    // What opens connections on the way stands between a host and a name, not on this machine.
    let side = match problem {
        TrustProblem::NoRoots => Side::Host,
        TrustProblem::UnknownIssuer if !self_signed && !local && matches!(case.target.host, Host::Name(_)) => {
            Side::Network
        }
        _ => Side::Endpoint,
    };
    let (summary, remedy) = if problem == TrustProblem::UnknownIssuer && side == Side::Endpoint {
        private_issuer(self_signed)
    } else {
        trust_words(problem, &case.target.host.to_string())
    };
    let evidence = certificate_in_words(trust);
    Some(finding(FindingCode::CertificateNotTrusted, side, summary, evidence, remedy))
}

/// The leaf in one clause.
fn certificate_in_words(trust: &TrustReport) -> String {
    let date =
        |moment: &Option<String>| moment.as_deref().map_or("?", |text| text.get(..10).unwrap_or(text)).to_owned();
    let names = match trust.names.as_slice() {
        [] => "no name".to_owned(),
        names if names.len() > MOST_NAMES => {
            format!("{} and {} more", names[..MOST_NAMES].join(", "), names.len() - MOST_NAMES)
        }
        names => names.join(", "),
    };
    format!(
        "a certificate for {names} ({}), issued by {}, valid {} to {}; judged by {}",
        trust.subject.as_deref().unwrap_or("subject unreadable"),
        trust.issuer.as_deref().unwrap_or("someone unreadable"),
        date(&trust.not_before),
        date(&trust.not_after),
        if trust.prober == Prober::Native { "the platform's stack" } else { trust.prober.code() },
    )
}

/// No known issuer, where nothing in between is likely.
fn private_issuer(self_signed: bool) -> (String, &'static str) {
    let why = if self_signed { "it is self-signed" } else { "its CA is a private one, or unknown to this host" };
    (
        format!("This host does not trust the endpoint's certificate: {why}."),
        "If programs here are to trust it, add it or its CA to this host's roots.",
    )
}

fn trust_words(problem: TrustProblem, host: &str) -> (String, &'static str) {
    let (why, remedy) = match problem {
        TrustProblem::UnknownIssuer => (
            "it leads to no root that this host trusts: a private CA, a device that inspects TLS, or a missing root update"
                .to_owned(),
            "Look at the issuer: if it is your own proxy, exempt the endpoint from inspection; if it is a public CA, update this host's roots.",
        ),
        TrustProblem::Expired => ("it has expired, or this host's clock is wrong".to_owned(), "Check the clock first, then the certificate."),
        TrustProblem::NotYetValid => {
            ("its validity has not begun, or this host's clock is wrong".to_owned(), "Check the clock first, then the certificate.")
        }
        TrustProblem::WrongName => (format!("it is not for {host}"), "Check the name that is asked for, and what answers for it."),
        TrustProblem::Revoked => ("it was revoked".to_owned(), "Whoever runs the endpoint must replace it."),
        TrustProblem::BadSignature => (
            "whoever answers does not prove to have its key".to_owned(),
            "Check what answers at this address: a device in between, or a server whose certificate and key do not belong together.",
        ),
        TrustProblem::UnsupportedAlgorithm => {
            ("it uses a key, signature or algorithm that is not accepted".to_owned(), "Whoever runs the endpoint must replace it.")
        }
        TrustProblem::CaUsedAsServer => (
            "a CA certificate stands where a server's should (rustls is stricter here than the platform)".to_owned(),
            "Whoever runs the endpoint should issue a server certificate.",
        ),
        TrustProblem::Malformed => {
            ("it is not made for servers, or cannot be read".to_owned(), "Whoever runs the endpoint must replace it.")
        }
        TrustProblem::NoRoots => {
            ("this host has no root certificates that could be read".to_owned(), "Install the root certificates (ca-certificates).")
        }
    };
    (format!("This host does not trust the endpoint's certificate: {why}."), remedy)
}

/// They meet, a trusted certificate is expected, and nobody has judged the one that is there.
pub(super) fn not_judged(case: &Case<'_>, meeting: Meeting) -> Finding {
    let seen = &case.record.probed.observations;
    let tried: Vec<_> =
        Prober::ALL.into_iter().filter(|prober| seen.iter().any(|seen| seen.prober == *prober)).collect();
    let (why, remedy) = if tried.contains(&Prober::Rustls) {
        ("no handshake went far enough to judge it", "Check again: with a longer --timeout, from another network.")
    } else {
        (
            "no prober of this run judges certificates",
            "Leave --probers out, or add rustls to it. To ask about versions alone: `trust = false` in endpoints.toml, and no \
             --require-trust.",
        )
    };
    finding(
        FindingCode::NotEnoughTried,
        Side::Host,
        format!("They meet. Whether this host trusts the certificate, as is expected here, is not known: {why}."),
        format!("{} Tried: {}.", ready_sentence(case, meeting), list_probers(&tried)),
        remedy,
    )
}

/// The platform's stack and rustls do not agree.
pub(super) fn judged_differently(case: &Case<'_>) -> Option<Finding> {
    let judgement = |prober| {
        let of_engine = |seen: &&Observation| seen.prober == prober && seen.asked == Asked::Default;
        let seen = case.record.probed.observations.iter().find(of_engine)?;
        Some(seen.trust.as_ref()?.judgement.clone())
    };
    let (native, rustls) = (judgement(Prober::Native)?, judgement(Prober::Rustls)?);
    let differ = |left: &TrustJudgement, right: &TrustJudgement| {
        *left == TrustJudgement::Trusted && matches!(right, TrustJudgement::NotTrusted(_))
    };
    if !differ(&native, &rustls) && !differ(&rustls, &native) {
        return None;
    }
    let (strict, name) =
        if native == TrustJudgement::Trusted { (rustls, "rustls") } else { (native, "the platform's stack") };
    let TrustJudgement::NotTrusted(problem) = strict else { return None };
    Some(finding(
        FindingCode::CertificateJudgedDifferently,
        Side::Endpoint,
        format!("Only {name} does not trust the certificate: programs on this host will differ."),
        trust_words(problem, &case.target.host.to_string()).0,
        "",
    ))
}
