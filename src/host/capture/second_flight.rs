//! A server's second flight that needs no cryptography: enough to see whether a client would go on.
//!
//! A client that accepts the version and the kind of key exchange either answers with `ClientKeyExchange`, or finds that
//! the signature is wrong and says `decrypt_error`. A client whose policy forbids them gives up before, with another
//! alert. Certificates and signatures here are made to be refused: nothing is proved with them, nothing is kept secret.

use crate::observation::capture::{KeyExchange, Step, Unseen};
use crate::tls::{AlertDescription, CipherSuite, NamedGroup, SignatureScheme, Version};
use crate::wire::{Event, FlightLimits, Offer, RecordReader};

/// A certificate with an RSA key of 2048 bits, self-signed, whose private key was thrown away.
const RSA_CERTIFICATE: &[u8] = include_bytes!("canned/rsa-2048.der");
/// A certificate with a P-256 key, self-signed, whose private key was thrown away.
const ECDSA_CERTIFICATE: &[u8] = include_bytes!("canned/ecdsa-p256.der");

/// Handshake types (RFC 5246, 7.4).
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;
const CLIENT_KEY_EXCHANGE: u8 = 16;
/// `renegotiation_info` (RFC 5746): without it OpenSSL 3 refuses any server.
const RENEGOTIATION_INFO: u16 = 0xff01;

/// The flight of a server that selects this version and kind of key exchange; none if the offer leaves nothing to
/// select, or nothing that can be written without cryptography.
pub(crate) fn second_flight(offer: &Offer, version: Version, exchange: KeyExchange) -> Option<Vec<u8>> {
    let (suite, ecdsa) = select_suite(offer, version, exchange)?;
    let mut flight = Vec::with_capacity(2048);
    record(&mut flight, version, SERVER_HELLO, &server_hello(version, suite));
    let certificate = if ecdsa { ECDSA_CERTIFICATE } else { RSA_CERTIFICATE };
    record(&mut flight, version, CERTIFICATE, &certificate_list(certificate));
    if exchange == KeyExchange::Ecdhe {
        record(&mut flight, version, SERVER_KEY_EXCHANGE, &key_exchange(offer, version, ecdsa)?);
    }
    record(&mut flight, version, SERVER_HELLO_DONE, &[]);
    Some(flight)
}

