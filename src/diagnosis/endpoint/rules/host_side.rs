//! Findings about what this host offers, where the endpoint accepts enough.

use super::hellos::hellos;
use super::{Remedy, finding};
use crate::diagnosis::endpoint::case::{Case, is_native_default};
use crate::diagnosis::endpoint::evidence::selects;
use crate::diagnosis::endpoint::probers::{DefaultMet, ProberOutcome, ProberResult};
use crate::diagnosis::finding::{Finding, FindingCode, Side};
use crate::diagnosis::host::{self, Known};
use crate::message::Message;
use crate::observation::{End, Prober};
use crate::tls::{Alert, Version};
use crate::wire::HelloVariant;

/// The connection gets a version below the required one, although the endpoint accepts a better one.
pub(super) fn default_below(case: &Case<'_>, at: Version, accepted: Vec<Version>) -> Finding {
    let mut evidence = vec![case.connects_at(at)];
    evidence.extend(with_causes(case));
    let remedy = host_remedy(case, &accepted);
    finding(
        FindingCode::HostDefaultLacksVersion,
        Side::Host,
        Message::EndpointAtRiskHost { version: at, accepted },
        evidence,
        remedy,
    )
}

/// There is no connection, although the endpoint accepts a version that is high enough.
pub(super) fn not_met(case: &Case<'_>) -> Finding {
    let native = case.native_default();
    if let Some(unusable) = case.host.findings.iter().find(|finding| finding.code == FindingCode::HostLibraryUnusable) {
        return finding(
            FindingCode::HostLibraryUnusable,
            Side::Host,
            unusable.summary.clone(),
            unusable.evidence.iter().take(1).cloned().collect(),
            Message::EndpointDoSeeHost { command: HOST.to_owned() },
        );
    }
    if let Some(ProberResult { outcome: ProberOutcome::LocalAborted, version: Some(version), evidence: said }) = native
    {
        let mut evidence = hellos(case);
        evidence.extend(said.clone());
        return finding(
            FindingCode::HostStackAborts,
            Side::Host,
            Message::EndpointLibraryAborts { version: *version },
            evidence,
            Message::EndpointDoSeeSettings { command: HOST.to_owned() },
        );
    }
    if let DefaultMet::NotFinished(version) = case.default_met() {
        let mut evidence = hellos(case);
        evidence.extend(native.and_then(of_default));
        return finding(
            FindingCode::HandshakeNotFinished,
            Side::Network,
            Message::EndpointHandshakeNotFinished { version },
            evidence,
            Message::EndpointDoLookForFailure,
        );
    }
    let offered = case.default_offer();
    let shared: Vec<_> = case.accepted.iter().copied().filter(|version| offered.contains(version)).collect();
    if !shared.is_empty() {
        return hello_rejected(case, &offered, shared);
    }
    let accepted = case.accepted.to_vec();
    let count = offered.len() as u64;
    let could = accepted.iter().any(|version| case.can_when_asked(*version));
    // Even if a setting disables a version for programs that request it, the remedy can enable it.
    if !could && remedy_for(case, &accepted).is_none() {
        return finding(
            FindingCode::HostLacksVersion,
            Side::Host,
            Message::EndpointHostLacksVersion { offered, count, accepted },
            with_causes(case),
            Message::EndpointDoUpdateLibrary { command: HOST.to_owned() },
        );
    }
    let remedy = host_remedy(case, &accepted);
    finding(
        FindingCode::HostDefaultLacksVersion,
        Side::Host,
        Message::EndpointHostDefaultLacksVersion { offered, count, accepted },
        with_causes(case),
        remedy,
    )
}

/// The endpoint speaks TLS but rejects this host's own hello, and what it would accept is unknown.
pub(super) fn default_hello_rejected(case: &Case<'_>, alert: Alert) -> Finding {
    let wire = case.seen().iter().any(|seen| seen.prober == Prober::Wire);
    let mut evidence = vec![Message::EndpointSeenDefaultRejected {
        offered: case.default_offer(),
        alert: alert.description.to_string(),
    }];
    evidence.extend(hellos(case));
    finding(
        FindingCode::HostHelloRefused,
        Side::Host,
        Message::EndpointRejectsDefaultHello,
        evidence,
        if wire {
            Message::EndpointDoOtherNetwork
        } else {
            Message::EndpointDoAddWire { flag: "--probers".to_owned(), prober: Prober::Wire.code().to_owned() }
        },
    )
}

