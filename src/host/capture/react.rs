//! What a library offers for one version, and whether it would continue with it. Tries each kind of key exchange.

use super::exchange::exchange;
use super::second_flight::{reaction, second_flight};
use super::tls13_server::Tls13Server;
use crate::observation::capture::{KeyExchange, Reaction, Step, Unseen};
use crate::probe::Handshake;
use crate::tls::{AlertDescription, Version};
use crate::wire::{ClientFlight, Offer};

/// Makes clients with one setting of the library: each try needs a new one.
pub(in crate::host) type Dialer<'a> = dyn Fn() -> Result<Box<dyn Handshake>, Unseen> + 'a;

/// Returns the offer of the hello that the client writes, if it writes one.
pub(in crate::host) fn capture(dial: &Dialer<'_>) -> Result<Option<Offer>, Unseen> {
    Ok(hello(dial)?.map(|(_, _, offer)| offer))
}

type Started = (Box<dyn Handshake>, Vec<u8>, Offer);

fn hello(dial: &Dialer<'_>) -> Result<Option<Started>, Unseen> {
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
            Ok(server) => server.step(client.as_mut(), written),
            Err(why) => Step::Unknown(why.clone()),
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
    let Some(flight) = second_flight(offer, version, kind) else { return Step::NotInHello };
    match hello(dial) {
        Ok(Some((mut client, _, _))) => reaction(&exchange(client.as_mut(), &flight), kind),
        Ok(None) => Step::Unknown(Unseen::OfferedOnce),
        Err(why) => Step::Unknown(why),
    }
}
