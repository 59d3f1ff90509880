//! Targets as people type them, one at a time and as lines of a stream.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use tlsready::catalog::{TargetLines, parse_target};
use tlsready::fuzzing::is_harmless;
use tlsready::say::Words;
use tlsready::target::{Expectation, Host};

static WORDS: LazyLock<Arc<Words>> = LazyLock::new(Words::english);

fuzz_target!(|data: &[u8]| {
    let mut lines = 0;
    for target in TargetLines::new(data, "stdin", Expectation::default()) {
        lines += 1;
        match target {
            Ok(target) => {
                assert_ne!(target.port, 0);
                assert!(target.sni.is_none() || matches!(target.host, Host::Name(_)));
            }
            Err(problem) => {
                let shown = format!("{} {}", WORDS.say(&problem.message()), WORDS.say(&problem.hint()));
                assert!(shown.chars().all(is_harmless), "{shown:?}");
            }
        }
    }
    assert!(lines <= data.iter().filter(|byte| **byte == b'\n').count() + 1);
    let Ok(text) = std::str::from_utf8(data) else { return };
    match parse_target(text) {
        Ok((host, port)) => {
            assert_ne!(port, 0);
            let written = format!("{host}:{port}");
            assert_eq!(parse_target(&written).as_ref(), Ok(&(host, port)), "{written}");
        }
        Err(problem) => {
            let shown = format!("{} {}", WORDS.say(&problem.message()), WORDS.say(&problem.hint()));
            assert!(shown.chars().all(is_harmless), "{shown:?}");
        }
    }
});
