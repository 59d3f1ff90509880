//! What is concluded about one endpoint from what was seen of it.
//!
//! From the bottom up: `support` has the states and reasons of a version, `evidence` the rules that lead to them,
//! `probers` the result of each prober, `case` all of it together with the host, `verdict` the verdict, and `rules` the
//! findings. `diagnose` calls them. To add a reason, change `support`, `evidence`, and
//! `locales/en/endpoint-reasons.ftl`.

mod addresses;
mod calculation;
mod case;
mod certificate;
mod diagnose;
#[cfg(test)]
mod diagnose_tests;
mod endings;
mod evidence;
#[cfg(test)]
mod evidence_tests;
mod probers;
#[cfg(test)]
mod questions_tests;
mod repetitions;
mod rules;
#[cfg(test)]
mod script;
#[cfg(test)]
mod sides_tests;
mod support;
mod verdict;
#[cfg(test)]
mod verdict_tests;

pub use addresses::compare_addresses;
pub use certificate::TrustReport;
#[cfg(fuzzing)]
pub(crate) use certificate::report as certificate_report;
pub use diagnose::{Diagnosis, diagnose};
pub use probers::{ProberOutcome, ProberResult};
pub use support::{Reason, Support, SupportState};
pub use verdict::{Gets, Verdict, is_inconclusive};
