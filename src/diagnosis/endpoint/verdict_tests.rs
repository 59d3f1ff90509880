//! Verdicts, expectations and findings, from scripted observations.
#![expect(clippy::too_many_lines, reason = "a table")]

use std::collections::BTreeSet;

use super::script::{
    CLOSED, SILENT, USUAL, accepts, alert, by, host, modern_host, native, record, target, unknown_host, wire,
};
use super::{Diagnosis, Gets, Reason, Verdict, diagnose};
use crate::diagnosis::host::{HostAssessment, Remedy};
use crate::diagnosis::{Finding, FindingCode, Side, Step, Weight};
use crate::message::Message;
use crate::observation::{
    Asked, DowngradeSentinel, End, LocalReason, Observation, Prober, ProxyRefusal, TrustJudgment, TrustProblem,
    Unreached,
};
use crate::target::{Expectation, Host};
use crate::tls::Version;
use crate::wire::{LooksLike, Offer, WireProblem};

use FindingCode as F;
use Verdict::{AtRisk, Inconclusive, NotReady, Ready};
use Version::{Tls10, Tls11, Tls12, Tls13};

fn usual() -> Expectation {
    Expectation::default()
}

/// Accepts these versions and refuses the other usual ones with alert 70.
fn serves(versions: &[Version]) -> Vec<Observation> {
    USUAL.map(|version| if versions.contains(&version) { accepts(version) } else { wire(version, alert(70)) }).to_vec()
}

fn all(end: &End) -> Vec<Observation> {
    USUAL.map(|version| wire(version, end.clone())).to_vec()
}

fn with(mut seen: Vec<Observation>, more: Observation) -> Vec<Observation> {
    seen.push(more);
    seen
}

fn of_native(end: End) -> Observation {
    by(Prober::Native, Asked::Default, end)
}

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

/// Ready, at risk and not ready.
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
            "our hello is reset",
            modern_host(),
            with(serves(&[Tls12]), of_native(End::Reset)),
            NotReady,
            Some(F::HostHelloRefused),
        ),
        // Not why, but that they do not meet.
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
            with(with(serves(&[Tls12]), wire(Tls12, End::Reset)), native(Tls12)),
            Ready,
            Some(F::EndpointUnstable),
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

/// What could not be determined.
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
            USUAL.iter().flat_map(|version| [wire(*version, alert(40)), wire(*version, End::Reset)]).collect(),
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
        // The host has 1.2; what the endpoint does with 1.2 is not known; 1.0 is no comfort.
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
fn trust_that_was_not_judged_is_not_there() {
    let diagnosis = |seen: Vec<Observation>| {
        diagnose(&target(Expectation { trust: true, ..usual() }), &record(seen), &modern_host(), &USUAL)
    };
    let rustls = |end| by(Prober::Rustls, Asked::Default, end);
    let unjudged = || native(Tls12).judged(TrustJudgment::NotJudged);
    for (seen, judges) in [
        (serves(&[Tls12, Tls13]), false),
        // Schannel hands the certificate over and leaves judging it to the program.
        (with(serves(&[Tls12]), unjudged()), false),
        (with(with(serves(&[Tls12]), unjudged()), rustls(alert(40))), true),
    ] {
        let diagnosis = diagnosis(seen);
        assert_eq!((diagnosis.verdict, diagnosis.unmet, diagnosis.inconclusive), (Inconclusive, false, true));
        assert!(diagnosis.meets_at.is_some(), "that they meet is known all the same");
        let first = diagnosis.findings.first().expect("a finding");
        assert_eq!((first.code, first.side), (F::NotEnoughTried, Side::Host));
        assert_eq!(first.summary == Message::EndpointTrustNotReached, judges, "{first:?}");
        assert_eq!(matches!(first.remedy[..], [Step::Do(Message::EndpointDoJudge { .. })]), !judges, "{first:?}");
    }
    let judged = rustls(End::Done).answered(Tls12).judged(TrustJudgment::Trusted);
    assert_eq!(diagnosis(with(with(serves(&[Tls12]), unjudged()), judged)).verdict, Ready);
}

