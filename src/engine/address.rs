//! One endpoint at its addresses: everything of a plan at once, and what is tried again.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream::FuturesUnordered;
use tokio::time::timeout;

use super::race::{Winner, race};
use super::signal::Signal;
use super::{Engine, Journal, follow_up};
use crate::net::Route;
use crate::observation::{Asked, End, LocalReason, Observation, Prober};
use crate::probe::{Attempt, PeerName, Watch, attempt};
use crate::tls::Version;
use crate::wire::HelloVariant;

/// How often an attempt is made again for which this machine had nothing left, and how long it waits in between.
const EXHAUSTED_TRIES: u32 = 5;
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(100);
/// What an attempt may take beyond its deadline before it is dropped: enough to note how it ended.
const GRACE: Duration = Duration::from_millis(100);

impl Engine {
    /// Probes the first address that can be reached: the next one is begun when the one before has failed, or has said
    /// nothing for a moment. As soon as one is connected, attempts at the others are dropped.
    pub(super) async fn probe_first_reachable(&self, routes: &[Route], peer: &PeerName, journal: &Journal) {
        if let [only] = routes {
            return self.probe_address(only, peer, journal, &()).await;
        }
        let winner = Winner::default();
        let ways = routes.iter().enumerate().map(|(place, route)| {
            let watch = winner.watch(place);
            async move { self.probe_address(route, peer, journal, &watch).await }
        });
        race(ways, &winner, |place| journal.note_chosen(routes[place].address())).await;
    }

    /// Everything of the plan at one address, at once.
    pub(super) async fn probe_address(&self, route: &Route, peer: &PeerName, journal: &Journal, watch: &dyn Watch) {
        let attempts = self.plan.attempts().map(|(prober, asked)| async move {
            let at = At { engine: self, route, peer, journal, watch };
            match (prober, asked) {
                (Prober::Wire, Asked::Pinned(version)) => at.wire(version).await,
                _ => at.repeated(prober, asked).await,
            }
        });
        let mut running: FuturesUnordered<_> = attempts.collect();
        while running.next().await.is_some() {}
    }
}

/// Tells two who wait.
struct Both<'a> {
    own: &'a Signal,
    outer: &'a dyn Watch,
}

impl Watch for Both<'_> {
    fn connected(&self) {
        self.own.tell();
        self.outer.connected();
    }
}

/// One address of one endpoint, and where what is seen goes.
#[derive(Clone, Copy)]
struct At<'a> {
    engine: &'a Engine,
    route: &'a Route,
    peer: &'a PeerName,
    journal: &'a Journal,
    watch: &'a dyn Watch,
}

impl At<'_> {
    /// One version by our own hello, with everything that makes its answer final.
    async fn wire(self, version: Version) {
        let asked = Asked::Pinned(version);
        let retries = self.engine.plan.retries;
        let mut ends = self.hedged(asked).await;
        loop {
            let next = follow_up::follow_up(version, &ends, retries);
            if next.is_empty() {
                return;
            }
            let tries =
                next.into_iter().map(|variant| async move { (variant, self.once(Prober::Wire, asked, variant).await) });
            ends.extend(join_all(tries).await);
        }
    }

    /// The standard hello; and when nothing has answered by half of its time, another one beside it. So silence is
    /// repeated, and the run still ends with the attempt's deadline.
    async fn hedged(self, asked: Asked) -> Vec<(HelloVariant, End)> {
        use HelloVariant::{NoKeyShare, Short, Standard};
        let engine = self.engine;
        let again = match asked {
            Asked::Pinned(Version::Tls13) => NoKeyShare,
            Asked::Pinned(Version::Ssl3) => HelloVariant::RsaKeyExchange,
            _ => Short,
        };
        let connected = Signal::default();
        let both = Both { own: &connected, outer: self.watch };
        let first = self.timed(Prober::Wire, asked, Standard, engine.plan.timeout, &both);
        tokio::pin!(first);
        let half = engine.plan.timeout / 2;
        if let Ok(end) = timeout(half, &mut first).await {
            return vec![(Standard, end)];
        }
        if engine.plan.retries == 0 || !connected.is_told() {
            return vec![(Standard, first.await)];
        }
        // Where no place is free for it in time (everything here is silent), it is left out.
        // On the heap: hardly any attempt comes to this.
        let second = Box::pin(timeout(half + GRACE, self.timed(Prober::Wire, asked, again, half, self.watch)));
        let (first, second) = join(first, second).await;
        std::iter::once((Standard, first)).chain(second.ok().map(|end| (again, end))).collect()
    }

    /// A prober with a handshake of its own. What decides the verdict, its default, is repeated when it was cut off.
    async fn repeated(self, prober: Prober, asked: Asked) {
        let mut left = if asked == Asked::Default { self.engine.plan.retries } else { 0 };
        loop {
            let end = self.once(prober, asked, HelloVariant::Standard).await;
            if left == 0 || !matches!(end, End::Reset | End::Closed { .. }) {
                return;
            }
            left -= 1;
        }
    }

    async fn once(self, prober: Prober, asked: Asked, variant: HelloVariant) -> End {
        self.timed(prober, asked, variant, self.engine.plan.timeout, self.watch).await
    }

    /// One attempt within the limits; its time begins when it has a place.
    async fn timed(
        self,
        prober: Prober,
        asked: Asked,
        variant: HelloVariant,
        patience: Duration,
        watch: &dyn Watch,
    ) -> End {
        let mut tries = 0;
        loop {
            let permit = self.engine.limits.acquire(prober, self.route.next_hop()).await;
            let deadline = Instant::now() + patience;
            let what = Attempt { prober, asked, variant, route: self.route, peer: self.peer, deadline };
            let observation = attempt(&self.engine.probers, &what, watch).await;
            drop(permit);
            tries += 1;
            match self.note(observation, tries) {
                Some(end) => return end,
                None => tokio::time::sleep(EXHAUSTED_PAUSE * tries).await,
            }
        }
    }

    /// Notes what was seen and gives how it ended, unless it is to be tried again. Not async: what waits does not carry it.
    fn note(self, observation: Observation, tries: u32) -> Option<End> {
        // Descriptors or ports that others hold come back; only when they do not is it a fact to tell.
        if matches!(observation.end, End::Local(LocalReason::Exhausted { .. })) && tries < EXHAUSTED_TRIES {
            return None;
        }
        let end = observation.end.clone();
        self.journal.note(observation);
        Some(end)
    }
}
