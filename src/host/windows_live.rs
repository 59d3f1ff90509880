//! Windows: what Schannel offers, told by its own hellos.

use super::facts::HostFacts;
use super::{platform_offer, trust};

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps.
pub fn collect() -> HostFacts {
    HostFacts {
        name: std::env::var("COMPUTERNAME").ok(),
        operating_system: "Windows".to_owned(),
        stacks: vec![platform_offer::collect("Schannel", build())],
        trust_store: trust::collect(),
    }
}

/// The build of this Windows.
fn build() -> Option<u32> {
    winreg::HKLM
        .open_subkey(r"SOFTWARE\Microsoft\Windows NT\CurrentVersion")
        .and_then(|key| key.get_value::<String, _>("CurrentBuildNumber"))
        .ok()?
        .parse()
        .ok()
}
