//! Which codes exist, and the kind of each. A word may be several codes, such as a finding and a reason.

use strum::VariantArray;

use crate::diagnosis::host::windows::RuleId;
use crate::diagnosis::{FindingCode, ProberOutcome, Reason, SupportState, Verdict};
use crate::message::Message;
use crate::observation::TrustProblem;
use crate::report::model::EndCode;
use crate::tls::AlertDescription;

/// What a code represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Finding,
    WindowsFinding,
    Reason,
    Verdict,
    Support,
    HostState,
    Alert,
    Setting,
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
    "only-weak-suites",
    "suites-denied",
    "service-pack-missing",
    "changed-since-start",
    "program-overrides",
    "fips-mode",
];

/// What the table says about what this host offers of a version, as words without spaces.
const HOST_STATES: &[&str] = &["limited", "only-on-request", "disabled", "not-supported", "not-by-default", "nothing"];

/// Settings that decide which versions a host offers.
const SETTINGS: &[&str] = &[
    "DisabledByDefault",
    "Enabled",
    "SchUseStrongCrypto",
    "SystemDefaultTlsVersions",
    "DefaultSecureProtocols",
    "MinProtocol",
    "MaxProtocol",
    "CipherString",
];

/// Words that reports print, and the codes that they stand for.
const PRINTED: &[(&str, &str)] = &[
    ("yes", "accepted"),
    ("no", "refused"),
    ("rejected", "refused"),
    ("unk", "unknown"),
    ("n-a", "not-tested"),
    ("yes-limited", "limited"),
    ("only-on-request-limited", "limited"),
    ("limited-default-unknown", "limited"),
    ("on-request-default-unknown", "only-on-request"),
];

/// Returns a code or a word of a report in the form in which codes are compared: `NOT READY`, `not_ready` and `Not-Ready` are
/// the same, and so are `protocol_version (70)`, `70`, and `alert 70`.
pub(super) fn normal(text: &str) -> String {
    let text = text.to_lowercase();
    let is_word = |character: char| character.is_alphanumeric();
    let parts: Vec<&str> = text.split(|character| !is_word(character)).filter(|part| !part.is_empty()).collect();
    let number = |part: &&str| part.parse().ok().and_then(|number| AlertDescription(number).name());
    let joined = parts.join("-");
    match parts.as_slice() {
        ["alert", one] | [one] if number(one).is_some() => number(one).map_or(joined, normal_name),
        [name @ .., last] if number(last).is_some_and(|known| normal_name(known) == name.join("-")) => name.join("-"),
        _ => PRINTED.iter().find(|(printed, _)| *printed == joined).map_or(joined, |(_, code)| (*code).to_owned()),
    }
}

fn normal_name(name: &str) -> String {
    name.replace('_', "-")
}

impl Kind {
    /// Every kind, in the order of the list of codes.
    pub(super) const ALL: [Self; 12] = [
        Self::Finding,
        Self::WindowsFinding,
        Self::Verdict,
        Self::Support,
        Self::Reason,
        Self::HostState,
        Self::Alert,
        Self::Setting,
        Self::Rule,
        Self::Outcome,
        Self::End,
        Self::Problem,
    ];

    /// Reports whether its codes are words of reports, which something else defines or another code stands behind.
    pub(super) const fn is_word(self) -> bool {
        matches!(self, Self::Verdict | Self::Support | Self::HostState | Self::Alert | Self::Setting)
    }

    /// Returns its codes, in the order of the list.
    fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Finding => all::<FindingCode>().filter(|code| !WINDOWS.contains(code)).collect(),
            Self::WindowsFinding => WINDOWS.to_vec(),
            Self::Reason => all::<Reason>().collect(),
            Self::Verdict => all::<Verdict>().collect(),
            Self::Support => all::<SupportState>().collect(),
            Self::HostState => HOST_STATES.to_vec(),
            Self::Alert => (0..=u8::MAX).filter_map(|number| AlertDescription(number).name()).collect(),
            Self::Setting => SETTINGS.to_vec(),
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
            Self::Verdict => "explain-verdict-",
            Self::Support => "explain-support-",
            Self::HostState => "explain-host-",
            Self::Alert => "explain-alert-",
            Self::Setting => "explain-setting-",
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
            Self::Verdict => Message::ScreenExplainVerdicts,
            Self::Support => Message::ScreenExplainSupports,
            Self::HostState => Message::ScreenExplainHostStates,
            Self::Alert => Message::ScreenExplainAlerts,
            Self::Setting => Message::ScreenExplainSettings,
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
            Self::Verdict => Message::ScreenExplainVerdict,
            Self::Support => Message::ScreenExplainSupport,
            Self::HostState => Message::ScreenExplainHostState,
            Self::Alert => Message::ScreenExplainAlert,
            Self::Setting => Message::ScreenExplainSetting,
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
