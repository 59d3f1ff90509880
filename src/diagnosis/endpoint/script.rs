//! Scripted observations for the tests of this module: what a probe would record, without a probe.

use std::net::SocketAddr;
use std::time::Duration;

use crate::diagnosis::host::{HostAssessment, Known, Linkage, Readiness, StackAssessment, TrustStoreFacts, WhenAsked};
use crate::message::Message;
use crate::observation::{
    AddressRecord, Answer, Asked, DowngradeSentinel, End, EndpointRecord, Observation, Prober, Repetition, Stage,
    TrustFacts, TrustJudgment,
};
use crate::target::{Expectation, Host, Target};
use crate::tls::{Alert, AlertDescription, CipherSuite, Version};
use crate::wire::{HelloVariant, Offer, Randomness, alternates, hello};

/// The versions that a run tries by default.
pub(super) const USUAL: [Version; 4] = [Version::Tls10, Version::Tls11, Version::Tls12, Version::Tls13];

/// Returns an attempt of the wire prober with the usual hello.
pub(super) fn wire(version: Version, end: End) -> Observation {
    by(Prober::Wire, Asked::Pinned(version), end)
}

/// Returns an attempt of any prober.
pub(super) fn by(prober: Prober, asked: Asked, end: End) -> Observation {
    Observation::new(prober, asked, Stage::Hello, end).with_address(Some(SocketAddr::from(([192, 0, 2, 1], 443))))
}

/// Returns an attempt that got a `ServerHello` of the requested version.
pub(super) fn accepts(version: Version) -> Observation {
    wire(version, End::Done).answered(version)
}

/// Returns a completed handshake of the platform's stack with its default settings, at this version.
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
            ended_by: None,
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

/// Returns a host that offers exactly the first list by default, and the second list as well on request.
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
    stack.default_offer =
        Some(Offer::of(&hello(Version::Tls12, HelloVariant::Standard, None, &Randomness::draw()).expect("a hello")));
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

/// Returns a host with current defaults.
pub(super) fn modern_host() -> HostAssessment {
    host(&[Version::Tls12, Version::Tls13], &[])
}

/// Returns a host about which nothing is known.
pub(super) fn unknown_host() -> HostAssessment {
    let mut host = modern_host();
    host.stacks = vec![StackAssessment::unknown("Schannel", Message::HostInconclusive)];
    host
}

pub(super) fn usual() -> Expectation {
    Expectation::default()
}

/// Returns the attempts at a server that accepts these versions and rejects the other usual ones with alert 70.
pub(super) fn serves(versions: &[Version]) -> Vec<Observation> {
    USUAL.map(|version| if versions.contains(&version) { accepts(version) } else { wire(version, alert(70)) }).to_vec()
}

pub(super) fn all(end: &End) -> Vec<Observation> {
    USUAL.map(|version| wire(version, end.clone())).to_vec()
}

/// A hello that was cut off, and again alone, between two controls that were answered. The rounds begin with this one.
pub(super) fn cut_off_alone(first: &Observation, control: &Observation, round: u32) -> Vec<Observation> {
    let control = |round| control.clone().with_repetition(Some(Repetition { round, control: true }));
    let again = first.clone().with_repetition(Some(Repetition { round: round + 1, control: false }));
    vec![first.clone(), control(round), again, control(round + 2)]
}

/// Every hello of a version was cut off like this: the standard one alone, between controls, and then the others beside as many
/// controls.
pub(super) fn cut_off(version: Version, end: &End, control: &Observation) -> Vec<Observation> {
    let mut seen = cut_off_alone(&wire(version, end.clone()), control, 0);
    for variant in alternates(version) {
        for control in [wire(version, end.clone()).with(variant), control.clone()] {
            let is_control = control.asked != Asked::Pinned(version);
            seen.push(control.with_repetition(Some(Repetition { round: 3, control: is_control })));
        }
    }
    seen
}

pub(super) fn with(mut seen: Vec<Observation>, more: Observation) -> Vec<Observation> {
    seen.push(more);
    seen
}

pub(super) fn of_native(end: End) -> Observation {
    by(Prober::Native, Asked::Default, end)
}
