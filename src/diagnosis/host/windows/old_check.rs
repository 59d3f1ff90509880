//! The rules of Microsoft's "Troubleshoot Update Agent" script for Update Management (2024-04-17), by their ids: what they
//! would say of this host as far as the registry tells, what we say, and where a rule misleads.

use std::fmt;

use serde::Serialize;

use super::confidence::{self, negated};
use super::dotnet::{RELEASE_462, release_name};
use super::facts::WindowsFacts;
use super::schannel::Role;
use crate::diagnosis::Readiness;
use crate::observation::host::Known;
use crate::settings::registry::{Entry, Lookup, Snapshot, last_name};
use crate::tls::Version;

const AU: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU";
const WINDOWS_UPDATE: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate";
const HEALTH_SERVICE: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HealthService";
const WORKSPACES: &str =
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\Service Connector Services";

/// The script's rules, by its names for them, in its order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[expect(missing_docs, reason = "the names are Microsoft's; tlsready explain tells each in full")]
pub enum RuleId {
    OperatingSystemCheck,
    DotNetFrameworkInstalledCheck,
    WindowsManagementFrameworkInstalledCheck,
    AutomationAgentServiceConnectivityCheck1,
    AutomationJobRuntimeDataServiceConnectivityCheck,
    MonitoringAgentServiceRunningCheck,
    SystemHybridRunbookWorkerRunningCheck,
    MonitoringAgentServiceEventsCheck,
    LinkedWorkspaceCheck,
    CryptoRsaMachineKeysFolderAccessCheck,
    TlsVersionCheck,
    AlwaysAutoRebootCheck,
    WSUSServerConfigured,
    AutomaticUpdateCheck,
    HttpsConnection,
    ProxySettings,
    IMDSConnectivity,
    WUServiceRunningCheck,
    LAOdsEndpointConnectivity,
    LAOmsEndpointConnectivity,
}

