//! Apple: `native-tls` is the only maintained interface to Secure Transport, and it always requests versions. The
//! default offer of a program that does not cannot be captured, and is reported as unknown.

use crate::clean::clean;
use crate::observation::LocalReason;
use crate::probe::{Finish, Handshake, PeerName};
use crate::roots::Roots;

/// Returns whether the default offer of a program that does not request a version can be captured on this platform.
pub const fn has_default_offer() -> bool {
    false
}

/// Nothing to share between attempts.
#[derive(Debug)]
pub(super) struct Stack;

impl Stack {
    #[expect(clippy::unnecessary_wraps, reason = "the same shape as on the other systems")]
    pub(super) fn new(_roots: &Roots) -> Result<Self, String> {
        Ok(Self)
    }

    #[expect(clippy::unused_self, reason = "the same shape as on the other systems")]
    pub(super) fn start(&self, _peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        Err(LocalReason::ProberCannot)
    }
}

/// Returns how a handshake ended that `native-tls` made.
pub(super) fn failed_by(error: &(dyn std::error::Error + 'static)) -> Finish {
    Finish::Failed { peer_alert: None, evidence: clean(&error.to_string()).into() }
}
