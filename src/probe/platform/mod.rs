//! Prober `native`: the platform's stack. Its default offer is that of a program that does not request a version.
//! Pinned to a version, it behaves like a program that requests it through `native-tls`, as most programs in Rust do.
//!
//! Windows is the exception: there, pinned handshakes use Schannel directly, since `native-tls` hides the code with
//! which Schannel rejects.
//!
//! One implementation per system: `openssl` (unix), `schannel` (Windows), `secure_transport` (Apple).

mod connectors;

#[cfg_attr(windows, path = "pinned_schannel.rs")]
#[cfg_attr(not(windows), path = "pinned_native_tls.rs")]
mod pinned;

#[cfg_attr(windows, path = "schannel.rs")]
#[cfg_attr(target_vendor = "apple", path = "secure_transport.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "openssl.rs")]
mod unpinned;

use std::sync::OnceLock;

use super::{Handshake, PeerName};
use crate::observation::{Asked, LocalReason};
use crate::roots::Roots;
use crate::tls::Version;
use connectors::Connectors;

pub use unpinned::has_default_offer;
#[cfg(not(any(windows, target_vendor = "apple")))]
pub(crate) use unpinned::{peer_alert, start_with};

/// The prober. Contexts and root stores are created once per run.
#[derive(Debug)]
pub struct Platform {
    roots: Roots,
    unpinned: OnceLock<Result<unpinned::Stack, String>>,
    pinned: Connectors,
}

impl Platform {
    /// Creates the prober with these roots.
    pub fn new(roots: Roots) -> Self {
        Self { roots, unpinned: OnceLock::new(), pinned: Connectors::default() }
    }

    /// Creates the context of the default offer, which reads the host's roots.
    pub(super) fn warm_up(&self) {
        let _ = self.unpinned();
    }

    /// Creates the connector for a version, which reads the host's roots.
    pub(super) fn make_connector(&self, version: Version, send_name: bool) {
        let _ = self.pinned.get(version, send_name);
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
    /// The stack cannot begin; contains its reason.
    pub fn start(&self, asked: Asked, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        match asked {
            Asked::Default => self.unpinned()?.start(peer),
            Asked::Pinned(version) => {
                let connector = self.pinned.get(version, peer.server_name.is_some()).map_err(nothing_offered)?;
                Ok(pinned::start(connector, peer))
            }
        }
    }
}

fn nothing_offered(evidence: String) -> LocalReason {
    LocalReason::NothingOffered { evidence: evidence.into() }
}
