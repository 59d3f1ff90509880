//! Answers to other questions do not change the conclusions about versions.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::diagnose;
use super::script::{USUAL, alert, by, modern_host, record, target};
use crate::observation::{
    Asked, DowngradeSentinel, End, LocalReason, Observation, Prober, QuestionId, TrustJudgment, TrustProblem, Unreached,
};
use crate::target::Expectation;
use crate::tls::Version;
use crate::wire::{HelloVariant, LooksLike, WireProblem};

fn any_end() -> impl Strategy<Value = End> {
    select(vec![
        End::Done,
        alert(40),
        alert(70),
        alert(112),
        End::Reset,
        End::Closed { after: 0 },
        End::Silent { waited: Duration::from_secs(5), after: 0 },
        End::NotTls(LooksLike::Http),
        End::Invalid(WireProblem::Flood),
        End::Unreached(Unreached::Refused),
        End::Local(LocalReason::NotTrusted),
        End::Local(LocalReason::Aborted { alert: None, evidence: "policy".to_owned().into() }),
        End::Local(LocalReason::NothingOffered { evidence: "nothing".to_owned().into() }),
        End::Local(LocalReason::Stalled { waited: Duration::from_secs(7) }),
    ])
}

fn any_observation() -> impl Strategy<Value = Observation> {
    let asked = prop_oneof![Just(Asked::Default), select(Version::ALL.to_vec()).prop_map(Asked::Pinned)];
    let variant = select(vec![HelloVariant::Standard, HelloVariant::Short, HelloVariant::EverySuite(0)]);
    let judgment = select(vec![TrustJudgment::Trusted, TrustJudgment::NotTrusted(TrustProblem::Expired)]);
    let sentinel = select(vec![DowngradeSentinel::HasTls12, DowngradeSentinel::HasTls13]);
    let answer = proptest::option::of((select(Version::ALL.to_vec()), proptest::option::of(sentinel), any::<bool>()));
    (select(Prober::ALL.to_vec()), asked, variant, any_end(), answer, proptest::option::of(judgment)).prop_map(
        |(prober, asked, variant, end, answer, judgment)| {
            let mut seen = by(prober, asked, end).with(variant);
            if let Some((version, sentinel, certificate_requested)) = answer {
                seen = seen.answered(version).but(|answer| {
                    answer.downgrade_sentinel = sentinel;
                    answer.certificate_requested = certificate_requested;
                });
            }
            judgment.into_iter().fold(seen, Observation::judged)
        },
    )
}

proptest! {
    #[test]
    fn other_questions_change_nothing(
        about_versions in vec(any_observation(), 1..8),
        others in vec((any_observation(), any::<Index>()), 1..8),
        passed_over in vec(any_observation(), 0..2),
        partial in any::<bool>(),
    ) {
        let (target, host) = (target(Expectation::default()), modern_host());
        let conclude = |observations: &[Observation], passed_over: &[Observation]| {
            let mut record = record(observations.to_vec());
            record.passed_over = passed_over.to_vec();
            record.partial = partial;
            format!("{:#?}", diagnose(&target, &record, &host, &USUAL))
        };
        let alone = conclude(&about_versions, &[]);
        let mut all = about_versions;
        let trial = |seen: Observation| seen.with_question(QuestionId::Trial);
        for (other, place) in others {
            all.insert(place.index(all.len() + 1), trial(other));
        }
        let passed_over: Vec<_> = passed_over.into_iter().map(trial).collect();
        prop_assert_eq!(alone, conclude(&all, &passed_over));
    }
}
