//! `tlsready host` for a Windows registry on one screen: first the cause, then what each client offers, what to do, and
//! what is unknown. Prints only what an [`Assessment`] contains.

mod rules;
#[cfg(test)]
mod tests;

use crate::diagnosis::host::StackAssessment;
use crate::diagnosis::host::windows::{Assessment, Before, Offering, SuiteSource, VersionVerdict, Width, number_text};
use crate::diagnosis::{Confidence, Finding, FindingCode, Readiness, Step, Weight};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{cut, labeled, plain, plain_name, width, wrap};
use crate::settings::registry::{Data, exports};
use crate::tls::Version;

pub use rules::rules;

/// A screen about one Windows host.
#[derive(Clone, Copy, Debug)]
pub struct WindowsReport<'a> {
    /// The conclusions.
    pub assessment: &'a Assessment,
    /// The command that made it, to be repeated with `--fix`: `tlsready host --registry a.reg`, quoted for a shell.
    pub command: &'a str,
    /// What Schannel was observed to offer, on the host itself.
    pub seen: Option<&'a StackAssessment>,
}

/// Columns for a version in the table.
const COLUMN: usize = 9;
const INDENT: &str = "  ";

impl WindowsReport<'_> {
    /// Returns text for people with a line end. Only commands to paste may be wider than the page.
    pub fn table(&self, page: Page<'_>) -> String {
        let sections = [
            self.head(page),
            self.verdict(page),
            self.clients(page),
            self.remedy(page),
            self.also(page),
            self.settings(page),
            self.gaps(page),
            self.codes(page),
        ];
        let shown: Vec<String> =
            sections.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
        format!("{}\n", shown.join("\n\n"))
    }

    fn head(&self, page: Page<'_>) -> Vec<String> {
        let os = &self.assessment.facts.os;
        let mut parts: Vec<String> = os.computer.iter().cloned().collect();
        parts.push(os.name.clone());
        let build = os.build.map_or(Message::WindowsOsUnknown, |build| Message::WindowsBuild {
            build: os.revision.map_or_else(|| build.to_string(), |revision| format!("{build}.{revision}")),
        });
        parts.push(say(page, &build));
        parts.extend(os.width.map(|width| {
            let width = match width {
                Width::Bits32 => "bits32",
                Width::Bits64 => "bits64",
            };
            say(page, &Message::WindowsWidth { width })
        }));
        let sources = match self.assessment.facts.sources.as_slice() {
            [] => say(page, &Message::WindowsThisRegistry),
            files => files.join(", "),
        };
        let mut rows = vec![(Message::WindowsLabelHost, parts.join(" · ")), (Message::WindowsLabelFrom, sources)];
        if let Some(offer) = self.seen.and_then(|stack| stack.default_offer.as_ref()) {
            let seen = Message::WindowsSeenHello {
                listed: if offer.versions_listed { "listed" } else { "highest" },
                versions: offer.versions.clone(),
                suites: offer.cipher_suites.len() as u64,
            };
            rows.push((Message::WindowsLabelSeen, say(page, &seen)));
        }
        column(page, "", 2, rows)
    }

    /// Returns the verdict in a word, and every cause.
    fn verdict(&self, page: Page<'_>) -> Vec<String> {
        let assessment = self.assessment;
        let role = match assessment.readiness {
            Readiness::Ready => Role::Good,
            Readiness::Partly => Role::Warning,
            Readiness::NotReady => Role::Bad,
            Readiness::Inconclusive => Role::Open,
        };
        let word = Message::WindowsReadiness { readiness: assessment.readiness.into() };
        let mut lines = statement(page, &word, role, &assessment.sentence);
        let mut rows = Vec::new();
        for cause in assessment.causes() {
            rows.push((Message::WindowsLabelWhy, say(page, &summary(cause))));
            rows.extend(evidence_and_remedy(page, cause));
        }
        for reason in &assessment.reasons {
            let sentence = Message::WindowsSentence { clause: Box::new(reason.clone()) };
            rows.push((Message::WindowsLabelWhy, say(page, &sentence)));
        }
        rows.extend(assessment.only_seen.iter().map(|text| (Message::WindowsLabelBut, say(page, text))));
        lines.extend(below(page, rows));
        lines
    }

    /// Returns what each client offers. Both widths share a row if they do not differ.
    fn clients(&self, page: Page<'_>) -> Vec<String> {
        let name_columns = page.width.saturating_sub(COLUMN * Version::ALL.len());
        let row = |name: &str, cells: &[(String, Option<Role>)]| {
            let name = cut(page, name, name_columns, 8);
            let mut line = padded(&name, name_columns);
            for (word, role) in cells {
                let word = cut(page, word, COLUMN - 1, 1);
                line.push_str(&" ".repeat(COLUMN.saturating_sub(width(&word))));
                line.push_str(&role.map_or_else(|| word.clone(), |role| page.paint(role, &word)));
            }
            line
        };
        let heads = Version::ALL.map(|version| (version.name().to_owned(), None));
        let mut lines = vec![row(&say(page, &Message::WindowsTableTitle), &heads)];
        for client in self.assessment.rows() {
            let name = format!("{INDENT}{}", say(page, &client.name));
            let cells: Vec<_> = client.facts.versions.values().map(|verdict| cell(page, verdict)).collect();
            lines.push(row(&name, &cells));
        }
        let legend = wrap(&say(page, &Message::WindowsLegend), page.width);
        lines.extend(legend.iter().map(|line| page.paint(Role::Aside, line)));
        lines
    }

    fn remedy(&self, page: Page<'_>) -> Vec<String> {
        let repair = &self.assessment.repair;
        let mut rows: Vec<(Message, String)> =
            repair.open.iter().map(|text| (Message::WindowsLabelDo, say(page, text))).collect();
        for step in &repair.first {
            let first = Message::RepairFirst { step: Box::new(step.clone()) };
            let text = if repair.changes.is_empty() { step } else { &first };
            rows.push((Message::WindowsLabelDo, say(page, text)));
        }
        if repair.changes.is_empty() {
            return column(page, "", 1, rows);
        }
        let values = repair.changes.len() as u64;
        let set = if self.assessment.is_precaution() {
            Message::RepairSetValuesLater { values }
        } else {
            Message::RepairSetValues { values }
        };
        // A command to paste gets a separate line, which is never broken.
        let command = plain(page, &format!("{} --fix cmd", self.command));
        rows.push((Message::WindowsLabelDo, format!("{}\n    {command}", say(page, &set))));
        let keep: Vec<_> = repair.leave_alone.iter().map(|text| (Message::WindowsLabelKeep, say(page, text))).collect();
        let but: Vec<_> = repair.side_effects.iter().map(|text| (Message::WindowsLabelBut, say(page, text))).collect();
        let columns = label_columns(page, rows.iter().chain(&keep).chain(&but));
        let mut lines = column_of(page, "", 1, columns, rows);
        let indent = " ".repeat(columns + 3);
        let mut key = "";
        for change in &repair.changes {
            if change.path != key {
                key = &change.path;
                lines.push(format!("{indent}{}", plain_name(page, &short(key))));
            }
            let before = match &change.before {
                Before::Absent => Message::WindowsEntryAbsent,
                Before::Had(Data::Dword(number)) => {
                    Message::WindowsEntryNumber { value: number_text(change.name, *number) }
                }
                // The type is what needs correction.
                Before::Had(data) => Message::WindowsEntryTyped { value: data.to_string(), r#type: data.type_name() },
                Before::NotRead => Message::WindowsEntryNotRead,
            };
            let text = Message::RepairChange {
                name: padded(change.name, 24),
                before: Box::new(before),
                after: number_text(change.name, change.number),
            };
            lines.push(format!("{indent}{INDENT}{}", say(page, &text)));
        }
        lines.extend(column_of(page, "", 1, columns, but));
        lines.extend(column_of(page, "", 1, columns, keep));
        lines
    }

    /// Returns the findings that are not the cause.
    fn also(&self, page: Page<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for finding in self.assessment.findings.iter().filter(|finding| finding.weight != Weight::Cause) {
            let role = if finding.weight == Weight::Note { Role::Aside } else { Role::Warning };
            let word = Message::WindowsWeight { weight: finding.weight.into() };
            lines.extend(statement(page, &word, role, &summary(finding)));
            lines.extend(below(page, evidence_and_remedy(page, finding)));
        }
        lines
    }

    /// Returns what else was found that is not a finding.
    fn settings(&self, page: Page<'_>) -> Vec<String> {
        let facts = &self.assessment.facts;
        let mut rows = Vec::new();
        let mut add = |label: Message, text: &Message| rows.push((label, say(page, text)));
        if !facts.dotnet.versions.is_empty() {
            let versions = facts.dotnet.versions.clone();
            add(Message::WindowsLabelInstalled, &Message::WindowsInstalled { versions });
        }
        if !facts.suites.usable.is_empty() && facts.suites.source != SuiteSource::Unknown {
            let (count, source) = (facts.suites.usable.len() as u64, facts.suites.source.into());
            add(Message::WindowsLabelSuites, &Message::WindowsSuites { count, source });
        }
        if let Some((curves, path)) = &facts.suites.curves {
            let curves = Message::WindowsCurves { curves: curves.clone(), path: (*path).to_owned() };
            add(Message::WindowsLabelCurves, &curves);
        }
        for (algorithm, bits) in &facts.algorithms.smallest_keys {
            let text = Message::WindowsKeyLength { algorithm: (*algorithm).to_owned(), bits: bits.to_string() };
            add(Message::WindowsLabelKeyLengths, &text);
        }
        for proxy in &facts.proxies {
            let (owner, proxy) = (proxy.owner.into(), Box::new(proxy.proxy.message()));
            add(Message::WindowsLabelProxy, &Message::WindowsProxy { owner, proxy });
        }
        column(page, "", 2, rows)
    }

    fn gaps(&self, page: Page<'_>) -> Vec<String> {
        let gaps = self.assessment.gaps.iter();
        let mut rows: Vec<_> = gaps.map(|gap| (Message::WindowsLabelUnknown, say(page, gap))).collect();
        let commands = self.exports();
        if !commands.is_empty() {
            // Commands to paste get lines of their own, which are never broken.
            let mut text = say(page, &Message::WindowsExportMissing);
            for command in commands {
                text = format!("{text}\n    {command}");
            }
            rows.push((Message::WindowsLabelExport, text));
        }
        column(page, "", 2, rows)
    }

    /// Returns the commands that export what the files do not contain.
    fn exports(&self) -> Vec<&'static str> {
        let facts = &self.assessment.facts;
        if facts.sources.is_empty() {
            return Vec::new();
        }
        let gaps = self.assessment.gaps.iter();
        gaps.filter_map(|gap| match gap {
            Message::WindowsGapOs { .. } => Some(exports::VERSION),
            Message::WindowsGapKey { subject: "schannel", .. } => Some(exports::SCHANNEL),
            Message::WindowsGapKey { subject: "dotnet4", .. } => Some(exports::DOTNET),
            Message::WindowsGapKey { subject: "dotnet4-32", .. } => Some(exports::DOTNET_32),
            Message::WindowsGapKey { subject: "dotnet-installed", .. } => Some(exports::INSTALLED),
            Message::WindowsGapKey { subject: "winhttp", .. } => Some(exports::WINHTTP),
            Message::WindowsGapKey { subject: "winhttp-32", .. } => Some(exports::WINHTTP_32),
            _ => None,
        })
        .collect()
    }

    /// Returns where the codes of the findings are explained.
    fn codes(&self, page: Page<'_>) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for finding in &self.assessment.findings {
            let code: &str = finding.code.into();
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        if codes.is_empty() {
            return Vec::new();
        }
        let text = Message::WindowsCodes { command: "tlsready explain CODE".to_owned(), codes };
        column(page, "", 2, vec![(Message::WindowsLabelCodes, say(page, &text))])
    }
}

