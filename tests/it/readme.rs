//! The README and the pages in `docs/` match the program: help, flags, commands, exit codes, codes, JSON fields, links,
//! and the example report.
//!
//! `INSTA_UPDATE=always cargo test --test it readme` rewrites the help blocks and the example.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tlsready::exit::Exit;

use crate::support::run;

/// A Markdown file of the repository.
struct Page {
    /// The path relative to the repository, with `/`.
    name: String,
    text: String,
}

impl Page {
    fn path(&self) -> PathBuf {
        root().join(&self.name)
    }

    /// Returns the fenced blocks: the word after the fence, and the text.
    fn blocks(&self) -> Vec<(&str, &str)> {
        let mut blocks = Vec::new();
        let mut rest = self.text.as_str();
        while let Some((_, from)) = rest.split_once("\n```") {
            let (kind, from) = from.split_once('\n').expect("a line after a fence");
            let (block, after) = from.split_once("\n```").expect("a fence that ends");
            blocks.push((kind, block));
            rest = after;
        }
        blocks
    }

    /// Returns the text without fenced blocks.
    fn prose(&self) -> String {
        let mut inside = false;
        let lines = self.text.lines().filter(|line| {
            let fence = line.starts_with("```");
            inside ^= fence;
            !inside && !fence
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Returns the text between single backticks in the prose.
    fn code_spans(&self) -> Vec<String> {
        self.prose().split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// Compares a block with the expected text, or rewrites it if snapshots are being updated.
    fn expect(&self, block: &str, expected: &str) {
        if block == expected {
            return;
        }
        assert!(
            std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always"),
            "{}: run the tests with INSTA_UPDATE=always to rewrite this block\n{block}\n\nis now\n{expected}",
            self.name
        );
        let text = std::fs::read_to_string(self.path()).expect("readable");
        std::fs::write(self.path(), text.replacen(block, expected, 1)).expect("writable");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> Page {
    let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    Page { name: name.to_owned(), text: text.replace("\r\n", "\n") }
}

/// Returns every page, including all pages in `docs/`.
fn pages() -> Vec<Page> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("docs"))
        .expect("the folder")
        .map(|entry| format!("docs/{}", entry.expect("an entry").file_name().to_string_lossy()))
        .collect();
    names.sort();
    assert!(names.len() >= 7, "{names:?}");
    names.extend(
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "benches/README.md"].map(str::to_owned),
    );
    names.iter().map(|name| page(name)).collect()
}

fn output(arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let outcome = run(directory.path(), arguments);
    assert_eq!(outcome.code, 0, "{arguments:?}");
    outcome.stdout.replace("tlsready.exe", "tlsready")
}

#[test]
fn the_help_blocks_are_the_help() {
    let mut seen = Vec::new();
    for page in pages() {
        for (_, block) in page.blocks() {
            let Some(arguments) = block.lines().next().and_then(|line| line.strip_prefix("$ tlsready ")) else {
                continue;
            };
            let arguments: Vec<&str> = arguments.split(' ').collect();
            if !matches!(arguments.last(), Some(&("-h" | "--help"))) {
                continue;
            }
            let line = format!("$ tlsready {}", arguments.join(" "));
            page.expect(block, &format!("{line}\n{}", output(&arguments).trim_end()));
            seen.push(line);
        }
    }
    assert_eq!(seen, ["$ tlsready --help", "$ tlsready check -h", "$ tlsready host -h"]);
}

/// Every `--flag` exists, except those of cargo and of package managers.
#[test]
fn every_flag_exists() {
    let verbs = ["check", "host", "catalog", "lab", "explain", "schema", "completions", "man"];
    let mut known: String = verbs.iter().map(|verb| output(&[verb, "--help"])).collect();
    // A hidden flag: the old name of --probers.
    known += " --engines";
    let is_flag = |character: char| character.is_ascii_lowercase() || character == '-';
    let mut flags = BTreeMap::new();
    for page in pages() {
        for line in page.text.lines() {
            let line = match line.split_once("cargo ") {
                Some((before, after)) => format!("{before} {}", after.split_once(" -- ").map_or("", |(_, ours)| ours)),
                None => line.replace("xcode-select --install", ""),
            };
            for (start, _) in line.match_indices("--") {
                let flag: String = line[start..].chars().take_while(|character| is_flag(*character)).collect();
                if flag.len() > 2 && !flag.starts_with("---") {
                    flags.insert(flag, page.name.clone());
                }
            }
        }
    }
    assert!(flags.len() > 30, "{flags:?}");
    for (flag, page) in flags {
        let exists = known.split(|character| !is_flag(character)).any(|word| word == flag);
        assert!(exists, "{flag} is in {page} and not in the program");
    }
}

#[test]
fn the_table_of_exit_codes_is_the_program_s() {
    let readme = page("README.md");
    let section = readme.text.split_once("## Exit codes").expect("the section").1;
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
        (Exit::Unmet, "an expectation is not met"),
        (Exit::Usage, "usage or configuration error; nothing was probed"),
        (Exit::Inconclusive, "no expectation is unmet, but something is inconclusive"),
        (Exit::Failed, "tlsready itself failed"),
    ];
    assert_eq!(rows.len(), right.len(), "{rows:?}");
    for ((code, words), (exit, meaning)) in rows.into_iter().zip(right) {
        assert_eq!(code, exit.code());
        assert!(words.starts_with(meaning), "{code}: {words}");
    }
}

/// The command line parser accepts every `tlsready …` line of a console block.
#[test]
fn every_command_is_understood() {
    use clap::Parser;
    let mut seen = 0;
    for page in pages() {
        for (kind, block) in page.blocks() {
            if kind != "console" {
                continue;
            }
            for line in block.lines().filter(|line| line.starts_with("tlsready ") || line.contains(" -- check ")) {
                let line = line.split_once(" -- ").map_or(line.to_owned(), |(_, ours)| format!("tlsready {ours}"));
                let words = line.split_whitespace().take_while(|word| !matches!(*word, "#" | "<" | "|" | ">"));
                let parsed = tlsready::cli::Cli::try_parse_from(words);
                let problem = parsed.err().map(|error| error.to_string());
                assert_eq!(problem, None, "{}: {line}", page.name);
                seen += 1;
            }
        }
    }
    assert!(seen >= 35, "only {seen} commands");
}

/// The two commands that the README promises to new users, both of which `.ci/run` runs.
#[test]
fn the_two_commands_are_there() {
    let readme = page("README.md");
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect("readable");
    for (promised, run) in
        [("cargo test ", "cargo test --locked"), ("cargo run --release -- check --lab ", "check --lab")]
    {
        assert!(readme.text.lines().any(|line| line.starts_with(promised)), "{promised}");
        assert!(ci.contains(run), "{run}");
    }
}

/// Collects the property names and the enumeration values of a schema.
fn words_of_schema(value: &Value, names: &mut BTreeSet<String>, values: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => names.extend(properties.keys().cloned()),
                    ("enum", Value::Array(known)) => {
                        values.extend(known.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                words_of_schema(value, names, values);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| words_of_schema(item, names, values)),
        _ => {}
    }
}

fn schema_words() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut names, mut values) = (BTreeSet::new(), BTreeSet::new());
    for report in ["check", "jsonl", "host"] {
        let schema = serde_json::from_str(&output(&["schema", report])).expect("JSON");
        words_of_schema(&schema, &mut names, &mut values);
    }
    (names, values)
}

