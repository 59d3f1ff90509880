//! Runs many attempts with limits, deadlines, retries and cancellation. What is tried, and in which order, is a value
//! ([`Plan`]); so is what was observed (`EndpointRecord`). Interprets neither.

mod address;
mod alone;
mod attempts;
mod journal;
mod limits;
mod many;
mod other_ways;
mod pace;
mod plan;
mod questions;
#[cfg(test)]
mod questions_tests;
mod race;
#[cfg(test)]
mod routes_tests;
mod signal;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::net::{Lookup, Resolver, Route};
use crate::observation::{Asked, Prober, ProxyRefusal, Unreached};
use crate::probe::{PeerName, Probers, never_tried};
use crate::target::{Host, Target, Via};

use attempts::Whom;
use journal::Journal;
pub use limits::{Bounds, Limits};
pub use many::{Probed, many};
pub use pace::{ParseRateError, Rate};
pub use plan::Plan;
pub use questions::{Ask, Doubts, Question, Seen, Selected, Suspect, Versions};
pub use signal::Stopper;

/// Maximum number of addresses of a name that are tried. What DNS says must not decide how long a run takes, nor how long a
/// line of its report is.
pub const MOST_ADDRESSES: usize = 256;
/// How long a warm-up is waited for; it goes on after that. Long, so that only attempts find out that it hangs.
const WARM_UP: Duration = Duration::from_mins(10);

impl Plan {
    /// Returns how many connections one address of an endpoint gets if nothing has to be repeated.
    pub fn connections_each(&self) -> usize {
        Versions::of(self).first().len()
    }
}

/// A question and its first asks, which are the same for every endpoint and so are computed once.
#[derive(Debug)]
struct Asking {
    question: Box<dyn Question>,
    first: Vec<Ask>,
}

impl Asking {
    fn new(question: Box<dyn Question>) -> Self {
        Self { first: question.first(), question }
    }
}

/// Probes endpoints according to a plan, within limits that apply across all of them.
#[derive(Debug)]
pub struct Engine {
    plan: Plan,
    questions: Vec<Asking>,
    probers: Arc<Probers>,
    limits: Limits,
    resolver: Resolver,
    /// Whether the creation of connectors has begun, without and with a server name.
    connectors_begun: [AtomicBool; 2],
}

impl Engine {
    /// Creates an engine.
    pub fn new(plan: Plan, probers: Arc<Probers>, limits: Limits) -> Self {
        let resolver = Resolver::new(limits.lookups);
        tracing::info!(
            versions = ?plan.versions, probers = ?plan.probers, family = ?plan.family,
            all_addresses = plan.all_addresses, timeout = ?plan.timeout, retries = plan.retries, "settings"
        );
        let questions = vec![Asking::new(Box::new(Versions::of(&plan)))];
        Self { plan, questions, probers, limits, resolver, connectors_begun: Default::default() }
    }

    /// Adds a question that is asked of every endpoint.
    #[must_use]
    pub fn with_question(mut self, question: Box<dyn Question>) -> Self {
        self.questions.push(Asking::new(question));
        self
    }

    /// Returns the plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Begins to load what the probers need that is slow, so that no attempt has to wait for it.
    pub fn warm_up(&self) {
        for prober in self.plan.probers.clone() {
            let probers = Arc::clone(&self.probers);
            tokio::spawn(async move { probers.ready(prober, Asked::Default, true, WARM_UP).await });
        }
    }

    /// Begins to create the connectors of the platform's stack when the first endpoint begins, before attempts need
    /// them: each takes as long as a round trip.
    fn make_connectors(&self, send_name: bool) {
        let begun = &self.connectors_begun[usize::from(send_name)];
        if begun.load(Ordering::Relaxed) || begun.swap(true, Ordering::Relaxed) {
            return;
        }
        let asks = self.questions.iter().flat_map(|asking| &asking.first);
        let pinned = asks.filter(|ask| ask.prober == Prober::Native && ask.asked != Asked::Default);
        let asked: Vec<_> = pinned.map(|ask| ask.asked).collect();
        if !asked.is_empty() {
            let probers = Arc::clone(&self.probers);
            tokio::spawn(async move {
                join_all(asked.into_iter().map(|asked| probers.ready(Prober::Native, asked, send_name, WARM_UP))).await;
            });
        }
    }

