//! Which versions an endpoint accepts, and whether this host's libraries can connect to it.

use super::{Ask, Doubts, Question, Seen, Suspect};
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
                follow_up(version, seen).into_iter().map(Hello::Recipe).map(again).collect()
            }
            _ => Vec::new(),
        }
    }

    fn doubts(&self, seen: &[Seen]) -> Doubts {
        // Where nothing was reached, there is no one to limit connections.
        if seen.iter().all(|seen| matches!(seen.end, End::Unreached(_) | End::Local(_))) {
            return Doubts::default();
        }
        let wire = self.asked.iter().rev().filter_map(|version| suspect_version(*version, seen));
        let library = |prober, asked: Asked| {
            let last = seen.iter().rfind(|seen| seen.ask.prober == prober && seen.ask.asked == asked)?;
            last.is_cut_off().then(|| Suspect { ask: repeated(last), others: Vec::new() })
        };
        let defaults = [Prober::Native, Prober::Rustls].map(|prober| library(prober, Asked::Default));
        // A version that our own hellos find rejected is rejected for the library too.
        let matters = |version: &Version| !self.probers.contains(&Prober::Wire) || is_accepted(*version, seen);
        let pinned = self.asked.iter().rev().copied().filter(matters);
        let pinned = pinned.filter_map(|version| library(Prober::Native, Asked::Pinned(version)));
        let control = control(seen);
        let is_silent = |seen: &Seen| matches!(seen.end, End::Silent { .. } | End::Unreached(_) | End::Local(_));
        if control.is_none() && seen.iter().all(is_silent) {
            // Different hellos were waited for already, each to its deadline.
            return Doubts::default();
        }
        let suspects = wire.chain(defaults.into_iter().flatten()).chain(pinned).collect();
        Doubts { suspects, control }
    }
}

/// The same ask, without another beside it.
fn repeated(seen: &Seen) -> Ask {
    Ask { beside: None, ..seen.ask.clone() }
}

/// Whether the endpoint selected what was asked for.
fn is_selection(seen: &Seen) -> bool {
    let valid = !matches!(seen.end, End::Invalid(_));
    valid
        && seen
            .selected
            .is_some_and(|selected| !matches!(seen.ask.asked, Asked::Pinned(asked) if asked != selected.version))
}

fn is_accepted(version: Version, seen: &[Seen]) -> bool {
    seen.iter().any(|seen| is_selection(seen) && seen.selected.is_some_and(|selected| selected.version == version))
}

/// The hellos of a version that were cut off, if that leaves open whether it is accepted.
fn suspect_version(version: Version, seen: &[Seen]) -> Option<Suspect> {
    let of_version =
        || seen.iter().filter(move |seen| seen.ask.prober == Prober::Wire && seen.ask.asked == Asked::Pinned(version));
    let cut_off = of_version().find(|seen| seen.is_cut_off())?;
    if is_accepted(version, seen) || of_version().any(|seen| !seen.is_cut_off() && settles(&seen.end)) {
        return None;
    }
    let answered = |variant| of_version().any(|seen| seen.ask.hello.variant() == variant && !seen.is_cut_off());
    let mut open =
        std::iter::once(HelloVariant::Standard).chain(alternates(version)).filter(|variant| !answered(*variant));
    let ask = |variant| Ask { hello: Hello::Recipe(variant), ..repeated(cut_off) };
    let first = open.next().map(ask)?;
    Some(Suspect { ask: first, others: open.map(ask).collect() })
}

/// A hello that was answered with a selection: our own if there is one, as it needs no cryptography.
fn control(seen: &[Seen]) -> Option<Ask> {
    let answered = seen.iter().filter(|seen| is_selection(seen));
    answered.min_by_key(|seen| (seen.ask.prober, seen.ask.hello.variant())).map(repeated)
}

/// Returns the hello to send in parallel to a standard one that gets no answer.
const fn beside(version: Version) -> HelloVariant {
    match version {
        Version::Tls13 => HelloVariant::NoKeyShare,
        Version::Ssl3 => HelloVariant::RsaKeyExchange,
        Version::Tls12 => HelloVariant::Browser,
        Version::Tls10 | Version::Tls11 => HelloVariant::Short,
    }
}

