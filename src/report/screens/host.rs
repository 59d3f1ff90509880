//! `tlsready host`: this host alone, on one screen. The cause first, then the facts, then the settings behind them.

use std::fmt::Write;

use crate::diagnosis::host::{HostAssessment, Known, StackAssessment, WhenAsked};
use crate::diagnosis::{Finding, Readiness};
use crate::error::CommandError;
use crate::message::Message;
use crate::report::contract::host::HostObject;
use crate::report::contract::text;
use crate::report::contract::windows::HostReportObject;
use crate::report::formats::table::head;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labelled, plain, plain_lines, plain_name, width};
use crate::report::words;

/// What is said of this host.
#[derive(Clone, Copy, Debug)]
pub struct HostReport<'a> {
    /// What is concluded about it.
    pub host: &'a HostAssessment,
}

const SEEN: &str = "  Seen: ";
const DO: &str = "  Do:   ";

impl HostReport<'_> {
    /// As one JSON object, with a line end: the `host` object is the one of `tlsready check`.
    ///
    /// # Errors
    /// A report that cannot be written as JSON: a defect of this program, exit 4.
    pub fn json(&self) -> Result<String, CommandError> {
        text::pretty(&HostReportObject::new(HostObject::new(self.host), None))
    }

    /// For people, with a line end. No line is wider than the page says, apart from lines to paste.
    pub fn table(&self, page: Page<'_>) -> String {
        let mut sections = vec![head::who(self.host, page), self.verdict_lines(page)];
        sections.extend(self.notes(page));
        for stack in &self.host.stacks {
            sections.push(version_table(stack, self.host.stacks.len() > 1, page));
            sections.push(reasons(stack, page));
            sections.push(self.settings(stack, page));
        }
        let sections: Vec<String> =
            sections.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
        let mut text = sections.join("\n\n");
        text.push('\n');
        text
    }

    /// The verdict, and the finding that decides it.
    fn verdict_lines(&self, page: Page<'_>) -> Vec<String> {
        let (word, role) = match self.host.readiness {
            Readiness::Ready => ("OK", Role::Good),
            Readiness::Partly | Readiness::NotReady => ("NOT OK", Role::Bad),
            Readiness::Inconclusive => ("INCONCLUSIVE", Role::Open),
        };
        match (self.host.readiness, self.host.findings.first()) {
            (Readiness::Ready, _) | (_, None) => statement(word, role, self.host.sentence.raw(), page),
            (_, Some(first)) => {
                let mut lines = statement(word, role, first.summary.raw(), page);
                lines.extend(evidence_and_remedy(first, page));
                lines
            }
        }
    }

    /// The findings that do not decide the verdict.
    fn notes(&self, page: Page<'_>) -> Vec<Vec<String>> {
        let decided = usize::from(self.host.readiness != Readiness::Ready);
        let note = |finding: &Finding| {
            let mut lines = statement("NOTE", Role::Warning, finding.summary.raw(), page);
            lines.extend(evidence_and_remedy(finding, page));
            lines
        };
        self.host.findings.iter().skip(decided).map(note).collect()
    }

    fn settings(&self, stack: &StackAssessment, page: Page<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        let mut add = |name: &str, text: &str| lines.extend(labelled(&format!("{name:20} "), text, page.width));
        for setting in &stack.settings {
            let (value, source) = (plain_name(page, setting.value.raw()), plain_name(page, setting.source.raw()));
            add(&plain_name(page, setting.name.raw()), &format!("{value}  ({source})"));
        }
        let store = &self.host.trust_store;
        add(
            "trust store",
            &format!("{} from {}", words::count(store.roots, "root", "roots"), plain_name(page, &store.source)),
        );
        for problem in &store.problems {
            add("", &plain(page, problem));
        }
        for gap in &stack.gaps {
            add("not found out", &plain(page, gap.raw()));
        }
        lines
    }
}

fn statement(word: &str, role: Role, text: &str, page: Page<'_>) -> Vec<String> {
    let label = format!("{word:12}  ");
    let mut lines = labelled(&label, &plain(page, text), page.width);
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(word, &page.paint(role, word), 1);
    }
    lines
}

fn evidence_and_remedy(finding: &Finding, page: Page<'_>) -> Vec<String> {
    let mut lines = labelled(SEEN, &plain(page, &finding.raw_evidence()), page.width);
    lines.extend(labelled(DO, &plain_lines(page, &finding.raw_remedy()), page.width));
    lines
}

