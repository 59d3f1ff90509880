//! `check --lab`: probes servers that we own, and says whether every answer was right.

use std::collections::HashMap;

use crate::error::CommandError;
use crate::exit::Exit;
use crate::lab::{Expected, Lab};
use crate::observation::TrustJudgement;
use crate::report::model::EndpointReport;
use crate::target::{Host, Origin, Target};

/// The lab while it is served, and the right answers.
pub(super) struct Trial {
    /// Dropping it stops the servers.
    lab: Lab,
}

impl Trial {
    pub(super) async fn start() -> Result<Self, CommandError> {
        let started = Lab::start(time::OffsetDateTime::now_utc()).await;
        started.map(|lab| Self { lab }).map_err(|error| CommandError::failed(format!("cannot start the lab: {error}")))
    }

    /// The lab's own authority (DER), to be trusted beside the host's roots.
    pub(super) fn root(&self) -> Option<Vec<u8>> {
        let (_, pem) = x509_parser::pem::parse_x509_pem(self.lab.ca_pem().as_bytes()).ok()?;
        Some(pem.contents)
    }

    pub(super) fn targets(&self) -> Vec<Target> {
        let target = |endpoint: &crate::lab::LabEndpoint| {
            let name = &endpoint.server_name;
            Target::new(Host::Name(name.clone()), endpoint.address.port(), name.as_str())
                .with_connect(endpoint.address.ip())
                .with_origin(Origin {
                    service: "lab".to_owned(),
                    service_name: "Lab (servers that tlsready serves itself)".to_owned(),
                    purpose: endpoint.describe.to_owned(),
                    cloud: "lab".to_owned(),
                    agents: Vec::new(),
                    note: None,
                })
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
                None => truth.wrong.push(format!("{}: no such endpoint in the lab", report.target.given)),
            }
        }
        let missing = self.lab.endpoints().len().saturating_sub(reports.len());
        if missing > 0 {
            truth.wrong.push(format!("{missing} endpoints of the lab were not reported"));
        }
        truth
    }
}

/// How many answers were right, and which were not.
#[derive(Debug, Default)]
pub(super) struct Truth {
    stopped: bool,
    right: usize,
    wrong: Vec<String>,
}

impl Truth {
    fn compare(&mut self, report: &EndpointReport, expected: &Expected) {
        let name = &report.target.given;
        for (version, support) in &report.diagnosis.versions {
            if expected.agrees(*version, support.state, support.reason) {
                self.right += 1;
                continue;
            }
            let right = expected.versions.get(version);
            self.wrong
                .push(format!("{name} {version}: said {:?} ({:?}), right is {right:?}", support.state, support.reason));
        }
        let Some(right) = &expected.trust else { return };
        match report.diagnosis.trust.as_ref().map(|trust| &trust.judgement) {
            None | Some(TrustJudgement::NotJudged) => {}
            Some(judgement) if judgement == right => self.right += 1,
            Some(judgement) => self.wrong.push(format!("{name} trust: said {judgement:?}, right is {right:?}")),
        }
    }

    /// The last lines of the run: whether the program told the truth.
    pub(super) fn sentence(&self) -> String {
        if self.stopped {
            return "self-test: not made, since the run was stopped\n".to_owned();
        }
        let all = self.right + self.wrong.len();
        if self.wrong.is_empty() {
            return format!("self-test: all {all} answers about the lab were right\n");
        }
        let mut text = format!("self-test: {} of {all} answers about the lab were WRONG:\n", self.wrong.len());
        for wrong in &self.wrong {
            text.push_str("  ");
            text.push_str(wrong);
            text.push('\n');
        }
        text
    }

    pub(super) fn exit(&self) -> Exit {
        match (self.stopped, self.wrong.is_empty()) {
            (true, _) => Exit::Inconclusive,
            (false, true) => Exit::AsExpected,
            (false, false) => Exit::Failed,
        }
    }
}
