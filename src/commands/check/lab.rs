//! `check --lab`: probes servers that we own, and says whether every answer was right.

use std::collections::HashMap;

use super::sources::{Listed, Source};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::lab::{Expected, Lab};
use crate::message::Message;
use crate::observation::TrustJudgement;
use crate::report::model::EndpointReport;
use crate::say::Words;
use crate::target::{Expectation, Host, Origin, Target};

/// The lab while it is served, and the right answers.
pub(super) struct LabRun {
    /// Dropping it stops the servers.
    lab: Lab,
}

impl LabRun {
    /// Puts the lab's targets in place of the lab, which is served for as long as this is kept.
    pub(super) async fn serve(source: Source) -> Result<(Source, Option<Self>), CommandError> {
        let Source::Lab(expectations) = source else { return Ok((source, None)) };
        let started = Lab::start(time::OffsetDateTime::now_utc()).await;
        let lab = started.map_err(|error| CommandError::failed(Message::RunNoLab { error: error.to_string() }))?;
        let lab = Self { lab };
        let mut targets = lab.targets();
        for target in &mut targets {
            expectations.apply(target);
        }
        Ok((Source::Listed(Listed { targets, ..Listed::default() }), Some(lab)))
    }

    /// The lab's own authority (DER), to be trusted beside the host's roots.
    pub(super) fn root(&self) -> Option<Vec<u8>> {
        let (_, pem) = x509_parser::pem::parse_x509_pem(self.lab.ca_pem().as_bytes()).ok()?;
        Some(pem.contents)
    }

    fn targets(&self) -> Vec<Target> {
        let target = |endpoint: &crate::lab::LabEndpoint| Target {
            host: Host::Name(endpoint.server_name.clone()),
            port: endpoint.address.port(),
            given: endpoint.server_name.clone(),
            connect: Some(endpoint.address.ip()),
            sni: Some(endpoint.server_name.clone()),
            expectation: Expectation::default(),
            origin: Some(Origin {
                service: "lab".to_owned(),
                service_name: "Lab (servers that tlsready serves itself)".to_owned(),
                purpose: endpoint.describe.to_owned(),
                cloud: "lab".to_owned(),
                agents: Vec::new(),
                note: None,
            }),
        };
        self.lab.endpoints().iter().map(target).collect()
    }

    /// Holds every conclusion against the right answer; after a run that was stopped there is nothing to hold against it.
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
                None => truth.wrong.push(Message::RunSelfTestStranger { endpoint: report.target.given.clone() }),
            }
        }
        let missing = self.lab.endpoints().len().saturating_sub(reports.len());
        if missing > 0 {
            truth.wrong.push(Message::RunSelfTestMissing { count: missing as u64 });
        }
        truth
    }
}

/// How many answers were right, and which were not.
#[derive(Debug, Default)]
pub(super) struct Truth {
    stopped: bool,
    right: usize,
    wrong: Vec<Message>,
}

impl Truth {
    fn compare(&mut self, report: &EndpointReport, expected: &Expected) {
        let name = &report.target.given;
        for (version, support) in &report.diagnosis.versions {
            if expected.agrees(*version, support.state, support.reason) {
                self.right += 1;
                continue;
            }
            let reported = format!("{:?} ({:?})", support.state, support.reason);
            let correct = format!("{:?}", expected.versions.get(version));
            self.wrong(name, version.name(), reported, correct);
        }
        let Some(right) = &expected.trust else { return };
        match report.diagnosis.trust.as_ref().map(|trust| &trust.judgement) {
            None | Some(TrustJudgement::NotJudged) => {}
            Some(judgement) if judgement == right => self.right += 1,
            Some(judgement) => self.wrong(name, "trust", format!("{judgement:?}"), format!("{right:?}")),
        }
    }

    fn wrong(&mut self, endpoint: &str, what: &str, reported: String, correct: String) {
        let (endpoint, what) = (endpoint.to_owned(), what.to_owned());
        self.wrong.push(Message::RunSelfTestAnswer { endpoint, what, reported, correct });
    }

    /// The last lines of the run: whether the program reported the truth.
    pub(super) fn messages(&self) -> Vec<Message> {
        let (wrong, count) = (self.wrong.len() as u64, (self.right + self.wrong.len()) as u64);
        let first = match (self.stopped, wrong) {
            (true, _) => Message::RunSelfTestStopped,
            (false, 0) => Message::RunSelfTestRight { count },
            (false, _) => Message::RunSelfTestWrong { wrong, count },
        };
        std::iter::once(first).chain(self.wrong.iter().cloned()).collect()
    }

    /// The same as text.
    pub(super) fn text(&self, words: &Words) -> String {
        self.messages().iter().fold(String::new(), |text, message| text + &words.say(message) + "\n")
    }

    pub(super) fn exit(&self) -> Exit {
        match (self.stopped, self.wrong.is_empty()) {
            (true, _) => Exit::Inconclusive,
            (false, true) => Exit::AsExpected,
            (false, false) => Exit::Failed,
        }
    }
}
