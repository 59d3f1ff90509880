//! `--format json`: one object, the contract of `schema_version` 1.

use std::fmt::Write;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::clean::{clean, is_harmless};
use super::endpoint_object::EndpointObject;
use super::host_object::HostObject;
use super::model::{Report, SkippedEndpoint, Summary};
use crate::error::CommandError;

/// The version of the shape. Within one version fields are added, never renamed or dropped.
pub const SCHEMA_VERSION: u32 = 1;

/// The report as one JSON object, with a line end.
///
/// # Errors
/// A report that cannot be written as JSON: a defect of this program, exit 4.
pub fn render(report: &Report) -> Result<String, CommandError> {
    pretty(&ReportObject {
        schema_version: SCHEMA_VERSION,
        tool: ToolObject::THIS,
        started: timestamp(report.started),
        duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
        partial: report.partial,
        catalog: report.catalog_source.as_deref().map(clean),
        host: HostObject::new(&report.host, &report.host_findings),
        endpoints: report.endpoints.iter().map(EndpointObject::new).collect(),
        skipped: report.skipped.iter().map(SkippedObject::new).collect(),
        summary: report.summary(),
    })
}

/// Any object of the contract as indented JSON, with a line end.
///
/// # Errors
/// A value that cannot be written as JSON: a defect of this program, exit 4.
pub fn pretty(object: &impl Serialize) -> Result<String, CommandError> {
    let mut text = escape_hidden(serde_json::to_string_pretty(object).map_err(|error| broken(&error))?);
    text.push('\n');
    Ok(text)
}

/// Any object of the contract as one line, with its line end.
///
/// # Errors
/// A value that cannot be written as JSON: a defect of this program, exit 4.
pub(super) fn line(object: &impl Serialize) -> Result<String, CommandError> {
    let mut text = escape_hidden(serde_json::to_string(object).map_err(|error| broken(&error))?);
    text.push('\n');
    Ok(text)
}

fn broken(error: &serde_json::Error) -> CommandError {
    CommandError::failed(format!("cannot write the report as JSON: {error}"))
}

/// Writes characters that could act on a terminal as JSON's own escapes, which change nothing for a reader of JSON.
///
/// JSON leaves DEL, the C1 controls and direction marks as they are. Outside strings no such character can stand,
/// apart from the line ends of the indented form.
fn escape_hidden(json: String) -> String {
    if json.chars().all(|character| character == '\n' || is_harmless(character)) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if character == '\n' || is_harmless(character) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// RFC 3339 in UTC, to the millisecond.
fn timestamp(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(time::UtcOffset::UTC);
    let moment = moment.replace_millisecond(moment.millisecond()).unwrap_or(moment);
    // RFC 3339 has no years beyond 9999; a clock that far off is shown as it is.
    moment.format(&Rfc3339).unwrap_or_else(|_| moment.to_string())
}

#[derive(Debug, Serialize)]
struct ReportObject<'a> {
    schema_version: u32,
    tool: ToolObject,
    started: String,
    duration_ms: u64,
    partial: bool,
    catalog: Option<String>,
    host: HostObject,
    endpoints: Vec<EndpointObject<'a>>,
    skipped: Vec<SkippedObject>,
    summary: Summary,
}

/// The `tool` object: which program, which version of it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ToolObject {
    name: &'static str,
    version: &'static str,
}

impl ToolObject {
    /// This program.
    pub const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

#[derive(Debug, Serialize)]
struct SkippedObject {
    service: String,
    service_name: String,
    purpose: String,
    pattern: String,
    flag: String,
}

impl SkippedObject {
    fn new(skipped: &SkippedEndpoint) -> Self {
        Self {
            service: clean(&skipped.service),
            service_name: clean(&skipped.service_name),
            purpose: clean(&skipped.purpose),
            pattern: clean(&skipped.pattern),
            flag: clean(&skipped.flag),
        }
    }
}
