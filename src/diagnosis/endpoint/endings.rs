//! The sentences of the conclusions. Everything that came from a peer was cleaned before it came here.

use super::support::{Reason, Support, SupportState};
use crate::observation::{End, LocalReason, Observation, Prober, ProxyRefusal, Unreached};
use crate::tls::Version;
use crate::wire::HelloVariant;

/// `TLS 1.2 and TLS 1.3`.
pub(super) fn list(versions: &[Version]) -> String {
    let names: Vec<_> = versions.iter().map(|version| version.name()).collect();
    match names.split_last() {
        None => "no version".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// `the probers wire and rustls`.
pub(super) fn list_probers(probers: &[Prober]) -> String {
    let codes: Vec<_> = probers.iter().map(|prober| prober.code()).collect();
    match codes.split_last() {
        None => "no prober".to_owned(),
        Some((only, [])) => format!("the prober {only}"),
        Some((last, rest)) => format!("the probers {} and {last}", rest.join(", ")),
    }
}

pub(super) fn accepted(version: Version, proof: &Observation) -> String {
    let Some(answer) = &proof.answer else { return format!("the endpoint accepts {version}") };
    let what = if answer.hello_retry_request { "HelloRetryRequest" } else { "ServerHello" };
    let how = match proof.variant {
        HelloVariant::Standard => "",
        HelloVariant::Short => " to a short hello",
        HelloVariant::RsaKeyExchange => " to a hello with RSA key exchange only",
        HelloVariant::EverySuite(_) => ", only to a hello with rare suites",
        HelloVariant::NoKeyShare => " to a hello without a key share",
    };
    format!("the endpoint answers with a {what} for {version}{how}, suite {}", answer.cipher_suite)
}

pub(super) fn unstable(version: Version, yes: usize, of: usize) -> String {
    format!(
        "the endpoint accepted {version} in {yes} of {of} tries and not in the others: a pool of servers that differ?"
    )
}

pub(super) fn without_try(reason: Reason, version: Version) -> String {
    match reason {
        Reason::Cancelled => format!("the run was stopped before {version} was answered"),
        _ => format!("no prober of this run could try {version}"),
    }
}

/// The run ended before everything was tried that makes a refusal final.
pub(super) fn stopped(version: Version, seen: &Observation) -> String {
    let so_far = match &seen.end {
        End::Alert(alert) => format!("was refused with alert {}", alert.description),
        End::Reset => "had its connection reset".to_owned(),
        End::Closed { .. } => "had its connection closed".to_owned(),
        _ => "had no answer".to_owned(),
    };
    format!("the run was stopped before every {version} hello was tried; the first {so_far}")
}

/// Why a version is refused or unclear.
pub(super) fn refusal(
    version: Version,
    reason: Reason,
    seen: &Observation,
    tries: usize,
    accepted: &[Version],
) -> String {
    let others = list(accepted);
    let hellos = if tries == 1 { String::new() } else { format!(" (in {tries} tries with different hellos)") };
    match reason {
        Reason::AnswersLower => {
            let lower = seen.answer.as_ref().map_or("a lower version", |answer| answer.version.name());
            format!("the endpoint answers a {version} hello with {lower}")
        }
        Reason::AlertProtocolVersion => format!("the endpoint refuses {version} with alert protocol_version (70)"),
        Reason::AlertOther => format!("the endpoint refuses {version} with alert {}{hellos}", alert(seen)),
        Reason::Reset => {
            format!("the endpoint resets the connection after a {version} hello{hellos}, while it accepts {others}")
        }
        Reason::Closed => {
            format!("the endpoint closes the connection after a {version} hello{hellos}, while it accepts {others}")
        }
        Reason::Silent => format!("the endpoint does not answer a {version} hello, while it accepts {others}"),
        Reason::ResetNoTls | Reason::ClosedNoTls | Reason::SilentNoTls => {
            format!("{}, and no version was accepted at this address", ending(seen))
        }
        Reason::ProberOff => format!(
            "{}, to the {version} hello of this host's own stack; other hellos, which might fare better, were not tried",
            ending(seen)
        ),
        _ => ending(seen),
    }
}

/// What the hellos of one version met, to be read after the version's name.
pub(super) fn met(support: &Support) -> String {
    let suite = support.cipher_suite.map(|suite| format!(" ({suite})")).unwrap_or_default();
    let alert = support.alert.map_or_else(|| "an alert".to_owned(), |alert| format!("alert {alert}"));
    match support.reason {
        Reason::ServerHello => format!("accepted{suite}"),
        Reason::HelloRetryRequest => "accepted (by HelloRetryRequest)".to_owned(),
        Reason::Unstable => "accepted on some tries only".to_owned(),
        Reason::AnswersLower => {
            format!("answered with {}", support.answered.map_or("a lower version", Version::name))
        }
        Reason::AlertProtocolVersion | Reason::AlertOther => format!("refused with {alert}"),
        Reason::Reset => "refused by a reset".to_owned(),
        Reason::Closed => "refused by closing the connection".to_owned(),
        Reason::Silent => "not answered".to_owned(),
        Reason::ProberOff if support.state == SupportState::Unknown => {
            let met = if support.alert.is_some() { alert } else { "no answer".to_owned() };
            format!("unknown (this host's own stack alone tried, and met {met})")
        }
        _ => format!("unknown: {}", support.detail),
    }
}

fn alert(seen: &Observation) -> String {
    match &seen.end {
        End::Alert(alert) => alert.description.to_string(),
        _ => "unknown".to_owned(),
    }
}

/// How an attempt ended, as a clause for people.
pub(super) fn ending(seen: &Observation) -> String {
    match &seen.end {
        End::Done => "the handshake was completed".to_owned(),
        End::Alert(alert) if alert.description == crate::tls::AlertDescription::UNRECOGNIZED_NAME => {
            "alert unrecognized_name (112), which is about the name and not about the version".to_owned()
        }
        End::Alert(alert) => format!("the endpoint answered with alert {}", alert.description),
        End::Reset => format!("the connection was reset after {}", last_word(seen)),
        End::Closed { .. } => format!("the connection was closed after {}", last_word(seen)),
        End::Silent { waited, .. } if seen.answer.is_some() => {
            format!("nothing more within {} after {}", seconds(*waited), last_word(seen))
        }
        End::Silent { waited, after: 0 } => format!("no answer to the hello within {}", seconds(*waited)),
        End::Silent { waited, after } => {
            format!("{after} bytes within {} that are no whole answer to the hello", seconds(*waited))
        }
        End::NotTls(what) => format!("what came is not TLS but {}", what.name()),
        End::Invalid(problem) => format!("the answer breaks the rules of TLS: {problem}"),
        End::Local(reason) => local(reason),
        End::Unreached(why) => unreached(why),
    }
}

/// The last message that settles something: ours, or the endpoint's answer to it.
fn last_word(seen: &Observation) -> &'static str {
    match &seen.answer {
        None => "the hello",
        Some(answer) if answer.hello_retry_request => "its HelloRetryRequest",
        Some(_) => "its ServerHello",
    }
}

fn local(reason: &LocalReason) -> String {
    match reason {
        LocalReason::NothingOffered { .. } => "this host's stack offered nothing".to_owned(),
        LocalReason::Aborted { alert: Some(alert), .. } => {
            format!("this host's stack gave up after the endpoint's answer, with alert {}", alert.description)
        }
        LocalReason::Aborted { alert: None, .. } => "this host's stack gave up after the endpoint's answer".to_owned(),
        LocalReason::NotTrusted => "this host does not trust the certificate".to_owned(),
        LocalReason::ProberCannot => "this prober cannot offer that version".to_owned(),
        LocalReason::Exhausted { evidence } => format!("this machine ran out of something: {evidence}"),
        LocalReason::Stalled { waited } => {
            format!("this host's stack was busy with itself for {:.1} s and did not come back", waited.as_secs_f64())
        }
        LocalReason::Cancelled => "the run was stopped before".to_owned(),
    }
}

fn unreached(why: &Unreached) -> String {
    match why {
        Unreached::NotResolved { evidence } => format!("the name does not resolve: {evidence}"),
        Unreached::ResolverSilent { waited } => format!("the resolver did not answer within {}", seconds(*waited)),
        Unreached::NoAddressOfFamily => "the name has no address of the family asked for".to_owned(),
        Unreached::Refused => "the connection was refused".to_owned(),
        Unreached::ConnectSilent { waited } => format!("the connection was not answered within {}", seconds(*waited)),
        Unreached::NoRoute { evidence } | Unreached::Other { evidence } => format!("there is no way there: {evidence}"),
        Unreached::Proxy(refusal) => proxy(refusal),
    }
}

fn proxy(refusal: &ProxyRefusal) -> String {
    match refusal {
        ProxyRefusal::Status { code: 407, .. } => {
            "the proxy wants a user and a password (407): --proxy http://user:password@host:port".to_owned()
        }
        ProxyRefusal::Status { code, reason } => format!("the proxy refused the tunnel: {code} {reason}"),
        ProxyRefusal::Unreached(why) => format!("the proxy was not reached: {}", unreached(why)),
        ProxyRefusal::Broken { evidence } => format!("the proxy broke off: {evidence}"),
        ProxyRefusal::Silent { waited } => format!("the proxy did not answer within {}", seconds(*waited)),
    }
}

fn seconds(duration: std::time::Duration) -> String {
    if duration.as_secs() == 0 {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}
