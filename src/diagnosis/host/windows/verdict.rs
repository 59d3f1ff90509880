//! The conclusion about one version for one client, and how certain it is.

use super::values::RegistryValue;
use crate::diagnosis::Confidence;
use crate::diagnosis::host::VersionFacts;
use crate::message::Message;
use crate::observation::host::{Known, WhenAsked};

/// The conclusion about one version for one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionVerdict {
    /// Whether the stack can speak it.
    pub supported: Known,
    /// Whether a program offers it by default.
    pub default: Known,
    /// Whether a program that requests it gets it.
    pub when_asked: WhenAsked,
    /// What all this is based on.
    pub confidence: Confidence,
    /// The reason: one clause.
    pub reason: Message,
    /// The registry value whose presence or absence decides.
    pub decided_by: Option<RegistryValue>,
}

/// The three facts about a version as one code, for a cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offering {
    /// This version of Windows does not have it.
    NotSupported,
    /// Offered by default.
    Yes,
    /// Unknown whether it is offered by default.
    Unknown,
    /// Only if the program requests it.
    Request,
    /// Not by default; unknown whether it is offered on request.
    RequestUnknown,
    /// Not even on request.
    No,
}

impl Offering {
    /// Returns its code in the catalog.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSupported => "not-supported",
            Self::Yes => "yes",
            Self::Unknown => "unknown",
            Self::Request => "request",
            Self::RequestUnknown => "request-unknown",
            Self::No => "no",
        }
    }
}

impl VersionVerdict {
    /// Converts to the type that all platforms share. That type has no confidence, so an unverified fact becomes
    /// unknown, and the reason states the assumption.
    pub fn to_facts(&self) -> VersionFacts {
        let reason = match &self.decided_by {
            Some(value) => Message::WindowsReasonWithValue {
                reason: Box::new(self.reason.clone()),
                value: Box::new(value.message()),
            },
            None => self.reason.clone(),
        };
        if self.confidence > Confidence::Unverified {
            let Self { supported, default, when_asked, .. } = *self;
            return VersionFacts { supported, default, when_asked, reason: Some(reason) };
        }
        VersionFacts {
            supported: self.supported,
            default: Known::Unknown,
            when_asked: if self.supported == Known::No { WhenAsked::No } else { WhenAsked::Unknown },
            reason: Some(Message::WindowsReasonUnverified { reason: Box::new(reason) }),
        }
    }

    /// Reports whether it is certain that a program offers it by default.
    pub fn surely_default(&self) -> bool {
        self.default == Known::Yes && self.confidence > Confidence::Unverified
    }

    /// Returns the three facts as one code, and whether it is only assumed.
    pub fn offering(&self) -> (Offering, bool) {
        let offering = match (self.supported, self.default, self.when_asked) {
            (Known::No, ..) => Offering::NotSupported,
            (_, Known::Yes, _) => Offering::Yes,
            (_, Known::Unknown, _) => Offering::Unknown,
            (_, Known::No, WhenAsked::Yes | WhenAsked::Limited) => Offering::Request,
            (_, Known::No, WhenAsked::No) => Offering::No,
            (_, Known::No, WhenAsked::Unknown) => Offering::RequestUnknown,
        };
        let is_open = matches!(offering, Offering::Unknown | Offering::NotSupported);
        (offering, self.confidence == Confidence::Unverified && !is_open)
    }
}

/// Returns what a program that requests a version gets, as yes, no, or unknown.
pub(super) const fn as_known(asked: WhenAsked) -> Known {
    match asked {
        WhenAsked::Yes | WhenAsked::Limited => Known::Yes,
        WhenAsked::No => Known::No,
        WhenAsked::Unknown => Known::Unknown,
    }
}

/// Swaps yes and no.
pub(super) const fn negated(known: Known) -> Known {
    match known {
        Known::Yes => Known::No,
        Known::No => Known::Yes,
        Known::Unknown => Known::Unknown,
    }
}

/// Returns yes if either is yes, no if both are no.
pub(super) const fn either(one: Known, other: Known) -> Known {
    negated(both(negated(one), negated(other)))
}

/// Returns yes if both are yes, no if either is no.
pub(super) const fn both(one: Known, other: Known) -> Known {
    match (one, other) {
        (Known::No, _) | (_, Known::No) => Known::No,
        (Known::Yes, Known::Yes) => Known::Yes,
        _ => Known::Unknown,
    }
}
