//! Reads and validates endpoints.toml. Every problem is collected in one run, each with its place and a hint.
//!
//! The file is walked with its spans instead of being deserialized, because serde stops at the first problem.

pub mod host_name;
pub mod pattern;
pub mod problem;
pub mod suggest;

mod endpoints;
mod read;
mod syntax;
mod tables;
mod walk;

use std::path::Path;

use serde::Serialize;

pub use pattern::HostPattern;
pub use problem::{Problem, Problems};
pub use read::LARGEST;

use crate::clean::clean;
use crate::message::Message;
use crate::target::Expectation;
use walk::Walk;

/// A valid endpoints file.
#[derive(Clone, Debug)]
pub struct Config {
    /// The variables that hosts may use, in the order of the file.
    pub variables: Vec<Variable>,
    /// The agents that endpoints may name, in the order of the file.
    pub agents: Vec<Agent>,
    /// The services, in the order of the file; never empty.
    pub services: Vec<Service>,
}

/// One of the separate Azures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cloud {
    /// Azure public.
    Public,
    /// Azure US Government.
    Gov,
    /// Azure operated by 21Vianet.
    China,
}

impl Cloud {
    /// All clouds, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Public, Self::Gov, Self::China];

    /// Returns the word used in data and flags.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Gov => "gov",
            Self::China => "china",
        }
    }

    /// Returns the name for people.
    pub const fn message(self) -> Message {
        match self {
            Self::Public => Message::CloudPublic,
            Self::Gov => Message::CloudGov,
            Self::China => Message::CloudChina,
        }
    }
}

/// The required form of the value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// 32 hexadecimal digits as 8-4-4-4-12 (RFC 9562, 4).
    Guid,
    /// One part of a name: letters, digits, hyphens; no dot.
    Label,
    /// Any piece of a name; dots allowed.
    #[default]
    Name,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Guid, Self::Label, Self::Name];

    /// Returns the word used in the file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Guid => "guid",
            Self::Label => "label",
            Self::Name => "name",
        }
    }

    /// Returns the placeholder for a value in a flag: `<GUID>`.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Guid => "<GUID>",
            Self::Label | Self::Name => "<NAME>",
        }
    }

    /// Checks a value.
    pub fn check(self, value: &str) -> Result<(), FormProblem> {
        let label_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        match self {
            _ if value.is_empty() => Err(FormProblem::Empty),
            Self::Guid if !is_guid(value) => Err(FormProblem::NotGuid),
            Self::Label if !value.bytes().all(label_byte) => Err(FormProblem::NotLabel),
            Self::Name if !value.bytes().all(|byte| label_byte(byte) || byte == b'.') => Err(FormProblem::NotName),
            Self::Label | Self::Name if value.starts_with(['-', '.']) || value.ends_with(['-', '.']) => {
                Err(FormProblem::Edge)
            }
            Self::Guid | Self::Label | Self::Name => Ok(()),
        }
    }
}

/// What is wrong with the value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormProblem {
    /// The value is empty.
    Empty,
    /// Not a GUID.
    NotGuid,
    /// Not a single label of a name.
    NotLabel,
    /// Not a piece of a name.
    NotName,
    /// A hyphen or a dot at the beginning or end.
    Edge,
}

impl FormProblem {
    /// Returns what is wrong with the value, which the message quotes.
    pub fn message(self, value: &str) -> Message {
        let text = clean(value);
        match self {
            Self::Empty => Message::ErrorValueEmpty,
            Self::NotGuid => Message::ErrorValueNotGuid { text },
            Self::NotLabel => Message::ErrorValueNotLabel { text },
            Self::NotName => Message::ErrorValueNotName { text },
            Self::Edge => Message::ErrorValueEdge { text },
        }
    }
}

