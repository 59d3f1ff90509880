//! Real flights, and what holds for every reading of them: whole, split, and damaged. tls-parser gives a second
//! opinion.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use tls_parser::{TlsMessage, TlsMessageHandshake, parse_tls_handshake_server_hello, parse_tls_plaintext};

use super::flights::{Flight, flights};
use crate::tls::ExtensionType;
use crate::wire::{ClientFlight, Event, FlightLimits, Offer, RecordReader, ServerFlight, ServerHello};

static FLIGHTS: LazyLock<Vec<Flight>> = LazyLock::new(flights);

fn flight() -> impl Strategy<Value = &'static Flight> {
    any::<prop::sample::Index>().prop_map(|index| index.get(&FLIGHTS))
}

/// Returns everything that a reading yields, as one value to compare.
fn read(bytes: &[u8], sizes: &[usize], limits: FlightLimits) -> String {
    let mut flight = ServerFlight::new(limits);
    let mut rest = bytes;
    for size in sizes.iter().copied().cycle() {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        flight.push(piece);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    format!(
        "{:?} {:?} {:?} {} {:?} {:?}",
        flight.hello,
        flight.alert,
        flight.certificates,
        flight.certificate_requested,
        flight.stop,
        // Nothing is read after an alert, so what is unfinished there depends on the pieces.
        flight.alert.is_none().then(|| flight.unfinished())
    )
}

#[test]
fn every_flight_is_read_alike_whole_and_in_pieces() {
    for flight in FLIGHTS.iter() {
        for limits in [FlightLimits::HELLO, FlightLimits::FLIGHT] {
            let whole = read(&flight.received, &[usize::MAX], limits);
            for size in [1, 2, 3, 5, 7, 64, 1000] {
                assert_eq!(whole, read(&flight.received, &[size], limits), "{} in pieces of {size}", flight.name);
            }
        }
    }
}

#[test]
fn tls_parser_reads_the_same_in_every_real_flight() {
    let mut compared = 0;
    for flight in FLIGHTS.iter().filter(|flight| flight.is_real) {
        let mut ours = ServerFlight::new(FlightLimits::FLIGHT);
        ours.push(&flight.received);
        let Ok((_, record)) = parse_tls_plaintext(&flight.received) else { continue };
        match record.msg.first() {
            Some(TlsMessage::Handshake(TlsMessageHandshake::ServerHello(theirs))) => {
                let hello = ours.hello.unwrap_or_else(|| panic!("{}: tls-parser sees a ServerHello", flight.name));
                assert_eq!((hello.random.as_slice(), hello.cipher_suite.0), (theirs.random, theirs.cipher.0));
                compared += 1;
            }
            Some(TlsMessage::Alert(theirs)) => {
                let alert = ours.alert.unwrap_or_else(|| panic!("{}: tls-parser sees an alert", flight.name));
                assert_eq!(alert.description.0, theirs.code.0, "{}", flight.name);
                compared += 1;
            }
            _ => {}
        }
    }
    assert!(compared > 20, "{compared} flights compared");
}

#[test]
fn what_a_hello_of_ours_was_answered_agrees_with_its_offer() {
    for flight in FLIGHTS.iter().filter(|flight| flight.is_real) {
        let offer = Offer::of(&ClientFlight::read(&flight.sent).hello.expect("our own hello"));
        let mut ours = ServerFlight::new(FlightLimits::FLIGHT);
        ours.push(&flight.received);
        assert!(ours.hello.is_some() || ours.alert.is_some(), "{}: {:?}", flight.name, ours.unfinished());
        if let Some(hello) = ours.hello {
            assert_eq!(hello.check(&offer), Ok(()), "{}", flight.name);
        }
    }
}

proptest! {
    #[test]
    fn any_split_of_a_flight_gives_the_same_answer(flight in flight(), sizes in vec(1..200_usize, 1..20)) {
        let whole = read(&flight.received, &[usize::MAX], FlightLimits::FLIGHT);
        prop_assert_eq!(whole, read(&flight.received, &sizes, FlightLimits::FLIGHT), "{}", &flight.name);
    }

    #[test]
    fn a_damaged_flight_is_read_alike_in_any_split_and_never_panics(
        flight in flight(), damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), early in any::<bool>(),
        sizes in vec(1..200_usize, 1..20)
    ) {
        let mut bytes = flight.received.clone();
        // What matters most is at the beginning.
        let reach = if early { bytes.len().min(120) } else { bytes.len() };
        for (at, byte) in &damage {
            let at = at.index(reach);
            bytes[at] = *byte;
        }
        prop_assert_eq!(read(&bytes, &[usize::MAX], FlightLimits::HELLO), read(&bytes, &sizes, FlightLimits::HELLO));
        let _ = ClientFlight::read(&bytes);
    }

    #[test]
    fn a_damaged_server_hello_is_read_as_tls_parser_reads_it(
        flight in flight(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in 0..3_usize
    ) {
        let mut reader = RecordReader::new(FlightLimits::FLIGHT);
        reader.push(&flight.received);
        let Ok(Some(Event::Message { kind: 2, mut body })) = reader.next() else { return Ok(()) };
        let at = at.index(body.len());
        body[at] = byte;
        body.truncate(body.len() - cut);
        let ours = ServerHello::parse(&body);
        let Ok(([], theirs)) = parse_tls_handshake_server_hello(&body) else { return Ok(()) };
        // tls-parser does not look into the extensions. If it finds their block whole, only their contents may be
        // invalid to us.
        let Ok(ours) = ours else {
            prop_assert!(theirs.ext.is_some_and(|block| !block.is_empty()), "we refuse what is whole");
            return Ok(());
        };
        if !ours.extensions.contains(&ExtensionType::SUPPORTED_VERSIONS) {
            prop_assert_eq!(ours.version, theirs.version.0);
        }
        prop_assert_eq!(ours.random.as_slice(), theirs.random);
        prop_assert_eq!(ours.cipher_suite.0, theirs.cipher.0);
        prop_assert_eq!(ours.compression_method, theirs.compression.0);
    }

    #[test]
    fn a_damaged_client_flight_is_read_without_a_panic(
        flight in flight(), damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), sizes in vec(1..100_usize, 1..5)
    ) {
        let mut bytes = flight.sent.clone();
        for (at, byte) in &damage {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if let Some(hello) = ClientFlight::read(&bytes).hello {
            let _ = Offer::of(&hello);
            prop_assert_eq!(ClientFlight::read(&hello.to_record()).hello, Some(hello));
        }
        // Our own bytes are recognized as an echo, whatever the pieces.
        prop_assert_eq!(read(&bytes, &[usize::MAX], FlightLimits::HELLO), read(&bytes, &sizes, FlightLimits::HELLO));
    }
}
