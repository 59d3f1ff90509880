//! Windows: what the registry holds and what Schannel's own hellos show. Nothing is judged here.

use crate::observation::host::HostFacts;
use crate::roots::Roots;
use crate::settings::registry::Snapshot;
mod registry;

use super::capture::platform as platform_offer;
use super::trust;

/// Where Windows says which build it is.
const CURRENT_VERSION: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Collects what is known of this host. Never fails: what could not be read is in the gaps.
pub(super) fn collect(roots: &Roots) -> HostFacts {
    facts(&registry::read(), roots)
}

/// The same, with the registry. None where there is no registry.
pub fn collect_with_registry(roots: &Roots) -> Option<(HostFacts, Snapshot)> {
    let snapshot = registry::read();
    Some((facts(&snapshot, roots), snapshot))
}

fn facts(snapshot: &Snapshot, roots: &Roots) -> HostFacts {
    let text = |name| snapshot.text(CURRENT_VERSION, name);
    let build = text("CurrentBuildNumber").or_else(|| text("CurrentBuild")).and_then(|build| build.trim().parse().ok());
    HostFacts {
        name: std::env::var("COMPUTERNAME").ok(),
        operating_system: text("ProductName").unwrap_or("Windows").to_owned(),
        stacks: vec![platform_offer::collect("Schannel", build)],
        trust_store: trust::collect(roots),
        proxy_variable: None,
    }
}
