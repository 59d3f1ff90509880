//! Says more about a cause on the way to the endpoint: which proxy and what it objects to, whether DNS answered at all,
//! which server name was sent, and what else this host knows about the route.

use super::{Remedy, Rule, finding};
use crate::diagnosis::endpoint::case::Case;
use crate::diagnosis::endpoint::endings::{ending, offers_no_basic, scheme_names};
use crate::diagnosis::endpoint::support::Reason;
use crate::diagnosis::finding::{Finding, FindingCode, Side, Step};
use crate::message::Message;
use crate::observation::{End, Evidence, Observation, ProxyRefusal, Unreached};
use crate::target::{Host, Via};

/// The variable that contains the password of the proxy.
const PASSWORD: &str = "TLSREADY_PROXY_PASSWORD";

/// Findings that do not affect the verdict.
pub(super) const NOTES: &[Rule] = &[passed_over];

/// Another address of the name was tried first and did not answer. Not every program then tries the next one.
fn passed_over(case: &Case<'_>) -> Option<Finding> {
    let probed = case.record.probed.address;
    let mut evidence: Vec<Message> = Vec::new();
    for seen in case.record.passed_over.iter().filter(|seen| seen.address.is_some() && seen.address != probed) {
        let is_clear =
            matches!(seen.end, End::Unreached(Unreached::Refused | Unreached::Reset | Unreached::ConnectSilent { .. }));
        let Some(address) = seen.address.filter(|_| is_clear) else { continue };
        let address = address.ip().to_string();
        let is_known =
            |known: &Message| matches!(known, Message::EndpointSeenAddressEnd { address: of, .. } if *of == address);
        if !evidence.iter().any(is_known) {
            evidence.push(Message::EndpointSeenAddressEnd { address, seen: Box::new(ending(seen)) });
        }
    }
    let reached = case.support.values().any(|support| !support.reason.is_before_tls());
    (reached && !evidence.is_empty()).then(|| {
        finding(
            FindingCode::AddressesDiffer,
            Side::Network,
            Message::EndpointAddressesDifferInAnswering,
            evidence,
            Message::EndpointDoAlignAddresses,
        )
    })
}

/// Says more about a finding for this reason.
pub(super) fn refined(case: &Case<'_>, reason: Reason, finding: Finding) -> Finding {
    let mut finding = match reason {
        Reason::ProxyRefused => return proxy(case, finding),
        Reason::NameRefused => return name_refused(case, finding),
        Reason::NotResolved => name_not_resolved(case, finding),
        Reason::ConnectionRefused => connection_refused(case, finding),
        Reason::ResetNoTls | Reason::ClosedNoTls | Reason::SilentNoTls => no_answer(case, finding),
        Reason::ConnectTimeout | Reason::Unreachable | Reason::NotTls => finding,
        _ => return finding,
    };
    // Everything that is left may be different through a proxy.
    if case.target.route == Via::Direct {
        finding.remedy.extend(case.host.proxy_variable.map(unused_proxy));
    }
    finding
}

/// Suggests a proxy that other programs may use; this program uses it only on request.
fn unused_proxy(variable: &str) -> Step {
    let value = if cfg!(windows) { format!("%{variable}%") } else { format!("${variable}") };
    Step::Do(Message::EndpointDoUseProxy { variable: variable.to_owned(), flag: format!("--proxy \"{value}\"") })
}

/// Returns the last failure to reach the endpoint.
fn unreached<'a>(case: &'a Case<'_>) -> Option<&'a Unreached> {
    let mut all = case.seen().iter().rev().chain(case.record.passed_over.iter().rev());
    all.find_map(|seen: &Observation| match &seen.end {
        End::Unreached(why) => Some(why),
        _ => None,
    })
}

