//! Which hello to send.

use serde::Serialize;

/// The hellos that are tried for a version, one connection each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelloVariant {
    /// The recipe that every stack tried accepts.
    Standard,
    /// A few suites and the fewest extensions: for peers that choke on length.
    Short,
    /// RSA key exchange only.
    RsaKeyExchange,
    /// A part of every suite registered for the version, counted from 0.
    EverySuite(u8),
    /// TLS 1.3 without a key share: asks for a `HelloRetryRequest`.
    NoKeyShare,
}
