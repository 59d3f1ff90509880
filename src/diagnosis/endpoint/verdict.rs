//! Endpoint × this host → verdict.

use std::collections::BTreeMap;

use serde::Serialize;

use super::probers::DefaultMet;
use super::support::{Support, SupportState};
use super::{certificate, evidence, probers, rules};
use crate::diagnosis::finding::Finding;
use crate::diagnosis::host::{HostAssessment, Known, Linkage};
use crate::message::Message;
use crate::observation::{Asked, End, EndpointRecord, Observation, Prober, QuestionId, TrustFacts, TrustJudgement};
use crate::target::Target;
use crate::tls::{Alert, AlertDescription, Version};

/// Whether this host can use the endpoint.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They meet at the required version or above.
    Ready,
    /// They meet today, only below what is required.
    AtRisk,
    /// They do not meet.
    NotReady,
    /// Could not be found out.
    Inconclusive,
}

/// How one prober's handshake ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum ProberOutcome {
    /// The handshake was completed.
    Completed,
    /// The peer accepted the version and refused later (a client certificate, for example).
    PeerRefusedLater,
    /// The peer refused.
    PeerRefused,
    /// The peer answered another version.
    PeerAnsweredLower,
    /// The local stack offered nothing.
    NothingOffered,
    /// The peer accepted; the local stack gave up.
    LocalAborted,
    /// The peer accepted; the certificate is not trusted.
    NotTrusted,
    /// The prober cannot offer that version.
    ProberCannot,
    /// Could not be found out.
    Unknown,
}

/// What one prober got, for its default or for one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProberResult {
    /// In one word.
    pub outcome: ProberOutcome,
    /// The version that the peer selected.
    pub version: Option<Version>,
    /// The library's or the tap's evidence, cleaned; empty when there is none.
    pub evidence: Message,
}

/// The endpoint's certificate and what this host thinks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustReport {
    /// Who judged.
    pub prober: Prober,
    /// The judgement.
    pub judgement: TrustJudgement,
    /// Subject of the leaf, cleaned.
    pub subject: Option<String>,
    /// Issuer of the leaf, cleaned.
    pub issuer: Option<String>,
    /// Names that the leaf is for, cleaned, cut to a sane number.
    pub names: Vec<String>,
    /// Begin of validity, RFC 3339.
    pub not_before: Option<String>,
    /// End of validity, RFC 3339.
    pub not_after: Option<String>,
    /// SHA-256 of the leaf, hexadecimal.
    pub sha256: Option<String>,
    /// Certificates sent.
    pub chain_length: usize,
}

/// Everything concluded about one endpoint. Reports only say it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// For each version asked for.
    pub versions: BTreeMap<Version, Support>,
    /// For each prober with handshakes: `None` is its default.
    pub probers: BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>>,
    /// The certificate.
    pub trust: Option<TrustReport>,
    /// The verdict.
    pub verdict: Verdict,
    /// The version at which a program on the platform's stack that names none meets the endpoint today.
    pub meets_at: Option<Version>,
    /// One plain sentence: the verdict's reason.
    pub sentence: Message,
    /// Coded statements, the most important first.
    pub findings: Vec<Finding>,
    /// Whether something expected does not hold (exit code 1).
    pub unmet: bool,
    /// Whether something that was asked could not be found out (exit code 3, when nothing is unmet).
    pub inconclusive: bool,
}