fn is_guid(value: &str) -> bool {
    let lengths = value.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A variable that hosts may use as `{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The form of its value.
    pub form: Form,
    /// A value for display, never for use.
    pub example: Option<String>,
    /// Where the user finds the value.
    pub help: Option<String>,
    /// The value, if the file sets it.
    pub value: Option<String>,
}

/// A program on the host that talks to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agent {
    /// Its id, such as `mma`.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// A service with its endpoints.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id, such as `log-analytics`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its entries, in the order of the file; never empty.
    pub endpoints: Vec<Endpoint>,
}

/// One entry of a service: hosts that serve one purpose. All inherited settings are filled in.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// What the endpoint is for.
    pub purpose: String,
    /// Its hosts.
    pub hosts: Hosts,
    /// TCP port, never 0.
    pub port: u16,
    /// What is expected of each host.
    pub expectation: Expectation,
    /// Ids of the agents that connect to it.
    pub agents: Vec<String>,
    /// The source of the entry: document and date.
    pub source: Option<String>,
    /// What a handshake cannot show, or what is not confirmed.
    pub note: Option<String>,
}

/// The hosts of an entry, per cloud or the same in every cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// The same in every cloud.
    Everywhere(Vec<HostPattern>),
    /// Listed per cloud; a cloud that is not listed has none.
    PerCloud(Vec<(Cloud, Vec<HostPattern>)>),
}

impl Hosts {
    /// Returns the hosts in a cloud.
    pub fn in_cloud(&self, cloud: Cloud) -> &[HostPattern] {
        match self {
            Self::Everywhere(hosts) => hosts,
            Self::PerCloud(clouds) => clouds.iter().find(|(key, _)| *key == cloud).map_or(&[], |(_, hosts)| hosts),
        }
    }
}

/// Reads and validates a file.
pub fn read_file(path: &Path) -> Result<Config, Problems> {
    let file = clean(&path.display().to_string());
    let text = read::read_text(&file, path)?;
    parse(&file, &text)
}

/// Validates a text; `file` is its name in problems.
pub fn parse(file: &str, text: &str) -> Result<Config, Problems> {
    let syntax = syntax::parse(text);
    let mut walk = Walk::new(text);
    let config = tables::config(&mut walk, &syntax.table);
    let found = syntax.merge(text, walk.found);
    if found.is_empty() { Ok(config) } else { Err(Problems::of_text(file, text, found, walk.more)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::BUILT_IN;
    use proptest::prelude::*;

    #[test]
    fn values_of_variables_have_a_form() {
        assert_eq!(Form::Guid.check("01234567-89ab-CDEF-0123-456789abcdef"), Ok(()));
        for bad in ["", "01234567-89ab-cdef-0123-456789abcde", "g1234567-89ab-cdef-0123-456789abcdef", "0-0-0-0-0"] {
            assert!(Form::Guid.check(bad).is_err(), "{bad}");
        }
        assert!(Form::Label.check("eastus2-").is_err() && Form::Name.check("eastus2.").is_err());
        assert!(Form::Label.check("eastus2-1").is_ok() && Form::Label.check("a.b").is_err());
        assert!(Form::Name.check("a.b").is_ok() && Form::Name.check("a/b").is_err() && Form::Name.check("ä").is_err());
    }

    #[test]
    fn a_table_of_one_cloud_has_nothing_in_the_others() {
        let text = "[[service]]\nid = \"a\"\nname = \"A\"\n[[service.endpoint]]\npurpose = \"p\"\nhost.gov = \"h\"\n";
        let config = parse("f", text).unwrap();
        let hosts = &config.services[0].endpoints[0].hosts;
        let counts = Cloud::ALL.map(|cloud| hosts.in_cloud(cloud).len());
        assert_eq!(counts, [0, 1, 0]);
        assert!(config.services[0].endpoints[0].expectation.trust, "agents verify certificates");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// The shipped file with a piece removed or inserted is read, or rejected with places inside it, and never
        /// causes a panic.
        #[test]
        fn a_damaged_file_is_read_or_refused(start in 0..20_000usize, cut in 0..200usize, put in "[\\[\\]{}\"'=.,#\\n a-z0-9\u{fc}-]{0,20}") {
            let mut damaged: Vec<char> = BUILT_IN.chars().collect();
            let start = start.min(damaged.len());
            let end = (start + cut).min(damaged.len());
            damaged.splice(start..end, put.chars());
            let damaged: String = damaged.into_iter().collect();
            if let Err(problems) = parse("f", &damaged) {
                prop_assert!(!problems.list.is_empty());
                let lines = damaged.lines().count().max(1) + 1;
                let mut last = (0, 0);
                for problem in &problems.list {
                    let place = problem.place.unwrap_or_default();
                    prop_assert!(place >= last && place.0 >= 1 && place.0 <= lines && place.1 >= 1);
                    prop_assert!(!problem.hints.is_empty());
                    last = place;
                }
            }
        }
    }
}
