//! The record reader: any split gives the same events, and nothing makes it hold more than its limits.
//! Input: one byte that chooses the split, then what a peer sends.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsready::wire::{Event, FlightLimits, RecordReader, Stop};

/// A record header and the longest record.
const LONGEST_RECORD: usize = 5 + (1 << 14) + 2048;

type Read = (Vec<Event>, Result<(), Stop>, Option<Stop>);

fn read(bytes: &[u8], chunk: usize, limits: FlightLimits) -> Read {
    let mut reader = RecordReader::new(limits);
    let mut events = Vec::new();
    let mut end = Ok(());
    for piece in bytes.chunks(chunk) {
        reader.push(piece);
        loop {
            match reader.next() {
                Ok(Some(event)) => {
                    if let Event::Message { body, .. } = &event {
                        assert!(body.len() <= limits.message, "a message above the limit");
                    }
                    events.push(event);
                }
                Ok(None) => break,
                Err(stop) => {
                    assert_eq!(reader.next(), Err(stop.clone()), "a stop is for good");
                    end = Err(stop);
                    break;
                }
            }
        }
        let most = chunk.min(limits.bytes) + 3 * LONGEST_RECORD + 4 + limits.message;
        assert!(reader.held() <= most, "{} bytes held", reader.held());
    }
    (events, end, reader.unfinished())
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let small = FlightLimits { bytes: 2048, records: 64, message: 512 };
    for limits in [FlightLimits::HELLO, small] {
        let whole = read(bytes, usize::MAX, limits);
        assert_eq!(whole, read(bytes, usize::from(*choice).max(1), limits));
        assert_eq!(whole, read(bytes, 1, limits));
    }
});
