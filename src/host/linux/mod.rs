//! Linux, and other unix systems whose platform stack is OpenSSL: collected read only, told as found.

mod openssl;
mod system;

use super::trust;
use crate::observation::host::HostFacts;
use crate::roots::Roots;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps. Blocks: files are read.
pub(super) fn collect(roots: &Roots) -> HostFacts {
    let (stack, trust_store) = std::thread::scope(|scope| {
        let trust_store = std::thread::Builder::new().spawn_scoped(scope, || trust::collect(roots));
        let stack = openssl::collect();
        // Where no thread is to be had, here.
        (stack, trust_store.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| trust::collect(roots)))
    });
    HostFacts {
        name: system::host_name(),
        operating_system: system::operating_system(),
        stacks: vec![stack],
        trust_store,
        proxy_variable: None,
    }
}
