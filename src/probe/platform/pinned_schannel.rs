//! Schannel with one version requested, as `native-tls` and other libraries do. This shows only the result for a
//! program that requests it, which works even without `DisabledByDefault=0`. From Windows 10 1809 on, such a list can
//! only narrow the default.
//!
//! Does not use `native-tls`, which hides the code with which Schannel rejects.

use schannel::schannel_cred::Protocol;

use super::unpinned::start_with_version;
use crate::probe::{Handshake, PeerName};
use crate::tls::Version;

/// A version as Schannel represents it.
pub(super) type Connector = Protocol;

#[expect(clippy::unnecessary_wraps, reason = "on other systems it can fail")]
pub(super) fn connector(version: Version, _send_name: bool) -> Result<Connector, String> {
    Ok(match version {
        Version::Ssl3 => Protocol::Ssl3,
        Version::Tls10 => Protocol::Tls10,
        Version::Tls11 => Protocol::Tls11,
        Version::Tls12 => Protocol::Tls12,
        Version::Tls13 => Protocol::Tls13,
    })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "on other systems it is not small")]
pub(super) fn start(version: &Connector, peer: &PeerName) -> Box<dyn Handshake> {
    start_with_version(*version, peer)
}
