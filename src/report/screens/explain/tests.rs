use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::report::layout::{english, style::Style};
use crate::say::{Language, Words};

/// Returns the attributes of each message in a language that explains a code, without the messages that several share.
fn explained(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut id = String::new();
    for line in Language::files(language).iter().flat_map(|(_, text)| text.lines()) {
        let Some((name, _)) = line.split_once(" =") else { continue };
        if let Some(attribute) = name.strip_prefix("    .") {
            all.entry(id.clone()).or_default().insert(attribute.to_owned());
        } else if !name.starts_with([' ', '#']) {
            name.clone_into(&mut id);
            all.entry(id.clone()).or_default();
        }
    }
    all.retain(|id, _| id.starts_with("explain-") && !SHARED.iter().any(|shared| id.starts_with(shared)));
    all
}

const SHARED: [&str; 3] = ["explain-step-", "explain-determined-", "explain-source-"];

#[test]
fn every_code_has_its_texts_in_every_language_and_no_text_is_without_a_code() {
    let ids: BTreeSet<String> = Entry::all().map(Entry::id).collect();
    let english = explained("en");
    for language in Language::names() {
        let explained = explained(language);
        let there: BTreeSet<String> = explained.keys().cloned().collect();
        assert_eq!(there, ids, "{language}");
        for entry in Entry::all() {
            let attributes = &explained[&entry.id()];
            let required: &[&str] = match entry.kind {
                Kind::WindowsFinding | Kind::Rule => &["determined-1", "cause-1", "do-1", "source-1"],
                Kind::Finding => &["determined-1", "cause-1", "do-1"],
                Kind::Verdict
                | Kind::Support
                | Kind::HostState
                | Kind::Alert
                | Kind::Setting
                | Kind::Reason
                | Kind::Outcome
                | Kind::End
                | Kind::Problem => &[],
            };
            for attribute in required {
                assert!(attributes.contains(*attribute), "{language}: {} lacks .{attribute}", entry.id());
            }
        }
        assert_eq!(explained, english, "{language}");
    }
}

#[test]
fn lists_have_no_gaps_and_no_attribute_is_never_shown() {
    for (id, attributes) in explained("en") {
        let numbered = |list: &str| -> Vec<usize> {
            let number = |attribute: &String| attribute.strip_prefix(list)?.strip_prefix('-')?.parse().ok();
            let mut numbers: Vec<usize> = attributes.iter().filter_map(number).collect();
            numbers.sort_unstable();
            numbers
        };
        let mut shown = usize::from(attributes.contains("means"));
        for list in [DETERMINED, CAUSE, STEP, SOURCE] {
            let numbers = numbered(list);
            assert!(numbers.iter().copied().eq(1..=numbers.len()), "{id}: {list}: {numbers:?}");
            shown += numbers.len();
        }
        assert_eq!(shown, attributes.len(), "{id}: {attributes:?}");
    }
}

#[test]
fn each_shared_text_is_used() {
    for language in Language::names() {
        let text: String = Language::files(language).iter().map(|(_, text)| *text).collect();
        let ids = text.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
        for id in ids.filter(|id| SHARED.iter().any(|shared| id.starts_with(shared))) {
            assert!(text.contains(&format!("= {{ {id} }}")), "{language}: {id}");
        }
    }
}

#[test]
fn every_command_belongs_to_a_step_that_announces_it() {
    let words = Words::english();
    for (id, step, lines) in commands::COMMANDS {
        let text = words.look_up(id, Some(&format!("{STEP}-{step}"))).unwrap_or_else(|| panic!("{id} {step}"));
        let announces = text.ends_with(':');
        assert!(announces && !lines.is_empty(), "{id} {step}: {text}");
    }
    for entry in Entry::all() {
        for (number, step) in (1..).zip(items(entry, STEP, english(Style::PLAIN))) {
            let commands = commands::after(&entry.id(), number);
            assert!(!step.ends_with(':') || !commands.is_empty(), "{}: {step}", entry.id());
        }
    }
}

#[test]
fn every_code_in_full_and_the_list_fit_the_page_in_every_language() {
    // A command to paste is never broken.
    let commands: BTreeSet<&str> = commands::COMMANDS.iter().flat_map(|(.., lines)| *lines).copied().collect();
    let languages = Language::names().filter_map(Language::named).chain([Language::PSEUDO]);
    for language in languages {
        let words = Words::new(language);
        for width_of_page in [60, 80, 100] {
            let page = Page { style: Style { width: width_of_page, ..Style::PLAIN }, words: &words };
            let fits = |line: &str| width(line) <= width_of_page || commands.contains(line.trim());
            let too_long = |text: &str| text.lines().find(|line| !fits(line)).map(str::to_owned);
            assert_eq!(too_long(&list(page)), None, "{language:?}");
            for entry in Entry::all() {
                let text = one(entry.code, page).expect("known");
                assert_eq!(too_long(&text), None, "{language:?}: {}", entry.code);
                assert!(text.starts_with(entry.code), "{text}");
                // A reference to a missing message would be shown in braces.
                assert!(!text.contains('{') && !text.contains("  - \n"), "{language:?}: {text}");
            }
        }
    }
}

