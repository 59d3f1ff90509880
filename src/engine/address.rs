//! Probes one endpoint at its addresses: all questions concurrently, with the follow-ups of each.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::Engine;
use super::alone::Confirmation;
use super::attempts::{At, Whom};
use super::race::{Winner, race};
use crate::net::Route;
use crate::probe::Watch;

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
        let at = At { engine: self, route, whom, watch, repetition: None };
        let lines = self
            .questions
            .iter()
            .flat_map(|asking| asking.first.iter().map(move |first| at.line(asking.question.as_ref(), first)));
        let mut running: FuturesUnordered<_> = lines.collect();
        while running.next().await.is_some() {}
        // On the heap, because hardly any endpoint needs it.
        if self.plan.retries > 0 && whom.journal.has_cut_off(route.address()) {
            Box::pin(self.confirm(at)).await;
        }
    }

    /// Repeats what was cut off, for one question after the other, when nothing else is open.
    async fn confirm(&self, at: At<'_>) {
        for asking in &self.questions {
            let question = asking.question.as_ref();
            let seen = at.whom.journal.seen(question.id(), at.route.address());
            let doubts = question.doubts(&seen);
            if !doubts.suspects.is_empty() {
                let turn = self.limits.turn(at.route.next_hop()).await;
                Confirmation::new(at, question, &turn).run(doubts, seen).await;
            }
        }
    }
}
