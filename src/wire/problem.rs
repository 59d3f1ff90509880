//! The ways in which TLS bytes can break the rules.

use crate::tls::{CipherSuite, NamedGroup, Version};

/// A rule that the peer's bytes broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum WireProblem {
    /// A length exceeds the enclosing structure.
    Truncated(&'static str),
    /// Bytes remain after the end of a structure.
    Trailing(&'static str),
    /// A session ID is longer than 32 bytes (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
    SessionIdTooLong(u8),
    /// A record is longer than 2^14 + 2048 bytes (RFC 5246, 6.2.3).
    RecordTooLong(u16),
    /// A handshake message is longer than any that can be valid here.
    MessageTooLong(usize),
    /// A record of a type that is not permitted here.
    UnexpectedRecord(u8),
    /// A handshake message of a type that is not permitted here.
    UnexpectedMessage(u8),
    /// The selected version does not exist.
    UnknownVersion(u16),
    /// The selected version is higher than any offered.
    HigherVersion(Version),
    /// The selected suite was not offered.
    SuiteNotOffered(CipherSuite),
    /// The selected group was not offered, or no share for it was sent.
    GroupNotOffered(NamedGroup),
    /// A compression method other than null.
    CompressionNotOffered,
    /// An extension occurs twice.
    ExtensionTwice,
    /// More bytes, records or warnings than any handshake needs.
    Flood,
}

impl WireProblem {
    /// Returns the word by which the catalog chooses.
    pub fn code(self) -> &'static str {
        self.into()
    }
}
