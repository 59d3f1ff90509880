//! What repetitions say about attempts that were cut off: whether the endpoint cuts off this hello, or only some of many
//! connections.

use crate::observation::{Asked, Observation, Prober, Repetition};
use crate::wire::HelloVariant;

/// Whether this attempt, which was cut off, counts: nothing else was open at the address, and the hellos sent right before and
/// right after it were answered; or as many controls ran beside it, and all of them were answered.
fn is_confirmed(seen: &Observation, all: &[Observation]) -> bool {
    let Some(Repetition { round, control: false }) = seen.repetition else { return false };
    let in_round = |number: u32| {
        all.iter().filter_map(move |seen| Some((seen, seen.repetition?))).filter(move |(_, it)| it.round == number)
    };
    let controls = || in_round(round).filter(|(_, repetition)| repetition.control);
    let tries = in_round(round).count() - controls().count();
    if controls().next().is_some() {
        return controls().count() >= tries && controls().all(|(control, _)| control.answer.is_some());
    }
    let answered = |number: u32| {
        let mut beside = in_round(number).peekable();
        beside.peek().is_some() && beside.all(|(seen, _)| seen.answer.is_some())
    };
    tries == 1 && round.checked_sub(1).is_some_and(answered) && answered(round + 1)
}

/// How often a hello has to be cut off alone before it counts. Where the endpoint limits connections in a time, one attempt may
/// be cut off between two that are answered by chance: when the time between them and that of the limit are in step. They
/// cannot be in step twice, as the time between attempts doubles.
fn needed(all: &[Observation]) -> usize {
    if cut_off_and_answered(all) > 0 { 2 } else { 1 }
}

/// Whether what this hello met, being cut off, counts.
pub(super) fn counts(seen: &Observation, all: &[Observation]) -> bool {
    let same = all.iter().filter(|other| hello(other) == hello(seen) && other.is_cut_off());
    let confirmed = same.filter(|other| is_confirmed(other, all)).count();
    // Asked last: it compares every attempt with every other.
    confirmed > 0 && confirmed >= needed(all)
}

/// What makes two attempts the same.
const fn hello(seen: &Observation) -> (Prober, Asked, HelloVariant) {
    (seen.prober, seen.asked, seen.variant)
}

/// Attempts that were cut off although the same hello was answered at another time: how many.
pub(super) fn cut_off_and_answered(all: &[Observation]) -> usize {
    let answered = |seen: &Observation| all.iter().any(|other| other.answer.is_some() && hello(other) == hello(seen));
    all.iter().filter(|seen| seen.is_cut_off() && answered(seen)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::endpoint::script::{SILENT, accepts, wire};
    use crate::observation::End;
    use crate::tls::Version::{Tls10, Tls12};

    /// Attempts in rounds: a control that was answered (`+`) or cut off (`-`), or a try that was cut off (`x`).
    fn rounds(rounds: &[&str]) -> Vec<Observation> {
        let attempt = |round, kind| {
            let seen = match kind {
                '+' => accepts(Tls12),
                '-' => wire(Tls12, End::Reset),
                _ => wire(Tls10, SILENT),
            };
            seen.with_repetition(Some(Repetition { round, control: kind != 'x' }))
        };
        (0_u32..).zip(rounds).flat_map(|(round, kinds)| kinds.chars().map(move |kind| attempt(round, kind))).collect()
    }

    #[test]
    fn a_try_counts_between_two_answers_or_beside_as_many() {
        for (script, expected) in [
            (&["x"][..], false),
            (&["+", "x"], false),
            (&["x", "+"], false),
            (&["+", "x", "+"], true),
            (&["+", "x", "-"], false),
            (&["-", "x", "+"], false),
            (&["x", "+", "x", "+"], true),
            (&["+", "x", "x", "+"], false),
            (&["+x"], true),
            (&["++xx"], true),
            (&["+-xx"], false),
            (&["+xx"], false),
            (&["+", "xx", "+"], false),
        ] {
            let all = rounds(script);
            let confirmed = all.iter().any(|seen| is_confirmed(seen, &all));
            assert_eq!(confirmed, expected, "{script:?}");
        }
        let first = wire(Tls10, SILENT);
        assert!(!is_confirmed(&first, std::slice::from_ref(&first)), "it was not repeated");
    }

    #[test]
    fn the_same_hello_met_both() {
        let seen = [accepts(Tls12), wire(Tls12, End::Reset), wire(Tls10, End::Reset)];
        assert_eq!(cut_off_and_answered(&seen), 1);
        assert_eq!(cut_off_and_answered(&seen[1..]), 0);
    }
}
