//! The findings of one endpoint. The first is the one that decides the verdict; the others stand beside it.

use super::causes::{Cause, cause};
use super::probers::DefaultMet;
use super::support::{Reason, Support, SupportState};
use super::trust_rules;
use super::verdict::{Case, Meeting, ProberOutcome, Verdict};
use super::words::{self, list};
use crate::diagnosis::finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
use crate::diagnosis::host::remedy_text;
use crate::diagnosis::host::{Known, Remedy, WhenAsked};
use crate::observation::{Asked, DowngradeSentinel, End, LocalReason, Observation, Prober};
use crate::tls::{Alert, Version};

const ENDPOINT_REMEDY: &str = "Ask whoever runs the endpoint (or the device in between) to switch the required version on. Nothing on this host should be changed \
     for it.";

/// Every finding, the deciding one first.
pub(super) fn findings(case: &Case<'_>, meeting: Meeting, verdict: Verdict) -> Vec<Finding> {
    let not_trusted = trust_rules::not_trusted(case);
    let mut findings = Vec::new();
    match (verdict, meeting) {
        (Verdict::Ready, _) => {}
        (Verdict::NotReady, Meeting::At(_)) => findings.extend(not_trusted.clone()),
        (Verdict::AtRisk, Meeting::At(version)) => findings.push(at_risk(case, version)),
        (Verdict::Inconclusive, _) => findings.push(unclear(case, meeting)),
        (Verdict::NotReady | Verdict::AtRisk, _) => findings.push(not_met(case)),
    }
    // What is expected and does not hold stands before what is only worth knowing.
    findings.extend(accepts_refused(case));
    if !findings.iter().any(|finding| finding.code == FindingCode::CertificateNotTrusted) {
        findings.extend(not_trusted);
    }
    findings.extend(contradiction(case));
    findings.extend(unstable(case));
    findings.extend(wants_client_certificate(case));
    findings.extend(trust_rules::judged_differently(case));
    findings
}

/// The sentence of an endpoint that is as it should be.
pub(super) fn ready_sentence(case: &Case<'_>, meeting: Meeting) -> String {
    let accepts = format!("The endpoint accepts {}", list(case.accepted));
    match meeting.version() {
        Some(version) if case.accepted.is_empty() => format!("This host meets the endpoint at {version}."),
        Some(version) => format!("{accepts}; this host meets it at {version}."),
        None => format!("{accepts}."),
    }
}

pub(super) fn finding(
    code: FindingCode,
    side: Side,
    summary: String,
    evidence: String,
    remedy: impl Into<String>,
) -> Finding {
    let remedy: String = remedy.into();
    Finding {
        code,
        side,
        weight: Weight::Cause,
        confidence: Confidence::Observed,
        summary: summary.into(),
        evidence: if evidence.is_empty() { Vec::new() } else { vec![evidence.into()] },
        remedy: if remedy.is_empty() { Vec::new() } else { vec![Step::Do(remedy.into())] },
    }
}

/// They meet today, below what is required.
fn at_risk(case: &Case<'_>, at: Version) -> Finding {
    let require = case.target.expectation.require;
    let enough = at_least(case.accepted, require);
    let evidence = format!("this host's own hello was answered with {at}; {}", hellos(case));
    if enough.is_empty() {
        let (code, side, what, remedy) = match refused_above(case) {
            Some(refused) => (
                FindingCode::EndpointLacksVersion,
                Side::Endpoint,
                format!("the endpoint refuses {}", list(&refused)),
                ENDPOINT_REMEDY,
            ),
            None => (
                FindingCode::NotEnoughTried,
                Side::Host,
                format!("whether the endpoint accepts {require} or above is not known"),
                "Check again with every version (without --versions) and the wire prober (--probers wire,native,rustls).",
            ),
        };
        let summary = format!("This host meets the endpoint at {at} today; {require} is required, and {what}.");
        return finding(code, side, summary, evidence, remedy);
    }
    finding(
        FindingCode::HostDefaultLacksVersion,
        Side::Host,
        format!(
            "This host meets the endpoint at {at} today. The endpoint accepts {} as well, but a program on this host that names no version does \
             not get it; when the endpoint switches {at} off, it is disconnected.",
            list(&enough)
        ),
        format!("this host's own hello was answered with {at}; {}", with_causes(case)),
        host_remedy(case, &enough),
    )
}

