//! Fixed flights that no library would send, made from the hello that they answer. They are faithful up to the
//! `ServerHello`; nothing after it can be completed, since there is no cryptography here.

use super::hello::Hello;
use crate::tls::{AlertDescription, CipherSuite, ExtensionType, Version};
use crate::wire::build::{ServerHello, certificates, content, fatal, handshake, kind, message, record};

/// Suites with RSA key exchange: the only ones whose first flight contains no signature.
pub(super) const RSA_KEY_EXCHANGE: [CipherSuite; 9] = [
    CipherSuite(0x009c),
    CipherSuite(0x009d),
    CipherSuite(0x003c),
    CipherSuite(0x003d),
    CipherSuite(0x002f),
    CipherSuite(0x0035),
    CipherSuite(0x000a),
    CipherSuite(0x0005),
    CipherSuite(0x0004),
];
const TLS13_SUITES: [CipherSuite; 3] = [CipherSuite(0x1301), CipherSuite(0x1302), CipherSuite(0x1303)];

/// Returns a `ServerHello` that selects this version and suite in answer to a hello.
fn selecting(hello: &Hello, version: Version, cipher_suite: CipherSuite) -> ServerHello {
    let answer = ServerHello::selecting(version, cipher_suite);
    if version == Version::Tls13 {
        // Middlebox compatibility (RFC 8446, D.4).
        return answer.with_session_id(hello.fields.session_id.clone());
    }
    let answer = answer.with_session_id(vec![0x5e; 32]);
    if hello.has_suite(CipherSuite::EMPTY_RENEGOTIATION_INFO) { answer.with_secure_renegotiation() } else { answer }
}

/// Returns the first flight of a server that selects `version`, up to the point where cryptography would begin.
pub(super) fn flight(hello: &Hello, version: Version, suite: CipherSuite, certificate: &[u8]) -> Vec<u8> {
    let answer = selecting(hello, version, suite);
    let mut flight = answer.to_record();
    if version == Version::Tls13 {
        flight.extend(record(content::CHANGE_CIPHER_SPEC, 0x0303, &[1]));
        flight.extend(record(content::APPLICATION_DATA, 0x0303, &[0x3c; 64]));
    } else {
        let mut rest = message(kind::CERTIFICATE, &certificates([certificate]));
        rest.extend(message(kind::SERVER_HELLO_DONE, &[]));
        flight.extend(record(content::HANDSHAKE, answer.version, &rest));
    }
    flight
}

/// Returns a suite that fits the version and was offered.
pub(super) fn suite_for(hello: &Hello, version: Version) -> Option<CipherSuite> {
    match version {
        Version::Tls13 => hello.pick_suite(&TLS13_SUITES),
        _ => hello.pick_suite(&RSA_KEY_EXCHANGE),
    }
}

/// Answers the highest version offered with a `ServerHello`, or with alert 40 if no suite fits.
fn answer_highest(hello: &Hello, change: impl FnOnce(&mut ServerHello)) -> Vec<u8> {
    let Some(version) = hello.highest() else { return fatal(AlertDescription::PROTOCOL_VERSION, 0x0303) };
    match suite_for(hello, version) {
        Some(suite) => {
            let mut answer = selecting(hello, version, suite);
            change(&mut answer);
            answer.to_record()
        }
        None => fatal(AlertDescription::HANDSHAKE_FAILURE, version.number().min(0x0303)),
    }
}

/// Returns a `ServerHello` of the highest version offered, then a fatal alert.
pub(super) fn hello_then_alert(hello: &Hello) -> Vec<u8> {
    let mut flight = answer_highest(hello, |_| ());
    flight.extend(fatal(AlertDescription::INTERNAL_ERROR, 0x0303));
    flight
}

/// Returns a `ServerHello` of the highest version offered and nothing else.
pub(super) fn hello_alone(hello: &Hello) -> Vec<u8> {
    answer_highest(hello, |_| ())
}

/// Answers like an old server that takes every hello for one of its own version: it reads neither `client_version` nor
/// extensions.
pub(super) fn ssl3_whatever(hello: &Hello) -> Vec<u8> {
    match hello.pick_suite(&RSA_KEY_EXCHANGE) {
        Some(suite) => selecting(hello, Version::Ssl3, suite).to_record(),
        None => fatal(AlertDescription::HANDSHAKE_FAILURE, Version::Ssl3.number()),
    }
}