/// Names the proxy, and says which kind of failure it is and what helps against it.
fn proxy(case: &Case<'_>, mut finding: Finding) -> Finding {
    let (Via::Proxy(proxy), Some(Unreached::Proxy(refusal))) = (&case.target.route, unreached(case)) else {
        return finding;
    };
    let proxy = proxy.to_string();
    let flag = || "--proxy".to_owned();
    let method = || "CONNECT".to_owned();
    let (summary, remedy) = match refusal {
        ProxyRefusal::Authentication { schemes, .. } if offers_no_basic(schemes) => (
            Message::EndpointCauseProxyOtherScheme { proxy, schemes: scheme_names(schemes) },
            Message::EndpointDoProxyOtherScheme { flag: flag() },
        ),
        ProxyRefusal::Authentication { sent: true, .. } => (
            Message::EndpointCauseProxyRejectsPassword { proxy },
            Message::EndpointDoProxyCheckPassword { variable: PASSWORD.to_owned() },
        ),
        ProxyRefusal::Authentication { sent: false, .. } => (
            Message::EndpointCauseProxyWantsPassword { proxy: proxy.clone() },
            Message::EndpointDoProxyAddPassword {
                flag: format!("--proxy http://USER@{proxy}"),
                variable: PASSWORD.to_owned(),
            },
        ),
        ProxyRefusal::Status { code: 502..=504, .. } => {
            (Message::EndpointCauseProxyCannotReach { proxy }, Message::EndpointDoProxyCheckItsNetwork)
        }
        ProxyRefusal::Status { code: 400 | 404 | 405 | 501, .. } => (
            Message::EndpointCauseProxyNoTunnels { proxy, method: method() },
            Message::EndpointDoProxyCheckKind { flag: flag() },
        ),
        ProxyRefusal::Status { .. } => {
            (Message::EndpointCauseProxyForbids { proxy }, Message::EndpointDoAllowTunnel { method: method() })
        }
        ProxyRefusal::Unreached(why) => match **why {
            Unreached::NotResolved { .. } | Unreached::ResolverSilent { .. } | Unreached::NoAddressOfFamily => {
                (Message::EndpointCauseProxyNotResolved { proxy }, Message::EndpointDoProxyCheckName { flag: flag() })
            }
            _ => {
                (Message::EndpointCauseProxyNotReached { proxy }, Message::EndpointDoProxyCheckAddress { flag: flag() })
            }
        },
        ProxyRefusal::Broken { .. } => {
            (Message::EndpointCauseProxyNotHttp { proxy }, Message::EndpointDoProxyCheckKind { flag: flag() })
        }
        ProxyRefusal::Silent { .. } => {
            (Message::EndpointCauseProxySilent { proxy }, Message::EndpointDoProxyWait { flag: "--timeout".to_owned() })
        }
    };
    finding.summary = summary;
    finding.remedy = Remedy::from(remedy).0;
    finding
}

/// Distinguishes a name that does not exist from DNS that does not answer.
fn name_not_resolved(case: &Case<'_>, finding: Finding) -> Finding {
    match unreached(case) {
        Some(Unreached::ResolverSilent { .. } | Unreached::NotResolved { evidence: Evidence::NoResolver(_) }) => {
            Finding {
                code: FindingCode::DnsNoAnswer,
                summary: Message::EndpointCauseDnsNoAnswer,
                remedy: Remedy::from(Message::EndpointDoCheckDns { flag: "--proxy URL".to_owned() }).0,
                ..finding
            }
        }
        _ => finding,
    }
}

/// Shows the server name that was sent, and advises nothing that was already done.
fn name_refused(case: &Case<'_>, mut finding: Finding) -> Finding {
    let own = match &case.target.host {
        Host::Name(name) => Some(name),
        Host::Address(_) => None,
    };
    let remedy = if let Some(sent) = &case.target.sni {
        finding.evidence.push(Message::EndpointSeenServerName { name: sent.clone() });
        if own == Some(sent) {
            Message::EndpointDoCheckOwnName
        } else {
            finding.summary = Message::EndpointCauseSentNameRefused { name: sent.clone() };
            Message::EndpointDoCheckSentName { flag: "--sni".to_owned(), name: sent.clone() }
        }
    } else {
        finding.evidence.push(Message::EndpointSeenNoServerName);
        Message::EndpointDoCheckName { flag: "--sni NAME".to_owned() }
    };
    finding.remedy = Remedy::from(remedy).0;
    finding
}

/// The services of Microsoft listen on their ports, so what refuses a connection to one is in between.
fn connection_refused(case: &Case<'_>, mut finding: Finding) -> Finding {
    if case.target.is_microsofts() {
        finding.side = Side::Network;
        finding.summary = Message::EndpointCauseMicrosoftRefused;
        finding.remedy = Remedy::from(Message::EndpointDoAllowMicrosoft).0;
    }
    finding
}

/// A reset, a close, and silence are different: what resets has seen the hello and rejects it.
fn no_answer(case: &Case<'_>, mut finding: Finding) -> Finding {
    let mut reasons = case.support.values().map(|support| support.reason);
    let Some(first) = reasons.next() else { return finding };
    if reasons.all(|reason| reason == first) {
        finding.summary = match first {
            Reason::ResetNoTls => Message::EndpointCauseReset,
            Reason::ClosedNoTls => Message::EndpointCauseClosed,
            Reason::SilentNoTls => Message::EndpointCauseSilent,
            _ => return finding,
        };
    }
    finding
}
