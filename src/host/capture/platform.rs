//! What the platform's stack offers, told by the hellos that it writes: for a stack that has no policy of its own to lift,
//! such as Schannel. In memory, without a network.
//!
//! The default hello names the highest version; whether lower ones would be taken shows when a server selects them. A stack
//! that gives up says nothing then, so the same flight at the highest version is the control: where that goes on and the
//! lower one does not, the version is what it objects to.

use std::collections::BTreeMap;

use super::exchange;
use super::second_flight::{KeyExchange, Step, reaction, second_flight};
use crate::observation::host::{Known, Linkage, StackFacts, VersionFacts, WhenAsked};
use crate::observation::{Asked, LocalReason};
use crate::probe::{Finish, Handshake, PeerName, Platform, Progress};
use crate::target::Host;
use crate::tls::Version;
use crate::wire::{ClientFlight, Offer};

/// From this build on a program of today can only narrow the default of Windows by naming versions; programs that use the
/// older interface can still widen it.
const NARROWS_ONLY: u32 = 17763;

/// The first flight of a stack.
#[derive(Clone, Debug)]
enum Hello {
    /// It left, and offers this.
    Left(Offer),
    /// None left: the stack's own words.
    None(String),
    /// Could not be found out: why.
    Unknown(String),
}

/// Whether a hello offers a version.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Offered {
    Yes,
    No,
    Unknown(String),
}

/// What was seen of one version.
#[derive(Clone, Debug)]
struct Seen {
    default: Offered,
    asked: Offered,
    /// The stack's words where no hello left for the version.
    evidence: Option<String>,
}

/// Asks the platform's stack. `build` is the build of Windows, if it is known. Blocks for some milliseconds.
pub(in crate::host) fn collect(name: &str, build: Option<u32>) -> StackFacts {
    let platform = Platform::new(Vec::new());
    let dial = |asked| {
        let name = "tlsready.invalid".to_owned();
        platform.start(asked, &PeerName { host: Host::Name(name.clone()), server_name: Some(name) })
    };
    let default = first_flight(&dial, Asked::Default);
    let mut gaps = Vec::new();
    let versions: BTreeMap<_, _> = Version::ALL
        .into_iter()
        .map(|version| {
            let asked = first_flight(&dial, Asked::Pinned(version));
            let seen = see(version, &default, &asked, |selected, kind| answer(&dial, &default, selected, kind));
            tracing::debug!(%version, ?seen, "tried in memory");
            (version, judge(&seen, build))
        })
        .collect();
    let default_offer = match default {
        Hello::Left(offer) => Some(offer),
        Hello::None(evidence) => {
            gaps.push(format!("a program that names no version sends no hello at all: {evidence}"));
            None
        }
        Hello::Unknown(why) => {
            gaps.push(format!("what a program offers that names no version could not be found out: {why}"));
            None
        }
    };
    StackFacts {
        name: name.to_owned(),
        linkage: Linkage::System,
        versions,
        default_offer,
        settings: Vec::new(),
        gaps,
        openssl: None,
        remedy: None,
    }
}

/// Puts what was seen above what the settings led to expect; where they differ, both are told.
pub(in crate::host) fn confirm(expected: &mut StackFacts, seen: StackFacts) {
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
            let told = seen.reason.as_deref().unwrap_or("it is offered");
            let read = facts.reason.as_deref().unwrap_or("it is offered otherwise");
            expected.gaps.push(format!(
                "{version}: what {} does and what its settings say differ; what is seen counts. Seen: {told}. Read: {read}",
                expected.name
            ));
            facts.reason = Some(told.to_owned());
        } else if facts.reason.is_none() {
            facts.reason = seen.reason;
        }
    }
    expected.default_offer = seen.default_offer;
    expected.gaps.extend(seen.gaps);
}

/// Begins handshakes: every try needs a new one.
type Dial<'a> = dyn Fn(Asked) -> Result<Box<dyn Handshake>, LocalReason> + 'a;