/// The page lists every field of the JSON reports, and no others.
#[test]
fn the_fields_are_those_of_the_schemas() {
    let page = page("docs/json.md");
    let words: BTreeSet<String> = page
        .blocks()
        .iter()
        .filter(|(kind, _)| *kind == "text")
        .flat_map(|(_, block)| block.split(|c: char| !c.is_ascii_lowercase() && !matches!(c, '_' | '0'..='9')))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let (names, _) = schema_words();
    let ours =
        ["a", "above", "and", "each", "for", "in", "key", "or", "requested", "see", "that", "below", "was", "with"];
    // Keys of maps.
    let maps = ["native", "rustls", "default"];
    let missing: Vec<_> = names.iter().filter(|name| !words.contains(*name)).collect();
    // Versions are also keys.
    let missing: Vec<_> = missing.into_iter().filter(|name| !name.starts_with("tls1.") && *name != "ssl3").collect();
    assert!(missing.is_empty(), "fields that docs/json.md does not list: {missing:?}");
    let invented: Vec<_> = words
        .iter()
        .filter(|word| !names.contains(*word) && !ours.contains(&word.as_str()) && !maps.contains(&word.as_str()))
        .collect();
    assert!(invented.is_empty(), "words of docs/json.md that are no fields: {invented:?}");
}

/// Every code between backticks, such as `at-risk`, is a code of the program.
#[test]
fn every_code_exists() {
    let (names, values) = schema_words();
    let explained = tlsready::report::screens::explain::codes();
    // A feature and a file of the crate, and names from protocols and other programs.
    let others = ["vendored-openssl", "tlsready", "reg"];
    let mut seen = 0;
    for page in pages() {
        if !["README.md", "docs/usage.md", "docs/json.md", "docs/rules.md", "docs/windows.md"]
            .contains(&page.name.as_str())
        {
            continue;
        }
        for code in page.code_spans() {
            let is_code = code.contains('-')
                && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !code.starts_with('-');
            if !is_code || others.contains(&code.as_str()) {
                continue;
            }
            seen += 1;
            let known = explained.iter().any(|known| code == *known) || names.contains(&code) || values.contains(&code);
            assert!(known, "{}: {code}", page.name);
        }
    }
    assert!(seen >= 3, "only {seen} codes");
}

