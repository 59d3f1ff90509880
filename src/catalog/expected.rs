//! What a catalog expects of a host that was named without it.

use std::collections::HashMap;

use super::Catalog;
use crate::config::{Cloud, HostPattern, Variable};
use crate::target::{Expectation, Host, Target};
use crate::tls::Version;

/// The expectations of a catalog by host and port, in all clouds.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    exact: HashMap<(Host, u16), Expectation>,
    /// Hosts with variables.
    patterns: Vec<(HostPattern, u16, Expectation)>,
    variables: Vec<Variable>,
}

impl Expected {
    /// Returns the expectation for a target, if the catalog has it. If it has it several times, the strictest.
    pub fn of(&self, target: &Target) -> Option<Expectation> {
        let exact = self.exact.get(&(target.host.clone(), target.port));
        let Host::Name(name) = &target.host else { return exact.cloned() };
        let fits = |variable: &str, value: &str| {
            let variable = self.variables.iter().find(|known| known.name == variable);
            variable.is_some_and(|variable| match &variable.value {
                Some(only) => only.eq_ignore_ascii_case(value),
                None => variable.form.check(value).is_ok(),
            })
        };
        let patterns =
            self.patterns.iter().filter(|(pattern, port, _)| *port == target.port && pattern.matches(name, &fits));
        exact.into_iter().chain(patterns.map(|(_, _, expectation)| expectation)).cloned().reduce(strictest)
    }

    /// Returns the versions that at least one of its hosts must reject.
    pub fn refused(&self) -> Vec<Version> {
        let patterns = self.patterns.iter().map(|(_, _, expectation)| expectation);
        let mut all: Vec<_> =
            self.exact.values().chain(patterns).flat_map(|expectation| expectation.refuse.clone()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn strictest(mut one: Expectation, other: Expectation) -> Expectation {
    one.require = one.require.max(other.require);
    one.trust |= other.trust;
    one.refuse.extend(other.refuse);
    one.refuse.retain(|version| *version < one.require);
    one.refuse.sort_unstable();
    one.refuse.dedup();
    one
}

impl Catalog {
    /// Returns what the catalog expects of its hosts.
    pub fn expected(&self) -> Expected {
        let mut expected = Expected { variables: self.config.variables.clone(), ..Expected::default() };
        for endpoint in self.config.services.iter().flat_map(|service| &service.endpoints) {
            for pattern in Cloud::ALL.into_iter().flat_map(|cloud| endpoint.hosts.in_cloud(cloud)) {
                match pattern.host(|_| None) {
                    Some(Ok(host)) => {
                        let entry = expected.exact.entry((host, endpoint.port));
                        entry
                            .and_modify(|known| *known = strictest(known.clone(), endpoint.expectation.clone()))
                            .or_insert_with(|| endpoint.expectation.clone());
                    }
                    // Was checked when the file was read.
                    Some(Err(_)) => {}
                    None => {
                        let entry = (pattern.clone(), endpoint.port, endpoint.expectation.clone());
                        if !expected.patterns.contains(&entry) {
                            expected.patterns.push(entry);
                        }
                    }
                }
            }
        }
        expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Source, target_from_text};
    use crate::config;

    fn of(expected: &Expected, text: &str) -> Option<Expectation> {
        expected.of(&target_from_text(text, Expectation::default()).unwrap())
    }

    #[test]
    fn names_of_the_built_in_catalog_are_recognized() {
        let expected = Catalog::built_in().unwrap().expected();
        for name in [
            "management.azure.com",
            "LOGIN.microsoftonline.com.",
            "https://management.usgovcloudapi.net/x",
            "01234567-89ab-cdef-0123-456789abcdef.ods.opinsights.azure.com",
        ] {
            assert!(of(&expected, name).is_some_and(|expectation| expectation.trust), "{name}");
        }
        for name in ["example.com", "management.azure.com:8443", "x.ods.opinsights.azure.com", "127.0.0.1"] {
            assert_eq!(of(&expected, name), None, "{name}");
        }
    }

    #[test]
    fn the_strictest_of_several_entries_holds() {
        let text = r#"
            [variables.site]
            form = "label"
            [[service]]
            id = "one"
            name = "One"
            trust = false
            [[service.endpoint]]
            host = ["a.example", "{site}.b.example"]
            purpose = "p"
            refuse = ["ssl3"]
            [[service]]
            id = "two"
            name = "Two"
            require = "1.3"
            trust = true
            [[service.endpoint]]
            host = "a.example"
            purpose = "p"
            refuse = ["1.0"]
        "#;
        let config = config::parse("test", text).unwrap();
        let expected = Catalog { source: Source::BuiltIn, config }.expected();
        let refuse = vec![Version::Ssl3, Version::Tls10];
        assert_eq!(of(&expected, "a.example"), Some(Expectation { require: Version::Tls13, refuse, trust: true }));
        let only = Expectation { require: Version::Tls12, refuse: vec![Version::Ssl3], trust: false };
        assert_eq!(of(&expected, "x.b.example"), Some(only));
        assert_eq!(of(&expected, "x.y.b.example"), None);
        assert_eq!(expected.refused(), [Version::Ssl3, Version::Tls10]);
    }
}
