//! Resolves names with the system's resolver, because only that sees what the host's programs see (hosts file, split
//! DNS, suffixes). Resolves each name once per run, many concurrently, each with a separate deadline: a stuck lookup
//! delays no other.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, Semaphore};

use crate::observation::{Evidence, Unreached};

/// The address family to use.
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
    /// Returns whether an address is of this family.
    pub const fn holds(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// How many names are remembered: a run over a million names must not remember them all.
const MOST_NAMES: usize = 4096;
/// How many times the number of concurrent lookups may be overdue: past their deadline but still in the system, each
/// holding a thread.
const OVERDUE: usize = 3;

/// The result of a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// All addresses of the name, in the system's order, without duplicates; or why there are none.
    pub found: Result<Vec<IpAddr>, Unreached>,
    /// How long the system took to answer. For a repeated name, how long it took the first time.
    pub took: Duration,
}

/// Asks the system for the addresses of a name. The error says why there are none.
pub(crate) type System = dyn Fn(&str) -> Result<Vec<IpAddr>, Evidence> + Send + Sync;

/// The resolver of a run.
pub struct Resolver {
    /// Limits the lookups that are waited for.
    lookups: Semaphore,
    /// Limits threads, including those of lookups that are no longer waited for.
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
    /// Creates a resolver that uses the system's, with this many concurrent lookups.
    pub fn new(lookups: usize) -> Self {
        Self::with(lookups, Arc::new(ask_system))
    }

    /// Returns how many threads this many concurrent lookups can hold if the system answers none of them.
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

    /// Looks a name up. The system has `patience` from when it is asked; the time that a name waits for its turn counts
    /// neither toward it nor toward the reported time.
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
        // The semaphore is never closed, so every wait ends with a permit. The permit is returned at the deadline at
        // the latest, so that names on which the system is stuck do not keep others from being asked.
        let _place = self.lookups.acquire().await.ok();
        let began = Instant::now();
        let system = Arc::clone(&self.system);
        let lookup = async {
            let thread = Arc::clone(&self.threads).acquire_owned().await.ok();
            tokio::task::spawn_blocking(move || {
                // Held until the system answers, so that the number of threads stays bounded if it is stuck.
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

fn without_doubles(answer: Result<Vec<IpAddr>, Evidence>) -> Result<Vec<IpAddr>, Unreached> {
    let found = answer.map_err(|evidence| Unreached::NotResolved { evidence })?;
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

/// Asks the system's resolver. The numbers of `getaddrinfo` distinguish a name that does not exist from resolvers that do
/// not answer; the standard library keeps only the text.
#[cfg(unix)]
fn ask_system(name: &str) -> Result<Vec<IpAddr>, Evidence> {
    let hints = dns_lookup::AddrInfoHints { socktype: dns_lookup::SockType::Stream.into(), ..Default::default() };
    let found = dns_lookup::getaddrinfo(Some(name), None, Some(hints)).map_err(failure)?;
    // What is not an IP address is left out.
    Ok(found.flatten().map(|found| found.sockaddr.ip()).collect())
}

#[cfg(unix)]
fn failure(error: dns_lookup::LookupError) -> Evidence {
    use dns_lookup::LookupErrorKind;
    let is_answer = !matches!(error.kind(), LookupErrorKind::Again | LookupErrorKind::Fail);
    evidence(is_answer, std::io::Error::from(error).to_string())
}

#[cfg(windows)]
fn ask_system(name: &str) -> Result<Vec<IpAddr>, Evidence> {
    use std::net::ToSocketAddrs as _;
    /// `WSATRY_AGAIN` and `WSANO_RECOVERY`.
    const NO_ANSWER: [i32; 2] = [11002, 11003];
    let found = (name, 0).to_socket_addrs().map_err(|error| {
        let is_answer = !error.raw_os_error().is_some_and(|number| NO_ANSWER.contains(&number));
        evidence(is_answer, error.to_string())
    })?;
    Ok(found.map(|address| address.ip()).collect())
}

fn evidence(is_answer: bool, text: String) -> Evidence {
    if is_answer { Evidence::Words(text) } else { Evidence::NoResolver(text) }
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

    /// Answers every name at once, except those that begin with "stuck", which it answers when the sender is dropped.
    fn partly_stuck() -> (Arc<System>, mpsc::Sender<()>, Arc<AtomicUsize>) {
        let (release, released) = mpsc::channel::<()>();
        let released = Mutex::new(released);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let system = move |name: &str| {
            count.fetch_add(1, Ordering::Relaxed);
            if name.starts_with("stuck") {
                // Returns when the sender is dropped.
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

    /// `EAI_AGAIN` and `EAI_FAIL` say nothing about the name; the others do.
    #[cfg(unix)]
    #[test]
    fn a_name_that_does_not_exist_is_not_a_resolver_that_does_not_answer() {
        let of = |number| failure(dns_lookup::LookupError::new(number));
        let [again, fail, no_name] =
            if cfg!(any(target_os = "linux", target_os = "android")) { [-3, -4, -2] } else { [2, 4, 8] };
        assert!(matches!(of(again), Evidence::NoResolver(_)));
        assert!(matches!(of(fail), Evidence::NoResolver(_)));
        assert!(matches!(of(no_name), Evidence::Words(_)));
        assert_eq!(ask_system("127.0.0.1").as_deref(), Ok(&[IpAddr::V4(Ipv4Addr::LOCALHOST)][..]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn names_that_are_stuck_do_not_stop_others() {
        let (system, release, _) = partly_stuck();
        let resolver = Resolver::with(2, system);
        // More than are asked for concurrently, and all before the name that is not stuck.
        let stuck = join_all(["stuck1", "stuck2", "stuck3", "stuck4"].map(|name| resolver.lookup(name, PATIENCE)));
        let (stuck, found) = tokio::join!(stuck, resolver.lookup("fine.example", LONG));
        assert!(stuck.iter().all(|stuck| matches!(stuck.found, Err(Unreached::ResolverSilent { .. }))), "{stuck:?}");
        // It waited for those before it, but that time does not count.
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
