//! Servers that we own, on loopback: every version, every way to reject, every way to misbehave. For tests, for
//! demonstrations, and as a control experiment: a host that fails against the lab has its problem itself.
//!
//! Each endpoint has the [`Expected`] answer by the truth rules. Everything is bounded: concurrent connections,
//! buffered bytes, and time for each connection. All servers stop when the [`Lab`] is dropped.

mod behavior;
mod canned;
mod capped;
mod delivery;
mod ending;
mod endpoints;
mod expected;
#[cfg(test)]
mod flight_properties;
#[cfg(test)]
mod flights;
mod hello;
mod limit;
#[cfg(not(any(windows, target_vendor = "apple")))]
mod openssl_server;
#[cfg(any(windows, target_vendor = "apple"))]
#[path = "openssl_absent.rs"]
mod openssl_server;
mod pki;
mod session;
mod suites;

pub use endpoints::Rule;
pub use expected::Expected;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use self::behavior::Behavior;
use self::capped::RsaIdentity;
use self::endpoints::Spec;
use self::pki::Pki;
use crate::say::Words;

/// Time limit of a connection. Endpoints that are called endless stop then.
pub const LONGEST_CONNECTION: Duration = Duration::from_secs(30);
/// Limit on concurrent connections to one endpoint; others wait in its backlog.
pub const MOST_CONNECTIONS: usize = 512;

/// Running servers. Dropping it stops them.
#[derive(Debug)]
pub struct Lab {
    endpoints: Vec<LabEndpoint>,
    authority_pem: String,
    _servers: JoinSet<()>,
}

/// One server of the lab.
#[derive(Clone, Debug)]
pub struct LabEndpoint {
    /// Stable name in kebab-case.
    pub id: &'static str,
    /// The rule that it demonstrates.
    pub shows: Rule,
    /// The address that it listens on.
    pub address: SocketAddr,
    /// The name to request; it does not resolve.
    pub server_name: String,
    /// The right answer.
    pub expected: Expected,
}

impl LabEndpoint {
    /// Returns what it does, in one line.
    pub fn description(&self, words: &Words) -> String {
        words.look_up(&format!("lab-endpoint-{}", self.id), None).unwrap_or_default()
    }

    /// Returns the rule that it demonstrates, in words.
    pub fn rule(&self, words: &Words) -> String {
        words.look_up(&format!("lab-shows-{}", self.shows.code()), None).unwrap_or_default()
    }
}

impl Lab {
    /// Starts every server, on ports that the system chooses. Must run inside a tokio runtime. `now` decides which
    /// certificates are valid.
    ///
    /// # Errors
    /// Fails if no socket could be opened or no certificate minted.
    pub async fn start(now: OffsetDateTime) -> io::Result<Self> {
        Self::start_with(now, true).await
    }

    /// Starts the lab as [`Lab::start`] does, but without OpenSSL, as on platforms where it is not the system's
    /// library: TLS 1.1 and below are then faithful only up to the `ServerHello`.
    ///
    /// # Errors
    /// As [`Lab::start`].
    pub async fn start_without_openssl(now: OffsetDateTime) -> io::Result<Self> {
        Self::start_with(now, false).await
    }

    async fn start_with(now: OffsetDateTime, openssl: bool) -> io::Result<Self> {
        let mint = move || -> io::Result<_> {
            let pki = Arc::new(Pki::mint(now)?);
            let rsa = Arc::new(RsaIdentity::new(Arc::clone(&pki), openssl));
            let specs = endpoints::all(&pki, &rsa)?;
            Ok((pki, rsa, specs))
        };
        let (pki, rsa, specs) = tokio::task::spawn_blocking(mint).await.map_err(io::Error::other)??;
        let mut servers = JoinSet::new();
        let mut endpoints = Vec::with_capacity(specs.len());
        for spec in specs {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let Spec { id, shows, expected, behavior } = spec;
            let address = listener.local_addr()?;
            let server_name = format!("{id}.{}", pki::DOMAIN);
            endpoints.push(LabEndpoint { id, shows, address, server_name, expected });
            servers.spawn(serve(listener, Arc::new(behavior)));
        }
        // Make the key now, so that the first client of an old server need not wait for it.
        servers.spawn(async move {
            rsa.get().await;
        });
        Ok(Self { endpoints, authority_pem: pki.authority_pem().to_owned(), _servers: servers })
    }

    /// Returns every server, in a stable order.
    pub fn endpoints(&self) -> &[LabEndpoint] {
        &self.endpoints
    }

    /// Returns the server with this id.
    pub fn endpoint(&self, id: &str) -> Option<&LabEndpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.id == id)
    }

    /// Returns the certificate of the lab's CA (PEM). With it as a root, the good certificates are trusted.
    pub fn ca_pem(&self) -> &str {
        &self.authority_pem
    }
}

/// Accepts connections until aborted; aborting also aborts the connections.
async fn serve(listener: TcpListener, behavior: Arc<Behavior>) {
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        // The semaphore is never closed, so this never fails.
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let behavior = Arc::clone(&behavior);
                connections.spawn(async move {
                    match timeout(LONGEST_CONNECTION, behavior.serve(stream)).await {
                        Ok(Ok(())) => {}
                        Ok(Err(error)) => tracing::trace!(%error, "a lab connection ended"),
                        Err(_) => tracing::trace!("a lab connection's time is up"),
                    }
                    drop(slot);
                });
            }
            // Probably out of descriptors: open connections will close and free some.
            Err(error) => {
                tracing::debug!(%error, "the lab cannot accept");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray as _;

    use super::*;
    use crate::report::layout::text::width;
    use crate::say::Language;

    /// Limit on the columns of a description, so that the table of the lab fits 80.
    const LONGEST_DESCRIPTION: usize = 42;

    #[tokio::test]
    async fn the_catalog_describes_every_endpoint_and_rule_and_no_other() {
        let lab = Lab::start_without_openssl(OffsetDateTime::now_utc()).await.expect("it starts");
        let ids: BTreeSet<String> =
            lab.endpoints.iter().map(|endpoint| format!("lab-endpoint-{}", endpoint.id)).collect();
        let rules = Rule::VARIANTS.iter().map(|rule| format!("lab-shows-{}", rule.code()));
        let wanted: BTreeSet<String> = ids.into_iter().chain(rules).collect();
        assert_eq!(crate::say::ids_with(&["lab-endpoint-", "lab-shows-"]), wanted);
        for language in [Language::ENGLISH, Language::PSEUDO] {
            let words = Words::new(language);
            for endpoint in &lab.endpoints {
                assert!(
                    !endpoint.description(&words).is_empty() && !endpoint.rule(&words).is_empty(),
                    "{}",
                    endpoint.id
                );
            }
        }
        for endpoint in &lab.endpoints {
            let description = endpoint.description(&Words::english());
            assert!(width(&description) <= LONGEST_DESCRIPTION, "{}: {description}", endpoint.id);
        }
    }
}
