//! Evidence → the three facts about a version, with reasons.

use super::cause::Cause;
use super::policy::Policy;
use crate::diagnosis::host::assessment::VersionFacts;
use crate::diagnosis::host::unseen;
use crate::diagnosis::host::words::clauses;
use crate::message::Message;
use crate::observation::capture::{Evidence, KeyExchange, Reaction, Step, Whole};
use crate::observation::host::{Known, WhenAsked};
use crate::tls::{Alert, Version};

/// The settings that determine what happens to one version.
#[derive(Clone, Debug)]
struct Causes {
    /// What keeps the version out of the default hello.
    default: Cause,
    /// What rejects the version for a program that requests it.
    asked: Cause,
    /// What rejects a type of key exchange.
    exchange: Cause,
    /// What determines the suites of the hello.
    suites: Cause,
}

impl Causes {
    /// Finds the settings from the lifts: the policy whose lift changed the result is the one that decides.
    fn of(version: Version, evidence: &Evidence, policy: &Policy<'_>) -> Self {
        // If no single lift helps, several settings are in the way, and an edit of all of them was tried.
        let kept_out = || match evidence.lets_in() {
            None => policy.replaced_for(version).unwrap_or(Cause::Library),
            lift => policy.lifted(lift),
        };
        let asked = policy.disables(version).or_else(|| evidence.is_kept_out().then(kept_out));
        Self {
            default: policy
                .keeps_out_of_default(version)
                .or_else(|| policy.replaced_for(version))
                .or_else(|| asked.clone())
                .unwrap_or(Cause::Library),
            asked: asked.unwrap_or(Cause::Library),
            exchange: policy.lifted(evidence.lets_continue()),
            suites: policy.suites(),
        }
    }
}

/// Concludes the three facts.
pub(super) fn judge(version: Version, evidence: &Evidence, policy: &Policy<'_>) -> VersionFacts {
    let default = match evidence.default.whole() {
        Whole::GoesOn | Whole::OnlyRsa => Known::Yes,
        Whole::Refuses | Whole::Absent => Known::No,
        Whole::Unknown => Known::Unknown,
    };
    let when_asked = match evidence.pinned.whole() {
        Whole::GoesOn => WhenAsked::Yes,
        Whole::OnlyRsa => WhenAsked::Limited,
        Whole::Refuses | Whole::Absent => WhenAsked::No,
        Whole::Unknown => WhenAsked::Unknown,
    };
    let shown = default == Known::Yes || matches!(when_asked, WhenAsked::Yes | WhenAsked::Limited);
    let supported = match &evidence.capable {
        _ if shown => Known::Yes,
        Ok(true) => Known::Yes,
        Ok(false) => Known::No,
        Err(_) => Known::Unknown,
    };
    let facts = VersionFacts { supported, default, when_asked, reason: None };
    let reason = clauses(reason(evidence, &Causes::of(version, evidence, policy), &facts));
    VersionFacts { reason, ..facts }
}

/// Returns the reasons as clauses, if there is something to say.
fn reason(evidence: &Evidence, causes: &Causes, facts: &VersionFacts) -> Vec<Message> {
    if facts.supported == Known::No {
        return vec![Message::OpensslBuiltWithout];
    }
    if let Some(doubt) = doubt(evidence) {
        return vec![doubt];
    }
    let asked = || Box::new(causes.asked.message());
    match (facts.default, facts.when_asked) {
        (Known::Yes, WhenAsked::No) => {
            vec![Message::OpensslDefaultOffers, Message::OpensslRequestRejected { cause: asked() }]
        }
        (Known::Yes, _) => match &evidence.default {
            Reaction::Offered(steps) if evidence.default.whole() == Whole::OnlyRsa => {
                only_rsa(steps, causes, "default")
            }
            _ => Vec::new(),
        },
        (Known::No, WhenAsked::Yes) => with(not_by_default(evidence, causes), [Message::OpensslRequestWorks]),
        (Known::No, WhenAsked::Limited) => match &evidence.pinned {
            Reaction::Offered(steps) => with(not_by_default(evidence, causes), only_rsa(steps, causes, "request")),
            _ => not_by_default(evidence, causes),
        },
        (Known::No, WhenAsked::No) => match &evidence.pinned {
            Reaction::Offered(_) if matches!(evidence.default, Reaction::Offered(_)) => {
                not_by_default(evidence, causes)
            }
            Reaction::Offered(steps) => {
                let rejected = Message::OpensslRequestAllRejected { cause: causes.exchange.clone().into() };
                with(not_by_default(evidence, causes), with(vec![rejected], alerts(steps)))
            }
            _ if evidence.default == Reaction::NoSuite && causes.asked == causes.suites => {
                vec![Message::OpensslNoSuiteLeft { cause: asked() }]
            }
            _ if evidence.default == Reaction::NotOffered && causes.default == causes.asked => {
                vec![Message::OpensslDisabled { cause: asked() }]
            }
            _ => with(not_by_default(evidence, causes), [Message::OpensslRequestRejected { cause: asked() }]),
        },
        _ => Vec::new(),
    }
}

