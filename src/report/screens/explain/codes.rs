//! Which codes exist, and the kind of each. A word may be several codes, such as a finding and a reason.

use strum::VariantArray;

use crate::diagnosis::host::windows::RuleId;
use crate::diagnosis::{FindingCode, ProberOutcome, Reason};
use crate::message::Message;
use crate::observation::TrustProblem;
use crate::report::model::EndCode;

/// What a code represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Finding,
    WindowsFinding,
    Reason,
    Rule,
    Outcome,
    End,
    Problem,
}

/// Findings that come only from a Windows registry; the list of codes shows them under a separate heading.
const WINDOWS: &[&str] = &[
    "schannel-default-lacks-tls12",
    "schannel-default-unknown",
    "tls12-not-supported",
    "no-suite-for-tls12",
    "dotnet4-lacks-tls12",
    "dotnet4-unknown",
    "dotnet-explicit-zero",
    "wrong-value-type",
    "system-default-makes-worse",
    "dotnet2-lacks-tls12",
    "winhttp-lacks-tls12",
    "suite-names-without-curve",
    "no-ecdhe-rsa-gcm",
    "registry-stray",
    "algorithm-value-unknown",
    "suites-denied",
    "service-pack-missing",
    "changed-since-start",
    "program-overrides",
    "fips-mode",
];

impl Kind {
    /// Every kind, in the order of the list of codes.
    pub(super) const ALL: [Self; 7] =
        [Self::Finding, Self::WindowsFinding, Self::Reason, Self::Rule, Self::Outcome, Self::End, Self::Problem];

    /// Returns its codes, in the order of the list.
    fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Finding => all::<FindingCode>().filter(|code| !WINDOWS.contains(code)).collect(),
            Self::WindowsFinding => WINDOWS.to_vec(),
            Self::Reason => all::<Reason>().collect(),
            Self::Rule => all::<RuleId>().collect(),
            Self::Outcome => all::<ProberOutcome>().collect(),
            Self::End => all::<EndCode>().collect(),
            Self::Problem => all::<TrustProblem>().collect(),
        }
    }

    /// Returns the prefix of the ids of its messages.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Finding | Self::WindowsFinding => "explain-finding-",
            Self::Reason => "explain-reason-",
            Self::Rule => "explain-rule-",
            Self::Outcome => "explain-outcome-",
            Self::End => "explain-end-",
            Self::Problem => "explain-problem-",
        }
    }

    /// Returns its heading in the list of codes.
    pub(super) const fn heading(self) -> Message {
        match self {
            Self::Finding => Message::ScreenExplainFindings,
            Self::WindowsFinding => Message::ScreenExplainWindowsFindings,
            Self::Reason => Message::ScreenExplainReasons,
            Self::Rule => Message::ScreenExplainRules,
            Self::Outcome => Message::ScreenExplainOutcomes,
            Self::End => Message::ScreenExplainEnds,
            Self::Problem => Message::ScreenExplainProblems,
        }
    }

    /// Returns its name, to be shown next to a code.
    pub(super) const fn name(self) -> Message {
        match self {
            Self::Finding => Message::ScreenExplainFinding,
            Self::WindowsFinding => Message::ScreenExplainWindowsFinding,
            Self::Reason => Message::ScreenExplainReason,
            Self::Rule => Message::ScreenExplainRule,
            Self::Outcome => Message::ScreenExplainOutcome,
            Self::End => Message::ScreenExplainEnd,
            Self::Problem => Message::ScreenExplainProblem,
        }
    }
}

/// One code that can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) code: &'static str,
}

impl Entry {
    /// Returns every entry, in the order of the list.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.into_iter().flat_map(Self::of)
    }

    /// Returns the entries of a kind.
    pub(super) fn of(kind: Kind) -> impl Iterator<Item = Self> {
        kind.codes().into_iter().map(move |code| Self { kind, code })
    }

    /// Returns the id of its message in the catalog.
    pub(super) fn id(self) -> String {
        self.kind.prefix().to_owned() + self.code
    }
}

fn all<T: VariantArray + Copy + Into<&'static str> + 'static>() -> impl Iterator<Item = &'static str> {
    T::VARIANTS.iter().map(|variant| (*variant).into())
}
