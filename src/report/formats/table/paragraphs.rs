//! One paragraph for each thing that needs one: what it means, what was seen, what to do.

use std::collections::{BTreeSet, HashMap};

use super::closing::never_reached;
use super::full_name;
use super::grid::verdict_role;
use super::grouping::{self, Group, group, group_findings};
use crate::diagnosis::{Finding, Side, Verdict};
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labelled, plain, plain_lines, width, wrap};
use crate::report::model::{EndpointReport, Report};
use crate::report::screens::explain::code;
use crate::report::words;

const SENTENCE: &str = "  ";
const SEEN: &str = "  Seen: ";
const DO: &str = "  Do:   ";
const ALSO: &str = "  Also: ";
const OPEN: &str = "  Open: ";
/// Names that a list shows where nothing needs to be done for each: the rows name them all.
const SOME_NAMES: usize = 6;

/// What every paragraph needs to know of the whole.
struct Whole<'a> {
    report: &'a Report,
    page: Page<'a>,
    /// How many rows a name has: more than one with `--all-addresses`.
    rows_of_name: HashMap<(&'a str, u16), usize>,
    /// Whether every endpoint was probed at one address, which then stands above the rows.
    one_address: bool,
}

/// Every paragraph, the worst first, with an empty line between them.
pub(super) fn lines(report: &Report, page: Page<'_>) -> Vec<String> {
    let shared = report.endpoints.first().and_then(|endpoint| endpoint.target.connect);
    let one_address = shared.is_some() && report.endpoints.iter().all(|endpoint| endpoint.target.connect == shared);
    let mut whole = Whole { report, page, rows_of_name: HashMap::new(), one_address };
    for endpoint in &report.endpoints {
        *whole.rows_of_name.entry((&endpoint.target.given, endpoint.target.port)).or_default() += 1;
    }
    let mut paragraphs: Vec<Vec<String>> = Vec::new();
    if !report.host.findings.is_empty() {
        paragraphs.push(host_paragraph(&report.host.findings, page));
    }
    let mut groups = group(report, needs_paragraph);
    // Stable: within a kind, the order of the rows.
    groups.sort_by_key(|group| group.members.first().map(|first| severity(first)));
    paragraphs.extend(groups.iter().map(|group| paragraph(group, &whole)));
    let worth_knowing = group_findings(report, |endpoint| !needs_paragraph(endpoint));
    paragraphs.extend(worth_knowing.iter().map(|group| note(group, &whole)));
    paragraphs.extend(catalog_notes(&whole));
    paragraphs.extend(unfinished(&whole));
    paragraphs.join(&String::new())
}

