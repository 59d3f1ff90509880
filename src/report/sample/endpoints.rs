//! The endpoints of the sample: one for each kind of outcome.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use super::draft::{Draft, acceptance};
use super::{HOSTILE, finding};
use crate::diagnosis::{Finding, FindingCode, ProberOutcome, Reason, Side, Step, SupportState, TrustReport, Verdict};
use crate::message::Message;
use crate::observation::{End, LocalReason, Prober, Stage, TrustJudgment, TrustProblem, Unreached};
use crate::report::model::EndpointReport;
use crate::tls::{Alert, AlertDescription, CipherSuite, NamedGroup, Version};
use crate::wire::LooksLike;

use Version::{Tls10, Tls11, Tls12, Tls13};

/// Returns all of them, in the order of a catalog.
pub(super) fn all() -> Vec<EndpointReport> {
    let mut endpoints = vec![
        at_its_best(),
        at_risk(),
        not_ready_by_host(),
        not_ready_by_endpoint(),
        gets_too_little(),
        not_trusted(),
        accepts_too_much(),
        unstable(),
        other_cloud(),
    ];
    endpoints.extend(two_addresses());
    endpoints.extend(not_resolved());
    endpoints.extend([refused(), silent(), http(), reset(), unfinished(), hostile(), wide(), literal(), by_order()]);
    endpoints
}

fn ready(accepted: &[Version]) -> Message {
    Message::EndpointReady { accepted: accepted.to_vec(), version: accepted.last().copied().unwrap_or(Tls12) }
}

fn no_common() -> Message {
    Message::EndpointHostDefaultLacksVersion { offered: vec![Tls10], count: 1, accepted: vec![Tls12, Tls13] }
}

fn lacks() -> Message {
    Message::EndpointLacksVersion { accepted: vec![Tls10], rejected: vec![Tls12, Tls13], require: Tls12 }
}

fn not_trusted_because() -> Message {
    Message::EndpointNotTrusted { why: Box::new(Message::EndpointTrustProblem { problem: "unknown-issuer" }) }
}

fn sometimes() -> Message {
    Message::EndpointAcceptsSometimes { version: Tls11, accepted: 1, attempts: 3 }
}

fn connection_refused() -> Finding {
    finding(
        FindingCode::ConnectionRefused,
        Side::Endpoint,
        Message::EndpointCauseConnectionRefused,
        vec![Message::EndpointConnectionRefused],
        vec![Step::Do(Message::EndpointDoCheckService)],
    )
}

fn no_answer(evidence: Vec<Message>) -> Finding {
    finding(
        FindingCode::NoTlsAnswer,
        Side::Network,
        Message::EndpointCauseNoAnswer,
        evidence,
        vec![Step::Do(Message::EndpointDoCheckInspection { flag: "--timeout".to_owned() })],
    )
}

fn unresolved(text: &str) -> Message {
    Message::EndpointNotResolved { text: Box::new(Message::EndpointEvidenceWords { text: text.to_owned() }) }
}

fn says(text: &str) -> Message {
    Message::EndpointLibrarySays { text: Box::new(Message::EndpointEvidenceWords { text: text.to_owned() }) }
}

fn see_host() -> Message {
    Message::EndpointDoSeeHost { command: "`tlsready host`".to_owned() }
}

fn hello() -> String {
    "ClientHello".to_owned()
}

fn paste(line: &str) -> Step {
    Step::Paste(vec![line.to_owned()])
}

fn trusted() -> TrustReport {
    TrustReport {
        prober: Prober::Rustls,
        judgment: TrustJudgment::Trusted,
        subject: Some("CN=*.oms.opinsights.azure.com".to_owned()),
        issuer: Some("C=US, O=Microsoft Corporation, CN=Microsoft Azure RSA TLS Issuing CA 04".to_owned()),
        names: vec!["*.oms.opinsights.azure.com".to_owned()],
        not_before: Some("2025-08-01T00:00:00Z".to_owned()),
        not_after: Some("2026-02-01T00:00:00Z".to_owned()),
        sha256: Some("00ff".repeat(16)),
        chain_length: 2,
        issuer_sent: true,
    }
}

