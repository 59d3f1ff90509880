//! The whole report of a run: the contract of `schema_version` 1.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::endpoint::EndpointObject;
use super::host::HostObject;
use crate::catalog::{Skipped, Source};
use crate::report::model::{Report, Summary};

/// The version of the shape. Within one version fields are added, never renamed or dropped.
pub const SCHEMA_VERSION: u32 = 1;

/// RFC 3339 in UTC, to the millisecond.
fn timestamp(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(time::UtcOffset::UTC);
    let moment = moment.replace_millisecond(moment.millisecond()).unwrap_or(moment);
    // RFC 3339 has no years beyond 9999; a clock that far off is shown as it is.
    moment.format(&Rfc3339).unwrap_or_else(|_| moment.to_string())
}

/// What `check --format json` prints.
#[derive(Debug, Serialize)]
pub(in crate::report) struct ReportObject<'a> {
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

impl<'a> ReportObject<'a> {
    pub(in crate::report) fn new(report: &'a Report) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: ToolObject::THIS,
            started: timestamp(report.started),
            duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
            partial: report.partial,
            catalog: report.catalog_source.as_ref().map(Source::code),
            host: HostObject::new(&report.host),
            endpoints: report.endpoints.iter().map(EndpointObject::new).collect(),
            skipped: &report.skipped,
            summary: report.summary(),
        }
    }
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

    #[test]
    fn moments_are_rfc_3339_to_the_millisecond() {
        let moment =
            OffsetDateTime::from_unix_timestamp(1_762_000_000).unwrap() + time::Duration::nanoseconds(5_999_999);
        assert_eq!(timestamp(moment), "2025-11-01T12:26:40.005Z");
    }
}
