//! Coded statements: what was seen, what it means, what to do.

use serde::Serialize;

/// Whose side a finding is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// This machine.
    Host,
    /// The service.
    Endpoint,
    /// What is between.
    Network,
}

/// What is stated. Stable codes, listed by a snapshot test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingCode {
    /// The host's default offer and the endpoint share no version, and the host could have it.
    HostDefaultLacksVersion,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its code.
    pub code: FindingCode,
    /// Whose side.
    pub side: Side,
    /// What it means, one plain sentence.
    pub summary: String,
    /// What was seen.
    pub evidence: String,
    /// What to do; empty when there is nothing to do.
    pub remedy: String,
}
