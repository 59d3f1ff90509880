//! One report with every kind of outcome, for the tests of every format.

mod draft;
mod endpoints;

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use self::draft::Draft;
use super::model::Report;
use crate::catalog::{Skipped, Source};
use crate::diagnosis::host::{
    HostAssessment, Known, Linkage, Readiness, SettingLine, StackAssessment, TrustStoreFacts, VersionFacts, WhenAsked,
};
use crate::diagnosis::{Confidence, FindingCode, Reason, Side, Step, SupportState, Verdict, Weight};
use crate::message::Message;
use crate::observation::host::TrustSource;
use crate::tls::{CipherSuite, NamedGroup, SignatureScheme, Version};
use crate::wire::Offer;

/// Text that, if shown unescaped, would clear the screen, set the title, reverse the reading direction, and hide
/// itself.
pub(crate) const HOSTILE: &str = "evil\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}moc.live\u{200b}\u{9b}31m\r\nREADY";

/// Returns a report with every kind of outcome.
pub(crate) fn every_outcome() -> Report {
    Report {
        started: OffsetDateTime::from_unix_timestamp(1_762_000_000).unwrap() + Duration::from_micros(123_456),
        duration: Duration::from_millis(5_310),
        host: host(),
        endpoints: endpoints::all(),
        skipped: vec![
            skipped("ods", "ingestion", "{workspace_id}.ods.opinsights.azure.com", &["--var workspace_id=…"]),
            skipped("oms", "configuration", "{workspace_id}.oms.opinsights.azure.com", &["--var workspace_id=…"]),
            skipped(
                "mcas",
                "log collector",
                "{tenant}.{dc}.portal.cloudappsecurity.com",
                &["--var tenant=…", "--var dc=…"],
            ),
        ],
        partial: true,
        catalog_source: Some(Source::Local),
        only_problems: false,
        self_test: false,
    }
}

/// Returns the report of a machine without a network: no name of a catalog resolves.
pub(crate) fn no_network() -> Report {
    let unreached = |name: &str, service: &str| {
        let detail = Message::EndpointNotResolved {
            text: Box::new(Message::EndpointEvidenceWords { text: "Temporary failure in name resolution".to_owned() }),
        };
        Draft::of_service(name, service)
            .all(&Version::DEFAULT, SupportState::Unknown, Reason::NotResolved, &detail)
            .because(Verdict::Inconclusive, not_resolved(detail))
            .build()
    };
    let mut endpoints: Vec<_> = (1..=30)
        .map(|number| unreached(&format!("jobruntimedata-prod-{number}.azure-automation.net"), "Update Management"))
        .collect();
    endpoints.push(unreached("global.oms.opinsights.azure.com", "Log Analytics"));
    Report {
        duration: Duration::from_millis(20_020),
        endpoints,
        skipped: Vec::new(),
        partial: false,
        catalog_source: Some(Source::BuiltIn),
        ..every_outcome()
    }
}

/// Returns the same endpoints as [`every_outcome`], and one that was also tested for SSL 3.0.
pub(crate) fn five_versions() -> Report {
    let mut report = every_outcome();
    report.endpoints.truncate(3);
    for endpoint in &mut report.endpoints {
        let detail =
            Message::EndpointRejectsVersion { version: Version::Ssl3, alert: "protocol_version (70)".to_owned() };
        let support = draft::support(SupportState::Refused, Reason::AlertProtocolVersion, detail);
        endpoint.diagnosis.versions.insert(Version::Ssl3, support);
    }
    report.partial = false;
    report.skipped.clear();
    report
}

fn skipped(service: &str, purpose: &str, host: &str, flags: &[&str]) -> Skipped {
    Skipped {
        service: service.to_owned(),
        service_name: service.to_uppercase(),
        purpose: purpose.to_owned(),
        cloud: "public".to_owned(),
        agents: vec!["mma".to_owned()],
        host: host.to_owned(),
        port: 443,
        missing: flags.iter().map(|flag| flag.trim_start_matches("--var ").trim_end_matches("=…").to_owned()).collect(),
        flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        source: None,
        note: None,
    }
}

fn host() -> HostAssessment {
    let verbatim = |text: &str| Message::HostVerbatim { text: text.to_owned() };
    let limited = || {
        let level = Message::OpensslCauseDefaultLevel { level: "2".to_owned() };
        Message::OpensslEcdheRejected { when: "request", cause: Box::new(level) }
    };
    let facts = |supported, default, when_asked, reason| VersionFacts { supported, default, when_asked, reason };
    let versions = BTreeMap::from([
        (Version::Ssl3, facts(Known::No, Known::No, WhenAsked::No, Some(Message::OpensslBuiltWithout))),
        (Version::Tls10, facts(Known::Yes, Known::No, WhenAsked::Limited, Some(limited()))),
        (Version::Tls11, facts(Known::Yes, Known::No, WhenAsked::Limited, Some(limited()))),
        (Version::Tls12, facts(Known::Yes, Known::Yes, WhenAsked::Yes, None)),
        (
            Version::Tls13,
            facts(
                Known::Unknown,
                Known::Unknown,
                WhenAsked::Unknown,
                Some(Message::HostNotDetermined { why: Box::new(Message::HostUnseenNoAnswer) }),
            ),
        ),
    ]);
    HostAssessment {
        name: Some("web01".to_owned()),
        operating_system: "Debian GNU/Linux 12 (bookworm)".to_owned(),
        readiness: Readiness::Ready,
        sentence: Message::HostReady { versions: vec![Version::Tls12] },
        clients: Vec::new(),
        findings: Vec::new(),
        repair: None,
        gaps: Vec::new(),
        stacks: vec![StackAssessment {
            remedy: None,
            name: "OpenSSL 3.0.17".to_owned(),
            linkage: Linkage::System,
            versions,
            default_offer: Some(Offer {
                versions: vec![Version::Tls12],
                cipher_suites: vec![CipherSuite(0xc02f), CipherSuite(0xfefe)],
                groups: vec![NamedGroup(29)],
                signature_schemes: vec![SignatureScheme(0x0403)],
                ..Offer::default()
            }),
            settings: vec![SettingLine {
                name: verbatim("MinProtocol"),
                value: verbatim("TLSv1.2"),
                source: verbatim("/etc/ssl/openssl.cnf:56"),
            }],
            gaps: vec![Message::OpensslLibraryUnknown],
        }],
        trust_store: TrustStoreFacts {
            source: TrustSource::Files(vec!["/etc/ssl/certs/ca-certificates.crt".to_owned()]),
            roots: 142,
            ..TrustStoreFacts::default()
        },
        proxy_variable: None,
    }
}

fn not_resolved(detail: Message) -> crate::diagnosis::Finding {
    let remedy =
        Message::EndpointDoCheckResolver { command: "nslookup NAME".to_owned(), flag: "--proxy URL".to_owned() };
    finding(
        FindingCode::NameNotResolved,
        Side::Network,
        Message::EndpointCauseNotResolved,
        vec![detail],
        vec![Step::Do(remedy)],
    )
}

fn finding(
    code: FindingCode,
    side: Side,
    summary: Message,
    evidence: Vec<Message>,
    remedy: Vec<Step>,
) -> crate::diagnosis::Finding {
    let (weight, confidence) = (Weight::Cause, Confidence::Observed);
    crate::diagnosis::Finding { code, side, weight, confidence, summary, evidence, remedy }
}
