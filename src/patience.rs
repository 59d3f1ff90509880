//! Waiting for what may never return: reading a file on a dead network mount, or opening a named pipe that no program
//! has at its other end. The work is done by a thread of its own. A thread cannot be stopped, so one that is given up
//! stays until the process ends.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long files that the user names are waited for.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long the files of this host are waited for. Reading them takes milliseconds, and a run has no rows before.
pub const HOST_PATIENCE: Duration = Duration::from_secs(3);

/// Waits for several pieces of work until a moment, or until it is told to give up. Clones share both.
#[derive(Clone, Debug)]
pub struct Patience(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    began: Instant,
    limit: Duration,
    given_up: Mutex<bool>,
    changed: Condvar,
}

impl Patience {
    /// Waits no longer than `limit` from now.
    pub fn lasting(limit: Duration) -> Self {
        let shared = Shared { began: Instant::now(), limit, given_up: Mutex::new(false), changed: Condvar::new() };
        Self(Arc::new(shared))
    }

    /// Ends every wait now.
    pub fn give_up(&self) {
        *self.given_up() = true;
        self.0.changed.notify_all();
    }

    /// Returns how long this has lasted.
    pub fn elapsed(&self) -> Duration {
        self.0.began.elapsed()
    }

    /// Begins to do something on a thread of its own. If no thread can be started, does it at once.
    pub fn begin<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
        let work = Arc::new(Mutex::new(Some(work)));
        let result = Arc::new(Mutex::new(Outcome::Awaited));
        let pending = Pending { patience: self.clone(), result: Arc::clone(&result) };
        let (its_work, patience) = (Arc::clone(&work), self.clone());
        let run = move || {
            let mut ending = Ending { patience, result, outcome: Outcome::Lost };
            let work = locked(&its_work).take();
            if let Some(work) = work {
                ending.outcome = Outcome::Done(work());
            }
        };
        if std::thread::Builder::new().spawn(run).is_err() {
            let work = locked(&work).take();
            *locked(&pending.result) = work.map_or(Outcome::Lost, |work| Outcome::Done(work()));
        }
        pending
    }

    fn given_up(&self) -> MutexGuard<'_, bool> {
        locked(&self.0.given_up)
    }
}

#[derive(Debug)]
enum Outcome<T> {
    Awaited,
    Done(T),
    /// The thread broke off.
    Lost,
}

/// Hands over the outcome at the end of a thread, also if it panics.
struct Ending<T> {
    patience: Patience,
    result: Arc<Mutex<Outcome<T>>>,
    outcome: Outcome<T>,
}

impl<T> Drop for Ending<T> {
    fn drop(&mut self) {
        let outcome = std::mem::replace(&mut self.outcome, Outcome::Lost);
        let _waiting = self.patience.given_up();
        *locked(&self.result) = outcome;
        self.patience.0.changed.notify_all();
    }
}

/// Something that has begun.
#[derive(Debug)]
pub struct Pending<T> {
    patience: Patience,
    result: Arc<Mutex<Outcome<T>>>,
}

impl<T> Pending<T> {
    /// Returns the result if it is there in time.
    pub fn result(self) -> Option<T> {
        self.wait(|shared| shared.limit.saturating_sub(shared.began.elapsed()))
    }

    /// Returns the result of what only computes, and so takes its time on a busy machine but ends: waits until it is
    /// there or the wait is given up.
    pub fn computed(self) -> Option<T> {
        self.wait(|_| Duration::from_hours(1))
    }

    fn wait(self, left: impl Fn(&Shared) -> Duration) -> Option<T> {
        let mut given_up = self.patience.given_up();
        loop {
            match std::mem::replace(&mut *locked(&self.result), Outcome::Awaited) {
                Outcome::Done(result) => return Some(result),
                Outcome::Lost => return None,
                Outcome::Awaited => {}
            }
            let left = left(&self.patience.0);
            if *given_up || left.is_zero() {
                return None;
            }
            let changed = &self.patience.0.changed;
            given_up = changed.wait_timeout(given_up, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Does one thing, and returns its result if it takes no longer than [`PATIENCE`].
pub fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    Patience::lasting(PATIENCE).begin(work).result()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn what_is_done_is_returned_and_what_hangs_is_not_waited_for() {
        assert_eq!(within(|| 7), Some(7));
        let (release, released) = mpsc::channel::<()>();
        let stuck = move || released.recv().is_err();
        let patience = Patience::lasting(Duration::from_millis(20));
        let (hangs, quick) = (patience.begin(stuck), patience.begin(|| 1));
        assert_eq!(hangs.result(), None);
        assert_eq!(quick.result(), Some(1), "what is done counts, also later");
        drop(release);
    }

    #[test]
    fn giving_up_ends_a_long_wait() {
        let (release, released) = mpsc::channel::<()>();
        let patience = Patience::lasting(Duration::from_mins(10));
        let hangs = patience.begin(move || released.recv().is_err());
        let computes = patience.begin(|| 2);
        assert_eq!(computes.computed(), Some(2));
        let its_end = patience.clone();
        let giving_up = std::thread::spawn(move || its_end.give_up());
        assert_eq!(hangs.result(), None);
        giving_up.join().expect("it gives up");
        drop(release);
    }
}
