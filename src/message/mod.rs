//! The program's output as data: the id of a message and its typed arguments. Only [`say`](crate::say) turns it into
//! words.
//!
//! The enum is generated from `locales/en/*.ftl` when the crate is built. A message that does not exist or lacks an
//! argument therefore does not compile. To add a message, write it in one of those files, with a comment that gives
//! each argument a type.

use std::time::Duration;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::tls::Version;

mod generated {
    #![allow(
        clippy::pedantic,
        clippy::large_enum_variant,
        rustdoc::invalid_html_tags,
        rustdoc::bare_urls,
        rustdoc::broken_intra_doc_links,
        reason = "generated"
    )]
    use crate::message::Arg;
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub use generated::Message;

/// One argument, borrowed from its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// A TLS version.
    Version(Version),
    /// Versions, listed with "and".
    Versions(&'a [Version]),
    /// A number of things; selects the plural.
    Count(u64),
    /// Text that is never translated: a path, a flag, a command, words of a peer or of a library.
    Verbatim(&'a str),
    /// Several verbatim texts, listed with "and".
    List(&'a [String]),
    /// A time span.
    Duration(Duration),
    /// A code that selectors in the catalog match on.
    Code(&'static str),
    /// Another message.
    Message(&'a Message),
    /// Other messages, each a clause.
    Messages(&'a [Message]),
}

impl Serialize for Arg<'_> {
    /// Writes versions as their codes, time spans in milliseconds, and messages as objects.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Version(version) => version.serialize(serializer),
            Self::Versions(versions) => versions.serialize(serializer),
            Self::Count(count) => count.serialize(serializer),
            Self::Verbatim(text) => text.serialize(serializer),
            Self::List(texts) => texts.serialize(serializer),
            Self::Duration(duration) => u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).serialize(serializer),
            Self::Code(code) => code.serialize(serializer),
            Self::Message(message) => message.serialize(serializer),
            Self::Messages(messages) => messages.serialize(serializer),
        }
    }
}

impl Serialize for Message {
    /// Writes an object such as `{"id": "no-common-version", "args": {"require": "tls1.2"}}`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Args<'a>(Vec<(&'static str, Arg<'a>)>);

        impl Serialize for Args<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(name, arg)| (name, arg)))
            }
        }

        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", self.id())?;
        map.serialize_entry("args", &Args(self.args()))?;
        map.end()
    }
}
