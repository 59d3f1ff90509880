//! endpoints.toml: any text is read or rejected, each problem with its place; a catalog that was read can be selected
//! from.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use tlsready::catalog::{Catalog, Selection, Source};
use tlsready::config::{Cloud, parse};
use tlsready::error::CommandError;
use tlsready::fuzzing::is_harmless;
use tlsready::say::Words;

static WORDS: LazyLock<Arc<Words>> = LazyLock::new(Words::english);

fuzz_target!(|text: &str| {
    match parse("f", text) {
        Err(problems) => {
            assert!(!problems.list.is_empty());
            let lines = text.split('\n').count();
            for problem in &problems.list {
                assert!(!problem.hints.is_empty());
                assert!(problem.place.is_none_or(|(line, column)| (1..=lines).contains(&line) && column >= 1));
            }
            let shown = CommandError::from(problems).text(&WORDS);
            assert!(shown.chars().all(|character| character == '\n' || is_harmless(character)), "{shown:?}");
        }
        Ok(config) => {
            assert!(!config.services.is_empty());
            let catalog = Catalog { source: Source::BuiltIn, config };
            let selection = Selection { clouds: Cloud::ALL.to_vec(), ..Selection::default() };
            if let Ok(selected) = catalog.select(&selection) {
                for target in selected.into_targets() {
                    assert_ne!(target.port, 0);
                    assert!(target.expectation.refuse.iter().all(|version| *version < target.expectation.require));
                }
            }
        }
    }
});