/// They do not meet, and the endpoint has said enough to know.
fn not_met(case: &Case<'_>) -> Finding {
    if let (true, false, Some(alert)) = (case.accepted.is_empty(), case.all_refused(), case.own_hello_refused()) {
        return own_hello_refused(case, alert);
    }
    if case.accepted.is_empty() {
        return finding(
            FindingCode::EndpointRefusesAll,
            Side::Endpoint,
            "The endpoint speaks TLS and refuses every version that was tried.".to_owned(),
            hellos(case),
            "Check the port and the name; if both are right, ask whoever runs the endpoint which versions it serves.",
        );
    }
    let accepted = list(case.accepted);
    let require = case.target.expectation.require;
    if let Some(refused) = refused_above(case) {
        // Nobody is told to bring an old version back.
        return finding(
            FindingCode::EndpointLacksVersion,
            Side::Endpoint,
            format!(
                "They do not meet: the endpoint accepts {accepted} and refuses {}; {require} is required.",
                list(&refused)
            ),
            hellos(case),
            ENDPOINT_REMEDY,
        );
    }
    let native = case.native_default();
    if let Some(result) = native.filter(|result| result.outcome == ProberOutcome::LocalAborted) {
        let version = result.version.map_or("a version", Version::name);
        return finding(
            FindingCode::HostStackAborts,
            Side::Host,
            format!(
                "The endpoint selected {version}, and this host's own stack gave up after that: its policy forbids what the \
                 endpoint chose, or the answer is broken."
            ),
            format!("{}; the stack says: {}", hellos(case), result.evidence),
            "See `tlsready host` for the settings in force (security level, suites, signature algorithms).",
        );
    }
    if let DefaultMet::NotFinished(version) = case.default_met() {
        let how = native.map_or("", |result| result.evidence.raw());
        return finding(
            FindingCode::HandshakeNotFinished,
            Side::Network,
            format!("The endpoint selects {version} and does not finish the handshake with this host's own stack."),
            format!("{}; then: {how}", hellos(case)),
            "The server fails after its choice, or something in between stops the connection when it sees the certificate. Try \
             from another network; ask whoever runs the endpoint for its log.",
        );
    }
    let offered = default_offer(case);
    let shared: Vec<_> = case.accepted.iter().copied().filter(|version| offered.contains(version)).collect();
    if !shared.is_empty() {
        return hello_refused(case, &offered, &shared);
    }
    let could = case.accepted.iter().copied().filter(|version| can_when_asked(case, *version)).collect::<Vec<_>>();
    let offers = if offered.is_empty() { "no version".to_owned() } else { list(&offered) };
    // A version that a setting denies even to those who ask for it can be had all the same.
    if could.is_empty() && remedy_for(case, case.accepted).is_none() {
        return finding(
            FindingCode::HostLacksVersion,
            Side::Host,
            format!(
                "This host offers {offers}; the endpoint accepts {accepted}. They share none, and this host's stack does not have what the endpoint wants."
            ),
            with_causes(case),
            "See `tlsready host`. A version that the library does not have comes only with an update of it.",
        );
    }
    finding(
        FindingCode::HostDefaultLacksVersion,
        Side::Host,
        format!(
            "A program on this host that names no version offers {offers}; the endpoint accepts {accepted}. They share none."
        ),
        with_causes(case),
        host_remedy(case, case.accepted),
    )
}

/// The endpoint speaks TLS and refuses this host's own hello, and nobody knows what it would accept.
fn own_hello_refused(case: &Case<'_>, alert: Alert) -> Finding {
    let wire = case.record.probed.observations.iter().any(|seen| seen.prober == Prober::Wire);
    finding(
        FindingCode::HostHelloRefused,
        Side::Host,
        "They do not meet: the endpoint refuses the hello that this host's own stack sends. Whether that is for the version, the \
         suites or something else was not found out."
            .to_owned(),
        format!("this host's own hello, with {}, met alert {}; {}", list(&default_offer(case)), alert.description, hellos(case)),
        if wire { "Check from another network." } else { "Let our own hellos try each version: leave --probers out, or add wire." },
    )
}

