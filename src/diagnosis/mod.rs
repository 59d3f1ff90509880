//! What the observations mean. Pure: no tokio, no clock, no environment, no file.

mod finding;
mod support;
mod verdict;

pub use finding::{Finding, FindingCode, Side};
pub use support::{Reason, Support, SupportState};
pub use verdict::{Diagnosis, EngineOutcome, EngineResult, TrustReport, Verdict};
