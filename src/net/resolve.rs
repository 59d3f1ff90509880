//! Names → addresses, by the system's own resolver: only that one sees what the host's programs see (hosts file, split
//! DNS, suffixes). Each name once a run, many at a time, each with its own deadline: a stuck resolver stops nothing else.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, Semaphore};

use crate::observation::Unreached;

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

/// Lookups at the same time; each holds a thread for as long as the system takes.
const MOST_LOOKUPS: usize = 128;
/// Names remembered; a run over a million names must not remember them all.
const MOST_NAMES: usize = 4096;

type Looked = Result<Vec<IpAddr>, Unreached>;

/// The run's resolver.
#[derive(Debug)]
pub struct Resolver {
    lookups: Arc<Semaphore>,
    names: Mutex<HashMap<String, Arc<OnceCell<Looked>>>>,
}

impl Default for Resolver {
    fn default() -> Self {
        Self { lookups: Arc::new(Semaphore::new(MOST_LOOKUPS)), names: Mutex::default() }
    }
}

impl Resolver {
    /// All addresses of a name, in the system's order, without doubles.
    ///
    /// # Errors
    /// The name has none, or the resolver did not say within `patience`.
    pub async fn lookup(&self, name: &str, patience: Duration) -> Looked {
        let cell = {
            let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
            if names.len() >= MOST_NAMES && !names.contains_key(name) {
                names.clear();
            }
            Arc::clone(names.entry(name.to_owned()).or_default())
        };
        cell.get_or_init(|| self.ask(name.to_owned(), patience)).await.clone()
    }

    async fn ask(&self, name: String, patience: Duration) -> Looked {
        let began = Instant::now();
        let silent = || Unreached::ResolverSilent { waited: began.elapsed() };
        let lookup = async {
            let permit = Arc::clone(&self.lookups).acquire_owned().await.ok();
            tokio::task::spawn_blocking(move || {
                // Held until the system really answers, so that threads stay bounded when it is stuck.
                let _permit = permit;
                (name.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<SocketAddr>>)
            })
            .await
        };
        let found = match tokio::time::timeout(patience, lookup).await {
            Err(_) => return Err(silent()),
            Ok(Err(join)) => return Err(Unreached::NotResolved { evidence: join.to_string() }),
            Ok(Ok(Err(error))) => return Err(Unreached::NotResolved { evidence: error.to_string() }),
            Ok(Ok(Ok(found))) => found,
        };
        let mut addresses = Vec::with_capacity(found.len());
        for address in found {
            if !addresses.contains(&address.ip()) {
                addresses.push(address.ip());
            }
        }
        if addresses.is_empty() {
            return Err(Unreached::NotResolved { evidence: "the name has no address".to_owned() });
        }
        Ok(addresses)
    }
}
