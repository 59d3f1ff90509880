//! The connectors for pinned handshakes: one for each version, with and without a server name.

use std::sync::OnceLock;

use super::pinned;
use crate::tls::Version;

/// The connectors of a run. Each is created on first use, which may take long.
#[derive(Debug, Default)]
pub(super) struct Connectors([OnceLock<Result<pinned::Connector, String>>; 2 * Version::ALL.len()]);

impl Connectors {
    /// Returns the connector, or why there is none.
    pub(super) fn get(&self, version: Version, send_name: bool) -> Result<&pinned::Connector, String> {
        let place = Version::ALL.iter().position(|other| *other == version).unwrap_or_default();
        let made = self.0[2 * place + usize::from(send_name)].get_or_init(|| pinned::connector(version, send_name));
        made.as_ref().map_err(Clone::clone)
    }
}
