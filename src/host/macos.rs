//! Apple: Secure Transport cannot be tried yet.

use super::trust;
use crate::observation::capture::Captured;
use crate::observation::host::{HostFacts, StackFacts};

/// Collects what is found on this host.
pub(super) fn collect() -> HostFacts {
    HostFacts {
        name: None,
        operating_system: "macOS".to_owned(),
        stacks: vec![StackFacts { name: "Secure Transport".to_owned(), captured: Captured::NotTried, openssl: None }],
        registry: None,
        trust_store: trust::collect(),
        proxy_variable: None,
    }
}
