//! Windows: the registry, and what Schannel's own hellos show. Draws no conclusions.

mod registry;

use super::capture::platform;
use super::trust;
use crate::observation::host::{HostFacts, StackFacts};
use crate::roots::Roots;

/// Collects what is found on this host. Never fails: what cannot be read is noted.
pub(super) fn collect(roots: &Roots) -> HostFacts {
    HostFacts {
        name: std::env::var("COMPUTERNAME").ok(),
        operating_system: "Windows".to_owned(),
        stacks: vec![StackFacts { name: "Schannel".to_owned(), captured: platform::capture(), openssl: None }],
        registry: Some(registry::read()),
        trust_store: trust::collect(roots),
        proxy_variable: None,
    }
}
