//! The model behind every format: what a run found out, without the raw observations.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Serialize;
use time::OffsetDateTime;

use crate::catalog::{Skipped, Source};
use crate::diagnosis::{Diagnosis, HostAssessment, Verdict};
use crate::observation::{
    Asked, End, EndpointRecord, Evidence, LocalReason, Observation, Prober, ProxyRefusal, Stage, TrustJudgment,
    Unreached,
};
use crate::target::Target;
use crate::tls::{AlertDescription, Version};
use crate::wire::{HelloVariant, LooksLike};

/// Everything that one run reports.
#[derive(Clone, Debug)]
pub struct Report {
    /// When the run began.
    pub started: OffsetDateTime,
    /// How long it took.
    pub duration: Duration,
    /// This machine.
    pub host: HostAssessment,
    /// The endpoints, in display order.
    pub endpoints: Vec<EndpointReport>,
    /// Catalog entries that were not probed.
    pub skipped: Vec<Skipped>,
    /// Whether the run was stopped before every endpoint was finished.
    pub partial: bool,
    /// Where the endpoints come from, if from a catalog.
    pub catalog_source: Option<Source>,
    /// Whether reports for people show only endpoints with a problem.
    pub only_problems: bool,
    /// Whether the run tests this program itself, with endpoints that must not be ready.
    pub self_test: bool,
}

/// What the exit code says about the endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0: every endpoint is as expected.
    AsExpected,
    /// 1: an expectation is not met.
    Unmet,
    /// 3: something could not be determined.
    Inconclusive,
}

impl Report {
    /// Returns what the exit code says. Something that is not met takes precedence over something inconclusive.
    pub fn outcome(&self) -> Outcome {
        let any = |test: fn(&Diagnosis) -> bool| self.endpoints.iter().any(|endpoint| test(&endpoint.diagnosis));
        if any(|diagnosis| diagnosis.unmet) {
            Outcome::Unmet
        } else if self.partial || any(|diagnosis| diagnosis.inconclusive) {
            Outcome::Inconclusive
        } else {
            Outcome::AsExpected
        }
    }

    /// Returns counts over the whole run.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { skipped: self.skipped.len(), ..Summary::default() };
        for endpoint in &self.endpoints {
            summary.count(endpoint);
        }
        summary
    }

    /// Returns the versions that were tested on any endpoint, oldest first; the default ones if there is no endpoint.
    pub fn versions(&self) -> Vec<Version> {
        let asked =
            |version: &Version| self.endpoints.iter().any(|endpoint| endpoint.diagnosis.versions.contains_key(version));
        let versions: Vec<_> = Version::ALL.into_iter().filter(asked).collect();
        if versions.is_empty() { Version::DEFAULT.to_vec() } else { versions }
    }
}

/// Counts of endpoints. The first four add up to the number of endpoints probed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Verdict `ready`.
    pub ready: usize,
    /// Verdict `at-risk`.
    pub at_risk: usize,
    /// Verdict `not-ready`.
    pub not_ready: usize,
    /// Verdict `inconclusive`.
    pub inconclusive: usize,
    /// Catalog entries that were not probed.
    pub skipped: usize,
    /// Endpoints of any verdict that do not meet an expectation.
    pub unmet: usize,
    /// Endpoints of any verdict that the run did not finish.
    pub partial: usize,
    /// Endpoints of any verdict whose certificate this host does not trust, whether that is expected or not.
    pub not_trusted: usize,
    /// Endpoints that can be used although a check was inconclusive.
    pub open: usize,
}

impl Summary {
    /// Counts one more endpoint, for runs that are reported as they go.
    pub fn count(&mut self, endpoint: &EndpointReport) {
        self.count_verdict(endpoint.diagnosis.verdict);
        self.unmet += usize::from(endpoint.diagnosis.unmet);
        self.partial += usize::from(endpoint.partial);
        self.not_trusted += usize::from(endpoint.is_not_trusted());
        self.open += usize::from(endpoint.diagnosis.leaves_open());
    }

    /// Counts a verdict alone.
    pub const fn count_verdict(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Ready => self.ready += 1,
            Verdict::AtRisk => self.at_risk += 1,
            Verdict::NotReady => self.not_ready += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
        }
    }

    /// Adds the counts of another part of the run.
    pub const fn add(&mut self, other: Self) {
        self.ready += other.ready;
        self.at_risk += other.at_risk;
        self.not_ready += other.not_ready;
        self.inconclusive += other.inconclusive;
        self.skipped += other.skipped;
        self.unmet += other.unmet;
        self.partial += other.partial;
        self.not_trusted += other.not_trusted;
        self.open += other.open;
    }

    /// Returns the count of endpoints that were probed.
    pub const fn endpoints(&self) -> usize {
        self.ready + self.at_risk + self.not_ready + self.inconclusive
    }
}