#[test]
fn everything_but_codes_and_commands_is_from_the_catalog() {
    let words = Words::new(Language::PSEUDO);
    let page = Page { style: Style::PLAIN, words: &words };
    let commands: BTreeSet<&str> = commands::COMMANDS.iter().flat_map(|(.., lines)| *lines).copied().collect();
    for entry in Entry::all() {
        // Each text in the pseudo-language is in brackets and may continue over several lines.
        let mut open = false;
        for line in in_full(entry, page).lines().skip(1).map(|line| line.trim().trim_start_matches("- ")) {
            if line.is_empty() || (!open && commands.contains(line)) {
                continue;
            }
            assert!(open || line.starts_with('['), "{}: {line}", entry.code);
            open = !line.ends_with(']');
        }
    }
}

#[test]
fn summaries_are_sentences() {
    let page = english(Style::PLAIN);
    for entry in Entry::all() {
        let summary = summary(entry, page);
        assert!(summary.ends_with('.'), "{}: {summary}", entry.code);
    }
}

#[test]
fn flags_and_updates_are_the_same_in_every_language() {
    let verbatim = |text: &str| -> BTreeSet<String> {
        let is_word = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        let words = text.split(|character: char| !is_word(character));
        words.filter(|word| word.starts_with("--") || word.starts_with("KB")).map(str::to_owned).collect()
    };
    for language in Language::names().filter_map(Language::named) {
        let words = Words::new(language);
        let page = Page { style: Style::PLAIN, words: &words };
        for entry in Entry::all() {
            let translated = verbatim(&in_full(entry, page));
            assert_eq!(translated, verbatim(&in_full(entry, english(Style::PLAIN))), "{language:?}: {}", entry.code);
        }
    }
}

#[test]
fn commands_can_be_pasted_as_they_are_shown() {
    let text = one("schannel-default-lacks-tls12", english(Style::PLAIN)).unwrap();
    for value in ["DisabledByDefault /t REG_DWORD /d 0 /f", "Enabled /t REG_DWORD /d 1 /f"] {
        let line = format!(
            r#"reg add "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" /v {value}"#
        );
        assert!(text.lines().any(|shown| shown.trim() == line), "{line}\n{text}");
    }
}

#[test]
fn no_code_is_there_twice() {
    for kind in Kind::ALL {
        let mut codes: Vec<&str> = Entry::of(kind).map(|entry| entry.code).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert!(all > 0 && codes.iter().all(|code| !code.is_empty()));
    }
}

#[test]
fn every_rule_of_the_old_checker_is_explained_by_its_id_and_by_its_message_ids() {
    use crate::diagnosis::host::windows::{Assessment, ClientKind, update_management};
    use crate::settings::registry::Snapshot;
    let snapshot = Snapshot::default();
    let rules = update_management(&snapshot, &Assessment::of(&snapshot, None, &ClientKind::AGENT, None));
    let ids: Vec<String> = rules.iter().map(|rule| <&str>::from(rule.id).to_owned()).collect();
    assert_eq!(ids, Entry::of(Kind::Rule).map(|entry| entry.code).collect::<Vec<_>>());
    for rule in rules {
        let id = rule.id.to_string();
        assert_eq!(id, <&str>::from(rule.id).to_owned());
        let text = one(&id, english(Style::PLAIN)).expect("known");
        assert!(text.starts_with(&id), "{text}");
        assert_eq!(one(&format!("{id}.Failed.NotExplicitlyEnabled"), english(Style::PLAIN)), Some(text));
    }
    assert_eq!(one("silent.Failed", english(Style::PLAIN)), None);
}

#[test]
fn a_code_may_be_written_as_people_write_it() {
    let one = |wanted: &str| one(wanted, english(Style::PLAIN));
    assert_eq!(one("Server_Hello"), one("server-hello"));
    assert_eq!(one("tlsversioncheck"), one("TlsVersionCheck"));
    // A finding, a reason, and an end.
    let kinds = Entry::all().filter(|entry| entry.code == "connection-refused").count();
    let titles = one("connection-refused").unwrap();
    assert_eq!((kinds, titles.lines().filter(|line| line.starts_with("connection-refused ")).count()), (3, 3));
    assert_eq!(one("server-helo"), None);
    // What the table prints.
    for (printed, code) in [
        ("NOT READY", "not-ready"),
        ("AT RISK", "at-risk"),
        ("READY (!)", "ready"),
        ("INCONCLUSIVE", "inconclusive"),
        ("unk", "unknown"),
        ("n/a", "not-tested"),
        ("yes, limited", "limited"),
        ("only on request", "only-on-request"),
        ("70", "protocol_version"),
        ("alert 70", "protocol_version"),
        ("protocol_version (70)", "protocol_version"),
        ("disabledbydefault", "DisabledByDefault"),
    ] {
        let text = one(printed).unwrap_or_else(|| panic!("{printed}"));
        assert!(text.starts_with(code), "{printed}: {text}");
    }
    assert_eq!((one("71 70"), one("3"), one("")), (None, None, None));
}
