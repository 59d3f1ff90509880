//! `tlsready host`: this host on one screen. First the cause, then the facts, then the settings that decide them.

use crate::diagnosis::host::{
    HostAssessment, Known, StackAssessment, VersionFacts, WhenAsked, trust_problems, trust_source,
};
use crate::diagnosis::{Finding, Readiness, Step};
use crate::error::CommandError;
use crate::message::Message;
use crate::report::contract::host::HostObject;
use crate::report::contract::text;
use crate::report::contract::windows::HostReportObject;
use crate::report::formats::table::head;
use crate::report::layout::Page;
use crate::report::layout::steps::labeled_steps;
use crate::report::layout::style::Role;
use crate::report::layout::text::{cut_middle, labeled, plain_name, width, wrap};
use crate::tls::Version;

/// The report on this host.
#[derive(Clone, Copy, Debug)]
pub struct HostReport<'a> {
    /// The conclusions about it.
    pub host: &'a HostAssessment,
}

/// Columns that the widest name of a version, or its heading, may take before the other columns have to wrap.
const LONGEST_VERSION: usize = 12;
/// Columns between two columns of text.
const GAP: usize = 2;

impl HostReport<'_> {
    /// Returns one JSON object with a line end. Its `host` object is the same as in `tlsready check`.
    ///
    /// # Errors
    /// A report that cannot be written as JSON: a defect of this program, exit 4.
    pub fn json(&self) -> Result<String, CommandError> {
        text::pretty(&HostReportObject::new(HostObject::new(self.host), None))
    }

    /// Returns text for people with a line end. Only lines to paste may be wider than the page.
    pub fn table(&self, page: Page<'_>) -> String {
        let mut sections = vec![head::who(self.host, page)];
        sections.extend(self.statements(page));
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

    /// Returns the verdict with the finding that decides it, then the other findings.
    fn statements(self, page: Page<'_>) -> Vec<Vec<String>> {
        let host = self.host;
        let (word, role) = match host.readiness {
            Readiness::Ready => (Message::ScreenHostReady, Role::Good),
            Readiness::Partly | Readiness::NotReady => (Message::ScreenHostNotReady, Role::Bad),
            Readiness::Inconclusive => (Message::ScreenHostInconclusive, Role::Open),
        };
        let decisive = host.findings.first().filter(|_| host.readiness != Readiness::Ready);
        let notes = &host.findings[usize::from(decisive.is_some())..];
        let mut words = vec![page.say(&word)];
        words.extend(notes.first().map(|_| page.say(&Message::ScreenHostNote)));
        let column = widest(words.iter());
        let verdict = decisive.map_or(&host.sentence, |finding| &finding.summary);
        let mut lines = statement(&words[0], role, column, verdict, page);
        lines.extend(decisive.into_iter().flat_map(|finding| evidence_and_remedy(finding, page)));
        let note = |finding: &Finding| {
            let mut lines = statement(&words[1], Role::Warning, column, &finding.summary, page);
            lines.extend(evidence_and_remedy(finding, page));
            lines
        };
        std::iter::once(lines).chain(notes.iter().map(note)).collect()
    }

    fn settings(self, stack: &StackAssessment, page: Page<'_>) -> Vec<String> {
        let mut rows: Vec<(String, String)> = Vec::new();
        for setting in &stack.settings {
            let shown = Message::ScreenHostSetting {
                value: Box::new(setting.value.clone()),
                source: Box::new(setting.source.clone()),
            };
            rows.push((page.say(&setting.name), page.say(&shown)));
        }
        let store = &self.host.trust_store;
        let source = Box::new(trust_source(&store.source));
        let roots = match store.late {
            Some(_) => Message::ScreenHostRootsUnknown { source },
            None => Message::ScreenHostRootsValue { count: store.roots as u64, source },
        };
        rows.push((page.say(&Message::ScreenHostRoots), page.say(&roots)));
        rows.extend(trust_problems(store).iter().map(|problem| (String::new(), page.say(problem))));
        for gap in stack.gaps.iter().chain(&self.host.gaps) {
            rows.push((page.say(&Message::ScreenHostGap), page.say(gap)));
        }
        // A long label makes the text next to it narrow, but not narrower than half of the page.
        let column = widest(rows.iter().map(|(label, _)| label)).min(page.width / 2);
        rows.iter()
            .flat_map(|(label, text)| {
                labeled(&padded(&cut_middle(page, label, column), column + GAP), text, page.width)
            })
            .collect()
    }
}

