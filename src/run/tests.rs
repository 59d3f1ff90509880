//! Several runs in one process: each trusts the roots of its context, and none leaves state behind.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::mpsc;

use super::*;
use crate::lab::Lab;
use crate::observation::{Prober, TrustJudgment, TrustProblem};
use crate::report::model::EndpointReport;
use crate::roots::Roots;
use crate::target::{Expectation, Host};
use crate::tls::Version;

/// Endpoints of the lab: some whose certificates are trusted by a host that trusts the lab, and one that is never
/// trusted.
const GOOD: [&str; 3] = ["tls12-and-tls13", "tls12-only", "tls13-only"];
const EXPIRED: &str = "cert-expired";

fn plan() -> Plan {
    Plan {
        versions: vec![Version::Tls12, Version::Tls13],
        probers: Prober::ALL.to_vec(),
        all_addresses: false,
        family: crate::net::Family::Any,
        timeout: Duration::from_secs(20),
        retries: 1,
    }
}

fn targets(lab: &Lab, ids: &[&str]) -> Vec<Target> {
    let target = |id: &&str| {
        let endpoint = lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}"));
        let name = &endpoint.server_name;
        Target::new(Host::Name(name.clone()), endpoint.address.port(), name.as_str())
            .with_connect(endpoint.address.ip())
    };
    ids.iter().map(target).collect()
}

fn authority(lab: &Lab) -> Vec<u8> {
    x509_parser::pem::parse_x509_pem(lab.ca_pem().as_bytes()).expect("PEM").1.contents
}

/// Completes a run. Returns its reports by the name that was given, and its totals.
async fn to_its_end(run: Run, targets: Vec<Target>) -> (BTreeMap<String, EndpointReport>, Totals) {
    let (give, receive) = mpsc::channel(1);
    give.send(targets).await.expect("room");
    drop(give);
    let mut running = run.start(receive, &Stopper::default(), Reports);
    let mut reports = BTreeMap::new();
    while let Some(batch) = running.next().await {
        reports.extend(batch.made.into_iter().map(|reported| (reported.report.target.given.clone(), reported.report)));
    }
    let ended = running.finish().await.expect("no task is lost");
    assert_eq!(ended.totals.endpoints, reports.len() as u64);
    (reports, ended.totals)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_five_runs_trusts_what_its_context_does() {
    let lab = Lab::start(time::OffsetDateTime::now_utc()).await.expect("the lab starts");
    let other = Lab::start(time::OffsetDateTime::now_utc()).await.expect("another with an authority of its own");
    let ids = [&GOOD[..], &[EXPIRED]].concat();
    let (trusted, not_trusted) = (TrustJudgment::Trusted, TrustJudgment::NotTrusted(TrustProblem::UnknownIssuer));
    let (ours, theirs) = (Roots::from_der(vec![authority(&lab)]), Roots::from_der(vec![authority(&other)]));
    // A machine whose trust store changes twice, and a context that is used again.
    let first = Context::builder().roots(ours.clone()).build();
    let contexts = [
        (first.clone(), &trusted),
        (Context::builder().roots(theirs.clone()).build(), &not_trusted),
        (Context::builder().roots(Roots::from_der(Vec::new())).build(), &not_trusted),
        (Context::builder().roots(theirs.and([authority(&lab)])).build(), &trusted),
        (first, &trusted),
    ];
    for (number, (context, right)) in contexts.iter().enumerate() {
        let (reports, totals) = to_its_end(Run::new(context, plan()), targets(&lab, &ids)).await;
        assert_eq!((reports.len(), totals.partial), (ids.len(), false), "run {number}");
        for id in GOOD {
            let report = &reports[&lab.endpoint(id).expect("it is there").server_name];
            let trust = report.diagnosis.trust.as_ref().expect("it was judged");
            assert_eq!(&trust.judgment, *right, "run {number}: {id}");
            assert_eq!(report.attempts.iter().filter(|attempt| attempt.prober == Prober::Rustls).count(), 1);
        }
        let expired = &reports[&lab.endpoint(EXPIRED).expect("it is there").server_name];
        let trust = expired.diagnosis.trust.as_ref().expect("it was judged");
        assert_ne!(trust.judgment, trusted, "run {number}");
    }
    // No run may keep its context alive: what it read is freed with the last clone.
    let probers: Vec<_> = contexts.iter().map(|(context, _)| Arc::downgrade(&context.probers())).collect();
    drop(contexts);
    for probers in probers {
        // Warm-up tasks may still be at their last step.
        while probers.strong_count() > 0 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_run_without_targets_ends() {
    let (reports, totals) = to_its_end(Run::new(&Context::builder().build(), plan()), Vec::new()).await;
    assert_eq!((reports.len(), totals), (0, Totals::default()));
}

#[tokio::test]
async fn a_run_that_is_stopped_reports_every_target_as_partial() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let target = crate::catalog::target_text::target_from_text(&closed.to_string(), Expectation::default());
    let targets = vec![target.expect("a target"); 3];
    let context = Context::builder().build();
    for whole_only in [false, true] {
        let (give, receive) = mpsc::channel(1);
        let stopper = Stopper::default();
        stopper.stop();
        let run = Run::new(&context, plan());
        let run = if whole_only { run.without_partial() } else { run };
        let mut running = run.start(receive, &stopper, Reports);
        give.send(targets.clone()).await.expect("room");
        drop(give);
        let mut count = 0;
        while let Some(batch) = running.next().await {
            assert!(batch.made.iter().all(|reported| reported.report.partial));
            count += batch.made.len();
        }
        let ended = running.finish().await.expect("no task is lost");
        let inconclusive = if whole_only { 0 } else { 3 };
        assert_eq!(count, inconclusive);
        let totals = Totals { endpoints: 3, unmet: 0, inconclusive: inconclusive as u64, partial: true };
        assert_eq!(ended.totals, totals);
    }
}

#[tokio::test]
async fn a_task_that_is_lost_is_not_the_end_of_a_run() {
    let lost = both::<()>(tokio::spawn(async { panic!("a defect") }), tokio::spawn(std::future::pending()));
    lost.await.expect_err("conclusions were lost");
    let lost = both(tokio::spawn(async { Ok(()) }), tokio::spawn(async { panic!("a defect") }));
    lost.await.expect_err("endpoints were lost");
    for stopped in [true, false] {
        let ended = both(tokio::spawn(async { Ok(()) }), tokio::spawn(async move { stopped }));
        assert_eq!(ended.await.expect("it ended"), ((), stopped));
    }
}
