//! The table of verdicts, from scripted observations. Single cases are in `diagnose_tests`.
#![expect(clippy::too_many_lines, reason = "a table")]

use std::collections::BTreeSet;

use super::script::{
    CLOSED, SILENT, USUAL, accepts, alert, all, by, cut_off_alone, host, modern_host, native, of_native, record,
    serves, target, unknown_host, usual, wire, with,
};
use super::{Diagnosis, Gets, Verdict, diagnose};
use crate::diagnosis::host::HostAssessment;
use crate::diagnosis::{FindingCode, Weight};
use crate::observation::{
    Asked, DowngradeSentinel, End, LocalReason, Observation, Prober, ProxyRefusal, TrustJudgment, TrustProblem,
    Unreached,
};
use crate::target::Expectation;
use crate::tls::Version;
use crate::wire::{HelloVariant, LooksLike, WireProblem};

use FindingCode as F;
use Verdict::{AtRisk, Inconclusive, NotReady, Ready};
use Version::{Tls10, Tls11, Tls12, Tls13};

fn aborted() -> End {
    End::Local(LocalReason::Aborted { alert: None, evidence: "no".to_owned().into() })
}

fn text() -> String {
    "said by the system".to_owned()
}

struct Row {
    name: &'static str,
    expectation: Expectation,
    host: HostAssessment,
    seen: Vec<Observation>,
    verdict: Verdict,
    first: Option<FindingCode>,
}

impl Row {
    fn diagnosis(&self) -> Diagnosis {
        diagnose(&target(self.expectation.clone()), &record(self.seen.clone()), &self.host, &USUAL)
    }
}

fn row(
    name: &'static str,
    host: HostAssessment,
    seen: Vec<Observation>,
    verdict: Verdict,
    first: Option<FindingCode>,
) -> Row {
    Row { name, expectation: usual(), host, seen, verdict, first }
}

