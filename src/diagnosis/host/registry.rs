//! A host whose settings are in a Windows registry, combined with the observed behavior of its library.

use super::assessment::{HostAssessment, StackAssessment};
use super::platform;
use super::windows::{Assessment, ClientKind, OsFacts};
use crate::observation::capture::Captured;
use crate::observation::host::HostFacts;
use crate::settings::registry::Snapshot;

/// Concludes everything about the host, for the programs that agents use.
pub(super) fn assess(host: &HostFacts, snapshot: &Snapshot) -> HostAssessment {
    let assessment = Assessment::of(snapshot, None, &ClientKind::AGENT, seen(host, snapshot).as_ref());
    assessment.host(host.name.clone(), host.trust_store.clone(), host.proxy_variable)
}

/// Returns what the library was observed to do, if it was tried.
pub fn seen(host: &HostFacts, snapshot: &Snapshot) -> Option<StackAssessment> {
    let found = host.stacks.first()?;
    let Captured::Platform { default, versions } = &found.captured else { return None };
    let build = OsFacts::find(snapshot, None).build;
    Some(platform::assess(&found.name, default, versions, build))
}
