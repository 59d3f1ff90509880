//! The rules of Microsoft's "Troubleshoot Update Agent" script for Update Management (2024-04-17), by their ids: what
//! each would report on this host as far as the registry shows, what is known here, and where a rule misleads.

mod script;

use serde::Serialize;

pub use script::{CHECKER, RuleId};

use super::assessment::Assessment;
use super::clients::ClientKind;
use super::dotnet::{Installed, RELEASE_462, release_name};
use super::facts::WindowsFacts;
use super::schannel::Role;
use super::verdict::{both, negated};
use super::winhttp::{ProxySetting, SettingsOwner};
use crate::diagnosis::Readiness;
use crate::message::Message;
use crate::observation::host::Known;
use crate::settings::registry::{Data, Entry, Lookup, Snapshot, last_name};
use crate::tls::Version;

const AU: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU";
const WINDOWS_UPDATE: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate";
const HEALTH_SERVICE: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HealthService";
const WORKSPACES: &str =
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\Service Connector Services";

/// The result of a rule, in the script's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::VariantArray)]
pub enum RuleResult {
    /// `Passed`.
    Passed,
    /// `PassedWithWarning`.
    PassedWithWarning,
    /// `Failed`.
    Failed,
    /// Not in the registry: the rule checks the network, running services, or event logs.
    NotInRegistry,
    /// The part of the registry that contains it was not read.
    NotRead,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The script's `RuleId`.
    pub id: RuleId,
    /// The script's `RuleName`.
    pub name: &'static str,
    /// The script's `RuleGroupId`.
    pub group: &'static str,
    /// What the rule would report.
    pub theirs: RuleResult,
    /// The suffix of the script's message id (`.NotExplicitlyEnabled`), if there is one.
    pub detail: Option<&'static str>,
    /// What is known here: one clause.
    pub ours: Message,
    /// Where the rule misleads: one clause.
    pub misleads: Option<Message>,
}

/// The outcome of a rule: the result, the suffix of the message id, our evidence, and where it misleads.
type Answer = (RuleResult, Option<&'static str>, Message, Option<Message>);

/// Returns all twenty rules, in the script's order.
pub fn update_management(snapshot: &Snapshot, assessment: &Assessment) -> Vec<Rule> {
    use RuleId as R;
    let facts = &assessment.facts;
    let tcp = |what: &'static str, command: &str| -> Answer {
        let ours = Message::WindowsRuleTestedBy { what, command: command.to_owned() };
        (RuleResult::NotInRegistry, None, ours, Some(Message::WindowsMisleadsTcp))
    };
    let logs = "tlsready check --service log-analytics --var workspace_id=…";
    let jobs = "tlsready check --service update-management";
    let at_the_host =
        |what: &'static str| -> Answer { (RuleResult::NotInRegistry, None, Message::WindowsRuleOnHost { what }, None) };
    let rules: [(RuleId, Answer); 20] = [
        (R::OperatingSystemCheck, operating_system(facts)),
        (R::DotNetFrameworkInstalledCheck, dotnet(facts)),
        (R::WindowsManagementFrameworkInstalledCheck, management_framework(snapshot)),
        (R::AutomationAgentServiceConnectivityCheck1, tcp("registration", logs)),
        (R::AutomationJobRuntimeDataServiceConnectivityCheck, tcp("operations", jobs)),
        (R::MonitoringAgentServiceRunningCheck, monitoring_agent(snapshot)),
        (R::SystemHybridRunbookWorkerRunningCheck, at_the_host("worker")),
        (R::MonitoringAgentServiceEventsCheck, at_the_host("events")),
        (R::LinkedWorkspaceCheck, workspaces(snapshot)),
        (R::CryptoRsaMachineKeysFolderAccessCheck, at_the_host("folder")),
        (R::TlsVersionCheck, tls_version(facts)),
        (R::AlwaysAutoRebootCheck, auto_reboot(snapshot)),
        (R::WSUSServerConfigured, wsus(snapshot)),
        (R::AutomaticUpdateCheck, automatic_update(snapshot)),
        (R::HttpsConnection, https(jobs)),
        (R::ProxySettings, proxy(facts)),
        (R::IMDSConnectivity, at_the_host("metadata")),
        (R::WUServiceRunningCheck, update_service(snapshot)),
        (R::LAOdsEndpointConnectivity, tcp("data", logs)),
        (R::LAOmsEndpointConnectivity, tcp("agent", logs)),
    ];
    let rule = |(id, (theirs, detail, ours, misleads)): (RuleId, Answer)| {
        let (name, group) = id.names();
        Rule { id, name, group, theirs, detail, ours, misleads }
    };
    rules.into_iter().map(rule).collect()
}

fn operating_system(facts: &WindowsFacts) -> Answer {
    let Some(build) = facts.os.build else { return not_read("windows") };
    let result = if build >= 7600 { RuleResult::Passed } else { RuleResult::Failed };
    let misleads = (build == 7600).then_some(Message::WindowsMisleadsServicePack);
    let ours = Message::WindowsRuleOs { windows: facts.os.name.clone(), build: build.to_string() };
    (result, None, ours, misleads)
}