fn at_its_best() -> EndpointReport {
    Draft::of_service("global.oms.opinsights.azure.com", "Log Analytics")
        .at("20.42.65.84")
        .accepts(&[Tls12, Tls13])
        .diagnosis(|diagnosis| {
            for (version, suite) in [(Tls12, 0xc02f), (Tls13, 0x1302)] {
                let support = diagnosis.versions.get_mut(&version).unwrap();
                support.cipher_suite = Some(CipherSuite(suite));
                support.group = Some(NamedGroup(29));
                support.alpn = Some("h2".to_owned());
            }
            diagnosis.versions.get_mut(&Tls10).unwrap().alert = Some(AlertDescription::PROTOCOL_VERSION);
        })
        .verdict(Verdict::Ready, ready(&[Tls12, Tls13]))
        .meets(Tls13)
        .trust(trusted())
        .attempt(Tls10, Stage::Hello, End::Alert(Alert::fatal(AlertDescription::PROTOCOL_VERSION)))
        .attempt(Tls12, Stage::Done, End::Done)
        .attempt(Tls13, Stage::Done, End::Done)
        .build()
}

fn at_risk() -> EndpointReport {
    Draft::of_service("scus-agentservice-prod-1.azure-automation.net", "Log Analytics")
        .at("13.66.145.80")
        .accepts(&[Tls10, Tls11, Tls12])
        .verdict(Verdict::AtRisk, Message::EndpointAtRiskHost { version: Tls10, accepted: vec![Tls12] })
        .meets(Tls10)
        .finding(finding(
            FindingCode::HostDefaultLacksVersion,
            Side::Host,
            Message::EndpointAtRiskHost { version: Tls10, accepted: vec![Tls12] },
            vec![
                Message::EndpointSeenDefaultAnswered { version: Tls10 },
                Message::EndpointSeenAccepted { versions: vec![Tls10, Tls11, Tls12] },
            ],
            vec![
                Step::Do(see_host()),
                paste("sudo sed -i '/MaxProtocol/d' /etc/ssl/openssl.cnf"),
                Step::Do(Message::EndpointDoRunAgain),
            ],
        ))
        .build()
}

fn not_ready_by_host() -> EndpointReport {
    Draft::of_service("eus2-jobruntimedata-prod-su1.azure-automation.net", "Update Management")
        .at("20.42.72.130")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::NotReady, no_common())
        .native(ProberOutcome::PeerRefused, None, Some("error:0A00042E:SSL routines::tlsv1 alert protocol version"))
        .finding(finding(
            FindingCode::HostDefaultLacksVersion,
            Side::Host,
            no_common(),
            vec![
                Message::EndpointSeenDefault { seen: Box::new(Message::EndpointReset { after: "ClientHello".to_owned() }) },
                Message::EndpointSeenAccepted { versions: vec![Tls12, Tls13] },
            ],
            vec![
                Step::Do(see_host()),
                paste(
                    "reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\" \
                     /v DisabledByDefault /t REG_DWORD /d 0 /f",
                ),
            ],
        ))
        .finding(finding(
            FindingCode::EndpointWantsClientCertificate,
            Side::Endpoint,
            Message::EndpointWantsClientCertificate,
            vec![Message::EndpointSeenCertificateRequest],
            Vec::new(),
        ))
        .build()
}

fn not_ready_by_endpoint() -> EndpointReport {
    Draft::of_service("proxy.intranet.example", "Update Management")
        .target(|target| target.port = 8443)
        .at("10.1.2.3")
        .accepts(&[Tls10])
        .verdict(Verdict::NotReady, lacks())
        .native(ProberOutcome::PeerAnsweredLower, Some(Tls10), None)
        .finding(finding(
            FindingCode::EndpointLacksVersion,
            Side::Endpoint,
            lacks(),
            vec![Message::EndpointSeenAlert {
                versions: vec![Tls11, Tls12, Tls13],
                alert: "protocol_version (70)".to_owned(),
            }],
            vec![Step::Do(Message::EndpointDoEnable)],
        ))
        .build()
}

