//! What an openssl.cnf sets for TLS, and what is wrong with it. Pure: files and variables come in through
//! [`ConfFiles`].
//!
//! OpenSSL reads the file silently: if the file is broken or missing, or a value misspelled, it uses its built-in
//! defaults and reports nothing. So this module also reads the file, by the rules of OpenSSL's manual (`config(5)`,
//! `SSL_CONF_cmd(3)`), to find what it sets, where, and what OpenSSL does with it.

mod chain;
mod edits;
mod lines;
mod problem;
mod providers;
mod reader;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;

pub use chain::read;
pub use edits::{ActiveSettings, Change, USUAL_LEVEL, apply_protocol_list, candidates, usual_level};
pub use lines::SyntaxProblem;
pub use problem::{CommandProblem, ConfFault, ConfProblem, ConfProblemKind, Limit};
pub use providers::{Provider, Providers};
pub use values::{BOUNDS, shown_as_written};

/// Size limit of a file, in bytes.
pub const LARGEST_FILE: usize = 1 << 20;
/// Nesting limit of `.include`.
pub const DEEPEST_INCLUDE: usize = 16;
/// Limit on the files that are read, including the first one.
pub const MOST_FILES: usize = 256;
/// Length limit of a line with its continuation lines, in bytes; also OpenSSL's limit for a value.
pub const LONGEST_LINE: usize = 65_536;
/// Limit on the bytes of all names and values together.
pub const MOST_TEXT: usize = 4 << 20;
/// Limit on the problems that are kept.
pub const MOST_PROBLEMS: usize = 50;

/// Where the reader gets files and environment variables from.
pub trait ConfFiles {
    /// Reads a file of at most `limit` bytes.
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem>;
    /// Returns the names in a directory in system order, which is the order that OpenSSL uses; `None` if it is not a
    /// directory.
    fn entries(&self, path: &str) -> Option<Vec<String>>;
    /// Returns the value of an environment variable.
    fn variable(&self, name: &str) -> Option<String>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It does not exist.
    Missing,
    /// It is larger than the limit.
    TooLarge,
    /// It is a directory.
    Directory,
    /// It is a device, a pipe, or something else that is not a regular file.
    NotRegular,
    /// The system refuses to read it; contains the system's error text.
    Unreadable(String),
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as it was opened.
    pub file: String,
    /// Line, counted from 1 in that file.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One command for TLS contexts (`SSL_CONF_cmd(3)`), as it applies to a program that sets none itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsCommand {
    /// The name as OpenSSL spells it, without a prefix such as `TLS.`. An unknown name is kept as written.
    pub name: String,
    /// The value, expanded.
    pub value: String,
    /// Where the command is.
    pub place: Place,
    /// Whether OpenSSL accepts it: the name is known and the value is well-formed.
    pub accepted: bool,
    /// Whether it applies to DTLS only (`DTLS.MinProtocol = DTLSv1.2`): it is read, but has no effect on TLS.
    pub datagram_only: bool,
}

/// Where a TLS command must be written to reach programs that set none themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The section that `system_default` names exists.
    Commands {
        /// Its name.
        section: String,
        /// Its header.
        place: Place,
    },
    /// The section that `ssl_conf` names exists and has no `system_default`.
    SslConf {
        /// Its name.
        section: String,
        /// Its header.
        place: Place,
    },
    /// The section that `openssl_conf` names exists and has no `ssl_conf`.
    Modules {
        /// Its name.
        section: String,
        /// Its header.
        place: Place,
    },
    /// `openssl_conf` does not exist or leads nowhere.
    Start,
}

/// What happened to the file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfState {
    /// It was read to the end.
    Read,
    /// It does not exist. That alone is not a fault: the library uses its defaults.
    Missing,
    /// `OPENSSL_CONF` is empty, so that no file is looked for, or names `/dev/null`: common ways to get the library's
    /// defaults.
    SwitchedOff,
    /// It exists, but OpenSSL ignores all of it: it is unreadable or has a syntax error.
    Ignored,
    /// It exists, but how OpenSSL reads it is unknown because of a limit of this reader.
    Unknown,
}

/// An OpenSSL configuration file with everything that it includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpensslConf {
    /// The file in force.
    pub path: String,
    /// What happened to it.
    pub state: ConfState,
    /// The commands that reach a bare context, in the order in which OpenSSL applies them.
    pub commands: Vec<TlsCommand>,
    /// What is wrong, most important first.
    pub problems: Vec<ConfProblem>,
    /// Where to write a command.
    pub anchor: Anchor,
    /// The providers that the file lists, if it lists any (OpenSSL 3 and later).
    pub providers: Option<Providers>,
}

impl OpensslConf {
    /// Returns the command of this name that decides: the last accepted one that applies to TLS.
    pub fn deciding(&self, name: &str) -> Option<&TlsCommand> {
        self.commands.iter().rev().find(|command| command.accepted && !command.datagram_only && command.name == name)
    }
}
