//! Everything that the verdict and the rules look at.

use std::collections::BTreeMap;

use super::certificate::TrustReport;
use super::probers::{self, DefaultMet, ProberOutcome, ProberResult};
use super::support::{Support, SupportState};
use crate::diagnosis::host::{HostAssessment, StackAssessment, WhenAsked};
use crate::message::Message;
use crate::observation::{Asked, End, EndpointRecord, Observation, Prober};
use crate::target::Target;
use crate::tls::{Alert, Version};

/// One endpoint and this host, with what was concluded about the endpoint's versions.
pub(super) struct Case<'a> {
    pub(super) target: &'a Target,
    pub(super) record: &'a EndpointRecord,
    pub(super) host: &'a HostAssessment,
    pub(super) support: &'a BTreeMap<Version, Support>,
    pub(super) probers: &'a BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>>,
    pub(super) trust: Option<&'a TrustReport>,
    pub(super) accepted: &'a [Version],
}

/// Whether a program on the platform's stack that does not request a version can connect to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// The two connect at this version, as seen in a handshake.
    At(Version),
    /// The two would connect at this version, as calculated from what both have.
    Calculated(Version),
    /// It does not connect.
    No,
    /// Could not be determined.
    Unknown,
}

impl Meeting {
    pub(super) const fn version(self) -> Option<Version> {
        match self {
            Self::At(version) | Self::Calculated(version) => Some(version),
            Self::No | Self::Unknown => None,
        }
    }
}

impl Case<'_> {
    /// Returns every attempt at the address that was probed.
    pub(super) fn seen(&self) -> &[Observation] {
        &self.record.probed.observations
    }

    /// Returns the result of the platform's stack with its default settings.
    pub(super) fn native_default(&self) -> Option<&ProberResult> {
        self.probers.get(&Prober::Native)?.get(&None)
    }

    /// Returns how the handshake of the platform's stack with its default settings ended.
    pub(super) fn default_met(&self) -> DefaultMet {
        probers::default_met(self.seen(), Prober::Native)
    }

    /// Returns how it is known that both connect at this version, as evidence.
    pub(super) fn connects_at(&self, version: Version) -> Message {
        match self.native_default() {
            Some(_) => Message::EndpointSeenDefaultAnswered { version },
            None => Message::EndpointSeenDefaultCalculated { version },
        }
    }

    /// Returns the alert with which the endpoint rejects the default hello of this host, unless the alert is about something
    /// other than the version.
    pub(super) fn own_hello_refused(&self) -> Option<Alert> {
        let default = self.seen().iter().rev().find(|seen| is_native_default(seen))?;
        match default.end {
            End::Alert(alert) if default.answer.is_none() && !alert.description.is_about_other_than_version() => {
                Some(alert)
            }
            _ => None,
        }
    }

    /// Reports whether every version that is high enough was tried.
    pub(super) fn all_required_tried(&self) -> bool {
        let mut required = Version::ALL.into_iter().filter(|version| *version >= self.target.expectation.require);
        required.all(|version| is_tried(self.support, version))
    }

    /// Reports whether the endpoint rejected every version that was tried.
    pub(super) fn all_refused(&self) -> bool {
        !self.support.is_empty() && self.support.values().all(|support| support.state == SupportState::Refused)
    }

    /// Returns the required version and those above it, if the endpoint rejected all of those that were tried.
    pub(super) fn refused_above(&self) -> Option<Vec<Version>> {
        let above = self.support.range(self.target.expectation.require..);
        let refused: Vec<_> =
            above.clone().filter(|(_, it)| it.state == SupportState::Refused).map(|(version, _)| *version).collect();
        (!refused.is_empty() && refused.len() == above.count()).then_some(refused)
    }

    /// Returns what programs on this host offer by default. A hello that was sent takes precedence over what is known
    /// about the stack.
    pub(super) fn default_offer(&self) -> Vec<Version> {
        let sent = self
            .seen()
            .iter()
            .find(|seen| is_native_default(seen))
            .and_then(|seen| seen.sent.as_ref())
            .filter(|offer| offer.versions_listed);
        let mut versions = sent.map_or_else(
            || self.host.platform_stack().map(StackAssessment::default_versions).unwrap_or_default(),
            |offer| offer.versions.clone(),
        );
        versions.sort_unstable();
        versions
    }

    /// Reports whether a program on this host gets the version if it requests it.
    pub(super) fn can_when_asked(&self, version: Version) -> bool {
        let completed = self
            .probers
            .get(&Prober::Native)
            .and_then(|results| results.get(&Some(version)))
            .is_some_and(|result| result.outcome == ProberOutcome::Completed);
        completed
            || self
                .host
                .platform_stack()
                .and_then(|stack| stack.versions.get(&version))
                .is_some_and(|facts| matches!(facts.when_asked, WhenAsked::Yes | WhenAsked::Limited))
    }
}

/// Reports whether this is an attempt of the platform's stack with its default settings.
pub(super) fn is_native_default(seen: &Observation) -> bool {
    seen.prober == Prober::Native && seen.asked == Asked::Default
}

/// Reports whether the version was tried.
pub(super) fn is_tried(support: &BTreeMap<Version, Support>, version: Version) -> bool {
    support.get(&version).is_some_and(|support| support.state != SupportState::NotTested)
}
