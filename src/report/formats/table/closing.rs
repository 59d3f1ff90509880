//! The last lines: what the marks mean, what was skipped, the counts, and the time.

use std::collections::BTreeMap;

use strum::VariantArray as _;

use super::{full_name, grid};
use crate::catalog::Skipped;
use crate::diagnosis::{Diagnosis, FindingCode, Reason, Side, SupportState, Verdict};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labeled, plain_name, width};
use crate::report::model::{EndpointReport, Outcome, Report, Summary};
use crate::report::words;

/// The most endpoints that a line names; further ones are counted.
const MOST_NAMED: usize = 5;

/// Returns the legend, the skipped endpoints, and the counts.
pub(super) fn lines(report: &Report, page: Page<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let is_shown = |endpoint: &EndpointReport| !report.only_problems || endpoint.has_problem();
    if report.endpoints.iter().any(is_shown) {
        lines.extend(legend(report, page).iter().map(|line| page.paint(Role::Aside, line)));
    }
    lines.extend(skipped(report, page));
    if let Some(text) = none_reached(report) {
        let lines_of_it = labeled("", &page.say(&text), page.width);
        lines.extend(lines_of_it.iter().map(|line| page.paint(Role::Warning, line)));
    }
    lines.extend(not_trusted(report, page));
    if report.only_problems {
        let count = report.endpoints.iter().filter(|endpoint| !endpoint.has_problem()).count() as u64;
        lines.extend(labeled("", &page.say(&Message::TableOnlyProblems { count }), page.width));
    }
    lines.extend(counts(report, page));
    // The self-test has a last line of its own.
    if !report.self_test {
        lines.extend(outcome(report, page));
    }
    lines
}

/// The most endpoints that the last line names.
const MOST_NAMES: usize = 8;