/// Returns the anchor that GitHub generates for a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_link_leads_somewhere() {
    let mut seen = 0;
    for page in pages() {
        let prose = page.prose();
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            if link.starts_with("https://") {
                continue;
            }
            seen += 1;
            let (file, heading) = link.split_once('#').map_or((link, None), |(file, heading)| (file, Some(heading)));
            let path = match file {
                "" => page.path(),
                file => page.path().parent().expect("a folder").join(file),
            };
            assert!(path.exists(), "{}: {link}", page.name);
            if let Some(heading) = heading {
                let text = std::fs::read_to_string(&path).expect("readable");
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                let found = headings.any(|line| anchor(line.trim_start_matches('#')) == heading);
                assert!(found, "{}: {link}", page.name);
            }
        }
    }
    assert!(seen >= 15, "only {seen} links");
}

/// Paths between backticks exist, relative to the repository or to `src/`.
#[test]
fn every_path_of_the_architecture_exists() {
    let mut seen = 0;
    for page in [page("docs/architecture.md"), page("CONTRIBUTING.md")] {
        for span in page.code_spans() {
            let is_path = (span.contains('/') || Path::new(&span).extension() == Some("rs".as_ref()))
                && !span.contains([' ', '<', '…', '*', ':'])
                && span.chars().next().is_some_and(|c| c.is_ascii_lowercase() || c == '.');
            if !is_path {
                continue;
            }
            seen += 1;
            let exists = root().join(&span).exists() || root().join("src").join(&span).exists();
            assert!(exists, "{}: `{span}`", page.name);
        }
    }
    assert!(seen >= 20, "only {seen} paths");
}

/// The example in the README is a report of the program, except its first lines, which describe the machine.
#[test]
#[cfg(all(target_os = "linux", not(feature = "vendored-openssl")))]
fn the_example_is_what_the_program_prints() {
    use crate::support::{lab, outcome, program};

    const CONF: &str = "# Limited for the example.\nopenssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\n\
        system_default = commands\n[commands]\nMaxProtocol = TLSv1.1\n";

    let readme = page("README.md");
    let blocks = readme.blocks();
    let example = blocks.iter().find(|(_, block)| block.starts_with("this host  ")).expect("the example").1;
    let (about, example) = example.split_once("\n\n").expect("the lines about the host");

    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("own.cnf"), CONF).expect("writable");
    let mut command = program(directory.path());
    command.env("OPENSSL_CONF", "own.cnf").env("SSL_CERT_FILE", lab().authority()).env_remove("SSL_CERT_DIR");
    command.args(["check", "--connect", "127.0.0.1", &lab().named("tls13-only"), &lab().named("http")]);
    let report = outcome(command.output().expect("the program starts")).stdout;
    let (about_now, report) = report.trim_end().split_once("\n\n").expect("the lines about the host");

    let report = like(report, example);
    if report != example {
        let after_the_first =
            |lines: &str| lines.split_once('\n').map_or_else(String::new, |(_, rest)| rest.to_owned());
        readme.expect(&after_the_first(about), &after_the_first(about_now));
        readme.expect(example, &report);
    }
}

/// Returns a report with the ports, the OpenSSL version and the time of another run.
#[cfg(all(target_os = "linux", not(feature = "vendored-openssl")))]
fn like(report: &str, other: &str) -> String {
    let words = |text: &str| text.split_inclusive([' ', '\n']).map(str::to_owned).collect::<Vec<_>>();
    let shape = |word: &str| word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    let known = words(other);
    let report: String = words(report)
        .into_iter()
        .map(|word| {
            let varies = word.contains(".lab.test:") || word.starts_with("3.");
            known.iter().find(|other| varies && shape(other) == shape(&word)).cloned().unwrap_or(word)
        })
        .collect();
    // The line of the counts ends with the time.
    let counts = |line: &str| line.rsplit_once(" in ").map(|(counts, _)| counts.trim_end().to_owned());
    let same = |line: &str| {
        let wanted = counts(line).filter(|_| line.contains(" ready, "));
        other.lines().find(|known| wanted.is_some() && counts(known) == wanted).unwrap_or(line).to_owned()
    };
    report.lines().map(same).collect::<Vec<_>>().join("\n")
}