/// They share a version, and this host's own hello gets no answer all the same.
fn hello_refused(case: &Case<'_>, offered: &[Version], shared: &[Version]) -> Finding {
    let own = case.record.probed.observations.iter().find(|seen| {
        seen.prober == Prober::Native
            && seen.asked == Asked::Default
            && matches!(seen.end, End::Reset | End::Closed { .. } | End::Silent { .. })
    });
    if own.is_some() && offered.contains(&Version::Tls13) && is_cut_off(case, Version::Tls13) {
        return finding(
            FindingCode::HostHelloRefused,
            Side::Network,
            format!(
                "Connections are cut off when the hello offers TLS 1.3, as this host's own does; hellos without it are answered \
                 with {}. A device in between stops them, or the server cannot bear them.",
                list(shared)
            ),
            hellos(case),
            "Check from another network: if it works there, look for the device that inspects TLS on the way.",
        );
    }
    let own = case.native_default().map_or("not tried", |result| result.evidence.raw());
    finding(
        FindingCode::HostHelloRefused,
        Side::Host,
        format!(
            "Both sides have {}, yet the endpoint refuses the hello that this host sends: it shares no suite, group or \
             signature algorithm with it, or something in between stops it.",
            list(shared)
        ),
        format!("{}; this host's own hello: {own}", hellos(case)),
        "Compare the suites: `tlsready check --format json` shows what the endpoint selects, `tlsready host --format json` \
         what this host offers.",
    )
}

/// The required version and those above it, if all that were tried were refused.
fn refused_above(case: &Case<'_>) -> Option<Vec<Version>> {
    let above = case.support.range(case.target.expectation.require..);
    let refused: Vec<_> =
        above.clone().filter(|(_, it)| it.state == SupportState::Refused).map(|(version, _)| *version).collect();
    (!refused.is_empty() && refused.len() == above.count()).then_some(refused)
}

/// Whether hellos of this version ended without an answer where others get one.
fn is_cut_off(case: &Case<'_>, version: Version) -> bool {
    case.support
        .get(&version)
        .is_some_and(|support| matches!(support.reason, Reason::Reset | Reason::Closed | Reason::Silent))
}

/// What the hellos met, and what keeps back on this host the versions that the endpoint accepts.
fn with_causes(case: &Case<'_>) -> String {
    let causes = case.accepted.iter().filter_map(|version| {
        let facts = case.host.platform_stack()?.versions.get(version).filter(|facts| facts.default == Known::No)?;
        Some(format!("{version} on this host: {}", facts.reason.as_ref()?))
    });
    std::iter::once(hellos(case)).chain(causes).collect::<Vec<_>>().join(". ")
}

/// The lines that the collector knows, if they bring a version that is wanted.
fn remedy_for<'a>(case: &'a Case<'_>, wanted: &[Version]) -> Option<&'a Remedy> {
    case.host.platform_stack()?.remedy.as_ref().filter(|remedy| wanted.contains(&remedy.version))
}

fn host_remedy(case: &Case<'_>, wanted: &[Version]) -> String {
    remedy_for(case, wanted).map_or_else(
        || {
            "Run `tlsready host`: it names the settings that keep the version back and prints the lines that switch it on."
                .to_owned()
        },
        remedy_text,
    )
}

