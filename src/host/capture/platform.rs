//! What the platform's library offers, determined from the hellos that it writes, in memory and without a network. For
//! libraries such as Schannel that have no policy of their own to lift.
//!
//! The default hello shows only the highest version; whether the client accepts lower ones shows when a server selects
//! them. A library that gives up then writes nothing, so the same flight at the highest version is the control: if the
//! client continues with that one but not with the lower one, it objects to the version.

use std::collections::BTreeMap;

use super::exchange::exchange;
use super::second_flight::{reaction, second_flight};
use crate::observation::capture::{Captured, FirstFlight, KeyExchange, Offered, PlatformEvidence, Step, Unseen};
use crate::observation::{Asked, LocalReason};
use crate::probe::{Finish, Handshake, PeerName, Platform, Progress};
use crate::target::Host;
use crate::tls::Version;
use crate::wire::{ClientFlight, Offer};

/// Tries the platform's library. Blocks for several milliseconds.
pub(in crate::host) fn capture() -> Captured {
    let platform = Platform::new(crate::roots::Roots::default());
    let dial = |asked| {
        let name = "tlsready.invalid".to_owned();
        platform.start(asked, &PeerName { host: Host::Name(name.clone()), server_name: Some(name) })
    };
    let default = first_flight(&dial, Asked::Default);
    let versions: BTreeMap<_, _> = Version::ALL
        .into_iter()
        .map(|version| {
            let asked = first_flight(&dial, Asked::Pinned(version));
            let seen = see(version, &default, &asked, |selected, kind| answer(&dial, &default, selected, kind));
            tracing::debug!(%version, ?seen, "tried in memory");
            (version, seen)
        })
        .collect();
    Captured::Platform { default, versions }
}

/// Begins handshakes: each try needs a new one.
type Dial<'a> = dyn Fn(Asked) -> Result<Box<dyn Handshake>, LocalReason> + 'a;

fn first_flight(dial: &Dial<'_>, asked: Asked) -> FirstFlight {
    let mut client = match dial(asked) {
        Ok(client) => client,
        Err(LocalReason::ProberCannot) => return FirstFlight::Unknown(Unseen::NotAvailable),
        Err(LocalReason::NothingOffered { evidence } | LocalReason::Aborted { evidence, .. }) => {
            return FirstFlight::None(evidence.words().to_owned());
        }
        Err(other) => return FirstFlight::Unknown(Unseen::NotStarted(format!("{other:?}"))),
    };
    let mut written = Vec::new();
    let progress = client.step(&[], false, &mut written);
    match (ClientFlight::read(&written).hello, progress) {
        (Some(hello), _) => FirstFlight::Left(Offer::of(&hello)),
        (None, Progress::Finished(Finish::Failed { evidence, .. })) => FirstFlight::None(evidence.words().to_owned()),
        (None, _) => FirstFlight::Unknown(Unseen::NothingWritten),
    }
}

/// Returns what the default client does when a server selects a version; `None` if its hello leaves nothing to select.
fn answer(dial: &Dial<'_>, default: &FirstFlight, selected: Version, kind: KeyExchange) -> Option<Step> {
    let FirstFlight::Left(offer) = default else { return None };
    let flight = second_flight(offer, selected, kind)?;
    let Ok(mut client) = dial(Asked::Default) else {
        return Some(Step::Unknown(Unseen::OfferedOnce));
    };
    exchange(client.as_mut(), &[]);
    Some(reaction(&exchange(client.as_mut(), &flight), kind))
}

fn see(
    version: Version,
    default: &FirstFlight,
    asked: &FirstFlight,
    answer: impl Fn(Version, KeyExchange) -> Option<Step>,
) -> PlatformEvidence {
    let evidence = match asked {
        FirstFlight::None(evidence) => Some(evidence.clone()),
        FirstFlight::Left(_) | FirstFlight::Unknown(_) => None,
    };
    PlatformEvidence { default: in_default(version, default, answer), asked: when_asked(version, asked), evidence }
}

