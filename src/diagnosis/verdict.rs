//! Endpoint × this host → verdict.

use std::collections::BTreeMap;

use serde::Serialize;

use super::finding::Finding;
use super::support::Support;
use crate::observation::{EngineName, TrustJudgement};
use crate::tls::Version;

/// Whether this host can use the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They meet at the required version or above.
    Ready,
    /// They meet today, only below what is required.
    AtRisk,
    /// They do not meet.
    NotReady,
    /// Could not be found out.
    Unclear,
}

/// How one engine's handshake ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineOutcome {
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
    /// The engine cannot offer that version.
    EngineCannot,
    /// Could not be found out.
    Unclear,
}

/// What one engine got, for its default or for one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineResult {
    /// In one word.
    pub outcome: EngineOutcome,
    /// The version that the peer selected.
    pub version: Option<Version>,
    /// The library's or the tap's evidence, cleaned; empty when there is none.
    pub evidence: String,
}

/// The endpoint's certificate and what this host thinks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustReport {
    /// Who judged.
    pub engine: EngineName,
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
    /// For each engine with handshakes: `None` is its default.
    pub engines: BTreeMap<EngineName, BTreeMap<Option<Version>, EngineResult>>,
    /// The certificate.
    pub trust: Option<TrustReport>,
    /// The verdict.
    pub verdict: Verdict,
    /// The version at which a program on the platform's stack that names none meets the endpoint today.
    pub meets_at: Option<Version>,
    /// One plain sentence: the verdict's reason.
    pub sentence: String,
    /// Coded statements, the most important first.
    pub findings: Vec<Finding>,
    /// Whether something expected does not hold (exit code 1).
    pub unmet: bool,
}
