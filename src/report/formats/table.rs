//! `--format table`: for people, at two in the morning, in 80 columns.
//!
//! This host first, then one row an endpoint, then a paragraph for each thing to do, then the counts.

mod closing;
mod grid;
mod grouping;
pub(in crate::report) mod head;
mod paragraphs;

use crate::report::layout::style::Style;
use crate::report::layout::text::plain_name;
use crate::report::model::{EndpointReport, Report};
use crate::target::Host;

/// The report as text, with a line end. No line is wider than the style says, apart from commands to paste.
pub fn render(report: &Report, style: Style) -> String {
    let sections = [
        head::lines(report, style),
        grid::lines(report, style),
        paragraphs::lines(report, style),
        closing::lines(report, style),
    ];
    let sections: Vec<String> =
        sections.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
    let mut text = sections.join("\n\n");
    text.push('\n');
    text
}

/// The endpoint's name for people, as it was given, its port with it unless it is HTTPS's.
fn full_name(endpoint: &EndpointReport, style: Style) -> String {
    let (name, port) = name_and_port(endpoint, style);
    format!("{name}{port}")
}

/// Name and port apart, so that the name can be cut and the port stays.
fn name_and_port(endpoint: &EndpointReport, style: Style) -> (String, String) {
    let name = match &endpoint.target.host {
        Host::Name(_) => plain_name(style, &endpoint.target.given),
        address @ Host::Address(_) => address.to_string(),
    };
    let port = if endpoint.target.port == 443 { String::new() } else { format!(":{}", endpoint.target.port) };
    (name, port)
}

#[cfg(test)]
mod tests;