/// Answers with `highest` even a hello that offers only higher versions.
pub(super) fn at_most(hello: &Hello, highest: Version) -> Vec<u8> {
    if hello.highest().is_none_or(|offered| offered < highest) {
        return fatal(AlertDescription::PROTOCOL_VERSION, highest.number());
    }
    let suite = hello.pick_suite(&RSA_KEY_EXCHANGE).or_else(|| hello.pick_suite(&TLS13_SUITES));
    match suite {
        Some(suite) => selecting(hello, highest, suite).to_record(),
        None => fatal(AlertDescription::HANDSHAKE_FAILURE, highest.number()),
    }
}

/// Selects the version above the highest one offered; for TLS 1.3, a number that does not exist.
pub(super) fn higher_version(hello: &Hello) -> Vec<u8> {
    answer_highest(hello, |answer| {
        match answer.extensions.iter_mut().find(|(kind, _)| *kind == ExtensionType::SUPPORTED_VERSIONS) {
            Some((_, number)) => *number = vec![3, 5],
            None => answer.version += 1,
        }
    })
}

/// Selects a suite that was not offered.
pub(super) fn suite_not_offered(hello: &Hello) -> Vec<u8> {
    // Registered suites that hardly any client offers (KRB5, SRP, CCM_8 of TLS 1.3); use one that was not offered.
    let free = [0x001e, 0xc01a, 0x1305].map(CipherSuite).into_iter().find(|suite| !hello.has_suite(*suite));
    answer_highest(hello, |answer| answer.cipher_suite = free.unwrap_or(CipherSuite::EMPTY_RENEGOTIATION_INFO))
}

/// Returns a record that claims more bytes than TLS allows.
pub(super) fn lying_record_length(hello: &Hello) -> Vec<u8> {
    let mut bytes = hello_alone(hello);
    bytes[3..5].copy_from_slice(&[0xff, 0xff]);
    bytes
}

/// Returns a `ServerHello` whose length ends it in the middle of its fields.
pub(super) fn lying_message_length(hello: &Hello) -> Vec<u8> {
    let mut bytes = hello_alone(hello);
    bytes[6..9].copy_from_slice(&[0, 0, 40]);
    bytes
}

/// Returns an extension block that claims more bytes than the message has.
pub(super) fn lying_extension_length(hello: &Hello) -> Vec<u8> {
    let Some(version) = hello.highest() else { return Vec::new() };
    let Some(suite) = suite_for(hello, version) else {
        return fatal(AlertDescription::HANDSHAKE_FAILURE, version.number().min(0x0303));
    };
    let mut answer = selecting(hello, version, suite);
    answer.extensions.clear();
    let mut body = answer.body();
    body.extend_from_slice(&[0x0f, 0xf0, 0xff, 0x01, 0x00, 0x01, 0x00]);
    handshake(kind::SERVER_HELLO, answer.version, &body)
}

