//! Probes one endpoint at its addresses: all questions concurrently, with the follow-ups of each.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::alone::Confirmation;
use super::attempts::{At, Whom};
use super::race::{Winner, race};
use super::{Engine, Seen};
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
        let lines = self.questions.iter().enumerate().flat_map(|(place, asking)| {
            asking.first.iter().map(move |first| async move { (place, at.line(asking.question.as_ref(), first).await) })
        });
        let mut running: FuturesUnordered<_> = lines.collect();
        let mut seen = Vec::new();
        while let Some(line) = running.next().await {
            seen.push(line);
        }
        // On the heap, because hardly any endpoint needs it.
        if self.plan.retries > 0
            && seen.iter().any(|(_, (first, more))| first.is_cut_off() || more.iter().any(Seen::is_cut_off))
        {
            Box::pin(self.confirm(at, seen)).await;
        }
    }

    /// Repeats what was cut off, for one question after the other, when nothing else is open.
    async fn confirm(&self, at: At<'_>, seen: Vec<(usize, (Seen, Vec<Seen>))>) {
        let time = self.plan.timeout.saturating_mul(1 + self.plan.retries);
        for (place, asking) in self.questions.iter().enumerate() {
            let of_question = seen.iter().filter(|(of, _)| *of == place);
            let all = of_question.flat_map(|(_, (first, more))| std::iter::once(first).chain(more)).cloned().collect();
            Confirmation::new(at, asking.question.as_ref(), self.plan.timeout, time).run(all).await;
        }
    }
}
