//! The endpoint object of the JSON contract, shared by `json` and `jsonl`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::IpAddr;
use std::time::Duration;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::codes::{self, AskedCode};
use super::english;
use super::finding::FindingObject;
use super::message::MessageObject;
use crate::clean::{clean, clean_sentence};
use crate::diagnosis::{ProberOutcome, ProberResult, Reason, Support, SupportState, TrustReport, Verdict};
use crate::observation::{Prober, Stage, TrustJudgment, TrustProblem};
use crate::report::model::{AttemptFacts, EndCode, EndpointReport, EndpointTimes, Scope};
use crate::target::{Expectation, Target, Via};
use crate::tls::Version;
use crate::wire::{HelloVariant, LooksLike};

/// One endpoint; also a line of --format jsonl. What is known of every endpoint is always there, null if it is unknown; what
/// only some answers have (a cipher suite, an alert) is left out where there is none.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "endpoint")]
pub struct EndpointObject {
    /// As it was given, so that you find your target again.
    pub host: String,
    /// The TCP port, as it was given.
    #[schemars(range(min = 1))]
    pub port: u16,
    /// Id of the service in the catalog.
    pub service: Option<String>,
    /// Name of the service.
    pub service_name: Option<String>,
    /// What the endpoint is for.
    pub purpose: Option<String>,
    /// The cloud; comma-separated where several were selected and share the endpoint.
    pub cloud: Option<String>,
    /// Ids of the agents that connect to it.
    pub agents: Vec<String>,
    /// What a handshake cannot show about the service, as the catalog says it.
    pub note: Option<String>,
    /// The address that was probed.
    pub address: Option<IpAddr>,
    /// The addresses of the name.
    pub addresses: Vec<IpAddr>,
    /// How many further addresses it has, which were not tried.
    pub more_addresses: usize,
    /// The proxy through which it was probed, as host:port without user and password; null if directly. A proxy resolves the
    /// name itself, so no address is known.
    pub proxy: Option<String>,
    /// What must hold for exit code 0.
    pub expected: ExpectedObject,
    /// What was asked of it besides that and the versions.
    pub options: OptionsObject,
    /// A key for each version that was requested.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, SupportObject>,
    /// How the handshakes of each prober ended; default is without a version requested.
    #[schemars(extend("propertyNames" = codes::handshaking()), transform = inner_keys)]
    pub probers: BTreeMap<Prober, BTreeMap<AskedCode, ProberObject>>,
    /// The certificate; null if none was seen.
    pub trust: Option<TrustObject>,
    /// Whether this host can use the endpoint.
    pub verdict: Verdict,
    /// Whether an expectation is not met.
    pub unmet: bool,
    /// The version at which programs on this host that use the platform's TLS stack meet the endpoint by default.
    pub meets_at: Option<Version>,
    /// Whether `meets_at` is calculated from what this host offers by default, because its TLS library was not tried.
    pub meets_at_calculated: bool,
    /// The verdict's reason, in English.
    pub sentence: String,
    /// The most important first; the first one decides the verdict, unless that is ready.
    pub findings: Vec<FindingObject>,
    /// Every connection in short, in the order in which they ended.
    pub attempts: Vec<AttemptObject>,
    /// How many further connections are not listed.
    pub more_attempts: usize,
    /// The shortest time of each step over all attempts.
    pub times_ms: TimesObject,
    /// Whether the run was stopped before this endpoint was finished.
    pub partial: bool,
}

/// Sets what was requested as the keys of each prober's map.
fn inner_keys(schema: &mut Schema) {
    if let Some(Value::Object(inner)) = schema.get_mut("additionalProperties") {
        inner.insert("propertyNames".to_owned(), codes::asked());
    }
}

