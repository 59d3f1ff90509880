//! Scripted observations for the tests of this room: what a probe would have left, without a probe.

use std::net::SocketAddr;
use std::time::Duration;

use crate::diagnosis::host::{HostAssessment, Known, Linkage, Readiness, StackAssessment, TrustStoreFacts, WhenAsked};
use crate::message::Message;
use crate::observation::{
    AddressRecord, Answer, Asked, DowngradeSentinel, End, EndpointRecord, Observation, Prober, Stage, TrustFacts,
    TrustJudgment,
};
use crate::target::{Expectation, Host, Target};
use crate::tls::{Alert, AlertDescription, CipherSuite, Version};
use crate::wire::HelloVariant;

/// The versions that a run asks for by default.
pub(super) const USUAL: [Version; 4] = [Version::Tls10, Version::Tls11, Version::Tls12, Version::Tls13];

/// An attempt of the wire prober with the usual hello.
pub(super) fn wire(version: Version, end: End) -> Observation {
    by(Prober::Wire, Asked::Pinned(version), end)
}

/// An attempt.
pub(super) fn by(prober: Prober, asked: Asked, end: End) -> Observation {
    Observation::new(prober, asked, Stage::Hello, end).with_address(Some(SocketAddr::from(([192, 0, 2, 1], 443))))
}

/// A `ServerHello` of the version for which it asked.
pub(super) fn accepts(version: Version) -> Observation {
    wire(version, End::Done).answered(version)
}

/// The platform's stack with its own settings, complete at this version.
pub(super) fn native(version: Version) -> Observation {
    by(Prober::Native, Asked::Default, End::Done).answered(version)
}

pub(super) fn alert(number: u8) -> End {
    End::Alert(Alert::fatal(AlertDescription(number)))
}

pub(super) const CLOSED: End = End::Closed { after: 0 };
pub(super) const SILENT: End = End::Silent { waited: Duration::from_secs(3), after: 0 };

impl Observation {
    pub(super) fn answered(self, version: Version) -> Self {
        self.with_answer(Answer {
            version,
            cipher_suite: CipherSuite(0x002f),
            group: None,
            hello_retry_request: false,
            alpn: None,
            downgrade_sentinel: None,
            secure_renegotiation: true,
            extended_master_secret: true,
            certificate_requested: false,
            certificates: Vec::new(),
        })
    }

    pub(super) fn with(self, variant: HelloVariant) -> Self {
        self.with_variant(variant)
    }

    /// Changes the answer.
    pub(super) fn but(mut self, change: impl FnOnce(&mut Answer)) -> Self {
        self.answer.as_mut().map(change);
        self
    }

    pub(super) fn marked(self, sentinel: DowngradeSentinel) -> Self {
        self.but(|answer| answer.downgrade_sentinel = Some(sentinel))
    }

    pub(super) fn judged(self, judgment: TrustJudgment) -> Self {
        self.with_trust(TrustFacts { chain: vec![vec![0x30, 0]], judgment })
    }
}

pub(super) fn record(observations: Vec<Observation>) -> EndpointRecord {
    let address = observations.first().and_then(|seen| seen.address);
    EndpointRecord {
        addresses: address.into_iter().collect(),
        more_addresses: 0,
        probed: AddressRecord { address, observations },
        passed_over: Vec::new(),
        partial: false,
        expired: false,
        duration: Duration::from_millis(5),
    }
}

pub(super) fn target(expectation: Expectation) -> Target {
    Target::new(Host::Name("a.example".to_owned()), 443, "a.example").with_expectation(expectation)
}

/// A host whose default offer is exactly this, and that has on request what is in the second list, too.
pub(super) fn host(default: &[Version], when_asked: &[Version]) -> HostAssessment {
    let mut stack = StackAssessment::unknown("OpenSSL 3.0.0", Message::HostNotReady);
    stack.gaps.clear();
    stack.linkage = Linkage::System;
    for (version, facts) in &mut stack.versions {
        facts.default = if default.contains(version) { Known::Yes } else { Known::No };
        let asked = default.contains(version) || when_asked.contains(version);
        facts.when_asked = if asked { WhenAsked::Yes } else { WhenAsked::No };
        facts.supported = if asked { Known::Yes } else { Known::No };
    }
    HostAssessment {
        name: None,
        operating_system: "a system".to_owned(),
        readiness: Readiness::Ready,
        sentence: Message::HostReady { versions: Vec::new() },
        stacks: vec![stack],
        clients: Vec::new(),
        findings: Vec::new(),
        repair: None,
        gaps: Vec::new(),
        trust_store: TrustStoreFacts { roots: 1, ..TrustStoreFacts::default() },
        proxy_variable: None,
    }
}

/// A host of today.
pub(super) fn modern_host() -> HostAssessment {
    host(&[Version::Tls12, Version::Tls13], &[])
}

/// A host of which nothing is known.
pub(super) fn unknown_host() -> HostAssessment {
    let mut host = modern_host();
    host.stacks = vec![StackAssessment::unknown("Schannel", Message::HostInconclusive)];
    host
}

pub(super) fn usual() -> Expectation {
    Expectation::default()
}

/// Accepts these versions and refuses the other usual ones with alert 70.
pub(super) fn serves(versions: &[Version]) -> Vec<Observation> {
    USUAL.map(|version| if versions.contains(&version) { accepts(version) } else { wire(version, alert(70)) }).to_vec()
}

pub(super) fn all(end: &End) -> Vec<Observation> {
    USUAL.map(|version| wire(version, end.clone())).to_vec()
}

pub(super) fn with(mut seen: Vec<Observation>, more: Observation) -> Vec<Observation> {
    seen.push(more);
    seen
}

pub(super) fn of_native(end: End) -> Observation {
    by(Prober::Native, Asked::Default, end)
}
