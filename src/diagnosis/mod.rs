//! What the observations mean. Pure: no tokio, no clock, no environment, no file.

mod causes;
mod certificate;
mod probers;
mod finding;
mod host_rules;
mod rules;
#[cfg(test)]
mod script;
mod support;
mod trust_rules;
mod truth;
#[cfg(test)]
mod truth_tests;
mod verdict;
#[cfg(test)]
mod verdict_tests;
mod words;

#[cfg(fuzzing)]
pub(crate) use certificate::report as certificate_report;
pub use finding::{Finding, FindingCode, Side};
pub use host_rules::{HostVerdict, host_findings, host_verdict};
pub use support::{Reason, Support, SupportState};
pub use verdict::{Diagnosis, ProberOutcome, ProberResult, TrustReport, Verdict, diagnose};
