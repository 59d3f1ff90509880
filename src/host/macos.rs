//! Apple: what is collected so far, and said to be no more.

use super::trust;
use crate::observation::host::{HostFacts, StackFacts};

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps.
pub(super) fn collect() -> HostFacts {
    HostFacts {
        name: None,
        operating_system: "macOS".to_owned(),
        stacks: vec![StackFacts::unknown(
            "Secure Transport",
            "what Secure Transport offers is not collected by this version of tlsready",
        )],
        trust_store: trust::collect(),
        proxy_variable: None,
    }
}
