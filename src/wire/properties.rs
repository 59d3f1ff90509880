//! Properties of every ClientHello that we build and of all bytes that a peer may send. tls-parser is the second
//! opinion.

use proptest::collection::vec;
use proptest::prelude::*;
use tls_parser::{TlsExtension, parse_tls_client_hello_extensions, parse_tls_handshake_client_hello};

use super::*;
use crate::tls::{ExtensionType, Version};

/// The length of a record's header and its longest fragment.
const LONGEST_RECORD: usize = 5 + (1 << 14) + 2048;

fn version() -> impl Strategy<Value = Version> {
    prop::sample::select(Version::ALL.to_vec())
}

fn variant() -> impl Strategy<Value = HelloVariant> {
    use HelloVariant::{EverySuite, NoKeyShare, RsaKeyExchange, Short, Standard};
    prop_oneof![prop::sample::select(vec![Standard, Short, RsaKeyExchange, NoKeyShare]), (0..6_u8).prop_map(EverySuite)]
}

fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?){0,3}")
}

fn randomness() -> impl Strategy<Value = Randomness> {
    (any::<[u8; 32]>(), any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(|(random, session_id, key_share)| Randomness {
        random,
        session_id,
        key_share,
    })
}

/// Generates bytes that are often nearly TLS: records of every kind, complete or truncated, among noise.
fn nearly_tls() -> impl Strategy<Value = Vec<u8>> {
    let message =
        (prop::sample::select(vec![0_u8, 1, 2, 11, 12, 13, 14]), vec(any::<u8>(), 0..80)).prop_map(|(kind, body)| {
            let mut message = vec![kind, 0, 0, body.len() as u8];
            message.extend(body);
            message
        });
    let fragment =
        prop_oneof![message, vec(any::<u8>(), 0..20), Just(vec![1, 112]), Just(vec![2, 40]), Just(vec![0, 0, 0, 0])];
    let record = (19..25_u8, 2..5_u8, fragment, prop::sample::select(vec![0_u16, 0, 0, 0, 2])).prop_map(
        |(kind, major, fragment, lie)| {
            let length = fragment.len() as u16 + lie;
            let mut record = vec![kind, major, 3];
            record.extend(length.to_be_bytes());
            record.extend(fragment);
            record
        },
    );
    prop_oneof![
        vec(record, 0..12).prop_map(|records| records.concat()),
        vec(any::<u8>(), 0..300),
        "[ -~\r\n]{0,200}".prop_map(String::into_bytes)
    ]
}

type Read = (Vec<Event>, Option<Stop>);

/// Reads all bytes in pieces of these sizes, in turn, and checks how many are held at any time.
fn read(bytes: &[u8], sizes: &[usize], limits: FlightLimits) -> Result<Read, TestCaseError> {
    let mut reader = RecordReader::new(limits);
    let mut events = Vec::new();
    let mut rest = bytes;
    for size in sizes.iter().copied().cycle() {
        let (piece, after) = rest.split_at(size.clamp(1, rest.len().max(1)).min(rest.len()));
        rest = after;
        reader.push(piece);
        while let Ok(Some(event)) = reader.next() {
            if let Event::Message { body, .. } = &event {
                prop_assert!(body.len() <= limits.message);
            }
            events.push(event);
        }
        let most = piece.len().min(limits.bytes) + 3 * LONGEST_RECORD + 4 + limits.message;
        prop_assert!(reader.held() <= most.min(2 * limits.bytes), "{} bytes are held", reader.held());
        if rest.is_empty() {
            break;
        }
    }
    prop_assert!(events.len() <= bytes.len());
    Ok((events, reader.unfinished()))
}

proptest! {
    #[test]
    fn a_hello_is_read_alike_by_us_and_by_tls_parser(
        version in version(), variant in variant(), name in name(), randomness in randomness()
    ) {
        let Some(built) = hello(version, variant, name.as_deref(), &randomness) else { return Ok(()) };
        let message = built.to_message();
        let ours = ClientHello::parse(&message[4..]);
        prop_assert_eq!(ours.as_ref(), Ok(&built));
        prop_assert_eq!(ClientFlight::read(&built.to_record()).hello, Some(built.clone()));

        let (rest, theirs) = parse_tls_handshake_client_hello(&message[4..]).expect("tls-parser reads it");
        prop_assert!(rest.is_empty());
        prop_assert_eq!(theirs.version.0, built.version);
        prop_assert_eq!(theirs.random, &built.random);
        prop_assert_eq!(theirs.session_id.unwrap_or_default(), built.session_id.as_slice());
        prop_assert!(theirs.ciphers.iter().map(|suite| suite.0).eq(built.cipher_suites.iter().map(|suite| suite.0)));
        prop_assert!(theirs.comp.iter().map(|method| method.0).eq(built.compression_methods.iter().copied()));
        let Some(block) = theirs.ext else {
            prop_assert!(built.extensions.is_none());
            return Ok(());
        };
        let (rest, theirs) = parse_tls_client_hello_extensions(block).expect("tls-parser reads the extensions");
        prop_assert!(rest.is_empty());
        let offer = Offer::of(&built);
        prop_assert_eq!(theirs.len(), offer.extensions.len());
        let mut seen = Vec::new();
        for extension in &theirs {
            match extension {
                TlsExtension::SNI(names) => {
                    prop_assert_eq!(names.len(), 1);
                    prop_assert_eq!(offer.server_name.as_deref().map(str::as_bytes), Some(names[0].1));
                    seen.push(ExtensionType::SERVER_NAME);
                }
                TlsExtension::EllipticCurves(groups) => {
                    prop_assert!(groups.iter().map(|group| group.0).eq(offer.groups.iter().map(|group| group.0)));
                    seen.push(ExtensionType::SUPPORTED_GROUPS);
                }
                TlsExtension::SignatureAlgorithms(schemes) => {
                    let ours = offer.signature_schemes.iter().map(|scheme| scheme.0);
                    prop_assert!(schemes.iter().copied().eq(ours));
                    seen.push(ExtensionType::SIGNATURE_ALGORITHMS);
                }
                TlsExtension::SupportedVersions(versions) => {
                    prop_assert!(versions.iter().map(|version| version.0).eq([Version::Tls13.number()]));
                    seen.push(ExtensionType::SUPPORTED_VERSIONS);
                }
                _ => {}
            }
        }
        let named = [(ExtensionType::SERVER_NAME, name.is_some()), (ExtensionType::SUPPORTED_VERSIONS, version == Version::Tls13),
            (ExtensionType::SUPPORTED_GROUPS, variant != HelloVariant::RsaKeyExchange),
            (ExtensionType::SIGNATURE_ALGORITHMS, version >= Version::Tls12)];
        for (kind, expected) in named {
            prop_assert_eq!(seen.contains(&kind), expected, "{:?}", kind);
        }
    }

    #[test]
    fn a_damaged_hello_is_read_or_refused_and_nothing_is_made_up(
        version in version(), at in any::<prop::sample::Index>(), put in vec(any::<u8>(), 0..4), cut in 0..4_usize
    ) {
        let built = hello(version, HelloVariant::Standard, Some("a.example"), &Randomness::draw()).expect("there is one");
        let mut bytes = built.to_message().split_off(4);
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put);
        let ours = ClientHello::parse(&bytes);
        if let Ok(read) = &ours {
            prop_assert_eq!(&read.to_message()[4..], &bytes);
            let _ = Offer::of(read);
        }
        if let Ok(([], theirs)) = parse_tls_handshake_client_hello(&bytes) && let Ok(ours) = ours {
            prop_assert_eq!(theirs.version.0, ours.version);
            prop_assert_eq!(theirs.random, &ours.random);
            prop_assert!(theirs.ciphers.iter().map(|suite| suite.0).eq(ours.cipher_suites.iter().map(|suite| suite.0)));
        }
        let mut record = built.to_record();
        let at = at.min(record.len() - 1);
        record[at] ^= 0x41;
        let _ = ClientFlight::read(&record);
    }

    #[test]
    fn any_split_of_any_bytes_is_read_alike_within_the_limits(bytes in nearly_tls(), sizes in vec(1..40_usize, 1..6)) {
        let small = FlightLimits { bytes: 256, records: 6, message: 60 };
        for limits in [FlightLimits::HELLO, small] {
            let whole = read(&bytes, &[usize::MAX], limits)?;
            prop_assert_eq!(&whole, &read(&bytes, &sizes, limits)?);
            prop_assert_eq!(&whole, &read(&bytes, &[1], limits)?);
        }
    }
}

