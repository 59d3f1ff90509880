//! Linux, and other Unix systems whose TLS library is OpenSSL.

mod openssl;
mod system;

use super::trust;
use crate::observation::host::HostFacts;
use crate::roots::Roots;

/// Collects what is found on this host. Never fails.
pub(super) fn collect(roots: &Roots) -> HostFacts {
    let (stack, trust_store) = std::thread::scope(|scope| {
        let trust_store = std::thread::Builder::new().spawn_scoped(scope, || trust::collect(roots));
        let stack = openssl::collect();
        // Use this thread if no other can be started.
        (stack, trust_store.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| trust::collect(roots)))
    });
    HostFacts {
        name: system::host_name(),
        operating_system: system::operating_system(),
        stacks: vec![stack],
        registry: None,
        trust_store,
        proxy_variable: None,
    }
}
