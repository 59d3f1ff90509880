//! What the platform's library offers, concluded from the hellos that it wrote.

use std::collections::BTreeMap;

use super::assessment::{StackAssessment, VersionFacts};
use super::unseen;
use crate::message::Message;
use crate::observation::capture::{FirstFlight, Offered, PlatformEvidence};
use crate::observation::host::{Known, WhenAsked};
use crate::tls::Version;

/// The first build of Windows on which a program that uses the current interface can only narrow the default by
/// requesting versions. Programs that use the older interface can still widen it.
const NARROWS_ONLY: u32 = 17763;

/// Concludes what the library offers. `build` is the build of Windows, if it is known.
pub(super) fn assess(
    name: &str,
    default: &FirstFlight,
    versions: &BTreeMap<Version, PlatformEvidence>,
    build: Option<u32>,
) -> StackAssessment {
    let gap = match default {
        FirstFlight::Left(_) => None,
        FirstFlight::None(evidence) => Some(Message::HostPlatformNoHello { evidence: evidence.clone() }),
        FirstFlight::Unknown(why) => Some(Message::HostPlatformDefaultUnknown { why: Box::new(unseen::message(why)) }),
    };
    StackAssessment {
        versions: versions.iter().map(|(version, seen)| (*version, judge(seen, build))).collect(),
        default_offer: match default {
            FirstFlight::Left(offer) => Some(offer.clone()),
            FirstFlight::None(_) | FirstFlight::Unknown(_) => None,
        },
        gaps: gap.into_iter().collect(),
        ..StackAssessment::unknown(name, Message::HostNothing)
    }
}

/// Lets what was seen override what the settings led to expect. Where the two differ, both are reported.
pub(super) fn confirm(expected: &mut StackAssessment, seen: StackAssessment) {
    for (version, seen) in seen.versions {
        let Some(facts) = expected.versions.get_mut(&version) else {
            expected.versions.insert(version, seen);
            continue;
        };
        let differs =
            (seen.default != Known::Unknown && facts.default != Known::Unknown && seen.default != facts.default)
                || (seen.when_asked != WhenAsked::Unknown
                    && facts.when_asked != WhenAsked::Unknown
                    && seen.when_asked != facts.when_asked);
        if seen.default != Known::Unknown {
            facts.default = seen.default;
        }
        if seen.when_asked != WhenAsked::Unknown {
            facts.when_asked = seen.when_asked;
        }
        if seen.supported == Known::Yes {
            facts.supported = Known::Yes;
        }
        if differs {
            let seen = seen.reason.unwrap_or(Message::HostPlatformOffered);
            let read = facts.reason.take().unwrap_or(Message::HostPlatformOtherwise);
            expected.gaps.push(Message::HostPlatformDiffers {
                version,
                library: expected.name.clone(),
                seen: Box::new(seen.clone()),
                read: Box::new(read),
            });
            facts.reason = Some(seen);
        } else if facts.reason.is_none() {
            facts.reason = seen.reason;
        }
    }
    expected.default_offer = seen.default_offer;
    expected.gaps.extend(seen.gaps);
}

fn judge(seen: &PlatformEvidence, build: Option<u32>) -> VersionFacts {
    let default = match seen.default {
        Offered::Yes => Known::Yes,
        Offered::No => Known::No,
        Offered::Unknown(_) => Known::Unknown,
    };
    let narrows_only = build.is_none_or(|build| build >= NARROWS_ONLY);
    let when_asked = match seen.asked {
        Offered::Yes => WhenAsked::Yes,
        // Disabled by default, and requested through the interface that cannot widen the default. A program that uses
        // the older interface may still get it.
        Offered::No if narrows_only && default != Known::Yes => WhenAsked::Unknown,
        Offered::No => WhenAsked::No,
        Offered::Unknown(_) => WhenAsked::Unknown,
    };
    let supported = if default == Known::Yes || when_asked == WhenAsked::Yes { Known::Yes } else { Known::Unknown };
    VersionFacts { supported, default, when_asked, reason: reason(seen, when_asked) }
}

fn reason(seen: &PlatformEvidence, when_asked: WhenAsked) -> Option<Message> {
    let evidence = seen.evidence.clone().unwrap_or_default();
    match (&seen.default, &seen.asked) {
        (Offered::Yes, Offered::Yes) => None,
        (Offered::Unknown(why), _) => Some(Message::HostPlatformVersionUnknown { why: Box::new(unseen::message(why)) }),
        (_, Offered::Unknown(why)) => Some(Message::HostPlatformRequestUnknown { why: Box::new(unseen::message(why)) }),
        (Offered::Yes, Offered::No) => Some(Message::HostPlatformDefaultOnly { evidence }),
        (Offered::No, Offered::Yes) => Some(Message::HostPlatformRequestOnly),
        (Offered::No, Offered::No) if when_asked == WhenAsked::Unknown => {
            Some(Message::HostPlatformNeitherHere { evidence })
        }
        (Offered::No, Offered::No) => Some(Message::HostPlatformNeither { evidence }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::capture::Unseen;

    fn seen(default: Offered, asked: Offered) -> PlatformEvidence {
        let evidence = (asked == Offered::No).then(|| "0x80090331".to_owned());
        PlatformEvidence { default, asked, evidence }
    }

    fn facts(default: Offered, asked: Offered, build: u32) -> (Known, Known, WhenAsked, Option<Message>) {
        let VersionFacts { supported, default, when_asked, reason } = judge(&seen(default, asked), Some(build));
        (supported, default, when_asked, reason)
    }

    #[test]
    fn a_bare_windows_7_has_tls_1_2_for_programs_that_request_it() {
        assert_eq!(
            facts(Offered::No, Offered::Yes, 7601),
            (Known::Yes, Known::No, WhenAsked::Yes, Some(Message::HostPlatformRequestOnly))
        );
    }

    #[test]
    fn denied_is_not_the_same_as_not_in_the_default() {
        let evidence = || "0x80090331".to_owned();
        assert_eq!(
            facts(Offered::No, Offered::No, 7601),
            (Known::Unknown, Known::No, WhenAsked::No, Some(Message::HostPlatformNeither { evidence: evidence() }))
        );
        // From Windows 10 1809 on, this program uses an interface that cannot widen the default.
        assert_eq!(
            facts(Offered::No, Offered::No, 17763),
            (
                Known::Unknown,
                Known::No,
                WhenAsked::Unknown,
                Some(Message::HostPlatformNeitherHere { evidence: evidence() })
            )
        );
    }

    #[test]
    fn unknown_stays_unknown() {
        let unknown = || Offered::Unknown(Unseen::ControlFailed);
        let (supported, default, when_asked, reason) = facts(unknown(), Offered::Yes, 7601);
        assert_eq!((supported, default, when_asked), (Known::Yes, Known::Unknown, WhenAsked::Yes));
        assert!(matches!(reason, Some(Message::HostPlatformVersionUnknown { .. })), "{reason:?}");
    }

    #[test]
    fn no_hello_at_all_is_a_gap() {
        let stack = assess("Schannel", &FirstFlight::None("0x80090331".to_owned()), &BTreeMap::new(), None);
        assert_eq!(stack.gaps, [Message::HostPlatformNoHello { evidence: "0x80090331".to_owned() }]);
    }
}