fn with(mut clauses: Vec<Message>, more: impl IntoIterator<Item = Message>) -> Vec<Message> {
    clauses.extend(more);
    clauses
}

/// Describes what keeps the version from programs that use the default.
fn not_by_default(evidence: &Evidence, causes: &Causes) -> Vec<Message> {
    match &evidence.default {
        Reaction::Offered(steps) => {
            with(vec![Message::OpensslDefaultAllRejected { cause: causes.exchange.clone().into() }], alerts(steps))
        }
        Reaction::NoSuite => vec![Message::OpensslDefaultNoSuite { cause: causes.suites.clone().into() }],
        Reaction::NotOffered | Reaction::Unknown(_) => {
            vec![Message::OpensslDefaultWithout { cause: causes.default.clone().into() }]
        }
    }
}

/// Describes why only RSA key exchange is left: ECDHE is rejected, or is not in the hello.
fn only_rsa(steps: &[(KeyExchange, Step)], causes: &Causes, when: &'static str) -> Vec<Message> {
    let rejected =
        steps.iter().any(|(exchange, step)| *exchange == KeyExchange::Ecdhe && matches!(step, Step::Refuses(_)));
    if rejected {
        let rejected = Message::OpensslEcdheRejected { when, cause: causes.exchange.clone().into() };
        with(vec![rejected], alerts(steps))
    } else {
        vec![Message::OpensslNoEcdhe { when }]
    }
}

/// Returns the alerts with which the library aborted, if it sent any, as a clause.
fn alerts(steps: &[(KeyExchange, Step)]) -> Option<Message> {
    let mut names: Vec<String> = steps
        .iter()
        .filter_map(|(_, step)| match step {
            Step::Refuses(Some(Alert { description, .. })) => Some(description.to_string()),
            _ => None,
        })
        .collect();
    names.dedup();
    (!names.is_empty()).then_some(Message::OpensslAlerts { alerts: names })
}