/// Returns the last line: what the exit code says, and because of which endpoints.
fn outcome(report: &Report, page: Page<'_>) -> Vec<String> {
    let names = |wanted: fn(&Diagnosis) -> bool| {
        let wanted = report.endpoints.iter().filter(|endpoint| wanted(&endpoint.diagnosis));
        let mut names: Vec<String> = wanted.map(|endpoint| full_name(endpoint, page)).collect();
        // With a row for each address, a name has several.
        names.dedup();
        let count = names.len();
        let shown = if count <= MOST_NAMES + 1 { count } else { MOST_NAMES };
        names.truncate(shown);
        let message = match count - shown {
            0 => Message::TableNames { names },
            more => Message::TableNamesAndMore { names: names.join(", "), more: more as u64 },
        };
        (count as u64, page.say(&message))
    };
    let said = |role, message: &Message| {
        let lines = labeled("", &page.say(message), page.width);
        lines.into_iter().map(|line| page.paint(role, &line)).collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    let (role, message) = match report.outcome() {
        Outcome::AsExpected => (Role::Good, Message::TableOutcomeMet),
        Outcome::Unmet => {
            let open = names(|diagnosis| diagnosis.inconclusive && !diagnosis.unmet);
            if let (1.., names) = open {
                lines.extend(said(Role::Open, &Message::TableAlsoInconclusive { names }));
            }
            let (count, names) = names(|diagnosis| diagnosis.unmet);
            (Role::Bad, Message::TableOutcomeUnmet { count, names })
        }
        Outcome::Inconclusive => match names(|diagnosis| diagnosis.inconclusive) {
            (0, _) => (Role::Open, Message::TableOutcomeStopped),
            (count, names) => (Role::Open, Message::TableOutcomeInconclusive { count, names }),
        },
    };
    lines.extend(said(role, &message));
    lines
}

fn legend(report: &Report, page: Page<'_>) -> Vec<String> {
    let form = grid::state_form(report, page);
    let item = |state: &SupportState| {
        let (mark, word) = (words::mark(*state), page.say(&words::state(*state)));
        let meaning = page.say(&words::meaning(*state));
        match form {
            grid::StateForm::Both => format!("{mark} {word} {meaning}"),
            grid::StateForm::Word => format!("{word} = {meaning}"),
            grid::StateForm::Mark => format!("{mark} {meaning}"),
        }
    };
    let items: Vec<String> = SupportState::VARIANTS.iter().map(item).collect();
    let mut lines = Vec::new();
    let one_line = items.join("   ");
    if width(&one_line) <= page.width {
        lines.push(one_line);
    } else {
        lines.extend(labeled("", &items.join(", "), page.width));
    }
    let mut say = |message: &Message| lines.extend(labeled("", &page.say(message), page.width));
    say(&Message::TableLegendGets);
    let any = |test: fn(&crate::diagnosis::Diagnosis) -> bool| {
        report.endpoints.iter().any(|endpoint| test(&endpoint.diagnosis))
    };
    if any(|diagnosis| diagnosis.calculated) {
        say(&Message::TableLegendCalculated);
    }
    if any(|diagnosis| diagnosis.unmet && diagnosis.verdict == Verdict::Ready) {
        say(&Message::TableLegendUnmet { mark: words::UNMET_MARK.to_owned() });
    }
    if any(|diagnosis| diagnosis.leaves_open() && !diagnosis.unmet) {
        say(&Message::TableLegendOpen { mark: words::OPEN_MARK.to_owned() });
    }
    lines
}

/// Returns what was skipped and the flags that would include it: one item for each flag.
fn skipped(report: &Report, page: Page<'_>) -> Vec<String> {
    let mut flags: Vec<(String, u64)> = Vec::new();
    for flag in report.skipped.iter().map(Skipped::flags_to_paste) {
        match flags.iter_mut().find(|(known, _)| *known == flag) {
            Some((_, count)) => *count += 1,
            None => flags.push((flag, 1)),
        }
    }
    if flags.is_empty() {
        return Vec::new();
    }
    let text = Message::TableSkipped { count: report.skipped.len() as u64 };
    let mut lines = labeled("", &page.say(&text), page.width);
    for (flag, count) in flags {
        let what = page.say(&Message::TableEndpoints { count });
        lines.extend(labeled("  ", &format!("{}  ({what})", plain_name(page, &flag)), page.width));
    }
    lines
}

/// If no endpoint was reached, the path to them is the problem. Returns one line about it, to be shown before the
/// counts.
fn none_reached(report: &Report) -> Option<Message> {
    if report.endpoints.len() < 2 {
        return None;
    }
    let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
    for endpoint in &report.endpoints {
        *reasons.entry(endpoint.diagnosis.never_reached()?).or_default() += 1;
    }
    let mut reasons: Vec<(Reason, u64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let why: Vec<Message> = match reasons.as_slice() {
        [(only, _)] => vec![words::reason(*only)],
        several => several
            .iter()
            .map(|(reason, count)| Message::TableReasonCount { why: Box::new(words::reason(*reason)), count: *count })
            .collect(),
    };
    let mut sides = report.endpoints.iter().filter_map(|endpoint| endpoint.diagnosis.findings.first());
    if sides.clone().all(|finding| finding.code == FindingCode::DnsNoAnswer) {
        return Some(Message::TableNoDns);
    }
    Some(if sides.all(|finding| finding.side == Side::Network) {
        Message::TableNoneReachedNetwork { why }
    } else {
        Message::TableNoneReached { why }
    })
}

/// Returns a line about the endpoints that are as expected but whose certificate this host does not trust: nothing else near the
/// end of the report mentions them.
fn not_trusted(report: &Report, page: Page<'_>) -> Vec<String> {
    let not_expected = |endpoint: &&EndpointReport| {
        endpoint.is_not_trusted() && !endpoint.target.expectation.trust && endpoint.diagnosis.verdict == Verdict::Ready
    };
    let mut endpoints: Vec<_> =
        report.endpoints.iter().filter(not_expected).map(|endpoint| full_name(endpoint, page)).collect();
    endpoints.dedup();
    if endpoints.is_empty() {
        return Vec::new();
    }
    let more = endpoints.len().saturating_sub(MOST_NAMED) as u64;
    endpoints.truncate(MOST_NAMED);
    let flag = "--require-trust".to_owned();
    let text = page.say(&Message::TableNotTrusted { endpoints: endpoints.join(", "), more, flag });
    labeled("", &text, page.width).iter().map(|line| page.paint(Role::Warning, line)).collect()
}

/// Returns the counts of a run as clauses of one line: `4 endpoints: 1 ready, 1 at risk, 1 not ready, 1 inconclusive`.
pub(super) fn clauses(summary: Summary, partial: bool) -> Vec<Message> {
    let count = |count: usize| count as u64;
    let (endpoints, ready, at_risk, not_ready, inconclusive) = (
        count(summary.endpoints()),
        count(summary.ready),
        count(summary.at_risk),
        count(summary.not_ready),
        count(summary.inconclusive),
    );
    let mut clauses = vec![if partial {
        Message::TableCountsPartial { endpoints, ready, at_risk, not_ready, inconclusive }
    } else {
        Message::TableCounts { endpoints, ready, at_risk, not_ready, inconclusive }
    }];
    if summary.open > 0 {
        clauses.push(Message::TableCountsOpen { count: count(summary.open) });
    }
    clauses
}

/// `4 endpoints: 1 ready, 1 at risk, 1 not ready, 1 inconclusive; 2 skipped                in 310 ms`
fn counts(report: &Report, page: Page<'_>) -> Vec<String> {
    let summary = report.summary();
    let mut clauses = clauses(summary, report.partial);
    let short = page.clauses(&clauses);
    if summary.skipped > 0 {
        clauses.push(Message::TableCountsSkipped { count: summary.skipped as u64 });
    }
    let time = page.say(&Message::TableDuration { duration: report.duration });
    let room = |text: &str| page.width.checked_sub(width(text) + width(&time)).filter(|room| *room >= 2);
    for text in [page.clauses(&clauses), short.clone()] {
        if let Some(room) = room(&text) {
            return vec![format!("{}{}{time}", page.paint(Role::Heading, &text), " ".repeat(room))];
        }
    }
    let mut lines = labeled("", &short, page.width);
    for line in &mut lines {
        *line = page.paint(Role::Heading, line);
    }
    lines.push(format!("{}{time}", " ".repeat(page.width.saturating_sub(width(&time)))));
    lines
}
