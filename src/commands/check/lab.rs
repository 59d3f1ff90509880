//! `check --lab`: probes the servers of the lab and verifies every answer.

use std::collections::HashMap;

use super::sources::{Listed, Source};
use crate::diagnosis::SupportState;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::lab::{Expected, Lab};
use crate::message::Message;
use crate::observation::{Prober, TrustJudgment};
use crate::report::model::EndpointReport;
use crate::say::Words;
use crate::target::{Host, Origin, Target};
use crate::tls::Version;

/// The running lab and the correct answers.
pub(super) struct LabRun {
    /// Dropping it stops the servers.
    lab: Lab,
}

impl LabRun {
    /// Replaces the lab source by the lab's targets. The lab is served until the returned `LabRun` is dropped.
    pub(super) async fn serve(source: Source) -> Result<(Source, Option<Self>), CommandError> {
        let Source::Lab(expectations) = source else { return Ok((source, None)) };
        let started = Lab::start(time::OffsetDateTime::now_utc()).await;
        let lab = started.map_err(|error| CommandError::failed(Message::ErrorLabStart { cause: error.to_string() }))?;
        let lab = Self { lab };
        let mut targets = lab.targets();
        for target in &mut targets {
            expectations.apply(target);
        }
        Ok((Source::Listed(Listed { targets, ..Listed::default() }), Some(lab)))
    }

    /// Returns the lab's CA certificate (DER), to be trusted in addition to the host's roots.
    pub(super) fn root(&self) -> Option<Vec<u8>> {
        let (_, pem) = x509_parser::pem::parse_x509_pem(self.lab.ca_pem().as_bytes()).ok()?;
        Some(pem.contents)
    }

    fn targets(&self) -> Vec<Target> {
        // Data is in English, like the purposes of the catalog.
        let words = Words::english();
        let target = |endpoint: &crate::lab::LabEndpoint| {
            let name = &endpoint.server_name;
            Target::new(Host::Name(name.clone()), endpoint.address.port(), name.as_str())
                .with_connect(endpoint.address.ip())
                .with_origin(Origin {
                    service: "lab".to_owned(),
                    service_name: words.say(&Message::LabService).to_string(),
                    purpose: endpoint.description(&words),
                    cloud: "lab".to_owned(),
                    agents: Vec::new(),
                    note: None,
                })
        };
        self.lab.endpoints().iter().map(target).collect()
    }

    /// Compares every conclusion with the correct answer. A run that was stopped is not compared.
    pub(super) fn judge(&self, reports: &[EndpointReport], stopped: bool) -> Truth {
        if stopped {
            return Truth { stopped, ..Truth::default() };
        }
        let expected: HashMap<_, _> =
            self.lab.endpoints().iter().map(|endpoint| (endpoint.server_name.as_str(), &endpoint.expected)).collect();
        let mut truth = Truth::default();
        for report in reports {
            match expected.get(report.target.given.as_str()) {
                Some(right) => truth.compare(report, right),
                None => truth.wrong.push(Message::LabUnknownEndpoint { name: report.target.given.clone() }),
            }
        }
        let missing = self.lab.endpoints().len().saturating_sub(reports.len());
        if missing > 0 {
            truth.wrong.push(Message::LabNotReported { missing: missing as u64 });
        }
        truth
    }
}

/// Returns the expected answer in codes: `refused (reset, closed)`.
fn expected_codes(expected: &Expected, version: Version) -> String {
    let Some((state, reasons)) = expected.versions.get(&version) else { return "-".to_owned() };
    let reasons: Vec<_> = reasons.iter().map(|reason| code(*reason)).collect();
    format!("{} ({})", code(*state), reasons.join(", "))
}

fn code(of: impl Into<&'static str>) -> &'static str {
    of.into()
}

/// How many answers were correct, and which were not.
#[derive(Debug, Default)]
pub(super) struct Truth {
    stopped: bool,
    right: usize,
    /// Answers that the probers of this run could not determine, and did not claim to.
    open: usize,
    wrong: Vec<Message>,
}

impl Truth {
    fn compare(&mut self, report: &EndpointReport, expected: &Expected) {
        let wire = report.attempts.iter().any(|attempt| attempt.prober == Prober::Wire);
        let name = &report.target.given;
        for (version, support) in &report.diagnosis.versions {
            if expected.agrees(*version, support.state, support.reason) {
                self.right += 1;
                continue;
            }
            // Many answers depend on hellos that only the wire prober can send.
            if !wire && matches!(support.state, SupportState::Unknown | SupportState::NotTested) {
                self.open += 1;
                continue;
            }
            self.wrong.push(Message::LabWrongVersion {
                name: name.clone(),
                version: *version,
                reported: format!("{} ({})", code(support.state), code(support.reason)),
                expected: expected_codes(expected, *version),
            });
        }
        let Some(right) = &expected.trust else { return };
        match report.diagnosis.trust.as_ref().map(|trust| &trust.judgment) {
            None | Some(TrustJudgment::NotJudged) => {}
            Some(judgment) if judgment == right => self.right += 1,
            Some(judgment) => self.wrong.push(Message::LabWrongTrust {
                name: name.clone(),
                reported: format!("{judgment:?}"),
                expected: format!("{right:?}"),
            }),
        }
    }

    /// Returns the last lines of the run: whether every answer was correct, then each incorrect one.
    pub(super) fn lines(&self) -> Vec<Message> {
        let (all, wrong) = ((self.right + self.wrong.len()) as u64, self.wrong.len() as u64);
        let first = match (self.stopped, wrong) {
            (true, _) => Message::LabSelfTestStopped,
            (false, 0) if self.open > 0 => {
                Message::LabSelfTestRightAsFar { right: self.right as u64, open: self.open as u64 }
            }
            (false, 0) => Message::LabSelfTestRight { all },
            (false, wrong) => Message::LabSelfTestWrong { wrong, all },
        };
        let each = self.wrong.iter().map(|wrong| Message::LabWrong { wrong: Box::new(wrong.clone()) });
        [first].into_iter().chain(each).collect()
    }

    pub(super) fn exit(&self) -> Exit {
        match (self.stopped, self.wrong.is_empty()) {
            (true, _) => Exit::Inconclusive,
            (false, true) => Exit::AsExpected,
            (false, false) => Exit::Failed,
        }
    }
}
