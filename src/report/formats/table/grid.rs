//! One row per endpoint, grouped by service.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use strum::VariantArray as _;
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Padding, Style as Borders};

use super::folding::{Fold, Folds};
use super::{full_name, name_and_port};
use crate::diagnosis::{Diagnosis, Gets, Support, SupportState, Verdict};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{cut, cut_middle, plain_name, width};
use crate::report::model::{EndpointReport, Report};
use crate::report::words;
use crate::target::Host;
use crate::tls::Version;

/// Columns left of each row.
const INDENT: usize = 2;
/// Columns between the name and the versions, and around the last columns.
const GAP: usize = 2;
/// If names get fewer columns than this, the marks are omitted: the words are enough.
const ROOM_WORTH_MARKS: usize = 20;
/// If names get fewer columns than this, the words are omitted: the legend explains the marks.
const ROOM_WORTH_WORDS: usize = 8;
/// Columns for the end of a name if the usual cut makes it look like another name.
const SHORT_TAIL: usize = 4;

/// The most columns for names in a report that is kept; a longer name goes on a separate line.
const WIDEST_NAMES: usize = 72;

/// How the support of a version is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StateForm {
    /// `✓ yes`.
    Both,
    /// `yes`.
    Word,
    /// `✓`, if words are too wide.
    Mark,
}

/// How the columns are laid out, based on the words of the language.
struct Layout {
    form: StateForm,
    /// Columns for names. If there are too few, names get separate lines.
    room: usize,
}

impl Layout {
    fn of(report: &Report, page: Page<'_>) -> Self {
        let versions = report.versions();
        let room = |form| room(&versions, form, page);
        let form = if page.unicode && room(StateForm::Both) >= ROOM_WORTH_MARKS {
            StateForm::Both
        } else if page.unicode && room(StateForm::Word) < ROOM_WORTH_WORDS {
            StateForm::Mark
        } else {
            StateForm::Word
        };
        let mut room = room(form);
        if page.complete {
            // A report that is kept is as wide as its names.
            let address =
                |endpoint: &EndpointReport| endpoint.address.map_or(0, |at| width(&at.ip().to_string()) + INDENT);
            let names = report.endpoints.iter().map(|one| width(&full_name(one, page)).max(address(one)));
            room = names.max().unwrap_or_default().clamp(room, room.max(WIDEST_NAMES));
        }
        Self { form, room }
    }

    const fn has_names(&self) -> bool {
        self.room >= ROOM_WORTH_WORDS
    }
}

/// Returns how the support of versions is shown in this report.
pub(super) fn state_form(report: &Report, page: Page<'_>) -> StateForm {
    Layout::of(report, page).form
}

/// Returns the columns that are left for names.
fn room(versions: &[Version], form: StateForm, page: Page<'_>) -> usize {
    let said = |message: &Message| width(&page.say(message));
    let word = || SupportState::VARIANTS.iter().map(|state| said(&words::state(*state))).max().unwrap_or_default();
    let cell = match form {
        StateForm::Both => word() + 2,
        StateForm::Word => word(),
        StateForm::Mark => 1,
    };
    let cells: usize = versions.iter().map(|version| width(words::column(*version)).max(cell) + 1).sum();
    let gets = said(&Message::TableColumnGets)
        .max(said(&Message::TableGetsNothing))
        .max(Version::ALL.iter().map(|version| width(version.name())).max().unwrap_or_default());
    let verdicts = Verdict::VARIANTS.iter().map(|verdict| said(&words::verdict(*verdict)));
    let marked = said(&words::verdict(Verdict::Ready)) + 1 + width(words::UNMET_MARK).max(width(words::OPEN_MARK));
    let verdict = verdicts.chain([marked, said(&Message::TableColumnVerdict)]).max().unwrap_or_default();
    page.width.saturating_sub(INDENT + GAP - 1 + cells + 2 * GAP + gets + verdict)
}

/// One row, and the lines around it that are outside the grid.
struct Row {
    before: Vec<String>,
    cells: Vec<String>,
    after: Option<String>,
}

