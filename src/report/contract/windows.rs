//! A Windows registry as data: the shared `host` object, and `windows` beside it with everything richer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes;
use crate::clean::{clean, clean_sentence};
use crate::diagnosis::HostAssessment;
use crate::diagnosis::host::windows::{
    Before, Change, Client, ClientFacts, Confidence, Installed, Rule, RuleId, RuleResult, Runtime, SuiteSource,
    VersionVerdict, Weight, WindowsFacts, WindowsFinding, WindowsFindingCode,
};
use crate::diagnosis::{Readiness, Side};
use crate::error::CommandError;
use crate::observation::host::{Known, Setting, WhenAsked};
use crate::report::contract::host::HostObject;
use crate::report::contract::report::{SCHEMA_VERSION, ToolObject};
use crate::report::contract::text;
use crate::report::screens::windows_host::WindowsReport;
use crate::settings::registry::View;
use crate::tls::Version;

/// What tlsready host --format json prints. On Windows and with --registry there is windows beside host. Within one
/// schema_version fields and codes are added, never renamed or dropped: readers ignore what they do not know.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "tlsready host report", rename = "host_report")]
pub struct HostReportObject {
    /// The version of this shape.
    #[schemars(extend("const" = SCHEMA_VERSION))]
    pub schema_version: u32,
    /// What wrote it.
    pub tool: ToolObject,
    /// This host, or that of the exported files.
    pub host: HostObject,
    /// Its Windows registry, if one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<WindowsObject>,
}

impl HostReportObject {
    pub(in crate::report) fn new(host: HostObject, windows: Option<WindowsObject>) -> Self {
        Self { schema_version: SCHEMA_VERSION, tool: ToolObject::this(), host, windows }
    }
}

/// A Windows registry and what follows from it. Unknown is null, never false.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "windows")]
pub struct WindowsObject {
    /// Whether the programs in question (--for) offer TLS 1.2.
    pub readiness: Readiness,
    /// Where it was read: the files, or this host's registry.
    pub sources: Vec<String>,
    /// The build of Windows.
    pub build: Option<u32>,
    /// The number behind the build.
    pub revision: Option<u32>,
    /// .NET Framework as installed, oldest first.
    pub dotnet: Vec<String>,
    /// Release of .NET Framework 4.5 or later, if it was read.
    pub dotnet_release: Option<u32>,
    /// What each kind of program gets by default.
    pub clients: Vec<ClientObject>,
    /// Cipher suites, and what decides them.
    pub cipher_suites: SuitesObject,
    /// The heaviest first.
    pub findings: Vec<WindowsFindingObject>,
    /// What to do.
    pub repair: RepairObject,
    /// Proxies, by whose they are.
    pub proxies: BTreeMap<String, String>,
    /// What could not be determined.
    pub gaps: Vec<String>,
    /// With --rules: what Microsoft's old checker would say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleObject>>,
}

/// A kind of program.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "client")]
pub struct ClientObject {
    /// Which kind.
    pub id: ClientCode,
    /// For dotnet: the framework that programs were built for.
    pub runtime: Option<Runtime>,
    /// Which view of the registry such programs see: that of the machine's own width, or Wow6432Node.
    pub view: Option<ViewCode>,
    /// Its name, in English.
    pub name: String,
    /// Whether there are such programs.
    pub applies: Option<bool>,
    /// A key for each version.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, VerdictObject>,
    /// What else is worth knowing.
    pub note: Option<String>,
}

/// A kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "client_id")]
#[expect(missing_docs, reason = "descriptions would stand in the schema one by one")]
pub enum ClientCode {
    Schannel,
    Dotnet,
    Winhttp,
    Wininet,
    OwnStack,
}

/// A view of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "view")]
#[expect(missing_docs, reason = "descriptions would stand in the schema one by one")]
pub enum ViewCode {
    Native,
    Wow6432,
}

/// What a kind of program gets of one version.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "client_version")]
pub struct VerdictObject {
    /// Whether the stack can speak it.
    pub supported: Option<bool>,
    /// Whether programs offer it by default.
    pub default: Option<bool>,
    /// Whether a program gets it that requests it.
    pub when_asked: Option<bool>,
    /// What all this rests on.
    pub confidence: Confidence,
    /// Why, in English.
    pub reason: String,
    /// The value that decides.
    pub decided_by: Option<RegistryValueObject>,
}

