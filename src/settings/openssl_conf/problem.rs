//! What can be wrong with a configuration file.

use super::FileProblem;
use super::lines::SyntaxProblem;

/// The kind of a problem; decides the weight of its finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfProblemKind {
    /// The file cannot be read or has a syntax error: OpenSSL ignores all of it.
    FileIgnored,
    /// The chain from `openssl_conf` to `system_default` is broken: OpenSSL ignores the TLS part.
    PolicyIgnored,
    /// OpenSSL rejects one command.
    CommandIgnored,
    /// A section or an include that looks meant for TLS is never reached.
    NotReached,
    /// The reader stopped at one of its limits: what OpenSSL does with the rest is unknown.
    LimitReached,
}

/// A problem with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfProblem {
    /// `file:line`, or the file.
    pub place: String,
    /// What is wrong there.
    pub fault: ConfFault,
}

impl ConfProblem {
    /// Returns the kind of the problem.
    pub const fn kind(&self) -> ConfProblemKind {
        self.fault.kind()
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfFault {
    /// The file cannot be read.
    Unreadable(FileProblem),
    /// A line breaks the syntax.
    Syntax(SyntaxProblem),
    /// A link of the chain names a section that does not exist.
    NoSection {
        /// The name of the link.
        name: String,
        /// The section.
        section: String,
    },
    /// A link of the chain names a section that is empty.
    EmptySection {
        /// The name of the link.
        name: String,
        /// The section.
        section: String,
    },
    /// A command that the library does not have in force: OpenSSL stopped earlier in the file.
    NotInForce {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A command that OpenSSL rejects.
    Command {
        /// Its name, as written.
        name: String,
        /// Its value.
        value: String,
        /// Why it is rejected.
        problem: CommandProblem,
    },
    /// `openssl_conf` is in a section, but OpenSSL looks for it only before the first one.
    MisplacedStart {
        /// The section.
        section: String,
    },
    /// A command in a section that the chain does not reach.
    Unreached {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// The section.
        section: String,
    },
    /// A directory that is included from inside another one; OpenSSL skips it.
    DirectorySkipped {
        /// The directory.
        path: String,
    },
    /// An included file that cannot be read; OpenSSL skips it.
    IncludeSkipped {
        /// The file.
        path: String,
        /// Why it cannot be read.
        problem: FileProblem,
    },
    /// The reader stopped at a limit.
    Limit(Limit),
}

/// Why OpenSSL rejects a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandProblem {
    /// This program does not know the name.
    UnknownName {
        /// A known name within an edit distance of two.
        nearest: Option<&'static str>,
    },
    /// The value is a protocol, but OpenSSL requires another spelling.
    Spelling {
        /// The spelling that OpenSSL requires.
        wanted: &'static str,
    },
    /// The value is not the name of a protocol.
    NotAProtocol,
    /// The list has an empty item; OpenSSL stops there.
    EmptyItem,
    /// The list has an item that this program does not know; OpenSSL stops at an unknown item.
    UnknownItem {
        /// The item.
        item: String,
    },
    /// The security level is not a digit from 0 to 5.
    NotALevel {
        /// The level as written.
        level: String,
    },
    /// The library itself rejects the value.
    Rejected {
        /// The library's error text.
        evidence: String,
    },
}

/// A limit at which the reader stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// The file has a name that is not UTF-8.
    NameNotUtf8,
    /// A file is larger than 1 MiB.
    FileSize,
    /// A line is longer than 64 KiB.
    LineLength,
    /// Names and values take more than 4 MiB.
    TextSize,
    /// More than 16 files include one another.
    IncludeDepth,
    /// More than 256 files are included.
    FileCount,
}

impl ConfFault {
    /// Returns the kind of the fault.
    pub const fn kind(&self) -> ConfProblemKind {
        match self {
            Self::Unreadable(_) | Self::Syntax(_) => ConfProblemKind::FileIgnored,
            Self::NoSection { .. } | Self::EmptySection { .. } | Self::NotInForce { .. } => {
                ConfProblemKind::PolicyIgnored
            }
            Self::Command { .. } => ConfProblemKind::CommandIgnored,
            Self::MisplacedStart { .. }
            | Self::Unreached { .. }
            | Self::DirectorySkipped { .. }
            | Self::IncludeSkipped { .. } => ConfProblemKind::NotReached,
            Self::Limit(_) => ConfProblemKind::LimitReached,
        }
    }
}
