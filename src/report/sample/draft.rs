//! A short notation for the endpoints of the sample.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::diagnosis::{
    Diagnosis, Finding, Gets, ProberOutcome, ProberResult, Reason, Support, SupportState, TrustReport, Verdict,
};
use crate::message::Message;
use crate::observation::{AddressRecord, Asked, End, EndpointRecord, Observation, Prober, Stage, StageTimes};
use crate::report::model::{EndpointReport, Scope};
use crate::target::{Host, Origin, Target};
use crate::tls::{CipherSuite, Version};

/// An endpoint under construction.
pub(super) struct Draft {
    target: Target,
    record: EndpointRecord,
    diagnosis: Diagnosis,
}

/// Returns a conclusion with its reason.
pub(crate) fn support(state: SupportState, reason: Reason, detail: Message) -> Support {
    Support::new(state, reason, detail, usize::from(state != SupportState::NotTested))
}

/// Returns the usual detail of an accepted version.
pub(super) fn acceptance(version: Version) -> Message {
    Message::EndpointAcceptsVersion {
        hello: "standard",
        version,
        answer: "ServerHello".to_owned(),
        suite: CipherSuite(if version < Version::Tls13 { 0xc02f } else { 0x1302 }).to_string(),
    }
}

impl Draft {
    /// Starts an endpoint named on the command line.
    pub(super) fn new(name: &str) -> Self {
        let host = name.parse::<IpAddr>().map_or_else(|_| Host::Name(name.to_owned()), Host::Address);
        Self {
            target: Target::new(host, 443, name).with_sni(None),
            record: EndpointRecord {
                addresses: Vec::new(),
                more_addresses: 0,
                probed: AddressRecord { address: None, observations: Vec::new() },
                passed_over: Vec::new(),
                partial: false,
                expired: false,
                duration: Duration::from_micros(43_210),
            },
            diagnosis: Diagnosis {
                versions: BTreeMap::new(),
                probers: BTreeMap::new(),
                trust: None,
                verdict: Verdict::Ready,
                meets_at: None,
                calculated: false,
                gets: Gets::Unknown,
                sentence: Message::ListEmpty,
                findings: Vec::new(),
                unmet: false,
                inconclusive: false,
                open: Vec::new(),
            },
        }
    }

    /// Starts an endpoint of a catalog.
    pub(super) fn of_service(name: &str, service: &str) -> Self {
        let mut draft = Self::new(name);
        draft.target.origin = Some(Origin {
            service: service.to_lowercase().replace(' ', "-"),
            service_name: service.to_owned(),
            purpose: "ingestion".to_owned(),
            cloud: "public".to_owned(),
            agents: vec!["mma".to_owned(), "ama".to_owned()],
            note: None,
        });
        draft
    }

    pub(super) fn target(mut self, change: impl FnOnce(&mut Target)) -> Self {
        change(&mut self.target);
        self
    }

    pub(super) fn origin(mut self, change: impl FnOnce(&mut Origin)) -> Self {
        change(self.target.origin.as_mut().unwrap());
        self
    }

    pub(super) fn record(mut self, change: impl FnOnce(&mut EndpointRecord)) -> Self {
        change(&mut self.record);
        self
    }

    pub(super) fn diagnosis(mut self, change: impl FnOnce(&mut Diagnosis)) -> Self {
        change(&mut self.diagnosis);
        self
    }

    /// Sets the address that was probed, with the endpoint's port.
    pub(super) fn at(mut self, address: &str) -> Self {
        let address = SocketAddr::new(address.parse().unwrap(), self.target.port);
        self.record.probed.address = Some(address);
        self.record.addresses.push(address);
        self
    }

    pub(super) fn version(mut self, version: Version, state: SupportState, reason: Reason, detail: Message) -> Self {
        self.diagnosis.versions.insert(version, support(state, reason, detail));
        self
    }

    pub(super) fn all(mut self, versions: &[Version], state: SupportState, reason: Reason, detail: &Message) -> Self {
        for version in versions {
            self = self.version(*version, state, reason, detail.clone());
        }
        self
    }

    /// Accepts these of the default versions and rejects the others with alert 70.
    pub(super) fn accepts(mut self, accepted: &[Version]) -> Self {
        for version in Version::DEFAULT {
            self = if accepted.contains(&version) {
                self.version(version, SupportState::Accepted, Reason::ServerHello, acceptance(version))
            } else {
                let detail = Message::EndpointRejectsVersion { version, alert: "protocol_version (70)".to_owned() };
                self.version(version, SupportState::Refused, Reason::AlertProtocolVersion, detail)
            };
        }
        self
    }

    pub(super) fn verdict(mut self, verdict: Verdict, sentence: Message) -> Self {
        self.diagnosis.verdict = verdict;
        self.diagnosis.unmet = verdict == Verdict::NotReady;
        self.diagnosis.inconclusive = verdict == Verdict::Inconclusive;
        self.diagnosis.sentence = sentence;
        self
    }

    pub(super) fn meets(mut self, version: Version) -> Self {
        self.diagnosis.meets_at = Some(version);
        self = self.native(ProberOutcome::Completed, Some(version), None);
        self.diagnosis.gets = Gets::At(version);
        self
    }

    /// Sets what the native prober got by default.
    pub(super) fn native(mut self, outcome: ProberOutcome, version: Option<Version>, evidence: Option<&str>) -> Self {
        if matches!(
            outcome,
            ProberOutcome::PeerRefused | ProberOutcome::PeerAnsweredLower | ProberOutcome::LocalAborted
        ) {
            self.diagnosis.gets = Gets::Nothing;
        }
        let evidence = evidence.map(|text| Message::EndpointLibrarySays {
            text: Box::new(Message::EndpointEvidenceWords { text: text.to_owned() }),
        });
        let result = ProberResult { outcome, version, evidence };
        self.diagnosis.probers.entry(Prober::Native).or_default().insert(None, result);
        self
    }

    /// Sets a verdict and the finding that decides it.
    pub(super) fn because(self, verdict: Verdict, finding: Finding) -> Self {
        self.verdict(verdict, finding.summary.clone()).finding(finding)
    }

    pub(super) fn finding(mut self, finding: Finding) -> Self {
        self.diagnosis.findings.push(finding);
        self
    }

    pub(super) fn trust(mut self, trust: TrustReport) -> Self {
        self.diagnosis.trust = Some(trust);
        self
    }

    /// Adds an attempt of the wire prober at the probed address.
    pub(super) fn attempt(mut self, version: Version, reached: Stage, end: End) -> Self {
        let connected = reached >= Stage::Hello;
        let times = StageTimes {
            resolve: Some(Duration::from_micros(1_234)),
            connect: connected.then_some(Duration::from_micros(10_500)),
            hello: (reached >= Stage::Handshake).then_some(Duration::from_micros(11_250)),
            handshake: None,
        };
        let attempt = Observation::new(Prober::Wire, Asked::Pinned(version), reached, end)
            .with_address(self.record.probed.address)
            .with_times(times);
        self.record.probed.observations.push(attempt);
        self
    }

    pub(super) fn build(self) -> EndpointReport {
        let probers = self.diagnosis.probers.keys().copied();
        let scope = Scope { probers: [Prober::Wire].into_iter().chain(probers).collect(), ..Scope::default() };
        EndpointReport::new(self.target, &self.record, self.diagnosis, scope)
    }
}
