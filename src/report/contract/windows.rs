//! A Windows registry as data: the `host` object that every system has, and `windows` with what only Windows has.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::VariantArray as _;

use super::host::{HostObject, SettingObject, WhenAskedCode, yes_or_no};
use super::message::MessageObject;
use super::{codes, english};
use crate::clean::{clean, clean_sentence};
use crate::diagnosis::Confidence;
use crate::diagnosis::host::HostAssessment;
use crate::diagnosis::host::windows::{
    Assessment, Client, ClientFacts, Installed, Rule, RuleId, RuleResult, Runtime, SettingsOwner, SuiteSource,
    VersionVerdict,
};
use crate::error::CommandError;
use crate::observation::host::Known;
use crate::report::contract::report::{SCHEMA_VERSION, ToolObject};
use crate::report::contract::text;
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
    /// What only Windows has, if a registry was read.
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
    /// The files that it was read from; empty where it is the registry of this host.
    pub sources: Vec<String>,
    /// The build of Windows.
    pub build: Option<u32>,
    /// The number behind the build.
    pub revision: Option<u32>,
    /// .NET Framework as installed, oldest first.
    pub dotnet: Vec<String>,
    /// Release of .NET Framework 4.5 or later, if it was read.
    pub dotnet_release: Option<u32>,
    /// What each kind of program offers by default, in the order of the clients of the host, and what that rests on.
    pub clients: Vec<ClientObject>,
    /// Cipher suites of Schannel.
    pub cipher_suites: SuitesObject,
    /// Proxies, by whose they are.
    #[schemars(extend("propertyNames" = codes::keys(SettingsOwner::VARIANTS)))]
    pub proxies: BTreeMap<SettingsOwner, String>,
    /// With --rules: what Microsoft's legacy checker would report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleObject>>,
}

/// What a client is on Windows, and what its versions rest on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "client")]
pub struct ClientObject {
    /// Which kind of program.
    #[schemars(extend("enum" = ["schannel", "dotnet2", "dotnet4", "winhttp", "wininet", "own-stack"]))]
    pub id: Cow<'static, str>,
    /// For .NET Framework: the version that programs were built for.
    pub runtime: Option<Runtime>,
    /// Which view of the registry such programs see: that of the machine's own width, or Wow6432Node.
    pub view: Option<ViewCode>,
    /// Its name, in English.
    pub name: String,
    /// Whether there are such programs.
    pub applies: Option<bool>,
    /// A key for each version; empty where the settings of Windows do not apply.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, VerdictObject>,
    /// What else is worth knowing, in English.
    pub note: Option<String>,
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
    /// Whether this version of Windows has it.
    pub supported: Option<bool>,
    /// Whether programs offer it by default. With confidence unverified only assumed.
    pub default: Option<bool>,
    /// What a program gets that requests it.
    pub when_asked: WhenAskedCode,
    /// What all this rests on.
    pub confidence: Confidence,
    /// Why, in English.
    pub reason: String,
    /// The message of which the reason is the English.
    pub message: MessageObject,
    /// The value that decides, or whose absence does.
    pub decided_by: Option<SettingObject>,
}

/// Cipher suites of Schannel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "windows_suites")]
pub struct SuitesObject {
    /// What decides them.
    pub source: SuiteSource,
    /// Suites that can be used, in order.
    pub usable: Vec<String>,
    /// Suites that are denied, each with the key that denies it.
    pub denied: BTreeMap<String, String>,
    /// Names that are not known.
    pub unknown_names: Vec<String>,
    /// What this rests on.
    pub confidence: Confidence,
}

/// One rule of Microsoft's legacy checker.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "rule")]
pub struct RuleObject {
    /// Its RuleId.
    pub id: RuleId,
    /// Its RuleName.
    pub name: Cow<'static, str>,
    /// Its RuleGroupId.
    pub group: Cow<'static, str>,
    /// What it would report.
    pub result: RuleResult,
    /// CheckResultMessageId of the script, if there is a result.
    pub message_id: Option<String>,
    /// What is known here, in English.
    pub here: String,
    /// Where the rule misleads, in English.
    pub misleads: Option<String>,
}

/// Returns the report as one JSON object with a line end. Unknown is `null`, never `false`.
///
/// # Errors
/// A report that cannot be written as JSON: a defect of this program, exit 4.
pub fn json(assessment: &Assessment, host: &HostAssessment, rules: Option<&[Rule]>) -> Result<String, CommandError> {
    let facts = &assessment.facts;
    let windows = WindowsObject {
        sources: all(&facts.sources),
        build: facts.os.build,
        revision: facts.os.revision,
        dotnet: all(&facts.dotnet.versions),
        dotnet_release: facts.dotnet.release.filter(|_| facts.dotnet.release_read),
        clients: assessment.clients.iter().map(ClientObject::new).collect(),
        cipher_suites: SuitesObject {
            source: facts.suites.source,
            usable: facts.suites.usable.iter().map(ToString::to_string).collect(),
            denied: facts.suites.denied.iter().map(|(suite, path)| (suite.to_string(), clean(path))).collect(),
            unknown_names: all(&facts.suites.unknown),
            confidence: facts.suites.confidence,
        },
        proxies: facts.proxies.iter().map(|proxy| (proxy.owner, english::sentence(&proxy.proxy.message()))).collect(),
        rules: rules.map(|rules| rules.iter().map(RuleObject::new).collect()),
    };
    text::pretty(&HostReportObject::new(HostObject::new(host), Some(windows)))
}

impl ClientObject {
    fn new(facts: &ClientFacts) -> Self {
        let (runtime, view) = match facts.client {
            Client::Schannel | Client::WinInet(_) | Client::OwnStack => (None, None),
            Client::Dotnet(runtime, view) => (Some(runtime), Some(view)),
            Client::WinHttp(view) => (None, Some(view)),
        };
        Self {
            id: facts.client.id().into(),
            runtime,
            view: view.map(|view| match view {
                View::Native => ViewCode::Native,
                View::ThirtyTwo => ViewCode::Wow6432,
            }),
            name: english::sentence(&facts.name()),
            applies: yes_or_no(match facts.applies {
                Installed::Yes => Known::Yes,
                Installed::No => Known::No,
                Installed::Unknown => Known::Unknown,
            }),
            versions: facts.versions.iter().map(|(version, verdict)| (*version, VerdictObject::new(verdict))).collect(),
            note: facts.note.as_ref().map(english::sentence),
        }
    }
}

impl VerdictObject {
    fn new(verdict: &VersionVerdict) -> Self {
        Self {
            supported: yes_or_no(verdict.supported),
            default: yes_or_no(verdict.default),
            when_asked: WhenAskedCode::new(verdict.when_asked),
            confidence: verdict.confidence,
            reason: english::sentence(&verdict.reason),
            message: (&verdict.reason).into(),
            decided_by: verdict.decided_by.as_ref().map(|value| SettingObject::new(&value.line())),
        }
    }
}

impl RuleObject {
    fn new(rule: &Rule) -> Self {
        let has_result = matches!(rule.theirs, RuleResult::Passed | RuleResult::PassedWithWarning | RuleResult::Failed);
        Self {
            id: rule.id,
            name: rule.name.into(),
            group: rule.group.into(),
            result: rule.theirs,
            message_id: has_result.then(|| format!("{}.{:?}{}", rule.id, rule.theirs, rule.detail.unwrap_or_default())),
            here: english::sentence(&rule.ours),
            misleads: rule.misleads.as_ref().map(english::sentence),
        }
    }
}

fn all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean_sentence(text)).collect()
}