impl fmt::Display for RuleId {
    /// As the script writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What a rule says, in the script's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::VariantArray)]
pub enum RuleResult {
    /// `Passed`.
    Passed,
    /// `PassedWithWarning`.
    PassedWithWarning,
    /// `Failed`.
    Failed,
    /// Not to be told from the registry: the rule looks at the network, at services that run, or at event logs.
    NotInRegistry,
    /// The place where the registry has it was not read.
    NotRead,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The script's `RuleId`.
    pub id: RuleId,
    /// The script's `RuleName`.
    pub name: &'static str,
    /// The script's `RuleGroupId`.
    pub group: &'static str,
    /// What the rule would say.
    pub theirs: RuleResult,
    /// What follows the result in the script's message id (`.NotExplicitlyEnabled`), where there is something.
    pub detail: Option<&'static str>,
    /// What we know, one sentence.
    pub ours: String,
    /// Where the rule misleads, one sentence.
    pub misleads: Option<String>,
}

/// What a rule finds: the result, what follows it in the message id, our evidence, where it misleads.
type Answer = (RuleResult, Option<&'static str>, String, Option<String>);

/// All twenty rules, in the script's order.
pub fn update_management(snapshot: &Snapshot, facts: &WindowsFacts) -> Vec<Rule> {
    use RuleId as R;
    let tcp = |what: &str, command: &str| -> Answer {
        let misleads = "it opens a TCP connection and makes no handshake, so it passes where TLS fails".to_owned();
        (RuleResult::NotInRegistry, None, format!("{what} is tried, with every version, by: {command}"), Some(misleads))
    };
    let logs = "tlsready check --service log-analytics --var workspace_id=…";
    let jobs = "tlsready check --service update-management";
    let at_the_host =
        |what: &str| -> Answer { (RuleResult::NotInRegistry, None, format!("{what}: seen on the host only"), None) };
    let rules: [(RuleId, &'static str, &'static str, Answer); 20] = [
        (R::OperatingSystemCheck, "Operating System", "prerequisites", operating_system(facts)),
        (R::DotNetFrameworkInstalledCheck, ".Net Framework 4.6.2+", "prerequisites", dotnet(facts)),
        (R::WindowsManagementFrameworkInstalledCheck, "WMF 5.1", "prerequisites", management_framework(snapshot)),
        (
            R::AutomationAgentServiceConnectivityCheck1,
            "Registration endpoint",
            "connectivity",
            tcp("the registration endpoint", logs),
        ),
        (
            R::AutomationJobRuntimeDataServiceConnectivityCheck,
            "Operations endpoint",
            "connectivity",
            tcp("the operations endpoint", jobs),
        ),
        (
            R::MonitoringAgentServiceRunningCheck,
            "Monitoring Agent service status",
            "servicehealth",
            monitoring_agent(snapshot),
        ),
        (
            R::SystemHybridRunbookWorkerRunningCheck,
            "Hybrid runbook worker status",
            "servicehealth",
            at_the_host("event 15003 or 15004"),
        ),
        (
            R::MonitoringAgentServiceEventsCheck,
            "Monitoring Agent service events",
            "servicehealth",
            at_the_host("event 4502"),
        ),
        (R::LinkedWorkspaceCheck, "VM's Linked Workspace", "servicehealth", workspaces(snapshot)),
        (
            R::CryptoRsaMachineKeysFolderAccessCheck,
            "Crypto RSA MachineKeys Folder Access",
            "permissions",
            at_the_host("the folder's permissions"),
        ),
        (R::TlsVersionCheck, "TLS 1.2", "prerequisites", tls_version(facts)),
        (R::AlwaysAutoRebootCheck, "AutoReboot", "machineSettings", auto_reboot(snapshot)),
        (R::WSUSServerConfigured, "isWSUSServerConfigured", "machineSettings", wsus(snapshot)),
        (R::AutomaticUpdateCheck, "AutoUpdate", "machineSettings", automatic_update(snapshot)),
        (R::HttpsConnection, "Https connection", "connectivity", https(jobs)),
        (R::ProxySettings, "Proxy settings", "connectivity", proxy(facts)),
        (
            R::IMDSConnectivity,
            "IMDS endpoint connectivity",
            "connectivity",
            at_the_host("the metadata service, plain HTTP without TLS"),
        ),
        (R::WUServiceRunningCheck, "WU service status", "servicehealth", update_service(snapshot)),
        (R::LAOdsEndpointConnectivity, "LA ODS endpoint", "connectivity", tcp("the data endpoint", logs)),
        (R::LAOmsEndpointConnectivity, "LA OMS endpoint", "connectivity", tcp("the agent endpoint", logs)),
    ];
    rules
        .into_iter()
        .map(|(id, name, group, (theirs, detail, ours, misleads))| Rule {
            id,
            name,
            group,
            theirs,
            detail,
            ours,
            misleads,
        })
        .collect()
}

fn operating_system(facts: &WindowsFacts) -> Answer {
    let Some(build) = facts.os.build else { return not_read("which Windows it is") };
    let result = if build >= 7600 { RuleResult::Passed } else { RuleResult::Failed };
    let misleads =
        (build == 7600).then(|| "it passes without Service Pack 1, which every update around TLS 1.2 needs".to_owned());
    (result, None, format!("{}, build {build}", facts.os.name), misleads)
}

fn dotnet(facts: &WindowsFacts) -> Answer {
    let Some(release) = facts.dotnet.release.filter(|_| facts.dotnet.release_read) else {
        return match facts.dotnet.clr4 {
            super::dotnet::Installed::Unknown => not_read("which .NET is installed"),
            _ => (RuleResult::Failed, None, format!("installed: {}", installed(facts)), None),
        };
    };
    let result = if release >= RELEASE_462 { RuleResult::Passed } else { RuleResult::Failed };
    let misleads = "what is installed does not decide what a program asks for: one built for 4.5.2 or older still asks for SSL 3.0 \
                    and TLS 1.0 unless SchUseStrongCrypto or SystemDefaultTlsVersions is 1";
    (result, None, format!(".NET {} (Release {release})", release_name(release)), Some(misleads.to_owned()))
}

fn installed(facts: &WindowsFacts) -> String {
    if facts.dotnet.versions.is_empty() { "none".to_owned() } else { facts.dotnet.versions.join(", ") }
}

fn management_framework(snapshot: &Snapshot) -> Answer {
    let engine = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine";
    let older = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine";
    let version = snapshot.text(engine, "PowerShellVersion").or_else(|| snapshot.text(older, "PowerShellVersion"));
    let Some(version) = version else { return not_read("which PowerShell is installed") };
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let result = match (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) {
        (5, 1..) | (6.., _) => RuleResult::Passed,
        (4 | 5, _) => RuleResult::PassedWithWarning,
        _ => RuleResult::Failed,
    };
    (result, None, format!("PowerShell {version}"), None)
}

fn monitoring_agent(snapshot: &Snapshot) -> Answer {
    let ours = match (snapshot.key(HEALTH_SERVICE), snapshot.entry(HEALTH_SERVICE, "Start")) {
        (Lookup::NotRead, _) => return not_read("whether the agent's service is installed"),
        (Lookup::Absent, _) => {
            return (RuleResult::Failed, None, "the service HealthService is not installed".to_owned(), None);
        }
        (Lookup::Found(_), Entry::Number(4)) => "the service HealthService is installed and disabled",
        (Lookup::Found(_), _) => "the service HealthService is installed; whether it runs is seen on the host only",
    };
    (RuleResult::NotInRegistry, None, ours.to_owned(), None)
}

fn workspaces(snapshot: &Snapshot) -> Answer {
    let found: Vec<String> = snapshot
        .children(WORKSPACES)
        .iter()
        .filter_map(|path| last_name(path).strip_prefix("Log Analytics - ").map(str::to_owned))
        .collect();
    let (result, detail) = match (found.len(), snapshot.key(WORKSPACES)) {
        (0, Lookup::NotRead) => return not_read("which workspace the agent has"),
        (0, _) => (RuleResult::Failed, Some(".NoWorkspace")),
        (1, _) => (RuleResult::Passed, None),
        _ => (RuleResult::PassedWithWarning, None),
    };
    let ours = if found.is_empty() { "no workspace".to_owned() } else { format!("workspace {}", found.join(", ")) };
    (result, detail, ours, None)
}

/// The rule reads four values and makes no handshake.
fn tls_version(facts: &WindowsFacts) -> Answer {
    let Some(build) = facts.os.build else { return not_read("which Windows it is") };
    let values = |role| &facts.protocols.values[&(Version::Tls12, role)];
    let both = [Role::Client, Role::Server];
    if both.iter().any(|role| values(*role).enabled == Entry::NotRead) {
        return not_read("SCHANNEL\\Protocols\\TLS 1.2");
    }
    let is = |entry: &Entry, number: u32| *entry == Entry::Number(number);
    let (result, detail) = match build {
        6001..=7599 => (RuleResult::Failed, None),
        7601..=8400 => {
            let explicit = both.iter().all(|role| is(&values(*role).disabled_by_default, 0));
            let denied = both.iter().all(|role| is(&values(*role).enabled, 0));
            if explicit && !denied {
                (RuleResult::Passed, None)
            } else {
                (RuleResult::Failed, Some(".NotExplicitlyEnabled"))
            }
        }
        9200.. => {
            let denied = both.iter().any(|role| {
                matches!(values(*role).disabled_by_default, Entry::Number(1)) || is(&values(*role).enabled, 0)
            });
            if denied {
                (RuleResult::Failed, Some(".ExplicitlyDisabled"))
            } else {
                (RuleResult::Passed, Some(".EnabledByDefault"))
            }
        }
        _ => (RuleResult::Failed, Some(".NoDefaultSupport")),
    };
    let schannel = facts.in_force(Version::Tls12, facts.schannel(Version::Tls12));
    let offers = confidence::both(negated(facts.lacks_suites_for_tls12()), facts.schannel_offers());
    let ours = format!(
        "programs that leave the choice to Windows {} TLS 1.2: {}",
        match offers {
            Known::Yes => "offer",
            Known::No => "do not offer",
            Known::Unknown => "may or may not offer",
        },
        schannel.reason
    );
    let misleads = misleads_about_tls(facts, build, result, offers);
    (result, detail, ours, Some(misleads))
}

fn misleads_about_tls(facts: &WindowsFacts, build: u32, result: RuleResult, offers: Known) -> String {
    let old_dotnet = facts.readiness(&[super::repair::ClientKind::Dotnet4]) != Readiness::Ready;
    match (result, offers) {
        (RuleResult::Failed, _) if build < 7600 => {
            "on this Windows it reads no value: it fails whatever is set, and with update KB4019276 too, which brings TLS 1.2"
        }
        (RuleResult::Failed, Known::Yes) => {
            "it fails here for the Server key, which is about connections that come in; an agent's go out, and TLS 1.2 is on for those"
        }
        (RuleResult::Failed, _) if build == 7600 => {
            "it says that this Windows has no TLS 1.2; it has, off by default, and Service Pack 1 is missing"
        }
        (RuleResult::Passed, Known::No | Known::Unknown) => {
            "it passes although outgoing connections do not surely offer TLS 1.2"
        }
        (RuleResult::Passed, Known::Yes) if old_dotnet => {
            "it passes although programs built for .NET 4.5.2 or older do not offer TLS 1.2: it does not look at .NET"
        }
        (RuleResult::Failed, _) if build >= 9200 => {
            "it fails for the Server key as well, which an agent does not need, and does not look at .NET, which it does need"
        }
        (RuleResult::Failed, _) => {
            "it wants the Server key too, which an agent does not need, and does not look at .NET, which it does need"
        }
        _ => "it makes no handshake, and looks at neither .NET, WinHTTP nor cipher suites: a host may pass it and not connect",
    }
    .to_owned()
}

fn auto_reboot(snapshot: &Snapshot) -> Answer {
    let names = ["AlwaysAutoRebootAtScheduledTime", "AlwaysAutoRebootAtScheduledTimeMinutes"];
    setting(snapshot, AU, "no value makes Windows restart by itself", |snapshot| {
        names
            .iter()
            .find_map(|name| Some(format!("{name} is {}", snapshot.entry(AU, name).number().filter(|on| *on != 0)?)))
    })
}

fn wsus(snapshot: &Snapshot) -> Answer {
    setting(snapshot, WINDOWS_UPDATE, "no WSUS server is set", |snapshot| {
        snapshot.text(WINDOWS_UPDATE, "WUServer").map(|server| format!("WUServer is {server}"))
    })
}

fn automatic_update(snapshot: &Snapshot) -> Answer {
    setting(snapshot, AU, "AUOptions is not 4", |snapshot| {
        (snapshot.entry(AU, "AUOptions") == Entry::Number(4))
            .then(|| "AUOptions is 4: updates install themselves".to_owned())
    })
}

/// A machine setting: a warning if it is found.
fn setting(snapshot: &Snapshot, path: &str, absent: &str, find: impl Fn(&Snapshot) -> Option<String>) -> Answer {
    match find(snapshot) {
        Some(found) => (RuleResult::PassedWithWarning, None, found, None),
        None if snapshot.key(path) == Lookup::NotRead => not_read("the policy of Windows Update"),
        None => (RuleResult::Passed, None, absent.to_owned(), None),
    }
}

fn https(command: &str) -> Answer {
    let misleads = "it asks one address once, with PowerShell's own versions, and takes \"Forbidden\" for good; which version failed, and on \
                    whose side, it does not say";
    (
        RuleResult::NotInRegistry,
        None,
        format!("every version is tried against it by: {command}"),
        Some(misleads.to_owned()),
    )
}

fn proxy(facts: &WindowsFacts) -> Answer {
    let misleads = "the agent has a proxy setting of its own and heeds neither this one nor the user's";
    let Some(winhttp) = facts.proxies.iter().find(|proxy| proxy.whose == "WinHTTP") else {
        return not_read("WinHTTP's proxy");
    };
    let result = if winhttp.proxy == "direct" { RuleResult::Passed } else { RuleResult::PassedWithWarning };
    (result, None, format!("WinHTTP's proxy: {}", winhttp.proxy), Some(misleads.to_owned()))
}

fn update_service(snapshot: &Snapshot) -> Answer {
    let path = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv";
    match snapshot.entry(path, "Start") {
        Entry::Number(4) => (RuleResult::Failed, None, "the service wuauserv is disabled".to_owned(), None),
        Entry::Number(start) => {
            (RuleResult::Passed, None, format!("the service wuauserv is not disabled (Start is {start})"), None)
        }
        Entry::WrongType(_) | Entry::Absent | Entry::NotRead => not_read("how the service wuauserv starts"),
    }
}

fn not_read(what: &str) -> Answer {
    (RuleResult::NotRead, None, format!("not read: {what}"), None)
}
