//! Tries several routes to one endpoint: the first to connect is used, the others are dropped.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::signal::Signal;
use crate::probe::Watch;

/// The delay between starting two routes: how long a silent address is waited for before the next one is tried (RFC
/// 8305, 5).
pub(super) const STAGGER: Duration = Duration::from_millis(250);

/// The route that connected first.
#[derive(Debug, Default)]
pub(super) struct Winner {
    place: OnceLock<usize>,
    known: Signal,
}

impl Winner {
    /// Returns the watcher for the route at this position.
    pub(super) const fn watch(&self, place: usize) -> Contender<'_> {
        Contender { place, winner: self }
    }
}

/// One of the routes in the race.
#[derive(Debug)]
pub(super) struct Contender<'a> {
    place: usize,
    winner: &'a Winner,
}

impl Watch for Contender<'_> {
    fn connected(&self) {
        // Later routes change nothing.
        if self.winner.place.set(self.place).is_ok() {
            self.winner.known.tell();
        }
    }
}

/// The work on one route, with its position.
struct Work<F> {
    place: usize,
    future: Pin<Box<F>>,
}

impl<F: Future<Output = ()>> Future for Work<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.future.as_mut().poll(context)
    }
}

/// Starts one route after another: the next one when one has failed, or when none has connected for [`STAGGER`]. As
/// soon as one is connected, reports its position, drops the others, and completes it.
pub(super) async fn race<F: Future<Output = ()>>(
    ways: impl ExactSizeIterator<Item = F>,
    winner: &Winner,
    tell: impl FnOnce(usize),
) {
    let mut running = FuturesUnordered::new();
    let mut waiting = ways.enumerate();
    let place = loop {
        if let Some((place, future)) = waiting.next() {
            running.push(Work { place, future: Box::pin(future) });
        }
        tokio::select! {
            ended = running.next() => if ended.is_none() { return },
            () = winner.known.wait() => {}
            () = tokio::time::sleep(STAGGER), if waiting.len() > 0 => {}
        }
        // A route may have connected and ended in one step, so this is checked in every case.
        if let Some(place) = winner.place.get() {
            break *place;
        }
    };
    tell(place);
    let work = running.into_iter().find(|work| work.place == place);
    if let Some(work) = work {
        work.await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use tokio::sync::oneshot;

    type Way<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

    async fn won(winner: &Winner, ways: Vec<Way<'_>>) -> Option<usize> {
        let won = OnceLock::new();
        let race = race(ways.into_iter(), winner, |place| won.set(place).expect("told once"));
        tokio::time::timeout(Duration::from_mins(1), race).await.expect("it comes to an end");
        won.get().copied()
    }

    #[tokio::test]
    async fn a_way_that_loses_is_dropped_before_the_winner_ends() {
        let (winner, ended) = (Winner::default(), OnceLock::new());
        // Held by the first route and dropped with it.
        let (held, dropped) = oneshot::channel::<()>();
        let first = async {
            let _held = held;
            std::future::pending::<()>().await;
        };
        let second = async {
            winner.watch(1).connected();
            assert!(dropped.await.is_err(), "nothing is sent");
            ended.set(()).expect("it ends once");
        };
        assert_eq!(won(&winner, vec![Box::pin(first), Box::pin(second)]).await, Some(1));
        assert!(ended.get().is_some(), "the winner is seen to its end");
    }

    #[tokio::test]
    async fn a_way_that_is_connected_later_and_ends_sooner_does_not_win() {
        let (winner, ended) = (Winner::default(), OnceLock::new());
        let (second_is_up, wait_for_second) = oneshot::channel::<()>();
        let (first_is_gone, wait_for_first) = oneshot::channel::<()>();
        let first = async {
            let _gone = first_is_gone;
            wait_for_second.await.expect("the second is begun");
            winner.watch(0).connected();
        };
        let second = async {
            winner.watch(1).connected();
            second_is_up.send(()).expect("the first waits for it");
            assert!(wait_for_first.await.is_err(), "nothing is sent");
            ended.set(()).expect("it ends once");
        };
        assert_eq!(won(&winner, vec![Box::pin(first), Box::pin(second)]).await, Some(1));
        assert!(ended.get().is_some(), "the winner is seen to its end");
    }

    #[tokio::test]
    async fn of_two_that_are_connected_by_the_time_we_look_the_first_told_wins() {
        let winner = Winner::default();
        let way = async {
            winner.watch(1).connected();
            winner.watch(0).connected();
        };
        assert_eq!(won(&winner, vec![Box::pin(way)]).await, Some(1));
    }

    #[tokio::test]
    async fn the_next_way_is_begun_as_soon_as_one_has_failed() {
        let winner = Winner::default();
        let fails = || Box::pin(std::future::ready(()));
        let connects = async { winner.watch(2).connected() };
        assert_eq!(won(&winner, vec![fails(), fails(), Box::pin(connects)]).await, Some(2));
        assert_eq!(won(&Winner::default(), vec![fails(), fails()]).await, None);
    }
}
