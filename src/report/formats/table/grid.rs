//! One row an endpoint, grouped by service.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Padding, Style as Borders};

use super::{full_name, name_and_port};
use crate::diagnosis::{ProberOutcome, Support, SupportState, Verdict};
use crate::observation::{Prober, TrustJudgement};
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{cut, cut_middle, plain_name, width};
use crate::report::model::{EndpointReport, Report};
use crate::report::words;
use crate::tls::Version;

/// Columns left of a row.
const INDENT: usize = 2;
/// Columns of `host gets`.
const GETS_COLUMNS: usize = 9;
/// Columns of the widest verdict.
const VERDICT_COLUMNS: usize = 12;
/// Columns between the name and the versions, and around the last columns.
const GAP: usize = 2;
/// Fewer columns than this for a name, and the marks are left away: the words are enough.
const ROOM_WORTH_MARKS: usize = 20;

/// Columns for the end of a name that looks like another when cut evenly.
const SHORT_TAIL: usize = 4;

/// One row, and the lines around it that are not part of the grid.
struct Row {
    before: Vec<String>,
    cells: Vec<String>,
    after: Option<String>,
}

/// The grid with its headings; nothing when no endpoint was probed.
pub(super) fn lines(report: &Report, page: Page<'_>) -> Vec<String> {
    if report.endpoints.is_empty() {
        return Vec::new();
    }
    let versions = report.versions();
    let rows = rows(report, &versions, page);
    let mut builder = Builder::with_capacity(rows.len() + 1, versions.len() + 3);
    let head = ["endpoint"].into_iter().chain(versions.iter().map(|version| words::column(*version)));
    builder.push_record(head.chain(["host gets", "verdict"]).map(|title| page.paint(Role::Aside, title)));
    for row in &rows {
        builder.push_record(row.cells.clone());
    }
    let mut table = builder.build();
    table.with(Borders::empty()).with(Padding::new(1, 0, 0, 0));
    table.modify(Columns::one(0), Padding::new(INDENT, 0, 0, 0));
    for column in [1, versions.len() + 1, versions.len() + 2] {
        table.modify(Columns::one(column), Padding::new(GAP, 0, 0, 0));
    }
    let table = table.to_string();
    let mut drawn = table.lines().map(|line| line.trim_end().to_owned());
    let mut lines: Vec<String> = drawn.next().into_iter().collect();
    for (row, line) in rows.into_iter().zip(drawn) {
        lines.extend(row.before);
        lines.push(line);
        lines.extend(row.after);
    }
    lines
}

/// Whether there is room for marks beside the words.
pub(super) fn has_marks(report: &Report, page: Page<'_>) -> bool {
    page.unicode && room(&report.versions(), page, true) >= ROOM_WORTH_MARKS
}

/// Columns that are left for names.
fn room(versions: &[Version], page: Page<'_>, marks: bool) -> usize {
    let cell = if marks { 5 } else { 3 };
    let cells: usize = versions.iter().map(|version| width(words::column(*version)).max(cell) + 1).sum();
    page.width.saturating_sub(INDENT + GAP - 1 + cells + 2 * GAP + GETS_COLUMNS + VERDICT_COLUMNS)
}

fn rows(report: &Report, versions: &[Version], page: Page<'_>) -> Vec<Row> {
    let marks = has_marks(report, page);
    let room = room(versions, page, marks);
    let names = shown_names(report, room, page);
    let groups = groups(report);
    let titled = groups.len() > 1;
    let mut rows = Vec::with_capacity(report.endpoints.len());
    for group in groups {
        let mut title = title(&group, titled, page);
        let shared_address = group.shared_address();
        let mut last_name = None;
        for (place, endpoint) in &group.endpoints {
            let mut before: Vec<String> = title.take().into_iter().collect();
            let mut after = None;
            let key = (&endpoint.target.given, endpoint.target.port);
            let on_row = names.get(*place).and_then(Option::as_ref);
            let shown = on_row.cloned().unwrap_or_else(|| {
                // The name on a line of its own, the row for its address.
                if last_name != Some(key) {
                    let name = full_name(endpoint, page);
                    before.push(format!("  {}", cut_middle(page, &name, page.width - INDENT)));
                }
                let address =
                    endpoint.address.map_or_else(|| "no address".to_owned(), |address| address.ip().to_string());
                format!("  {}", cut_middle(page, &address, room.saturating_sub(2)))
            });
            if on_row.is_some() && shared_address.is_none() {
                after = endpoint.target.connect.map(|address| page.paint(Role::Aside, &format!("    at {address}")));
            }
            last_name = Some(key);
            rows.push(Row { before, cells: cells(endpoint, shown, versions, page, marks), after });
        }
    }
    rows
}

/// The name of each row, cut to fit. None where a line of its own is needed: for several addresses of one name,
/// and for names that would look alike when cut.
fn shown_names(report: &Report, room: usize, page: Page<'_>) -> Vec<Option<String>> {
    let mut rows_of_name: HashMap<(&str, u16), usize> = HashMap::new();
    for endpoint in &report.endpoints {
        *rows_of_name.entry((&endpoint.target.given, endpoint.target.port)).or_default() += 1;
    }
    let fit = |endpoint: &EndpointReport, tail: usize| {
        let (name, port) = name_and_port(endpoint, page);
        format!("{}{port}", cut(page, &name, room.saturating_sub(port.len()), tail))
    };
    let mut shown: Vec<Option<String>> = report
        .endpoints
        .iter()
        .map(|endpoint| {
            let rows = rows_of_name.get(&(endpoint.target.given.as_str(), endpoint.target.port));
            rows.is_some_and(|rows| *rows == 1).then(|| fit(endpoint, room / 3))
        })
        .collect();
    // First those that look alike get more of their beginning; those that still do get a line of their own.
    for again in [true, false] {
        let mut names: HashMap<String, HashSet<&str>> = HashMap::new();
        for (name, endpoint) in shown.iter().zip(&report.endpoints) {
            let Some(name) = name else { continue };
            names.entry(without_port(name, endpoint).to_owned()).or_default().insert(&endpoint.target.given);
        }
        for (name, endpoint) in shown.iter_mut().zip(&report.endpoints) {
            // A port tells two apart, and does not say which is which.
            let alike = |name: &String| names.get(without_port(name, endpoint)).is_some_and(|names| names.len() > 1);
            if name.as_ref().is_some_and(alike) {
                *name = again.then(|| fit(endpoint, SHORT_TAIL));
            }
        }
    }
    shown
}

