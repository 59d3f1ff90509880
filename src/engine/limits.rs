//! How many connections at the same time, over all endpoints and to one address.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Descriptors that are not connections: standard streams, the reactor, root stores, the report.
const RESERVED: u64 = 32;

/// How many connections fit into this many descriptors.
pub fn descriptors_for(soft_limit: u64) -> usize {
    usize::try_from(soft_limit.saturating_sub(RESERVED).max(1)).unwrap_or(usize::MAX)
}

/// The limits of a run.
#[derive(Debug)]
pub struct Limits {
    connections: Arc<Semaphore>,
    per_address: usize,
    addresses: Arc<Mutex<Addresses>>,
}

type Addresses = HashMap<SocketAddr, Arc<Semaphore>>;

impl Limits {
    /// At most so many connections over all endpoints, and so many to one address.
    pub fn new(connections: usize, per_address: usize) -> Self {
        let connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        Self { connections: Arc::new(Semaphore::new(connections)), per_address, addresses: Arc::default() }
    }

    /// Waits for a place. It is given back when the permit is dropped.
    pub(super) async fn acquire(&self, address: SocketAddr) -> Permit {
        let gate = Arc::clone(
            lock(&self.addresses).entry(address).or_insert_with(|| Arc::new(Semaphore::new(self.per_address.max(1)))),
        );
        // The address first: who waits for a busy address must not hold a place that others could use. The semaphores are
        // never closed, so there is always a permit in the end.
        let at_address = gate.acquire_owned().await.ok();
        let at_all = Arc::clone(&self.connections).acquire_owned().await.ok();
        Permit { address, at_address, _at_all: at_all, addresses: Arc::clone(&self.addresses) }
    }
}

fn lock(addresses: &Mutex<Addresses>) -> MutexGuard<'_, Addresses> {
    addresses.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place for one connection.
#[derive(Debug)]
pub(super) struct Permit {
    address: SocketAddr,
    at_address: Option<OwnedSemaphorePermit>,
    _at_all: Option<OwnedSemaphorePermit>,
    addresses: Arc<Mutex<Addresses>>,
}

impl Drop for Permit {
    /// Forgets the address when nobody is there any more: a run over a million addresses must not remember them all.
    fn drop(&mut self) {
        let mut addresses = lock(&self.addresses);
        self.at_address = None;
        if addresses.get(&self.address).is_some_and(|gate| Arc::strong_count(gate) == 1) {
            addresses.remove(&self.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn an_address_is_forgotten_when_nobody_is_there() {
        let limits = Limits::new(10, 2);
        let address = SocketAddr::from(([127, 0, 0, 1], 443));
        let first = limits.acquire(address).await;
        let second = limits.acquire(address).await;
        assert_eq!(lock(&limits.addresses).len(), 1);
        let mut third = Box::pin(limits.acquire(address));
        assert!(third.as_mut().now_or_never().is_none(), "no more than two at one address");
        drop(first);
        drop(third.await);
        drop(second);
        assert_eq!(lock(&limits.addresses).len(), 0);
    }
}