fn dotnet(facts: &WindowsFacts) -> Answer {
    let Some(release) = facts.dotnet.release.filter(|_| facts.dotnet.release_read) else {
        return match facts.dotnet.clr4 {
            Installed::Unknown => not_read("dotnet"),
            Installed::Yes | Installed::No => {
                let versions = facts.dotnet.versions.clone();
                (RuleResult::Failed, None, Message::WindowsRuleDotnetInstalled { versions }, None)
            }
        };
    };
    let result = if release >= RELEASE_462 { RuleResult::Passed } else { RuleResult::Failed };
    let ours = Message::WindowsRuleDotnet { version: release_name(release), release: release.to_string() };
    (result, None, ours, Some(Message::WindowsMisleadsDotnet))
}

fn management_framework(snapshot: &Snapshot) -> Answer {
    let engine = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine";
    let older = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine";
    let version = snapshot.text(engine, "PowerShellVersion").or_else(|| snapshot.text(older, "PowerShellVersion"));
    let Some(version) = version else { return not_read("powershell") };
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let result = match (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) {
        (5, 1..) | (6.., _) => RuleResult::Passed,
        (4 | 5, _) => RuleResult::PassedWithWarning,
        _ => RuleResult::Failed,
    };
    (result, None, Message::WindowsRulePowershell { version: version.to_owned() }, None)
}

fn monitoring_agent(snapshot: &Snapshot) -> Answer {
    let (result, state) = match (snapshot.key(HEALTH_SERVICE), snapshot.entry(HEALTH_SERVICE, "Start")) {
        (Lookup::NotRead, _) => return not_read("agent"),
        (Lookup::Absent, _) => (RuleResult::Failed, "not-installed"),
        (Lookup::Found(_), Entry::Number(4)) => (RuleResult::NotInRegistry, "installed-disabled"),
        (Lookup::Found(_), _) => (RuleResult::NotInRegistry, "installed"),
    };
    (result, None, Message::WindowsRuleService { service: "HealthService".to_owned(), state }, None)
}

fn workspaces(snapshot: &Snapshot) -> Answer {
    let found: Vec<String> = snapshot
        .children(WORKSPACES)
        .iter()
        .filter_map(|path| last_name(path).strip_prefix("Log Analytics - ").map(str::to_owned))
        .collect();
    let (result, detail) = match (found.len(), snapshot.key(WORKSPACES)) {
        (0, Lookup::NotRead) => return not_read("workspace"),
        (0, _) => (RuleResult::Failed, Some(".NoWorkspace")),
        // The rule counts a workspace only if the event log shows that its configuration became active.
        _ => (RuleResult::NotInRegistry, None),
    };
    let ours = match found {
        none if none.is_empty() => Message::WindowsRuleNoWorkspace,
        workspaces => Message::WindowsRuleWorkspace { workspaces, event: "1210".to_owned() },
    };
    (result, detail, ours, None)
}

/// Applies the TLS rule, which reads four values and makes no handshake.
fn tls_version(facts: &WindowsFacts) -> Answer {
    let Some(build) = facts.os.build else { return not_read("windows") };
    let values = |role| &facts.protocols.values[&(Version::Tls12, role)];
    let roles = [Role::Client, Role::Server];
    if roles.iter().any(|role| values(*role).enabled == Entry::NotRead) {
        return not_read("protocol");
    }
    let (result, detail) = match build {
        6001..=7599 => (RuleResult::Failed, None),
        7601..=8400 => {
            let explicit = roles.iter().all(|role| equals(&values(*role).disabled_by_default, 0));
            let denied = roles.iter().all(|role| equals(&values(*role).enabled, 0));
            if explicit && !denied {
                (RuleResult::Passed, None)
            } else {
                (RuleResult::Failed, Some(".NotExplicitlyEnabled"))
            }
        }
        9200.. => {
            let denied = roles
                .iter()
                .any(|role| equals(&values(*role).disabled_by_default, 1) || equals(&values(*role).enabled, 0));
            if denied {
                (RuleResult::Failed, Some(".ExplicitlyDisabled"))
            } else {
                (RuleResult::Passed, Some(".EnabledByDefault"))
            }
        }
        _ => (RuleResult::Failed, Some(".NoDefaultSupport")),
    };
    let schannel = facts.in_force(Version::Tls12, facts.schannel(Version::Tls12));
    let offers = both(negated(facts.lacks_suites(Version::Tls12)), facts.schannel_offers());
    let ours = Message::WindowsRuleTls {
        offers: match offers {
            Known::Yes => "yes",
            Known::No => "no",
            Known::Unknown => "unknown",
        },
        reason: Box::new(schannel.reason.clone()),
    };
    let misleads = misleads_about_tls(facts, build, result, offers);
    (result, detail, ours, Some(misleads))
}

