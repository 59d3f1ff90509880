//! Linux, and other Unix systems whose TLS library is OpenSSL.

mod dial;
mod openssl;
mod provider;
mod system;
mod trials;

use super::trust;
use crate::observation::capture::Captured;
use crate::observation::host::{HostFacts, StackFacts};
use crate::patience::Patience;
use crate::roots::Roots;

/// Collects what is found on this host. Never fails.
pub(super) fn collect(roots: &Roots, patience: &Patience) -> HostFacts {
    let (trust_store, started) = (trust::begin(roots, patience), patience.begin(openssl::Started::new));
    // The library reads its configuration before it does anything else, and hangs where that hangs. What follows only
    // computes.
    let late =
        || StackFacts { name: openssl::library_name(), captured: Captured::Late(patience.elapsed()), openssl: None };
    let tried = started.result().and_then(|started| patience.begin(|| openssl::collect(started)).computed());
    let stack = tried.unwrap_or_else(late);
    let trust_store = trust::in_time(trust_store, patience);
    HostFacts {
        name: system::host_name(),
        operating_system: system::operating_system(),
        stacks: vec![stack],
        registry: None,
        trust_store,
        proxy_variable: None,
    }
}
