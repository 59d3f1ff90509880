//! Limits on concurrent connections (over all endpoints, to one address, into one network) and on how many are started
//! per second.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::pace::{Pace, Rate};
use crate::observation::Prober;

/// Concurrent attempts of the platform's stack. OpenSSL holds more than a hundred kilobytes for each, and more attempts
/// would only wait for the processor. A run over a million endpoints must stay below 64 MB.
const MOST_NATIVE: usize = 256;
/// The bounds of a run, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Concurrent connections over all endpoints.
    pub connections: usize,
    /// Concurrent connections to one address (with its port).
    pub per_address: usize,
    /// Concurrent connections into one network: an IPv4 /24 or an IPv6 /48.
    pub per_network: Option<usize>,
    /// The rate at which connections are started, over all endpoints.
    pub rate: Option<Rate>,
    /// Concurrent name lookups.
    pub lookups: usize,
}

/// The limits of a run.
#[derive(Debug)]
pub struct Limits {
    all: Arc<Semaphore>,
    native: Arc<Semaphore>,
    addresses: Gates<SocketAddr>,
    networks: Option<Gates<Network>>,
    pace: Option<Pace>,
    /// Concurrent name lookups.
    pub(super) lookups: usize,
}

impl Limits {
    /// Creates limits with these bounds; a bound of 0 counts as 1.
    pub fn new(bounds: Bounds) -> Self {
        Self {
            all: Arc::new(Semaphore::new(bounds.connections.clamp(1, Semaphore::MAX_PERMITS))),
            native: Arc::new(Semaphore::new(MOST_NATIVE)),
            addresses: Gates::new(bounds.per_address),
            networks: bounds.per_network.map(Gates::new),
            pace: bounds.rate.map(Pace::new),
            lookups: bounds.lookups,
        }
    }

    /// Waits for a place, which is returned when the permit is dropped.
    pub(super) async fn acquire(&self, prober: Prober, address: SocketAddr) -> Permit {
        // Narrowest limit first: an attempt that waits for a busy address must not hold a place that others could use.
        // The semaphores are never closed, so every wait ends with a permit.
        let at_address = self.addresses.enter(address).await;
        let in_network = match &self.networks {
            Some(networks) => Some(networks.enter(Network::of(address.ip())).await),
            None => None,
        };
        let in_native = match prober {
            Prober::Native => Arc::clone(&self.native).acquire_owned().await.ok(),
            Prober::Wire | Prober::Rustls => None,
        };
        let at_all = Arc::clone(&self.all).acquire_owned().await.ok();
        // Last, because a turn cannot be given back.
        if let Some(pace) = &self.pace {
            pace.turn().await;
        }
        Permit { _at_address: at_address, _in_network: in_network, _in_native: in_native, _at_all: at_all }
    }
}

/// A network of the size that one administrator's systems usually share: an IPv4 /24 or an IPv6 /48.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Network {
    V4([u8; 3]),
    V6([u8; 6]),
}

impl Network {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [prefix @ .., _] = address.octets();
                Self::V4(prefix)
            }
            IpAddr::V6(address) => Self::V6(address.octets().first_chunk().copied().unwrap_or_default()),
        }
    }
}

/// A semaphore for each key that is in use or waited for.
#[derive(Debug)]
struct Gates<K> {
    each: usize,
    open: Arc<Mutex<HashMap<K, Arc<Semaphore>>>>,
}

impl<K: Hash + Eq + Copy> Gates<K> {
    fn new(each: usize) -> Self {
        Self { each: each.clamp(1, Semaphore::MAX_PERMITS), open: Arc::default() }
    }

    async fn enter(&self, key: K) -> Passage<K> {
        let gate = Arc::clone(lock(&self.open).entry(key).or_insert_with(|| Arc::new(Semaphore::new(self.each))));
        // Created before the wait, so that a canceled wait also removes its gate.
        let mut passage = Passage { key, gate: Some(Arc::clone(&gate)), permit: None, open: Arc::clone(&self.open) };
        passage.permit = gate.acquire_owned().await.ok();
        passage
    }
}

fn lock<K>(open: &Mutex<HashMap<K, Arc<Semaphore>>>) -> MutexGuard<'_, HashMap<K, Arc<Semaphore>>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A holder of a place at a gate, or one waiting for it.
#[derive(Debug)]
struct Passage<K: Hash + Eq> {
    key: K,
    gate: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
    open: Arc<Mutex<HashMap<K, Arc<Semaphore>>>>,
}

impl<K: Hash + Eq> Drop for Passage<K> {
    /// Removes an unused gate: a run over a million addresses must not remember them all.
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        self.permit = None;
        self.gate = None;
        if open.get(&self.key).is_some_and(|gate| Arc::strong_count(gate) == 1) {
            open.remove(&self.key);
        }
    }
}

/// A place for one connection, returned on drop.
#[derive(Debug)]
pub(super) struct Permit {
    _at_address: Passage<SocketAddr>,
    _in_network: Option<Passage<Network>>,
    _in_native: Option<OwnedSemaphorePermit>,
    _at_all: Option<OwnedSemaphorePermit>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn limits(per_address: usize, per_network: Option<usize>) -> Limits {
        Limits::new(Bounds { connections: 10, per_address, per_network, rate: None, lookups: 1 })
    }

    fn address(last: [u8; 2]) -> SocketAddr {
        SocketAddr::from(([127, 0, last[0], last[1]], 443))
    }

    #[tokio::test]
    async fn an_address_is_forgotten_when_nobody_is_there() {
        let limits = limits(2, None);
        let first = limits.acquire(Prober::Wire, address([0, 1])).await;
        let second = limits.acquire(Prober::Wire, address([0, 1])).await;
        assert_eq!(lock(&limits.addresses.open).len(), 1);
        let mut third = Box::pin(limits.acquire(Prober::Wire, address([0, 1])));
        assert!(third.as_mut().now_or_never().is_none(), "no more than two at one address");
        drop(first);
        drop(third.await);
        drop(second);
        assert_eq!(lock(&limits.addresses.open).len(), 0);
    }

    #[tokio::test]
    async fn who_gives_up_waiting_leaves_nothing_behind() {
        let limits = limits(1, Some(1));
        let inside = limits.acquire(Prober::Wire, address([0, 1])).await;
        let mut waiting = Box::pin(limits.acquire(Prober::Wire, address([0, 1])));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(inside);
        drop(waiting);
        assert_eq!(lock(&limits.addresses.open).len(), 0);
    }

    #[tokio::test]
    async fn a_network_has_a_limit_of_its_own() {
        let limits = limits(10, Some(2));
        let inside =
            (limits.acquire(Prober::Wire, address([7, 1])).await, limits.acquire(Prober::Wire, address([7, 2])).await);
        let mut third = Box::pin(limits.acquire(Prober::Wire, address([7, 3])));
        assert!(third.as_mut().now_or_never().is_none(), "no more than two into one network");
        assert!(limits.acquire(Prober::Wire, address([8, 1])).now_or_never().is_some(), "another network is free");
        drop(inside);
        drop(third.await);
        assert!(limits.networks.as_ref().is_some_and(|networks| lock(&networks.open).is_empty()));
    }

    #[test]
    fn networks() {
        let network = |text: &str| Network::of(text.parse().expect("an address"));
        assert_eq!(network("192.0.2.1"), network("192.0.2.255"));
        assert_ne!(network("192.0.2.1"), network("192.0.3.1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.9"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:ffff::1"));
        assert_ne!(network("2001:db8:1::1"), network("2001:db8:2::1"));
    }
}
