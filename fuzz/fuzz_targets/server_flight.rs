//! A server's first flight, and the same bytes as a client's flight: any split gives the same result.
//! Input: one byte that chooses the split, then what a peer sends.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsready::tls::Version;
use tlsready::wire::{ClientFlight, FlightLimits, HelloVariant, Offer, Randomness, ServerFlight, hello};

fn read(bytes: &[u8], chunk: usize) -> ServerFlight {
    let mut flight = ServerFlight::new(FlightLimits::HELLO);
    for piece in bytes.chunks(chunk) {
        flight.push(piece);
    }
    flight
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let whole = read(bytes, usize::MAX);
    for chunk in [usize::from(*choice).max(1), 1] {
        let cut = read(bytes, chunk);
        assert_eq!(whole.hello, cut.hello);
        assert_eq!(whole.alert, cut.alert);
        assert_eq!(whole.stop, cut.stop);
        assert_eq!(whole.certificates, cut.certificates);
        assert_eq!(whole.certificate_requested, cut.certificate_requested);
        if !whole.is_settled() {
            assert_eq!(whole.unfinished(), cut.unfinished());
        }
    }
    assert!(whole.certificates.len() <= 32);
    if let Some(answer) = &whole.hello {
        let randomness = Randomness { random: [7; 32], session_id: [8; 32], key_share: [9; 32] };
        for version in Version::ALL {
            let Some(hello) = hello(version, HelloVariant::Standard, None, &randomness) else { continue };
            if answer.check(&Offer::of(&hello)).is_ok() {
                assert!(answer.selected().is_ok_and(|selected| selected <= version));
            }
        }
    }
    let _ = ClientFlight::read(bytes).hello.map(|hello| Offer::of(&hello));
});
