//! What is concluded about a host from what was found on it.

mod rules;
pub mod windows;

use serde::Serialize;

pub use rules::{host_findings, host_readiness};

/// Whether the clients of a host offer TLS 1.2 or later.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Readiness {
    /// All of them do.
    Ready,
    /// The default of the system has it; some clients still do not offer it.
    Partly,
    /// They do not.
    NotReady,
    /// Could not be determined.
    Inconclusive,
}
