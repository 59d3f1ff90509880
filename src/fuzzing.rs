//! Functions for `fuzz/` that are not public otherwise. Built only by cargo-fuzz.

use crate::diagnosis::TrustReport;
use crate::observation::{Prober, ProxyRefusal, TrustFacts};

/// Returns what a certificate says, for people.
pub fn certificate_report(prober: Prober, facts: &TrustFacts) -> TrustReport {
    crate::diagnosis::certificate_report(prober, facts)
}

/// Returns the length of the head of a proxy's reply that grants the tunnel, or `None` if the head is not complete yet.
///
/// # Errors
/// The proxy refuses, or the reply is not HTTP.
pub fn judge_reply(reply: &[u8]) -> Result<Option<usize>, ProxyRefusal> {
    crate::net::judge_reply(reply, crate::net::Secret::None)
}

/// Returns whether a character may be shown unchanged.
pub fn is_harmless(character: char) -> bool {
    crate::clean::is_harmless(character)
}
