//! What an openssl.cnf says about TLS, and what is wrong with it. Pure: files and variables come in through [`ConfFiles`].
//!
//! OpenSSL reads the file silently: with a broken file, a missing file or a misspelled value it uses its built-in defaults
//! and reports nothing. So the file is read here as well, by the rules of OpenSSL's manual (`config(5)`,
//! `SSL_CONF_cmd(3)`), to find what it sets, where, and what OpenSSL makes of it.

mod chain;
mod lines;
mod problem;
mod reader;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;

pub use chain::read;
pub use lines::SyntaxProblem;
pub use problem::{CommandProblem, ConfFault, ConfProblem, ConfProblemKind, Limit};
pub use values::{BOUNDS, shown_as_written};

/// Largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 1 << 20;
/// Deepest nesting of `.include`.
pub const DEEPEST_INCLUDE: usize = 16;
/// Most files that are read, the first one included.
pub const MOST_FILES: usize = 256;
/// Longest line, continuation lines included, in bytes; also OpenSSL's own limit for a value.
pub const LONGEST_LINE: usize = 65_536;
/// Most bytes that all names and values together may take.
pub const MOST_TEXT: usize = 4 << 20;
/// Most problems that are kept.
pub const MOST_PROBLEMS: usize = 50;

/// Where the reader gets files and environment variables from.
pub trait ConfFiles {
    /// The bytes of a file, at most `limit` of them.
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem>;
    /// The names in a directory in the order of the system (as OpenSSL takes them); none if it is not a directory.
    fn entries(&self, path: &str) -> Option<Vec<String>>;
    /// An environment variable.
    fn variable(&self, name: &str) -> Option<String>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// There is none.
    Missing,
    /// It is larger than the limit.
    TooLarge,
    /// It is a directory.
    Directory,
    /// It is a device, a pipe, or something else that is not a regular file.
    NotRegular,
    /// The system refuses to read it; its words.
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

/// One command for TLS contexts (`SSL_CONF_cmd(3)`), as far as it reaches a program that has none of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsCommand {
    /// The name as OpenSSL spells it, without a prefix such as `TLS.`; as written when it is not known.
    pub name: String,
    /// The value, expanded.
    pub value: String,
    /// Where it is.
    pub place: Place,
    /// Whether OpenSSL takes it: the name is known and the value has the right form.
    pub accepted: bool,
    /// Whether it is about DTLS only (`DTLS.MinProtocol = DTLSv1.2`): read, and of no effect on TLS.
    pub datagram_only: bool,
}

/// Where a TLS command must be written to reach programs that have none of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The section that `system_default` names is there.
    Commands {
        /// Its name.
        section: String,
        /// Its header.
        place: Place,
    },
    /// The section that `ssl_conf` names is there and has no `system_default`.
    SslConf {
        /// Its name.
        section: String,
        /// Its header.
        place: Place,
    },
    /// The section that `openssl_conf` names is there and has no `ssl_conf`.
    Modules {
        /// Its name.
        section: String,
        /// Its header.
        place: Place,
    },
    /// There is no `openssl_conf`, or it leads nowhere.
    Start,
}

/// What became of the file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfState {
    /// It was read to the end.
    Read,
    /// There is none. That is not a fault by itself: the library uses its defaults.
    Missing,
    /// `OPENSSL_CONF` is empty, so that none is looked for, or names `/dev/null`: usual ways to have the library's defaults.
    SwitchedOff,
    /// It is there, and OpenSSL takes nothing of it: unreadable, or a syntax error.
    Ignored,
    /// It is there, and how OpenSSL reads it is unknown (a limit of this reader).
    Unknown,
}

/// A configuration file of OpenSSL, with what it includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpensslConf {
    /// The file in force.
    pub path: String,
    /// What became of it.
    pub state: ConfState,
    /// The commands that reach a bare context, in the order in which OpenSSL applies them.
    pub commands: Vec<TlsCommand>,
    /// What is wrong, in the order of weight.
    pub problems: Vec<ConfProblem>,
    /// Where to write a command.
    pub anchor: Anchor,
}

impl OpensslConf {
    /// The command of this name that decides: the last one that is taken and is about TLS.
    pub fn deciding(&self, name: &str) -> Option<&TlsCommand> {
        self.commands.iter().rev().find(|command| command.accepted && !command.datagram_only && command.name == name)
    }
}
