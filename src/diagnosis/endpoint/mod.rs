//! What is concluded about one endpoint from what was seen of it.

mod causes;
mod certificate;
mod evidence;
#[cfg(test)]
mod evidence_tests;
mod probers;
#[cfg(test)]
mod questions_tests;
mod rules;
#[cfg(test)]
mod script;
mod support;
mod trust_rules;
mod verdict;
#[cfg(test)]
mod verdict_tests;
mod words;

#[cfg(fuzzing)]
pub(crate) use certificate::report as certificate_report;
pub use support::{Reason, Support, SupportState};
pub use verdict::{Diagnosis, ProberOutcome, ProberResult, TrustReport, Verdict, diagnose, is_inconclusive};
