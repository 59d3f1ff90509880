//! This machine, read only: what its stacks offer, and the settings that make them do so.
//!
//! One door for each operating system only collects; what the collected things mean is told by code that is built and
//! tested everywhere.

#[cfg_attr(any(windows, target_vendor = "apple"), allow(dead_code, reason = "only OpenSSL is tried in memory so far"))]
mod capture;
#[cfg_attr(any(windows, target_vendor = "apple"), allow(dead_code, reason = "only OpenSSL is tried in memory so far"))]
mod judge;
mod trust;

use crate::observation::host::HostFacts;
use crate::roots::Roots;
#[cfg(not(windows))]
use crate::settings::registry::Snapshot;

#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(target_vendor = "apple", path = "macos.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "linux/mod.rs")]
mod local;

/// What is known of this host, with its roots of trust as they were read or are read now.
pub fn collect(roots: &Roots) -> HostFacts {
    HostFacts { proxy_variable: proxy_variable(|name| std::env::var_os(name)), ..local::collect(roots) }
}

/// Programs look at the one in small letters first where both are set; an empty one is none.
fn proxy_variable(value: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<&'static str> {
    ["https_proxy", "HTTPS_PROXY"].into_iter().find(|name| value(name).is_some_and(|value| !value.is_empty()))
}

/// What is known of this host, with its registry.
#[cfg(windows)]
pub fn collect_with_registry(roots: &Roots) -> Option<(HostFacts, crate::settings::registry::Snapshot)> {
    let (facts, snapshot) = local::collect_with_registry(roots)?;
    Some((HostFacts { proxy_variable: proxy_variable(|name| std::env::var_os(name)), ..facts }, snapshot))
}

/// What is known of this host, with the registry that it was drawn from: nothing, here is none.
#[cfg(not(windows))]
pub const fn collect_with_registry(_roots: &Roots) -> Option<(HostFacts, Snapshot)> {
    None
}

#[cfg(test)]
mod tests {
    use super::proxy_variable;

    #[test]
    fn a_proxy_variable_counts_when_it_says_something() {
        let set = |known: &'static [(&str, &str)]| {
            proxy_variable(|name| known.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into()))
        };
        assert_eq!(set(&[]), None);
        assert_eq!(set(&[("HTTPS_PROXY", ""), ("HTTP_PROXY", "http://p")]), None);
        assert_eq!(set(&[("HTTPS_PROXY", "http://p")]), Some("HTTPS_PROXY"));
        assert_eq!(set(&[("HTTPS_PROXY", "http://p"), ("https_proxy", "http://q")]), Some("https_proxy"));
    }
}
