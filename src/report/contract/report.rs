//! The whole report of a run: the contract of `schema_version` 1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::endpoint::EndpointObject;
use super::host::HostObject;
use crate::catalog::{Skipped, Source};
use crate::clean::{clean, clean_sentence};
use crate::report::model::{Report, Summary};

/// The version of the shape. Within one version fields are added, never renamed or dropped.
pub const SCHEMA_VERSION: u32 = 1;

/// Formats a time as RFC 3339 in UTC, to the millisecond.
fn timestamp(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(time::UtcOffset::UTC);
    let moment = moment.replace_millisecond(moment.millisecond()).unwrap_or(moment);
    // RFC 3339 has no years beyond 9999; a clock that is so far off is shown as is.
    moment.format(&Rfc3339).unwrap_or_else(|_| moment.to_string())
}

/// The output of tlsready check --format json. Within one schema_version, fields and codes are added, but never renamed
/// or removed: ignore those that you do not know.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "tlsready report", rename = "report")]
pub struct ReportObject {
    /// The version of this format.
    #[schemars(extend("const" = SCHEMA_VERSION))]
    pub schema_version: u32,
    /// The program that wrote the report.
    pub tool: ToolObject,
    /// When the run started, in RFC 3339 format, UTC.
    pub started: String,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// True if the run was stopped, or its deadline expired, before every endpoint was finished.
    pub partial: bool,
    /// The catalog that the endpoints come from: built-in, or the path of a file; null if they are not from a catalog.
    pub catalog: Option<String>,
    /// The host that tlsready runs on.
    pub host: HostObject,
    /// The endpoints that were probed.
    pub endpoints: Vec<EndpointObject>,
    /// Endpoints of the catalog that were not probed because a variable has no value.
    pub skipped: Vec<SkippedObject>,
    /// Counts of endpoints.
    pub summary: SummaryObject,
}

impl ReportObject {
    /// Makes the object for a report.
    pub fn new(report: &Report) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolObject::this(),
            started: timestamp(report.started),
            duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
            partial: report.partial,
            catalog: report.catalog_source.as_ref().map(Source::code),
            host: HostObject::new(&report.host),
            endpoints: report.endpoints.iter().map(EndpointObject::new).collect(),
            skipped: report.skipped.iter().map(SkippedObject::new).collect(),
            summary: SummaryObject::new(report.summary()),
        }
    }
}

/// The program that wrote the report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "tool")]
pub struct ToolObject {
    /// Name of the program.
    #[schemars(extend("const" = env!("CARGO_PKG_NAME")))]
    pub name: String,
    /// Version of the program.
    pub version: String,
}

impl ToolObject {
    /// Returns the object for this program.
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// An endpoint of the catalog that was not probed because a variable has no value.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "skipped")]
pub struct SkippedObject {
    /// Id of the service.
    pub service: String,
    /// Name of the service.
    pub service_name: String,
    /// What the endpoint is for.
    pub purpose: String,
    /// The clouds, comma-separated.
    pub cloud: String,
    /// Ids of the agents that connect to the endpoint.
    pub agents: Vec<String>,
    /// The host as it is written in the catalog, with the names of its variables.
    pub host: String,
    /// The TCP port.
    #[schemars(range(min = 1))]
    pub port: u16,
    /// The variables that have no value.
    pub missing: Vec<String>,
    /// The flags that set these variables.
    pub flags: Vec<String>,
    /// The source of the catalog entry.
    pub source: Option<String>,
    /// What a handshake cannot show about the service, or what is not confirmed, according to the catalog.
    pub note: Option<String>,
}

impl SkippedObject {
    fn new(skipped: &Skipped) -> Self {
        let all = |texts: &[String]| texts.iter().map(|text| clean(text)).collect();
        Self {
            service: clean(&skipped.service),
            service_name: clean(&skipped.service_name),
            purpose: clean(&skipped.purpose),
            cloud: clean(&skipped.cloud),
            agents: all(&skipped.agents),
            host: clean(&skipped.host),
            port: skipped.port,
            missing: all(&skipped.missing),
            flags: all(&skipped.flags),
            source: skipped.source.as_deref().map(clean_sentence),
            note: skipped.note.as_deref().map(clean_sentence),
        }
    }
}

/// Counts of endpoints. The first four add up to the endpoints that were probed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "summary")]
pub struct SummaryObject {
    /// Endpoints with the verdict ready.
    pub ready: usize,
    /// Endpoints with the verdict at-risk.
    pub at_risk: usize,
    /// Endpoints with the verdict not-ready.
    pub not_ready: usize,
    /// Endpoints with the verdict inconclusive.
    pub inconclusive: usize,
    /// Endpoints of the catalog that were not probed.
    pub skipped: usize,
    /// Endpoints that do not meet an expectation, whatever their verdict.
    pub unmet: usize,
    /// Endpoints that the run did not finish, whatever their verdict.
    pub partial: usize,
    /// Endpoints of any verdict whose certificate this host does not trust.
    pub not_trusted: usize,
}

impl SummaryObject {
    const fn new(summary: Summary) -> Self {
        let Summary { ready, at_risk, not_ready, inconclusive, skipped, unmet, partial, not_trusted, open: _ } =
            summary;
        Self { ready, at_risk, not_ready, inconclusive, skipped, unmet, partial, not_trusted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_rfc_3339_to_the_millisecond() {
        let moment =
            OffsetDateTime::from_unix_timestamp(1_762_000_000).unwrap() + time::Duration::nanoseconds(5_999_999);
        assert_eq!(timestamp(moment), "2025-11-01T12:26:40.005Z");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let report = ReportObject::new(&crate::report::sample::every_outcome());
        let written = serde_json::to_value(&report).unwrap();
        let read: ReportObject = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
        let text = super::super::text::indented(&report).unwrap();
        let from_text: ReportObject = serde_json::from_str(&text).unwrap();
        assert_eq!(from_text.endpoints.len(), report.endpoints.len());
    }
}
