//! What is concluded about a host from what was found on it.

mod rules;
pub mod windows;

pub(in crate::diagnosis) use rules::remedy_text;
pub use rules::{HostVerdict, host_findings, host_verdict};
