//! A server's second flight that needs no cryptography: enough to see whether a client would continue.
//!
//! A client that accepts the version and the kind of key exchange either answers with `ClientKeyExchange`, or finds
//! that the signature is wrong and sends `decrypt_error`. A client whose policy forbids them gives up earlier, with
//! another alert. The certificates and signatures here are meant to be rejected: they prove nothing and protect no
//! secret.

use crate::observation::capture::{KeyExchange, Step, Unseen};
use crate::tls::{AlertDescription, CipherSuite, SignatureScheme, Version};
use crate::wire::build::{BASE_POINTS, ServerHello, ServerKeyExchange, certificates, handshake, kind};
use crate::wire::{Event, FlightLimits, Offer, RecordReader};

/// A self-signed certificate with a 2048-bit RSA key. The private key was discarded.
const RSA_CERTIFICATE: &[u8] = include_bytes!("canned/rsa-2048.der");
/// A self-signed certificate with a P-256 key. The private key was discarded.
const ECDSA_CERTIFICATE: &[u8] = include_bytes!("canned/ecdsa-p256.der");

/// Returns the flight of a server that selects this version and kind of key exchange; `None` if the offer has nothing
/// to select, or nothing that can be written without cryptography.
pub(crate) fn second_flight(offer: &Offer, version: Version, exchange: KeyExchange) -> Option<Vec<u8>> {
    let (suite, ecdsa) = select_suite(offer, version, exchange)?;
    let mut hello = ServerHello::selecting(version, suite);
    if version > Version::Ssl3 {
        hello = hello.with_secure_renegotiation();
    }
    let mut flight = hello.to_record();
    let certificate = if ecdsa { ECDSA_CERTIFICATE } else { RSA_CERTIFICATE };
    let mut say = |kind, body: &[u8]| flight.extend(handshake(kind, version.number(), body));
    say(kind::CERTIFICATE, &certificates([certificate]));
    if exchange == KeyExchange::Ecdhe {
        say(kind::SERVER_KEY_EXCHANGE, &key_exchange(offer, version, ecdsa)?);
    }
    say(kind::SERVER_HELLO_DONE, &[]);
    Some(flight)
}

/// Reads what the client sent after [`second_flight`].
pub(crate) fn reaction(bytes: &[u8], exchange: KeyExchange) -> Step {
    let mut reader = RecordReader::new(FlightLimits::FLIGHT);
    reader.push(bytes);
    loop {
        match reader.next() {
            Ok(Some(Event::Message { kind: kind::CLIENT_KEY_EXCHANGE, .. })) => return Step::GoesOn,
            // The client checked the signature, so it accepted everything before it.
            Ok(Some(Event::Alert(alert)))
                if exchange == KeyExchange::Ecdhe && alert.description == AlertDescription(51) =>
            {
                return Step::GoesOn;
            }
            Ok(Some(Event::Alert(alert))) if alert.ends_connection() => return Step::Refuses(Some(alert)),
            Ok(Some(_)) => {}
            Ok(None) => return Step::Unknown(Unseen::NoAnswer),
            Err(_) => return Step::Unknown(Unseen::UnreadableAnswer),
        }
    }
}

/// Returns the first suitable suite of the offer, and whether it needs an ECDSA certificate.
fn select_suite(offer: &Offer, version: Version, exchange: KeyExchange) -> Option<(CipherSuite, bool)> {
    let first = |prefix: &str| {
        offer.cipher_suites.iter().copied().find(|suite| {
            suite.usable_with(version)
                && suite.name().is_some_and(|name| name.starts_with(prefix) && !name.contains("_NULL_"))
        })
    };
    match exchange {
        KeyExchange::Rsa => Some((first("TLS_RSA_WITH_")?, false)),
        KeyExchange::Ecdhe => first("TLS_ECDHE_RSA_WITH_")
            .map(|suite| (suite, false))
            .or_else(|| first("TLS_ECDHE_ECDSA_WITH_").map(|suite| (suite, true))),
        KeyExchange::Tls13 => None,
    }
}

/// Returns the body of a `ServerKeyExchange` with a base point as share and an invalid signature.
fn key_exchange(offer: &Offer, version: Version, ecdsa: bool) -> Option<Vec<u8>> {
    let (group, point) = if offer.groups.is_empty() {
        BASE_POINTS[0]
    } else {
        BASE_POINTS.into_iter().find(|(group, _)| offer.groups.contains(group))?
    };
    let scheme = if version == Version::Tls12 { Some(signature_scheme(offer, ecdsa)?) } else { None };
    // The smallest ECDSA signature that can be decoded, or as many bytes as an RSA signature of this key has.
    let signature: &[u8] = if ecdsa { &[0x30, 6, 2, 1, 1, 2, 1, 1] } else { &[0x5a; 256] };
    Some(ServerKeyExchange { group, point, scheme, signature }.body())
}

