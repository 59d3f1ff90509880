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

/// The output of tlsready host --format json. Within one schema_version, fields and codes are added, but never renamed
/// or removed: ignore those that you do not know.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "tlsready host report", rename = "host_report")]
pub struct HostReportObject {
    /// The version of this format.
    #[schemars(extend("const" = SCHEMA_VERSION))]
    pub schema_version: u32,
    /// The program that wrote the report.
    pub tool: ToolObject,
    /// This host, or the host that the registry exports are from.
    pub host: HostObject,
    /// What only Windows has; omitted if no registry was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<WindowsObject>,
}

impl HostReportObject {
    pub(in crate::report) fn new(host: HostObject, windows: Option<WindowsObject>) -> Self {
        Self { schema_version: SCHEMA_VERSION, tool: ToolObject::this(), host, windows }
    }
}

/// A Windows registry, and the conclusions from it. A fact that is unknown is null, never false.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "windows")]
pub struct WindowsObject {
    /// The files that the registry was read from; empty if it is the registry of this host.
    pub sources: Vec<String>,
    /// The build number of Windows.
    pub build: Option<u32>,
    /// The number after the build number (UBR).
    pub revision: Option<u32>,
    /// The installed versions of .NET Framework, oldest first.
    pub dotnet: Vec<String>,
    /// The registry value Release of .NET Framework 4.5 or later; null if it was not read.
    pub dotnet_release: Option<u32>,
    /// What each client offers and why, in the order of the clients of the host.
    pub clients: Vec<ClientObject>,
    /// Cipher suites of Schannel.
    pub cipher_suites: SuitesObject,
    /// The proxy settings, in English, by the owner of the settings.
    #[schemars(extend("propertyNames" = codes::keys(SettingsOwner::VARIANTS)))]
    pub proxies: BTreeMap<SettingsOwner, String>,
    /// What Microsoft's legacy checker would report; only with --rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleObject>>,
}

/// A client on Windows, and what its versions are based on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "client")]
pub struct ClientObject {
    /// Id of the client.
    #[schemars(extend("enum" = ["schannel", "dotnet2", "dotnet4", "winhttp", "wininet", "own-stack"]))]
    pub id: Cow<'static, str>,
    /// For .NET Framework: the version that programs were built for.
    pub runtime: Option<Runtime>,
    /// The view of the registry that such programs use.
    pub view: Option<ViewCode>,
    /// Name of the client, in English.
    pub name: String,
    /// Whether such programs can run on the host.
    pub applies: Option<bool>,
    /// What such programs do with each version; empty if the settings of Windows do not apply to them.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, VerdictObject>,
    /// A condition or a remark, in English.
    pub note: Option<String>,
}

/// A view of the registry: that of programs with the machine's native width, or that of 32-bit programs (Wow6432Node).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "view")]
#[expect(missing_docs, reason = "descriptions would stand in the schema one by one")]
pub enum ViewCode {
    Native,
    Wow6432,
}

/// What a client does with one version.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "client_version")]
pub struct VerdictObject {
    /// Whether this version of Windows has the TLS version.
    pub supported: Option<bool>,
    /// Whether programs offer the version by default; only an assumption if confidence is unverified.
    pub default: Option<bool>,
    /// Whether a program that requests the version gets it.
    pub when_asked: WhenAskedCode,
    /// What these results are based on.
    pub confidence: Confidence,
    /// The reason for these results, in English.
    pub reason: String,
    /// The text of reason, as data.
    pub message: MessageObject,
    /// The registry value whose presence or absence decides.
    pub decided_by: Option<SettingObject>,
}

/// Cipher suites of Schannel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "windows_suites")]
pub struct SuitesObject {
    /// What determines the cipher suites.
    pub source: SuiteSource,
    /// Cipher suites that can be used, in order of preference.
    pub usable: Vec<String>,
    /// Disabled cipher suites, each with the registry key that disables it.
    pub denied: BTreeMap<String, String>,
    /// Names in the list that this version of Windows does not support.
    pub unknown_names: Vec<String>,
    /// What these results are based on.
    pub confidence: Confidence,
}

/// One rule of Microsoft's legacy checker.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "rule")]
pub struct RuleObject {
    /// RuleId of the rule.
    pub id: RuleId,
    /// RuleName of the rule.
    pub name: Cow<'static, str>,
    /// RuleGroupId of the rule.
    pub group: Cow<'static, str>,
    /// What the rule would report.
    pub result: RuleResult,
    /// CheckResultMessageId of the checker; null if the rule's result cannot be read from the registry.
    pub message_id: Option<String>,
    /// What tlsready knows about the subject of the rule, in English.
    pub here: String,
    /// How the rule is misleading, in English; null if it is not.
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