/// Rows with the verdicts ready, at risk, and not ready.
fn known_rows() -> Vec<Row> {
    let old = || host(&[Tls10], &[Tls11, Tls12]);
    let oldest = || host(&[Tls10], &[]);
    let not_trusted = |problem| native(Tls12).judged(TrustJudgment::NotTrusted(problem));
    let trust = |name, seen, verdict, first| Row {
        expectation: Expectation { trust: true, ..usual() },
        ..row(name, modern_host(), seen, verdict, first)
    };
    vec![
        row("meets at 1.3", modern_host(), with(serves(&[Tls12, Tls13]), native(Tls13)), Ready, None),
        row("meets by calculation", modern_host(), serves(&[Tls12]), Ready, None),
        row(
            "meets by calculation, 1.3 inconclusive",
            modern_host(),
            {
                let mut seen = serves(&[Tls12]);
                seen[3] = wire(Tls13, End::Invalid(WireProblem::Flood));
                seen
            },
            Ready,
            None,
        ),
        row(
            "meets at 1.0, could do better",
            old(),
            with(serves(&[Tls10, Tls12]), native(Tls10)),
            AtRisk,
            Some(F::HostDefaultLacksVersion),
        ),
        row(
            "meets at 1.0, the endpoint has no better",
            modern_host(),
            with(serves(&[Tls10, Tls11]), native(Tls10)),
            AtRisk,
            Some(F::EndpointLacksVersion),
        ),
        row(
            "meets at 1.0, better is unknown",
            modern_host(),
            vec![accepts(Tls10), native(Tls10)],
            AtRisk,
            Some(F::NotEnoughTried),
        ),
        Row {
            expectation: Expectation { require: Tls13, ..usual() },
            ..row(
                "1.3 is required",
                modern_host(),
                with(serves(&[Tls12]), native(Tls12)),
                AtRisk,
                Some(F::EndpointLacksVersion),
            )
        },
        row(
            "shares none, could",
            old(),
            with(serves(&[Tls12]), of_native(alert(70))),
            NotReady,
            Some(F::HostDefaultLacksVersion),
        ),
        row("shares none by calculation", old(), serves(&[Tls12, Tls13]), NotReady, Some(F::HostDefaultLacksVersion)),
        row("shares none, cannot", oldest(), serves(&[Tls12]), NotReady, Some(F::HostLacksVersion)),
        row(
            "offers nothing at all",
            host(&[], &[]),
            with(serves(&[Tls12]), of_native(End::Local(LocalReason::NothingOffered { evidence: text().into() }))),
            NotReady,
            Some(F::HostLacksVersion),
        ),
        row(
            "the stack gives up",
            modern_host(),
            with(serves(&[Tls12]), of_native(aborted()).answered(Tls12)),
            NotReady,
            Some(F::HostStackAborts),
        ),
        row(
            "our hello is refused",
            modern_host(),
            with(serves(&[Tls12]), of_native(alert(40))),
            NotReady,
            Some(F::HostHelloRefused),
        ),
        row(
            "our hello is reset, also alone",
            modern_host(),
            [serves(&[Tls12]), cut_off_alone(&of_native(End::Reset), &accepts(Tls12), 0)].concat(),
            NotReady,
            Some(F::HostHelloRefused),
        ),
        row(
            "only a special hello is accepted",
            modern_host(),
            [
                vec![accepts(Tls12).with(HelloVariant::Browser), accepts(Tls12).with(HelloVariant::Browser)],
                cut_off_alone(&of_native(End::Reset), &accepts(Tls12).with(HelloVariant::Browser), 0),
            ]
            .concat(),
            NotReady,
            Some(F::EndpointWantsOtherHello),
        ),
        row(
            "only a rare suite is accepted",
            modern_host(),
            vec![accepts(Tls12).with(HelloVariant::EverySuite(0)), of_native(alert(40))],
            NotReady,
            Some(F::HostHelloRefused),
        ),
        row(
            "nothing high enough is accepted, whatever this host offers",
            unknown_host(),
            serves(&[Tls10]),
            NotReady,
            Some(F::EndpointLacksVersion),
        ),
        // Why they do not meet is unknown, but that they do not is certain.
        row(
            "our hello is refused, and no other was tried",
            modern_host(),
            vec![
                of_native(alert(40)),
                by(Prober::Native, Asked::Pinned(Tls12), alert(40)),
                by(Prober::Native, Asked::Pinned(Tls13), alert(70)),
            ],
            NotReady,
            Some(F::HostHelloRefused),
        ),
        row(
            "selected and never finished",
            modern_host(),
            with(serves(&[Tls12]), of_native(End::Reset).answered(Tls12)),
            NotReady,
            Some(F::HandshakeNotFinished),
        ),
        row("refuses everything", modern_host(), serves(&[]), NotReady, Some(F::EndpointRefusesAll)),
        row("refuses everything, host unknown", unknown_host(), serves(&[]), NotReady, Some(F::EndpointRefusesAll)),
        row(
            "wants a certificate",
            modern_host(),
            with(
                serves(&[Tls12]),
                of_native(alert(40)).answered(Tls12).but(|answer| answer.certificate_requested = true),
            ),
            Ready,
            Some(F::EndpointWantsClientCertificate),
        ),
        row(
            "wants a certificate in 1.3",
            modern_host(),
            with(serves(&[Tls13]), of_native(alert(116)).answered(Tls13)),
            Ready,
            None,
        ),
        trust(
            "trust is wanted and there",
            with(serves(&[Tls12]), native(Tls12).judged(TrustJudgment::Trusted)),
            Ready,
            None,
        ),
        trust(
            "trust is wanted and not there",
            with(serves(&[Tls12]), not_trusted(TrustProblem::Expired)),
            NotReady,
            Some(F::CertificateNotTrusted),
        ),
        trust(
            "trust is wanted, and the version is too low whoever is trusted",
            with(serves(&[Tls10, Tls11]), native(Tls11)),
            AtRisk,
            Some(F::EndpointLacksVersion),
        ),
        row("trust is not wanted and not judged", modern_host(), serves(&[Tls12]), Ready, None),
        row(
            "trust is not wanted",
            modern_host(),
            with(serves(&[Tls12]), not_trusted(TrustProblem::UnknownIssuer)),
            Ready,
            Some(F::CertificateNotTrusted),
        ),
        row(
            "two judgments",
            modern_host(),
            with(
                with(serves(&[Tls12]), native(Tls12).judged(TrustJudgment::Trusted)),
                by(Prober::Rustls, Asked::Default, End::Local(LocalReason::NotTrusted))
                    .answered(Tls12)
                    .judged(TrustJudgment::NotTrusted(TrustProblem::CaUsedAsServer)),
            ),
            Ready,
            Some(F::CertificateJudgedDifferently),
        ),
        Row {
            expectation: Expectation { refuse: vec![Tls10, Tls11], ..usual() },
            ..row(
                "accepts what it must refuse",
                modern_host(),
                with(serves(&[Tls10, Tls12]), native(Tls12)),
                Ready,
                Some(F::EndpointAcceptsRefused),
            )
        },
        row(
            "unstable",
            modern_host(),
            with(with(serves(&[Tls12]), wire(Tls12, alert(40))), native(Tls12)),
            Ready,
            Some(F::EndpointUnstable),
        ),
        row(
            "cuts off what it accepts",
            modern_host(),
            with(with(serves(&[Tls12]), wire(Tls12, End::Reset)), native(Tls12)),
            Ready,
            Some(F::EndpointLimitsConnections),
        ),
        row(
            "marks its answer",
            modern_host(),
            with(serves(&[Tls12]), native(Tls12).marked(DowngradeSentinel::HasTls13)),
            Ready,
            Some(F::DowngradeContradiction),
        ),
    ]
}