/// The verdict is about something that could not be observed: the native prober was not used.
fn gets_too_little() -> EndpointReport {
    Draft::of_service("agentsvc.azure-automation.net", "Update Management")
        .at("20.42.72.131")
        .accepts(&[Tls12])
        .because(
            Verdict::Inconclusive,
            finding(
                FindingCode::HostOfferUnknown,
                Side::Host,
                Message::EndpointHostOfferUnknown { accepted: vec![Tls12] },
                vec![Message::EndpointSeenDefaultNotTried],
                vec![Step::Do(Message::EndpointDoCheckHost {
                    command: "`tlsready host`".to_owned(),
                    flag: "--probers wire,native,rustls".to_owned(),
                })],
            ),
        )
        .build()
}

fn not_trusted() -> EndpointReport {
    Draft::of_service("portal.cloudappsecurity.com", "Defender for Cloud Apps")
        .target(|target| target.expectation.trust = true)
        .at("13.80.125.22")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::NotReady, not_trusted_because())
        .meets(Tls13)
        .trust(TrustReport {
            judgment: TrustJudgment::NotTrusted(TrustProblem::UnknownIssuer),
            issuer: Some("O=Contoso, CN=Contoso TLS Inspection".to_owned()),
            ..trusted()
        })
        .finding(finding(
            FindingCode::CertificateNotTrusted,
            Side::Network,
            not_trusted_because(),
            vec![
                Message::EndpointSeenCertificate {
                    names: vec!["*.oms.opinsights.azure.com".to_owned()],
                    more: 0,
                    subject: "CN=*.oms.opinsights.azure.com".to_owned(),
                    issuer: "O=Contoso, CN=Contoso TLS Inspection".to_owned(),
                    from: "2025-08-01".to_owned(),
                    to: "2026-02-01".to_owned(),
                },
                Message::EndpointSeenJudged { prober: "rustls" },
            ],
            vec![Step::Do(Message::EndpointDoTrust { problem: "unknown-issuer" })],
        ))
        .build()
}

fn accepts_too_much() -> EndpointReport {
    Draft::of_service("api.portal.cloudappsecurity.com", "Defender for Cloud Apps")
        .target(|target| target.expectation.refuse = vec![Tls10, Tls11])
        .at("13.80.125.23")
        .accepts(&[Tls10, Tls11, Tls12, Tls13])
        .verdict(Verdict::Ready, ready(&[Tls12, Tls13]))
        .diagnosis(|diagnosis| diagnosis.unmet = true)
        .meets(Tls13)
        .finding(finding(
            FindingCode::EndpointAcceptsRefused,
            Side::Endpoint,
            Message::EndpointAcceptsRefused { versions: vec![Tls10, Tls11] },
            vec![Message::EndpointSeenAccepted { versions: vec![Tls10, Tls11] }],
            vec![Step::Do(Message::EndpointDoDisable { versions: vec![Tls10, Tls11] })],
        ))
        .build()
}

fn unstable() -> EndpointReport {
    Draft::of_service("console.cloudappsecurity.com", "Defender for Cloud Apps")
        .origin(|origin| {
            origin.note = Some(
                "The service enforces a minimum version after the handshake: what a handshake shows is not its whole \
                 policy."
                    .to_owned(),
            );
        })
        .at("13.80.125.24")
        .accepts(&[Tls12, Tls13])
        .version(Tls11, SupportState::Accepted, Reason::Unstable, sometimes())
        .verdict(Verdict::Ready, ready(&[Tls12, Tls13]))
        .meets(Tls13)
        .finding(finding(
            FindingCode::EndpointUnstable,
            Side::Endpoint,
            Message::EndpointUnstable,
            vec![sometimes()],
            Vec::new(),
        ))
        .build()
}

