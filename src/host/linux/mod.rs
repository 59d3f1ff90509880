//! Linux, and other unix systems whose platform stack is OpenSSL: collected read only, told as found.

mod openssl;
mod system;

use super::facts::HostFacts;
use super::trust;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps. Blocks: files are read.
pub fn collect() -> HostFacts {
    let (stack, trust_store) = std::thread::scope(|scope| {
        let trust_store = scope.spawn(trust::collect);
        (openssl::collect(), trust_store.join().unwrap_or_else(|_| trust::collect()))
    });
    HostFacts {
        name: system::host_name(),
        operating_system: system::operating_system(),
        stacks: vec![stack],
        trust_store,
    }
}
