//! Evidence → the three facts about a version, and why. Pure.

use super::capture::second_flight::{KeyExchange, Step};
use super::capture::{Evidence, Reaction};
use crate::observation::host::{Known, VersionFacts, WhenAsked};
use crate::tls::Alert;

/// Words for the settings that decide, put together by whoever knows the stack.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    /// What keeps the version out of the default hello.
    pub(super) default: String,
    /// What refuses it to a program that names it.
    pub(super) asked: String,
    /// What refuses a kind of key exchange.
    pub(super) exchange: String,
    /// What decides the suites of the hello.
    pub(super) suites: String,
}

/// What the kinds of key exchange come to together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// The stack goes on with everything that its hello offers.
    GoesOn,
    /// With RSA key exchange, and not with ephemeral keys: most servers want those.
    OnlyRsa,
    /// With nothing.
    Refuses,
    /// The version is not in the hello, or cannot be selected with what is.
    Absent,
    /// Could not be found out.
    Unknown,
}

/// Sums up what the stack does with a version.
pub(super) fn whole(reaction: &Reaction) -> Whole {
    let steps = match reaction {
        Reaction::NotOffered | Reaction::NoSuite => return Whole::Absent,
        Reaction::Unknown(_) => return Whole::Unknown,
        Reaction::Offered(steps) => steps,
    };
    let goes_on = |wanted: fn(KeyExchange) -> bool| {
        steps.iter().any(|(exchange, step)| wanted(*exchange) && *step == Step::GoesOn)
    };
    if goes_on(|exchange| exchange != KeyExchange::Rsa) {
        return Whole::GoesOn;
    }
    if steps.iter().any(|(_, step)| matches!(step, Step::Unknown(_)))
        || steps.iter().all(|(_, step)| *step == Step::NotInHello)
    {
        return Whole::Unknown;
    }
    if goes_on(|exchange| exchange == KeyExchange::Rsa) { Whole::OnlyRsa } else { Whole::Refuses }
}

