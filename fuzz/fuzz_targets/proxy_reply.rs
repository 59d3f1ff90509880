//! A proxy's reply to CONNECT, as it arrives: once a prefix decides the result, the rest does not change it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsready::fuzzing::{is_harmless, judge_reply};
use tlsready::observation::{Evidence, ProxyRefusal};

fn check(refusal: &ProxyRefusal) {
    let text = match refusal {
        ProxyRefusal::Status { reason, .. } => reason,
        ProxyRefusal::Broken { evidence: Evidence::ClosedAfter(text) | Evidence::NotHttp(_, text) } => text,
        _ => return,
    };
    assert!(text.chars().all(is_harmless), "{text:?}");
}

fuzz_target!(|data: &[u8]| {
    let whole = judge_reply(data);
    if let Err(refusal) = &whole {
        check(refusal);
    }
    for end in 0..data.len().min(512) {
        match judge_reply(&data[..end]) {
            Ok(None) => {}
            Ok(Some(length)) => {
                assert!(length <= end);
                assert_eq!(whole, Ok(Some(length)));
            }
            Err(refusal) => {
                check(&refusal);
                assert!(whole.is_err(), "refused after {end} bytes, not refused after all");
            }
        }
    }
});
