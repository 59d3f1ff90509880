//! The endpoints to probe and what is expected of them: loads the file in force, fills in variables and clouds,
//! selects.

pub mod target_lines;
pub mod target_text;

mod expected;
mod select;

use std::path::{Path, PathBuf};

use crate::clean::clean;
pub use crate::config::Cloud;
use crate::config::{self, Config, Problems};
use crate::message::Message;
pub use expected::Expected;
pub(crate) use select::flag;
pub use select::{Chosen, Selected, Selection, SelectionProblem, Skipped};
pub use target_lines::{LineProblem, LineProblemKind, TargetLines};
pub use target_text::{TargetProblem, TargetProblemKind, parse_target, target_from_text};

/// The shipped endpoints.toml, built into the program.
pub const BUILT_IN: &str = include_str!("../../endpoints.toml");

/// The file that is used if it is in the current directory and no other is named.
pub const LOCAL_FILE: &str = "endpoints.toml";

/// Where the endpoints in force come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The catalog built into the program.
    BuiltIn,
    /// `./endpoints.toml`, found in the current directory.
    Local,
    /// A file named with `--config`.
    File(PathBuf),
}

impl Source {
    /// Returns the word used in data: `built-in`, or the path of the file.
    pub fn code(&self) -> String {
        match self {
            Self::BuiltIn => "built-in".to_owned(),
            Self::Local => format!("./{LOCAL_FILE}"),
            Self::File(path) => clean(&path.display().to_string()),
        }
    }

    /// Returns its name for people.
    pub fn message(&self) -> Message {
        match self {
            Self::BuiltIn => Message::CatalogBuiltIn,
            Self::Local | Self::File(_) => Message::CatalogFile { path: self.code() },
        }
    }
}

/// The endpoints in force.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Where they come from.
    pub source: Source,
    /// What the file says.
    pub config: Config,
}

impl Catalog {
    /// Loads the file named with `--config`, else `./endpoints.toml` if it exists, else the built-in catalog.
    pub fn load(named: Option<&Path>) -> Result<Self, Problems> {
        if let Some(path) = named {
            return Ok(Self { source: Source::File(path.to_owned()), config: config::read_file(path)? });
        }
        let local = Path::new(LOCAL_FILE);
        // A dangling link was put there to be used, too: report it instead of ignoring it.
        if local.symlink_metadata().is_ok() {
            return Ok(Self { source: Source::Local, config: config::read_file(local)? });
        }
        Self::built_in()
    }

    /// Returns the catalog built into the program.
    pub fn built_in() -> Result<Self, Problems> {
        Ok(Self { source: Source::BuiltIn, config: config::parse("built-in endpoints.toml", BUILT_IN)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalog_is_valid() {
        let catalog = Catalog::built_in().unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(catalog.config.services.len() >= 8);
    }
}