/// Rows whose result could not be determined.
fn unclear_rows() -> Vec<Row> {
    let one = |name, end: End, first| row(name, modern_host(), all(&end), Inconclusive, Some(first));
    let unreached = |name, why, first| one(name, End::Unreached(why), first);
    vec![
        unreached("no such name", Unreached::NotResolved { evidence: text().into() }, F::NameNotResolved),
        unreached("no address of the family", Unreached::NoAddressOfFamily, F::NoAddressOfFamily),
        unreached("connection refused", Unreached::Refused, F::ConnectionRefused),
        unreached(
            "no answer to connecting",
            Unreached::ConnectSilent { waited: std::time::Duration::ZERO },
            F::ConnectTimeout,
        ),
        unreached("no route", Unreached::NoRoute { evidence: text().into() }, F::Unreachable),
        unreached("proxy", Unreached::Proxy(ProxyRefusal::Status { code: 403, reason: text() }), F::ProxyRefused),
        one("not TLS", End::NotTls(LooksLike::Http), F::EndpointNotTls),
        one("invalid", End::Invalid(WireProblem::Flood), F::EndpointInvalidAnswer),
        one("name refused", alert(112), F::EndpointRefusesName),
        row(
            "an alert to some hellos, resets to the others",
            modern_host(),
            USUAL
                .iter()
                .flat_map(|version| {
                    [wire(*version, alert(40)), wire(*version, End::Reset).with(HelloVariant::RsaKeyExchange)]
                })
                .collect(),
            Inconclusive,
            Some(F::EndpointAnswersDiffer),
        ),
        row(
            "an alert to one version, resets to the others",
            modern_host(),
            USUAL.map(|version| wire(version, if version == Tls12 { alert(70) } else { End::Reset })).to_vec(),
            Inconclusive,
            Some(F::EndpointAnswersDiffer),
        ),
        one("resets everything", End::Reset, F::NoTlsAnswer),
        one("closes everything", CLOSED, F::NoTlsAnswer),
        one("says nothing", SILENT, F::NoTlsAnswer),
        one("out of descriptors", End::Local(LocalReason::Exhausted { evidence: text().into() }), F::HostExhausted),
        one("canceled", End::Local(LocalReason::Canceled), F::RunStopped),
        row(
            "our hello got part of an answer",
            modern_host(),
            with(serves(&[Tls12]), of_native(End::Invalid(WireProblem::Truncated("x")))),
            Inconclusive,
            Some(F::EndpointInvalidAnswer),
        ),
        row(
            "our hello did not get through the proxy, and another did",
            modern_host(),
            with(
                serves(&[Tls12]),
                of_native(End::Unreached(Unreached::Proxy(ProxyRefusal::Status { code: 503, reason: text() }))),
            ),
            Inconclusive,
            Some(F::ProxyRefused),
        ),
        row(
            "our hello was reset once",
            modern_host(),
            with(serves(&[Tls12]), of_native(End::Reset)),
            Inconclusive,
            Some(F::NotEnoughTried),
        ),
        row(
            "our hello was reset, and so was another that is accepted",
            modern_host(),
            with(with(serves(&[Tls12]), of_native(End::Reset)), wire(Tls12, End::Reset)),
            Inconclusive,
            Some(F::EndpointLimitsConnections),
        ),
        row(
            "our hello is rejected for something else than the version",
            modern_host(),
            with(serves(&[Tls12]), of_native(alert(120))),
            Inconclusive,
            Some(F::EndpointWantsOtherHello),
        ),
        row("host unknown", unknown_host(), serves(&[Tls12]), Inconclusive, Some(F::HostOfferUnknown)),
        row(
            "the name refused by our own stack's hello",
            modern_host(),
            vec![of_native(alert(112)), by(Prober::Native, Asked::Pinned(Tls12), alert(112))],
            Inconclusive,
            Some(F::EndpointRefusesName),
        ),
        row(
            "our own stack's hello for one version is refused, and nothing else was tried",
            modern_host(),
            vec![by(Prober::Native, Asked::Pinned(Tls12), alert(40))],
            Inconclusive,
            Some(F::NotEnoughTried),
        ),
        row(
            "only rustls, refused",
            modern_host(),
            vec![by(Prober::Rustls, Asked::Default, alert(40))],
            Inconclusive,
            Some(F::NotEnoughTried),
        ),
        // The host offers 1.2, and what the endpoint does with 1.2 is unknown. That it accepts 1.0 does not help.
        row(
            "the version that matters is inconclusive",
            modern_host(),
            {
                let mut seen = serves(&[Tls10]);
                seen[2] = wire(Tls12, End::Invalid(WireProblem::Flood));
                seen
            },
            Inconclusive,
            Some(F::HostOfferUnknown),
        ),
        row(
            "the stack broke off before an answer",
            modern_host(),
            with(serves(&[Tls12]), of_native(aborted())),
            Inconclusive,
            Some(F::HostOfferUnknown),
        ),
    ]
}

