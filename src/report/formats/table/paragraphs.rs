//! One paragraph for each thing that needs one: what it means, the evidence, and what to do.

use std::collections::{BTreeSet, HashMap};

use super::folding::Folds;
use super::full_name;
use super::grid::verdict_role;
use super::grouping::{Group, group, group_findings};
use crate::diagnosis::{Finding, Side, Step, Verdict};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::steps::labeled_steps;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labeled, plain, width, wrap};
use crate::report::model::{EndpointReport, Report};
use crate::report::words;

/// The indent of a sentence.
const SENTENCE: &str = "  ";
/// How many names a list shows if no action is needed for each of them: the rows name them all.
const SOME_NAMES: usize = 6;

/// What every paragraph needs to know about the whole report.
struct Whole<'a> {
    report: &'a Report,
    page: Page<'a>,
    /// How many rows a name has: several with `--all-addresses`.
    rows_of_name: HashMap<(&'a str, u16), usize>,
    /// Rows that are shown as one.
    folds: &'a Folds,
    /// Whether every endpoint was probed at one address, which is then shown above the rows.
    one_address: bool,
}

/// Returns every paragraph, the worst first, separated by empty lines.
pub(super) fn lines(report: &Report, folds: &Folds, page: Page<'_>) -> Vec<String> {
    let shared = report.endpoints.first().and_then(|endpoint| endpoint.target.connect);
    let one_address = shared.is_some() && report.endpoints.iter().all(|endpoint| endpoint.target.connect == shared);
    let mut whole = Whole { report, page, rows_of_name: HashMap::new(), folds, one_address };
    for endpoint in &report.endpoints {
        *whole.rows_of_name.entry((&endpoint.target.given, endpoint.target.port)).or_default() += 1;
    }
    let mut paragraphs: Vec<Vec<String>> = Vec::new();
    if !report.host.findings.is_empty() {
        paragraphs.push(host_paragraph(&report.host.findings, page));
    }
    let mut groups = group(report, EndpointReport::has_problem);
    // The sort is stable: groups of equal severity keep the order of the rows.
    groups.sort_by_key(|group| group.members.first().map(|first| severity(first)));
    paragraphs.extend(groups.iter().map(|group| paragraph(group, &whole)));
    if !report.only_problems {
        let worth_knowing = group_findings(report, |endpoint| !endpoint.has_problem());
        paragraphs.extend(worth_knowing.iter().map(|group| note(group, &whole)));
        paragraphs.extend(catalog_notes(&whole));
    }
    paragraphs.extend(unfinished(&whole));
    paragraphs.join(&String::new())
}

fn severity(endpoint: &EndpointReport) -> u8 {
    match (endpoint.diagnosis.verdict, endpoint.diagnosis.unmet) {
        (Verdict::NotReady, _) => 0,
        (Verdict::AtRisk, _) => 1,
        (Verdict::Ready, true) => 2,
        (Verdict::Inconclusive, _) => 3,
        (Verdict::Ready, false) => 4,
    }
}

/// The labels of the parts of a paragraph, padded to the widest in the language.
struct Labels {
    seen: String,
    remedy: String,
    also: String,
    more: String,
    unknown: String,
}

impl Labels {
    /// Makes the labels. The label for what is unknown is wider than the others, so it counts only if it is needed.
    fn new(page: Page<'_>, unknown: bool) -> Self {
        let said = |message| page.say(&message);
        let (seen, remedy) = (said(Message::TableLabelSeen), said(Message::TableLabelDo));
        let (also, unknown_text) = (said(Message::TableLabelAlso), said(Message::TableLabelUnknown));
        let more = said(Message::TableLabelMore);
        let mut widest = width(&seen).max(width(&remedy)).max(width(&also)).max(width(&more));
        if unknown {
            widest = widest.max(width(&unknown_text));
        }
        let padded = |text: &str| format!("{SENTENCE}{text}{} ", " ".repeat(widest.saturating_sub(width(text))));
        Self {
            seen: padded(&seen),
            remedy: padded(&remedy),
            also: padded(&also),
            more: padded(&more),
            unknown: padded(&unknown_text),
        }
    }

    /// Returns the code of a finding, in the command that explains it.
    fn code(&self, finding: &Finding, page: Page<'_>) -> Vec<String> {
        let code: &str = finding.code.into();
        labeled_steps(&self.more, &[Step::Paste(vec![format!("tlsready explain {code}")])], page)
    }
}

