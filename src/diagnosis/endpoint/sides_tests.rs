//! Whose side an outcome is on: the table of `docs/rules.md`, row by row.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use super::diagnose::diagnose;
use super::script::{
    SILENT, USUAL, accepts, alert, all, cut_off, cut_off_alone, host, modern_host, native, of_native, record, serves,
    usual, wire, with,
};
use crate::diagnosis::finding::{Finding, FindingCode as F, Side};
use crate::diagnosis::host::HostAssessment;
use crate::observation::{
    End, Evidence, LocalReason, Observation, ProxyRefusal, TrustJudgment, TrustProblem, Unreached,
};
use crate::target::{Host, Target};
use crate::tls::Version::{Tls10, Tls11, Tls12, Tls13};
use crate::wire::{LooksLike, WireProblem};

/// The page that says the same to users.
const PAGE: &str = include_str!("../../../docs/rules.md");

const OWN: &str = "a.example";
const MICROSOFTS: &str = "login.microsoftonline.com";

/// One row: outcome, circumstance, what was seen of which name by which host, and the finding that decides.
struct Row {
    outcome: &'static str,
    circumstance: &'static str,
    name: &'static str,
    address: [u8; 4],
    host: HostAssessment,
    seen: Vec<Observation>,
    side: Side,
    code: F,
}

fn row(outcome: &'static str, circumstance: &'static str, seen: Vec<Observation>, side: Side, code: F) -> Row {
    Row { outcome, circumstance, name: OWN, address: [192, 0, 2, 1], host: modern_host(), seen, side, code }
}

impl Row {
    fn finding(&self) -> Finding {
        let target = Target::new(Host::Name(self.name.to_owned()), 443, self.name).with_expectation(usual());
        let mut record = record(self.seen.clone());
        if record.probed.address.is_some() {
            record.probed.address = Some(SocketAddr::from((self.address, 443)));
        }
        let diagnosis = diagnose(&target, &record, &self.host, &USUAL);
        diagnosis.findings.first().cloned().unwrap_or_else(|| panic!("{}: no finding", self.outcome))
    }

    /// The row as the page has it.
    fn line(&self) -> String {
        let (side, code): (&str, &str) = (self.side.into(), self.code.into());
        format!("| {} | {} | {side} | `{code}` |", self.outcome, self.circumstance)
    }
}

fn versions() -> Vec<Row> {
    use Side::{Endpoint, Host, Network};
    let old = || host(&[Tls10], &[Tls11, Tls12]);
    let aborted = End::Local(LocalReason::Aborted { alert: None, evidence: String::new().into() });
    let default_cut_off = |end: End| cut_off_alone(&of_native(end), &accepts(Tls12), 0);
    vec![
        Row {
            host: old(),
            ..row("no common version", "this host can offer one", serves(&[Tls12]), Host, F::HostDefaultLacksVersion)
        },
        Row {
            host: host(&[Tls10], &[]),
            ..row("no common version", "this host cannot offer one", serves(&[Tls12]), Host, F::HostLacksVersion)
        },
        row("every version rejected", "any", serves(&[]), Endpoint, F::EndpointRefusesAll),
        row(
            "connected below the required version",
            "the endpoint has nothing higher",
            with(serves(&[Tls10]), native(Tls10)),
            Endpoint,
            F::EndpointLacksVersion,
        ),
        Row {
            host: old(),
            ..row(
                "connected below the required version",
                "the endpoint accepts a higher one",
                with(serves(&[Tls10, Tls12]), native(Tls10)),
                Host,
                F::HostDefaultLacksVersion,
            )
        },
        row(
            "the TLS library of this host gives up",
            "after the answer of the endpoint",
            with(serves(&[Tls12]), of_native(aborted).answered(Tls12)),
            Host,
            F::HostStackAborts,
        ),
        row(
            "the default ClientHello of this host rejected",
            "alert",
            with(serves(&[Tls12]), of_native(alert(40))),
            Host,
            F::HostHelloRefused,
        ),
        row(
            "the default ClientHello of this host rejected",
            "alert that is not about the version",
            with(serves(&[Tls12]), of_native(alert(120))),
            Endpoint,
            F::EndpointWantsOtherHello,
        ),
        row(
            "the default ClientHello of this host cut off",
            "also alone",
            [serves(&[Tls12]), default_cut_off(End::Reset)].concat(),
            Host,
            F::HostHelloRefused,
        ),
        row(
            "the default ClientHello of this host cut off",
            "also alone, and so is TLS 1.3",
            [vec![accepts(Tls12)], cut_off(Tls13, &End::Reset, &accepts(Tls12)), {
                let mut seen = cut_off_alone(&of_native(End::Reset), &accepts(Tls12), 10);
                seen.remove(0);
                seen
            }]
            .concat(),
            Network,
            F::HostHelloRefused,
        ),
        row(
            "the default ClientHello of this host cut off",
            "and so is one that was answered before",
            with(with(serves(&[Tls12]), of_native(End::Reset)), wire(Tls12, End::Reset)),
            Network,
            F::EndpointLimitsConnections,
        ),
        row(
            "a version selected, and the handshake not finished",
            "no client certificate requested",
            with(serves(&[Tls12]), of_native(End::Reset).answered(Tls12)),
            Network,
            F::HandshakeNotFinished,
        ),
    ]
}

