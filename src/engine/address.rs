//! Probes one endpoint at its addresses: all questions concurrently, with the follow-ups of each.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream::FuturesUnordered;
use tokio::time::timeout;

use super::race::{Winner, race};
use super::signal::Signal;
use super::{Ask, Engine, Journal, Question, Seen};
use crate::net::Route;
use crate::observation::{End, LocalReason, Observation};
use crate::probe::{Attempt, PeerName, Watch, attempt};
use crate::target::Transport;

/// How often an attempt is repeated for which this machine was out of resources, and the pause before the first repeat.
const EXHAUSTED_TRIES: u32 = 5;
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(100);
/// How long past its deadline an attempt may run before it is dropped: enough to note how it ended.
const GRACE: Duration = Duration::from_millis(100);

/// The endpoint that is probed, and the journal for its observations.
#[derive(Clone, Copy)]
pub(super) struct Whom<'a> {
    pub(super) peer: &'a PeerName,
    pub(super) transport: Transport,
    pub(super) journal: &'a Journal,
}

impl Engine {
    /// Probes the first address that can be reached. The next address is started when the previous one has failed or
    /// has not connected for a moment. As soon as one is connected, attempts at the others are dropped.
    pub(super) async fn probe_first_reachable(&self, routes: &[Route], whom: Whom<'_>) {
        if let [only] = routes {
            return self.probe_address(only, whom, &()).await;
        }
        let winner = Winner::default();
        let ways = routes.iter().enumerate().map(|(place, route)| {
            let watch = winner.watch(place);
            async move { self.probe_address(route, whom, &watch).await }
        });
        race(ways, &winner, |place| whom.journal.note_chosen(routes[place].address())).await;
    }

    /// Asks every question at one address, concurrently.
    pub(super) async fn probe_address(&self, route: &Route, whom: Whom<'_>, watch: &dyn Watch) {
        let at = At { engine: self, route, whom, watch };
        let lines = self
            .questions
            .iter()
            .flat_map(|asking| asking.first.iter().map(move |first| at.line(asking.question.as_ref(), first)));
        let mut running: FuturesUnordered<_> = lines.collect();
        while running.next().await.is_some() {}
    }
}

/// Notifies two watchers.
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

/// One address of one endpoint.
#[derive(Clone, Copy)]
struct At<'a> {
    engine: &'a Engine,
    route: &'a Route,
    whom: Whom<'a>,
    watch: &'a dyn Watch,
}

impl At<'_> {
    /// Asks one line of a question: its first ask, and the asks that follow from it.
    async fn line(self, question: &dyn Question, first: &Ask) {
        let (first, beside) = self.begin(first).await;
        // Most lines end here, without building a list of what was seen.
        if beside.is_none() && question.next(std::slice::from_ref(&first)).is_empty() {
            return;
        }
        let mut seen: Vec<_> = std::iter::once(first).chain(beside).collect();
        loop {
            let next = question.next(&seen);
            if next.is_empty() {
                return;
            }
            let tries = next.into_iter().map(|ask| async move { self.once(&ask).await });
            seen.extend(join_all(tries).await);
        }
    }

    /// Makes the first ask of a line, and its `beside` ask if the peer is connected but has not answered after half of
    /// the time. So silence is confirmed while the run still ends with the attempt's deadline.
    async fn begin(self, ask: &Ask) -> (Seen, Option<Seen>) {
        let patience = self.engine.plan.timeout;
        let connected = Signal::default();
        let both = Both { own: &connected, outer: self.watch };
        // One future for all asks: with two, it would be stored twice.
        let first = self.timed(ask, patience, &both);
        tokio::pin!(first);
        if ask.beside.is_none() {
            return (first.await, None);
        }
        let half = patience / 2;
        if let Ok(seen) = timeout(half, &mut first).await {
            return (seen, None);
        }
        let Some(beside) = ask.besides().filter(|_| connected.is_told()) else { return (first.await, None) };
        // Left out if there is no free place for it in time (everything here is silent).
        // On the heap, because hardly any attempt needs it.
        let second = Box::pin(timeout(half + GRACE, self.timed(&beside, half, self.watch)));
        let (first, second) = join(first, second).await;
        (first, second.ok())
    }

    async fn once(self, ask: &Ask) -> Seen {
        self.timed(ask, self.engine.plan.timeout, self.watch).await
    }

    /// Makes one attempt within the limits. Its time begins when it has a place.
    async fn timed(self, ask: &Ask, patience: Duration, watch: &dyn Watch) -> Seen {
        let mut tries = 0;
        loop {
            let permit = self.engine.limits.acquire(ask.prober, self.route.next_hop()).await;
            let deadline = Instant::now() + patience;
            let Ask { question, prober, asked, ref hello, .. } = *ask;
            let Whom { peer, transport, .. } = self.whom;
            let what = Attempt { question, prober, asked, hello, route: self.route, transport, peer, deadline };
            let observation = attempt(&self.engine.probers, &what, watch).await;
            drop(permit);
            tries += 1;
            match self.note(ask, observation, tries) {
                Some(seen) => return seen,
                None => tokio::time::sleep(EXHAUSTED_PAUSE * tries).await,
            }
        }
    }

    /// Notes the observation and returns how it ended, or `None` if the attempt is to be repeated. Not async, so that a
    /// waiting future does not store the observation.
    fn note(self, ask: &Ask, observation: Observation, tries: u32) -> Option<Seen> {
        // Descriptors or ports that others hold become free again. It is worth reporting only if they do not.
        if matches!(observation.end, End::Local(LocalReason::Exhausted { .. })) && tries < EXHAUSTED_TRIES {
            return None;
        }
        let selected = observation.answer.as_ref().map(Into::into);
        let seen = Seen { ask: ask.clone(), end: observation.end.clone(), selected };
        self.whom.journal.note(observation);
        Some(seen)
    }
}