impl EndpointObject {
    /// Makes the object for an endpoint's report.
    pub fn new(endpoint: &EndpointReport) -> Self {
        let diagnosis = &endpoint.diagnosis;
        let origin = endpoint.target.origin.as_ref();
        Self {
            // Not cleaned: a program that named the host must find it again. The writer escapes harmful characters.
            host: endpoint.target.given.clone(),
            port: endpoint.target.port,
            service: origin.map(|origin| clean(&origin.service)),
            service_name: origin.map(|origin| clean(&origin.service_name)),
            purpose: origin.map(|origin| clean(&origin.purpose)),
            cloud: origin.map(|origin| clean(&origin.cloud)),
            agents: origin.iter().flat_map(|origin| &origin.agents).map(|agent| clean(agent)).collect(),
            note: origin.and_then(|origin| origin.note.as_deref()).map(clean_sentence),
            address: endpoint.address.map(|address| address.ip()),
            addresses: endpoint.addresses.iter().map(std::net::SocketAddr::ip).collect(),
            more_addresses: endpoint.more_addresses,
            proxy: endpoint.target.proxy().map(|proxy| clean(&proxy.to_string())),
            expected: ExpectedObject::new(&endpoint.target.expectation),
            options: OptionsObject::new(&endpoint.target, &endpoint.scope),
            versions: diagnosis
                .versions
                .iter()
                .map(|(version, support)| (*version, SupportObject::new(support)))
                .collect(),
            probers: diagnosis.probers.iter().map(|(prober, results)| (*prober, prober_objects(results))).collect(),
            trust: diagnosis.trust.as_ref().map(TrustObject::new),
            verdict: diagnosis.verdict,
            unmet: diagnosis.unmet,
            meets_at: diagnosis.meets_at,
            meets_at_calculated: diagnosis.calculated,
            sentence: english::sentence(&diagnosis.sentence),
            findings: diagnosis.findings.iter().map(FindingObject::new).collect(),
            attempts: endpoint.attempts.iter().map(|attempt| AttemptObject::new(attempt, endpoint)).collect(),
            more_attempts: endpoint.more_attempts,
            times_ms: TimesObject::new(&endpoint.times),
            partial: endpoint.partial,
        }
    }
}

/// What must hold for exit code 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "expected")]
pub struct ExpectedObject {
    /// The version at which, or above which, programs must meet the endpoint.
    pub require: Version,
    /// Versions that the endpoint must reject.
    pub refuse: Vec<Version>,
    /// Whether this host must trust the certificate.
    pub trust: bool,
}

impl ExpectedObject {
    /// The object for this expectation.
    pub fn new(expectation: &Expectation) -> Self {
        Self { require: expectation.require, refuse: expectation.refuse.clone(), trust: expectation.trust }
    }
}

/// The options that decide what is asked of an endpoint, besides the versions. A run continues another one only with the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "options")]
pub struct OptionsObject {
    /// The probers of the run.
    pub probers: Vec<Prober>,
    /// Whether every address of a name is probed (--all-addresses).
    pub all_addresses: bool,
    /// 4 or 6 if only that version of IP is used; else null.
    pub ip_version: Option<u8>,
    /// The address to connect to instead of resolving the name (--connect).
    pub connect: Option<IpAddr>,
    /// The server name that is sent; null if none is.
    pub sni: Option<String>,
    /// Host and port of the proxy, without the user.
    pub proxy: Option<String>,
}

impl OptionsObject {
    /// The object for a target of a run.
    pub fn new(target: &Target, scope: &Scope) -> Self {
        Self {
            probers: scope.probers.clone(),
            all_addresses: scope.all_addresses,
            ip_version: scope.ip_version,
            connect: target.connect,
            sni: target.sni.clone(),
            proxy: match &target.route {
                Via::Direct => None,
                Via::Proxy(proxy) => Some(clean(&format!("{}:{}", proxy.host, proxy.port))),
            },
        }
    }
}

/// Whether the endpoint accepts one version.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "version_support")]
pub struct SupportObject {
    /// Whether it does.
    pub support: SupportState,
    /// Why it counts as that.
    pub reason: Reason,
    /// The reason in English.
    pub detail: String,
    /// The message of which the detail is the English.
    pub message: MessageObject,
    /// The cipher suite that was selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cipher_suite: Option<Cow<'static, str>>,
    /// The group of the key exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Cow<'static, str>>,
    /// The application protocol that was selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The number of the fatal alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<u8>,
    /// The lower version that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Version>,
    /// Connections that this rests on.
    pub attempts: u32,
}

impl SupportObject {
    fn new(support: &Support) -> Self {
        Self {
            support: support.state,
            reason: support.reason,
            detail: english::sentence(&support.detail),
            message: (&support.detail).into(),
            cipher_suite: support.cipher_suite.map(|suite| spelled(suite.name(), suite)),
            group: support.group.map(|group| spelled(group.name(), group)),
            alpn: support.alpn.as_deref().map(clean),
            alert: support.alert.map(|alert| alert.0),
            answered: support.answered,
            attempts: support.attempts,
        }
    }
}

