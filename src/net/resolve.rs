//! Names → addresses, by the system's own resolver: only that one sees what the host's programs see (hosts file, split
//! DNS, suffixes). Each name once a run, many at a time, each with its own deadline: a stuck resolver stops nothing else.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, Semaphore};

use crate::observation::{Evidence, Unreached};

/// Which addresses are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Any.
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl Family {
    /// Whether an address is of this family.
    pub const fn holds(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// Names remembered; a run over a million names must not remember them all.
const MOST_NAMES: usize = 4096;
/// Lookups that the system still sits on after their deadline: each holds a thread. So many times the lookups at the same time.
const OVERDUE: usize = 3;

/// What a lookup came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// All addresses of the name, in the system's order, without doubles; or why there are none.
    pub found: Result<Vec<IpAddr>, Unreached>,
    /// How long the system took, from being asked to its answer. For a name that was looked up before: as long as then.
    pub took: Duration,
}

pub(crate) type System = dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync;

/// The run's resolver.
pub struct Resolver {
    /// Lookups that are waited for.
    lookups: Semaphore,
    /// Threads, those of lookups that nobody waits for any more included.
    threads: Arc<Semaphore>,
    names: Mutex<HashMap<String, Arc<OnceCell<Lookup>>>>,
    system: Arc<System>,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Resolver({} lookups free)", self.lookups.available_permits())
    }
}

impl Resolver {
    /// The system's resolver, with so many lookups at the same time.
    pub fn new(lookups: usize) -> Self {
        Self::with(lookups, Arc::new(ask_system))
    }

    /// Threads that this many lookups at the same time may come to hold when the system answers none of them.
    pub const fn most_threads(lookups: usize) -> usize {
        lookups * (1 + OVERDUE)
    }

    pub(crate) fn with(lookups: usize, system: Arc<System>) -> Self {
        let lookups = lookups.max(1);
        Self {
            lookups: Semaphore::new(lookups),
            threads: Arc::new(Semaphore::new(Self::most_threads(lookups))),
            names: Mutex::default(),
            system,
        }
    }

    /// Looks a name up. The system has `patience`, which begins when it is asked; what a name waits for its turn is no part of
    /// it, nor of the time that is told.
    pub async fn lookup(&self, name: &str, patience: Duration) -> Lookup {
        let cell = {
            let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
            if names.len() >= MOST_NAMES && !names.contains_key(name) {
                names.clear();
            }
            Arc::clone(names.entry(name.to_owned()).or_default())
        };
        cell.get_or_init(|| self.ask(name.to_owned(), patience)).await.clone()
    }

    async fn ask(&self, name: String, patience: Duration) -> Lookup {
        // Never closed, so there is always a permit in the end. It comes back at the deadline at the latest: names that the
        // system sits on do not keep others from being asked.
        let _place = self.lookups.acquire().await.ok();
        let began = Instant::now();
        let system = Arc::clone(&self.system);
        let lookup = async {
            let thread = Arc::clone(&self.threads).acquire_owned().await.ok();
            tokio::task::spawn_blocking(move || {
                // Held until the system really answers, so that threads stay bounded when it is stuck.
                let _thread = thread;
                let began = Instant::now();
                (system(&name), began.elapsed())
            })
            .await
        };
        match tokio::time::timeout(patience, lookup).await {
            Err(_) => {
                let waited = began.elapsed();
                Lookup { found: Err(Unreached::ResolverSilent { waited }), took: waited }
            }
            Ok(Err(join)) => Lookup {
                found: Err(Unreached::NotResolved { evidence: join.to_string().into() }),
                took: began.elapsed(),
            },
            Ok(Ok((answer, took))) => Lookup { found: without_doubles(answer), took },
        }
    }
}

fn without_doubles(answer: io::Result<Vec<IpAddr>>) -> Result<Vec<IpAddr>, Unreached> {
    let found = answer.map_err(|error| Unreached::NotResolved { evidence: error.to_string().into() })?;
    let mut addresses = Vec::with_capacity(found.len());
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(Unreached::NotResolved { evidence: Evidence::NoAddress });
    }
    Ok(addresses)
}

fn ask_system(name: &str) -> io::Result<Vec<IpAddr>> {
    (name, 0).to_socket_addrs().map(|found| found.map(|address| address.ip()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use futures_util::future::join_all;

    const PATIENCE: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_mins(1);

    /// Answers every name at once, except those that begin with "stuck": these only when the sender is dropped.
    fn partly_stuck() -> (Arc<System>, mpsc::Sender<()>, Arc<AtomicUsize>) {
        let (release, released) = mpsc::channel::<()>();
        let released = Mutex::new(released);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let system = move |name: &str| {
            count.fetch_add(1, Ordering::Relaxed);
            if name.starts_with("stuck") {
                // Ends when the sender is gone.
                let _ = released.lock().unwrap_or_else(PoisonError::into_inner).recv();
            }
            Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST); 2])
        };
        (Arc::new(system), release, asked)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_is_asked_for_once_a_run() {
        let (system, _release, asked) = partly_stuck();
        let resolver = Resolver::with(4, system);
        let all = join_all((0..50).map(|_| resolver.lookup("one.example", LONG))).await;
        assert!(all.iter().all(|lookup| lookup.found.as_deref() == Ok(&[IpAddr::V4(Ipv4Addr::LOCALHOST)])));
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn names_that_are_stuck_do_not_stop_others() {
        let (system, release, _) = partly_stuck();
        let resolver = Resolver::with(2, system);
        // More than are asked for at the same time, and all of them before the name that is not stuck.
        let stuck = join_all(["stuck1", "stuck2", "stuck3", "stuck4"].map(|name| resolver.lookup(name, PATIENCE)));
        let (stuck, found) = tokio::join!(stuck, resolver.lookup("fine.example", LONG));
        assert!(stuck.iter().all(|stuck| matches!(stuck.found, Err(Unreached::ResolverSilent { .. }))), "{stuck:?}");
        // It waited for those before it, and that is not its own time.
        assert!(found.took < 2 * PATIENCE, "{found:?}");
        assert_eq!(found.found, Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]));
        drop(release);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_system_that_answers_nothing_holds_a_bounded_number_of_threads() {
        let (system, release, asked) = partly_stuck();
        let resolver = Resolver::with(2, system);
        let names: Vec<_> = (0..20).map(|number| format!("stuck{number}")).collect();
        let looked = join_all(names.iter().map(|name| resolver.lookup(name, PATIENCE))).await;
        assert!(looked.iter().all(|looked| matches!(looked.found, Err(Unreached::ResolverSilent { .. }))));
        assert_eq!(asked.load(Ordering::Relaxed), Resolver::most_threads(2));
        drop(release);
    }
}