/// Nobody can say.
fn unclear(case: &Case<'_>, meeting: Meeting) -> Finding {
    if case.record.partial {
        let text = "The run was stopped before the endpoint was finished.";
        return finding(
            FindingCode::RunStopped,
            Side::Host,
            text.to_owned(),
            hellos(case),
            "Run it again, with a longer --deadline.",
        );
    }
    if meeting.version().is_some() {
        return trust_rules::not_judged(case, meeting);
    }
    if !case.accepted.is_empty() {
        return host_unknown(case);
    }
    if case.all_refused() {
        return not_all_tried(case);
    }
    let decisive = case
        .support
        .values()
        .rev()
        .find(|support| support.state == SupportState::Unknown)
        .map(|support| (support.reason, support.detail.raw().to_owned()));
    // Without our own hellos the way to the endpoint is still told by what the other probers met.
    let (reason, detail) = decisive.or_else(|| from_other_engines(case)).unwrap_or_else(|| {
        (Reason::ProberOff, "no prober of this run could tell whether the endpoint accepts any version".to_owned())
    });
    // Whoever sends an alert, or an answer of whatever version, speaks TLS: then this silence is not all there is.
    let speaks = |support: &Support| support.alert.is_some() || support.answered.is_some();
    let is_silence = matches!(reason, Reason::ResetNoTls | Reason::ClosedNoTls | Reason::SilentNoTls);
    let reason = if is_silence && case.support.values().any(speaks) { Reason::MixedAnswers } else { reason };
    let Cause { code, side, meaning, remedy } = cause(reason);
    // Where every version met the same, that is told once and without the versions.
    let mut met: Vec<&str> = case.support.values().map(|support| support.detail.raw()).collect();
    met.dedup();
    let evidence = if met.len() > 1 { hellos(case) } else { detail };
    let remedy = match (reason, case.host.proxy_variable) {
        (Reason::ConnectTimeout | Reason::Unreachable | Reason::NotResolved, Some(variable)) => {
            format!("{remedy} {}", unused_proxy(variable))
        }
        _ => remedy.to_owned(),
    };
    finding(code, side, meaning.to_owned(), evidence, remedy)
}

/// Other programs here may go through a proxy, which this one does only when it is told.
fn unused_proxy(variable: &str) -> String {
    let value = if cfg!(windows) { format!("%{variable}%") } else { format!("${variable}") };
    format!("{variable} is set on this host and was not used; to go through that proxy, add --proxy \"{value}\".")
}

/// Everything that was tried is refused, and that was not everything.
fn not_all_tried(case: &Case<'_>) -> Finding {
    let tried: Vec<_> = case.support.keys().copied().collect();
    finding(
        FindingCode::NotEnoughTried,
        Side::Host,
        format!("The endpoint refuses {}; whether it accepts another version was not tried.", list(&tried)),
        hellos(case),
        "Check again with every version (without --versions).",
    )
}

fn from_other_engines(case: &Case<'_>) -> Option<(Reason, String)> {
    let seen = case.record.probed.observations.first()?;
    let reason = match seen.end {
        End::Local(LocalReason::Exhausted { .. }) => Reason::LocalLimit,
        End::Local(LocalReason::Stalled { .. }) => Reason::LocalStall,
        End::NotTls(_) => Reason::NotTls,
        End::Invalid(_) => Reason::InvalidAnswer,
        End::Reset | End::Closed { .. } | End::Silent { .. } => Reason::SilentNoTls,
        _ => return None,
    };
    Some((reason, words::ending(seen)))
}

fn host_unknown(case: &Case<'_>) -> Finding {
    let evidence = case.native_default().map_or("the platform's own stack was not asked".to_owned(), |result| {
        format!("the platform's own stack: {}", result.evidence)
    });
    finding(
        FindingCode::HostOfferUnknown,
        Side::Host,
        format!("The endpoint accepts {}; what this host offers could not be found out.", list(case.accepted)),
        evidence,
        "Run `tlsready host` to see what is missing, and check with `--probers wire,native,rustls`.",
    )
}

fn accepts_refused(case: &Case<'_>) -> Option<Finding> {
    let refuse = &case.target.expectation.refuse;
    let accepted: Vec<_> = case.accepted.iter().copied().filter(|version| refuse.contains(version)).collect();
    (!accepted.is_empty()).then(|| {
        finding(
            FindingCode::EndpointAcceptsRefused,
            Side::Endpoint,
            format!("The endpoint accepts {}, which it must refuse.", list(&accepted)),
            hellos_of(case, &accepted),
            "Switch the version off at the endpoint.",
        )
    })
}

