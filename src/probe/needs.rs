//! What attempts need that is slow to create: root stores, and connectors that read them. Each is created once on a
//! separate thread, and waiting for it holds no thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::Probers;
use crate::observation::{Asked, Prober};
use crate::tls::Version;

/// Something slow that an attempt needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The context of the platform's default offer.
    Default,
    /// The roots against which rustls verifies.
    Roots,
    /// The platform's connector for a version, with or without a server name.
    Connector(Version, bool),
}

impl Need {
    /// Returns what an attempt needs; `None` if it needs nothing slow.
    pub(super) const fn of(prober: Prober, asked: Asked, send_name: bool) -> Option<Self> {
        match (prober, asked) {
            (Prober::Wire, _) => None,
            (Prober::Native, Asked::Default) => Some(Self::Default),
            (Prober::Native, Asked::Pinned(version)) => Some(Self::Connector(version, send_name)),
            (Prober::Rustls, _) => Some(Self::Roots),
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Default => 0,
            Self::Roots => 1,
            Self::Connector(version, send_name) => {
                let place = Version::ALL.iter().position(|other| *other == version).unwrap_or_default();
                2 + 2 * place + usize::from(send_name)
            }
        }
    }

    fn make(self, probers: &Probers) {
        match self {
            Self::Default => probers.platform.warm_up(),
            Self::Roots => probers.rustls.warm_up(),
            Self::Connector(version, send_name) => probers.platform.make_connector(version, send_name),
        }
    }
}

/// One thing that is created once.
#[derive(Debug)]
struct Thing {
    begun: AtomicBool,
    /// Closed when it has been created. Has no permits, so waiting for one is waiting for that.
    created: Semaphore,
    /// Whether an attempt waited without success. Later ones do not wait: a library that hangs when it reads its
    /// configuration or its roots does so for all of them.
    is_late: AtomicBool,
}

impl Thing {
    fn new() -> Self {
        Self { begun: AtomicBool::new(false), created: Semaphore::new(0), is_late: AtomicBool::new(false) }
    }
}

/// What has been created so far.
#[derive(Debug)]
pub(super) struct Made {
    things: [Arc<Thing>; 2 + 2 * Version::ALL.len()],
    /// Limits the connectors that are created concurrently. Each uses a processor as long as dozens of handshakes do.
    makers: Arc<Semaphore>,
}

impl Made {
    /// Starts with nothing created and at most this many connectors created concurrently.
    pub(super) fn nothing(makers: usize) -> Self {
        let things = std::array::from_fn(|_| Arc::new(Thing::new()));
        Self { things, makers: Arc::new(Semaphore::new(makers.max(1))) }
    }

    /// Returns how many connectors may be created concurrently, unless there is room for fewer.
    pub(super) fn most_makers() -> usize {
        std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4))
    }
}

impl Probers {
    /// Waits until what an attempt needs has been created; the first caller starts the creation, which goes on if
    /// nobody waits for it.
    ///
    /// # Errors
    /// It was not created in time; contains how long this call waited.
    pub(super) async fn wait_for(self: &Arc<Self>, need: Need, patience: Duration) -> Result<(), Duration> {
        let Some(thing) = self.made.things.get(need.place()) else { return Ok(()) };
        if thing.created.is_closed() {
            return Ok(());
        }
        if !thing.begun.swap(true, Ordering::AcqRel) {
            let (probers, thing) = (Arc::clone(self), Arc::clone(thing));
            tokio::spawn(async move {
                // The semaphore is never closed.
                let _maker = match need {
                    Need::Connector(..) => Arc::clone(&probers.made.makers).acquire_owned().await.ok(),
                    Need::Default | Need::Roots => None,
                };
                // If the thread is lost, the attempt creates it itself.
                let _ = tokio::task::spawn_blocking(move || need.make(&probers)).await;
                thing.created.close();
            });
        }
        let began = Instant::now();
        let patience = if thing.is_late.load(Ordering::Relaxed) { Duration::ZERO } else { patience };
        if timeout(patience, thing.created.acquire()).await.is_ok() {
            return Ok(());
        }
        thing.is_late.store(true, Ordering::Relaxed);
        Err(began.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_place_of_its_own() {
        let connectors = Version::ALL.into_iter().flat_map(|version| [false, true].map(|name| (version, name)));
        let needs = connectors.map(|(version, name)| Need::Connector(version, name));
        let mut places: Vec<_> = needs.chain([Need::Default, Need::Roots]).map(Need::place).collect();
        places.sort_unstable();
        assert!(places.iter().copied().eq(0..Made::nothing(1).things.len()), "{places:?}");
    }
}
