//! Windows: what is collected so far, and said to be no more.

use super::facts::{HostFacts, StackFacts};
use super::trust;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps.
pub fn collect() -> HostFacts {
    HostFacts {
        name: std::env::var("COMPUTERNAME").ok(),
        operating_system: "Windows".to_owned(),
        stacks: vec![StackFacts::unknown(
            "Schannel",
            "what Schannel offers is not collected by this version of tlsready",
        )],
        trust_store: trust::collect(),
    }
}
