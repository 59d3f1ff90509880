//! `--format json`: one object, the contract of `schema_version` 1.

use std::fmt::Write;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::catalog::{Skipped, Source};
use crate::clean::{is_harmless, is_plain};
use crate::error::CommandError;
use crate::report::contract::endpoint::EndpointObject;
use crate::report::contract::host::HostObject;
use crate::report::model::{Report, Summary};

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
        catalog: report.catalog_source.as_ref().map(Source::code),
        host: HostObject::new(&report.host, &report.host_findings),
        endpoints: report.endpoints.iter().map(EndpointObject::new).collect(),
        skipped: &report.skipped,
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
pub(in crate::report) fn line(object: &impl Serialize) -> Result<String, CommandError> {
    let mut bytes = Vec::with_capacity(LINE);
    serde_json::to_writer(&mut bytes, object).map_err(|error| broken(&error))?;
    let text =
        String::from_utf8(bytes).map_err(|error| CommandError::failed(format!("JSON that is no text: {error}")))?;
    let mut text = escape_hidden(text);
    text.push('\n');
    Ok(text)
}

/// Room for most lines of one endpoint.
const LINE: usize = 4096;

fn broken(error: &serde_json::Error) -> CommandError {
    CommandError::failed(format!("cannot write the report as JSON: {error}"))
}

/// Writes characters that could act on a terminal as JSON's own escapes, which change nothing for a reader of JSON.
///
/// JSON leaves DEL, the C1 controls and direction marks as they are. Outside strings no such character can stand,
/// apart from the line ends of the indented form.
fn escape_hidden(json: String) -> String {
    let is_ours = |text: &str| is_plain(text) || text.chars().all(is_harmless);
    if json.split('\n').all(is_ours) {
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
    skipped: &'a [Skipped],
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::formats::jsonl;
    use crate::report::sample::{HOSTILE, every_outcome};

    #[test]
    fn every_outcome_as_json() {
        let text = render(&every_outcome()).unwrap().replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_line_is_the_same_object() {
        let report = every_outcome();
        let whole: serde_json::Value = serde_json::from_str(&render(&report).unwrap()).unwrap();
        for (endpoint, object) in report.endpoints.iter().zip(whole["endpoints"].as_array().unwrap()) {
            let line = jsonl::line(endpoint).unwrap();
            assert_eq!(line.matches('\n').count(), 1);
            assert!(line.ends_with('\n'));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), *object);
        }
    }

    #[test]
    fn nothing_of_a_peer_acts_on_a_terminal() {
        let mut report = every_outcome();
        report.endpoints[0].target.given = HOSTILE.to_owned();
        let text = render(&report).unwrap();
        assert!(text.chars().all(|character| character == '\n' || is_harmless(character)));
        let object: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(object["endpoints"][0]["host"], HOSTILE, "given back unchanged to a reader of JSON");
    }

    #[test]
    fn what_hides_is_escaped_as_json_escapes() {
        assert_eq!(escape_hidden("\"a\u{7f}\u{202e}\u{e0041}é\"\n".to_owned()), "\"a\\u007f\\u202e\\udb40\\udc41é\"\n");
    }

    #[test]
    fn moments_are_rfc_3339_to_the_millisecond() {
        let moment =
            OffsetDateTime::from_unix_timestamp(1_762_000_000).unwrap() + time::Duration::nanoseconds(5_999_999);
        assert_eq!(timestamp(moment), "2025-11-01T12:26:40.005Z");
    }

    #[test]
    fn the_contract_holds() {
        let object: serde_json::Value = serde_json::from_str(&render(&every_outcome()).unwrap()).unwrap();
        assert_eq!(object["schema_version"], 1);
        assert_eq!(object["host"]["stacks"][0]["versions"]["tls1.3"]["supported"], serde_json::Value::Null);
        let first = &object["endpoints"][0];
        assert_eq!((&first["host"], &first["port"]), (&"global.oms.opinsights.azure.com".into(), &443.into()));
        assert_eq!(first["versions"]["tls1.0"]["alert"], 70);
        assert_eq!(first["probers"]["native"]["default"]["version"], "tls1.3");
        assert_eq!(first["times_ms"]["connect"], 10.5);
        for endpoint in object["endpoints"].as_array().unwrap() {
            let versions: Vec<&str> = endpoint["versions"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(versions, ["tls1.0", "tls1.1", "tls1.2", "tls1.3"]);
        }
        let summary = &object["summary"];
        let sum: u64 =
            ["ready", "at_risk", "not_ready", "inconclusive"].map(|key| summary[key].as_u64().unwrap()).iter().sum();
        assert_eq!(sum as usize, object["endpoints"].as_array().unwrap().len());
    }
}