fn needs_paragraph(endpoint: &EndpointReport) -> bool {
    endpoint.diagnosis.verdict != Verdict::Ready || endpoint.diagnosis.unmet || endpoint.leaves_open()
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

fn paragraph(group: &Group<'_>, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    let Some(first) = group.members.first() else { return Vec::new() };
    let diagnosis = &first.diagnosis;
    let side = diagnosis.findings.first().map(|finding| finding.side);
    let (label, role) = match (diagnosis.verdict, diagnosis.unmet) {
        (Verdict::Ready, true) => (format!("READY {}", words::UNMET_MARK), Role::Warning),
        (Verdict::Ready, false) if first.leaves_open() => (format!("READY {}", words::OPEN_MARK), Role::Open),
        (verdict, _) => (words::verdict(verdict).to_owned(), verdict_role(verdict)),
    };
    let mut lines = heading(&label, role, &who(&group.members, whole), side, page);
    if group.members.len() > 1 {
        let most = if diagnosis.verdict == Verdict::Inconclusive { SOME_NAMES } else { usize::MAX };
        lines.extend(list(&group.members, most, whole));
    }
    let sentence = plain(page, &group.common(diagnosis.sentence.raw()));
    lines.extend(labelled(SENTENCE, &sentence, page.width));
    let mut evidence = evidence_lines(group, whole).into_iter();
    if diagnosis.findings.is_empty() && diagnosis.verdict != Verdict::Ready {
        let text = evidence.next().unwrap_or_default();
        if !same_words(&text, &sentence) {
            lines.extend(labelled(SEEN, &text, page.width));
        }
    }
    for (place, finding) in diagnosis.findings.iter().enumerate() {
        let summary = plain(page, &group.common(finding.summary.raw()));
        if !same_words(&summary, &sentence) {
            let label = if place == 0 { SENTENCE } else { ALSO };
            lines.extend(labelled(label, &summary, page.width));
        }
        let seen = evidence.next().unwrap_or_default();
        if !same_words(&seen, &summary) {
            lines.extend(labelled(SEEN, &seen, page.width));
        }
        lines.extend(remedy(group, finding, page));
    }
    // What keeps the exit code from being 0 is said, too.
    if first.leaves_open() {
        let text = evidence.next().unwrap_or_default();
        lines.extend(labelled(OPEN, &text, page.width));
        let codes: BTreeSet<String> = grouping::open(first).map(|(_, reason)| code(reason)).collect();
        let codes: Vec<String> = codes.iter().map(|code| format!("tlsready explain {code}")).collect();
        lines.extend(labelled(DO, &codes.join("\n"), page.width));
    }
    lines
}

/// Something worth knowing of endpoints that can be used: their verdict stands in their rows.
fn note(group: &Group<'_>, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    let Some(finding) = group.finding else { return Vec::new() };
    let mut lines = heading("NOTE", Role::Heading, &who(&group.members, whole), Some(finding.side), page);
    if group.members.len() > 1 {
        lines.extend(list(&group.members, SOME_NAMES, whole));
    }
    lines.extend(labelled(SENTENCE, &plain(page, &group.common(finding.summary.raw())), page.width));
    for seen in evidence_lines(group, whole) {
        lines.extend(labelled(SEEN, &seen, page.width));
    }
    lines.extend(remedy(group, finding, page));
    lines
}

/// What was seen, fit to show: what is true of one member alone says of which.
fn evidence_lines(group: &Group<'_>, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    let name = group.members.first().map(|first| full_name(first, page)).unwrap_or_default();
    let line = |(text, of_all): (String, bool)| {
        let text = plain(page, &text);
        if of_all || text.is_empty() || text.contains(&name) { text } else { format!("{name}: {text}") }
    };
    group.evidence().into_iter().map(line).collect()
}

fn remedy(group: &Group<'_>, finding: &Finding, page: Page<'_>) -> Vec<String> {
    let mut remedy = plain_lines(page, &finding.raw_remedy());
    if group.names_one(&finding.raw_remedy()) {
        remedy.push_str("\n(and likewise for the others)");
    }
    labelled(DO, &remedy, page.width)
}

fn host_paragraph(findings: &[Finding], page: Page<'_>) -> Vec<String> {
    let mut lines = vec![page.paint(Role::Warning, "THIS HOST")];
    for finding in findings {
        lines.extend(labelled(SENTENCE, &plain(page, finding.summary.raw()), page.width));
        lines.extend(labelled(SEEN, &plain(page, &finding.raw_evidence()), page.width));
        lines.extend(labelled(DO, &plain_lines(page, &finding.raw_remedy()), page.width));
    }
    lines
}

/// What a handshake cannot tell, as the catalog says it; each note once, and none of an endpoint that was not reached.
fn catalog_notes(whole: &Whole<'_>) -> Vec<Vec<String>> {
    let page = whole.page;
    let mut notes: Vec<(&str, Vec<&EndpointReport>)> = Vec::new();
    let mut places = HashMap::new();
    for endpoint in whole.report.endpoints.iter().filter(|endpoint| never_reached(endpoint).is_none()) {
        let Some(note) = endpoint.target.origin.as_ref().and_then(|origin| origin.note.as_deref()) else { continue };
        let place = *places.entry(note).or_insert_with(|| {
            notes.push((note, Vec::new()));
            notes.len() - 1
        });
        notes[place].1.push(endpoint);
    }
    let tell = |(note, members): (&str, Vec<&EndpointReport>)| {
        let mut lines = heading("NOTE", Role::Heading, &who(&members, whole), None, page);
        if members.len() > 1 {
            lines.extend(list(&members, SOME_NAMES, whole));
        }
        lines.extend(labelled(SENTENCE, &plain(page, note), page.width));
        lines
    };
    notes.into_iter().map(tell).collect()
}

/// What the run did not finish.
fn unfinished(whole: &Whole<'_>) -> Option<Vec<String>> {
    let page = whole.page;
    if !whole.report.partial {
        return None;
    }
    let members: Vec<&EndpointReport> = whole.report.endpoints.iter().filter(|endpoint| endpoint.partial).collect();
    let who = if members.is_empty() { "some endpoints were never begun".to_owned() } else { who(&members, whole) };
    let mut lines = heading("STOPPED EARLY", Role::Warning, &who, None, page);
    if members.len() > 1 {
        lines.extend(list(&members, SOME_NAMES, whole));
    }
    let text = "The run was stopped before it was finished. What is shown was seen; what is missing says nothing.";
    lines.extend(labelled(SENTENCE, text, page.width));
    Some(lines)
}

/// The one endpoint, or how many they are.
fn who(members: &[&EndpointReport], whole: &Whole<'_>) -> String {
    match members {
        [one] => name_and_address(one, whole),
        all if all.len() == whole.report.endpoints.len() => format!("all {} endpoints", all.len()),
        some => words::count(some.len(), "endpoint", "endpoints"),
    }
}

/// The name with its port, and the address where the name alone does not tell it.
fn name_and_address(endpoint: &EndpointReport, whole: &Whole<'_>) -> String {
    let name = full_name(endpoint, whole.page);
    let target = &endpoint.target;
    let several = whole.rows_of_name.get(&(target.given.as_str(), target.port)).is_some_and(|rows| *rows > 1);
    match endpoint.address {
        Some(address) if target.connect.is_some() && !whole.one_address || several => {
            format!("{name} at {}", address.ip())
        }
        _ => name,
    }
}

/// The names of a group, in full, `most` of them; nothing if they are all there are, as the rows name them.
fn list(members: &[&EndpointReport], most: usize, whole: &Whole<'_>) -> Vec<String> {
    let page = whole.page;
    if members.len() == whole.report.endpoints.len() {
        return Vec::new();
    }
    // One more name takes no more room than saying that there is one more.
    let shown = if members.len() <= most.saturating_add(1) { members.len() } else { most };
    let mut names: Vec<String> = members.iter().take(shown).map(|member| name_and_address(member, whole)).collect();
    if shown < members.len() {
        names.push(format!("and {} more", members.len() - shown));
    }
    labelled(SENTENCE, &names.join(", "), page.width)
        .iter()
        .map(|line| format!("{SENTENCE}{}", page.paint(Role::Heading, line.trim_start())))
        .collect()
}

/// `NOT READY  name                                     side: this host`
fn heading(label: &str, role: Role, who: &str, side: Option<Side>, page: Page<'_>) -> Vec<String> {
    let indent = width(label) + 2;
    let side = side.map(|side| format!("side: {}", words::side(side))).unwrap_or_default();
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

/// Whether two texts say the same, whatever their capitals and full stops.
fn same_words(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    bare(one) == bare(other)
}
