//! The endpoint object of the JSON contract, shared by `json` and `jsonl`.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use super::english;
use super::finding::FindingObject;
use crate::clean::{clean, clean_sentence};
use crate::diagnosis::{ProberOutcome, ProberResult, Reason, Support, SupportState, TrustReport, Verdict};
use crate::message::Message;
use crate::observation::{Asked, Prober, Stage, TrustJudgement, TrustProblem};
use crate::report::model::{AttemptFacts, EndCode, EndpointReport, EndpointTimes, VariantCode};
use crate::target::Expectation;
use crate::tls::{AlertDescription, CipherSuite, NamedGroup, Version};
use crate::wire::LooksLike;

/// One endpoint. What is known of every endpoint is always there, `null` if it could not be found out;
/// what only some answers have (a suite, an alert) is left out where there is none.
#[derive(Debug, Serialize)]
pub(in crate::report) struct EndpointObject<'a> {
    host: &'a str,
    port: u16,
    service: Option<String>,
    service_name: Option<String>,
    purpose: Option<String>,
    cloud: Option<String>,
    agents: Vec<String>,
    note: Option<String>,
    address: Option<IpAddr>,
    addresses: Vec<IpAddr>,
    expected: ExpectedObject,
    versions: BTreeMap<Version, VersionObject<'a>>,
    probers: BTreeMap<Prober, BTreeMap<&'static str, ProberObject>>,
    trust: Option<TrustObject>,
    verdict: Verdict,
    unmet: bool,
    meets_at: Option<Version>,
    sentence: String,
    findings: Vec<FindingObject>,
    attempts: Vec<AttemptObject>,
    times_ms: TimesObject,
    partial: bool,
}

impl<'a> EndpointObject<'a> {
    pub(in crate::report) fn new(endpoint: &'a EndpointReport) -> Self {
        let diagnosis = &endpoint.diagnosis;
        let origin = endpoint.target.origin.as_ref();
        Self {
            // Not cleaned: a program that named it must find it again. The writer escapes what would not be harmless.
            host: &endpoint.target.given,
            port: endpoint.target.port,
            service: origin.map(|origin| clean(&origin.service)),
            service_name: origin.map(|origin| clean(&origin.service_name)),
            purpose: origin.map(|origin| clean(&origin.purpose)),
            cloud: origin.map(|origin| clean(&origin.cloud)),
            agents: origin.iter().flat_map(|origin| &origin.agents).map(|agent| clean(agent)).collect(),
            note: origin.and_then(|origin| origin.note.as_deref()).map(clean_sentence),
            address: endpoint.address.map(|address| address.ip()),
            addresses: endpoint.addresses.iter().map(std::net::SocketAddr::ip).collect(),
            expected: ExpectedObject::new(&endpoint.target.expectation),
            versions: diagnosis
                .versions
                .iter()
                .map(|(version, support)| (*version, VersionObject::new(support)))
                .collect(),
            probers: diagnosis.probers.iter().map(|(prober, results)| (*prober, prober_objects(results))).collect(),
            trust: diagnosis.trust.as_ref().map(TrustObject::new),
            verdict: diagnosis.verdict,
            unmet: diagnosis.unmet,
            meets_at: diagnosis.meets_at,
            sentence: english::sentence(&diagnosis.sentence),
            findings: diagnosis.findings.iter().map(FindingObject::new).collect(),
            attempts: endpoint.attempts.iter().map(|attempt| AttemptObject::new(attempt, endpoint)).collect(),
            times_ms: TimesObject::new(&endpoint.times),
            partial: endpoint.partial,
        }
    }
}

#[derive(Debug, Serialize)]
struct ExpectedObject {
    require: Version,
    refuse: Vec<Version>,
    trust: bool,
}

impl ExpectedObject {
    fn new(expectation: &Expectation) -> Self {
        Self { require: expectation.require, refuse: expectation.refuse.clone(), trust: expectation.trust }
    }
}

#[derive(Debug, Serialize)]
struct VersionObject<'a> {
    support: SupportState,
    reason: Reason,
    detail: String,
    message: &'a Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    cipher_suite: Option<CipherSuite>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<NamedGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alpn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<AlertDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<Version>,
    attempts: u32,
}

impl<'a> VersionObject<'a> {
    fn new(support: &'a Support) -> Self {
        Self {
            support: support.state,
            reason: support.reason,
            detail: english::sentence(&support.detail),
            message: &support.detail,
            cipher_suite: support.cipher_suite,
            group: support.group,
            alpn: support.alpn.as_deref().map(clean),
            alert: support.alert,
            answered: support.answered,
            attempts: support.attempts,
        }
    }
}

#[derive(Debug, Serialize)]
struct ProberObject {
    result: ProberOutcome,
    version: Option<Version>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
}

fn prober_objects(results: &BTreeMap<Option<Version>, ProberResult>) -> BTreeMap<&'static str, ProberObject> {
    results
        .iter()
        .map(|(version, result)| {
            let object = ProberObject {
                result: result.outcome,
                version: result.version,
                evidence: result.evidence.as_ref().map(english::sentence),
            };
            (version.map_or("default", Version::code), object)
        })
        .collect()
}

#[derive(Debug, Serialize)]
struct TrustObject {
    /// `null` where nobody judged.
    verified: Option<bool>,
    prober: Prober,
    problem: Option<TrustProblem>,
    subject: Option<String>,
    issuer: Option<String>,
    names: Vec<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    sha256: Option<String>,
    chain_length: usize,
}

impl TrustObject {
    fn new(trust: &TrustReport) -> Self {
        let (verified, problem) = match trust.judgement {
            TrustJudgement::Trusted => (Some(true), None),
            TrustJudgement::NotTrusted(problem) => (Some(false), Some(problem)),
            TrustJudgement::NotJudged => (None, None),
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

#[derive(Debug, Serialize)]
struct AttemptObject {
    prober: Prober,
    asked: &'static str,
    variant: VariantCode,
    /// Only where it is not the endpoint's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<IpAddr>,
    reached: Stage,
    end: EndCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<AlertDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    looks_like: Option<LooksLike>,
    ms: Option<f64>,
}

impl AttemptObject {
    fn new(attempt: &AttemptFacts, endpoint: &EndpointReport) -> Self {
        Self {
            prober: attempt.prober,
            asked: match attempt.asked {
                Asked::Default => "default",
                Asked::Pinned(version) => version.code(),
            },
            variant: VariantCode(attempt.variant),
            address: attempt.address.filter(|_| attempt.address != endpoint.address).map(|address| address.ip()),
            reached: attempt.reached,
            end: attempt.end,
            version: attempt.answered,
            alert: attempt.alert,
            looks_like: attempt.looks_like,
            ms: attempt.took.map(milliseconds),
        }
    }
}

#[derive(Debug, Serialize)]
struct TimesObject {
    resolve: Option<f64>,
    connect: Option<f64>,
    hello: Option<f64>,
    handshake: Option<f64>,
    total: f64,
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

/// Milliseconds to the microsecond: more digits would be noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
