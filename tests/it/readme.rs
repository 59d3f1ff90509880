//! The README says what the program says: help, flags, exit codes, commands.

use std::collections::BTreeSet;

use tlsready::exit::Exit;

use crate::support::run;

const README: &str = include_str!("../../README.md");

fn help(arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let outcome = run(directory.path(), arguments);
    assert_eq!(outcome.code, 0, "{arguments:?}");
    outcome.stdout.replace("tlsready.exe", "tlsready")
}

/// The fenced blocks, with the word after the fence.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let mut blocks = Vec::new();
    let mut rest = README;
    while let Some((_, from)) = rest.split_once("\n```") {
        let (kind, from) = from.split_once('\n').expect("a line after a fence");
        let (block, after) = from.split_once("\n```").expect("a fence that ends");
        blocks.push((kind, block));
        rest = after;
    }
    blocks
}

#[test]
fn the_help_blocks_are_the_help() {
    for (command, arguments) in [("tlsready --help", &["--help"][..]), ("tlsready check -h", &["check", "-h"])] {
        let start = format!("$ {command}\n");
        let block = blocks().into_iter().find_map(|(_, block)| block.strip_prefix(start.as_str()));
        let block = block.unwrap_or_else(|| panic!("no block of {command}"));
        assert_eq!(block.trim_end(), help(arguments).trim_end(), "{command}");
    }
}

/// Every `--flag` of the README exists; those of cargo and of package managers are not ours.
#[test]
fn every_flag_exists() {
    let verbs = ["check", "host", "catalog", "lab", "explain", "schema", "completions", "man"];
    let known: String = verbs.iter().map(|verb| help(&[verb, "--help"])).collect();
    let is_flag = |character: char| character.is_ascii_lowercase() || character == '-';
    let mut flags = BTreeSet::new();
    for line in README.lines() {
        let line = match line.split_once("cargo ") {
            Some((before, after)) => format!("{before} {}", after.split_once(" -- ").map_or("", |(_, ours)| ours)),
            None => line.replace("xcode-select --install", ""),
        };
        for (start, _) in line.match_indices("--") {
            let flag: String = line[start..].chars().take_while(|character| is_flag(*character)).collect();
            if flag.len() > 2 && !flag.starts_with("---") {
                flags.insert(flag);
            }
        }
    }
    assert!(flags.len() > 20, "{flags:?}");
    for flag in flags {
        let there = known.split(|character| !is_flag(character)).any(|word| word == flag);
        assert!(there, "{flag} is in the README and not in the program");
    }
}

#[test]
fn the_table_of_exit_codes_is_the_program_s() {
    let section = README.split_once("## Exit codes").expect("the section").1;
    let rows: Vec<(u8, &str)> = section
        .split("\n## ")
        .next()
        .expect("text")
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            Some((cells.next()?.parse().ok()?, cells.next()?))
        })
        .collect();
    let right = [
        (Exit::AsExpected, "every endpoint is as expected"),
        (Exit::Unmet, "an expectation is unmet"),
        (Exit::Usage, "usage or configuration error; nothing was probed"),
        (Exit::Inconclusive, "nothing is unmet, but something stayed inconclusive"),
        (Exit::Failed, "tlsready itself failed"),
    ];
    assert_eq!(rows.len(), right.len(), "{rows:?}");
    for ((code, words), (exit, meaning)) in rows.into_iter().zip(right) {
        assert_eq!(code, exit.code());
        assert!(words.starts_with(meaning), "{code}: {words}");
    }
}

/// Every `tlsready …` line of a console block is understood by the command line.
#[test]
fn every_command_is_understood() {
    use clap::Parser;
    let mut seen = 0;
    for (kind, block) in blocks() {
        if kind != "console" {
            continue;
        }
        for line in block.lines().filter(|line| line.starts_with("tlsready ") || line.contains(" -- check ")) {
            let line = line.split_once(" -- ").map_or(line.to_owned(), |(_, ours)| format!("tlsready {ours}"));
            let words = line.split_whitespace().take_while(|word| !matches!(*word, "#" | "<" | "|" | ">"));
            let parsed = tlsready::cli::Cli::try_parse_from(words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.err().map(|error| error.to_string()).unwrap_or_default());
            seen += 1;
        }
    }
    assert!(seen >= 12, "only {seen} commands");
}

/// What the README promises of the JSON reports is in their schemas.
#[test]
fn every_field_is_in_the_schema() {
    let told = [
        "a", "key", "for", "each", "version", "asked", "where", "it", "is", "not", "known", "null", "native", "rustls",
        "default", "with", "and", "as", "above", "on", "indows", "also", "",
    ];
    for (report, start, least) in [("check", "schema_version, ", 50), ("host", "host        readiness", 30)] {
        let directory = tempfile::tempdir().expect("a directory");
        let schema = run(directory.path(), &["schema", report]).stdout;
        let block = blocks().into_iter().map(|(_, block)| block).find(|block| block.starts_with(start));
        let block = block.expect("the block of fields").replace("--rules", "");
        let mut seen = 0;
        for word in
            block.split(|character: char| !character.is_ascii_lowercase() && !matches!(character, '_' | '0'..='9'))
        {
            if !told.contains(&word) {
                seen += 1;
                assert!(schema.contains(&format!("\"{word}\": ")), "{report}: {word}");
            }
        }
        assert!(seen > least, "{report}: {seen}");
    }
}
