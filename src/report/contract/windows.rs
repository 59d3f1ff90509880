//! A Windows registry as data: the `host` object of every system, and `windows` beside it with what only Windows has.

use std::collections::BTreeMap;

use serde::Serialize;

use super::english;
use super::host::{HostObject, SettingObject, yes_or_no};
use crate::clean::{clean, clean_sentence};
use crate::diagnosis::Confidence;
use crate::diagnosis::host::HostAssessment;
use crate::diagnosis::host::windows::{
    Assessment, Client, ClientFacts, Installed, Rule, RuleId, RuleResult, Runtime, SettingsOwner, SuiteSource,
    VersionVerdict,
};
use crate::error::CommandError;
use crate::message::Message;
use crate::observation::host::{Known, WhenAsked};
use crate::report::contract::report::{SCHEMA_VERSION, ToolObject};
use crate::report::contract::text;
use crate::settings::registry::View;
use crate::tls::{CipherSuite, Version};

/// The whole answer.
#[derive(Serialize)]
struct WindowsReportObject {
    schema_version: u32,
    tool: ToolObject,
    host: HostObject,
    windows: WindowsObject,
}

#[derive(Serialize)]
struct WindowsObject {
    sources: Vec<String>,
    build: Option<u32>,
    revision: Option<u32>,
    dotnet: Vec<String>,
    dotnet_release: Option<u32>,
    clients: Vec<ClientObject>,
    cipher_suites: SuitesObject,
    proxies: BTreeMap<SettingsOwner, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Vec<RuleObject>>,
}

/// What a client is on Windows, and what its versions rest on; in the order of the host's clients.
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
    when_asked: &'static str,
    confidence: Confidence,
    reason: String,
    message: Message,
    decided_by: Option<SettingObject>,
}

#[derive(Serialize)]
struct SuitesObject {
    source: SuiteSource,
    usable: Vec<CipherSuite>,
    denied: BTreeMap<String, String>,
    unknown_names: Vec<String>,
    confidence: Confidence,
}

#[derive(Serialize)]
struct RuleObject {
    id: RuleId,
    name: &'static str,
    group: &'static str,
    result: RuleResult,
    message_id: Option<String>,
    here: String,
    misleads: Option<String>,
}

/// The report as one JSON object, with a line end. Unknown is `null`, never `false`.
///
/// # Errors
/// A report that cannot be written as JSON: a defect of this program, exit 4.
pub fn json(assessment: &Assessment, host: &HostAssessment, rules: Option<&[Rule]>) -> Result<String, CommandError> {
    let facts = &assessment.facts;
    text::pretty(&WindowsReportObject {
        schema_version: SCHEMA_VERSION,
        tool: ToolObject::THIS,
        host: HostObject::new(host),
        windows: WindowsObject {
            sources: all(&facts.sources),
            build: facts.os.build,
            revision: facts.os.revision,
            dotnet: all(&facts.dotnet.versions),
            dotnet_release: facts.dotnet.release.filter(|_| facts.dotnet.release_read),
            clients: assessment.clients.iter().map(ClientObject::new).collect(),
            cipher_suites: SuitesObject {
                source: facts.suites.source,
                usable: facts.suites.usable.clone(),
                denied: facts.suites.denied.iter().map(|(suite, path)| (suite.to_string(), clean(path))).collect(),
                unknown_names: all(&facts.suites.unknown),
                confidence: facts.suites.confidence,
            },
            proxies: facts
                .proxies
                .iter()
                .map(|proxy| (proxy.owner, english::sentence(&proxy.proxy.message())))
                .collect(),
            rules: rules.map(|rules| rules.iter().map(RuleObject::new).collect()),
        },
    })
}

impl ClientObject {
    fn new(facts: &ClientFacts) -> Self {
        let (runtime, view) = match facts.client {
            Client::Schannel | Client::WinInet(_) | Client::OwnStack => (None, None),
            Client::Dotnet(runtime, view) => (Some(runtime), Some(view)),
            Client::WinHttp(view) => (None, Some(view)),
        };
        Self {
            id: facts.client.id(),
            runtime,
            view: view.map(|view| match view {
                View::Native => "native",
                View::ThirtyTwo => "wow6432",
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
            when_asked: match verdict.when_asked {
                WhenAsked::Yes => "yes",
                WhenAsked::Limited => "limited",
                WhenAsked::No => "no",
                WhenAsked::Unknown => "unknown",
            },
            confidence: verdict.confidence,
            reason: english::sentence(&verdict.reason),
            message: verdict.reason.clone(),
            decided_by: verdict.decided_by.as_ref().map(|value| SettingObject::new(&value.line())),
        }
    }
}

impl RuleObject {
    fn new(rule: &Rule) -> Self {
        let has_result = matches!(rule.theirs, RuleResult::Passed | RuleResult::PassedWithWarning | RuleResult::Failed);
        Self {
            id: rule.id,
            name: rule.name,
            group: rule.group,
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