/// Both sides have a version in common, but this host's own hello gets no connection.
fn hello_rejected(case: &Case<'_>, offered: &[Version], shared: Vec<Version>) -> Finding {
    let is_cut = |end: &End| matches!(end, End::Reset | End::Closed { .. } | End::Silent { .. });
    let cut = case.seen().iter().any(|seen| is_native_default(seen) && is_cut(&seen.end));
    if cut && offered.contains(&Version::Tls13) && is_cut_off(case, Version::Tls13) {
        return finding(
            FindingCode::HostHelloRefused,
            Side::Network,
            Message::EndpointCutOff { offered: Version::Tls13, accepted: shared },
            hellos(case),
            Message::EndpointDoFindInspection,
        );
    }
    // An endpoint that does not answer the usual hello, but one with the same suites in another form, wants that form.
    let accepts = |of: fn(HelloVariant) -> bool| {
        let mut ours = case.seen().iter().filter(|seen| seen.prober == Prober::Wire && of(seen.variant));
        ours.any(|seen| shared.iter().any(|version| selects(seen, *version)))
    };
    if accepts(|variant| matches!(variant, HelloVariant::Browser | HelloVariant::Short))
        && !accepts(|variant| variant == HelloVariant::Standard)
    {
        return finding(
            FindingCode::EndpointWantsOtherHello,
            Side::Endpoint,
            Message::EndpointAcceptsOtherHello { versions: shared },
            hellos(case),
            Message::EndpointDoAskWhatIsWanted,
        );
    }
    let mut evidence = hellos(case);
    evidence.push(case.native_default().and_then(of_default).unwrap_or(Message::EndpointSeenDefaultNotTried));
    finding(
        FindingCode::HostHelloRefused,
        Side::Host,
        Message::EndpointRejectsShared { versions: shared },
        evidence,
        Message::EndpointDoCompareSuites {
            check: "`tlsready check --format json`".to_owned(),
            host: "`tlsready host --format json`".to_owned(),
        },
    )
}

/// The command that shows everything known about this host.
pub(super) const HOST: &str = "`tlsready host`";

/// Describes how the handshake of the platform's stack with its default settings ended.
pub(super) fn of_default(result: &ProberResult) -> Option<Message> {
    Some(Message::EndpointSeenDefault { seen: Box::new(result.evidence.clone()?) })
}

/// Reports whether hellos of this version ended without an answer where others get one.
fn is_cut_off(case: &Case<'_>, version: Version) -> bool {
    case.support.get(&version).is_some_and(|support| support.reason.is_cut_off())
}

/// Describes the results of the hellos, and why this host does not offer the versions that the endpoint accepts.
fn with_causes(case: &Case<'_>) -> Vec<Message> {
    let causes = case.accepted.iter().filter_map(|version| {
        let facts = case.host.platform_stack()?.versions.get(version).filter(|facts| facts.default == Known::No)?;
        let why = Box::new(facts.reason.clone()?);
        Some(Message::EndpointSeenHostVersion { version: *version, why })
    });
    hellos(case).into_iter().chain(causes).collect()
}

/// Returns the host's remedy, if it enables one of the wanted versions.
fn remedy_for<'a>(case: &'a Case<'_>, wanted: &[Version]) -> Option<&'a host::Remedy> {
    case.host.platform_stack()?.remedy.as_ref().filter(|remedy| wanted.contains(&remedy.version))
}

fn host_remedy(case: &Case<'_>, wanted: &[Version]) -> Remedy {
    remedy_for(case, wanted).map_or_else(
        || Message::EndpointDoSeeHost { command: HOST.to_owned() }.into(),
        |remedy| remedy.steps.clone().into(),
    )
}
