//! The ways in which TLS bytes can break the rules.

use crate::tls::{CipherSuite, NamedGroup, Version};

/// A rule that the peer's bytes broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum WireProblem {
    /// A length runs past the end of what encloses it.
    #[error("a length runs past the end of {0}")]
    Truncated(&'static str),
    /// Bytes remain after the end of a structure.
    #[error("bytes are left over after {0}")]
    Trailing(&'static str),
    /// A session ID is longer than 32 bytes (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
    #[error("a session id claims {0} bytes, more than TLS allows")]
    SessionIdTooLong(u8),
    /// A record is longer than 2^14 + 2048 bytes (RFC 5246, 6.2.3).
    #[error("a record claims {0} bytes, more than TLS allows")]
    RecordTooLong(u16),
    /// A handshake message is longer than any that can be valid here.
    #[error("a handshake message claims {0} bytes")]
    MessageTooLong(usize),
    /// A record of a type that is not permitted here.
    #[error("a record of type {0} stands where it must not")]
    UnexpectedRecord(u8),
    /// A handshake message of a type that is not permitted here.
    #[error("a handshake message of type {0} stands where a ServerHello should")]
    UnexpectedMessage(u8),
    /// The selected version does not exist.
    #[error("the selected version 0x{0:04x} does not exist")]
    UnknownVersion(u16),
    /// The selected version is higher than any offered.
    #[error("selects {0}, which is higher than what was offered")]
    HigherVersion(Version),
    /// The selected suite was not offered.
    #[error("selects the suite {0}, which was not offered")]
    SuiteNotOffered(CipherSuite),
    /// The selected group was not offered, or no share for it was sent.
    #[error("selects the group {0}, which was not offered")]
    GroupNotOffered(NamedGroup),
    /// A compression method other than null.
    #[error("selects compression, which was not offered")]
    CompressionNotOffered,
    /// An extension occurs twice.
    #[error("has the same extension twice")]
    ExtensionTwice,
    /// More bytes, records or warnings than any handshake needs.
    #[error("sends more than any handshake needs without an answer")]
    Flood,
}

impl WireProblem {
    /// The word by which the catalog chooses.
    pub fn code(self) -> &'static str {
        self.into()
    }
}
