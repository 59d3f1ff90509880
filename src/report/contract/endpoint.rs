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

/// One endpoint; also one line of --format jsonl. Fields that apply to every endpoint are always present, and null if
/// unknown. Fields that apply only to some answers, such as a cipher suite or an alert, are omitted if there is no
/// value.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "endpoint")]
pub struct EndpointObject {
    /// The host as it was given: on the command line, on stdin, or in the catalog.
    pub host: String,
    /// The TCP port.
    #[schemars(range(min = 1))]
    pub port: u16,
    /// Id of the service in the catalog; null if the endpoint is not from a catalog.
    pub service: Option<String>,
    /// Name of the service.
    pub service_name: Option<String>,
    /// What the endpoint is for.
    pub purpose: Option<String>,
    /// The cloud; comma-separated if several selected clouds share the endpoint.
    pub cloud: Option<String>,
    /// Ids of the agents that connect to the endpoint.
    pub agents: Vec<String>,
    /// What a handshake cannot show about the service, according to the catalog.
    pub note: Option<String>,
    /// The IP address that was probed.
    pub address: Option<IpAddr>,
    /// The IP addresses of the host, in the order of the resolver, at most 256.
    pub addresses: Vec<IpAddr>,
    /// How many further addresses it has, which were not tried.
    pub more_addresses: usize,
    /// The proxy through which it was probed, as host:port without user and password; null if directly. A proxy resolves the
    /// name itself, so no address is known.
    pub proxy: Option<String>,
    /// What must hold for exit code 0.
    pub expected: ExpectedObject,
    /// What was asked about it, besides the versions and the expectations.
    pub options: OptionsObject,
    /// Whether the endpoint accepts each version, with a key for each version that was requested.
    #[schemars(extend("propertyNames" = codes::versions()))]
    pub versions: BTreeMap<Version, SupportObject>,
    /// How the handshakes of each prober ended, by version; the key default is a handshake that does not request a
    /// version.
    #[schemars(extend("propertyNames" = codes::handshaking()), transform = inner_keys)]
    pub probers: BTreeMap<Prober, BTreeMap<AskedCode, ProberObject>>,
    /// The certificate; null if no prober saw one.
    pub trust: Option<TrustObject>,
    /// Whether this host can use the endpoint.
    pub verdict: Verdict,
    /// True if an expectation is not met.
    pub unmet: bool,
    /// The version at which programs that use the platform's TLS library connect to the endpoint by default; null if
    /// none, or unknown.
    pub meets_at: Option<Version>,
    /// True if meets_at was calculated from what this host offers by default, because its TLS library was not tried.
    pub meets_at_calculated: bool,
    /// The reason for the verdict, in English.
    pub sentence: String,
    /// Findings, the most important first. The first one decides the verdict, unless the verdict is ready.
    pub findings: Vec<FindingObject>,
    /// A summary of every connection, in the order in which the connections ended; those to other addresses come first.
    pub attempts: Vec<AttemptObject>,
    /// How many further connections were made that are not listed.
    pub more_attempts: usize,
    /// The shortest time of each step over all attempts, in milliseconds.
    pub times_ms: TimesObject,
    /// True if the run was stopped, or its deadline expired, before this endpoint was finished.
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
    /// The lowest version at which this host and the endpoint must meet.
    pub require: Version,
    /// Versions that the endpoint must reject.
    pub refuse: Vec<Version>,
    /// True if this host must trust the certificate.
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
    /// The result.
    pub support: SupportState,
    /// A code for the reason for the result.
    pub reason: Reason,
    /// The reason, in English.
    pub detail: String,
    /// The text of detail, as data.
    pub message: MessageObject,
    /// The cipher suite that the endpoint selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cipher_suite: Option<Cow<'static, str>>,
    /// The key exchange group that the endpoint selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Cow<'static, str>>,
    /// The application protocol that the endpoint selected (ALPN).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The number of the fatal alert that the endpoint sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<u8>,
    /// The lower version that the endpoint selected instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Version>,
    /// The number of connections that the result is based on.
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

/// How one handshake of a prober ended.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "handshake")]
pub struct ProberObject {
    /// The result, as a code.
    pub result: ProberOutcome,
    /// The version that the endpoint selected; null if it selected none.
    pub version: Option<Version>,
    /// What the TLS library reported or the recorded bytes show, in English.
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
    /// Whether this host trusts the certificate; null if no prober verified it.
    pub verified: Option<bool>,
    /// The prober that verified the certificate, or that saw it if none verified it.
    pub prober: Prober,
    /// Why the certificate is not trusted; null if it is trusted or was not verified.
    pub problem: Option<TrustProblem>,
    /// Subject of the server certificate.
    pub subject: Option<String>,
    /// Issuer of the server certificate.
    pub issuer: Option<String>,
    /// Names that the server certificate is valid for; a long list is truncated.
    pub names: Vec<String>,
    /// Start of the validity period, in RFC 3339 format.
    pub not_before: Option<String>,
    /// End of the validity period, in RFC 3339 format.
    pub not_after: Option<String>,
    /// SHA-256 fingerprint of the server certificate, in hexadecimal.
    pub sha256: Option<String>,
    /// The number of certificates that the endpoint sent.
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

/// A summary of one connection.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "attempt")]
pub struct AttemptObject {
    /// The prober that made the connection.
    pub prober: Prober,
    /// The version that was requested, or default.
    pub asked: AskedCode,
    /// The kind of ClientHello: standard, browser, short, rsa-key-exchange, no-key-share, or every-suite-N.
    pub variant: Cow<'static, str>,
    /// The IP address of the connection, if it differs from the address of the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The step in progress when the connection ended.
    pub reached: Stage,
    /// How the connection ended.
    pub end: EndCode,
    /// The version that the endpoint selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The number of the fatal alert that the endpoint sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<u8>,
    /// The protocol that the answer looks like, if it is not TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looks_like: Option<LooksLike>,
    /// Milliseconds from opening the connection to its end; null if nothing was timed.
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

/// Times in milliseconds; null if a step was not reached.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "times")]
pub struct TimesObject {
    /// Name resolution.
    #[schemars(range(min = 0.0))]
    pub resolve: Option<f64>,
    /// Opening a connection.
    #[schemars(range(min = 0.0))]
    pub connect: Option<f64>,
    /// From sending a ClientHello to the first byte of the answer.
    #[schemars(range(min = 0.0))]
    pub hello: Option<f64>,
    /// From sending a ClientHello to the end of the handshake.
    #[schemars(range(min = 0.0))]
    pub handshake: Option<f64>,
    /// From the first step for this endpoint to the last one.
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
        HelloVariant::EverySuite(part) => format!("{}-{part}", variant.code()).into(),
        _ => variant.code().into(),
    }
}

/// Returns milliseconds, rounded to the microsecond: more digits would be noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