fn other_cloud() -> EndpointReport {
    Draft::of_service("oms.opinsights.azure.us", "Log Analytics")
        .origin(|origin| origin.cloud = "gov".to_owned())
        .at("52.127.42.3")
        .accepts(&[Tls12])
        .version(
            Tls13,
            SupportState::Refused,
            Reason::AnswersLower,
            Message::EndpointAnswersLower { version: Tls13, lower: Tls12 },
        )
        .diagnosis(|diagnosis| diagnosis.versions.get_mut(&Tls13).unwrap().answered = Some(Tls12))
        .verdict(Verdict::Ready, ready(&[Tls12]))
        .meets(Tls12)
        .build()
}

/// `--all-addresses`: one name with two rows.
fn two_addresses() -> [EndpointReport; 2] {
    ["203.0.113.7", "2001:db8:1030:20e:3:4a5b:6c7d:23c"].map(|address| {
        let draft = Draft::new("pool.example").at(address);
        if address.contains(':') {
            draft
                .all(
                    &Version::DEFAULT,
                    SupportState::Unknown,
                    Reason::ConnectionRefused,
                    &Message::EndpointConnectionRefused,
                )
                .because(Verdict::Inconclusive, connection_refused())
                .build()
        } else {
            draft.accepts(&[Tls12, Tls13]).verdict(Verdict::Ready, ready(&[Tls12, Tls13])).meets(Tls13).build()
        }
    })
}

/// Three names with the same outcome, which is reported once.
fn not_resolved() -> [EndpointReport; 3] {
    ["nowhere.example", "no-such-name-of-considerable-length.subdomain.example", "gone.example"].map(|name| {
        let evidence = "failed to lookup address information: Name or service not known";
        Draft::new(name)
            .all(&Version::DEFAULT, SupportState::Unknown, Reason::NotResolved, &unresolved(evidence))
            .because(Verdict::Inconclusive, super::not_resolved(unresolved(evidence)))
            .attempt(
                Tls12,
                Stage::Resolve,
                End::Unreached(Unreached::NotResolved { evidence: evidence.to_owned().into() }),
            )
            .build()
    })
}

fn refused() -> EndpointReport {
    Draft::new("closed.example")
        .at("192.0.2.10")
        .all(&Version::DEFAULT, SupportState::Unknown, Reason::ConnectionRefused, &Message::EndpointConnectionRefused)
        .because(Verdict::Inconclusive, connection_refused())
        .attempt(Tls12, Stage::Connect, End::Unreached(Unreached::Refused))
        .build()
}

fn silent() -> EndpointReport {
    let seen = Box::new(Message::EndpointSilent { waited: Duration::from_secs(5) });
    let detail = Message::EndpointNothingAccepted { seen };
    let finding = no_answer(vec![detail.clone()]);
    Draft::new("silent.example")
        .at("192.0.2.11")
        .all(&Version::DEFAULT, SupportState::Unknown, Reason::SilentNoTls, &detail)
        .because(Verdict::Inconclusive, finding)
        .attempt(Tls12, Stage::Hello, End::Silent { waited: Duration::from_secs(5), after: 0 })
        .build()
}

fn http() -> EndpointReport {
    Draft::new("plain.example")
        .target(|target| target.port = 80)
        .at("192.0.2.12")
        .all(&Version::DEFAULT, SupportState::Unknown, Reason::NotTls, &Message::EndpointNotTls { protocol: "http" })
        .because(
            Verdict::Inconclusive,
            finding(
                FindingCode::EndpointNotTls,
                Side::Endpoint,
                Message::EndpointCauseNotTls,
                vec![Message::EndpointNotTls { protocol: "http" }],
                vec![Step::Do(Message::EndpointDoCheckPort)],
            ),
        )
        .native(ProberOutcome::Unknown, None, Some("wrong version number"))
        .attempt(Tls12, Stage::Hello, End::NotTls(LooksLike::Http))
        .build()
}

