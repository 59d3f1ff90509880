//! A host whose settings are in a Windows registry, with what its library was seen to do.

use super::assessment::HostAssessment;
use super::platform;
use super::verdict::of_stacks;
use super::windows::{ClientKind, WindowsFacts, repair};
use crate::observation::capture::Captured;
use crate::observation::host::HostFacts;
use crate::settings::registry::Snapshot;

/// Concludes everything: what the settings lead to expect, and above that what was seen.
pub(super) fn assess(host: &HostFacts, snapshot: &Snapshot) -> HostAssessment {
    let facts = WindowsFacts::examine(snapshot, None);
    let mut stack = facts.stack();
    if let Some(found) = host.stacks.first()
        && let Captured::Platform { default, versions } = &found.captured
    {
        platform::confirm(&mut stack, platform::assess(&found.name, default, versions, facts.os.build));
    }
    stack.remedy = crate::report::repair::remedy(&repair(snapshot, None, &ClientKind::AGENT));
    let findings = platform::findings(&stack);
    let assessed = of_stacks(host, vec![stack], findings);
    HostAssessment {
        name: facts.os.computer.clone().or(assessed.name),
        operating_system: facts.os.name.clone(),
        ..assessed
    }
}