/// What other programs of this host may use, and this run did not.
#[test]
fn a_proxy_that_is_set_and_not_used_is_named_where_there_is_no_route() {
    let mut behind_proxy = modern_host();
    behind_proxy.proxy_variable = Some("HTTPS_PROXY");
    let proxy = |host: &HostAssessment, end: End| {
        let diagnosis = diagnose(&target(usual()), &record(all(&end)), host, &USUAL);
        let remedy = diagnosis.findings.first().expect("a finding").remedy.clone();
        remedy.into_iter().find_map(|step| match step {
            Step::Do(Message::EndpointDoUseProxy { variable, flag }) => Some((variable, flag)),
            _ => None,
        })
    };
    let silent = || End::Unreached(Unreached::ConnectSilent { waited: std::time::Duration::ZERO });
    let no_route = || End::Unreached(Unreached::NoRoute { evidence: text().into() });
    for end in [silent(), no_route()] {
        let (variable, flag) = proxy(&behind_proxy, end.clone()).expect("a step about the proxy");
        assert_eq!(variable, "HTTPS_PROXY");
        assert!(flag.starts_with("--proxy \"") && flag.contains("HTTPS_PROXY"), "{flag}");
        assert_eq!(proxy(&modern_host(), end), None);
    }
    assert_eq!(proxy(&behind_proxy, End::Unreached(Unreached::Refused)), None);
}

