//! Single cases of a diagnosis: what it says, and whose side the problem is on. The table of verdicts is in
//! `verdict_tests`.

use super::script::{
    CLOSED, SILENT, USUAL, accepts, alert, all, by, host, modern_host, native, of_native, record, serves, target,
    unknown_host, usual, wire, with,
};
use super::{Gets, Reason, Verdict, diagnose};
use crate::diagnosis::host::{HostAssessment, Remedy};
use crate::diagnosis::{Finding, FindingCode as F, Side, Step};
use crate::message::Message;
use crate::observation::{
    Asked, DowngradeSentinel, End, Evidence, Observation, Prober, TrustJudgment, TrustProblem, Unreached,
};
use crate::target::{Expectation, Host};
use crate::tls::Version;
use crate::wire::{LooksLike, Offer, WireProblem};

use Verdict::{Inconclusive, Ready};
use Version::{Tls10, Tls11, Tls12, Tls13};

#[test]
fn trust_that_was_not_judged_is_not_there() {
    let diagnosis = |seen: Vec<Observation>| {
        diagnose(&target(Expectation { trust: true, ..usual() }), &record(seen), &modern_host(), &USUAL)
    };
    let rustls = |end| by(Prober::Rustls, Asked::Default, end);
    let unjudged = || native(Tls12).judged(TrustJudgment::NotJudged);
    for (seen, judges) in [
        (serves(&[Tls12, Tls13]), false),
        // Schannel hands the certificate over and leaves the judgment to the program.
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

/// Other programs on this host may use the proxy; this run did not.
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
    let no_route = || End::Unreached(Unreached::NoRoute { evidence: "said by the system".to_owned().into() });
    let refused = End::Unreached(Unreached::Refused);
    for end in [silent(), no_route(), refused, End::Reset, CLOSED, SILENT, End::NotTls(LooksLike::Http)] {
        let (variable, flag) = proxy(&behind_proxy, end.clone()).expect("a step about the proxy");
        assert_eq!(variable, "HTTPS_PROXY");
        assert!(flag.starts_with("--proxy \"") && flag.contains("HTTPS_PROXY"), "{flag}");
        assert_eq!(proxy(&modern_host(), end), None);
    }
    // The endpoint speaks TLS.
    assert_eq!(proxy(&behind_proxy, alert(112)), None);
}

/// A name that does not exist is misspelled; DNS that does not answer says nothing about the name.
#[test]
fn dns_that_does_not_answer_is_not_a_name_that_does_not_exist() {
    let code = |why: Unreached| {
        let diagnosis = diagnose(&target(usual()), &record(all(&End::Unreached(why))), &modern_host(), &USUAL);
        let finding = diagnosis.findings.into_iter().next().expect("a finding");
        let is_about_spelling = matches!(finding.remedy[0], Step::Do(Message::EndpointDoCheckResolver { .. }));
        (finding.code, is_about_spelling)
    };
    let text = || "said by the system".to_owned();
    assert_eq!(code(Unreached::NotResolved { evidence: text().into() }), (F::NameNotResolved, true));
    assert_eq!(code(Unreached::NotResolved { evidence: Evidence::NoAddress }), (F::NameNotResolved, true));
    let failed = Unreached::NotResolved { evidence: Evidence::NoResolver(text()) };
    for silent in [failed, Unreached::ResolverSilent { waited: std::time::Duration::from_secs(5) }] {
        assert_eq!(code(silent), (F::DnsNoAnswer, false));
    }
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
    // Only 1.0 was tried, and it is rejected. This host would connect with 1.2 or 1.3, but those were not tried.
    let refused = versions(&[Tls10], vec![wire(Tls10, alert(70))]);
    assert_eq!((refused.verdict, refused.unmet), (Inconclusive, false), "{:?}", refused.sentence);
    assert_eq!(refused.findings.first().map(|finding| finding.code), Some(F::NotEnoughTried));
    let accepted = versions(&[Tls10], vec![accepts(Tls10)]);
    assert_eq!((accepted.verdict, accepted.unmet), (Inconclusive, false), "{:?}", accepted.sentence);
    // Once one version is high enough, the versions above it do not matter.
    assert_eq!(versions(&[Tls12], vec![accepts(Tls12)]).verdict, Ready);
    // The platform's own handshake takes precedence over any calculation.
    let seen = vec![wire(Tls10, alert(70)), native(Tls13)];
    assert_eq!(versions(&[Tls10], seen).verdict, Ready);
}

/// The library's own handshake may have been under way when the run was stopped.
#[test]
fn nothing_is_calculated_when_a_run_was_stopped() {
    let ask = |partial| {
        let mut stopped = record(serves(&[Tls12]));
        stopped.partial = partial;
        let diagnosis = diagnose(&target(usual()), &stopped, &modern_host(), &USUAL);
        (diagnosis.verdict, diagnosis.calculated)
    };
    assert_eq!(ask(false), (Ready, true));
    assert_eq!(ask(true), (Inconclusive, false));
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
    // Settings that enable TLS 1.2 do not help where only TLS 1.3 is accepted.
    let finding = first(&knowing(&[Tls12]), &[Tls13], None);
    assert!(!finding.remedy.iter().any(|step| matches!(step, Step::Paste(_))), "{finding:?}");
    assert!(!names_a_cause(&finding), "{finding:?}");
}

/// Endpoints with the same problem are grouped, so the texts must not contain the endpoint's name.
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