/// Returns a message that is safe to show, with shortened registry paths.
fn say(page: Page<'_>, message: &Message) -> String {
    plain(page, &page.words.say_with(message, &short))
}

/// Shortens a registry path as people write it and omits the middle of well-known paths. Other texts are unchanged.
fn short(text: &str) -> String {
    const ROOTS: [(&str, &str); 3] =
        [("HKEY_LOCAL_MACHINE", "HKLM"), ("HKEY_CURRENT_USER", "HKCU"), ("HKEY_USERS", "HKU")];
    const LONG: [(&str, &str); 4] = [
        (r"\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL", r"\SYSTEM\…\SCHANNEL"),
        (r"\SYSTEM\CurrentControlSet\Control\Cryptography", r"\SYSTEM\…\Cryptography"),
        (r"\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings", r"\SOFTWARE\…\Internet Settings"),
        (
            r"\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings",
            r"\SOFTWARE\Wow6432Node\…\Internet Settings",
        ),
    ];
    let Some((root, below)) = ROOTS.iter().find_map(|(root, short)| Some((short, text.strip_prefix(root)?))) else {
        return text.to_owned();
    };
    // Windows itself writes Wow6432Node in several ways.
    let long = LONG.iter().find_map(|(long, short)| {
        let start = below.get(..long.len()).filter(|start| start.eq_ignore_ascii_case(long))?;
        Some((short, &below[start.len()..]))
    });
    long.map_or_else(|| format!("{root}{below}"), |(middle, rest)| format!("{root}{middle}{rest}"))
}

