//! Prober `native`: the platform's stack. Its default offer is what a program gets that names no version; pinned to a
//! version it is what a program gets that names it, as `native-tls` does: through that library on Apple's systems, with its
//! settings on OpenSSL (it reads root stores that nobody needs here), and on Windows through Schannel itself, for its codes.
//!
//! One door per system: `openssl` (unix), `schannel` (Windows), `secure_transport` (Apple).

mod lazy;

#[cfg_attr(windows, path = "pinned_schannel.rs")]
#[cfg_attr(target_vendor = "apple", path = "pinned_native_tls.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "pinned_openssl.rs")]
mod pinned;

/// Here too, so that what only Apple's systems use is built and tried; and its hello is what ours must be.
#[cfg(all(test, not(any(windows, target_vendor = "apple"))))]
mod pinned_native_tls;

#[cfg_attr(windows, path = "schannel.rs")]
#[cfg_attr(target_vendor = "apple", path = "secure_transport.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "openssl.rs")]
mod unpinned;

use std::sync::OnceLock;

use super::{Handshake, PeerName};
use crate::observation::{Asked, LocalReason};
use crate::roots::Roots;

pub use unpinned::has_default_offer;
#[cfg(not(any(windows, target_vendor = "apple")))]
pub(crate) use unpinned::start_with;

/// The prober: contexts and root stores are made once a run.
#[derive(Debug)]
pub struct Platform {
    roots: Roots,
    unpinned: OnceLock<Result<unpinned::Stack, String>>,
    pinned: lazy::Connectors,
}

impl Platform {
    /// The platform's stack, with these roots.
    pub fn new(roots: Roots) -> Self {
        Self { roots, unpinned: OnceLock::new(), pinned: lazy::Connectors::default() }
    }

    /// Makes the context of the default offer, which reads the host's roots.
    pub(super) fn warm_up(&self) {
        let _ = self.unpinned();
    }

    fn unpinned(&self) -> Result<&unpinned::Stack, LocalReason> {
        self.unpinned
            .get_or_init(|| unpinned::Stack::new(&self.roots))
            .as_ref()
            .map_err(|evidence| nothing_offered(evidence.clone()))
    }

    /// Begins a handshake.
    ///
    /// # Errors
    /// The stack cannot even begin: its own reason.
    pub fn start(&self, asked: Asked, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        match asked {
            Asked::Default => self.unpinned()?.start(peer),
            Asked::Pinned(version) => Ok(self.pinned.start(version, peer)),
        }
    }
}

fn nothing_offered(evidence: String) -> LocalReason {
    LocalReason::NothingOffered { evidence }
}
