//! What a run tries, as a value.

use std::time::Duration;

use crate::net::Family;
use crate::observation::Prober;
use crate::tls::Version;

/// What is tried at every endpoint.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Versions, oldest first, without doubles.
    pub versions: Vec<Version>,
    /// Probers, without doubles.
    pub probers: Vec<Prober>,
    /// Every address of a name, or the first that connects.
    pub all_addresses: bool,
    /// Which addresses of a name.
    pub family: Family,
    /// Deadline of an attempt: connecting, hello and answer.
    pub timeout: Duration,
    /// How often an attempt is repeated that ended without an answer.
    pub retries: u32,
}
