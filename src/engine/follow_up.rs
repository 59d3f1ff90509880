//! What is tried after a first answer that does not settle the question. A pure function: the policy is a value.

use crate::observation::End;
use crate::tls::{AlertDescription, Version};
use crate::wire::{HelloVariant, alternates};

/// The hellos to send after these ends of the same version's earlier ones, all at once; empty when there is nothing to add.
///
/// - Alert 70 is final, and so is alert 112, which is about the name.
/// - Any other fatal alert is final only after every alternate: the peer may have wanted a suite that was not there.
/// - Reset and close are what many servers do instead of an alert (Schannel resets when no suite is shared), so they are repeated
///   and then tried with the alternates too.
/// - Silence was repeated within its own deadline, see `address`.
pub(super) fn follow_up(version: Version, ends: &[(HelloVariant, End)], retries: u32) -> Vec<HelloVariant> {
    let Some((_, last)) = ends.last() else { return Vec::new() };
    let tried = |variant| ends.iter().any(|(earlier, _)| *earlier == variant);
    if ends.iter().any(|(_, end)| settles(end)) {
        return Vec::new();
    }
    let repeats = ends.iter().filter(|(variant, _)| *variant == HelloVariant::Standard).count() as u32;
    match last {
        End::Reset | End::Closed { .. } if repeats <= retries => vec![HelloVariant::Standard],
        // Silence beside another answer (the hello that was sent for it) leaves the alternates to be tried as well.
        End::Silent { .. } if ends.iter().all(|(_, end)| matches!(end, End::Silent { .. })) => Vec::new(),
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
            // An alternate that was sent early (because the first answer was slow) does not stand for the others.
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
        // In the order in which the two ended.
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
                    // Each round ends another way.
                    seen.extend(next.into_iter().enumerate().map(|(place, variant)| {
                        (variant, ends[(number + place + rounds as usize) % ends.len()].clone())
                    }));
                }
            }
        }
    }
}