/// A value of the registry.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "registry_value")]
pub struct RegistryValueObject {
    /// Its key.
    pub path: String,
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub value: String,
}

/// Cipher suites of Schannel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "windows_suites")]
pub struct SuitesObject {
    /// What decides them.
    pub source: SuiteSourceCode,
    /// Suites that can be used, in order.
    pub usable: Vec<String>,
    /// Suites that are denied, each with the key that denies it.
    pub denied: BTreeMap<String, String>,
    /// Names that are not known.
    pub unknown_names: Vec<String>,
    /// What this rests on.
    pub confidence: Confidence,
}

/// What decides the cipher suites: a group policy, the local list, what this version of Windows has by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "suite_source")]
#[expect(missing_docs, reason = "descriptions would stand in the schema one by one")]
pub enum SuiteSourceCode {
    Policy,
    Local,
    WindowsDefault,
    Unknown,
}

/// A coded statement about a Windows host.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "windows_finding")]
pub struct WindowsFindingObject {
    /// Its code.
    pub code: WindowsFindingCode,
    /// How much it weighs.
    pub weight: Weight,
    /// Whose side it is on.
    pub side: Side,
    /// What it rests on.
    pub confidence: Confidence,
    /// What it means, in English.
    pub summary: String,
    /// What was seen, in English.
    pub evidence: String,
    /// What to do if the values of the repair do not do it, in English; may be empty.
    pub remedy: String,
}

/// What to do. It is printed, never done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "repair")]
pub struct RepairObject {
    /// What must be there first.
    pub first: Vec<String>,
    /// The smallest set of values that makes the programs in question offer TLS 1.2, in order.
    pub changes: Vec<ChangeObject>,
    /// What no value fixes.
    pub open: Vec<String>,
    /// What not to change.
    pub leave_alone: Vec<String>,
    /// Whether Windows has to be restarted afterwards.
    pub restart: bool,
}

/// A value to set.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "change")]
pub struct ChangeObject {
    /// Its key.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its type.
    #[schemars(extend("const" = "REG_DWORD"))]
    pub r#type: String,
    /// What to set it to.
    pub value: u32,
    /// What it was; null if it was absent or not read.
    pub before: Option<String>,
    /// False if the key was not read, so that what to restore is unknown.
    pub before_known: bool,
    /// Why.
    pub reason: String,
}

/// One rule of Microsoft's old checker.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "rule")]
pub struct RuleObject {
    /// Its RuleId.
    pub id: RuleId,
    /// Its RuleName.
    pub name: String,
    /// Its RuleGroupId.
    pub group: String,
    /// What it would say.
    pub result: RuleResult,
    /// CheckResultMessageId of the script, if there is a result.
    pub message_id: Option<String>,
    /// What is known here.
    pub here: String,
    /// Where the rule misleads.
    pub misleads: Option<String>,
}

/// The report as one JSON object, with a line end. Unknown is `null`, never `false`.
///
/// # Errors
/// A report that cannot be written as JSON: a defect of this program, exit 4.
pub fn json(report: &WindowsReport<'_>, host: &HostAssessment, rules: Option<&[Rule]>) -> Result<String, CommandError> {
    let facts = report.facts;
    let windows = WindowsObject {
        readiness: report.readiness(),
        sources: all(&facts.sources),
        build: facts.os.build,
        revision: facts.os.revision,
        dotnet: all(&facts.dotnet.versions),
        dotnet_release: facts.dotnet.release.filter(|_| facts.dotnet.release_read),
        clients: facts.clients.iter().map(|client| ClientObject::new(client, facts)).collect(),
        cipher_suites: SuitesObject {
            source: match facts.suites.source {
                SuiteSource::Policy => SuiteSourceCode::Policy,
                SuiteSource::Local => SuiteSourceCode::Local,
                SuiteSource::WindowsDefault => SuiteSourceCode::WindowsDefault,
                SuiteSource::Unknown => SuiteSourceCode::Unknown,
            },
            usable: facts.suites.usable.iter().map(ToString::to_string).collect(),
            denied: facts.suites.denied.iter().map(|(suite, path)| (suite.to_string(), clean(path))).collect(),
            unknown_names: all(&facts.suites.unknown),
            confidence: facts.suites.confidence,
        },
        findings: report.findings.iter().map(WindowsFindingObject::new).collect(),
        repair: RepairObject {
            first: report.repair.first.clone(),
            changes: report.repair.changes.iter().map(ChangeObject::new).collect(),
            open: report.repair.open.clone(),
            leave_alone: report.repair.leave_alone.clone(),
            restart: !report.repair.changes.is_empty(),
        },
        proxies: facts.proxies.iter().map(|proxy| (proxy.whose.to_owned(), clean(&proxy.proxy))).collect(),
        gaps: all(&facts.gaps),
        rules: rules.map(|rules| rules.iter().map(RuleObject::new).collect()),
    };
    text::pretty(&HostReportObject::new(HostObject::new(host), Some(windows)))
}