/// One endpoint: what was requested, what was concluded, and a summary of each attempt.
#[derive(Clone, Debug)]
pub struct EndpointReport {
    /// What was probed, and what was expected.
    pub target: Target,
    /// The address that was fully probed.
    pub address: Option<SocketAddr>,
    /// The addresses that the name has, in the resolver's order.
    pub addresses: Vec<SocketAddr>,
    /// Further addresses that it has, which were not tried.
    pub more_addresses: usize,
    /// How long the steps took.
    pub times: EndpointTimes,
    /// Whether the run was stopped before this endpoint was finished.
    pub partial: bool,
    /// A summary of each attempt: first those at addresses that were passed over, then the others in the order in which
    /// they ended.
    pub attempts: Vec<AttemptFacts>,
    /// Further tries, which are not kept.
    pub more_attempts: usize,
    /// What it means.
    pub diagnosis: Diagnosis,
    /// What the run tries at each of its endpoints.
    pub scope: Scope,
}

/// Maximum number of tries that a report keeps of an endpoint, so that a line about it has a limit.
pub const MOST_ATTEMPTS: usize = 2000;

/// What a run tries at each of its endpoints, besides the versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The probers.
    pub probers: Vec<Prober>,
    /// The only version of IP that is used, 4 or 6; `None` if both are.
    pub ip_version: Option<u8>,
    /// Whether every address of a name is probed.
    pub all_addresses: bool,
}

impl EndpointReport {
    /// Reports whether there is something to do about the endpoint, or to find out.
    pub fn has_problem(&self) -> bool {
        self.diagnosis.verdict != Verdict::Ready || self.diagnosis.unmet || self.diagnosis.leaves_open()
    }

    /// Keeps what reports need of a record, and drops offers, chains, and raw bytes.
    pub fn new(target: Target, record: &EndpointRecord, diagnosis: Diagnosis, scope: Scope) -> Self {
        let observations = || record.passed_over.iter().chain(&record.probed.observations);
        let shortest =
            |time: fn(&Observation) -> Option<Duration>| record.probed.observations.iter().filter_map(time).min();
        Self {
            target,
            address: record.probed.address,
            addresses: record.addresses.clone(),
            more_addresses: record.more_addresses,
            times: EndpointTimes {
                resolve: observations().find_map(|observation| observation.times.resolve),
                connect: shortest(|observation| observation.times.connect),
                hello: shortest(|observation| observation.times.hello),
                handshake: shortest(|observation| observation.times.handshake),
                total: record.duration,
            },
            partial: record.partial,
            attempts: observations().take(MOST_ATTEMPTS).map(AttemptFacts::new).collect(),
            more_attempts: observations().skip(MOST_ATTEMPTS).count(),
            diagnosis,
            scope,
        }
    }
}

impl EndpointReport {
    /// Returns whether this host does not trust the certificate.
    pub fn is_not_trusted(&self) -> bool {
        let judgment = self.diagnosis.trust.as_ref().map(|trust| &trust.judgment);
        matches!(judgment, Some(TrustJudgment::NotTrusted(_)))
    }
}

/// How long the steps of one endpoint took: the shortest of all its attempts, which is closest to the network's time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndpointTimes {
    /// Looking the name up.
    pub resolve: Option<Duration>,
    /// Opening a connection.
    pub connect: Option<Duration>,
    /// From a hello to its answer.
    pub hello: Option<Duration>,
    /// From a hello to the end of the handshake.
    pub handshake: Option<Duration>,
    /// From the first step of the endpoint to its last.
    pub total: Duration,
}

/// A summary of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptFacts {
    /// The prober.
    pub prober: Prober,
    /// What it requested.
    pub asked: Asked,
    /// Which hello it sent.
    pub variant: HelloVariant,
    /// Which address it tried.
    pub address: Option<SocketAddr>,
    /// How far it got.
    pub reached: Stage,
    /// How it ended.
    pub end: EndCode,
    /// The version that the peer selected.
    pub answered: Option<Version>,
    /// The fatal alert that the peer sent.
    pub alert: Option<AlertDescription>,
    /// What the answer looks like, if it was not TLS.
    pub looks_like: Option<LooksLike>,
    /// From opening the connection to the end; `None` if nothing was timed.
    pub took: Option<Duration>,
}

