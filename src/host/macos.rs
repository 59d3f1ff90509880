//! Apple: Secure Transport cannot be tried yet.

use super::trust;
use crate::observation::capture::Captured;
use crate::observation::host::{HostFacts, StackFacts};
use crate::patience::Patience;
use crate::roots::Roots;

/// Collects what is found on this host.
pub(super) fn collect(roots: &Roots, patience: &Patience) -> HostFacts {
    HostFacts {
        name: None,
        operating_system: "macOS".to_owned(),
        stacks: vec![StackFacts { name: "Secure Transport".to_owned(), captured: Captured::NotTried, openssl: None }],
        registry: None,
        trust_store: trust::in_time(trust::begin(roots, patience), patience),
        proxy_variable: None,
    }
}
