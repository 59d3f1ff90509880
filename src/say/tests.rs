use std::collections::BTreeSet;

use super::*;
use crate::tls::Version;

#[test]
fn lists_are_written_as_people_do() {
    let words = Words::english();
    let versions = |versions: &[Version]| lists::items(&words, versions.iter().map(|version| version.name()));
    assert_eq!(versions(&[]), "none");
    assert_eq!(versions(&[Version::Tls12]), "TLS 1.2");
    assert_eq!(versions(&[Version::Tls12, Version::Tls13]), "TLS 1.2 and TLS 1.3");
    assert_eq!(versions(&[Version::Tls11, Version::Tls12, Version::Tls13]), "TLS 1.1, TLS 1.2, and TLS 1.3");
}

#[test]
fn every_language_has_every_message_and_no_other() {
    let ids = |name: &str| -> BTreeSet<String> {
        Language::files(name)
            .iter()
            .flat_map(|(_, text)| text.lines())
            .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
            .filter(|id| id.chars().next().is_some_and(char::is_alphabetic) && !id.contains(' '))
            .map(str::to_owned)
            .collect()
    };
    for language in Language::names() {
        assert_eq!(ids(language), ids("en"), "{language}");
    }
}

#[test]
fn the_language_is_what_was_asked_for_or_english() {
    let choose = |wishes: &[&'static str]| {
        Language::choose(&Wishes { languages: wishes.iter().map(|wish| Cow::Borrowed(*wish)).collect() })
    };
    assert_eq!(choose(&[]), Language::ENGLISH);
    assert_eq!(choose(&["", "en-XA"]), Language::PSEUDO);
    for english in ["C", "C.UTF-8", "POSIX", "en_US.UTF-8", "en", "tlh", "no such language"] {
        assert_eq!(choose(&[english]), Language::ENGLISH, "{english}");
    }
}

#[test]
fn what_comes_from_a_peer_cannot_act_on_a_terminal() {
    let text = Words::english().say(&Message::ListPair { first: "a\u{1b}[2J\nb".to_owned(), last: "c".to_owned() });
    assert_eq!(&*text, "a\\u{1b}[2J\\u{a}b and c");
}

/// `docs/writing.md`, "Words to avoid".
const AVOIDED: &[&str] = &[
    "tell",
    "tells",
    "told",
    "telling",
    "mend",
    "mends",
    "mended",
    "heed",
    "heeds",
    "heeded",
    "bear",
    "bears",
    "borne",
    "whoever",
    "names no",
    "name no",
    "named no",
    "is no",
    "are no",
    "was no",
    "switch on",
    "switched on",
    "switches on",
    "switch off",
    "switched off",
    "switches off",
    "way back",
    "no word",
    "word about",
    "stands there",
    "stands in",
    "in vain",
    "anew",
    "beside that",
    "put right",
    "puts right",
    "found out",
    "find out",
    "asked for by name",
    "when asked",
    "has gone",
    "ran out of something",
    "something of yours",
    "colour",
    "behaviour",
    "licence",
    "neighbour",
    "favour",
    "cancelled",
    "catalogue",
    "recognise",
    "organisation",
    "shall",
];

#[test]
fn the_catalog_keeps_the_rules_of_writing() {
    let mut wrong = Vec::new();
    for (file, text) in Language::files("en") {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            // The key of a variant is a code, not prose.
            let text = line
                .trim_start()
                .strip_prefix('[')
                .and_then(|rest| rest.split_once(']'))
                .map_or(line, |(_, text)| text);
            let words: Vec<String> = text
                .split(|character: char| !character.is_alphanumeric() && character != '-' && character != '\'')
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            let line = format!(" {} ", words.join(" ")).replace("there is no", "").replace("there are no", "");
            for avoided in AVOIDED.iter().filter(|avoided| line.contains(&format!(" {avoided} "))) {
                wrong.push(format!("{file}:{}: \"{avoided}\":{line}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The pseudo-locale is a third longer, so that a layout that has room for it has room for other languages.
#[test]
fn the_pseudo_language_is_longer_and_in_brackets() {
    let plain = Words::english().say(&Message::ListEmpty);
    let pseudo = Words::new(Language::PSEUDO).say(&Message::ListEmpty);
    assert!(pseudo.starts_with('[') && pseudo.ends_with(']'), "{pseudo}");
    assert!(pseudo.chars().count() >= plain.chars().count() + 3, "{pseudo}");
}
