//! Which versions an endpoint accepts, and whether this host's libraries can connect to it.

use super::{Ask, Question, Seen};
use crate::engine::plan::Plan;
use crate::observation::{Asked, End, Prober, QuestionId};
use crate::probe::Hello;
use crate::tls::{AlertDescription, Version};
use crate::wire::{HelloVariant, alternates};

/// The question of which versions an endpoint accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    asked: Vec<Version>,
    probers: Vec<Prober>,
    retries: u32,
}

impl Versions {
    /// Creates the question that a plan specifies.
    pub fn of(plan: &Plan) -> Self {
        Self { asked: plan.versions.clone(), probers: plan.probers.clone(), retries: plan.retries }
    }

    fn ask(&self, prober: Prober, asked: Asked) -> Ask {
        let beside = match (prober, asked) {
            (Prober::Wire, Asked::Pinned(version)) if self.retries > 0 => Some(Hello::Recipe(beside(version))),
            _ => None,
        };
        Ask { question: self.id(), prober, asked, hello: Hello::STANDARD, beside }
    }
}

impl Question for Versions {
    fn id(&self) -> QuestionId {
        QuestionId::Versions
    }

    /// Returns what each prober asks, the wire prober's asks first.
    fn first(&self) -> Vec<Ask> {
        let has = |prober| self.probers.contains(&prober);
        // The highest version first, because it shows a problem on the route soonest.
        let versions = || self.asked.iter().rev().copied().map(Asked::Pinned);
        let wire = has(Prober::Wire).then(versions).into_iter().flatten();
        let native = has(Prober::Native).then(|| std::iter::once(Asked::Default).chain(versions()));
        let rustls = has(Prober::Rustls).then_some(Asked::Default);
        wire.map(|asked| (Prober::Wire, asked))
            .chain(native.into_iter().flatten().map(|asked| (Prober::Native, asked)))
            .chain(rustls.into_iter().map(|asked| (Prober::Rustls, asked)))
            .map(|(prober, asked)| self.ask(prober, asked))
            .collect()
    }

    fn next(&self, seen: &[Seen]) -> Vec<Ask> {
        let Some(last) = seen.last() else { return Vec::new() };
        let again = |hello| Ask { hello, beside: None, ..last.ask.clone() };
        match (last.ask.prober, last.ask.asked) {
            (Prober::Wire, Asked::Pinned(version)) => {
                follow_up(version, seen, self.retries).into_iter().map(Hello::Recipe).map(again).collect()
            }
            // A library's default decides the verdict, so it is repeated if the connection was cut.
            (_, Asked::Default)
                if seen.len() as u64 <= u64::from(self.retries)
                    && matches!(last.end, End::Reset | End::Closed { .. }) =>
            {
                vec![again(Hello::STANDARD)]
            }
            _ => Vec::new(),
        }
    }
}

/// Returns the hello to send in parallel to a standard one that gets no answer.
const fn beside(version: Version) -> HelloVariant {
    match version {
        Version::Tls13 => HelloVariant::NoKeyShare,
        Version::Ssl3 => HelloVariant::RsaKeyExchange,
        _ => HelloVariant::Short,
    }
}

/// Returns the hellos to send next, concurrently, after earlier ones for the same version ended like this; empty if
/// there is nothing to add.
///
/// - Alert 70 is final, and so is alert 112, which is about the name.
/// - Any other fatal alert is final only after every alternate: the peer may have wanted a suite that was not offered.
/// - Many servers reset or close instead of sending an alert (Schannel resets when no suite is shared), so the hello is
///   repeated and then the alternates are tried too.
/// - Silence was already confirmed within the first hello's deadline, by the hello sent in parallel to it.
fn follow_up(version: Version, seen: &[Seen], retries: u32) -> Vec<HelloVariant> {
    let Some(last) = seen.last() else { return Vec::new() };
    let tried = |variant| seen.iter().any(|earlier| earlier.ask.hello.variant() == variant);
    if seen.iter().any(|seen| settles(&seen.end)) {
        return Vec::new();
    }
    let repeats = seen.iter().filter(|seen| seen.ask.hello.variant() == HelloVariant::Standard).count() as u32;
    match last.end {
        End::Reset | End::Closed { .. } if repeats <= retries => vec![HelloVariant::Standard],
        // If the standard hello or the one in parallel got an answer, the alternates are tried as well.
        End::Silent { .. } if seen.iter().all(|seen| matches!(seen.end, End::Silent { .. })) => Vec::new(),
        _ => alternates(version).filter(|variant| !tried(*variant)).collect(),
    }
}