/// Draws the three facts.
pub(super) fn judge(evidence: &Evidence, causes: &Causes) -> VersionFacts {
    let default = match whole(&evidence.default) {
        Whole::GoesOn | Whole::OnlyRsa => Known::Yes,
        Whole::Refuses | Whole::Absent => Known::No,
        Whole::Unknown => Known::Unknown,
    };
    let when_asked = match whole(&evidence.pinned) {
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
    let reason = reason(evidence, causes, &facts);
    VersionFacts { reason, ..facts }
}

/// One sentence, where there is something to say.
fn reason(evidence: &Evidence, causes: &Causes, facts: &VersionFacts) -> Option<String> {
    if facts.supported == Known::No {
        return Some("this library is built without it".to_owned());
    }
    if let Some(doubt) = doubt(evidence) {
        return Some(doubt);
    }
    let (default, asked, exchange) = (&causes.default, &causes.asked, &causes.exchange);
    let out_of_default = match &evidence.default {
        Reaction::Offered(steps) => {
            format!(
                "the default hello offers it, and every handshake is then refused{} under {exchange}",
                alerts(steps)
            )
        }
        Reaction::NoSuite => {
            format!("the default hello lists it without any cipher suite for it (decided by {})", causes.suites)
        }
        _ => format!("{default} keeps it out of the default hello"),
    };
    match (facts.default, facts.when_asked) {
        (Known::Yes, WhenAsked::No) => {
            Some(format!("a program that names no version gets it; one that names it is refused by {asked}"))
        }
        (Known::Yes, _) => match &evidence.default {
            Reaction::Offered(steps) if whole(&evidence.default) == Whole::OnlyRsa => {
                Some(format!("the default hello offers it, but {}", only_rsa(steps, causes)))
            }
            _ => None,
        },
        (Known::No, WhenAsked::Yes) => Some(format!("{out_of_default}; a program that names it gets it")),
        (Known::No, WhenAsked::Limited) => match &evidence.pinned {
            Reaction::Offered(steps) => Some(format!(
                "{out_of_default}; the hello of a program that names it leaves, but {}",
                only_rsa(steps, causes)
            )),
            _ => Some(out_of_default),
        },
        (Known::No, WhenAsked::No) => Some(match &evidence.pinned {
            Reaction::Offered(_) if matches!(evidence.default, Reaction::Offered(_)) => out_of_default,
            Reaction::Offered(steps) => format!(
                "{out_of_default}; to a program that names it every handshake is refused{} under {exchange}",
                alerts(steps)
            ),
            _ if matches!(evidence.default, Reaction::NoSuite) && *asked == causes.suites => {
                format!("{asked} leaves no cipher suite for it, so no handshake can select it")
            }
            _ if matches!(evidence.default, Reaction::NotOffered) && default == asked => {
                format!("{default} switches it off, also for a program that names it")
            }
            _ => format!("{out_of_default}; to a program that names it, it is refused by {asked}"),
        }),
        _ => None,
    }
}

/// Why RSA key exchange alone is left: refused, or not in the hello.
fn only_rsa(steps: &[(KeyExchange, Step)], causes: &Causes) -> String {
    let refused =
        steps.iter().any(|(exchange, step)| *exchange == KeyExchange::Ecdhe && matches!(step, Step::Refuses(_)));
    if refused {
        format!(
            "every ECDHE handshake is then refused{} under {}; only RSA key exchange would work",
            alerts(steps),
            causes.exchange
        )
    } else {
        "only with RSA key exchange: it has no ECDHE suite for it".to_owned()
    }
}

/// The alerts with which the stack gave up, in brackets.
fn alerts(steps: &[(KeyExchange, Step)]) -> String {
    let mut names: Vec<String> = steps
        .iter()
        .filter_map(|(_, step)| match step {
            Step::Refuses(Some(Alert { description, .. })) => Some(description.to_string()),
            _ => None,
        })
        .collect();
    names.dedup();
    if names.is_empty() { String::new() } else { format!(" (alert {})", names.join(", ")) }
}

/// The first thing that could not be found out.
fn doubt(evidence: &Evidence) -> Option<String> {
    [&evidence.default, &evidence.pinned].into_iter().find_map(|reaction| match reaction {
        Reaction::Unknown(why) => Some(format!("could not be found out: {why}")),
        Reaction::Offered(steps) if whole(reaction) == Whole::Unknown => Some(
            steps
                .iter()
                .find_map(|(_, step)| match step {
                    Step::Unknown(why) => {
                        Some(format!("offers it; whether it would go on could not be found out: {why}"))
                    }
                    _ => None,
                })
                .unwrap_or_else(|| {
                    "offers it, with no key exchange that this program can try: whether it would go on is not known"
                        .to_owned()
                }),
        ),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::AlertDescription;

    fn refuses(number: u8) -> Step {
        Step::Refuses(Some(Alert::fatal(AlertDescription(number))))
    }

    fn offered(rsa: Step, ecdhe: Step) -> Reaction {
        Reaction::Offered(vec![(KeyExchange::Rsa, rsa), (KeyExchange::Ecdhe, ecdhe)])
    }

    fn causes() -> Causes {
        Causes {
            default: "MinProtocol = TLSv1.2 (o.cnf:7)".into(),
            asked: "security level 4".into(),
            exchange: "security level 2".into(),
            suites: "CipherString".into(),
        }
    }

    #[track_caller]
    fn assert_facts(
        evidence: &Evidence,
        (supported, default, when_asked): (Known, Known, WhenAsked),
        words: Option<&str>,
    ) {
        let facts = judge(evidence, &causes());
        assert_eq!((facts.supported, facts.default, facts.when_asked), (supported, default, when_asked), "{facts:?}");
        match words {
            None => assert_eq!(facts.reason, None),
            Some(words) => assert!(facts.reason.as_deref().unwrap_or_default().contains(words), "{:?}", facts.reason),
        }
    }

    #[test]
    fn openssl_3_0_at_level_2_offers_tls_1_0_and_then_refuses_most_of_it() {
        let limited = offered(Step::GoesOn, refuses(80));
        assert_facts(
            &Evidence { default: limited.clone(), pinned: limited, capable: Ok(true) },
            (Known::Yes, Known::Yes, WhenAsked::Limited),
            Some("every ECDHE handshake is then refused (alert internal_error (80)) under security level 2; only RSA"),
        );
    }

    #[test]
    fn a_minimum_leaves_it_to_programs_that_name_it() {
        assert_facts(
            &Evidence { default: Reaction::NotOffered, pinned: offered(Step::GoesOn, Step::GoesOn), capable: Ok(true) },
            (Known::Yes, Known::No, WhenAsked::Yes),
            Some("MinProtocol = TLSv1.2 (o.cnf:7) keeps it out of the default hello; a program that names it gets it"),
        );
        assert_facts(
            &Evidence { default: Reaction::NotOffered, pinned: offered(Step::GoesOn, refuses(80)), capable: Ok(true) },
            (Known::Yes, Known::No, WhenAsked::Limited),
            Some("only RSA key exchange would work"),
        );
    }

    #[test]
    fn switched_off_is_not_the_same_as_built_without() {
        assert_facts(
            &Evidence { default: Reaction::NotOffered, pinned: Reaction::NotOffered, capable: Ok(true) },
            (Known::Yes, Known::No, WhenAsked::No),
            Some("refused by security level 4"),
        );
        assert_facts(
            &Evidence { default: Reaction::NotOffered, pinned: Reaction::NotOffered, capable: Ok(false) },
            (Known::No, Known::No, WhenAsked::No),
            Some("built without it"),
        );
    }

    #[test]
    fn an_offer_that_leads_nowhere_is_no_default() {
        let dead = offered(refuses(80), refuses(40));
        assert_facts(
            &Evidence { default: dead.clone(), pinned: dead, capable: Ok(true) },
            (Known::Yes, Known::No, WhenAsked::No),
            Some("every handshake is then refused (alert internal_error (80), handshake_failure (40))"),
        );
    }

    #[test]
    fn a_version_without_a_suite_is_no_offer() {
        assert_facts(
            &Evidence { default: Reaction::NoSuite, pinned: Reaction::NotOffered, capable: Ok(true) },
            (Known::Yes, Known::No, WhenAsked::No),
            Some(
                "without any cipher suite for it (decided by CipherString); to a program that names it, it is refused by",
            ),
        );
    }

    #[test]
    fn unknown_stays_unknown() {
        assert_facts(
            &Evidence {
                default: Reaction::Unknown("no context".into()),
                pinned: Reaction::NotOffered,
                capable: Err("no context".into()),
            },
            (Known::Unknown, Known::Unknown, WhenAsked::No),
            Some("no context"),
        );
        let no_exchange = offered(Step::NotInHello, Step::NotInHello);
        assert_facts(
            &Evidence { default: no_exchange.clone(), pinned: no_exchange, capable: Ok(true) },
            (Known::Yes, Known::Unknown, WhenAsked::Unknown),
            Some("is not known"),
        );
    }

    #[test]
    fn ephemeral_keys_alone_are_enough() {
        let modern = offered(Step::NotInHello, Step::GoesOn);
        assert_facts(
            &Evidence { default: modern.clone(), pinned: modern, capable: Ok(true) },
            (Known::Yes, Known::Yes, WhenAsked::Yes),
            None,
        );
    }
}
