//! Limits on concurrent connections (over all endpoints, to one address, into one network) and on how many are started
//! per second.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::pace::{Pace, Rate};

/// Attempts to connect to one address that may go unanswered before it is taken for one that does not answer.
const MOST_UNANSWERED: u32 = 2;
/// Most places of a gate, so that all of them can be taken at once.
const MOST_PLACES: usize = 60_000;

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
            addresses: Gates::new(bounds.per_address),
            networks: bounds.per_network.map(Gates::new),
            pace: bounds.rate.map(Pace::new),
            lookups: bounds.lookups,
        }
    }

    /// Returns how many connections may be open at one address.
    pub(super) const fn per_address(&self) -> usize {
        self.addresses.each
    }

    /// Waits until no other endpoint at the address repeats attempts alone: together, they would meet the limit that each tries
    /// to keep below. The turn ends when it is dropped.
    pub(super) async fn turn(&self, address: SocketAddr) -> Turn {
        let passage = self.addresses.approach(address);
        let turn = match &passage.gate {
            Some(gate) => Some(Arc::clone(&gate.turn).lock_owned().await),
            None => None,
        };
        Turn { _turn: turn, passage }
    }

    /// Waits for a place, which is returned when the permit is dropped. With `alone`, waits until this run has nothing else open
    /// at the address, and keeps it so.
    pub(super) async fn acquire(&self, address: SocketAddr, alone: bool) -> Permit {
        // Narrowest limit first: an attempt that waits for a busy address must not hold a place that others could use.
        // The semaphores are never closed, so every wait ends with a permit.
        let at_address = self.addresses.enter(address, alone).await;
        let in_network = match &self.networks {
            Some(networks) => Some(networks.enter(Network::of(address.ip()), false).await),
            None => None,
        };
        let at_all = Arc::clone(&self.all).acquire_owned().await.ok();
        // Last, because a turn cannot be given back.
        if let Some(pace) = &self.pace {
            pace.turn().await;
        }
        Permit { at_address, _in_network: in_network, _at_all: at_all }
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
    open: Arc<Mutex<HashMap<K, Arc<Gate>>>>,
}

impl<K: Hash + Eq + Copy> Gates<K> {
    fn new(each: usize) -> Self {
        Self { each: each.clamp(1, MOST_PLACES), open: Arc::default() }
    }

    /// Keeps the gate from being forgotten, without a place.
    fn approach(&self, key: K) -> Passage<K> {
        let gate = Arc::clone(lock(&self.open).entry(key).or_insert_with(|| Arc::new(Gate::new(self.each))));
        Passage { key, gate: Some(gate), permit: None, open: Arc::clone(&self.open) }
    }

    /// Enters, with all places of the gate if `alone`.
    async fn enter(&self, key: K, alone: bool) -> Passage<K> {
        // Created before the wait, so that a canceled wait also removes its gate.
        let mut passage = self.approach(key);
        let Some(free) = passage.gate.as_ref().map(|gate| Arc::clone(&gate.places)) else { return passage };
        let places = if alone { self.each } else { 1 };
        passage.permit = free.acquire_many_owned(u32::try_from(places).unwrap_or(u32::MAX)).await.ok();
        passage
    }
}

fn lock<K>(open: &Mutex<HashMap<K, Arc<Gate>>>) -> MutexGuard<'_, HashMap<K, Arc<Gate>>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The places at one address or in one network, and what was met there while anyone was there or waiting.
#[derive(Debug)]
struct Gate {
    places: Arc<Semaphore>,
    /// Attempts that met nothing there: no answer to connecting.
    unanswered: AtomicU32,
    /// Whether any attempt met something.
    answered: AtomicBool,
    /// Whether any endpoint there answered in TLS.
    speaks_tls: AtomicBool,
    /// Held by the endpoint that repeats attempts alone.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Gate {
    fn new(places: usize) -> Self {
        let places = Arc::new(Semaphore::new(places));
        Self {
            places,
            unanswered: AtomicU32::new(0),
            answered: AtomicBool::new(false),
            speaks_tls: AtomicBool::new(false),
            turn: Arc::default(),
        }
    }
}