#[test]
fn every_verdict_with_its_reason() {
    for row in known_rows().into_iter().chain(unclear_rows()) {
        let diagnosis = row.diagnosis();
        assert_eq!(diagnosis.verdict, row.verdict, "{}: {:?}", row.name, diagnosis.sentence);
        assert_eq!(diagnosis.findings.first().map(|finding| finding.code), row.first, "{}", row.name);
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

/// Those of `host_rules` have their own.
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

#[test]
fn the_side_is_whose_it_is() {
    for (problem, side) in [
        (TrustProblem::NoRoots, Side::Host),
        (TrustProblem::UnknownIssuer, Side::Network),
        (TrustProblem::WrongName, Side::Endpoint),
        (TrustProblem::Revoked, Side::Endpoint),
    ] {
        let seen = with(serves(&[Tls12]), native(Tls12).judged(TrustJudgment::NotTrusted(problem)));
        let mut far = record(seen);
        // Nothing is between a host and its own addresses.
        far.probed.address = Some(([192, 0, 2, 1], 443).into());
        let diagnosis = diagnose(&target(usual()), &far, &modern_host(), &USUAL);
        assert_eq!(diagnosis.findings.first().map(|finding| finding.side), Some(side), "{problem:?}");
    }
}

#[test]
fn a_version_that_was_not_tried_decides_nothing() {
    let versions = |versions: &[Version], seen: Vec<Observation>| {
        diagnose(&target(usual()), &record(seen), &modern_host(), versions)
    };
    // Only 1.0 was asked for, and is refused: this host would meet at 1.2 or 1.3, if anybody had tried.
    let refused = versions(&[Tls10], vec![wire(Tls10, alert(70))]);
    assert_eq!((refused.verdict, refused.unmet), (Inconclusive, false), "{:?}", refused.sentence);
    assert_eq!(refused.findings.first().map(|finding| finding.code), Some(F::NotEnoughTried));
    let accepted = versions(&[Tls10], vec![accepts(Tls10)]);
    assert_eq!((accepted.verdict, accepted.unmet), (Inconclusive, false), "{:?}", accepted.sentence);
    // What is high enough is enough, whatever is above.
    assert_eq!(versions(&[Tls12], vec![accepts(Tls12)]).verdict, Ready);
    // The platform's own handshake knows better than any calculation.
    let seen = vec![wire(Tls10, alert(70)), native(Tls13)];
    assert_eq!(versions(&[Tls10], seen).verdict, Ready);
}

#[test]
fn a_version_that_must_be_refused_must_be_tried() {
    let refuse = Expectation { refuse: vec![Tls10], ..usual() };
    let ask = |seen: Vec<Observation>, versions: &[Version]| {
        let diagnosis = diagnose(&target(refuse.clone()), &record(seen), &modern_host(), versions);
        (diagnosis.unmet, diagnosis.inconclusive)
    };
    let rustls = by(Prober::Rustls, Asked::Default, End::Done).answered(Tls13);
    assert_eq!(ask(serves(&[Tls12, Tls13]), &USUAL), (false, false));
    assert_eq!(ask(serves(&[Tls10, Tls12]), &USUAL), (true, false));
    assert_eq!(ask(vec![rustls, native(Tls13)], &USUAL), (false, true), "no prober could try it");
    assert_eq!(ask(vec![accepts(Tls12)], &[Tls12]), (false, true), "nobody asked");
    let mut silent = serves(&[Tls12]);
    silent[0] = wire(Tls10, End::NotTls(LooksLike::Http));
    assert_eq!(ask(silent, &USUAL), (false, true));
}

#[test]
fn a_run_that_was_stopped_says_so() {
    let mut stopped = record(vec![wire(Tls12, alert(40))]);
    stopped.partial = true;
    let diagnosis = diagnose(&target(usual()), &stopped, &modern_host(), &USUAL);
    assert_eq!(diagnosis.verdict, Inconclusive);
    assert_eq!(diagnosis.findings.first().map(|finding| finding.code), Some(F::RunStopped));
    assert!(diagnosis.inconclusive && !diagnosis.unmet);
}

#[test]
fn a_sentinel_contradicts_only_what_was_refused() {
    let has = |seen: Vec<Observation>| {
        let diagnosis = diagnose(&target(usual()), &record(seen), &modern_host(), &USUAL);
        diagnosis.findings.iter().any(|finding| finding.code == F::DowngradeContradiction)
    };
    let marked = || native(Tls12).marked(DowngradeSentinel::HasTls13);
    assert!(has(with(serves(&[Tls12]), marked())));
    assert!(!has(with(serves(&[Tls12, Tls13]), marked())));
    assert!(!has(vec![accepts(Tls12), marked()]), "1.3 was not tried");
    let invalid = wire(Tls12, End::Invalid(WireProblem::CompressionNotOffered)).answered(Tls12);
    assert!(!has(with(serves(&[Tls12]), invalid.marked(DowngradeSentinel::HasTls13))), "no answer, no word");
    let older = native(Tls11).marked(DowngradeSentinel::HasTls12);
    assert!(has(with(serves(&[Tls11]), older.clone())));
    assert!(!has(with(serves(&[Tls11, Tls12]), older)));
}

#[test]
fn the_offer_that_left_counts_more_than_the_facts() {
    let mut refused = of_native(alert(40));
    refused.sent =
        Some(std::sync::Arc::new(Offer { versions: vec![Tls13], versions_listed: true, ..Offer::default() }));
    let seen = with(serves(&[Tls12]), refused);
    let diagnosis = diagnose(&target(usual()), &record(seen), &modern_host(), &USUAL);
    assert_eq!(diagnosis.findings.first().map(|finding| finding.code), Some(F::HostDefaultLacksVersion));
    let Message::EndpointHostDefaultLacksVersion { offered, .. } = &diagnosis.sentence else {
        panic!("{:?}", diagnosis.sentence)
    };
    assert_eq!(offered, &[Tls13]);
}

#[test]
fn the_lines_that_the_collector_knows_stand_in_the_finding_if_they_help() {
    let lines = ["reg add X /f".to_owned(), "shutdown /r /t 0".to_owned()];
    let knowing = |asked: &[Version]| {
        let mut host = host(&[Tls10], asked);
        let stack = host.stacks.first_mut().unwrap();
        stack.remedy = Some(Remedy {
            version: Tls12,
            steps: vec![Step::Do(Message::HostReady { versions: vec![Tls12] }), Step::Paste(lines.to_vec())],
        });
        stack.versions.get_mut(&Tls12).unwrap().reason = Some(Message::HostNotReady);
        host
    };
    let first = |host: &HostAssessment, accepted: &[Version], met: Option<Version>| {
        let seen = match met {
            Some(version) => with(serves(accepted), native(version)),
            None => with(serves(accepted), of_native(alert(70))),
        };
        diagnose(&target(usual()), &record(seen), host, &USUAL).findings.remove(0)
    };
    let steps = [Step::Do(Message::HostReady { versions: vec![Tls12] }), Step::Paste(lines.to_vec())];
    let names_a_cause = |finding: &Finding| {
        finding.evidence.iter().any(|seen| matches!(seen, Message::EndpointSeenHostVersion { version: Tls12, .. }))
    };
    for (asked, accepted, met) in
        [(&[Tls12][..], &[Tls12][..], None), (&[], &[Tls12], None), (&[Tls12], &[Tls10, Tls12], Some(Tls10))]
    {
        let finding = first(&knowing(asked), accepted, met);
        assert_eq!((finding.side, finding.remedy.as_slice()), (Side::Host, &steps[..]), "{finding:?}");
        assert!(names_a_cause(&finding), "{finding:?}");
    }
    // Lines that bring TLS 1.2 do not help where only TLS 1.3 is accepted.
    let finding = first(&knowing(&[Tls12]), &[Tls13], None);
    assert!(!finding.remedy.iter().any(|step| matches!(step, Step::Paste(_))), "{finding:?}");
    assert!(!names_a_cause(&finding), "{finding:?}");
}

/// What only names the endpoint must not keep endpoints apart that have the same problem.
#[test]
fn what_is_said_of_a_certificate_does_not_name_the_endpoint() {
    let finding = |name: &str| {
        let mut target = target(usual());
        target.host = Host::Name(name.to_owned());
        let seen = with(serves(&[Tls12]), native(Tls12).judged(TrustJudgment::NotTrusted(TrustProblem::WrongName)));
        let finding = diagnose(&target, &record(seen), &modern_host(), &USUAL).findings.remove(0);
        (finding.code, finding.summary, finding.remedy)
    };
    assert_eq!(finding("a.example"), finding("b.example"));
}

#[test]
fn nothing_is_said_only_where_it_is_known() {
    let gets =
        |host: &HostAssessment, seen: Vec<Observation>| diagnose(&target(usual()), &record(seen), host, &USUAL).gets;
    assert_eq!(gets(&modern_host(), serves(&[Tls12])), Gets::At(Tls12));
    assert_eq!(gets(&modern_host(), with(serves(&[Tls12]), of_native(alert(40)))), Gets::Nothing);
    assert_eq!(gets(&host(&[Tls10], &[]), serves(&[Tls12])), Gets::Nothing, "calculated");
    assert_eq!(gets(&unknown_host(), serves(&[Tls12])), Gets::Unknown);
    assert_eq!(gets(&modern_host(), all(&End::Unreached(Unreached::Refused))), Gets::Unknown);
}

#[test]
fn what_is_open_is_what_was_asked_and_is_not_known() {
    let mut seen = serves(&[Tls12]);
    seen[3] = wire(Tls13, End::Invalid(WireProblem::Flood));
    let diagnosis = diagnose(&target(usual()), &record(seen), &modern_host(), &USUAL);
    assert!(diagnosis.leaves_open());
    assert_eq!(diagnosis.open, [(Tls13, Reason::InvalidAnswer)]);
    let refuse = Expectation { refuse: vec![Tls10], ..usual() };
    let diagnosis = diagnose(&target(refuse), &record(vec![accepts(Tls12)]), &modern_host(), &[Tls12]);
    assert_eq!(diagnosis.open, [(Tls10, Reason::NotAsked)]);
    assert_eq!(diagnosis.never_reached(), None);
    let refused = diagnose(&target(usual()), &record(all(&End::Unreached(Unreached::Refused))), &modern_host(), &USUAL);
    assert_eq!(refused.never_reached(), Some(Reason::ConnectionRefused));
}
