//! `--format table`: for people, at two in the morning, in 80 columns.
//!
//! First this host, then one row per endpoint, then a paragraph for each thing to do, then the counts.

mod closing;
mod folding;
mod grid;
mod grouping;
pub(in crate::report) mod head;
mod paragraphs;

use std::io::{self, Write};

use self::folding::Folds;
use super::Format;
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::text::plain_name;
use crate::report::model::{EndpointReport, Report, Summary};
use crate::target::Host;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Table;

impl Format for Table {
    fn finish(&mut self, out: &mut dyn Write, report: &Report, page: Page<'_>) -> io::Result<()> {
        out.write_all(render(report, page).as_bytes())
    }

    fn is_for_people(&self) -> bool {
        true
    }
}

/// Returns the report as text with a line end. Only commands to paste may be wider than the page.
pub fn render(report: &Report, page: Page<'_>) -> String {
    let problems;
    let shown = if report.only_problems {
        let endpoints = report.endpoints.iter().filter(|endpoint| endpoint.has_problem()).cloned().collect();
        problems = Report { endpoints, ..report.clone() };
        &problems
    } else {
        report
    };
    let folds = Folds::of(shown);
    let sections = [
        head::lines(report, page),
        grid::lines(shown, &folds, page),
        paragraphs::lines(report, &folds, page),
        closing::lines(report, page),
    ];
    let sections: Vec<String> =
        sections.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
    let mut text = sections.join("\n\n");
    text.push('\n');
    text
}

/// Returns the counts of a run in one line without a line end: `2 endpoints: 2 ready, 0 at risk, …`.
pub fn one_line(summary: Summary, partial: bool, page: Page<'_>) -> String {
    let mut clauses = closing::clauses(summary, partial);
    if summary.not_trusted > 0 {
        clauses.push(Message::TableCountsNotTrusted { count: summary.not_trusted as u64 });
    }
    page.clauses(&clauses)
}

/// Returns the endpoint's name as it was given, with its port unless that is the one for HTTPS.
fn full_name(endpoint: &EndpointReport, page: Page<'_>) -> String {
    let (name, port) = name_and_port(endpoint, page);
    format!("{name}{port}")
}

/// Returns name and port separately, so that the name can be cut and the port stays.
fn name_and_port(endpoint: &EndpointReport, page: Page<'_>) -> (String, String) {
    let name = match &endpoint.target.host {
        Host::Name(_) => plain_name(page, &endpoint.target.given),
        address @ Host::Address(_) => address.to_string(),
    };
    let port = if endpoint.target.port == 443 { String::new() } else { format!(":{}", endpoint.target.port) };
    (name, port)
}

#[cfg(test)]
mod tests;