/// Compares as PowerShell does: with a text by text, with any number by number.
fn equals(entry: &Entry, number: u32) -> bool {
    match entry {
        Entry::Number(found) => *found == number,
        Entry::WrongType(Data::Qword(found)) => *found == u64::from(number),
        Entry::WrongType(data) => data.text() == Some(number.to_string().as_str()),
        Entry::Absent | Entry::NotRead => false,
    }
}

fn misleads_about_tls(facts: &WindowsFacts, build: u32, result: RuleResult, offers: Known) -> Message {
    let old_dotnet = facts.readiness(&[ClientKind::Dotnet4]) != Readiness::Ready;
    match (result, offers) {
        (RuleResult::Failed, _) if build < 7600 => Message::WindowsMisleadsReadsNoValue,
        (RuleResult::Failed, Known::Yes) => Message::WindowsMisleadsServerKeyOn,
        (RuleResult::Failed, _) if build == 7600 => Message::WindowsMisleadsSaysNone,
        (RuleResult::Passed, Known::No | Known::Unknown) => Message::WindowsMisleadsPassesUnsure,
        (RuleResult::Passed, Known::Yes) if old_dotnet => Message::WindowsMisleadsPassesDotnet,
        (RuleResult::Failed, _) if build >= 9200 => Message::WindowsMisleadsFailsServerKey,
        (RuleResult::Failed, _) => Message::WindowsMisleadsWantsServerKey,
        _ => Message::WindowsMisleadsNoHandshake,
    }
}

fn auto_reboot(snapshot: &Snapshot) -> Answer {
    let names = ["AlwaysAutoRebootAtScheduledTime", "AlwaysAutoRebootAtScheduledTimeMinutes"];
    setting(snapshot, AU, Message::WindowsRuleNoRebootValue, |snapshot| {
        names.iter().find_map(|name| {
            let value = snapshot.entry(AU, name).number().filter(|value| *value != 0)?;
            Some(Message::WindowsRuleValue { name: (*name).to_owned(), value: value.to_string() })
        })
    })
}

fn wsus(snapshot: &Snapshot) -> Answer {
    const NAME: &str = "WUServer";
    setting(snapshot, WINDOWS_UPDATE, Message::WindowsRuleNoWsus, |snapshot| {
        let value = snapshot.text(WINDOWS_UPDATE, NAME)?.to_owned();
        Some(Message::WindowsRuleValue { name: NAME.to_owned(), value })
    })
}

fn automatic_update(snapshot: &Snapshot) -> Answer {
    setting(snapshot, AU, Message::WindowsRuleUpdatesNotAutomatic, |snapshot| {
        equals(&snapshot.entry(AU, "AUOptions"), 4).then_some(Message::WindowsRuleUpdatesAutomatic)
    })
}

/// Applies a rule about a machine setting: a warning if the setting is found.
fn setting(snapshot: &Snapshot, path: &str, absent: Message, find: impl Fn(&Snapshot) -> Option<Message>) -> Answer {
    match find(snapshot) {
        Some(found) => (RuleResult::PassedWithWarning, None, found, None),
        None if snapshot.key(path) == Lookup::NotRead => not_read("update-policy"),
        None => (RuleResult::Passed, None, absent, None),
    }
}

fn https(command: &str) -> Answer {
    let ours = Message::WindowsRuleTestedBy { what: "https", command: command.to_owned() };
    (RuleResult::NotInRegistry, None, ours, Some(Message::WindowsMisleadsHttps))
}

fn proxy(facts: &WindowsFacts) -> Answer {
    let Some(winhttp) = facts.proxies.iter().find(|proxy| proxy.owner == SettingsOwner::Winhttp) else {
        return not_read("proxy");
    };
    let is_direct = winhttp.proxy == ProxySetting::Direct;
    let result = if is_direct { RuleResult::Passed } else { RuleResult::PassedWithWarning };
    let ours = Message::WindowsRuleProxy { proxy: Box::new(winhttp.proxy.message()) };
    (result, None, ours, Some(Message::WindowsMisleadsProxy))
}

fn update_service(snapshot: &Snapshot) -> Answer {
    let path = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv";
    let service = "wuauserv".to_owned();
    match snapshot.entry(path, "Start") {
        Entry::Number(4) => {
            (RuleResult::Failed, None, Message::WindowsRuleService { service, state: "disabled" }, None)
        }
        Entry::Number(start) => {
            let ours = Message::WindowsRuleServiceStart { service, start: start.to_string() };
            (RuleResult::Passed, None, ours, None)
        }
        Entry::WrongType(_) | Entry::Absent | Entry::NotRead => not_read("update-service"),
    }
}

/// Returns the answer for something that was not read. `what` is a code of the catalog.
const fn not_read(what: &'static str) -> Answer {
    (RuleResult::NotRead, None, Message::WindowsRuleUnread { what }, None)
}
