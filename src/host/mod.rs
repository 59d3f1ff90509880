//! This machine, read only: what its TLS libraries offer, and the settings that decide it.
//!
//! There is one module to collect facts for each operating system. `diagnosis::host` draws the conclusions; it is built
//! and tested on every system.

#[cfg(not(target_vendor = "apple"))]
mod capture;
mod trust;

use crate::observation::host::HostFacts;
use crate::patience::Patience;
use crate::roots::Roots;

#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(target_vendor = "apple", path = "macos.rs")]
#[cfg_attr(not(any(windows, target_vendor = "apple")), path = "linux/mod.rs")]
mod local;

/// Collects everything that is found on this host. Blocks as long as `patience` lasts: it reads files and tries the TLS
/// library in memory. What could not be read in that time is unknown.
pub fn collect(roots: &Roots, patience: &Patience) -> HostFacts {
    HostFacts { proxy_variable: proxy_variable(|name| std::env::var_os(name)), ..local::collect(roots, patience) }
}

/// Returns the proxy variable in force. If both are set, programs use the lower-case one; an empty one does not count.
fn proxy_variable(value: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<&'static str> {
    ["https_proxy", "HTTPS_PROXY"].into_iter().find(|name| value(name).is_some_and(|value| !value.is_empty()))
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