fn settles(end: &End) -> bool {
    match end {
        End::Done | End::Invalid(_) | End::NotTls(_) | End::Unreached(_) | End::Local(_) => true,
        End::Alert(alert) => {
            matches!(alert.description, AlertDescription::PROTOCOL_VERSION | AlertDescription::UNRECOGNIZED_NAME)
        }
        End::Reset | End::Closed { .. } | End::Silent { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Alert;
    use crate::wire::{LooksLike, WireProblem, every_suite_chunks};
    use std::time::Duration;

    /// Calls the function under test with hellos and their ends.
    fn follow_up(version: Version, ends: &[(HelloVariant, End)], retries: u32) -> Vec<HelloVariant> {
        let question = Versions { asked: vec![version], probers: vec![Prober::Wire], retries };
        let first = question.ask(Prober::Wire, Asked::Pinned(version));
        let seen = ends.iter().map(|(variant, end)| Seen {
            ask: Ask { hello: Hello::Recipe(*variant), ..first.clone() },
            end: end.clone(),
            selected: None,
        });
        let next = question.next(&seen.collect::<Vec<_>>());
        assert!(next.iter().all(|ask| ask.question == QuestionId::Versions && ask.beside.is_none()));
        next.into_iter().map(|ask| ask.hello.variant()).collect()
    }

    fn after(ends: &[End], retries: u32) -> Vec<HelloVariant> {
        let ends: Vec<_> = ends.iter().map(|end| (HelloVariant::Standard, end.clone())).collect();
        follow_up(Version::Tls12, &ends, retries)
    }

    fn alert(number: u8) -> End {
        End::Alert(Alert::fatal(AlertDescription(number)))
    }

    #[test]
    fn what_settles_is_not_repeated() {
        for end in [End::Done, alert(70), alert(112), End::NotTls(LooksLike::Http), End::Invalid(WireProblem::Flood)] {
            assert_eq!(after(std::slice::from_ref(&end), 3), [], "{end:?}");
        }
    }

    #[test]
    fn another_alert_is_final_only_after_every_alternate() {
        for number in [40, 47, 71, 80] {
            let next = after(&[alert(number)], 0);
            assert!(next.contains(&HelloVariant::RsaKeyExchange), "{number}");
            assert_eq!(next.len(), 2 + usize::from(every_suite_chunks(Version::Tls12)), "{number}");
            // An alternate that was sent early (because the first answer was slow) does not replace the others.
            let early = [(HelloVariant::Short, alert(number)), (HelloVariant::Standard, alert(number))];
            assert_eq!(follow_up(Version::Tls12, &early, 0).len(), next.len() - 1, "{number}");
            let mut ends: Vec<_> = next.into_iter().map(|variant| (variant, alert(number))).collect();
            ends.insert(0, (HelloVariant::Standard, alert(number)));
            assert_eq!(follow_up(Version::Tls12, &ends, 3), []);
        }
    }

    #[test]
    fn a_reset_is_repeated_and_then_tried_with_other_hellos() {
        assert!(after(&[End::Reset], 0).len() > 3, "no repeat, and the other hellos all the same");
        assert!(!after(&[End::Reset], 0).contains(&HelloVariant::Standard));
        assert_eq!(after(&[End::Reset], 1), [HelloVariant::Standard]);
        assert!(after(&[End::Reset, End::Closed { after: 0 }], 1).len() > 3);
        assert_eq!(after(&[End::Reset, End::Done], 1), []);
        assert_eq!(after(&[End::Silent { waited: Duration::ZERO, after: 0 }], 1), []);
    }

    #[test]
    fn silence_is_left_alone_unless_something_else_was_said() {
        let silent = || End::Silent { waited: Duration::ZERO, after: 0 };
        let hedged = |second: End| {
            follow_up(Version::Tls12, &[(HelloVariant::Standard, silent()), (HelloVariant::Short, second)], 1)
        };
        assert_eq!(hedged(silent()), []);
        assert_eq!(hedged(End::Done), []);
        assert_eq!(hedged(alert(70)), []);
        assert!(hedged(alert(40)).contains(&HelloVariant::EverySuite(0)), "the peer does answer");
        assert_eq!(hedged(End::Reset), [HelloVariant::Standard], "once more, as after any reset");
        // The same two hellos in the opposite order.
        let ends = [(HelloVariant::Short, End::Reset), (HelloVariant::Standard, silent())];
        assert!(!follow_up(Version::Tls12, &ends, 1).contains(&HelloVariant::Short));
    }

    #[test]
    fn it_always_comes_to_an_end() {
        let ends = [
            End::Reset,
            End::Closed { after: 7 },
            End::Silent { waited: Duration::ZERO, after: 0 },
            alert(40),
            alert(80),
        ];
        for version in Version::ALL {
            for (number, retries) in (0..ends.len()).flat_map(|number| (0..4).map(move |retries| (number, retries))) {
                let mut seen = vec![(HelloVariant::Standard, ends[number].clone())];
                let mut rounds = 0;
                loop {
                    let next = follow_up(version, &seen, retries);
                    if next.is_empty() {
                        break;
                    }
                    rounds += 1;
                    assert!(rounds <= retries + 2, "{version} {:?} {retries}", ends[number]);
                    // Each round ends in a different way.
                    seen.extend(next.into_iter().enumerate().map(|(place, variant)| {
                        (variant, ends[(number + place + rounds as usize) % ends.len()].clone())
                    }));
                }
            }
        }
    }

    #[test]
    fn a_default_that_is_cut_off_is_repeated_and_a_pinned_library_is_not() {
        let question = Versions { asked: Version::DEFAULT.to_vec(), probers: Prober::ALL.to_vec(), retries: 2 };
        for first in question.first().into_iter().filter(|ask| ask.prober != Prober::Wire) {
            let seen = |end: End| Seen { ask: first.clone(), end, selected: None };
            let repeats = |end: &End| {
                (1..10).take_while(|count| !question.next(&vec![seen(end.clone()); *count]).is_empty()).count()
            };
            let expected = if first.asked == Asked::Default { 2 } else { 0 };
            assert_eq!((repeats(&End::Reset), repeats(&End::Closed { after: 0 })), (expected, expected), "{first:?}");
            assert_eq!((repeats(&End::Done), repeats(&alert(40))), (0, 0), "{first:?}");
        }
    }
}
