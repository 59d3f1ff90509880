//! Apple: `native-tls` is the only maintained door to Secure Transport, and it names versions. The default offer of a program
//! that names none cannot be asked for, and is said to be unknown.

use crate::observation::LocalReason;
use crate::probe::{Handshake, PeerName};
use crate::roots::Roots;

/// Whether this platform can be asked for the offer of a program that names no version.
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
