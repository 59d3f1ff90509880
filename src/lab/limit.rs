//! Limits of connections, as servers and the devices before them have: what is beyond them is cut off before its hello is read.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A limit, and how connections beyond it end.
#[derive(Debug)]
pub(super) struct Limit {
    kind: Kind,
    /// Whether connections beyond it are reset; else they are closed.
    pub resets: bool,
    state: Mutex<State>,
}

/// What is limited.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Connections within a time.
    Rate(usize, Duration),
    /// Connections at a time.
    Open(usize),
    /// None for this long after a connection whose handshake failed.
    AfterFailure(Duration),
}

#[derive(Debug, Default)]
struct State {
    /// When the last connections were let in, the oldest first.
    recent: VecDeque<Instant>,
    open: usize,
    failed: Option<Instant>,
}

impl Limit {
    pub(super) fn new(kind: Kind, resets: bool) -> Self {
        Self { kind, resets, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a connection in, or not.
    pub(super) fn enter(&self, now: Instant) -> Option<Entered<'_>> {
        let mut state = self.state();
        let there_is_room = match self.kind {
            Kind::Rate(most, time) => {
                while state.recent.front().is_some_and(|first| now.saturating_duration_since(*first) >= time) {
                    state.recent.pop_front();
                }
                state.recent.len() < most
            }
            Kind::Open(most) => state.open < most,
            Kind::AfterFailure(time) => state.failed.is_none_or(|failed| now.saturating_duration_since(failed) >= time),
        };
        there_is_room.then(|| {
            if matches!(self.kind, Kind::Rate(..)) {
                state.recent.push_back(now);
            }
            state.open += 1;
            Entered { limit: self }
        })
    }
}

/// A connection that was let in; dropped when it ends.
#[derive(Debug)]
pub(super) struct Entered<'a> {
    limit: &'a Limit,
}

impl Entered<'_> {
    /// Its handshake failed.
    pub(super) fn failed(&self, now: Instant) {
        self.limit.state().failed = Some(now);
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.limit.state().open -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let began = Instant::now();
        let at = |milliseconds| began + Duration::from_millis(milliseconds);
        let rate = Limit::new(Kind::Rate(2, Duration::from_millis(100)), true);
        let lets_in = |milliseconds| rate.enter(at(milliseconds)).is_some();
        assert_eq!([0, 10, 20, 105, 106, 111].map(lets_in), [true, true, false, true, false, true]);

        let open = Limit::new(Kind::Open(1), true);
        let first = open.enter(at(0));
        assert!(first.is_some() && open.enter(at(1)).is_none());
        drop(first);
        assert!(open.enter(at(2)).is_some());

        let penalty = Limit::new(Kind::AfterFailure(Duration::from_millis(100)), true);
        penalty.enter(at(0)).expect("nothing has failed").failed(at(1));
        assert!(penalty.enter(at(100)).is_none());
        assert!(penalty.enter(at(101)).is_some());
    }
}