fn first_flight(dial: &Dial<'_>, asked: Asked) -> Hello {
    let mut client = match dial(asked) {
        Ok(client) => client,
        Err(LocalReason::ProberCannot) => return Hello::Unknown("this platform cannot be asked".to_owned()),
        Err(LocalReason::NothingOffered { evidence } | LocalReason::Aborted { evidence, .. }) => {
            return Hello::None(evidence);
        }
        Err(other) => return Hello::Unknown(format!("the stack does not start a handshake: {other:?}")),
    };
    let mut written = Vec::new();
    let progress = client.step(&[], false, &mut written);
    match (ClientFlight::read(&written).hello, progress) {
        (Some(hello), _) => Hello::Left(Offer::of(&hello)),
        (None, Progress::Finished(Finish::Failed { evidence, .. })) => Hello::None(evidence),
        (None, _) => Hello::Unknown("the stack wrote nothing and did not say why".to_owned()),
    }
}

/// What the default client does when a server selects a version; nothing if its hello leaves nothing to select.
fn answer(dial: &Dial<'_>, default: &Hello, selected: Version, kind: KeyExchange) -> Option<Step> {
    let Hello::Left(offer) = default else { return None };
    let flight = second_flight(offer, selected, kind)?;
    let Ok(mut client) = dial(Asked::Default) else {
        return Some(Step::Unknown("the stack starts no second handshake".to_owned()));
    };
    exchange(client.as_mut(), &[]);
    Some(reaction(&exchange(client.as_mut(), &flight), kind))
}

fn see(
    version: Version,
    default: &Hello,
    asked: &Hello,
    answer: impl Fn(Version, KeyExchange) -> Option<Step>,
) -> Seen {
    let evidence = match asked {
        Hello::None(evidence) => Some(evidence.clone()),
        Hello::Left(_) | Hello::Unknown(_) => None,
    };
    Seen { default: in_default(version, default, answer), asked: when_asked(version, asked), evidence }
}

fn in_default(version: Version, hello: &Hello, answer: impl Fn(Version, KeyExchange) -> Option<Step>) -> Offered {
    let offer = match hello {
        Hello::Left(offer) => offer,
        Hello::None(_) => return Offered::No,
        Hello::Unknown(why) => return Offered::Unknown(why.clone()),
    };
    if offer.versions_listed {
        return if offer.versions.contains(&version) { Offered::Yes } else { Offered::No };
    }
    let Some(highest) = offer.versions.first().copied() else {
        return Offered::Unknown("its hello names no version that is known here".to_owned());
    };
    if version >= highest {
        return if version == highest { Offered::Yes } else { Offered::No };
    }
    let mut why = "its hello holds nothing that could be selected for a trial".to_owned();
    for kind in [KeyExchange::Rsa, KeyExchange::Ecdhe] {
        match answer(version, kind) {
            None | Some(Step::NotInHello) => {}
            Some(Step::GoesOn) => return Offered::Yes,
            Some(Step::Refuses(_) | Step::Unknown(_)) => {
                if answer(highest, kind) == Some(Step::GoesOn) {
                    return Offered::No;
                }
                "it answers the trial flight of its highest version no more than this one".clone_into(&mut why);
            }
        }
    }
    Offered::Unknown(why)
}

fn when_asked(version: Version, hello: &Hello) -> Offered {
    match hello {
        Hello::Left(offer) if offer.versions_listed && offer.versions.contains(&version) => Offered::Yes,
        Hello::Left(offer) if !offer.versions_listed && offer.versions.first() == Some(&version) => Offered::Yes,
        Hello::Left(offer) => {
            let said: Vec<_> = offer.versions.iter().map(ToString::to_string).collect();
            Offered::Unknown(format!("asked for {version}, the hello says {}", said.join(", ")))
        }
        Hello::None(_) => Offered::No,
        Hello::Unknown(why) => Offered::Unknown(why.clone()),
    }
}