/// Returns the first scheme of the offer that the certificate could sign with. Without a list, the standard implies
/// SHA-1 (RFC 5246, 7.4.1.4.1).
fn signature_scheme(offer: &Offer, ecdsa: bool) -> Option<SignatureScheme> {
    const RSA: [u16; 7] = [0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806, 0x0201];
    const ECDSA: [u16; 4] = [0x0403, 0x0503, 0x0603, 0x0203];
    let known: &[u16] = if ecdsa { &ECDSA } else { &RSA };
    if offer.signature_schemes.is_empty() {
        return known.last().copied().map(SignatureScheme);
    }
    offer.signature_schemes.iter().copied().find(|scheme| known.contains(&scheme.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{Alert, NamedGroup};
    use crate::wire::ServerFlight;

    fn offer(suites: &[u16], groups: &[NamedGroup]) -> Offer {
        Offer {
            cipher_suites: suites.iter().copied().map(CipherSuite).collect(),
            groups: groups.to_vec(),
            signature_schemes: vec![SignatureScheme(0x0403), SignatureScheme(0x0804)],
            ..Offer::default()
        }
    }

    #[test]
    fn the_flight_reads_back_as_what_was_selected() {
        let offer = offer(&[0x00ff, 0x1301, 0xc02f, 0xc013, 0x002f], &[NamedGroup::X25519]);
        for version in [Version::Tls10, Version::Tls11, Version::Tls12] {
            for (exchange, suite) in [
                (KeyExchange::Rsa, 0x002f),
                (KeyExchange::Ecdhe, if version == Version::Tls12 { 0xc02f } else { 0xc013 }),
            ] {
                let bytes = second_flight(&offer, version, exchange).expect("something fits");
                let mut flight = ServerFlight::new(FlightLimits::FLIGHT);
                flight.push(&bytes);
                let hello = flight.hello.as_ref().expect("a ServerHello");
                assert_eq!((hello.selected(), hello.cipher_suite), (Ok(version), CipherSuite(suite)));
                assert_eq!(flight.certificates, [RSA_CERTIFICATE.to_vec()]);
                assert_eq!(flight.unfinished(), None);
            }
        }
    }

    #[test]
    fn what_the_offer_does_not_hold_is_not_selected() {
        let only_13 = offer(&[0x1301, 0x00ff], &[]);
        assert_eq!(second_flight(&only_13, Version::Tls12, KeyExchange::Rsa), None);
        assert_eq!(second_flight(&only_13, Version::Tls12, KeyExchange::Ecdhe), None);
        let only_12 = offer(&[0xc02f, 0x009c], &[]);
        assert_eq!(second_flight(&only_12, Version::Tls10, KeyExchange::Rsa), None);
        let unknown_group = offer(&[0xc02f], &[NamedGroup::X448]);
        assert_eq!(second_flight(&unknown_group, Version::Tls12, KeyExchange::Ecdhe), None);
        let ecdsa = offer(&[0xc02b], &[NamedGroup::SECP384R1]);
        assert!(second_flight(&ecdsa, Version::Tls12, KeyExchange::Ecdhe).is_some());
    }

    #[test]
    fn reactions() {
        let alert = |number| [21, 3, 1, 0, 2, 2, number];
        assert_eq!(reaction(&alert(51), KeyExchange::Ecdhe), Step::GoesOn);
        assert_eq!(reaction(&alert(51), KeyExchange::Rsa), Step::Refuses(Some(Alert::fatal(AlertDescription(51)))));
        assert_eq!(reaction(&alert(80), KeyExchange::Ecdhe), Step::Refuses(Some(Alert::fatal(AlertDescription(80)))));
        assert_eq!(reaction(&[22, 3, 1, 0, 5, 16, 0, 0, 1, 0], KeyExchange::Rsa), Step::GoesOn);
        assert!(matches!(reaction(&[], KeyExchange::Rsa), Step::Unknown(_)));
        assert!(matches!(reaction(&[0xff; 9], KeyExchange::Rsa), Step::Unknown(_)));
    }
}
