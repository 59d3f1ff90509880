//! A host whose settings are in a Windows registry, with what its library was seen to do.

use super::assessment::{HostAssessment, StackAssessment};
use super::platform;
use super::windows::{Assessment, ClientKind, OsFacts};
use crate::observation::capture::Captured;
use crate::observation::host::HostFacts;
use crate::settings::registry::Snapshot;

/// Concludes everything, for the programs that agents use.
pub(super) fn assess(host: &HostFacts, snapshot: &Snapshot) -> HostAssessment {
    let seen = seen(host, snapshot);
    let assessment = Assessment::of(snapshot, None, &ClientKind::AGENT, seen.as_ref());
    assessment.host(host.name.clone(), host.trust_store.clone(), host.proxy_variable, None)
}

/// What the platform's library was seen to do, if it was tried.
pub fn seen(host: &HostFacts, snapshot: &Snapshot) -> Option<StackAssessment> {
    let stack = host.stacks.first()?;
    let Captured::Platform { default, versions } = &stack.captured else { return None };
    Some(platform::assess(&stack.name, default, versions, OsFacts::find(snapshot, None).build))
}
