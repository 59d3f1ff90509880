//! The endpoints of the sample: one for each kind of outcome.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use super::draft::Draft;
use super::{HOSTILE, finding};
use crate::diagnosis::{ProberOutcome, Reason, Side, SupportState, TrustReport, Verdict};
use crate::observation::{End, LocalReason, Prober, Stage, TrustJudgement, TrustProblem, Unreached};
use crate::report::model::EndpointReport;
use crate::tls::{Alert, AlertDescription, CipherSuite, NamedGroup, Version};
use crate::wire::LooksLike;

use Version::{Tls10, Tls11, Tls12, Tls13};

/// All of them, in the order of a catalog.
pub(super) fn all() -> Vec<EndpointReport> {
    let mut endpoints = vec![
        ready(),
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

fn trusted() -> TrustReport {
    TrustReport {
        prober: Prober::Rustls,
        judgement: TrustJudgement::Trusted,
        subject: Some("CN=*.oms.opinsights.azure.com".to_owned()),
        issuer: Some("C=US, O=Microsoft Corporation, CN=Microsoft Azure RSA TLS Issuing CA 04".to_owned()),
        names: vec!["*.oms.opinsights.azure.com".to_owned()],
        not_before: Some("2025-08-01T00:00:00Z".to_owned()),
        not_after: Some("2026-02-01T00:00:00Z".to_owned()),
        sha256: Some("00ff".repeat(16)),
        chain_length: 2,
    }
}

fn ready() -> EndpointReport {
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
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
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
        .verdict(
            Verdict::AtRisk,
            "A program here meets the endpoint today, at TLS 1.0: when the endpoint drops it, nothing is left.",
        )
        .meets(Tls10)
        .finding(finding(
            Side::Host,
            "A program that names no version offers at most TLS 1.0 here; TLS 1.2 is required.",
            "our default hello offered TLS 1.0; the endpoint accepted it, and our TLS 1.2 hello as well",
            "Raise the system's highest version:\n    sudo sed -i '/MaxProtocol/d' /etc/ssl/openssl.cnf\nThen restart the agent.",
        ))
        .build()
}

fn not_ready_by_host() -> EndpointReport {
    Draft::of_service("eus2-jobruntimedata-prod-su1.azure-automation.net", "Update Management")
        .at("20.42.72.130")
        .accepts(&[Tls12, Tls13])
        .verdict(
            Verdict::NotReady,
            "A program that names no version offers TLS 1.0 here; the endpoint accepts TLS 1.2 and 1.3. They share none.",
        )
        .native(ProberOutcome::PeerRefused, None, "error:0A00042E:SSL routines::tlsv1 alert protocol version")
        .finding(finding(
            Side::Host,
            "A program that names no version offers TLS 1.0 here; the endpoint accepts TLS 1.2 and 1.3. They share none.",
            "our default hello said TLS 1.0; the endpoint reset the connection; our TLS 1.2 hello was accepted",
            "In an elevated prompt (and 3 more, see tlsready host):\n    reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\" \
             /v DisabledByDefault /t REG_DWORD /d 0 /f",
        ))
        .finding(finding(
            Side::Host,
            "TLS 1.2 is switched off for programs on .NET 4.5 as well.",
            "SystemDefaultTlsVersions is not set",
            "",
        ))
        .build()
}

fn not_ready_by_endpoint() -> EndpointReport {
    Draft::of_service("proxy.intranet.example", "Update Management")
        .target(|target| target.port = 8443)
        .at("10.1.2.3")
        .accepts(&[Tls10])
        .verdict(Verdict::NotReady, "The endpoint accepts nothing above TLS 1.0; TLS 1.2 is required.")
        .native(ProberOutcome::PeerAnsweredLower, Some(Tls10), "")
        .finding(finding(
            Side::Endpoint,
            "The endpoint accepts nothing above TLS 1.0; TLS 1.2 is required.",
            "every hello of TLS 1.1, 1.2 and 1.3 was answered with the alert protocol_version (70)",
            "Have the server at 10.1.2.3:8443 updated; nothing on this host can change it.",
        ))
        .build()
}

/// The verdict is about what could not be seen: the native prober was not asked.
fn gets_too_little() -> EndpointReport {
    Draft::of_service("agentsvc.azure-automation.net", "Update Management")
        .at("20.42.72.131")
        .accepts(&[Tls12])
        .verdict(Verdict::Inconclusive, "The endpoint accepts TLS 1.2; whether a program here offers it is not known.")
        .build()
}

fn not_trusted() -> EndpointReport {
    Draft::of_service("portal.cloudappsecurity.com", "Defender for Cloud Apps")
        .target(|target| target.expectation.trust = true)
        .at("13.80.125.22")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::NotReady, "They meet at TLS 1.3, but this host does not trust the endpoint's certificate.")
        .meets(Tls13)
        .trust(TrustReport {
            judgement: TrustJudgement::NotTrusted(TrustProblem::UnknownIssuer),
            issuer: Some("O=Contoso, CN=Contoso TLS Inspection".to_owned()),
            ..trusted()
        })
        .finding(finding(
            Side::Network,
            "The certificate was issued by a CA that this host does not know: something between opens the connection.",
            "issuer: O=Contoso, CN=Contoso TLS Inspection; no root of this host leads there",
            "Exempt the endpoint from TLS inspection.",
        ))
        .build()
}

fn accepts_too_much() -> EndpointReport {
    Draft::of_service("api.portal.cloudappsecurity.com", "Defender for Cloud Apps")
        .target(|target| target.expectation.refuse = vec![Tls10, Tls11])
        .at("13.80.125.23")
        .accepts(&[Tls10, Tls11, Tls12, Tls13])
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
        .diagnosis(|diagnosis| diagnosis.unmet = true)
        .meets(Tls13)
        .finding(finding(
            Side::Endpoint,
            "The endpoint accepts TLS 1.0 and 1.1, which it was expected to refuse.",
            "a ServerHello of TLS 1.0 and one of TLS 1.1",
            "Raise the minimum version on the server.",
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
        .version(Tls11, SupportState::Accepted, Reason::Unstable, "accepted on 1 of 3 tries")
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
        .meets(Tls13)
        .finding(finding(
            Side::Endpoint,
            "The servers behind this address do not agree on TLS 1.1.",
            "TLS 1.1 was accepted on 1 of 3 tries",
            "",
        ))
        .build()
}

fn other_cloud() -> EndpointReport {
    Draft::of_service("oms.opinsights.azure.us", "Log Analytics")
        .origin(|origin| origin.cloud = "gov".to_owned())
        .at("52.127.42.3")
        .accepts(&[Tls12])
        .version(Tls13, SupportState::Refused, Reason::AnswersLower, "answers TLS 1.2 to a hello of TLS 1.3")
        .diagnosis(|diagnosis| diagnosis.versions.get_mut(&Tls13).unwrap().answered = Some(Tls12))
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.2.")
        .meets(Tls12)
        .build()
}

/// `--all-addresses`: one name, two rows.
fn two_addresses() -> [EndpointReport; 2] {
    ["203.0.113.7", "2001:db8:1030:20e:3:4a5b:6c7d:23c"].map(|address| {
        let draft = Draft::new("pool.example").at(address);
        if address.contains(':') {
            let detail = "the connection was refused";
            draft
                .all(&Version::DEFAULT, SupportState::Unknown, Reason::ConnectionRefused, detail)
                .verdict(
                    Verdict::Inconclusive,
                    &format!("pool.example was not reached: {address} refused the connection."),
                )
                .build()
        } else {
            draft
                .accepts(&[Tls12, Tls13])
                .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
                .meets(Tls13)
                .build()
        }
    })
}

/// The same for three names: told once.
fn not_resolved() -> [EndpointReport; 3] {
    ["nowhere.example", "no-such-name-of-considerable-length.subdomain.example", "gone.example"].map(|name| {
        let evidence = "failed to lookup address information: Name or service not known";
        Draft::new(name)
            .all(&Version::DEFAULT, SupportState::Unknown, Reason::NotResolved, "the name does not resolve")
            .verdict(Verdict::Inconclusive, &format!("{name} was not reached: the name does not resolve."))
            .finding(finding(
                Side::Network,
                &format!("{name} was not reached: the name does not resolve."),
                evidence,
                &format!("Ask the DNS server yourself:\n    nslookup {name}"),
            ))
            .attempt(Tls12, Stage::Resolve, End::Unreached(Unreached::NotResolved { evidence: evidence.to_owned() }))
            .build()
    })
}

fn refused() -> EndpointReport {
    Draft::new("closed.example")
        .at("192.0.2.10")
        .all(&Version::DEFAULT, SupportState::Unknown, Reason::ConnectionRefused, "the connection was refused")
        .verdict(Verdict::Inconclusive, "closed.example was not reached: 192.0.2.10 refused the connection.")
        .attempt(Tls12, Stage::Connect, End::Unreached(Unreached::Refused))
        .build()
}

fn silent() -> EndpointReport {
    let detail = "no answer within 5 s, and nothing here answers TLS";
    Draft::new("silent.example")
        .at("192.0.2.11")
        .all(&Version::DEFAULT, SupportState::Unknown, Reason::SilentNoTls, detail)
        .verdict(Verdict::Inconclusive, "silent.example takes connections and answers no hello.")
        .attempt(Tls12, Stage::Hello, End::Silent { waited: Duration::from_secs(5), after: 0 })
        .build()
}

fn http() -> EndpointReport {
    Draft::new("plain.example")
        .target(|target| target.port = 80)
        .at("192.0.2.12")
        .all(&Version::DEFAULT, SupportState::Unknown, Reason::NotTls, "the answer is HTTP, not TLS")
        .verdict(Verdict::Inconclusive, "plain.example:80 answers, but with HTTP: this is not a TLS port.")
        .native(ProberOutcome::Unknown, None, "wrong version number")
        .attempt(Tls12, Stage::Hello, End::NotTls(LooksLike::Http))
        .build()
}

fn reset() -> EndpointReport {
    Draft::new("reset.example")
        .at("192.0.2.13")
        .all(&[Tls10, Tls11], SupportState::Unknown, Reason::ResetNoTls, "reset after our hello")
        .all(&[Tls12, Tls13], SupportState::Unknown, Reason::ClosedNoTls, "closed after our hello")
        .verdict(Verdict::Inconclusive, "reset.example ends every connection after our hello.")
        .attempt(Tls12, Stage::Hello, End::Closed { after: 0 })
        .attempt(Tls10, Stage::Hello, End::Reset)
        .build()
}

fn unfinished() -> EndpointReport {
    Draft::new("slow.example")
        .record(|record| record.partial = true)
        .at("192.0.2.14")
        .all(&[Tls10, Tls11], SupportState::NotTested, Reason::Cancelled, "the run was stopped before")
        .all(&[Tls12], SupportState::Accepted, Reason::ServerHello, "")
        .all(&[Tls13], SupportState::NotTested, Reason::Cancelled, "the run was stopped before")
        .verdict(Verdict::Inconclusive, "The run was stopped before it was known what this host gets.")
        .attempt(Tls12, Stage::Done, End::Done)
        .attempt(Tls13, Stage::Hello, End::Local(LocalReason::Cancelled))
        .build()
}

fn hostile() -> EndpointReport {
    Draft::of_service("hostile.example", HOSTILE)
        .at("192.0.2.66")
        .accepts(&[Tls12])
        .version(Tls10, SupportState::Unknown, Reason::InvalidAnswer, HOSTILE)
        .diagnosis(|diagnosis| diagnosis.versions.get_mut(&Tls12).unwrap().alpn = Some(HOSTILE.to_owned()))
        .verdict(Verdict::AtRisk, &format!("The endpoint says {HOSTILE} of itself."))
        .native(ProberOutcome::LocalAborted, Some(Tls12), HOSTILE)
        .trust(TrustReport {
            subject: Some(HOSTILE.to_owned()),
            issuer: Some(HOSTILE.to_owned()),
            names: vec![HOSTILE.to_owned()],
            ..trusted()
        })
        .finding(finding(Side::Endpoint, "The endpoint sends odd text.", HOSTILE, HOSTILE))
        .finding(finding(Side::Endpoint, &"x".repeat(200), &"東京".repeat(60), ""))
        .build()
}

/// An international name as somebody typed it: each character is two columns wide.
fn wide() -> EndpointReport {
    Draft::new("監視サービス.東京都港区芝公園四丁目二番八号.例え.テスト")
        .at("192.0.2.77")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
        .meets(Tls13)
        .build()
}

fn literal() -> EndpointReport {
    Draft::new("2001:db8::1")
        .target(|target| target.port = 8443)
        .at("2001:db8::1")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
        .meets(Tls13)
        .build()
}

/// `--connect`: an address under a name.
fn by_order() -> EndpointReport {
    Draft::new("portal.example")
        .target(|target| target.connect = Some(IpAddr::V4(Ipv4Addr::LOCALHOST)))
        .at("127.0.0.1")
        .accepts(&[Tls12, Tls13])
        .verdict(Verdict::Ready, "A program here meets the endpoint at TLS 1.3.")
        .meets(Tls13)
        .build()
}
