//! endpoints.toml: as written → valid. Every problem is collected in one run, each with its place and a hint.
//!
//! The file is walked with its spans instead of being deserialized, since serde stops at the first problem.

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

use crate::report::clean::clean;
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
    /// Every cloud, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Public, Self::Gov, Self::China];

    /// The word used in data and flags.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Gov => "gov",
            Self::China => "china",
        }
    }

    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "Azure public",
            Self::Gov => "Azure US Government",
            Self::China => "Azure operated by 21Vianet (China)",
        }
    }
}

/// What the value of a variable must look like.
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
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Guid, Self::Label, Self::Name];

    /// The word used in the file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Guid => "guid",
            Self::Label => "label",
            Self::Name => "name",
        }
    }

    /// What stands for a value in a flag: `<GUID>`.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Guid => "<GUID>",
            Self::Label | Self::Name => "<NAME>",
        }
    }

    /// Checks a value; the error reads on after the quoted value.
    pub fn check(self, value: &str) -> Result<(), &'static str> {
        let label_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        match self {
            _ if value.is_empty() => Err("is empty"),
            Self::Guid if !is_guid(value) => {
                Err("is not a GUID (such as 01234567-89ab-cdef-0123-456789abcdef, without braces)")
            }
            Self::Label if !value.bytes().all(label_byte) => {
                Err("is not one part of a name (letters, digits and hyphens, no dot)")
            }
            Self::Name if !value.bytes().all(|byte| label_byte(byte) || byte == b'.') => {
                Err("is not a piece of a name (letters, digits, hyphens and dots)")
            }
            Self::Guid | Self::Label | Self::Name => Ok(()),
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
    /// What its value looks like.
    pub form: Form,
    /// A value to show, never one to use.
    pub example: Option<String>,
    /// Where the user finds the value.
    pub help: Option<String>,
    /// The value that the file sets, if it sets one.
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

/// One entry of a service: hosts that serve one purpose. Nothing is left to inherit.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// What it is for.
    pub purpose: String,
    /// Its hosts.
    pub hosts: Hosts,
    /// TCP port, never 0.
    pub port: u16,
    /// What must hold.
    pub expectation: Expectation,
    /// Ids of the agents that talk to it.
    pub agents: Vec<String>,
    /// Where the entry comes from: document and date.
    pub source: Option<String>,
    /// What a handshake cannot tell, or what is not confirmed.
    pub note: Option<String>,
}

/// The hosts of an entry, per cloud or the same in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// The same in every cloud.
    Everywhere(Vec<HostPattern>),
    /// Written out per cloud; a cloud that is not named has none.
    PerCloud(Vec<(Cloud, Vec<HostPattern>)>),
}

impl Hosts {
    /// The hosts in a cloud.
    pub fn in_cloud(&self, cloud: Cloud) -> &[HostPattern] {
        match self {
            Self::Everywhere(hosts) => hosts,
            Self::PerCloud(clouds) => clouds.iter().find(|(key, _)| *key == cloud).map_or(&[], |(_, hosts)| hosts),
        }
    }
}

/// Reads and checks a file.
pub fn read_file(path: &Path) -> Result<Config, Problems> {
    let file = clean(&path.display().to_string());
    let text = read::read_text(&file, path)?;
    parse(&file, &text)
}

/// Checks a text; `file` is what problems call it.
pub fn parse(file: &str, text: &str) -> Result<Config, Problems> {
    let syntax = syntax::parse(text);
    let mut walk = Walk::new(text);
    let config = tables::config(&mut walk, &syntax.table);
    let found = syntax.merge(text, walk.found);
    if found.is_empty() { Ok(config) } else { Err(Problems::of_text(file, text, found, walk.more)) }
}
