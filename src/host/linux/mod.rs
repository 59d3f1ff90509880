//! Linux, and other unix systems whose platform stack is OpenSSL: collected read only, told as found.

mod openssl;
mod system;

use super::trust;
use crate::observation::host::HostFacts;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps. Blocks: files are read.
pub(super) fn collect() -> HostFacts {
    let (stack, trust_store) = std::thread::scope(|scope| {
        let trust_store = std::thread::Builder::new().spawn_scoped(scope, trust::collect);
        let stack = openssl::collect();
        // Where no thread is to be had, here.
        (stack, trust_store.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(trust::collect))
    });
    HostFacts {
        name: system::host_name(),
        operating_system: system::operating_system(),
        stacks: vec![stack],
        trust_store,
        proxy_variable: None,
    }
}
