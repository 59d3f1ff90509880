//! The settings that determine what OpenSSL does, as values.

use crate::message::Message;
use crate::settings::openssl_conf::TlsCommand;
use crate::tls::Version;

/// A setting that determines what the library does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// A command of the configuration file.
    Command {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// `file:line`.
        place: String,
    },
    /// A bound that is the library's built-in default.
    DefaultBound {
        /// `MinProtocol` or `MaxProtocol`.
        name: &'static str,
        /// The bound.
        bound: Version,
    },
    /// An option of the library's default context.
    DefaultOption,
    /// The security level.
    Level {
        /// The level.
        level: u32,
        /// `file:line`, or nothing if it is the library's default.
        place: Option<String>,
    },
    /// A list of the configuration file: of suites or of signature algorithms.
    List {
        /// The command.
        name: &'static str,
        /// `file:line`.
        place: String,
        /// Whether the library accepts its value. A rejected value can leave the library with an empty list.
        accepted: bool,
    },
    /// The library's built-in list of cipher suites.
    DefaultSuites,
    /// The library's built-in list of signature algorithms.
    DefaultSignatures,
    /// The library itself; no setting changes it.
    Library,
}

impl Cause {
    pub(super) fn command(command: &TlsCommand) -> Self {
        Self::Command { name: command.name.clone(), value: command.value.clone(), place: command.place.to_string() }
    }

    /// Returns the setting with its source, to be cited in a clause.
    pub(super) fn message(&self) -> Message {
        match self.clone() {
            Self::Command { name, value, place } => Message::OpensslCauseCommand { name, value, place },
            Self::DefaultBound { name, bound } => Message::OpensslCauseBound { name: name.to_owned(), bound },
            Self::DefaultOption => Message::OpensslCauseOption,
            Self::Level { level, place: Some(place) } => Message::OpensslCauseLevel { level: level.to_string(), place },
            Self::Level { level, place: None } => Message::OpensslCauseDefaultLevel { level: level.to_string() },
            Self::List { name, place, accepted: true } => Message::OpensslCauseList { name: name.to_owned(), place },
            Self::List { name, place, accepted: false } => {
                Message::OpensslCauseRejectedList { name: name.to_owned(), place }
            }
            Self::DefaultSuites => Message::OpensslCauseDefaultSuites,
            Self::DefaultSignatures => Message::OpensslCauseDefaultSignatures,
            Self::Library => Message::OpensslCauseLibrary,
        }
    }
}

impl From<Cause> for Box<Message> {
    fn from(cause: Cause) -> Self {
        Self::new(cause.message())
    }
}
