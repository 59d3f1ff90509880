//! `json`: one object, the contract of `schema_version` 1.

use std::io::{self, Write};

use super::Format;
use crate::report::contract::report::ReportObject;
use crate::report::contract::text;
use crate::report::layout::Page;
use crate::report::model::Report;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Format for Json {
    fn finish(&mut self, out: &mut dyn Write, report: &Report, _page: Page<'_>) -> io::Result<()> {
        out.write_all(text::indented(&ReportObject::new(report))?.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::is_harmless;
    use crate::report::formats::jsonl::JsonLines;
    use crate::report::layout::english;
    use crate::report::layout::style::Style;
    use crate::report::sample::{HOSTILE, every_outcome};

    fn render(report: &Report) -> String {
        let mut text = Vec::new();
        Json.finish(&mut text, report, english(Style::PLAIN)).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn every_outcome_as_json() {
        let text = render(&every_outcome()).replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_line_is_the_same_object() {
        let report = every_outcome();
        let whole: serde_json::Value = serde_json::from_str(&render(&report)).unwrap();
        for (endpoint, object) in report.endpoints.iter().zip(whole["endpoints"].as_array().unwrap()) {
            let mut line = Vec::new();
            JsonLines.endpoint(&mut line, endpoint).unwrap();
            let line = String::from_utf8(line).unwrap();
            assert_eq!(line.matches('\n').count(), 1);
            assert!(line.ends_with('\n'));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), *object);
        }
    }

    #[test]
    fn nothing_of_a_peer_acts_on_a_terminal() {
        let mut report = every_outcome();
        report.endpoints[0].target.given = HOSTILE.to_owned();
        let text = render(&report);
        assert!(text.chars().all(|character| character == '\n' || is_harmless(character)));
        let object: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(object["endpoints"][0]["host"], HOSTILE, "given back unchanged to a reader of JSON");
    }

    #[test]
    fn the_contract_holds() {
        let object: serde_json::Value = serde_json::from_str(&render(&every_outcome())).unwrap();
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