#[test]
fn every_verdict_with_its_reason() {
    for row in known_rows().into_iter().chain(unclear_rows()) {
        let diagnosis = row.diagnosis();
        assert_eq!(diagnosis.verdict, row.verdict, "{}: {:?}", row.name, diagnosis.sentence);
        assert_eq!(diagnosis.findings.first().map(|finding| finding.code), row.first, "{}", row.name);
        let codes: BTreeSet<_> = diagnosis.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes.len(), diagnosis.findings.len(), "{}: said twice", row.name);
        let refuse = diagnosis.findings.iter().any(|finding| finding.code == F::EndpointAcceptsRefused);
        assert_eq!(diagnosis.unmet, matches!(row.verdict, NotReady | AtRisk) || refuse, "{}", row.name);
        assert!(diagnosis.inconclusive || row.verdict != Inconclusive, "{}", row.name);
        assert_eq!(
            diagnosis.meets_at,
            if let Gets::At(version) = diagnosis.gets { Some(version) } else { None },
            "{}",
            row.name
        );
        for finding in &diagnosis.findings {
            assert!(!finding.evidence.is_empty(), "{}: {:?}", row.name, finding.code);
        }
        let weights: Vec<_> = diagnosis.findings.iter().map(|finding| finding.weight).collect();
        let decides = |place: usize| place == 0 && row.verdict != Ready;
        for (place, weight) in weights.iter().enumerate() {
            assert_eq!(*weight == Weight::Cause, decides(place), "{}: {weights:?}", row.name);
        }
    }
}

/// Findings about the host are tested with the host's rules.
#[test]
fn every_finding_about_an_endpoint_has_its_row() {
    let codes: BTreeSet<_> = known_rows()
        .into_iter()
        .chain(unclear_rows())
        .flat_map(|row| row.diagnosis().findings)
        .map(|finding| finding.code)
        .collect();
    let expected = [
        F::HostDefaultLacksVersion,
        F::HostLacksVersion,
        F::HostStackAborts,
        F::HostHelloRefused,
        F::EndpointLacksVersion,
        F::EndpointRefusesAll,
        F::EndpointAcceptsRefused,
        F::EndpointRefusesName,
        F::EndpointNotTls,
        F::EndpointInvalidAnswer,
        F::EndpointWantsClientCertificate,
        F::EndpointUnstable,
        F::CertificateNotTrusted,
        F::CertificateJudgedDifferently,
        F::NoTlsAnswer,
        F::HandshakeNotFinished,
        F::DowngradeContradiction,
        F::EndpointAnswersDiffer,
        F::NameNotResolved,
        F::NoAddressOfFamily,
        F::ConnectionRefused,
        F::ConnectTimeout,
        F::Unreachable,
        F::ProxyRefused,
        F::HostExhausted,
        F::RunStopped,
        F::HostOfferUnknown,
        F::NotEnoughTried,
    ];
    let missing: Vec<_> = expected.iter().filter(|code| !codes.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
