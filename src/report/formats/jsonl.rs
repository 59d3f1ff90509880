//! `jsonl`: the endpoint object of the JSON contract, one per line, written as each endpoint is finished.

use std::io::{self, Write};

use super::Format;
use crate::report::contract::endpoint::EndpointObject;
use crate::report::contract::text;
use crate::report::model::EndpointReport;

/// Its name on the command line.
pub const NAME: &str = "jsonl";

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct JsonLines;

impl Format for JsonLines {
    fn endpoint(&mut self, out: &mut dyn Write, endpoint: &EndpointReport) -> io::Result<()> {
        out.write_all(text::line(&EndpointObject::new(endpoint))?.as_bytes())
    }
}
