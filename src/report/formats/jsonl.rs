//! `--format jsonl`: the endpoint object of the JSON contract, one a line, as each endpoint is finished.

use super::json;
use crate::error::CommandError;
use crate::report::contract::endpoint::EndpointObject;
use crate::report::model::EndpointReport;

/// One endpoint as one line, with its line end.
///
/// # Errors
/// An endpoint that cannot be written as JSON: a defect of this program, exit 4.
pub fn line(endpoint: &EndpointReport) -> Result<String, CommandError> {
    json::line(&EndpointObject::new(endpoint))
}
