//! Linux, and other unix systems whose platform stack is OpenSSL: collected read only, told as found.

mod openssl;
mod system;

use super::facts::HostFacts;
use super::trust;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps. Blocks: files are read.
pub fn collect() -> HostFacts {
    HostFacts {
        name: system::host_name(),
        operating_system: system::operating_system(),
        stacks: vec![openssl::collect()],
        trust_store: trust::collect(),
    }
}