fn reset() -> EndpointReport {
    let unknown =
        |versions: &[Version], why| Message::EndpointSeenUnknown { versions: versions.to_vec(), why: Box::new(why) };
    let finding = no_answer(vec![
        unknown(&[Tls10, Tls11], Message::EndpointReset { after: hello() }),
        unknown(&[Tls12, Tls13], Message::EndpointClosed { after: hello() }),
    ]);
    Draft::new("reset.example")
        .at("192.0.2.13")
        .all(&[Tls10, Tls11], SupportState::Unknown, Reason::ResetNoTls, &Message::EndpointReset { after: hello() })
        .all(&[Tls12, Tls13], SupportState::Unknown, Reason::ClosedNoTls, &Message::EndpointClosed { after: hello() })
        .because(Verdict::Inconclusive, finding)
        .attempt(Tls12, Stage::Hello, End::Closed { after: 0 })
        .attempt(Tls10, Stage::Hello, End::Reset)
        .build()
}

fn unfinished() -> EndpointReport {
    Draft::new("slow.example")
        .record(|record| record.partial = true)
        .at("192.0.2.14")
        .all(&[Tls10, Tls11], SupportState::NotTested, Reason::Canceled, &Message::EndpointStopped)
        .all(&[Tls12], SupportState::Accepted, Reason::ServerHello, &acceptance(Tls12))
        .all(&[Tls13], SupportState::NotTested, Reason::Canceled, &Message::EndpointStopped)
        .because(
            Verdict::Inconclusive,
            finding(
                FindingCode::RunStopped,
                Side::Host,
                Message::EndpointRunStopped,
                vec![
                    Message::EndpointSeenUnknown {
                        versions: vec![Tls10, Tls11, Tls13],
                        why: Box::new(Message::EndpointStopped),
                    },
                    Message::EndpointSeenAccepted { versions: vec![Tls12] },
                ],
                vec![Step::Do(Message::EndpointDoRunLonger { flag: "--deadline".to_owned() })],
            ),
        )
        .attempt(Tls12, Stage::Done, End::Done)
        .attempt(Tls13, Stage::Hello, End::Local(LocalReason::Canceled))
        .build()
}

fn hostile() -> EndpointReport {
    Draft::of_service("hostile.example", HOSTILE)
        .at("192.0.2.66")
        .accepts(&[Tls12])
        .version(Tls10, SupportState::Unknown, Reason::InvalidAnswer, says(HOSTILE))
        .diagnosis(|diagnosis| diagnosis.versions.get_mut(&Tls12).unwrap().alpn = Some(HOSTILE.to_owned()))
        .verdict(Verdict::AtRisk, says(HOSTILE))
        .native(ProberOutcome::LocalAborted, Some(Tls12), Some(HOSTILE))
        .trust(TrustReport {
            subject: Some(HOSTILE.to_owned()),
            issuer: Some(HOSTILE.to_owned()),
            names: vec![HOSTILE.to_owned()],
            ..trusted()
        })
        .finding(finding(
            FindingCode::HostStackAborts,
            Side::Endpoint,
            Message::EndpointUnstable,
            vec![says(HOSTILE)],
            vec![Step::Do(Message::EndpointDoSeeHost { command: HOSTILE.to_owned() })],
        ))
        .finding(finding(
            FindingCode::EndpointUnstable,
            Side::Endpoint,
            says(&"x".repeat(200)),
            vec![says(&"東京".repeat(60))],
            Vec::new(),
        ))
        .build()
}

/// An international name as typed: each character is two columns wide.
fn wide() -> EndpointReport {
    Draft::new("監視サービス.東京都港区芝公園四丁目二番八号.例え.テスト")
        .at("192.0.2.77")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::Ready, ready(&[Tls12, Tls13]))
        .meets(Tls13)
        .build()
}

fn literal() -> EndpointReport {
    Draft::new("2001:db8::1")
        .target(|target| target.port = 8443)
        .at("2001:db8::1")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::Ready, ready(&[Tls12, Tls13]))
        .meets(Tls13)
        .build()
}

/// `--connect`: an address under a name.
fn by_order() -> EndpointReport {
    Draft::new("portal.example")
        .target(|target| target.connect = Some(IpAddr::V4(Ipv4Addr::LOCALHOST)))
        .at("127.0.0.1")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::Ready, ready(&[Tls12, Tls13]))
        .meets(Tls13)
        .build()
}
