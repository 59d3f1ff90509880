//! What can be wrong with a configuration file.

use super::FileProblem;
use super::lines::SyntaxProblem;

/// What kind of thing is wrong; decides the weight of the finding made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfProblemKind {
    /// The file cannot be read, or has a syntax error: OpenSSL takes nothing of it.
    FileIgnored,
    /// The chain from `openssl_conf` to `system_default` is broken: OpenSSL takes nothing of the TLS part.
    PolicyIgnored,
    /// One command is not taken.
    CommandIgnored,
    /// A section or an include that looks meant for TLS is never reached.
    NotReached,
    /// The reader stopped at a limit of its own: what OpenSSL makes of the rest is unknown.
    LimitReached,
}

/// Something that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfProblem {
    /// `file:line`, or the file.
    pub place: String,
    /// What is wrong there.
    pub fault: ConfFault,
}

impl ConfProblem {
    /// What kind of thing is wrong.
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
    /// A command that the library does not have in force: OpenSSL stopped in the file before it.
    NotInForce {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A command that OpenSSL does not take.
    Command {
        /// Its name, as written.
        name: String,
        /// Its value.
        value: String,
        /// Why.
        problem: CommandProblem,
    },
    /// `openssl_conf` is in a section; OpenSSL looks for it before the first one only.
    MisplacedStart {
        /// The section.
        section: String,
    },
    /// A command in a section that the chain does not lead to.
    Unreached {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// The section.
        section: String,
    },
    /// A directory that is included from inside another one, which OpenSSL skips.
    DirectorySkipped {
        /// The directory.
        path: String,
    },
    /// An included file that cannot be read, which OpenSSL skips.
    IncludeSkipped {
        /// The file.
        path: String,
        /// Why.
        problem: FileProblem,
    },
    /// The reader stopped.
    Limit(Limit),
}

/// Why OpenSSL does not take a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandProblem {
    /// The name is not known here.
    UnknownName {
        /// A known name that differs in at most two letters.
        nearest: Option<&'static str>,
    },
    /// The value is a protocol, and OpenSSL wants it spelled otherwise.
    Spelling {
        /// As OpenSSL wants it.
        wanted: &'static str,
    },
    /// The value is not the name of a protocol.
    NotAProtocol,
    /// The list has an empty item, at which OpenSSL stops.
    EmptyItem,
    /// The list has an item that is not known here; OpenSSL stops at an unknown item.
    UnknownItem {
        /// The item.
        item: String,
    },
    /// The security level is not one of 0 to 5.
    NotALevel {
        /// As written.
        level: String,
    },
    /// The library itself rejects the value.
    Rejected {
        /// Its words.
        evidence: String,
    },
}

/// Where the reader stops.
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
    /// What kind of thing is wrong.
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