/// How a handshake of a prober ended.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "handshake")]
pub struct ProberObject {
    /// In one word.
    pub result: ProberOutcome,
    /// The version that the endpoint selected.
    pub version: Option<Version>,
    /// What the TLS library or the bytes say, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

fn prober_objects(results: &BTreeMap<Option<Version>, ProberResult>) -> BTreeMap<AskedCode, ProberObject> {
    results
        .iter()
        .map(|(version, result)| {
            let object = ProberObject {
                result: result.outcome,
                version: result.version,
                evidence: result.evidence.as_ref().map(english::sentence),
            };
            (AskedCode::of(*version), object)
        })
        .collect()
}

/// The endpoint's certificate, and whether this host trusts it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "trust")]
pub struct TrustObject {
    /// Whether this host trusts it; null if no prober verified it.
    pub verified: Option<bool>,
    /// What verified it, or saw it.
    pub prober: Prober,
    /// Why it is not trusted.
    pub problem: Option<TrustProblem>,
    /// Subject of the leaf.
    pub subject: Option<String>,
    /// Issuer of the leaf.
    pub issuer: Option<String>,
    /// Names that the leaf is for, cut to a sane number.
    pub names: Vec<String>,
    /// Start of validity, RFC 3339.
    pub not_before: Option<String>,
    /// End of validity, RFC 3339.
    pub not_after: Option<String>,
    /// SHA-256 of the leaf, hexadecimal.
    pub sha256: Option<String>,
    /// Certificates that were sent.
    pub chain_length: usize,
}

impl TrustObject {
    fn new(trust: &TrustReport) -> Self {
        let (verified, problem) = match trust.judgment {
            TrustJudgment::Trusted => (Some(true), None),
            TrustJudgment::NotTrusted(problem) => (Some(false), Some(problem)),
            TrustJudgment::NotJudged => (None, None),
        };
        let cleaned = |text: &Option<String>| text.as_deref().map(clean);
        Self {
            verified,
            prober: trust.prober,
            problem,
            subject: cleaned(&trust.subject),
            issuer: cleaned(&trust.issuer),
            names: trust.names.iter().map(|name| clean(name)).collect(),
            not_before: cleaned(&trust.not_before),
            not_after: cleaned(&trust.not_after),
            sha256: cleaned(&trust.sha256),
            chain_length: trust.chain_length,
        }
    }
}

/// One connection in short.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "attempt")]
pub struct AttemptObject {
    /// What tried.
    pub prober: Prober,
    /// What was requested.
    pub asked: AskedCode,
    /// With which ClientHello: standard, browser, short, rsa-key-exchange, no-key-share, or every-suite-N.
    pub variant: Cow<'static, str>,
    /// Only where it is not the endpoint's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// How far it got.
    pub reached: Stage,
    /// How it ended.
    pub end: EndCode,
    /// The version that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The number of the fatal alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<u8>,
    /// What the answer looks like, if it is not TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looks_like: Option<LooksLike>,
    /// From opening the connection to the end; null if nothing was timed.
    #[schemars(range(min = 0.0))]
    pub ms: Option<f64>,
}

impl AttemptObject {
    fn new(attempt: &AttemptFacts, endpoint: &EndpointReport) -> Self {
        Self {
            prober: attempt.prober,
            asked: AskedCode(attempt.asked),
            variant: variant(attempt.variant),
            address: attempt.address.filter(|_| attempt.address != endpoint.address).map(|address| address.ip()),
            reached: attempt.reached,
            end: attempt.end,
            version: attempt.answered,
            alert: attempt.alert.map(|alert| alert.0),
            looks_like: attempt.looks_like,
            ms: attempt.took.map(milliseconds),
        }
    }
}

/// Times in milliseconds; null for a step that was not reached.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "times")]
pub struct TimesObject {
    /// Looking the name up.
    #[schemars(range(min = 0.0))]
    pub resolve: Option<f64>,
    /// Opening a connection.
    #[schemars(range(min = 0.0))]
    pub connect: Option<f64>,
    /// From a ClientHello to its answer.
    #[schemars(range(min = 0.0))]
    pub hello: Option<f64>,
    /// From a ClientHello to the end of the handshake.
    #[schemars(range(min = 0.0))]
    pub handshake: Option<f64>,
    /// From the first step of the endpoint to its last.
    #[schemars(range(min = 0.0))]
    pub total: f64,
}

impl TimesObject {
    fn new(times: &EndpointTimes) -> Self {
        Self {
            resolve: times.resolve.map(milliseconds),
            connect: times.connect.map(milliseconds),
            hello: times.hello.map(milliseconds),
            handshake: times.handshake.map(milliseconds),
            total: milliseconds(times.total),
        }
    }
}

/// Returns the name, else the number. Most have a name, which is not copied.
fn spelled(name: Option<&'static str>, number: impl Display) -> Cow<'static, str> {
    name.map_or_else(|| number.to_string().into(), Cow::Borrowed)
}

fn variant(variant: HelloVariant) -> Cow<'static, str> {
    match variant {
        HelloVariant::Standard => "standard".into(),
        HelloVariant::Browser => "browser".into(),
        HelloVariant::Short => "short".into(),
        HelloVariant::RsaKeyExchange => "rsa-key-exchange".into(),
        HelloVariant::EverySuite(part) => format!("every-suite-{part}").into(),
        HelloVariant::NoKeyShare => "no-key-share".into(),
    }
}

/// Returns milliseconds, rounded to the microsecond: more digits would be noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
