//! The providers that a file lists (`config(5)`, "Provider Configuration").

use super::Place;
use super::reader::{DEFAULT_SECTION, Reading};

/// The list of providers of a file. With a list, OpenSSL loads nothing else: the provider `default` too is used only if
/// it is listed and activated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Providers {
    /// The name of the section that lists them.
    pub section: String,
    /// The header of that section.
    pub place: Place,
    /// The providers, in file order.
    pub listed: Vec<Provider>,
}

/// A provider in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name: `default`, `legacy`, `base`, `fips`.
    pub name: String,
    /// The name of its section.
    pub section: String,
    /// The header of that section, if it exists.
    pub place: Option<Place>,
    /// Whether the section activates it.
    pub is_active: bool,
}

impl Providers {
    /// Returns the provider of this name.
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.listed.iter().find(|provider| provider.name == name)
    }
}

/// Follows `openssl_conf` to the list of providers.
pub(super) fn listed(reading: &Reading<'_>) -> Option<Providers> {
    let start = reading.sections.get(DEFAULT_SECTION)?.get("openssl_conf")?;
    let modules = reading.sections.get(&start.value)?;
    let is_list = |name: &str| name == "providers" || name.starts_with("providers.");
    let list = modules.entries.iter().rev().find(|entry| is_list(&entry.name))?;
    let section = reading.sections.get(&list.value)?;
    let provider = |name: &str, own: &str| {
        let found = reading.sections.get(own);
        let set = |key| found.and_then(|section| section.get(key)).map(|entry| entry.value.clone());
        let off = |value: &str| ["0", "no", "false", "off"].iter().any(|word| word.eq_ignore_ascii_case(value));
        Provider {
            name: set("identity").unwrap_or_else(|| name.to_owned()),
            section: own.to_owned(),
            place: found.map(|section| section.place.clone()),
            is_active: set("activate").is_some_and(|value| !off(&value)),
        }
    };
    let listed = section.entries.iter().map(|entry| provider(&entry.name, &entry.value)).collect();
    Some(Providers { section: list.value.clone(), place: section.place.clone(), listed })
}