/// Returns a text padded with spaces to a number of columns.
fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Returns a word in its color, followed by a sentence.
fn statement(page: Page<'_>, word: &Message, role: Role, sentence: &Message) -> Vec<String> {
    let word = say(page, word);
    let mut lines = labeled(&format!("{word}  "), &say(page, sentence), page.width);
    if let Some(rest) = lines.first().and_then(|first| first.strip_prefix(&word)).map(str::to_owned) {
        lines[0] = format!("{}{rest}", page.paint(role, &word));
    }
    lines
}

/// Returns the columns of the widest label.
fn label_columns<'a>(page: Page<'_>, rows: impl Iterator<Item = &'a (Message, String)>) -> usize {
    rows.map(|(label, _)| width(&say(page, label))).max().unwrap_or_default()
}

/// Returns texts after their labels, which are in a separate column. A repeated label is shown once.
fn column(page: Page<'_>, indent: &str, gap: usize, rows: Vec<(Message, String)>) -> Vec<String> {
    let columns = label_columns(page, rows.iter());
    column_of(page, indent, gap, columns, rows)
}

fn column_of(page: Page<'_>, indent: &str, gap: usize, columns: usize, rows: Vec<(Message, String)>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = None;
    for (label, text) in rows {
        let shown = if last.as_ref() == Some(&label) { String::new() } else { say(page, &label) };
        lines.extend(labeled(&format!("{indent}{}", padded(&shown, columns + gap)), &text, page.width));
        last = Some(label);
    }
    lines
}

