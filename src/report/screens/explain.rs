//! `tlsready explain`: findings and reasons in full. The texts stand in the rooms below, one entry a code; a code
//! without a text does not compile.

mod findings;
mod outcomes;
mod reasons;
mod rules;
mod windows;

use serde::Serialize;

use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labelled, plain, plain_lines, width};

/// What there is to say of one code.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Explanation {
    meaning: &'static str,
    /// How it is known, and which part of it no source bears out.
    evidence: &'static [&'static str],
    causes: &'static [&'static str],
    /// Lines that begin with four spaces are commands to paste.
    steps: &'static [&'static str],
    sources: &'static [&'static str],
}

/// Makes `texts` for an enum: every variant, and its text.
macro_rules! explain {
    ($type:ident: $($variant:ident => {
        $meaning:expr, $(seen [$($evidence:expr),* $(,)?],)?
        [$($cause:expr),* $(,)?], [$($step:expr),* $(,)?], [$($source:expr),* $(,)?]
    })+) => {
        /// Every code with its text.
        pub(in crate::report::screens::explain) fn texts() -> Vec<(String, Explanation)> {
            [$($type::$variant),+].into_iter().map(|one| ($crate::report::screens::explain::code(one), of(one))).collect()
        }

        /// The text of a code.
        const fn of(code: $type) -> Explanation {
            match code {
                $($type::$variant => Explanation {
                    meaning: $meaning, evidence: &[$($($evidence),*)?], causes: &[$($cause),*], steps: &[$($step),*],
                    sources: &[$($source),*],
                },)+
            }
        }
    };
}
use explain;

/// What a code stands for, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Finding,
    Windows,
    Reason,
    Rule,
    Result,
    End,
    Trust,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Finding, Self::Windows, Self::Reason, Self::Rule, Self::Result, Self::End, Self::Trust];

    const fn words(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Windows => "finding on Windows",
            Self::Reason => "reason of a version",
            Self::Rule => "rule of Microsoft's checker",
            Self::Result => "result of an prober",
            Self::End => "end of an attempt",
            Self::Trust => "problem of a certificate",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Finding => "Findings",
            Self::Windows => "Findings on a Windows registry (tlsready host)",
            Self::Reason => "Reasons of a version",
            Self::Rule => "Rules of Microsoft's old checker (tlsready host --rules)",
            Self::Result => "Results of an prober (JSON)",
            Self::End => "Ends of an attempt (JSON)",
            Self::Trust => "Problems of a certificate (JSON)",
        }
    }
}

struct Entry {
    code: String,
    kind: Kind,
    explanation: Explanation,
}