fn paragraph(group: &Group<'_>, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    let Some(first) = group.members.first() else { return Vec::new() };
    let diagnosis = &first.diagnosis;
    let labels = Labels::new(page, diagnosis.leaves_open());
    let side = diagnosis.findings.first().map(|finding| finding.side);
    let verdict = page.say(&words::verdict(diagnosis.verdict));
    let (label, role) = match (diagnosis.verdict, diagnosis.unmet) {
        (Verdict::Ready, true) => (format!("{verdict} {}", words::UNMET_MARK), Role::Warning),
        (Verdict::Ready, false) if diagnosis.leaves_open() => (format!("{verdict} {}", words::OPEN_MARK), Role::Open),
        (kind, _) => (verdict, verdict_role(kind)),
    };
    let mut lines = heading(&label, role, &who(&group.members, whole), side, page);
    if group.members.len() > 1 {
        let most = if diagnosis.verdict == Verdict::Inconclusive { SOME_NAMES } else { usize::MAX };
        lines.extend(list(&group.members, most, whole));
    }
    lines.extend(labeled(SENTENCE, &page.say(&diagnosis.sentence), page.width));
    let mut evidence = group.evidence(page).into_iter();
    for (place, finding) in diagnosis.findings.iter().enumerate() {
        if finding.summary != diagnosis.sentence {
            let label = if place == 0 { SENTENCE } else { &labels.also };
            lines.extend(labeled(label, &page.say(&finding.summary), page.width));
        }
        lines.extend(labeled(&labels.seen, &evidence.next().unwrap_or_default(), page.width));
        lines.extend(labeled_steps(&labels.remedy, &finding.remedy, page));
        lines.extend(labels.code(finding, page));
    }
    // Also show what keeps the exit code from being 0.
    if diagnosis.leaves_open() {
        lines.extend(labeled(&labels.unknown, &evidence.next().unwrap_or_default(), page.width));
        let codes: BTreeSet<&str> = diagnosis.open.iter().map(|(_, reason)| (*reason).into()).collect();
        let commands = codes.iter().map(|code| format!("tlsready explain {code}")).collect();
        lines.extend(labeled_steps(&labels.remedy, &[Step::Paste(commands)], page));
    }
    lines
}

/// Returns a note on endpoints that can be used. Their verdict is in their rows.
fn note(group: &Group<'_>, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    let Some(finding) = group.finding else { return Vec::new() };
    let labels = Labels::new(page, false);
    let label = page.say(&Message::TableNote);
    let mut lines = heading(&label, Role::Heading, &who(&group.members, whole), Some(finding.side), page);
    if group.members.len() > 1 {
        lines.extend(list(&group.members, SOME_NAMES, whole));
    }
    lines.extend(labeled(SENTENCE, &page.say(&finding.summary), page.width));
    for seen in group.evidence(page) {
        lines.extend(labeled(&labels.seen, &seen, page.width));
    }
    lines.extend(labeled_steps(&labels.remedy, &finding.remedy, page));
    lines.extend(labels.code(finding, page));
    lines
}

fn host_paragraph(findings: &[Finding], page: Page<'_>) -> Vec<String> {
    let labels = Labels::new(page, false);
    let mut lines = vec![page.paint(Role::Warning, &page.say(&Message::TableThisHostHeading))];
    for finding in findings {
        lines.extend(labeled(SENTENCE, &page.say(&finding.summary), page.width));
        lines.extend(labeled(&labels.seen, &page.clauses(&finding.evidence), page.width));
        lines.extend(labeled_steps(&labels.remedy, &finding.remedy, page));
        lines.extend(labels.code(finding, page));
    }
    lines
}

/// Returns the catalog's notes on what a handshake cannot show, each once, for endpoints that were reached.
fn catalog_notes(whole: &Whole<'_>) -> Vec<Vec<String>> {
    let page = whole.page;
    let mut notes: Vec<(&str, Vec<&EndpointReport>)> = Vec::new();
    let mut places = HashMap::new();
    for endpoint in whole.report.endpoints.iter().filter(|endpoint| endpoint.diagnosis.never_reached().is_none()) {
        let Some(note) = endpoint.target.origin.as_ref().and_then(|origin| origin.note.as_deref()) else { continue };
        let place = *places.entry(note).or_insert_with(|| {
            notes.push((note, Vec::new()));
            notes.len() - 1
        });
        notes[place].1.push(endpoint);
    }
    let lines = |(note, members): (&str, Vec<&EndpointReport>)| {
        let mut lines = heading(&page.say(&Message::TableNote), Role::Heading, &who(&members, whole), None, page);
        if members.len() > 1 {
            lines.extend(list(&members, SOME_NAMES, whole));
        }
        lines.extend(labeled(SENTENCE, &plain(page, note), page.width));
        lines
    };
    notes.into_iter().map(lines).collect()
}