/// Returns the rows below a statement. Each finding starts with its labels again.
fn below(page: Page<'_>, rows: Vec<(Message, String)>) -> Vec<String> {
    let labels =
        [Message::WindowsLabelWhy, Message::WindowsLabelEvidence, Message::WindowsLabelDo, Message::WindowsLabelBut];
    let columns = labels.iter().map(|label| width(&say(page, label))).max().unwrap_or_default();
    let mut lines = Vec::new();
    let mut part: Vec<(Message, String)> = Vec::new();
    for row in rows {
        if row.0 == Message::WindowsLabelWhy {
            lines.extend(column_of(page, INDENT, 1, columns, std::mem::take(&mut part)));
        }
        part.push(row);
    }
    lines.extend(column_of(page, INDENT, 1, columns, part));
    lines
}

/// Returns the summary, marked if no source supports it.
fn summary(finding: &Finding) -> Message {
    // These findings already state the uncertainty.
    let says_so = matches!(finding.code, FindingCode::SchannelDefaultUnknown | FindingCode::Dotnet4Unknown);
    if finding.confidence == Confidence::Unverified && !says_so {
        Message::WindowsFindingUnverified { summary: Box::new(finding.summary.clone()) }
    } else {
        finding.summary.clone()
    }
}

fn evidence_and_remedy(page: Page<'_>, finding: &Finding) -> Vec<(Message, String)> {
    let evidence = finding.evidence.iter().map(|clause| (Message::WindowsLabelEvidence, say(page, clause)));
    let remedy = finding.remedy.iter().flat_map(|step| match step {
        Step::Do(text) => vec![(Message::WindowsLabelDo, say(page, text))],
        Step::Paste(commands) => {
            let line = |command: &String| (Message::WindowsLabelDo, format!("    {}", plain(page, command)));
            commands.iter().map(line).collect()
        }
    });
    evidence.chain(remedy).collect()
}

/// Returns one cell: the three facts in a word.
fn cell(page: Page<'_>, verdict: &VersionVerdict) -> (String, Option<Role>) {
    let (offering, assumed) = verdict.offering();
    let role = match offering {
        Offering::NotSupported => Role::Aside,
        Offering::Yes => Role::Good,
        Offering::Unknown => Role::Open,
        Offering::Request | Offering::RequestUnknown => Role::Warning,
        Offering::No => Role::Bad,
    };
    let assumed = if assumed { "assumed" } else { "sure" };
    (say(page, &Message::WindowsCell { offering: offering.code(), assumed }), Some(role))
}
