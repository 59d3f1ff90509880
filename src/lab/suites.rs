//! The cipher suites of servers of old versions.

/// Which suites a capped server supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suites {
    /// All that authenticate the server by its certificate.
    Any,
    /// RSA key exchange only, as in old appliances.
    RsaKeyExchange,
    /// One that no usual hello offers: ECDHE with ARIA (RFC 6209).
    Aria,
}