/// Returns what the run did not finish.
fn unfinished(whole: &Whole<'_>) -> Option<Vec<String>> {
    let page = whole.page;
    if !whole.report.partial {
        return None;
    }
    let members: Vec<&EndpointReport> = whole.report.endpoints.iter().filter(|endpoint| endpoint.partial).collect();
    let who = if members.is_empty() { page.say(&Message::TableNoneStarted) } else { who(&members, whole) };
    let mut lines = heading(&page.say(&Message::TableStoppedEarly), Role::Warning, &who, None, page);
    if members.len() > 1 {
        lines.extend(list(&members, SOME_NAMES, whole));
    }
    lines.extend(labeled(SENTENCE, &page.say(&Message::TableStopped), page.width));
    Some(lines)
}

/// Returns the name of the only endpoint, or the count of several.
fn who(members: &[&EndpointReport], whole: &Whole<'_>) -> String {
    let count = members.len() as u64;
    match members {
        [one] => name_and_address(one, whole),
        all if all.len() == whole.report.endpoints.len() => whole.page.say(&Message::TableAllEndpoints { count }),
        _ => whole.page.say(&Message::TableEndpoints { count }),
    }
}

/// Returns the name with its port, and with the address if the name alone does not identify the row.
fn name_and_address(endpoint: &EndpointReport, whole: &Whole<'_>) -> String {
    let name = full_name(endpoint, whole.page);
    let target = &endpoint.target;
    let several = whole.rows_of_name.get(&(target.given.as_str(), target.port)).is_some_and(|rows| *rows > 1);
    match endpoint.address {
        Some(address) if target.connect.is_some() && !whole.one_address || several => {
            whole.page.say(&Message::TableNameAt { name, address: address.ip().to_string() })
        }
        _ => name,
    }
}

/// Returns the full names of a group, up to `most` of them; nothing if the group has all endpoints, as the rows name
/// them.
fn list(members: &[&EndpointReport], most: usize, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    let folded = members.iter().any(|member| whole.folds.hides(member));
    if members.len() == whole.report.endpoints.len() && !folded {
        return Vec::new();
    }
    let most = if page.complete && folded { usize::MAX } else { most };
    // One more name takes no more room than the note that there is one more.
    let shown = if members.len() <= most.saturating_add(1) { members.len() } else { most };
    let names: Vec<String> = members.iter().take(shown).map(|member| name_and_address(member, whole)).collect();
    let text = match members.len() - shown {
        0 => page.say(&Message::TableNames { names }),
        more => page.say(&Message::TableNamesAndMore { names: names.join(", "), more: more as u64 }),
    };
    // No name is broken in a report that is kept.
    let longest = if page.complete { text.split(' ').map(width).max().unwrap_or_default() } else { 0 };
    labeled(SENTENCE, &text, page.width.max(longest + width(SENTENCE)))
        .iter()
        .map(|line| format!("{SENTENCE}{}", page.paint(Role::Heading, line.trim_start())))
        .collect()
}

/// Returns a line such as `NOT READY  name                                     side: this host`.
fn heading(label: &str, role: Role, who: &str, side: Option<Side>, page: Page<'_>) -> Vec<String> {
    let indent = width(label) + 2;
    let side = side.map(|side| page.say(&words::side(side))).unwrap_or_default();
    let mut names = wrap(who, page.width.saturating_sub(indent)).into_iter();
    let name = names.next().unwrap_or_default();
    let mut first = format!("{}  {}", page.paint(role, label), page.paint(Role::Heading, &name));
    let mut others: Vec<String> =
        names.map(|line| format!("{}{}", " ".repeat(indent), page.paint(Role::Heading, &line))).collect();
    if !side.is_empty() {
        let used = indent + width(&name);
        let painted = page.paint(Role::Aside, &side);
        if others.is_empty() && used + 2 + width(&side) <= page.width {
            first.push_str(&" ".repeat(page.width - used - width(&side)));
            first.push_str(&painted);
        } else {
            others.push(format!("{}{painted}", " ".repeat(indent)));
        }
    }
    std::iter::once(first).chain(others).collect()
}