/// Reads what the client sent after [`second_flight`].
pub(crate) fn reaction(bytes: &[u8], exchange: KeyExchange) -> Step {
    let mut reader = RecordReader::new(FlightLimits::FLIGHT);
    reader.push(bytes);
    loop {
        match reader.next() {
            Ok(Some(Event::Message { kind: CLIENT_KEY_EXCHANGE, .. })) => return Step::GoesOn,
            // The signature was looked at, so everything before it was accepted.
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

/// The first suite of the offer that fits, and whether it wants an ECDSA certificate.
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

fn server_hello(version: Version, suite: CipherSuite) -> Vec<u8> {
    let mut body = Vec::with_capacity(64);
    body.extend_from_slice(&version.number().to_be_bytes());
    // Any bytes do, as long as the last eight are no downgrade sentinel (RFC 8446, 4.1.3).
    body.extend_from_slice(&[0x5a; 32]);
    body.push(0);
    body.extend_from_slice(&suite.0.to_be_bytes());
    body.push(0);
    if version > Version::Ssl3 {
        body.extend_from_slice(&5_u16.to_be_bytes());
        body.extend_from_slice(&RENEGOTIATION_INFO.to_be_bytes());
        body.extend_from_slice(&[0, 1, 0]);
    }
    body
}

fn certificate_list(certificate: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(certificate.len() + 6);
    put_length24(&mut body, certificate.len() + 3);
    put_length24(&mut body, certificate.len());
    body.extend_from_slice(certificate);
    body
}

/// `ServerKeyExchange` with a base point as share, and a signature that is none (RFC 8422, 5.4).
fn key_exchange(offer: &Offer, version: Version, ecdsa: bool) -> Option<Vec<u8>> {
    const NAMED_CURVE: u8 = 3;
    let (group, point) = if offer.groups.is_empty() {
        BASE_POINTS[0]
    } else {
        BASE_POINTS.into_iter().find(|(group, _)| offer.groups.contains(group))?
    };
    let mut body = vec![NAMED_CURVE];
    body.extend_from_slice(&group.0.to_be_bytes());
    body.push(u8::try_from(point.len()).ok()?);
    body.extend_from_slice(point);
    if version == Version::Tls12 {
        body.extend_from_slice(&signature_scheme(offer, ecdsa)?.0.to_be_bytes());
    }
    // The smallest ECDSA signature that can be decoded, or as many bytes as the RSA key has.
    let signature: &[u8] = if ecdsa { &[0x30, 6, 2, 1, 1, 2, 1, 1] } else { &[0x5a; 256] };
    body.extend_from_slice(&u16::try_from(signature.len()).ok()?.to_be_bytes());
    body.extend_from_slice(signature);
    Some(body)
}

/// The first scheme of the offer that the certificate could sign with. Without a list the standard implies SHA-1
/// (RFC 5246, 7.4.1.4.1).
fn signature_scheme(offer: &Offer, ecdsa: bool) -> Option<SignatureScheme> {
    const RSA: [u16; 7] = [0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806, 0x0201];
    const ECDSA: [u16; 4] = [0x0403, 0x0503, 0x0603, 0x0203];
    let known: &[u16] = if ecdsa { &ECDSA } else { &RSA };
    if offer.signature_schemes.is_empty() {
        return known.last().copied().map(SignatureScheme);
    }
    offer.signature_schemes.iter().copied().find(|scheme| known.contains(&scheme.0))
}

/// Appends one handshake message in one record.
fn record(flight: &mut Vec<u8>, version: Version, kind: u8, body: &[u8]) {
    const HANDSHAKE: u8 = 22;
    flight.push(HANDSHAKE);
    flight.extend_from_slice(&version.number().to_be_bytes());
    // Every message here is ours and far below the 2^14 bytes of a record.
    flight.extend_from_slice(&((body.len() + 4) as u16).to_be_bytes());
    flight.push(kind);
    put_length24(flight, body.len());
    flight.extend_from_slice(body);
}

fn put_length24(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&(length as u32).to_be_bytes()[1..]);
}

/// Points that are on their curves without any computing: the base points (SEC 2, 2.4 to 2.6; RFC 7748, 4.1).
const BASE_POINTS: [(NamedGroup, &[u8]); 4] = [
    (NamedGroup::SECP256R1, &P256),
    (NamedGroup::X25519, &X25519),
    (NamedGroup::SECP384R1, &P384),
    (NamedGroup::SECP521R1, &P521),
];

const X25519: [u8; 32] = {
    let mut point = [0; 32];
    point[0] = 9;
    point
};

const P256: [u8; 65] = [
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03,
    0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe,
    0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce,
    0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];
const P384: [u8; 97] = [
    0x04, 0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e, 0xf3, 0x20, 0xad, 0x74, 0x6e, 0x1d,
    0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59, 0xf7, 0x41, 0xe0, 0x82, 0x54, 0x2a, 0x38, 0x55, 0x02, 0xf2, 0x5d, 0xbf,
    0x55, 0x29, 0x6c, 0x3a, 0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a, 0xb7, 0x36, 0x17, 0xde, 0x4a, 0x96, 0x26, 0x2c, 0x6f,
    0x5d, 0x9e, 0x98, 0xbf, 0x92, 0x92, 0xdc, 0x29, 0xf8, 0xf4, 0x1d, 0xbd, 0x28, 0x9a, 0x14, 0x7c, 0xe9, 0xda, 0x31,
    0x13, 0xb5, 0xf0, 0xb8, 0xc0, 0x0a, 0x60, 0xb1, 0xce, 0x1d, 0x7e, 0x81, 0x9d, 0x7a, 0x43, 0x1d, 0x7c, 0x90, 0xea,
    0x0e, 0x5f,
];
const P521: [u8; 133] = [
    0x04, 0x00, 0xc6, 0x85, 0x8e, 0x06, 0xb7, 0x04, 0x04, 0xe9, 0xcd, 0x9e, 0x3e, 0xcb, 0x66, 0x23, 0x95, 0xb4, 0x42,
    0x9c, 0x64, 0x81, 0x39, 0x05, 0x3f, 0xb5, 0x21, 0xf8, 0x28, 0xaf, 0x60, 0x6b, 0x4d, 0x3d, 0xba, 0xa1, 0x4b, 0x5e,
    0x77, 0xef, 0xe7, 0x59, 0x28, 0xfe, 0x1d, 0xc1, 0x27, 0xa2, 0xff, 0xa8, 0xde, 0x33, 0x48, 0xb3, 0xc1, 0x85, 0x6a,
    0x42, 0x9b, 0xf9, 0x7e, 0x7e, 0x31, 0xc2, 0xe5, 0xbd, 0x66, 0x01, 0x18, 0x39, 0x29, 0x6a, 0x78, 0x9a, 0x3b, 0xc0,
    0x04, 0x5c, 0x8a, 0x5f, 0xb4, 0x2c, 0x7d, 0x1b, 0xd9, 0x98, 0xf5, 0x44, 0x49, 0x57, 0x9b, 0x44, 0x68, 0x17, 0xaf,
    0xbd, 0x17, 0x27, 0x3e, 0x66, 0x2c, 0x97, 0xee, 0x72, 0x99, 0x5e, 0xf4, 0x26, 0x40, 0xc5, 0x50, 0xb9, 0x01, 0x3f,
    0xad, 0x07, 0x61, 0x35, 0x3c, 0x70, 0x86, 0xa2, 0x72, 0xc2, 0x40, 0x88, 0xbe, 0x94, 0x76, 0x9f, 0xd1, 0x66, 0x50,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Alert;
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