/// Concludes everything about one endpoint.
pub fn diagnose(target: &Target, record: &EndpointRecord, host: &HostAssessment, versions: &[Version]) -> Diagnosis {
    let record = &*record.of_question(QuestionId::Versions);
    let seen = &record.probed.observations;
    let support = evidence::conclude(versions, seen, record.partial);
    let accepted = in_state(&support, SupportState::Accepted);
    let probers = probers::results(seen, !accepted.is_empty());
    let trust = trust(seen);
    let case =
        Case { target, record, host, support: &support, probers: &probers, trust: trust.as_ref(), accepted: &accepted };
    let meeting = case.meeting();
    let verdict = case.verdict(meeting);
    let findings = rules::findings(&case, meeting, verdict);
    let decisive = findings.first().filter(|_| verdict != Verdict::Ready);
    let sentence =
        decisive.map_or_else(|| rules::ready_sentence(&case, meeting).into(), |finding| finding.summary.clone());
    let expectation = &target.expectation;
    let refused_accepted = expectation.refuse.iter().any(|version| accepted.contains(version));
    let state = |version| support.get(&version).map(|support| support.state);
    let inconclusive = is_inconclusive(verdict, state, &expectation.refuse);
    Diagnosis {
        unmet: matches!(verdict, Verdict::NotReady | Verdict::AtRisk) || refused_accepted,
        inconclusive,
        meets_at: meeting.version(),
        versions: support,
        probers,
        trust,
        verdict,
        sentence,
        findings,
    }
}

/// Whether something that was asked could not be determined: the verdict, a version, or a version that must be rejected and
/// was not tested. The one definition, for what was just concluded and for what an earlier run has written.
pub fn is_inconclusive(verdict: Verdict, state: impl Fn(Version) -> Option<SupportState>, refuse: &[Version]) -> bool {
    verdict == Verdict::Inconclusive
        || Version::ALL.into_iter().any(|version| state(version) == Some(SupportState::Unknown))
        || refuse.iter().any(|version| matches!(state(*version), None | Some(SupportState::NotTested)))
}

/// Everything that the rules look at.
pub(super) struct Case<'a> {
    pub(super) target: &'a Target,
    pub(super) record: &'a EndpointRecord,
    pub(super) host: &'a HostAssessment,
    pub(super) support: &'a BTreeMap<Version, Support>,
    pub(super) probers: &'a BTreeMap<Prober, BTreeMap<Option<Version>, ProberResult>>,
    pub(super) trust: Option<&'a TrustReport>,
    pub(super) accepted: &'a [Version],
}

/// Whether a program on the platform's stack that names no version meets the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// At this version.
    At(Version),
    /// Not.
    No,
    /// Could not be found out.
    Unknown,
}

impl Meeting {
    pub(super) const fn version(self) -> Option<Version> {
        match self {
            Self::At(version) => Some(version),
            Self::No | Self::Unknown => None,
        }
    }
}