/// Floods of every kind end at the limits, and cost no more than reading them once.
#[test]
fn a_flood_ends_at_the_limits() {
    let record = |kind: u8, fragment: &[u8]| {
        let mut record = vec![kind, 3, 3, 0, fragment.len() as u8];
        record.extend_from_slice(fragment);
        record
    };
    let long = |kind: u8| [kind, 3, 3, 0x40, 0].into_iter().chain([0; 1 << 14]).collect::<Vec<_>>();
    for (what, block, expected) in [
        ("empty handshake records", record(22, &[]), WireProblem::Flood),
        ("empty alert records", record(21, &[]), WireProblem::Flood),
        ("HelloRequests", record(22, &[0; 4]), WireProblem::Flood),
        ("long records of HelloRequests", long(22), WireProblem::Flood),
        ("warnings", record(21, &[1, 90]), WireProblem::Flood),
        ("protected records", long(23), WireProblem::UnexpectedRecord(23)),
        ("a message of one-byte records", record(22, &[2]), WireProblem::MessageTooLong(0x02_0202)),
    ] {
        for limits in [FlightLimits::HELLO, FlightLimits::FLIGHT] {
            let bytes = block.repeat(2 * limits.bytes / block.len() + 1);
            // Byte by byte is slow in an unoptimized build; the small limits test the same.
            let smallest = if limits.bytes > FlightLimits::HELLO.bytes { 100 } else { 1 };
            for chunk in [usize::MAX, 1 << 13, smallest] {
                let mut flight = ServerFlight::new(limits);
                bytes.chunks(chunk).for_each(|piece| flight.push(piece));
                assert_eq!(flight.unfinished(), Some(Stop::Invalid(expected)), "{what} in pieces of {chunk}");
            }
        }
    }
}

/// Bytes within the limit are read even if they arrive in one piece with bytes beyond it.
#[test]
fn an_answer_before_a_flood_is_an_answer() {
    let alert = [21, 3, 3, 0, 2, 2, 70];
    let bytes: Vec<u8> = alert.into_iter().chain(vec![0; 100_000]).collect();
    let mut flight = ServerFlight::new(FlightLimits::HELLO);
    flight.push(&bytes);
    assert_eq!(flight.alert.map(|alert| alert.description.0), Some(70));
}