/// Returns the first half of an answer.
pub(super) fn cut(hello: &Hello) -> Vec<u8> {
    let mut bytes = hello_alone(hello);
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// Returns the beginning of a `ServerHello` too long to ever be finished.
pub(super) fn endless_hello(hello: &Hello) -> Vec<u8> {
    let version = hello.highest().map_or(0x0303, Version::number).min(0x0303);
    let mut body = vec![kind::SERVER_HELLO, 0, 0x3f, 0xfc];
    body.extend_from_slice(&version.to_be_bytes());
    let mut bytes = record(content::HANDSHAKE, version, &body);
    // A record of the maximum length, most of which is still to come.
    bytes[3..5].copy_from_slice(&[0x40, 0x00]);
    bytes
}

/// Returns a handshake record of a message without end. The first record begins the message; the others continue it.
pub(super) fn endless_message(first: bool) -> Vec<u8> {
    let mut fragment = vec![0; 1024];
    if first {
        fragment[..4].copy_from_slice(&[kind::SERVER_HELLO, 0xff, 0xff, 0xff]);
    }
    record(content::HANDSHAKE, 0x0303, &fragment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Alert;
    use crate::wire::{self, FlightLimits, HelloVariant, Randomness, ServerFlight, Stop, WireProblem};

    fn hello(version: Version) -> Hello {
        let fields = wire::hello(version, HelloVariant::Standard, Some("lab.test"), &Randomness::draw()).unwrap();
        Hello::new(fields.to_record(), fields)
    }

    /// Reads byte by byte, as the worst network would deliver it.
    fn read(bytes: &[u8]) -> ServerFlight {
        let mut flight = ServerFlight::new(FlightLimits::FLIGHT);
        for byte in bytes.chunks(1) {
            flight.push(byte);
        }
        flight
    }

    #[test]
    fn flights_select_what_was_offered() {
        for version in Version::ALL {
            let hello = hello(version);
            assert_eq!(hello.highest(), Some(version));
            let suite = suite_for(&hello, version).unwrap();
            let flight = read(&flight(&hello, version, suite, b"no certificate"));
            let answer = flight.hello.unwrap();
            assert_eq!(answer.check(&hello.offer), Ok(()), "{version}");
            assert_eq!(answer.selected(), Ok(version));
            assert_eq!(answer.cipher_suite, suite);
            let chain: &[Vec<u8>] = if version == Version::Tls13 { &[] } else { &[b"no certificate".to_vec()] };
            assert_eq!(flight.certificates, chain, "{version}");
        }
    }

    #[test]
    fn lower_answers_are_lower_and_nothing_else() {
        for version in [Version::Tls11, Version::Tls12, Version::Tls13] {
            let hello = hello(version);
            let answer = read(&at_most(&hello, Version::Tls10)).hello.unwrap();
            assert_eq!((answer.selected(), answer.check(&hello.offer)), (Ok(Version::Tls10), Ok(())), "{version}");
            assert!(hello.has_suite(answer.cipher_suite), "only the version is amiss");
        }
        let below = read(&at_most(&hello(Version::Tls11), Version::Tls12));
        assert_eq!(below.alert, Some(Alert::fatal(AlertDescription::PROTOCOL_VERSION)));
        assert_eq!(
            read(&ssl3_whatever(&hello(Version::Tls12))).hello.unwrap().selected(),
            Ok(Version::Ssl3),
            "takes a hello of TLS 1.2 for its own"
        );
    }

    #[test]
    fn each_lie_is_the_lie_that_it_says() {
        for version in Version::ALL {
            let hello = hello(version);
            let stop = |bytes: Vec<u8>| read(&bytes).unfinished();
            let check = |bytes: Vec<u8>| read(&bytes).hello.unwrap().check(&hello.offer).unwrap_err();
            assert_eq!(
                stop(lying_record_length(&hello)),
                Some(Stop::Invalid(WireProblem::RecordTooLong(0xffff))),
                "{version}"
            );
            assert!(matches!(stop(lying_message_length(&hello)), Some(Stop::Invalid(WireProblem::Truncated(_)))));
            assert!(matches!(stop(lying_extension_length(&hello)), Some(Stop::Invalid(WireProblem::Truncated(_)))));
            assert!(matches!(stop(cut(&hello)), Some(Stop::Invalid(WireProblem::Truncated(_)))), "{version}");
            assert!(matches!(check(suite_not_offered(&hello)), WireProblem::SuiteNotOffered(_)), "{version}");
            let higher = check(higher_version(&hello));
            if version == Version::Tls13 {
                assert_eq!(higher, WireProblem::UnknownVersion(0x0305));
            } else {
                assert!(matches!(higher, WireProblem::HigherVersion(_)), "{version}: {higher:?}");
            }
        }
    }

    #[test]
    fn what_follows_the_hello_does_not_hide_it() {
        let hello = hello(Version::Tls12);
        let flight = read(&hello_then_alert(&hello));
        assert!(flight.hello.is_some());
        assert_eq!(flight.alert, Some(Alert::fatal(AlertDescription::INTERNAL_ERROR)));
        let endless = [endless_message(true), endless_message(false)].concat();
        assert_eq!(read(&endless).unfinished(), Some(Stop::Invalid(WireProblem::MessageTooLong(0x00ff_ffff))));
    }
}