/// Returns the first thing that could not be determined.
fn doubt(evidence: &Evidence) -> Option<Message> {
    [&evidence.default, &evidence.pinned].into_iter().find_map(|reaction| match reaction {
        Reaction::Unknown(why) => Some(Message::HostNotDetermined { why: Box::new(unseen::message(why)) }),
        Reaction::Offered(steps) if reaction.whole() == Whole::Unknown => {
            let why = steps.iter().find_map(|(_, step)| match step {
                Step::Unknown(why) => Some(Box::new(unseen::message(why))),
                _ => None,
            });
            Some(why.map_or(Message::OpensslOfferedNotTried, |why| Message::OpensslOfferedUnknown { why }))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::policy::tests::facts;
    use super::*;
    use crate::observation::capture::{Lift, Unseen};
    use crate::tls::AlertDescription;

    fn refuses(number: u8) -> Step {
        Step::Refuses(Some(Alert::fatal(AlertDescription(number))))
    }

    fn offered(rsa: Step, ecdhe: Step) -> Reaction {
        Reaction::Offered(vec![(KeyExchange::Rsa, rsa), (KeyExchange::Ecdhe, ecdhe)])
    }

    fn good() -> Reaction {
        offered(Step::NotInHello, Step::GoesOn)
    }

    fn evidence(default: Reaction, pinned: Reaction, lifted: &[(Lift, Reaction)]) -> Evidence {
        Evidence { default, pinned, capable: Ok(true), lifted: lifted.to_vec() }
    }

    /// Asserts what is concluded about TLS 1.0 for a library with a minimum in its file.
    #[track_caller]
    fn assert_facts(
        evidence: &Evidence,
        (supported, default, when_asked): (Known, Known, WhenAsked),
        ids: &[&str],
    ) -> Vec<Message> {
        let mut found = facts(&[("MinProtocol", "TLSv1.2"), ("CipherString", "HIGH")]);
        found.minimum = Some(Version::Tls12);
        let facts = judge(Version::Tls10, evidence, &Policy::of(&found));
        assert_eq!((facts.supported, facts.default, facts.when_asked), (supported, default, when_asked), "{facts:?}");
        let clauses = match facts.reason {
            Some(Message::HostClauses { clauses }) => clauses,
            other => other.into_iter().collect(),
        };
        assert_eq!(clauses.iter().map(Message::id).collect::<Vec<_>>(), ids);
        clauses
    }

    fn level() -> Message {
        Cause::Level { level: 2, place: None }.message()
    }

    fn minimum() -> Message {
        Message::OpensslCauseCommand {
            name: "MinProtocol".to_owned(),
            value: "TLSv1.2".to_owned(),
            place: "/o.cnf:1".to_owned(),
        }
    }

    #[test]
    fn openssl_3_0_at_level_2_offers_tls_1_0_and_then_rejects_most_of_it() {
        let limited = offered(Step::GoesOn, refuses(80));
        let clauses = assert_facts(
            &evidence(limited.clone(), limited, &[(Lift::Level, good())]),
            (Known::Yes, Known::Yes, WhenAsked::Limited),
            &["openssl-ecdhe-rejected", "openssl-alerts"],
        );
        let alerts = Message::OpensslAlerts { alerts: vec!["internal_error (80)".to_owned()] };
        assert_eq!(clauses, [Message::OpensslEcdheRejected { when: "default", cause: Box::new(level()) }, alerts]);
    }

    #[test]
    fn a_minimum_leaves_it_to_programs_that_request_it() {
        let clauses = assert_facts(
            &evidence(Reaction::NotOffered, offered(Step::GoesOn, Step::GoesOn), &[]),
            (Known::Yes, Known::No, WhenAsked::Yes),
            &["openssl-default-without", "openssl-request-works"],
        );
        assert_eq!(clauses[0], Message::OpensslDefaultWithout { cause: Box::new(minimum()) });
        let clauses = assert_facts(
            &evidence(Reaction::NotOffered, offered(Step::GoesOn, refuses(80)), &[(Lift::Level, good())]),
            (Known::Yes, Known::No, WhenAsked::Limited),
            &["openssl-default-without", "openssl-ecdhe-rejected", "openssl-alerts"],
        );
        assert_eq!(clauses[1], Message::OpensslEcdheRejected { when: "request", cause: Box::new(level()) });
    }

    #[test]
    fn disabled_is_not_the_same_as_built_without() {
        let clauses = assert_facts(
            &evidence(Reaction::NotOffered, Reaction::NotOffered, &[(Lift::Level, good())]),
            (Known::Yes, Known::No, WhenAsked::No),
            &["openssl-default-without", "openssl-request-rejected"],
        );
        assert_eq!(clauses[1], Message::OpensslRequestRejected { cause: Box::new(level()) });
        let without = Evidence {
            default: Reaction::NotOffered,
            pinned: Reaction::NotOffered,
            capable: Ok(false),
            lifted: Vec::new(),
        };
        assert_facts(&without, (Known::No, Known::No, WhenAsked::No), &["openssl-built-without"]);
    }

    #[test]
    fn an_offer_that_leads_nowhere_is_not_a_default() {
        let dead = offered(refuses(80), refuses(40));
        let clauses = assert_facts(
            &evidence(dead.clone(), dead.clone(), &[(Lift::Level, dead.clone()), (Lift::Suites, dead)]),
            (Known::Yes, Known::No, WhenAsked::No),
            &["openssl-default-all-rejected", "openssl-alerts"],
        );
        let names = vec!["internal_error (80)".to_owned(), "handshake_failure (40)".to_owned()];
        let alerts = Message::OpensslAlerts { alerts: names };
        // No lift helps, so the library's built-in policy is the cause.
        assert_eq!(clauses, [Message::OpensslDefaultAllRejected { cause: Cause::Library.into() }, alerts]);
    }

    #[test]
    fn a_version_without_a_suite_is_not_an_offer() {
        assert_facts(
            &evidence(Reaction::NoSuite, Reaction::NotOffered, &[(Lift::Level, good())]),
            (Known::Yes, Known::No, WhenAsked::No),
            &["openssl-default-no-suite", "openssl-request-rejected"],
        );
        let absent = Reaction::NotOffered;
        let clauses = assert_facts(
            &evidence(Reaction::NoSuite, absent.clone(), &[(Lift::Level, absent), (Lift::Suites, good())]),
            (Known::Yes, Known::No, WhenAsked::No),
            &["openssl-no-suite-left"],
        );
        let list = Cause::List { name: "CipherString", place: "/o.cnf:2".to_owned(), accepted: true };
        assert_eq!(clauses, [Message::OpensslNoSuiteLeft { cause: list.into() }]);
    }

    #[test]
    fn unknown_stays_unknown() {
        let why = || Unseen::NotStarted("no context".to_owned());
        let clauses = assert_facts(
            &Evidence {
                default: Reaction::Unknown(why()),
                pinned: Reaction::NotOffered,
                capable: Err(why()),
                lifted: Vec::new(),
            },
            (Known::Unknown, Known::Unknown, WhenAsked::No),
            &["host-not-determined"],
        );
        assert_eq!(clauses, [Message::HostNotDetermined { why: Box::new(unseen::message(&why())) }]);
        let no_exchange = offered(Step::NotInHello, Step::NotInHello);
        assert_facts(
            &evidence(no_exchange.clone(), no_exchange, &[]),
            (Known::Yes, Known::Unknown, WhenAsked::Unknown),
            &["openssl-offered-not-tried"],
        );
    }

    #[test]
    fn ephemeral_keys_alone_are_enough() {
        assert_facts(&evidence(good(), good(), &[]), (Known::Yes, Known::Yes, WhenAsked::Yes), &[]);
    }
}