fn in_default(version: Version, hello: &FirstFlight, answer: impl Fn(Version, KeyExchange) -> Option<Step>) -> Offered {
    let offer = match hello {
        FirstFlight::Left(offer) => offer,
        FirstFlight::None(_) => return Offered::No,
        FirstFlight::Unknown(why) => return Offered::Unknown(why.clone()),
    };
    if offer.versions_listed {
        return if offer.versions.contains(&version) { Offered::Yes } else { Offered::No };
    }
    let Some(highest) = offer.versions.first().copied() else {
        return Offered::Unknown(Unseen::NoKnownVersion);
    };
    if version >= highest {
        return if version == highest { Offered::Yes } else { Offered::No };
    }
    let mut why = Unseen::NothingToSelect;
    for kind in [KeyExchange::Rsa, KeyExchange::Ecdhe] {
        match answer(version, kind) {
            None | Some(Step::NotInHello) => {}
            Some(Step::GoesOn) => return Offered::Yes,
            Some(Step::Refuses(_) | Step::Unknown(_)) => {
                if answer(highest, kind) == Some(Step::GoesOn) {
                    return Offered::No;
                }
                why = Unseen::ControlFailed;
            }
        }
    }
    Offered::Unknown(why)
}

fn when_asked(version: Version, hello: &FirstFlight) -> Offered {
    match hello {
        FirstFlight::Left(offer) if offer.versions_listed && offer.versions.contains(&version) => Offered::Yes,
        FirstFlight::Left(offer) if !offer.versions_listed && offer.versions.first() == Some(&version) => Offered::Yes,
        FirstFlight::Left(offer) => Offered::Unknown(Unseen::OtherVersions(offer.versions.clone())),
        FirstFlight::None(_) => Offered::No,
        FirstFlight::Unknown(why) => Offered::Unknown(why.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{Alert, AlertDescription};
    use crate::wire::Offer;

    fn says(highest: Version) -> FirstFlight {
        FirstFlight::Left(Offer { versions: vec![highest], ..Offer::default() })
    }

    fn none() -> FirstFlight {
        FirstFlight::None("0x80090331".to_owned())
    }

    /// A client that continues with these versions and goes silent with others.
    fn takes(taken: &[Version]) -> impl Fn(Version, KeyExchange) -> Option<Step> {
        |version, kind| {
            (kind == KeyExchange::Rsa)
                .then(|| if taken.contains(&version) { Step::GoesOn } else { Step::Unknown(Unseen::NoAnswer) })
        }
    }

    #[test]
    fn a_gap_in_the_default_shows_against_the_control() {
        // The state after the article's remedy: TLS 1.0 and 1.2, but not 1.1.
        let taken = [Version::Tls10, Version::Tls12];
        let default = says(Version::Tls12);
        let in_default = |version, taken: &[Version]| see(version, &default, &says(version), takes(taken)).default;
        assert_eq!(in_default(Version::Tls10, &taken), Offered::Yes);
        assert_eq!(in_default(Version::Tls11, &taken), Offered::No);
        // Unless the control continues, silence is not an answer.
        assert_eq!(in_default(Version::Tls11, &[]), Offered::Unknown(Unseen::ControlFailed));
    }

    #[test]
    fn the_words_of_a_library_without_a_hello_are_kept() {
        let seen = see(Version::Tls12, &says(Version::Tls10), &none(), takes(&[Version::Tls10]));
        assert_eq!((seen.default, seen.asked), (Offered::No, Offered::No));
        assert_eq!(seen.evidence.as_deref(), Some("0x80090331"));
    }

    #[test]
    fn a_list_of_versions_needs_no_trial() {
        let listed = FirstFlight::Left(Offer {
            versions: vec![Version::Tls13, Version::Tls12],
            versions_listed: true,
            ..Offer::default()
        });
        assert_eq!(in_default(Version::Tls12, &listed, |_, _| None), Offered::Yes);
        assert_eq!(in_default(Version::Tls11, &listed, |_, _| None), Offered::No);
        assert_eq!(in_default(Version::Tls12, &none(), |_, _| None), Offered::No);
        let unknown = FirstFlight::Unknown(Unseen::NotAvailable);
        assert_eq!(in_default(Version::Tls12, &unknown, |_, _| None), Offered::Unknown(Unseen::NotAvailable));
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

    /// Runs the same code with this machine's library, if its default can be tried.
    #[test]
    fn the_platform_of_this_machine_answers() {
        if !crate::probe::platform::has_default_offer() {
            return;
        }
        let Captured::Platform { default, versions } = capture() else { panic!("it is the platform's") };
        assert!(matches!(default, FirstFlight::Left(_)), "{default:?}");
        let tls12 = &versions[&Version::Tls12];
        assert!(tls12.default == Offered::Yes || tls12.asked == Offered::Yes, "{tls12:?}");
    }
}
