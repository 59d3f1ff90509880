//! How sure a statement is, and what is stated of one version for one kind of program.

use serde::Serialize;

use crate::diagnosis::host::VersionFacts;
use crate::observation::host::{Known, Setting, WhenAsked};

/// What a statement rests on. The weakest link counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Believed, but no source could be read for it. Never shown as a fact.
    Unverified,
    /// Follows from what is documented.
    Inferred,
    /// A page of the vendor or source code says so.
    Documented,
}

/// What is stated of one version for one kind of program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionVerdict {
    /// Whether the stack can speak it.
    pub supported: Known,
    /// Whether a program offers it that names no version.
    pub default: Known,
    /// Whether a program gets it that names it.
    pub when_asked: WhenAsked,
    /// What all this rests on.
    pub confidence: Confidence,
    /// Why, one sentence.
    pub reason: String,
    /// The registry value that decides, or whose absence does.
    pub decided_by: Option<Setting>,
}

impl VersionVerdict {
    /// The same in the shape that every platform shares, where there is no room for doubt: what is unverified is
    /// unknown there, with the belief in the reason.
    pub fn to_facts(&self) -> VersionFacts {
        let reason = match &self.decided_by {
            Some(setting) => format!("{} ({} {}: {})", self.reason, setting.source, setting.name, setting.value),
            None => self.reason.clone(),
        };
        if self.confidence > Confidence::Unverified {
            let Self { supported, default, when_asked, .. } = *self;
            return VersionFacts { supported, default, when_asked, reason: Some(reason.into()) };
        }
        VersionFacts {
            supported: self.supported,
            default: Known::Unknown,
            when_asked: if self.supported == Known::No { WhenAsked::No } else { WhenAsked::Unknown },
            reason: Some(format!("unverified: {reason}").into()),
        }
    }

    /// Whether a program that names no version surely offers it.
    pub fn surely_default(&self) -> bool {
        self.default == Known::Yes && self.confidence > Confidence::Unverified
    }
}

/// What a program gets that names a version, as yes, no or unknown.
pub(super) const fn as_known(asked: WhenAsked) -> Known {
    match asked {
        WhenAsked::Yes | WhenAsked::Limited => Known::Yes,
        WhenAsked::No => Known::No,
        WhenAsked::Unknown => Known::Unknown,
    }
}

/// Yes for no and no for yes.
pub(super) const fn negated(known: Known) -> Known {
    match known {
        Known::Yes => Known::No,
        Known::No => Known::Yes,
        Known::Unknown => Known::Unknown,
    }
}

/// Yes only if both, no if one of them.
pub(super) const fn both(one: Known, other: Known) -> Known {
    match (one, other) {
        (Known::No, _) | (_, Known::No) => Known::No,
        (Known::Yes, Known::Yes) => Known::Yes,
        _ => Known::Unknown,
    }
}