fn statement(word: &str, role: Role, column: usize, text: &Message, page: Page<'_>) -> Vec<String> {
    let mut lines = labeled(&padded(word, column + GAP), &page.say(text), page.width);
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(word, &page.paint(role, word), 1);
    }
    lines
}

fn evidence_and_remedy(finding: &Finding, page: Page<'_>) -> Vec<String> {
    let labels = [Message::ScreenHostEvidence, Message::ScreenHostRemedy, Message::TableLabelMore];
    let labels = labels.map(|label| page.say(&label));
    let column = widest(labels.iter()) + 1;
    let label = |label: &str| format!("{}{}", " ".repeat(GAP), padded(label, column));
    let mut lines = labeled(&label(&labels[0]), &page.clauses(&finding.evidence), page.width);
    lines.extend(labeled_steps(&label(&labels[1]), &finding.remedy, page));
    let code: &str = finding.code.into();
    let explain = Step::Paste(vec![format!("tlsready explain {code}")]);
    lines.extend(labeled_steps(&label(&labels[2]), &[explain], page));
    lines
}

/// Returns one row per version: the three facts, in words.
fn version_table(stack: &StackAssessment, name_it: bool, page: Page<'_>) -> Vec<String> {
    let heading = [
        Message::ScreenHostVersion,
        Message::ScreenHostDefault,
        Message::ScreenHostRequest,
        Message::ScreenHostSupported,
    ];
    let mut rows = vec![heading.map(|label| page.say(&label))];
    rows.extend(stack.versions.iter().map(|(version, facts)| cells(*version, facts, page)));
    // The version is never wrapped; the other columns share the remaining width.
    let most = |column| if column == 0 { page.width } else { (page.width - LONGEST_VERSION) / 3 - GAP };
    let columns: Vec<usize> =
        (0..rows[0].len()).map(|column| widest(rows.iter().map(|row| &row[column])).min(most(column))).collect();
    let mut lines = Vec::new();
    if name_it {
        lines.push(page.paint(Role::Heading, &plain_name(page, &stack.name)));
    }
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<Vec<String>> = row.iter().zip(&columns).map(|(cell, column)| wrap(cell, *column)).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
            let parts = cells
                .iter()
                .zip(&columns)
                .map(|(lines, column)| padded(lines.get(line).map_or("", String::as_str), *column));
            let text = parts.collect::<Vec<_>>().join(&" ".repeat(GAP));
            let text = text.trim_end();
            lines.push(if index == 0 { page.paint(Role::Heading, text) } else { text.to_owned() });
        }
    }
    lines
}

fn cells(version: Version, facts: &VersionFacts, page: Page<'_>) -> [String; 4] {
    let default = match (facts.default, facts.when_asked) {
        (Known::Yes, WhenAsked::Limited) => Message::ScreenHostYesLimited,
        (default, _) => known(default),
    };
    let request = match facts.when_asked {
        WhenAsked::Yes => Message::ScreenHostYes,
        WhenAsked::Limited => Message::ScreenHostLimited,
        WhenAsked::No => Message::ScreenHostNo,
        WhenAsked::Unknown => Message::ScreenHostUnknown,
    };
    [version.name().to_owned(), page.say(&default), page.say(&request), page.say(&known(facts.supported))]
}

const fn known(known: Known) -> Message {
    match known {
        Known::Yes => Message::ScreenHostYes,
        Known::No => Message::ScreenHostNo,
        Known::Unknown => Message::ScreenHostUnknown,
    }
}

