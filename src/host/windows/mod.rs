//! Windows: what the registry says and what Schannel's own hellos show, put together.

use crate::diagnosis::host::windows::{ClientKind, WindowsFacts, repair};
use crate::observation::host::HostFacts;
use crate::report::repair::remedy;
use crate::roots::Roots;
use crate::settings::registry::Snapshot;
mod registry;

use super::capture::platform as platform_offer;
use super::trust;

/// Collects what is known of this host. Never fails: what cannot be found out is in the gaps.
pub(super) fn collect(roots: &Roots) -> HostFacts {
    judged(&registry::read(), roots)
}

/// The same, with the registry that it was drawn from. Nothing where there is no registry.
pub fn collect_with_registry(roots: &Roots) -> Option<(HostFacts, Snapshot)> {
    let snapshot = registry::read();
    Some((judged(&snapshot, roots), snapshot))
}

fn judged(snapshot: &Snapshot, roots: &Roots) -> HostFacts {
    let facts = WindowsFacts::examine(snapshot, None);
    let mut host = facts.host(trust::collect(roots));
    host.name = host.name.or_else(|| std::env::var("COMPUTERNAME").ok());
    let remedy = remedy(&repair(snapshot, None, &ClientKind::AGENT));
    for stack in &mut host.stacks {
        platform_offer::confirm(stack, platform_offer::collect("Schannel", facts.os.build));
        stack.remedy.clone_from(&remedy);
    }
    host
}