/// Returns the hellos to send next, concurrently, after earlier ones for the same version ended like this; empty if
/// there is nothing to add.
///
/// - Alert 70 is final, and so is alert 112, which is about the name.
/// - Any other fatal alert is final only after every alternate: the peer may have wanted a suite that was not offered.
/// - Many servers reset, close, or stay silent instead of sending an alert (Schannel resets when no suite is shared), but so does
///   any endpoint that limits connections. Such hellos are repeated when nothing else is open: see [`Question::doubts`].
fn follow_up(version: Version, seen: &[Seen]) -> Vec<HelloVariant> {
    let tried = |variant| seen.iter().any(|earlier| earlier.ask.hello.variant() == variant);
    if seen.iter().any(|seen| settles(&seen.end)) || seen.iter().all(Seen::is_cut_off) {
        return Vec::new();
    }
    alternates(version).filter(|variant| !tried(*variant)).collect()
}

fn settles(end: &End) -> bool {
    match end {
        End::Done | End::Invalid(_) | End::NotTls(_) | End::Unreached(_) | End::Local(_) => true,
        End::Alert(alert) => {
            matches!(alert.description, AlertDescription::PROTOCOL_VERSION | AlertDescription::UNRECOGNIZED_NAME)
        }
        End::Reset | End::Closed { .. } => false,
        // A part of an answer: more hellos would get the same.
        End::Silent { after, .. } => *after > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::questions::Selected;
    use crate::tls::{Alert, CipherSuite};
    use crate::wire::{LooksLike, WireProblem, every_suite_chunks};
    use std::time::Duration;

    /// Calls the function under test with hellos and their ends.
    fn follow_up(version: Version, ends: &[(HelloVariant, End)]) -> Vec<HelloVariant> {
        let question = Versions { asked: vec![version], probers: vec![Prober::Wire], retries: 1 };
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

    fn after(ends: &[End]) -> Vec<HelloVariant> {
        let ends: Vec<_> = ends.iter().map(|end| (HelloVariant::Standard, end.clone())).collect();
        follow_up(Version::Tls12, &ends)
    }

    fn alert(number: u8) -> End {
        End::Alert(Alert::fatal(AlertDescription(number)))
    }

    #[test]
    fn what_settles_is_not_repeated() {
        for end in [End::Done, alert(70), alert(112), End::NotTls(LooksLike::Http), End::Invalid(WireProblem::Flood)] {
            assert_eq!(after(std::slice::from_ref(&end)), [], "{end:?}");
        }
    }

    #[test]
    fn another_alert_is_final_only_after_every_alternate() {
        for number in [40, 47, 71, 80, 120] {
            let next = after(&[alert(number)]);
            assert!(next.contains(&HelloVariant::RsaKeyExchange) && next.contains(&HelloVariant::Browser), "{number}");
            assert_eq!(next.len(), 3 + usize::from(every_suite_chunks(Version::Tls12)), "{number}");
            // An alternate that was sent early (because the first answer was slow) does not replace the others.
            let early = [(HelloVariant::Short, alert(number)), (HelloVariant::Standard, alert(number))];
            assert_eq!(follow_up(Version::Tls12, &early).len(), next.len() - 1, "{number}");
            let mut ends: Vec<_> = next.into_iter().map(|variant| (variant, alert(number))).collect();
            ends.insert(0, (HelloVariant::Standard, alert(number)));
            assert_eq!(follow_up(Version::Tls12, &ends), []);
        }
    }

    #[test]
    fn what_is_cut_off_is_left_for_later_unless_something_was_answered() {
        let silent = || End::Silent { waited: Duration::ZERO, after: 0 };
        assert_eq!(after(&[End::Reset]), []);
        assert_eq!(after(&[silent()]), []);
        let beside = |second: End| {
            follow_up(Version::Tls12, &[(HelloVariant::Standard, silent()), (HelloVariant::Browser, second)])
        };
        assert_eq!(beside(silent()), []);
        assert_eq!(beside(End::Reset), []);
        assert_eq!(beside(End::Done), []);
        assert_eq!(beside(alert(70)), []);
        assert!(beside(alert(40)).contains(&HelloVariant::EverySuite(0)), "the peer does answer");
        assert!(!beside(alert(40)).contains(&HelloVariant::Browser), "it was tried");
    }

    #[test]
    fn no_library_is_asked_a_second_time_in_its_line() {
        let question = Versions { asked: Version::DEFAULT.to_vec(), probers: Prober::ALL.to_vec(), retries: 2 };
        for first in question.first().into_iter().filter(|ask| ask.prober != Prober::Wire) {
            for end in [End::Reset, End::Closed { after: 0 }, End::Done, alert(40)] {
                let seen = Seen { ask: first.clone(), end, selected: None };
                assert!(question.next(&[seen]).is_empty(), "{first:?}");
            }
        }
    }

    fn seen(prober: Prober, asked: Asked, end: End, selected: Option<Version>) -> Seen {
        let question = Versions { asked: Version::DEFAULT.to_vec(), probers: Prober::ALL.to_vec(), retries: 1 };
        let selected = selected.map(|version| Selected { version, cipher_suite: CipherSuite(0x2f), group: None });
        Seen { ask: question.ask(prober, asked), end, selected }
    }

    /// What is in doubt after these attempts, as probers and what they asked; and whether there is a control.
    fn doubts(all: &[Seen]) -> (Vec<(Prober, Asked)>, bool) {
        let question = Versions { asked: Version::DEFAULT.to_vec(), probers: Prober::ALL.to_vec(), retries: 1 };
        let Doubts { suspects, control } = question.doubts(all);
        (suspects.iter().map(|suspect| (suspect.ask.prober, suspect.ask.asked)).collect(), control.is_some())
    }

    #[test]
    fn what_was_cut_off_is_in_doubt() {
        use Asked::{Default, Pinned};
        use Prober::{Native, Rustls, Wire};
        use Version::{Tls10, Tls12};
        let accepts = || seen(Wire, Pinned(Tls12), End::Done, Some(Tls12));
        let cut_off = |prober, asked| seen(prober, asked, End::Reset, None);
        assert_eq!(doubts(&[accepts()]), (vec![], true));
        assert_eq!(doubts(&[accepts(), seen(Wire, Pinned(Tls10), alert(70), None)]), (vec![], true));
        assert_eq!(doubts(&[accepts(), cut_off(Wire, Pinned(Tls10))]), (vec![(Wire, Pinned(Tls10))], true));
        assert_eq!(doubts(&[cut_off(Wire, Pinned(Tls10))]), (vec![(Wire, Pinned(Tls10))], false));
        // What another hello or prober was answered needs no repetition.
        assert_eq!(doubts(&[accepts(), cut_off(Wire, Pinned(Tls12))]), (vec![], true));
        // The defaults decide the verdict; a pinned library matters only where our own hello was accepted.
        let all = [
            accepts(),
            cut_off(Native, Default),
            cut_off(Rustls, Default),
            cut_off(Native, Pinned(Tls10)),
            cut_off(Native, Pinned(Tls12)),
        ];
        assert_eq!(doubts(&all), (vec![(Native, Default), (Rustls, Default), (Native, Pinned(Tls12))], true));
        // Nobody limits connections where nothing was reached, and silence was waited for.
        let refused = End::Unreached(crate::observation::Unreached::Refused);
        assert_eq!(doubts(&[seen(Wire, Pinned(Tls12), refused.clone(), None)]), (vec![], false));
        let silent = End::Silent { waited: Duration::ZERO, after: 0 };
        assert_eq!(doubts(&[seen(Wire, Pinned(Tls12), silent, None)]), (vec![], false));
        // A connection that was refused beside one that was not is in doubt as well.
        let all = [accepts(), seen(Wire, Pinned(Tls10), refused, None)];
        assert_eq!(doubts(&all), (vec![(Wire, Pinned(Tls10))], true));
    }

    #[test]
    fn a_suspect_brings_the_other_hellos_that_were_not_answered() {
        let question = Versions { asked: vec![Version::Tls10], probers: vec![Prober::Wire], retries: 1 };
        let cut_off = seen(Prober::Wire, Asked::Pinned(Version::Tls10), End::Reset, None);
        let [suspect] = question.doubts(std::slice::from_ref(&cut_off)).suspects.try_into().expect("one");
        let variants = |suspect: &Suspect| suspect.others.iter().map(|ask| ask.hello.variant()).collect::<Vec<_>>();
        assert_eq!(suspect.ask.hello, Hello::STANDARD);
        assert_eq!(variants(&suspect), alternates(Version::Tls10).collect::<Vec<_>>());
        // The standard hello got an alert, and an alternate was cut off.
        let answered = Seen { end: alert(40), ..cut_off.clone() };
        let short = Ask { hello: Hello::Recipe(HelloVariant::Short), ..cut_off.ask.clone() };
        let [suspect] = question.doubts(&[answered, Seen { ask: short, ..cut_off }]).suspects.try_into().expect("one");
        assert_eq!(suspect.ask.hello, Hello::Recipe(HelloVariant::Browser));
        assert!(!variants(&suspect).contains(&HelloVariant::Standard));
    }
}