/// The code as it stands in reports.
pub(in crate::report) fn code(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

fn entries() -> Vec<Entry> {
    let texts = |kind| match kind {
        Kind::Finding => findings::texts(),
        Kind::Windows => windows::texts(),
        Kind::Reason => reasons::texts(),
        Kind::Rule => rules::texts(),
        Kind::Result => outcomes::results::texts(),
        Kind::End => outcomes::ends::texts(),
        Kind::Trust => outcomes::trust::texts(),
    };
    let of = |kind| texts(kind).into_iter().map(move |(code, explanation)| Entry { code, kind, explanation });
    Kind::ALL.into_iter().flat_map(of).collect()
}

/// One code in full, if it exists. A code may be several things: a finding and a reason, for one. Of a message id of
/// Microsoft's checker (`TlsVersionCheck.Failed.NotExplicitlyEnabled`) the rule counts.
pub fn one(wanted: &str, page: Page<'_>) -> Option<String> {
    let (wanted, is_message_id) = match wanted.trim().split_once('.') {
        Some((rule, _)) => (rule, true),
        None => (wanted.trim(), false),
    };
    let wanted = wanted.replace('_', "-");
    let found: Vec<String> = entries()
        .iter()
        .filter(|entry| entry.code.eq_ignore_ascii_case(&wanted))
        .filter(|entry| entry.kind == Kind::Rule || !is_message_id)
        .map(|entry| in_full(entry, page))
        .collect();
    (!found.is_empty()).then(|| found.join("\n"))
}

/// Every code, once.
pub fn codes() -> Vec<String> {
    let mut codes: Vec<String> = entries().into_iter().map(|entry| entry.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn in_full(entry: &Entry, page: Page<'_>) -> String {
    let kind = entry.kind.words();
    let room = page.width.saturating_sub(width(&entry.code) + width(kind)).max(2);
    let mut lines = vec![format!(
        "{}{}{}",
        page.paint(Role::Heading, &entry.code),
        " ".repeat(room),
        page.paint(Role::Aside, kind)
    )];
    let Explanation { meaning, evidence, causes, steps, sources } = entry.explanation;
    lines.extend(labelled("  ", &plain(page, meaning), page.width));
    let parts =
        [("How it is known", evidence), ("Typical causes", causes), ("What to do", steps), ("Sources", sources)];
    for (title, items) in parts {
        if items.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("  {}", page.paint(Role::Heading, title)));
        lines.extend(items.iter().flat_map(|item| labelled("  - ", &plain_lines(page, item), page.width)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Every code with the first sentence of its text.
pub fn list(page: Page<'_>) -> String {
    let mut lines = Vec::new();
    for kind in Kind::ALL {
        lines.push(page.paint(Role::Heading, kind.title()));
        for entry in entries().iter().filter(|entry| entry.kind == kind) {
            lines.push(format!("  {}", entry.code));
            let meaning = entry.explanation.meaning;
            let first = meaning.split_once(". ").map_or(meaning.trim_end_matches('.'), |(first, _)| first);
            lines.extend(labelled("      ", &plain(page, first), page.width));
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
    use crate::report::layout::{english, style::Style};

    #[test]
    fn every_code_is_explained_in_80_columns() {
        // What is to be pasted is never broken.
        let commands: Vec<&str> = entries()
            .iter()
            .flat_map(|entry| entry.explanation.steps)
            .flat_map(|step| step.lines().filter_map(|line| line.strip_prefix("    ")))
            .collect();
        let list = list(english(Style::PLAIN));
        for entry in entries() {
            let text = one(&entry.code, english(Style::PLAIN)).expect("known");
            assert!(text.contains(&entry.code), "{text}");
            let Explanation { meaning, evidence, causes, steps, sources } = entry.explanation;
            assert!(meaning.ends_with('.'), "{}", entry.code);
            for line in text.lines().chain(list.lines()) {
                assert!(width(line) <= 80 || commands.contains(&line.trim()), "{line}");
            }
            let mut items = [evidence, causes, steps, sources].into_iter().flatten();
            assert!(items.all(|item| !item.is_empty()) && !text.contains("  - \n"), "{text}");
            let is_statement = matches!(entry.kind, Kind::Finding | Kind::Windows | Kind::Rule);
            assert!(!is_statement || !steps.is_empty(), "{}: nothing to do", entry.code);
            let is_judged = matches!(entry.kind, Kind::Windows | Kind::Rule);
            assert!(!is_judged || !(evidence.is_empty() || sources.is_empty()), "{}: says who?", entry.code);
        }
        assert!(commands.len() > 20, "{}", commands.len());
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
            let mut codes: Vec<String> =
                entries().into_iter().filter(|entry| entry.kind == kind).map(|entry| entry.code).collect();
            let all = codes.len();
            codes.sort();
            codes.dedup();
            assert_eq!(codes.len(), all);
            assert!(all > 0 && codes.iter().all(|code| !code.is_empty()));
        }
    }

    #[test]
    fn every_rule_of_the_old_checker_is_explained_by_its_id_and_by_its_message_ids() {
        use crate::diagnosis::host::windows::{WindowsFacts, update_management};
        use crate::settings::registry::Snapshot;
        let snapshot = Snapshot::default();
        let rules = update_management(&snapshot, &WindowsFacts::examine(&snapshot, None));
        let ids: Vec<String> = rules.iter().map(|rule| code(rule.id)).collect();
        assert_eq!(ids, super::rules::texts().into_iter().map(|(code, _)| code).collect::<Vec<_>>());
        for rule in rules {
            let id = rule.id.to_string();
            assert_eq!(id, code(rule.id));
            let text = one(&id, english(Style::PLAIN)).expect("known");
            assert!(text.starts_with(&id), "{text}");
            assert_eq!(one(&format!("{id}.Failed.NotExplicitlyEnabled"), english(Style::PLAIN)), Some(text));
        }
        assert_eq!(one("silent.Failed", english(Style::PLAIN)), None);
    }

    #[test]
    fn a_code_may_be_written_as_people_write_it() {
        assert_eq!(one("Server_Hello", english(Style::PLAIN)), one("server-hello", english(Style::PLAIN)));
        assert_eq!(one("tlsversioncheck", english(Style::PLAIN)), one("TlsVersionCheck", english(Style::PLAIN)));
        assert_eq!(one("connection-refused", english(Style::PLAIN)).unwrap().matches("Typical causes").count(), 2);
        assert_eq!(one("server-helo", english(Style::PLAIN)), None);
    }
}