impl AttemptFacts {
    /// Keeps what reports need of an observation.
    pub fn new(observation: &Observation) -> Self {
        let waited = match observation.end {
            End::Silent { waited, .. }
            | End::Unreached(Unreached::ConnectSilent { waited } | Unreached::ResolverSilent { waited }) => {
                Some(waited)
            }
            _ => None,
        };
        let times = observation.times;
        let after_connect = times.handshake.max(times.hello).max(waited);
        Self {
            prober: observation.prober,
            asked: observation.asked,
            variant: observation.variant,
            address: observation.address,
            reached: observation.reached,
            end: EndCode::of(&observation.end),
            answered: observation.answer.as_ref().map(|answer| answer.version),
            alert: match observation.end {
                End::Alert(alert) => Some(alert.description),
                _ => None,
            },
            looks_like: match observation.end {
                End::NotTls(looks_like) => Some(looks_like),
                _ => None,
            },
            took: match (times.connect, after_connect) {
                (None, None) => None,
                (connect, rest) => Some(connect.unwrap_or_default() + rest.unwrap_or_default()),
            },
        }
    }
}

/// How an attempt ended, as one stable code.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum EndCode {
    /// The prober reached its goal.
    Done,
    /// A fatal alert from the peer.
    Alert,
    /// A reset by the peer.
    Reset,
    /// A close by the peer.
    Closed,
    /// No answer until the deadline.
    Silent,
    /// Not TLS.
    NotTls,
    /// TLS that breaks its rules.
    Invalid,
    /// The local stack did not offer anything.
    NothingOffered,
    /// The local stack gave up after the peer's answer.
    LocalAborted,
    /// The certificate was judged and rejected.
    NotTrusted,
    /// The prober cannot offer that version.
    ProberCannot,
    /// The machine ran out of local resources.
    LocalLimit,
    /// The local stack did not return from its work in time.
    LocalStall,
    /// The run was stopped before the attempt ended.
    Canceled,
    /// The name does not resolve.
    NotResolved,
    /// The resolver did not answer in time.
    ResolverTimeout,
    /// No resolver gave an answer about the name.
    ResolverFailed,
    /// The name has no address of the requested family.
    NoAddressOfFamily,
    /// The connection was reset as soon as it was open.
    ConnectionReset,
    /// The connection was refused.
    ConnectionRefused,
    /// Nothing answered the connection attempt.
    ConnectTimeout,
    /// There is no route.
    NoRoute,
    /// The proxy answered but did not open a tunnel.
    ProxyRefused,
    /// The proxy could not be reached.
    ProxyUnreached,
    /// The proxy broke the connection or its protocol.
    ProxyBroken,
    /// The proxy did not answer in time.
    ProxyTimeout,
    /// Another error while connecting.
    ConnectError,
}

impl EndCode {
    /// Returns the code of an end.
    pub fn of(end: &End) -> Self {
        match end {
            End::Done => Self::Done,
            End::Alert(_) => Self::Alert,
            End::Reset => Self::Reset,
            End::Closed { .. } => Self::Closed,
            End::Silent { .. } => Self::Silent,
            End::NotTls(_) => Self::NotTls,
            End::Invalid(_) => Self::Invalid,
            End::Local(reason) => Self::of_local(reason),
            End::Unreached(unreached) => Self::of_unreached(unreached),
        }
    }

    const fn of_local(reason: &LocalReason) -> Self {
        match reason {
            LocalReason::NothingOffered { .. } => Self::NothingOffered,
            LocalReason::Aborted { .. } => Self::LocalAborted,
            LocalReason::NotTrusted => Self::NotTrusted,
            LocalReason::ProberCannot => Self::ProberCannot,
            LocalReason::Exhausted { .. } => Self::LocalLimit,
            LocalReason::Stalled { .. } => Self::LocalStall,
            LocalReason::Canceled => Self::Canceled,
        }
    }

    const fn of_unreached(unreached: &Unreached) -> Self {
        match unreached {
            Unreached::NotResolved { evidence: Evidence::NoResolver(_) } => Self::ResolverFailed,
            Unreached::NotResolved { .. } => Self::NotResolved,
            Unreached::ResolverSilent { .. } => Self::ResolverTimeout,
            Unreached::NoAddressOfFamily => Self::NoAddressOfFamily,
            Unreached::Refused => Self::ConnectionRefused,
            Unreached::Reset => Self::ConnectionReset,
            Unreached::ConnectSilent { .. } | Unreached::NeverAnswered { .. } => Self::ConnectTimeout,
            Unreached::NoRoute { .. } => Self::NoRoute,
            Unreached::Proxy(ProxyRefusal::Status { .. } | ProxyRefusal::Authentication { .. }) => Self::ProxyRefused,
            Unreached::Proxy(ProxyRefusal::Unreached(_)) => Self::ProxyUnreached,
            Unreached::Proxy(ProxyRefusal::Broken { .. }) => Self::ProxyBroken,
            Unreached::Proxy(ProxyRefusal::Silent { .. }) => Self::ProxyTimeout,
            Unreached::Other { .. } => Self::ConnectError,
        }
    }
}
