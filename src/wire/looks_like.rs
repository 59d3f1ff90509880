//! What answers that are not TLS look like.

use serde::Serialize;

/// A guess at the protocol of bytes that are not TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LooksLike {
    /// An HTTP response.
    Http,
    /// An SSH banner.
    Ssh,
    /// An SMTP (or LMTP) greeting or reply.
    Smtp,
    /// An FTP greeting.
    Ftp,
    /// An IMAP greeting.
    Imap,
    /// A POP3 greeting.
    Pop3,
    /// Our own bytes came back.
    Echo,
    /// SSL 2.0.
    Ssl2,
    /// Readable text of no protocol that we know.
    Text,
    /// Anything else.
    Unknown,
}
