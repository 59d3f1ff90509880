//! Engine `native`: the platform's stack. Its default offer is what a program gets that names no version; pinned to a
//! version it is what a program gets that names it (as `native-tls` does, which always names versions).
//!
//! One door per system: `openssl` (unix), `schannel` (Windows), `secure_transport` (Apple).

#[cfg_attr(windows, path = "pinned_schannel.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "pinned_openssl.rs")]
mod pinned;

#[cfg_attr(windows, path = "schannel.rs")]
#[cfg_attr(target_vendor = "apple", path = "secure_transport.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "openssl.rs")]
mod unpinned;

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{Handshake, PeerName};
use crate::observation::{Asked, LocalReason};
use crate::tls::Version;

pub use unpinned::has_default_offer;
#[cfg(not(any(windows, target_vendor = "apple")))]
pub(crate) use unpinned::start_with;

/// The engine: contexts and root stores are made once a run.
#[derive(Debug)]
pub struct Platform {
    more_roots: Vec<Vec<u8>>,
    unpinned: OnceLock<Result<unpinned::Stack, String>>,
    pinned: Mutex<HashMap<(Version, bool), Result<pinned::Connector, String>>>,
}

impl Platform {
    /// The platform's stack, with these roots (DER) besides the host's.
    pub fn new(more_roots: Vec<Vec<u8>>) -> Self {
        Self { more_roots, unpinned: OnceLock::new(), pinned: Mutex::default() }
    }

    /// Makes the context of the default offer, which reads the host's roots.
    pub(super) fn warm_up(&self) {
        let _ = self.unpinned();
    }

    fn unpinned(&self) -> Result<&unpinned::Stack, LocalReason> {
        self.unpinned
            .get_or_init(|| unpinned::Stack::new(&self.more_roots))
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
            Asked::Pinned(version) => pinned::start(&self.connector(version, peer.server_name.is_some())?, peer),
        }
    }

    fn connector(&self, version: Version, send_name: bool) -> Result<pinned::Connector, LocalReason> {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned
            .entry((version, send_name))
            .or_insert_with(|| pinned::connector(version, send_name))
            .clone()
            .map_err(nothing_offered)
    }
}

fn nothing_offered(evidence: String) -> LocalReason {
    LocalReason::NothingOffered { evidence }
}
