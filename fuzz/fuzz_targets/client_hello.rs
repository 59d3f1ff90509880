//! The body of a `ClientHello`: what is read is written back byte for byte; tls-parser is a second opinion.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tls_parser::parse_tls_handshake_client_hello;
use tlsready::wire::{ClientFlight, ClientHello, Offer, Randomness, Template};

fuzz_target!(|data: &[u8]| {
    let Ok(ours) = ClientHello::parse(data) else { return };
    let message = ours.to_message();
    assert_eq!(&message[4..], data, "nothing is lost and nothing is added");
    let offer = Offer::of(&ours);
    assert_eq!(offer.length, message.len());
    assert!(offer.versions.is_sorted_by(|left, right| left > right));
    if data.len() < 1 << 14 {
        let randomness = Randomness { random: [7; 32], session_id: [8; 32], key_share: [9; 32] };
        for name in [None, Some("a.example")] {
            let (record, offer) = Template::new(ours.clone()).fill(name, &randomness);
            assert!(ClientFlight::read(&record).hello.is_some_and(|hello| Offer::of(&hello) == *offer));
        }
        assert!(ClientFlight::read(&ours.to_record()).hello.is_some_and(|hello| hello == ours));
    }
    let Ok(([], theirs)) = parse_tls_handshake_client_hello(data) else { return };
    assert_eq!(ours.version, theirs.version.0);
    assert_eq!(ours.random, theirs.random);
    assert!(ours.cipher_suites.iter().map(|suite| suite.0).eq(theirs.ciphers.iter().map(|suite| suite.0)));
});
