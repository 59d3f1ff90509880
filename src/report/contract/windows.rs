//! A Windows registry as data: the shared `host` object, and `windows` beside it with everything richer.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clean::{clean, clean_sentence};
use crate::diagnosis::HostAssessment;
use crate::diagnosis::Readiness;
use crate::diagnosis::host::windows::{
    Before, Change, Client, ClientFacts, Confidence, Installed, Rule, RuleId, Runtime, SuiteSource, VersionVerdict,
    WindowsFacts, WindowsFinding,
};
use crate::error::CommandError;
use crate::observation::host::{Known, Setting, WhenAsked};
use crate::report::contract::host::HostObject;
use crate::report::contract::report::{SCHEMA_VERSION, ToolObject};
use crate::report::contract::text;
use crate::report::screens::windows_host::WindowsReport;
use crate::settings::registry::View;
use crate::tls::{CipherSuite, Version};

/// The whole answer.
#[derive(Serialize)]
struct WindowsReportObject<'a> {
    schema_version: u32,
    tool: ToolObject,
    host: HostObject,
    windows: WindowsObject<'a>,
}

#[derive(Serialize)]
struct WindowsObject<'a> {
    readiness: &'static str,
    sources: Vec<String>,
    build: Option<u32>,
    revision: Option<u32>,
    dotnet: Vec<String>,
    dotnet_release: Option<u32>,
    clients: Vec<ClientObject>,
    cipher_suites: SuitesObject,
    findings: Vec<FindingObject>,
    repair: RepairObject<'a>,
    proxies: BTreeMap<&'static str, String>,
    gaps: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Vec<RuleObject>>,
}

#[derive(Serialize)]
struct ClientObject {
    id: &'static str,
    runtime: Option<Runtime>,
    view: Option<&'static str>,
    name: String,
    applies: Option<bool>,
    versions: BTreeMap<Version, VerdictObject>,
    note: Option<String>,
}

#[derive(Serialize)]
struct VerdictObject {
    supported: Option<bool>,
    default: Option<bool>,
    when_asked: Option<bool>,
    confidence: Confidence,
    reason: String,
    decided_by: Option<SettingObject>,
}

#[derive(Serialize)]
struct SettingObject {
    path: String,
    name: String,
    value: String,
}

#[derive(Serialize)]
struct SuitesObject {
    source: &'static str,
    usable: Vec<CipherSuite>,
    denied: BTreeMap<String, String>,
    unknown_names: Vec<String>,
    confidence: Confidence,
}

#[derive(Serialize)]
struct FindingObject {
    code: crate::diagnosis::host::windows::WindowsFindingCode,
    weight: crate::diagnosis::host::windows::Weight,
    side: &'static str,
    confidence: Confidence,
    summary: String,
    evidence: String,
    remedy: String,
}

#[derive(Serialize)]
struct RepairObject<'a> {
    first: &'a [String],
    changes: Vec<ChangeObject>,
    open: &'a [String],
    leave_alone: &'a [String],
    restart: bool,
}

#[derive(Serialize)]
struct ChangeObject {
    path: String,
    name: &'static str,
    r#type: &'static str,
    value: u32,
    before: Option<String>,
    before_known: bool,
    reason: String,
}

#[derive(Serialize)]
struct RuleObject {
    id: RuleId,
    name: &'static str,
    group: &'static str,
    result: crate::diagnosis::host::windows::RuleResult,
    message_id: Option<String>,
    here: String,
    misleads: Option<String>,
}

/// The report as one JSON object, with a line end. Unknown is `null`, never `false`.
///
/// # Errors
/// A report that cannot be written as JSON: a defect of this program, exit 4.
pub fn json(report: &WindowsReport<'_>, host: &HostAssessment, rules: Option<&[Rule]>) -> Result<String, CommandError> {
    let facts = report.facts;
    text::pretty(&WindowsReportObject {
        schema_version: SCHEMA_VERSION,
        tool: ToolObject::THIS,
        host: HostObject::new(host),
        windows: WindowsObject {
            readiness: match report.readiness() {
                Readiness::Ready => "ready",
                Readiness::Partly => "partly",
                Readiness::NotReady => "not-ready",
                Readiness::Inconclusive => "inconclusive",
            },
            sources: all(&facts.sources),
            build: facts.os.build,
            revision: facts.os.revision,
            dotnet: all(&facts.dotnet.versions),
            dotnet_release: facts.dotnet.release.filter(|_| facts.dotnet.release_read),
            clients: facts.clients.iter().map(|client| ClientObject::new(client, facts)).collect(),
            cipher_suites: SuitesObject {
                source: match facts.suites.source {
                    SuiteSource::Policy => "policy",
                    SuiteSource::Local => "local",
                    SuiteSource::WindowsDefault => "windows-default",
                    SuiteSource::Unknown => "unknown",
                },
                usable: facts.suites.usable.clone(),
                denied: facts.suites.denied.iter().map(|(suite, path)| (suite.to_string(), clean(path))).collect(),
                unknown_names: all(&facts.suites.unknown),
                confidence: facts.suites.confidence,
            },
            findings: report.findings.iter().map(FindingObject::new).collect(),
            repair: RepairObject {
                first: &report.repair.first,
                changes: report.repair.changes.iter().map(ChangeObject::new).collect(),
                open: &report.repair.open,
                leave_alone: &report.repair.leave_alone,
                restart: !report.repair.changes.is_empty(),
            },
            proxies: facts.proxies.iter().map(|proxy| (proxy.whose, clean(&proxy.proxy))).collect(),
            gaps: all(&facts.gaps),
            rules: rules.map(|rules| rules.iter().map(RuleObject::new).collect()),
        },
    })
}

impl ClientObject {
    fn new(facts: &ClientFacts, host: &WindowsFacts) -> Self {
        let (id, runtime, view) = match facts.client {
            Client::Schannel => ("schannel", None, None),
            Client::Dotnet(runtime, view) => ("dotnet", Some(runtime), Some(view)),
            Client::WinHttp(view) => ("winhttp", None, Some(view)),
            Client::WinInet(_) => ("wininet", None, None),
            Client::OwnStack => ("own-stack", None, None),
        };
        Self {
            id,
            runtime,
            view: view.map(|view| match view {
                View::Native => "native",
                View::ThirtyTwo => "wow6432",
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
            decided_by: verdict.decided_by.as_ref().map(SettingObject::new),
        }
    }
}

impl SettingObject {
    fn new(setting: &Setting) -> Self {
        Self { path: clean(&setting.source), name: clean(&setting.name), value: clean(&setting.value) }
    }
}

impl FindingObject {
    fn new(finding: &WindowsFinding) -> Self {
        Self {
            code: finding.code,
            weight: finding.weight,
            side: "host",
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
            name: change.name,
            r#type: "REG_DWORD",
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
            name: rule.name,
            group: rule.group,
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
