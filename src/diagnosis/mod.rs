//! What the observations mean. Pure: no tokio, no clock, no environment, no file.

pub mod endpoint;
mod finding;
pub mod host;

#[cfg(fuzzing)]
pub(crate) use endpoint::certificate_report;
pub use endpoint::{
    Diagnosis, Gets, ProberOutcome, ProberResult, Reason, Support, SupportState, TrustReport, Verdict,
    compare_addresses, diagnose, is_inconclusive,
};
pub use finding::{Confidence, Finding, FindingCode, Side, Step, Weight};
pub use host::{HostAssessment, Readiness, assess};
