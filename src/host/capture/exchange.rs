//! One step of a handshake in memory.

use crate::probe::Handshake;

/// Gives the client what the server sends (nothing at the start) and returns what the library writes next.
pub(super) fn exchange(client: &mut dyn Handshake, from_server: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    // How the step ended is only what the library claims; what it wrote is the fact.
    let _ = client.step(from_server, false, &mut written);
    written
}
