//! What a library offers for one version, and whether it would continue with it. Tries each kind of key exchange.

use super::exchange::exchange;
use super::library_server;
use super::second_flight::{reaction, second_flight};
use super::tls13_server::Tls13Server;
use crate::observation::capture::{KeyExchange, Reaction, Step, Unseen};
use crate::probe::Handshake;
use crate::tls::{AlertDescription, NamedGroup, Version};
use crate::wire::{ClientFlight, Offer};

/// Makes clients with one setting of the library: each try needs a new one.
pub(in crate::host) type Dialer<'a> = dyn Fn() -> Result<Box<dyn Handshake>, Unseen> + 'a;

/// Returns the offer of the hello that the client writes, if it writes one.
pub(in crate::host) fn capture(dial: &Dialer<'_>) -> Result<Option<Offer>, Unseen> {
    Ok(hello(dial)?.map(|(_, _, offer)| offer))
}

/// A client after its hello, the bytes of the hello, and what it offers.
pub(in crate::host) type Started = (Box<dyn Handshake>, Vec<u8>, Offer);

/// Returns a client and the hello that it writes, if it writes one.
pub(in crate::host) fn hello(dial: &Dialer<'_>) -> Result<Option<Started>, Unseen> {
    let mut client = dial()?;
    let written = exchange(client.as_mut(), &[]);
    // OpenSSL writes an alert if it has nothing to offer, so only a ClientHello counts.
    Ok(ClientFlight::read(&written).hello.map(|hello| (client, written, Offer::of(&hello))))
}

/// Tries one version with one setting.
pub(in crate::host) fn react(dial: &Dialer<'_>, version: Version, server: &Result<Tls13Server, Unseen>) -> Reaction {
    let (mut client, written, offer) = match hello(dial) {
        Ok(Some(started)) => started,
        Ok(None) => return Reaction::NotOffered,
        Err(why) => return Reaction::Unknown(why),
    };
    // Without a version list the hello shows the highest version only; whether a lower one is accepted shows in the
    // answer.
    let offered = if offer.versions_listed {
        offer.versions.contains(&version)
    } else {
        offer.versions.first().is_some_and(|highest| *highest >= version)
    };
    if !offered {
        return Reaction::NotOffered;
    }
    if !offer.cipher_suites.iter().any(|suite| suite.usable_with(version)) {
        return Reaction::NoSuite;
    }
    if version == Version::Tls13 {
        let step = match server {
            Ok(server) => server.step(client.as_mut(), written.clone()),
            Err(why) => Step::Unknown(why.clone()),
        };
        // The built-in server supports fewer groups and signatures than OpenSSL. It reads only the hello before it finds
        // that out, so the client can still be used.
        let step = match step {
            Step::Unknown(Unseen::NothingInCommon | Unseen::NoServer(_)) => {
                library_server::step(client.as_mut(), &offer, written, version)
            }
            step => step,
        };
        return Reaction::Offered(vec![(KeyExchange::Tls13, step)]);
    }
    drop(client);
    // Try what most servers want first: if the library continues with that, the other kind adds nothing.
    let mut steps = Vec::new();
    for kind in [KeyExchange::Ecdhe, KeyExchange::Rsa] {
        steps.push((kind, try_exchange(dial, &offer, version, kind)));
        if steps.iter().any(|(_, step)| *step == Step::GoesOn) {
            break;
        }
    }
    let refused_as_version = |step: &Step| matches!(step, Step::Refuses(Some(alert)) if alert.description == AlertDescription::PROTOCOL_VERSION);
    if !offer.versions_listed
        && steps.iter().any(|(_, step)| refused_as_version(step))
        && steps.iter().all(|(_, step)| refused_as_version(step) || *step == Step::NotInHello)
    {
        return Reaction::NotOffered;
    }
    Reaction::Offered(steps)
}

fn try_exchange(dial: &Dialer<'_>, offer: &Offer, version: Version, kind: KeyExchange) -> Step {
    let flight = second_flight(offer, version, kind);
    if flight.is_none() && !(kind == KeyExchange::Ecdhe && has_ecdhe(offer, version)) {
        return Step::NotInHello;
    }
    match (hello(dial), flight) {
        (Ok(Some((mut client, _, _))), Some(flight)) => reaction(&exchange(client.as_mut(), &flight), kind),
        // With a group that cannot be written without cryptography (X448).
        (Ok(Some((mut client, written, offer))), None) => {
            library_server::step(client.as_mut(), &offer, written, version)
        }
        (Ok(None), _) => Step::Unknown(Unseen::OfferedOnce),
        (Err(why), _) => Step::Unknown(why),
    }
}

/// Returns whether the hello offers a suite with ephemeral elliptic curves, and a group for it.
fn has_ecdhe(offer: &Offer, version: Version) -> bool {
    let is_curve = |group: &NamedGroup| !(0x0100..0x0200).contains(&group.0);
    offer.groups.iter().any(is_curve)
        && offer
            .cipher_suites
            .iter()
            .any(|suite| suite.usable_with(version) && suite.name().is_some_and(|name| name.starts_with("TLS_ECDHE_")))
}
