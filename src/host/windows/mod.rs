//! Windows: the registry, and what Schannel's own hellos show. Draws no conclusions.

mod registry;

use super::capture::platform;
use super::trust;
use crate::observation::host::{HostFacts, StackFacts};
use crate::patience::Patience;
use crate::roots::Roots;

/// Collects what is found on this host. Never fails: what cannot be read is noted.
pub(super) fn collect(roots: &Roots, patience: &Patience) -> HostFacts {
    let trust_store = trust::begin(roots, patience);
    HostFacts {
        name: std::env::var("COMPUTERNAME").ok(),
        operating_system: "Windows".to_owned(),
        stacks: vec![StackFacts { name: "Schannel".to_owned(), captured: platform::capture(), openssl: None }],
        registry: Some(registry::read()),
        trust_store: trust::in_time(trust_store, patience),
        proxy_variable: None,
    }
}