/// One row a version: the three facts, in words.
fn version_table(stack: &StackAssessment, name_it: bool, page: Page<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if name_it {
        lines.push(page.paint(Role::Heading, &plain_name(page, &stack.name)));
    }
    let columns = ["version", "in the default offer", "when asked for by name", "known to the library"];
    lines.push(page.paint(Role::Heading, &row(columns)));
    for (version, facts) in &stack.versions {
        let asked = match facts.when_asked {
            WhenAsked::Yes => "yes",
            WhenAsked::Limited => "limited",
            WhenAsked::No => "no",
            WhenAsked::Unknown => "unknown",
        };
        let default = match (facts.default, facts.when_asked) {
            (Known::Yes, WhenAsked::Limited) => "yes, limited",
            (default, _) => known(default),
        };
        lines.push(row([version.name(), default, asked, known(facts.supported)]));
    }
    lines
}

fn row(cells: [&str; 4]) -> String {
    let [version, default, asked, supported] = cells;
    format!("{version:9}  {default:20}  {asked:22}  {supported}")
}

const fn known(known: Known) -> &'static str {
    match known {
        Known::Yes => "yes",
        Known::No => "no",
        Known::Unknown => "unknown",
    }
}

/// Why, once for all versions that have the same reason.
fn reasons(stack: &StackAssessment, page: Page<'_>) -> Vec<String> {
    let mut grouped: Vec<(&Message, String)> = Vec::new();
    for (version, facts) in &stack.versions {
        let Some(reason) = facts.reason.as_ref() else { continue };
        match grouped.iter_mut().find(|(other, _)| *other == reason) {
            // Writing to a String cannot fail.
            Some((_, versions)) => drop(write!(versions, ", {version}")),
            None => grouped.push((reason, version.name().to_owned())),
        }
    }
    let label = grouped.iter().map(|(_, versions)| width(versions)).max().unwrap_or_default();
    grouped
        .iter()
        .flat_map(|(reason, versions)| {
            let padding = " ".repeat(label - width(versions));
            labelled(&format!("{versions}{padding}  "), &plain(page, reason.raw()), page.width)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Confidence, FindingCode, Side, Step, Weight};
    use crate::report::layout::{english, style::Style};
    use crate::report::sample;

    const ASCII: Style = Style { unicode: false, ..Style::PLAIN };

    #[test]
    fn the_screen() {
        let report = sample::every_outcome();
        let finding = Finding {
            code: FindingCode::HostDefaultBelowTls12,
            side: Side::Host,
            weight: Weight::Cause,
            confidence: Confidence::Observed,
            summary: "A program that names no TLS version can use neither TLS 1.2 nor TLS 1.3 on this host.".into(),
            evidence: vec!["TLS 1.2: MaxProtocol = TLSv1.1 (/etc/ssl/openssl.cnf:12) keeps it out.".into()],
            remedy: vec![Step::Do(
                "In section [system_default_sect] write:\n    MaxProtocol = TLSv1.3\nThen restart.".into(),
            )],
        };
        let note = Finding {
            code: FindingCode::HostSettingIgnored,
            summary: "One setting has no effect.".into(),
            ..finding.clone()
        };
        let screen = |readiness, findings: &[Finding], page| {
            let host = HostAssessment { readiness, findings: findings.to_vec(), ..report.host.clone() };
            HostReport { host: &host }.table(page)
        };
        insta::assert_snapshot!(screen(Readiness::NotReady, &[finding, note.clone()], english(Style::PLAIN)));
        let fine = screen(Readiness::Ready, &[note], english(ASCII));
        assert!(fine.is_ascii());
        assert!(
            fine.contains("OK            A program that names no TLS version offers TLS 1.2 on this host."),
            "{fine}"
        );
        assert!(fine.contains("NOTE          One setting has no effect."), "{fine}");
        assert!(screen(Readiness::Inconclusive, &[], english(ASCII)).contains("INCONCLUSIVE  "));
    }

    #[test]
    fn the_object_holds_the_host_as_check_shows_it() {
        let report = sample::every_outcome();
        let own = HostReport { host: &report.host };
        let own: serde_json::Value = serde_json::from_str(&own.json().unwrap()).unwrap();
        let check: serde_json::Value =
            serde_json::to_value(crate::report::contract::report::ReportObject::new(&report)).unwrap();
        assert_eq!(own["host"], check["host"]);
        assert_eq!(own["schema_version"], check["schema_version"]);
        assert_eq!(own["tool"], check["tool"]);
    }
}