fn without_port<'n>(shown: &'n str, endpoint: &EndpointReport) -> &'n str {
    let port = format!(":{}", endpoint.target.port);
    shown.strip_suffix(port.as_str()).unwrap_or(shown)
}

/// Endpoints of one service in one cloud, in the order in which they came.
struct Group<'a> {
    /// With the place of each in the report.
    endpoints: Vec<(usize, &'a EndpointReport)>,
}

impl Group<'_> {
    /// The address under which all of them were probed, if they were told to.
    fn shared_address(&self) -> Option<IpAddr> {
        let first = self.endpoints.first()?.1.target.connect?;
        self.endpoints.iter().all(|(_, endpoint)| endpoint.target.connect == Some(first)).then_some(first)
    }
}

fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places = HashMap::new();
    for (number, endpoint) in report.endpoints.iter().enumerate() {
        let key = endpoint.target.origin.as_ref().map(|origin| (&origin.service_name, &origin.cloud));
        let place = *places.entry(key).or_insert_with(|| {
            groups.push(Group { endpoints: Vec::new() });
            groups.len() - 1
        });
        groups[place].endpoints.push((number, endpoint));
    }
    groups
}

fn title(group: &Group<'_>, several: bool, page: Page<'_>) -> Option<String> {
    let origin = group.endpoints.first()?.1.target.origin.as_ref();
    let mut title = match origin {
        Some(origin) if origin.cloud == "public" || origin.cloud == origin.service => origin.service_name.clone(),
        Some(origin) => format!("{} ({})", origin.service_name, words::cloud(&origin.cloud)),
        None if several => "Other endpoints".to_owned(),
        None => String::new(),
    };
    if let Some(address) = group.shared_address() {
        let all = if group.endpoints.len() > 1 { "all " } else { "" };
        title = if title.is_empty() { format!("Probed at {address}") } else { format!("{title}, {all}at {address}") };
    }
    let title = cut_middle(page, &plain_name(page, &title), page.width);
    (!title.is_empty()).then(|| page.paint(Role::Heading, &title))
}

fn cells(endpoint: &EndpointReport, name: String, versions: &[Version], page: Page<'_>, marks: bool) -> Vec<String> {
    let diagnosis = &endpoint.diagnosis;
    let mut cells = vec![name];
    cells.extend(versions.iter().map(|version| version_cell(diagnosis.versions.get(version), page, marks)));
    cells.push(gets(endpoint));
    cells.push(verdict_cell(endpoint, page));
    cells
}

/// Whether acceptance is good or bad depends on the version: so it has no colour of its own.
fn version_cell(support: Option<&Support>, page: Page<'_>, marks: bool) -> String {
    let state = support.map_or(SupportState::NotTested, |support| support.state);
    let words::Marked { mark, word, .. } = words::support(state);
    let text = if marks { format!("{mark} {word}") } else { word.to_owned() };
    match state {
        SupportState::Accepted => text,
        SupportState::Refused | SupportState::NotTested => page.paint(Role::Aside, &text),
        SupportState::Unknown => page.paint(Role::Open, &text),
    }
}

/// The version that a program gets here that names none. `nothing` is said only where it is known.
fn gets(endpoint: &EndpointReport) -> String {
    let diagnosis = &endpoint.diagnosis;
    if let Some(version) = diagnosis.meets_at {
        return version.name().to_owned();
    }
    let native = diagnosis.probers.get(&Prober::Native).and_then(|results| results.get(&None));
    let known = match native.map(|result| result.outcome) {
        Some(
            ProberOutcome::PeerRefused
            | ProberOutcome::PeerAnsweredLower
            | ProberOutcome::NothingOffered
            | ProberOutcome::LocalAborted,
        ) => true,
        // Not tried: the verdict rests on what the host offers and the endpoint accepts, unless it is about trust.
        None => {
            let mistrusted =
                diagnosis.trust.as_ref().is_some_and(|trust| matches!(trust.judgement, TrustJudgement::NotTrusted(_)));
            diagnosis.verdict == Verdict::NotReady && !mistrusted
        }
        Some(_) => false,
    };
    if known { "nothing" } else { "?" }.to_owned()
}

fn verdict_cell(endpoint: &EndpointReport, page: Page<'_>) -> String {
    let verdict = endpoint.diagnosis.verdict;
    let word = words::verdict(verdict);
    if verdict == Verdict::Ready && endpoint.diagnosis.unmet {
        return page.paint(Role::Warning, &format!("{word} {}", words::UNMET_MARK));
    }
    if endpoint.leaves_open() {
        return page.paint(Role::Open, &format!("{word} {}", words::OPEN_MARK));
    }
    page.paint(verdict_role(verdict), word)
}

/// The colour of a verdict.
pub(super) const fn verdict_role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Ready => Role::Good,
        Verdict::AtRisk => Role::Warning,
        Verdict::NotReady => Role::Bad,
        Verdict::Inconclusive => Role::Open,
    }
}