/// Returns the reasons, each once for all versions that have it.
fn reasons(stack: &StackAssessment, page: Page<'_>) -> Vec<String> {
    let mut grouped: Vec<(&Message, Vec<&str>)> = Vec::new();
    for (version, facts) in &stack.versions {
        let Some(reason) = &facts.reason else { continue };
        match grouped.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, versions)) => versions.push(version.name()),
            None => grouped.push((reason, vec![version.name()])),
        }
    }
    let rows: Vec<(String, &Message)> =
        grouped.into_iter().map(|(reason, versions)| (versions.join(", "), reason)).collect();
    let column = widest(rows.iter().map(|(versions, _)| versions));
    rows.iter()
        .flat_map(|(versions, reason)| labeled(&padded(versions, column + GAP), &page.say(reason), page.width))
        .collect()
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>) -> usize {
    texts.map(|text| width(text)).max().unwrap_or_default()
}

/// Returns the text padded with spaces to `columns` on a terminal.
fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::{Confidence, FindingCode, Side, Step, Weight};
    use crate::report::layout::{english, pseudo, style::Style};
    use crate::report::sample;

    const ASCII: Style = Style { unicode: false, ..Style::PLAIN };

    fn below_tls12() -> Finding {
        let cause = Message::OpensslCauseCommand {
            name: "MaxProtocol".to_owned(),
            value: "TLSv1.1".to_owned(),
            place: "/etc/ssl/openssl.cnf:12".to_owned(),
        };
        Finding {
            code: FindingCode::HostDefaultBelowTls12,
            side: Side::Host,
            weight: Weight::Cause,
            confidence: Confidence::Observed,
            summary: Message::HostDefaultBelowTls12 { library: "OpenSSL 3.0.17".to_owned() },
            evidence: vec![Message::HostVersionReason {
                versions: vec![Version::Tls12, Version::Tls13],
                reason: Box::new(Message::OpensslDefaultWithout { cause: Box::new(cause) }),
            }],
            remedy: vec![
                Step::Do(Message::OpensslSetInSection {
                    section: "system_default_sect".to_owned(),
                    place: "/etc/ssl/openssl.cnf:10".to_owned(),
                }),
                Step::Paste(vec!["MaxProtocol = TLSv1.3".to_owned()]),
                Step::Do(Message::OpensslRestart),
            ],
        }
    }

    fn no_effect() -> Finding {
        Finding {
            code: FindingCode::HostSettingIgnored,
            summary: Message::OpensslSettingsIgnored { count: 1, path: "/etc/ssl/openssl.cnf".to_owned() },
            ..below_tls12()
        }
    }

    fn screen(readiness: Readiness, findings: &[Finding], page: Page<'_>) -> String {
        let mut host = HostAssessment { readiness, findings: findings.to_vec(), ..sample::every_outcome().host };
        if readiness == Readiness::Inconclusive {
            host.sentence = Message::HostInconclusive;
        }
        HostReport { host: &host }.table(page)
    }

    #[test]
    fn the_screen() {
        let both = [below_tls12(), no_effect()];
        insta::assert_snapshot!(screen(Readiness::NotReady, &both, english(Style::PLAIN)));
        let fine = screen(Readiness::Ready, &[no_effect()], english(ASCII));
        assert!(fine.is_ascii());
        insta::assert_snapshot!("the_screen_of_a_ready_host", fine);
        insta::assert_snapshot!("the_screen_without_a_verdict", screen(Readiness::Inconclusive, &[], english(ASCII)));
    }

    #[test]
    fn the_screen_in_another_language() {
        let verbatim = [
            "web01",
            "Debian GNU/Linux 12 (bookworm)",
            "OpenSSL 3.0.17",
            "MaxProtocol = TLSv1.3",
            "this host",
            "·",
            "tlsready explain host-default-below-tls12",
            "tlsready explain host-setting-ignored",
        ];
        pseudo::check(|page| screen(Readiness::NotReady, &[below_tls12(), no_effect()], page), &verbatim);
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