impl ClientObject {
    fn new(facts: &ClientFacts, host: &WindowsFacts) -> Self {
        let (id, runtime, view) = match facts.client {
            Client::Schannel => (ClientCode::Schannel, None, None),
            Client::Dotnet(runtime, view) => (ClientCode::Dotnet, Some(runtime), Some(view)),
            Client::WinHttp(view) => (ClientCode::Winhttp, None, Some(view)),
            Client::WinInet(_) => (ClientCode::Wininet, None, None),
            Client::OwnStack => (ClientCode::OwnStack, None, None),
        };
        Self {
            id,
            runtime,
            view: view.map(|view| match view {
                View::Native => ViewCode::Native,
                View::ThirtyTwo => ViewCode::Wow6432,
            }),
            name: clean(&facts.name),
            applies: match facts.applies {
                Installed::Yes => Some(true),
                Installed::No => Some(false),
                Installed::Unknown => None,
            },
            versions: facts
                .versions
                .iter()
                .map(|(version, verdict)| (*version, VerdictObject::new(&host.in_force(*version, verdict))))
                .collect(),
            note: facts.note.clone(),
        }
    }
}

impl VerdictObject {
    fn new(verdict: &VersionVerdict) -> Self {
        Self {
            supported: known(verdict.supported),
            default: known(verdict.default),
            when_asked: match verdict.when_asked {
                WhenAsked::Yes | WhenAsked::Limited => Some(true),
                WhenAsked::No => Some(false),
                WhenAsked::Unknown => None,
            },
            confidence: verdict.confidence,
            reason: clean_sentence(&verdict.reason),
            decided_by: verdict.decided_by.as_ref().map(RegistryValueObject::new),
        }
    }
}

impl RegistryValueObject {
    fn new(setting: &Setting) -> Self {
        Self { path: clean(&setting.source), name: clean(&setting.name), value: clean(&setting.value) }
    }
}

impl WindowsFindingObject {
    fn new(finding: &WindowsFinding) -> Self {
        Self {
            code: finding.code,
            weight: finding.weight,
            side: Side::Host,
            confidence: finding.confidence,
            summary: clean_sentence(&finding.summary),
            evidence: clean_sentence(&finding.evidence),
            remedy: clean_sentence(&finding.remedy),
        }
    }
}

impl ChangeObject {
    fn new(change: &Change) -> Self {
        Self {
            path: clean(&change.path),
            name: change.name.to_owned(),
            r#type: "REG_DWORD".to_owned(),
            value: change.number,
            before: match &change.before {
                Before::Had(data) => Some(clean(&data.to_string())),
                Before::Absent | Before::NotRead => None,
            },
            before_known: change.before != Before::NotRead,
            reason: change.reason.clone(),
        }
    }
}

impl RuleObject {
    fn new(rule: &Rule) -> Self {
        use crate::diagnosis::host::windows::RuleResult as R;
        let said = matches!(rule.theirs, R::Passed | R::PassedWithWarning | R::Failed);
        Self {
            id: rule.id,
            name: rule.name.to_owned(),
            group: rule.group.to_owned(),
            result: rule.theirs,
            message_id: said.then(|| format!("{}.{:?}{}", rule.id, rule.theirs, rule.detail.unwrap_or_default())),
            here: clean_sentence(&rule.ours),
            misleads: rule.misleads.clone(),
        }
    }
}

fn known(known: Known) -> Option<bool> {
    match known {
        Known::Yes => Some(true),
        Known::No => Some(false),
        Known::Unknown => None,
    }
}

fn all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean_sentence(text)).collect()
}