    /// Probes one endpoint. Observations are in the journal even if this future is dropped before it completes.
    pub(crate) async fn probe(&self, target: &Target, journal: &Journal) {
        let began = Instant::now();
        tracing::info!(host = %target.host, port = target.port, route = ?target.route, "endpoint begun");
        self.make_connectors(target.sni.is_some());
        self.probe_ways(target, journal).await;
        tracing::info!(host = %target.host, port = target.port, took = ?began.elapsed(), "endpoint ended");
    }

    async fn probe_ways(&self, target: &Target, journal: &Journal) {
        let (routes, resolve) = self.routes(target).await;
        let mut routes = match routes {
            Ok(routes) => routes,
            Err(why) => return self.note_never_tried(&why, resolve, journal),
        };
        let more = routes.len().saturating_sub(MOST_ADDRESSES);
        if more > 0 {
            tracing::warn!(host = %target.host, more, most = MOST_ADDRESSES, "the name has more addresses than are probed");
            routes.truncate(MOST_ADDRESSES);
        }
        journal.note_addresses(routes.iter().filter_map(Route::address).collect(), more, resolve);
        let peer = PeerName { host: target.host.clone(), server_name: target.sni.clone() };
        let whom = Whom { peer: &peer, transport: target.transport, journal };
        // With a proxy, the proxy chooses which of the endpoint's addresses it connects to.
        if self.plan.all_addresses && target.route == Via::Direct {
            join_all(routes.iter().map(|route| self.probe_address(route, whom, &()))).await;
        } else {
            self.probe_first_reachable(&routes, whom).await;
        }
    }

    /// Returns the routes to an endpoint in the order in which they are tried, and how long the name lookup took.
    async fn routes(&self, target: &Target) -> (Result<Vec<Route>, Unreached>, Duration) {
        let port = target.port;
        if let Via::Proxy(proxy) = &target.route {
            let authority = match target.connect {
                Some(address) => SocketAddr::new(address, port).to_string(),
                None => format!("{}:{port}", target.host),
            };
            let Lookup { found, took } = self.resolver.lookup(&proxy.host, self.plan.timeout).await;
            // It is unknown here on which address the proxy listens: localhost is ::1 and 127.0.0.1.
            let way = |address| Route::Proxied {
                proxy: Arc::clone(proxy),
                address: SocketAddr::new(address, proxy.port),
                authority: authority.clone(),
            };
            let routes = found.and_then(|addresses| self.ways(addresses, way));
            return (routes.map_err(|why| Unreached::Proxy(ProxyRefusal::Unreached(Box::new(why)))), took);
        }
        let Lookup { found, took } = match (target.connect, &target.host) {
            (Some(address), _) => Lookup { found: Ok(vec![address]), took: Duration::ZERO },
            (None, Host::Address(address)) => Lookup { found: Ok(vec![*address]), took: Duration::ZERO },
            (None, Host::Name(name)) => self.resolver.lookup(name, self.plan.timeout).await,
        };
        let way = |address| Route::Direct(SocketAddr::new(address, port));
        (found.and_then(|addresses| self.ways(addresses, way)), took)
    }

    /// Returns the routes over those addresses that are of the requested family.
    fn ways(&self, addresses: Vec<IpAddr>, way: impl Fn(IpAddr) -> Route) -> Result<Vec<Route>, Unreached> {
        let wanted = addresses.into_iter().filter(|address| self.plan.family.holds(*address));
        let routes: Vec<_> = wanted.map(way).collect();
        if routes.is_empty() { Err(Unreached::NoAddressOfFamily) } else { Ok(routes) }
    }

    fn note_never_tried(&self, why: &Unreached, took: Duration, journal: &Journal) {
        for ask in self.questions.iter().flat_map(|asking| &asking.first) {
            journal.note(never_tried(ask.prober, ask.asked, why.clone(), took).with_question(ask.question));
        }
    }
}
