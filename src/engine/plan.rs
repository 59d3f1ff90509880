//! What a run tries, as a value.

use std::time::Duration;

use crate::net::Family;
use crate::observation::Prober;
use crate::tls::Version;

/// What is tried at every endpoint.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Versions, oldest first, without duplicates.
    pub versions: Vec<Version>,
    /// Probers, without duplicates.
    pub probers: Vec<Prober>,
    /// Whether every address of a name is probed, or only the first that connects.
    pub all_addresses: bool,
    /// The address family to use.
    pub family: Family,
    /// Deadline of an attempt: connecting, hello and answer.
    pub timeout: Duration,
    /// How often an attempt that ended without an answer is repeated.
    pub retries: u32,
}