/// A holder of a place at a gate, or one waiting for it.
#[derive(Debug)]
struct Passage<K: Hash + Eq> {
    key: K,
    gate: Option<Arc<Gate>>,
    permit: Option<OwnedSemaphorePermit>,
    open: Arc<Mutex<HashMap<K, Arc<Gate>>>>,
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

/// The turn of an endpoint to repeat attempts alone.
#[derive(Debug)]
pub(super) struct Turn {
    // Dropped before the passage, which forgets the gate.
    _turn: Option<OwnedMutexGuard<()>>,
    passage: Passage<SocketAddr>,
}

impl Turn {
    /// Returns whether any endpoint at the address answered in TLS in this run.
    pub(super) fn speaks_tls(&self) -> bool {
        self.passage.gate.as_ref().is_some_and(|gate| gate.speaks_tls.load(Ordering::Relaxed))
    }
}

/// A place for one connection, returned on drop.
#[derive(Debug)]
pub(super) struct Permit {
    at_address: Passage<SocketAddr>,
    _in_network: Option<Passage<Network>>,
    _at_all: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// Returns how many attempts to connect to this address were not answered, if that is all that this run has met there: then
    /// further attempts would meet the same, each for the whole of its time.
    pub(super) fn never_answered(&self) -> Option<u32> {
        let gate = self.at_address.gate.as_ref()?;
        let unanswered = gate.unanswered.load(Ordering::Relaxed);
        (unanswered >= MOST_UNANSWERED && !gate.answered.load(Ordering::Relaxed)).then_some(unanswered)
    }

    /// Notes that an endpoint at the address answered in TLS.
    pub(super) fn note_tls(&self) {
        if let Some(gate) = &self.at_address.gate {
            gate.speaks_tls.store(true, Ordering::Relaxed);
        }
    }

    /// Notes whether the address answered an attempt to connect.
    pub(super) fn note(&self, answered: bool) {
        let Some(gate) = &self.at_address.gate else { return };
        if answered {
            gate.answered.store(true, Ordering::Relaxed);
        } else {
            gate.unanswered.fetch_add(1, Ordering::Relaxed);
        }
    }
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
        let first = limits.acquire(address([0, 1]), false).await;
        let second = limits.acquire(address([0, 1]), false).await;
        assert_eq!(lock(&limits.addresses.open).len(), 1);
        let mut third = Box::pin(limits.acquire(address([0, 1]), false));
        assert!(third.as_mut().now_or_never().is_none(), "no more than two at one address");
        drop(first);
        drop(third.await);
        drop(second);
        assert_eq!(lock(&limits.addresses.open).len(), 0);
    }

    #[tokio::test]
    async fn who_gives_up_waiting_leaves_nothing_behind() {
        let limits = limits(1, Some(1));
        let inside = limits.acquire(address([0, 1]), false).await;
        let mut waiting = Box::pin(limits.acquire(address([0, 1]), false));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(inside);
        drop(waiting);
        assert_eq!(lock(&limits.addresses.open).len(), 0);
    }

    #[tokio::test]
    async fn an_address_that_never_answers_is_known_as_long_as_anyone_waits_for_it() {
        let limits = limits(1, None);
        let first = limits.acquire(address([0, 1]), false).await;
        let mut second = Box::pin(limits.acquire(address([0, 1]), false));
        assert!(second.as_mut().now_or_never().is_none());
        first.note(false);
        assert_eq!(first.never_answered(), None, "one may be lost");
        first.note(false);
        drop(first);
        let second = second.await;
        assert_eq!(second.never_answered(), Some(2));
        assert_eq!(limits.acquire(address([0, 2]), false).await.never_answered(), None, "another address");
        second.note(true);
        assert_eq!(second.never_answered(), None, "it does answer");
        drop(second);
        assert_eq!(lock(&limits.addresses.open).len(), 0);
    }

    #[tokio::test]
    async fn a_network_has_a_limit_of_its_own() {
        let limits = limits(10, Some(2));
        let inside = (limits.acquire(address([7, 1]), false).await, limits.acquire(address([7, 2]), false).await);
        let mut third = Box::pin(limits.acquire(address([7, 3]), false));
        assert!(third.as_mut().now_or_never().is_none(), "no more than two into one network");
        assert!(limits.acquire(address([8, 1]), false).now_or_never().is_some(), "another network is free");
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
