//! Attempts at one address: within the limits, within their time, and noted.

use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use tokio::time::timeout;

use super::signal::Signal;
use super::{Ask, Engine, Journal, Question, Seen};
use crate::net::Route;
use crate::observation::{End, LocalReason, Observation, ProxyRefusal, Repetition, Stage, Unreached};
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
pub(super) struct At<'a> {
    pub(super) engine: &'a Engine,
    pub(super) route: &'a Route,
    pub(super) whom: Whom<'a>,
    pub(super) watch: &'a dyn Watch,
    /// Which repetition its attempts are, if they are.
    pub(super) repetition: Option<Repetition>,
}

impl At<'_> {
    /// Asks one line of a question: its first ask, and the asks that follow from it.
    pub(super) async fn line(self, question: &dyn Question, first: &Ask) {
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
        let first = self.timed(ask, patience, &both, false);
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
        let second = Box::pin(timeout(half + GRACE, self.timed(&beside, half, self.watch, false)));
        let (first, second) = join(first, second).await;
        (first, second.ok())
    }

    async fn once(self, ask: &Ask) -> Seen {
        self.timed(ask, self.engine.plan.timeout, self.watch, false).await
    }

    /// One attempt as a repetition; `alone` waits until nothing else of this run is open at the address.
    pub(super) async fn repeat(self, ask: &Ask, repetition: Repetition, patience: Duration, alone: bool) -> Seen {
        let this = Self { repetition: Some(repetition), ..self };
        this.timed(ask, patience, self.watch, alone).await
    }

    /// Makes one attempt within the limits. Its time begins when it has a place.
    async fn timed(self, ask: &Ask, patience: Duration, watch: &dyn Watch, alone: bool) -> Seen {
        let mut tries = 0;
        loop {
            let permit = self.engine.limits.acquire(self.route.next_hop(), alone).await;
            let deadline = Instant::now() + patience;
            let Ask { question, prober, asked, ref hello, .. } = *ask;
            let Whom { peer, transport, .. } = self.whom;
            let Self { repetition, route, .. } = self;
            let what = Attempt { question, prober, asked, hello, repetition, route, transport, peer, deadline };
            if let Some(attempts) = permit.never_answered() {
                let end = End::Unreached(route.never_answered(attempts));
                return self.keep(ask, what.ended(Stage::Connect, end));
            }
            let observation = attempt(&self.engine.probers, &what, watch).await;
            if let Some(answered) = met_next_hop(&observation.end) {
                permit.note(answered);
            }
            if observation.answer.is_some() || matches!(observation.end, End::Alert(_)) {
                permit.note_tls();
            }
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
        Some(self.keep(ask, observation))
    }

    fn keep(self, ask: &Ask, observation: Observation) -> Seen {
        let selected = observation.answer.as_ref().map(Into::into);
        let seen = Seen { ask: ask.clone(), end: observation.end.clone(), selected };
        self.whom.journal.note(observation);
        seen
    }
}

/// Returns whether the address that was connected to answered at all; `None` where our own side ended the attempt.
const fn met_next_hop(end: &End) -> Option<bool> {
    match end {
        End::Local(LocalReason::Exhausted { .. } | LocalReason::Canceled) => None,
        End::Unreached(Unreached::ConnectSilent { .. } | Unreached::Proxy(ProxyRefusal::Silent { .. })) => Some(false),
        End::Unreached(Unreached::Proxy(ProxyRefusal::Unreached(why))) => {
            Some(!matches!(**why, Unreached::ConnectSilent { .. }))
        }
        _ => Some(true),
    }
}
