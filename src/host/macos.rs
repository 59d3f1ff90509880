//! Apple: what is collected so far, and said to be no more.

use super::trust;
use crate::observation::host::{HostFacts, StackFacts};
use crate::roots::Roots;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps.
pub(super) fn collect(roots: &Roots) -> HostFacts {
    HostFacts {
        name: None,
        operating_system: "macOS".to_owned(),
        stacks: vec![StackFacts::unknown(
            "Secure Transport",
            "what Secure Transport offers is not collected by this version of tlsready",
        )],
        trust_store: trust::collect(roots),
        proxy_variable: None,
    }
}
