//! The suites of servers of old versions, in words.

/// Which suites a capped server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suites {
    /// All that authenticate the server by its certificate.
    Any,
    /// RSA key exchange only, as appliances of old have it.
    RsaKeyExchange,
    /// One that no usual hello offers: ECDHE with ARIA (RFC 6209).
    Aria,
}