fn route() -> Vec<Row> {
    use Side::{Endpoint, Host, Network};
    let unreached = |why: Unreached| all(&End::Unreached(why));
    let waited = Duration::from_secs(5);
    vec![
        row(
            "name not resolved",
            "DNS says that it does not exist",
            unreached(Unreached::NotResolved { evidence: String::new().into() }),
            Network,
            F::NameNotResolved,
        ),
        row(
            "name not resolved",
            "no resolver answers",
            unreached(Unreached::NotResolved { evidence: Evidence::NoResolver(String::new()) }),
            Network,
            F::DnsNoAnswer,
        ),
        row(
            "no address of the family",
            "`-4` or `-6`",
            unreached(Unreached::NoAddressOfFamily),
            Host,
            F::NoAddressOfFamily,
        ),
        row("connection refused", "any name", unreached(Unreached::Refused), Endpoint, F::ConnectionRefused),
        Row {
            name: MICROSOFTS,
            ..row(
                "connection refused",
                "a name of Microsoft",
                unreached(Unreached::Refused),
                Network,
                F::ConnectionRefused,
            )
        },
        row(
            "connection not answered",
            "any",
            unreached(Unreached::ConnectSilent { waited }),
            Network,
            F::ConnectTimeout,
        ),
        row(
            "no route",
            "any",
            unreached(Unreached::NoRoute { evidence: String::new().into() }),
            Network,
            F::Unreachable,
        ),
        row(
            "no tunnel",
            "through a proxy",
            unreached(Unreached::Proxy(ProxyRefusal::Silent { waited })),
            Network,
            F::ProxyRefused,
        ),
        row("no ClientHello answered", "any", all(&SILENT), Network, F::NoTlsAnswer),
        row("not TLS", "any", all(&End::NotTls(LooksLike::Http)), Endpoint, F::EndpointNotTls),
        row("an invalid answer", "any", all(&End::Invalid(WireProblem::Flood)), Endpoint, F::EndpointInvalidAnswer),
        row("the server name rejected", "any", all(&alert(112)), Endpoint, F::EndpointRefusesName),
        row(
            "out of local resources",
            "any",
            all(&End::Local(LocalReason::Exhausted { evidence: String::new().into() })),
            Host,
            F::HostExhausted,
        ),
    ]
}

fn certificates() -> Vec<Row> {
    use Side::{Endpoint, Host, Network};
    let judged = |problem| with(serves(&[Tls12]), native(Tls12).judged(TrustJudgment::NotTrusted(problem)));
    let trust = |outcome, circumstance, problem, side| {
        row(outcome, circumstance, judged(problem), side, F::CertificateNotTrusted)
    };
    vec![
        trust("certificate expired or revoked", "any", TrustProblem::Expired, Endpoint),
        trust("certificate for other names", "any name", TrustProblem::WrongName, Endpoint),
        Row {
            name: MICROSOFTS,
            ..trust("certificate for other names", "a name of Microsoft", TrustProblem::WrongName, Network)
        },
        trust("issuer unknown", "any name", TrustProblem::UnknownIssuer, Network),
        Row {
            address: [127, 0, 0, 1],
            ..trust("issuer unknown", "an address of this host", TrustProblem::UnknownIssuer, Endpoint)
        },
        trust("no roots", "on this host", TrustProblem::NoRoots, Host),
    ]
}

#[test]
fn every_row_is_true_and_on_the_page() {
    let rows: Vec<_> = versions().into_iter().chain(route()).chain(certificates()).collect();
    for row in &rows {
        let finding = row.finding();
        assert_eq!((finding.side, finding.code), (row.side, row.code), "{}, {}", row.outcome, row.circumstance);
    }
    let (_, table) = PAGE.split_once("## Whose side").expect("the page has the table");
    let table = table.split_once("\n## ").map_or(table, |(table, _)| table);
    let on_page: BTreeSet<_> = table.lines().filter(|line| line.starts_with("| ")).skip(1).map(str::to_owned).collect();
    let tested: BTreeSet<_> = rows.iter().map(Row::line).collect();
    assert_eq!(on_page, tested);
}
