//! What was seen of one endpoint so far. It outlives the work, so that a run that is stopped loses nothing.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::observation::{AddressRecord, EndpointRecord, Observation, Stage};

#[derive(Debug, Default)]
struct Entries {
    addresses: Vec<SocketAddr>,
    resolve: Option<Duration>,
    observations: Vec<Observation>,
}

/// The journal of one endpoint.
#[derive(Debug)]
pub(crate) struct Journal {
    began: Instant,
    entries: Mutex<Entries>,
}

impl Journal {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), entries: Mutex::default() }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note_addresses(&self, addresses: Vec<SocketAddr>, resolve: Duration) {
        let mut entries = self.entries();
        entries.addresses = addresses;
        entries.resolve = Some(resolve);
    }

    pub(super) fn note(&self, observation: Observation) {
        self.entries().observations.push(observation);
    }

    /// The records: one, or one for each address.
    pub(super) fn into_records(self, all_addresses: bool, partial: bool) -> Vec<EndpointRecord> {
        let duration = self.began.elapsed();
        let Entries { addresses, resolve, mut observations } =
            self.entries.into_inner().unwrap_or_else(PoisonError::into_inner);
        for observation in &mut observations {
            observation.times.resolve = observation.times.resolve.or(resolve);
        }
        let record = |address, observations, passed_over| EndpointRecord {
            addresses: addresses.clone(),
            probed: AddressRecord { address, observations },
            passed_over,
            partial,
            duration,
        };
        let take = |observations: &mut Vec<Observation>, address| {
            observations.extract_if(.., |observation| observation.address == address).collect::<Vec<_>>()
        };
        if all_addresses && !addresses.is_empty() {
            return addresses
                .iter()
                .map(|address| record(Some(*address), take(&mut observations, Some(*address)), Vec::new()))
                .collect();
        }
        // The address that was reached; if none was, the first, so that the row tells about what a program tries first.
        let reached = observations.iter().find(|observation| observation.reached > Stage::Connect);
        let address = reached.map_or_else(|| addresses.first().copied(), |observation| observation.address);
        let mut probed = take(&mut observations, address);
        observations.extend(super::other_ways::take_out(&mut probed));
        vec![record(address, probed, observations)]
    }
}
