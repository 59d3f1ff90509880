//! Scripted observations for the tests of this room: what a probe would have left, without a probe.

use std::net::SocketAddr;
use std::time::Duration;

use crate::observation::host::{HostFacts, Known, Linkage, StackFacts, TrustStoreFacts, WhenAsked};
use crate::observation::{
    AddressRecord, Answer, Asked, DowngradeSentinel, End, EndpointRecord, Observation, Prober, Stage, StageTimes,
    TrustFacts, TrustJudgement,
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
    Observation {
        prober,
        asked,
        variant: HelloVariant::Standard,
        address: Some(SocketAddr::from(([192, 0, 2, 1], 443))),
        reached: Stage::Hello,
        end,
        sent: None,
        answer: None,
        trust: None,
        bytes: Vec::new(),
        times: StageTimes::default(),
    }
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
    pub(super) fn answered(mut self, version: Version) -> Self {
        self.answer = Some(Answer {
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
        });
        self
    }

    pub(super) fn with(mut self, variant: HelloVariant) -> Self {
        self.variant = variant;
        self
    }

    /// Changes the answer.
    pub(super) fn but(mut self, change: impl FnOnce(&mut Answer)) -> Self {
        self.answer.as_mut().map(change);
        self
    }

    pub(super) fn marked(self, sentinel: DowngradeSentinel) -> Self {
        self.but(|answer| answer.downgrade_sentinel = Some(sentinel))
    }

    pub(super) fn judged(mut self, judgement: TrustJudgement) -> Self {
        self.trust = Some(TrustFacts { chain: vec![vec![0x30, 0]], judgement });
        self
    }
}

pub(super) fn record(observations: Vec<Observation>) -> EndpointRecord {
    let address = observations.first().and_then(|seen| seen.address);
    EndpointRecord {
        addresses: address.into_iter().collect(),
        probed: AddressRecord { address, observations },
        passed_over: Vec::new(),
        partial: false,
        duration: Duration::from_millis(5),
    }
}

pub(super) fn target(expectation: Expectation) -> Target {
    Target {
        host: Host::Name("a.example".to_owned()),
        port: 443,
        given: "a.example".to_owned(),
        connect: None,
        sni: Some("a.example".to_owned()),
        expectation,
        origin: None,
    }
}

/// A host whose default offer is exactly this, and that has on request what is in the second list, too.
pub(super) fn host(default: &[Version], when_asked: &[Version]) -> HostFacts {
    let mut stack = StackFacts::unknown("OpenSSL 3.0.0", "");
    stack.gaps.clear();
    stack.linkage = Linkage::System;
    for (version, facts) in &mut stack.versions {
        facts.default = if default.contains(version) { Known::Yes } else { Known::No };
        let asked = default.contains(version) || when_asked.contains(version);
        facts.when_asked = if asked { WhenAsked::Yes } else { WhenAsked::No };
        facts.supported = if asked { Known::Yes } else { Known::No };
    }
    HostFacts {
        name: None,
        operating_system: "a system".to_owned(),
        stacks: vec![stack],
        trust_store: TrustStoreFacts { source: String::new(), roots: 1, problems: Vec::new() },
        proxy_variable: None,
    }
}

/// A host of today.
pub(super) fn modern_host() -> HostFacts {
    host(&[Version::Tls12, Version::Tls13], &[])
}

/// A host of which nothing is known.
pub(super) fn unknown_host() -> HostFacts {
    let mut host = modern_host();
    host.stacks = vec![StackFacts::unknown("Schannel", "not asked")];
    host
}