fn judge(seen: &Seen, build: Option<u32>) -> VersionFacts {
    let default = match seen.default {
        Offered::Yes => Known::Yes,
        Offered::No => Known::No,
        Offered::Unknown(_) => Known::Unknown,
    };
    let narrows_only = build.is_none_or(|build| build >= NARROWS_ONLY);
    let when_asked = match seen.asked {
        Offered::Yes => WhenAsked::Yes,
        // Off by default, and asked for by the interface that cannot widen: another program may.
        Offered::No if narrows_only && default != Known::Yes => WhenAsked::Unknown,
        Offered::No => WhenAsked::No,
        Offered::Unknown(_) => WhenAsked::Unknown,
    };
    let supported = if default == Known::Yes || when_asked == WhenAsked::Yes { Known::Yes } else { Known::Unknown };
    VersionFacts { supported, default, when_asked, reason: reason(seen, when_asked) }
}

fn reason(seen: &Seen, when_asked: WhenAsked) -> Option<String> {
    let words = seen.evidence.as_deref().unwrap_or("no reason given");
    match (&seen.default, &seen.asked) {
        (Offered::Yes, Offered::Yes) => None,
        (Offered::Unknown(why), _) => {
            Some(format!("whether the default hello would take it could not be found out: {why}"))
        }
        (_, Offered::Unknown(why)) => Some(format!("what a program gets that names it could not be found out: {why}")),
        (Offered::Yes, Offered::No) => {
            Some(format!("a program that names no version gets it; for one that names it no hello leaves ({words})"))
        }
        (Offered::No, Offered::Yes) => {
            Some("the default hello leaves it out; a program that names it gets it".to_owned())
        }
        (Offered::No, Offered::No) if when_asked == WhenAsked::Unknown => Some(format!(
            "the default hello leaves it out, and no hello leaves for a program like this one that names it ({words}); programs \
             that use the older interface may get it"
        )),
        (Offered::No, Offered::No) => {
            Some(format!("the default hello leaves it out, and no hello leaves for a program that names it ({words})"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{Alert, AlertDescription};

    fn says(highest: Version) -> Hello {
        Hello::Left(Offer { versions: vec![highest], ..Offer::default() })
    }

    fn none() -> Hello {
        Hello::None("0x80090331".to_owned())
    }

    /// A client that goes on with these versions and falls silent with others.
    fn takes(taken: &[Version]) -> impl Fn(Version, KeyExchange) -> Option<Step> {
        |version, kind| {
            (kind == KeyExchange::Rsa)
                .then(|| if taken.contains(&version) { Step::GoesOn } else { Step::Unknown("silent".to_owned()) })
        }
    }

    fn facts(
        version: Version,
        default: &Hello,
        asked: &Hello,
        taken: &[Version],
        build: u32,
    ) -> (Known, Known, WhenAsked, Option<String>) {
        let VersionFacts { supported, default, when_asked, reason } =
            judge(&see(version, default, asked, takes(taken)), Some(build));
        (supported, default, when_asked, reason)
    }

    #[test]
    fn a_bare_windows_7_has_tls_1_2_for_those_who_ask() {
        let (supported, default, asked, reason) =
            facts(Version::Tls12, &says(Version::Tls10), &says(Version::Tls12), &[Version::Tls10], 7601);
        assert_eq!((supported, default, asked), (Known::Yes, Known::No, WhenAsked::Yes));
        assert_eq!(reason.unwrap(), "the default hello leaves it out; a program that names it gets it");
    }

    #[test]
    fn denied_is_not_the_same_as_not_in_the_default() {
        let (supported, default, asked, reason) =
            facts(Version::Tls12, &says(Version::Tls10), &none(), &[Version::Tls10], 7601);
        assert_eq!((supported, default, asked), (Known::Unknown, Known::No, WhenAsked::No));
        assert!(reason.unwrap().ends_with("for a program that names it (0x80090331)"));
        // From Windows 10 1809 on this program uses an interface that cannot widen the default.
        let (_, _, asked, reason) = facts(Version::Tls11, &says(Version::Tls12), &none(), &[Version::Tls12], 17763);
        assert_eq!(asked, WhenAsked::Unknown);
        assert!(reason.unwrap().ends_with("programs that use the older interface may get it"));
    }

    #[test]
    fn a_gap_in_the_default_shows_against_the_control() {
        // After the article's remedy: TLS 1.0 and 1.2, not 1.1.
        let taken = [Version::Tls10, Version::Tls12];
        let default = says(Version::Tls12);
        assert_eq!(facts(Version::Tls10, &default, &says(Version::Tls10), &taken, 7601).1, Known::Yes);
        assert_eq!(facts(Version::Tls11, &default, &says(Version::Tls11), &taken, 7601).1, Known::No);
        // Without a control that goes on, silence is no answer.
        assert_eq!(facts(Version::Tls11, &default, &says(Version::Tls11), &[], 7601).1, Known::Unknown);
    }

    #[test]
    fn a_list_of_versions_needs_no_trial() {
        let listed = Hello::Left(Offer {
            versions: vec![Version::Tls13, Version::Tls12],
            versions_listed: true,
            ..Offer::default()
        });
        assert_eq!(in_default(Version::Tls12, &listed, |_, _| None), Offered::Yes);
        assert_eq!(in_default(Version::Tls11, &listed, |_, _| None), Offered::No);
        assert_eq!(in_default(Version::Tls12, &none(), |_, _| None), Offered::No);
        let unknown = Hello::Unknown("x".to_owned());
        assert_eq!(in_default(Version::Tls12, &unknown, |_, _| None), Offered::Unknown("x".to_owned()));
        assert_eq!(when_asked(Version::Tls12, &listed), Offered::Yes);
        assert!(matches!(when_asked(Version::Tls11, &listed), Offered::Unknown(_)));
    }

    #[test]
    fn a_refusal_by_alert_counts_against_the_control_too() {
        let answers = |version, kind| match (version, kind) {
            (Version::Tls10, KeyExchange::Rsa) => {
                Some(Step::Refuses(Some(Alert::fatal(AlertDescription::PROTOCOL_VERSION))))
            }
            (Version::Tls12, KeyExchange::Rsa) => Some(Step::GoesOn),
            _ => None,
        };
        assert_eq!(in_default(Version::Tls10, &says(Version::Tls12), answers), Offered::No);
    }

    #[test]
    fn what_is_seen_stands_above_what_was_read() {
        let expected = |default, reason: &str| {
            let mut stack = StackFacts::unknown("Schannel", "gap");
            stack.versions.insert(
                Version::Tls12,
                VersionFacts {
                    supported: Known::Yes,
                    default,
                    when_asked: WhenAsked::Yes,
                    reason: Some(reason.to_owned()),
                },
            );
            stack
        };
        let seen = || {
            let mut stack = StackFacts::unknown("Schannel", "another gap");
            let seen = see(Version::Tls12, &says(Version::Tls10), &says(Version::Tls12), takes(&[]));
            stack.versions.insert(Version::Tls12, judge(&seen, Some(7601)));
            stack.default_offer = Some(Offer::default());
            stack
        };
        let mut agrees = expected(Known::No, "DisabledByDefault is 1");
        confirm(&mut agrees, seen());
        assert_eq!(agrees.versions[&Version::Tls12].reason.as_deref(), Some("DisabledByDefault is 1"));
        assert!(agrees.default_offer.is_some());
        assert_eq!(agrees.gaps, ["gap", "another gap"]);

        let mut differs = expected(Known::Yes, "DisabledByDefault is 0");
        confirm(&mut differs, seen());
        let facts = &differs.versions[&Version::Tls12];
        assert_eq!(facts.default, Known::No);
        assert!(facts.reason.as_deref().unwrap().contains("leaves it out"));
        assert!(differs.gaps[1].contains("differ") && differs.gaps[1].contains("DisabledByDefault is 0"));
    }

    /// The same code with whatever stack this machine has, where its default can be asked for at all.
    #[test]
    fn the_platform_of_this_machine_answers() {
        if !crate::probe::platform::has_default_offer() {
            return;
        }
        let stack = collect("the platform", Some(7601));
        assert!(stack.default_offer.is_some(), "{stack:?}");
        assert_eq!(stack.versions[&Version::Tls12].supported, Known::Yes, "{stack:?}");
    }
}