/// Returns the grid with its headings; nothing if no endpoint was probed.
pub(super) fn lines(report: &Report, folds: &Folds, page: Page<'_>) -> Vec<String> {
    if report.endpoints.is_empty() {
        return Vec::new();
    }
    let versions = report.versions();
    let layout = Layout::of(report, page);
    let rows = rows(report, folds, &versions, &layout, page);
    let mut builder = Builder::with_capacity(rows.len() + 1, versions.len() + 3);
    let mut head = vec![if layout.has_names() {
        cut_middle(page, &page.say(&Message::TableColumnEndpoint), layout.room)
    } else {
        String::new()
    }];
    head.extend(versions.iter().map(|version| words::column(*version).to_owned()));
    head.extend([page.say(&Message::TableColumnGets), page.say(&Message::TableColumnVerdict)]);
    builder.push_record(head.iter().map(|title| page.paint(Role::Aside, title)));
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

fn rows(report: &Report, folds: &Folds, versions: &[Version], layout: &Layout, page: Page<'_>) -> Vec<Row> {
    let names =
        if layout.has_names() { shown_names(report, layout.room, page) } else { vec![None; report.endpoints.len()] };
    let groups = groups(report);
    let titled = groups.len() > 1;
    let mut rows = Vec::with_capacity(report.endpoints.len());
    for group in groups {
        let mut title = title(&group, titled, page);
        let shared_address = group.shared_address();
        let mut last_name = None;
        for (number, (place, endpoint)) in group.endpoints.iter().enumerate() {
            let fold = folds.at(*place);
            if fold == Some(Fold::Hidden) {
                continue;
            }
            let mut before: Vec<String> = title.take().into_iter().collect();
            let mut after = None;
            let key = (&endpoint.target.given, endpoint.target.port);
            if let Some(Fold::Standing(count)) = fold {
                let count = page.say(&Message::TableEndpoints { count });
                let shown = if layout.has_names() {
                    cut_middle(page, &count, layout.room)
                } else {
                    before.push(format!("  {count}"));
                    String::new()
                };
                rows.push(Row { before, cells: cells(endpoint, shown, versions, layout.form, page), after });
                continue;
            }
            let on_row = names.get(*place).and_then(Option::as_ref);
            let shown = on_row.cloned().unwrap_or_else(|| {
                // The name goes on a separate line, and the row shows its address.
                if last_name != Some(key) {
                    let name = full_name(endpoint, page);
                    let name = if page.complete { name } else { cut_middle(page, &name, page.width - INDENT) };
                    before.push(format!("  {name}"));
                }
                let address = endpoint
                    .address
                    .map_or_else(|| page.say(&Message::TableNoAddress), |address| address.ip().to_string());
                if layout.has_names() {
                    return format!("  {}", cut_middle(page, &address, layout.room.saturating_sub(2)));
                }
                before.push(format!("    {}", cut_middle(page, &address, page.width - 2 * INDENT)));
                String::new()
            });
            if shared_address.is_none() {
                // The rows of the addresses of one name follow one another.
                let same = |other: Option<&(usize, &EndpointReport)>| {
                    other.is_some_and(|(_, other)| (&other.target.given, other.target.port) == key)
                };
                let is_alone = !same(group.endpoints.get(number + 1)) && last_name != Some(key);
                let at = match endpoint.target.connect {
                    Some(address) if on_row.is_some() => Some(Message::TableAt { address: address.to_string() }),
                    None if on_row.is_some() || is_alone && endpoint.addresses.len() > 1 => tried_at(endpoint),
                    _ => None,
                };
                after = at.map(|at| page.paint(Role::Aside, &format!("    {}", page.say(&at))));
            }
            last_name = Some(key);
            rows.push(Row { before, cells: cells(endpoint, shown, versions, layout.form, page), after });
        }
    }
    rows
}

/// Returns the address that a problem was found at, and how many addresses the name has: the others may be different.
fn tried_at(endpoint: &EndpointReport) -> Option<Message> {
    let address =
        endpoint.address.filter(|_| endpoint.has_problem() && matches!(endpoint.target.host, Host::Name(_)))?;
    Some(Message::TableAtOneOf { address: address.ip().to_string(), count: endpoint.addresses.len().max(1) as u64 })
}

/// Returns the name of each row, cut to fit. `None` if it needs a separate line: if a name has several addresses, or if
/// names would look alike after the cut.
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
            let fits = || !page.complete || width(&full_name(endpoint, page)) <= room;
            (rows.is_some_and(|rows| *rows == 1) && fits()).then(|| fit(endpoint, room / 3))
        })
        .collect();
    // First, names that look alike get more of their beginning; if they still do, they get separate lines.
    for again in [true, false] {
        let mut names: HashMap<String, HashSet<&str>> = HashMap::new();
        for (name, endpoint) in shown.iter().zip(&report.endpoints) {
            let Some(name) = name else { continue };
            names.entry(without_port(name, endpoint).to_owned()).or_default().insert(&endpoint.target.given);
        }
        for (name, endpoint) in shown.iter_mut().zip(&report.endpoints) {
            // A port distinguishes two names, but does not show which is which.
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

/// Endpoints of one service in one cloud, in report order.
struct Group<'a> {
    /// Each with its place in the report.
    endpoints: Vec<(usize, &'a EndpointReport)>,
}

impl Group<'_> {
    /// Returns the address of all of them, if `--connect` sets the same one for all.
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
    let service = match origin {
        Some(origin) if origin.cloud == "public" || origin.cloud == origin.service => {
            Some(plain_name(page, &origin.service_name))
        }
        Some(origin) => Some(page.say(&Message::TableServiceInCloud {
            service: plain_name(page, &origin.service_name),
            cloud: cloud(&origin.cloud, page),
        })),
        None => several.then(|| page.say(&Message::TableOtherEndpoints)),
    };
    let count = group.endpoints.len() as u64;
    let title = match (service, group.shared_address().map(|address| address.to_string())) {
        (Some(service), Some(address)) => page.say(&Message::TableServiceAt { service, address, count }),
        (Some(service), None) => service,
        (None, Some(address)) => page.say(&Message::TableProbedAt { address }),
        (None, None) => return None,
    };
    let title = if page.complete { title } else { cut_middle(page, &title, page.width) };
    (!title.is_empty()).then(|| page.paint(Role::Heading, &title))
}

/// Returns the names for people of one cloud, or of several that share endpoints. Unknown ids are shown as they are.
fn cloud(ids: &str, page: Page<'_>) -> String {
    let one = |id: &str| match ["public", "gov", "china"].into_iter().find(|known| *known == id) {
        Some(cloud) => page.say(&Message::TableCloud { cloud }),
        None => plain_name(page, id),
    };
    ids.split(',').map(one).collect::<Vec<_>>().join("; ")
}

fn cells(
    endpoint: &EndpointReport,
    name: String,
    versions: &[Version],
    form: StateForm,
    page: Page<'_>,
) -> Vec<String> {
    let diagnosis = &endpoint.diagnosis;
    let mut cells = vec![name];
    cells.extend(versions.iter().map(|version| version_cell(diagnosis.versions.get(version), form, page)));
    cells.push(gets_cell(diagnosis, page));
    cells.push(verdict_cell(diagnosis, page));
    cells
}

/// Returns the cell of a version. Acceptance has no color: whether it is good or bad depends on the version.
fn version_cell(support: Option<&Support>, form: StateForm, page: Page<'_>) -> String {
    let state = support.map_or(SupportState::NotTested, |support| support.state);
    let word = || page.say(&words::state(state));
    let text = match form {
        StateForm::Both => format!("{} {}", words::mark(state), word()),
        StateForm::Word => word(),
        StateForm::Mark => words::mark(state).to_owned(),
    };
    match state {
        SupportState::Accepted => text,
        SupportState::Refused | SupportState::NotTested => page.paint(Role::Aside, &text),
        SupportState::Unknown => page.paint(Role::Open, &text),
    }
}

fn gets_cell(diagnosis: &Diagnosis, page: Page<'_>) -> String {
    match diagnosis.gets {
        Gets::At(version) if diagnosis.calculated => format!("{} *", version.name()),
        Gets::At(version) => version.name().to_owned(),
        Gets::Nothing => page.say(&Message::TableGetsNothing),
        Gets::Unknown => "?".to_owned(),
    }
}

fn verdict_cell(diagnosis: &Diagnosis, page: Page<'_>) -> String {
    let verdict = diagnosis.verdict;
    let word = page.say(&words::verdict(verdict));
    if verdict == Verdict::Ready && diagnosis.unmet {
        return page.paint(Role::Warning, &format!("{word} {}", words::UNMET_MARK));
    }
    if diagnosis.leaves_open() {
        return page.paint(Role::Open, &format!("{word} {}", words::OPEN_MARK));
    }
    page.paint(verdict_role(verdict), &word)
}

/// Returns the color of a verdict.
pub(super) const fn verdict_role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Ready => Role::Good,
        Verdict::AtRisk => Role::Warning,
        Verdict::NotReady => Role::Bad,
        Verdict::Inconclusive => Role::Open,
    }
}
