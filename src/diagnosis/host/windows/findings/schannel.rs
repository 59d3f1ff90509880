//! Whether the default set of Schannel has TLS 1.2.

use super::finding;
use crate::diagnosis::host::windows::facts::WindowsFacts;
use crate::diagnosis::host::windows::schannel::{Role, protocol_path};
use crate::diagnosis::host::windows::values::entry_message;
use crate::diagnosis::host::windows::verdict::VersionVerdict;
use crate::diagnosis::{Finding, FindingCode, Weight};
use crate::message::Message;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::Entry;
use crate::tls::Version;

pub(super) fn default_set(facts: &WindowsFacts) -> Option<Finding> {
    use FindingCode as Code;
    let verdict = facts.schannel(Version::Tls12);
    let otherwise = facts.seen_otherwise.get(&Version::Tls12);
    let otherwise = otherwise.filter(|settings| settings.default != Known::No).map(seen_to_lack);
    let (code, summary) = match facts.schannel_offers() {
        Known::Yes => return None,
        Known::No if verdict.supported == Known::No => {
            (Code::Tls12NotSupported, Message::WindowsFindingTls12NotSupported)
        }
        Known::No if let Some(seen) = otherwise => (Code::SchannelDefaultLacksTls12, seen),
        Known::No if verdict.when_asked == WhenAsked::No => {
            (Code::SchannelDefaultLacksTls12, Message::WindowsFindingSchannelDenied)
        }
        Known::No if verdict.supported == Known::Unknown => {
            let reason = Box::new(verdict.reason.clone());
            (Code::SchannelDefaultLacksTls12, Message::WindowsFindingSchannelNotByDefault { reason })
        }
        Known::No => (Code::SchannelDefaultLacksTls12, lacks(facts, verdict)),
        Known::Unknown => {
            let reason = Box::new(verdict.reason.clone());
            (Code::SchannelDefaultUnknown, Message::WindowsFindingSchannelUnknown { reason })
        }
    };
    let evidence = vec![evidence(facts, verdict)];
    Some(Finding { confidence: verdict.confidence, ..finding(code, Weight::Cause, summary, evidence) })
}

/// Describes what the settings say if Schannel's own hellos lack the version.
fn seen_to_lack(settings: &VersionVerdict) -> Message {
    if settings.surely_default() {
        Message::WindowsFindingSeenToLackRestart
    } else {
        Message::WindowsFindingSeenToLack { reason: Box::new(settings.reason.clone()) }
    }
}

/// Describes that Schannel supports the version but does not offer it by default.
fn lacks(facts: &WindowsFacts, verdict: &VersionVerdict) -> Message {
    let cause = if verdict.decided_by.is_some() { "flag" } else { "default" };
    let best = facts.protocols.client.iter().rev().find(|(_, verdict)| verdict.default == Known::Yes);
    match best {
        Some((Version::Tls13, _)) => Message::WindowsFindingSchannelLacksOnlyTls12 { cause },
        Some((best, _)) => Message::WindowsFindingSchannelLacks { cause, best: *best },
        None => Message::WindowsFindingSchannelLacksAll { cause },
    }
}

/// Returns the value that decides, or the contents of the TLS 1.2 key if none of its values does.
fn evidence(facts: &WindowsFacts, verdict: &VersionVerdict) -> Message {
    if let Some(value) = &verdict.decided_by {
        return value.message();
    }
    let path = protocol_path(Version::Tls12, Role::Client);
    let values = &facts.protocols.values[&(Version::Tls12, Role::Client)];
    let (flag, enabled) = (&values.disabled_by_default, &values.enabled);
    if (flag, enabled) == (&Entry::Absent, &Entry::Absent) {
        return Message::WindowsValueNeitherSet { path };
    }
    let shown = |name, entry| Box::new(entry_message(name, entry));
    Message::WindowsValueNeitherDecides {
        path,
        flag: shown("DisabledByDefault", flag),
        enabled: shown("Enabled", enabled),
    }
}