/// RFC 8446, 4.1.3: a server marks an answer below its best; a version that it marks and then refuses is a contradiction.
fn contradiction(case: &Case<'_>) -> Option<Finding> {
    let sentinel = |seen: &Observation| {
        seen.answer
            .as_ref()
            .filter(|_| !matches!(seen.end, End::Invalid(_)))
            .and_then(|answer| answer.downgrade_sentinel)
    };
    let says = |what| case.record.probed.observations.iter().any(|seen| sentinel(seen) == Some(what));
    // What was not tried, or did not get there, contradicts nothing.
    let has_not = |version| {
        case.support
            .get(&version)
            .is_some_and(|support| support.state == SupportState::Refused || support.reason == Reason::InvalidAnswer)
    };
    let version = if says(DowngradeSentinel::HasTls13) && has_not(Version::Tls13) {
        Version::Tls13
    } else if says(DowngradeSentinel::HasTls12) && has_not(Version::Tls12) && has_not(Version::Tls13) {
        Version::Tls12
    } else {
        return None;
    };
    Some(finding(
        FindingCode::DowngradeContradiction,
        Side::Network,
        format!(
            "The server marks its answers as below its best, yet {version} was not accepted: something in between may stop it."
        ),
        format!("downgrade sentinel in a ServerHello; {}", hellos_of(case, &[version])),
        "Try from another network; look for a device that inspects TLS.",
    ))
}

fn unstable(case: &Case<'_>) -> Option<Finding> {
    let details: Vec<_> = case
        .support
        .values()
        .filter(|support| support.reason == Reason::Unstable)
        .map(|support| support.detail.raw())
        .collect();
    (!details.is_empty()).then(|| {
        finding(
            FindingCode::EndpointUnstable,
            Side::Endpoint,
            "The endpoint answers the same hello differently from try to try.".to_owned(),
            details.join("; "),
            "Check every server behind the address.",
        )
    })
}

fn wants_client_certificate(case: &Case<'_>) -> Option<Finding> {
    let wants = |seen: &Observation| seen.answer.as_ref().is_some_and(|answer| answer.certificate_requested);
    case.record.probed.observations.iter().any(wants).then(|| {
        finding(
            FindingCode::EndpointWantsClientCertificate,
            Side::Endpoint,
            "The endpoint asks for a client certificate, which tlsready does not have; agents bring their own."
                .to_owned(),
            "a CertificateRequest in the handshake".to_owned(),
            "",
        )
    })
}

/// What our own hellos met, in one clause: what several versions have in common is said once.
fn hellos(case: &Case<'_>) -> String {
    let versions: Vec<_> = case.support.keys().copied().collect();
    hellos_of(case, &versions)
}

/// [`hellos`] of some versions.
fn hellos_of(case: &Case<'_>, versions: &[Version]) -> String {
    let mut clauses: Vec<(String, Vec<Version>)> = Vec::new();
    for (version, support) in case.support.iter().filter(|(version, _)| versions.contains(version)) {
        let met = words::met(support);
        match clauses.iter_mut().find(|(known, _)| *known == met) {
            Some((_, versions)) => versions.push(*version),
            None => clauses.push((met, vec![*version])),
        }
    }
    let clauses: Vec<_> = clauses.iter().map(|(met, versions)| format!("{} {met}", list(versions))).collect();
    clauses.join("; ")
}

fn default_offer(case: &Case<'_>) -> Vec<Version> {
    let sent = case
        .record
        .probed
        .observations
        .iter()
        .find(|seen| seen.prober == Prober::Native && seen.asked == Asked::Default)
        .and_then(|seen| seen.sent.as_ref())
        .filter(|offer| offer.versions_listed);
    let mut versions = sent.map_or_else(
        || {
            case.host
                .platform_stack()
                .map(crate::diagnosis::host::StackAssessment::default_versions)
                .unwrap_or_default()
        },
        |offer| offer.versions.clone(),
    );
    versions.sort_unstable();
    versions
}

fn can_when_asked(case: &Case<'_>, version: Version) -> bool {
    let completed = case
        .probers
        .get(&Prober::Native)
        .and_then(|results| results.get(&Some(version)))
        .is_some_and(|result| result.outcome == ProberOutcome::Completed);
    completed
        || case
            .host
            .platform_stack()
            .and_then(|stack| stack.versions.get(&version))
            .is_some_and(|facts| matches!(facts.when_asked, WhenAsked::Yes | WhenAsked::Limited))
}

fn at_least(versions: &[Version], least: Version) -> Vec<Version> {
    versions.iter().copied().filter(|version| *version >= least).collect()
}
