//! The last lines: what the marks mean, what was left out, the counts and the time.

use std::collections::BTreeMap;

use super::grid;
use crate::diagnosis::{Reason, SupportState, Verdict};
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labelled, plain_name, width};
use crate::report::model::{EndpointReport, Report};
use crate::report::words;

/// Legend, skipped endpoints, counts.
pub(super) fn lines(report: &Report, page: Page<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !report.endpoints.is_empty() {
        lines.extend(legend(report, page).iter().map(|line| page.paint(Role::Aside, line)));
    }
    lines.extend(skipped(report, page));
    if let Some(text) = nothing_reached(report) {
        lines.extend(labelled("", &text, page.width).iter().map(|line| page.paint(Role::Warning, line)));
    }
    lines.extend(counts(report, page));
    lines
}

fn legend(report: &Report, page: Page<'_>) -> Vec<String> {
    let states = [SupportState::Accepted, SupportState::Refused, SupportState::Unknown, SupportState::NotTested];
    let items: Vec<String> = states
        .iter()
        .map(|state| {
            let words::Marked { mark, word, meaning } = words::support(*state);
            if grid::has_marks(report, page) {
                format!("{mark} {word} {meaning}")
            } else {
                format!("{word} = {meaning}")
            }
        })
        .collect();
    let mut lines = Vec::new();
    let one_line = items.join("   ");
    if width(&one_line) <= page.width {
        lines.push(one_line);
    } else {
        lines.extend(labelled("", &items.join(", "), page.width));
    }
    let gets = "host gets: what a program here gets that names no version (the platform's stack)";
    lines.extend(labelled("", gets, page.width));
    if report.endpoints.iter().any(|endpoint| endpoint.diagnosis.unmet && endpoint.diagnosis.verdict == Verdict::Ready)
    {
        let text = format!("{} usable, but something expected of the endpoint does not hold", words::UNMET_MARK);
        lines.extend(labelled("", &text, page.width));
    }
    if report.endpoints.iter().any(|endpoint| endpoint.leaves_open() && !endpoint.diagnosis.unmet) {
        let text = format!(
            "{} usable, but something that was asked could not be told (exit code 3, unless something is unmet)",
            words::OPEN_MARK
        );
        lines.extend(labelled("", &text, page.width));
    }
    lines
}

/// What was left out, and the flags that would put it in: one item for each flag.
fn skipped(report: &Report, page: Page<'_>) -> Vec<String> {
    let mut flags: Vec<(&str, usize)> = Vec::new();
    for skipped in &report.skipped {
        match flags.iter_mut().find(|(flag, _)| *flag == skipped.flag) {
            Some((_, count)) => *count += 1,
            None => flags.push((&skipped.flag, 1)),
        }
    }
    if flags.is_empty() {
        return Vec::new();
    }
    let (each, it) = if report.skipped.len() == 1 { ("needs", "it") } else { ("need", "them") };
    let text = format!(
        "{} {each} something of yours; to probe {it} as well, add",
        words::count(report.skipped.len(), "endpoint", "endpoints")
    );
    let mut lines = labelled("skipped  ", &text, page.width);
    for (flag, count) in flags {
        // A flag that is broken in two cannot be pasted.
        let what = words::count(count, "endpoint", "endpoints");
        let text = format!("{}  ({what})", plain_name(page, flag));
        lines.extend(labelled("           ", &text, page.width));
    }
    lines
}

/// Where not one endpoint was reached, this is about the way there: said in one line, before the counts.
fn nothing_reached(report: &Report) -> Option<String> {
    if report.endpoints.len() < 2 {
        return None;
    }
    let mut causes: BTreeMap<Reason, usize> = BTreeMap::new();
    for endpoint in &report.endpoints {
        *causes.entry(never_reached(endpoint)?).or_default() += 1;
    }
    let mut causes: Vec<(Reason, usize)> = causes.into_iter().collect();
    causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told = match causes.as_slice() {
        [(only, _)] => words::reason(*only).to_owned(),
        several => {
            let told: Vec<String> =
                several.iter().map(|(reason, count)| format!("{} {count}", words::reason(*reason))).collect();
            told.join(", ")
        }
    };
    Some(format!("None of {} endpoints was reached ({told}): check the network.", report.endpoints.len()))
}

/// Why the endpoint was not reached, if nothing at all is known of its TLS.
pub(super) fn never_reached(endpoint: &EndpointReport) -> Option<Reason> {
    let mut reasons = endpoint.diagnosis.versions.values().map(|support| support.reason);
    let first = reasons.next()?;
    (words::is_before_tls(first) && reasons.all(words::is_before_tls)).then_some(first)
}

/// `4 endpoints: 1 ready, 1 at risk, 1 not ready, 1 inconclusive; 2 skipped                in 0.31 s`
fn counts(report: &Report, page: Page<'_>) -> Vec<String> {
    let summary = report.summary();
    let kinds = [
        (Verdict::Ready, summary.ready),
        (Verdict::AtRisk, summary.at_risk),
        (Verdict::NotReady, summary.not_ready),
        (Verdict::Inconclusive, summary.inconclusive),
    ];
    let kinds: Vec<String> =
        kinds.iter().map(|(verdict, count)| format!("{count} {}", words::verdict_in_text(*verdict))).collect();
    let endpoints = words::count(summary.endpoints(), "endpoint", "endpoints");
    let partial = if report.partial { " (partial)" } else { "" };
    let open = match report.endpoints.iter().filter(|endpoint| endpoint.leaves_open()).count() {
        0 => String::new(),
        1 => "; 1 leaves something open".to_owned(),
        more => format!("; {more} leave something open"),
    };
    let short = format!("{endpoints}{partial}: {}{open}", kinds.join(", "));
    let skipped = if summary.skipped > 0 { format!("; {} skipped", summary.skipped) } else { String::new() };
    let time = format!("in {}", words::duration(report.duration));
    let room = |text: &str| page.width.checked_sub(width(text) + width(&time)).filter(|room| *room >= 2);
    for text in [format!("{short}{skipped}"), short.clone()] {
        if let Some(room) = room(&text) {
            return vec![format!("{}{}{time}", page.paint(Role::Heading, &text), " ".repeat(room))];
        }
    }
    let mut lines = labelled("", &short, page.width);
    for line in &mut lines {
        *line = page.paint(Role::Heading, line);
    }
    lines.push(format!("{}{time}", " ".repeat(page.width.saturating_sub(width(&time)))));
    lines
}
