//! `tlsready explain`: findings and reasons in full. The texts stand in the rooms below, one entry a code; a code
//! without a text does not compile.

mod findings;
mod reasons;

use serde::Serialize;

use super::style::{Role, Style};
use super::text::{labelled, plain, width};

/// What there is to say of one code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Explanation {
    meaning: &'static str,
    causes: &'static [&'static str],
    steps: &'static [&'static str],
    sources: &'static [&'static str],
}

/// Makes `ALL` and `of` for an enum: every variant, and its text.
macro_rules! explain {
    ($type:ident: $($variant:ident => {
        $meaning:expr, [$($cause:expr),* $(,)?], [$($step:expr),* $(,)?], [$($source:expr),* $(,)?]
    })+) => {
        /// Every code that has a text, which is every code.
        pub(super) const ALL: &[$type] = &[$($type::$variant),+];

        /// The text of a code.
        pub(super) const fn of(code: $type) -> Explanation {
            match code {
                $($type::$variant => Explanation {
                    meaning: $meaning, causes: &[$($cause),*], steps: &[$($step),*], sources: &[$($source),*],
                },)+
            }
        }
    };
}
use explain;

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Finding,
    Reason,
}

impl Kind {
    const fn words(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Reason => "reason of a version",
        }
    }
}

struct Entry {
    code: String,
    kind: Kind,
    explanation: Explanation,
}

/// The code as it stands in reports.
fn code(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

fn entries() -> Vec<Entry> {
    let finding = |one: &_| Entry { code: code(one), kind: Kind::Finding, explanation: findings::of(*one) };
    let reason = |one: &_| Entry { code: code(one), kind: Kind::Reason, explanation: reasons::of(*one) };
    findings::ALL.iter().map(finding).chain(reasons::ALL.iter().map(reason)).collect()
}

/// One code in full, if it exists. A code may be a finding and a reason.
pub fn one(wanted: &str, style: Style) -> Option<String> {
    let wanted = wanted.trim().to_ascii_lowercase().replace('_', "-");
    let found: Vec<String> =
        entries().iter().filter(|entry| entry.code == wanted).map(|entry| in_full(entry, style)).collect();
    (!found.is_empty()).then(|| found.join("\n"))
}

/// Every code, once.
pub fn codes() -> Vec<String> {
    let mut codes: Vec<String> = entries().into_iter().map(|entry| entry.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn in_full(entry: &Entry, style: Style) -> String {
    let kind = entry.kind.words();
    let room = style.width.saturating_sub(width(&entry.code) + width(kind)).max(2);
    let mut lines = vec![format!(
        "{}{}{}",
        style.paint(Role::Heading, &entry.code),
        " ".repeat(room),
        style.paint(Role::Aside, kind)
    )];
    let Explanation { meaning, causes, steps, sources } = entry.explanation;
    lines.extend(labelled("  ", &plain(style, meaning), style.width));
    for (title, items) in [("Typical causes", causes), ("What to do", steps), ("Sources", sources)] {
        if items.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("  {}", style.paint(Role::Heading, title)));
        lines.extend(items.iter().flat_map(|item| labelled("  - ", &plain(style, item), style.width)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Every code with the first sentence of its text.
pub fn list(style: Style) -> String {
    let mut lines = Vec::new();
    for (kind, title) in [(Kind::Finding, "Findings"), (Kind::Reason, "Reasons of a version")] {
        lines.push(style.paint(Role::Heading, title));
        for entry in entries().iter().filter(|entry| entry.kind == kind) {
            lines.push(format!("  {}", entry.code));
            let meaning = entry.explanation.meaning;
            let first = meaning.split_once(". ").map_or(meaning.trim_end_matches('.'), |(first, _)| first);
            lines.extend(labelled("      ", &plain(style, first), style.width));
        }
        lines.push(String::new());
    }
    lines.push("One in full: tlsready explain CODE".to_owned());
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_80_columns() {
        for entry in entries() {
            let text = one(&entry.code, Style::PLAIN).expect("known");
            assert!(text.contains(&entry.code), "{text}");
            assert!(entry.explanation.meaning.ends_with('.'), "{}", entry.code);
            for line in text.lines().chain(list(Style::PLAIN).lines()) {
                assert!(width(line) <= 80, "{line}");
            }
            let items = entry.explanation.causes.iter().chain(entry.explanation.steps);
            assert!(items.clone().all(|item| !item.is_empty()) && !text.contains("  - \n"), "{text}");
            assert!(entry.kind == Kind::Reason || !entry.explanation.steps.is_empty(), "{}: nothing to do", entry.code);
        }
    }

    #[test]
    fn no_code_is_there_twice() {
        for kind in [Kind::Finding, Kind::Reason] {
            let mut codes: Vec<String> =
                entries().into_iter().filter(|entry| entry.kind == kind).map(|entry| entry.code).collect();
            let all = codes.len();
            codes.sort();
            codes.dedup();
            assert_eq!(codes.len(), all);
            assert!(codes.iter().all(|code| !code.is_empty()));
        }
    }

    #[test]
    fn a_code_may_be_written_as_people_write_it() {
        assert_eq!(one("Server_Hello", Style::PLAIN), one("server-hello", Style::PLAIN));
        assert_eq!(one("connection-refused", Style::PLAIN).unwrap().matches("Typical causes").count(), 2);
        assert_eq!(one("server-helo", Style::PLAIN), None);
    }
}