impl Case<'_> {
    /// The result of the platform's stack with its own settings.
    pub(super) fn native_default(&self) -> Option<&ProberResult> {
        self.probers.get(&Prober::Native)?.get(&None)
    }

    /// How the platform's stack with its own settings met the endpoint.
    pub(super) fn default_met(&self) -> DefaultMet {
        probers::default_met(&self.record.probed.observations, Prober::Native, !self.accepted.is_empty())
    }

    /// A handshake that was made counts more than a calculation from the host's offer and the endpoint's versions.
    fn meeting(&self) -> Meeting {
        // A library that this program brought along says nothing about what programs of this host get.
        let Some(stack) = self.host.platform_stack().filter(|stack| stack.linkage == Linkage::System) else {
            return Meeting::Unknown;
        };
        match self.default_met() {
            DefaultMet::At(version) => return Meeting::At(version),
            DefaultMet::NotFinished(_) | DefaultMet::No => return Meeting::No,
            DefaultMet::Unknown => return Meeting::Unknown,
            DefaultMet::NotTested => {}
        }
        let default = |version| stack.versions.get(&version).map_or(Known::Unknown, |facts| facts.default);
        let mut open = false;
        // As both sides choose: the highest first. Nobody offers SSL 3.0 unasked.
        for version in Version::ALL.into_iter().rev().filter(|version| *version > Version::Ssl3) {
            let state = self.support.get(&version).map_or(SupportState::NotTested, |support| support.state);
            match (state, default(version)) {
                (_, Known::No) | (SupportState::Refused, _) => {}
                // Below what is required it matters whether they do better than this.
                (SupportState::Accepted, Known::Yes) if !open || version >= self.target.expectation.require => {
                    return Meeting::At(version);
                }
                _ => open = true,
            }
        }
        if open { Meeting::Unknown } else { Meeting::No }
    }

    fn verdict(&self, meeting: Meeting) -> Verdict {
        let expectation = &self.target.expectation;
        let judgement = self.trust.map_or(&TrustJudgement::NotJudged, |trust| &trust.judgement);
        match meeting {
            Meeting::At(_) if expectation.trust && matches!(judgement, TrustJudgement::NotTrusted(_)) => {
                Verdict::NotReady
            }
            Meeting::At(version) if version < expectation.require => Verdict::AtRisk,
            // What is expected and was not looked at is not as expected.
            Meeting::At(_) if expectation.trust && *judgement == TrustJudgement::NotJudged => Verdict::Inconclusive,
            Meeting::At(_) => Verdict::Ready,
            // That they do not meet is known only if the endpoint has said something.
            Meeting::No if self.accepted.is_empty() && !self.all_refused() && self.own_hello_refused().is_none() => {
                Verdict::Inconclusive
            }
            Meeting::No => Verdict::NotReady,
            Meeting::Unknown if self.all_refused() && self.all_required_tried() => Verdict::NotReady,
            Meeting::Unknown => Verdict::Inconclusive,
        }
    }

    /// The alert by which the endpoint refuses the hello of a program here that names no version, if it is not about the name.
    pub(super) fn own_hello_refused(&self) -> Option<Alert> {
        let of_default = |seen: &&Observation| seen.prober == Prober::Native && seen.asked == Asked::Default;
        let default = self.record.probed.observations.iter().rev().find(of_default)?;
        match default.end {
            End::Alert(alert)
                if default.answer.is_none() && alert.description != AlertDescription::UNRECOGNIZED_NAME =>
            {
                Some(alert)
            }
            _ => None,
        }
    }

    /// Whether every version that is high enough was tried.
    pub(super) fn all_required_tried(&self) -> bool {
        let mut required = Version::ALL.into_iter().filter(|version| *version >= self.target.expectation.require);
        required.all(|version| !not_tried(self.support, version))
    }

    /// Whether the endpoint has said no to everything that was asked.
    pub(super) fn all_refused(&self) -> bool {
        !self.support.is_empty() && self.support.values().all(|support| support.state == SupportState::Refused)
    }
}

/// Whether nothing is known of the version.
fn not_tried(support: &BTreeMap<Version, Support>, version: Version) -> bool {
    support.get(&version).is_none_or(|support| support.state == SupportState::NotTested)
}

fn in_state(support: &BTreeMap<Version, Support>, state: SupportState) -> Vec<Version> {
    support.iter().filter(|(_, support)| support.state == state).map(|(version, _)| *version).collect()
}

/// The platform's own judgement where it has one, else that of rustls; else the chain alone.
fn trust(observations: &[Observation]) -> Option<TrustReport> {
    let judged = |prober, judged: bool| {
        observations
            .iter()
            .filter(|seen| seen.prober == prober)
            .filter_map(|seen| seen.trust.as_ref())
            .find(|facts| !judged || facts.judgement != TrustJudgement::NotJudged)
            .map(|facts| certificate::report(prober, facts))
    };
    let in_clear = || {
        let chain =
            observations.iter().filter_map(|seen| seen.answer.as_ref()).find(|answer| !answer.certificates.is_empty());
        chain.map(|answer| {
            let facts = TrustFacts { chain: answer.certificates.clone(), judgement: TrustJudgement::NotJudged };
            certificate::report(Prober::Wire, &facts)
        })
    };
    judged(Prober::Native, true).or_else(|| judged(Prober::Rustls, true)).or_else(in_clear)
}
