//! What `fuzz/` needs beyond the public functions. Built by cargo-fuzz only.

use crate::diagnosis::TrustReport;
use crate::observation::{Prober, ProxyRefusal, TrustFacts};

/// What a certificate says, for people.
pub fn certificate_report(prober: Prober, facts: &TrustFacts) -> TrustReport {
    crate::diagnosis::certificate_report(prober, facts)
}

/// A proxy's reply as far as it has come: the length of its head when it grants the tunnel.
///
/// # Errors
/// It refuses, or it is no HTTP reply.
pub fn judge_reply(reply: &[u8]) -> Result<Option<usize>, ProxyRefusal> {
    crate::net::judge_reply(reply)
}

/// Whether a character may be shown as it is.
pub fn is_harmless(character: char) -> bool {
    crate::clean::is_harmless(character)
}
