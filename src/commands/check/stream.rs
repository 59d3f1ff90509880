//! Targets from stdin on their way into the run: read on a thread of its own, at the pace of the run, and taken out of a
//! window in random order, so that neighbors in a sorted list are not all probed at the same moment.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::sources::Stream;
use crate::catalog::LineProblem;
use crate::engine::Stopper;
use crate::error::Problem;
use crate::message::Message;
use crate::report::output;
use crate::say::Words;
use crate::target::Target;

/// Targets that are read ahead when they are taken as given.
const AHEAD: usize = 256;
/// The part of a window that is handed on at once. Waking another thread costs as much as probing a version.
const HANDFUL: usize = 8;
/// How long the first target waits for the window to fill: a list is read in that time, and somebody who types is not kept
/// waiting.
const FILLING: Duration = Duration::from_millis(100);
/// Lines that are not targets are reported one by one up to this many.
const MOST_REPORTED: u64 = 50;

/// Lines that are not targets, as far as the input has been read.
#[derive(Clone, Debug, Default)]
pub(super) struct BadLines(Arc<AtomicU64>);

impl BadLines {
    /// How many there were; reports how many of them were not listed.
    pub(super) fn close(&self, words: &Words) -> u64 {
        let count = self.0.load(Ordering::Acquire);
        if count > MOST_REPORTED {
            output::note(words, &Message::NoteMoreBadLines { more: count - MOST_REPORTED });
        }
        count
    }

    fn report(&self, problem: &LineProblem, words: &Words) {
        if self.0.fetch_add(1, Ordering::AcqRel) < MOST_REPORTED {
            output::problem(words, &Problem::new(problem.message(), [problem.hint()]));
        }
    }
}

/// Feeds the run until there are no more targets, the run wants no more, or it is stopped. A read that waits for input is
/// not waited for.
pub(super) fn feed(
    stream: Stream,
    shuffle: usize,
    targets: mpsc::Sender<Vec<Target>>,
    stopper: &Stopper,
    words: Arc<Words>,
) -> BadLines {
    let window = Arc::new(Window::new(shuffle));
    let bad = BadLines::default();
    let reader = (Arc::clone(&window), bad.clone());
    std::thread::spawn(move || read(stream, &reader.0, &reader.1, &words));
    let taker = Arc::clone(&window);
    std::thread::spawn(move || {
        taker.fill();
        while let Some(handful) = taker.take() {
            if targets.blocking_send(handful).is_err() {
                taker.close();
                return;
            }
        }
    });
    let stopper = stopper.clone();
    tokio::spawn(async move {
        stopper.stopped().await;
        window.close();
    });
    bad
}

fn read(stream: Stream, window: &Window, bad: &BadLines, words: &Words) {
    for line in stream {
        match line {
            Ok(target) => {
                if !window.put(target) {
                    return;
                }
            }
            Err(problem) => bad.report(&problem, words),
        }
    }
    window.end();
}

/// Targets that have been read and not taken.
#[derive(Debug)]
struct Window {
    room: usize,
    in_order: bool,
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inside {
    targets: VecDeque<Target>,
    /// No more will be put in.
    ended: bool,
    /// No more will be taken out.
    closed: bool,
    /// One side sleeps until the other changes something.
    somebody_waits: bool,
}

impl Window {
    /// With room for `shuffle` targets; 1 keeps them in order.
    fn new(shuffle: usize) -> Self {
        let in_order = shuffle <= 1;
        let room = if in_order { AHEAD } else { shuffle };
        Self { room, in_order, inside: Mutex::default(), changed: Condvar::new() }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the other side, which is told that somebody waits.
    fn wait_while(&self, condition: impl Fn(&Inside) -> bool) -> MutexGuard<'_, Inside> {
        let mut inside = self.inside();
        while condition(&inside) {
            inside.somebody_waits = true;
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        inside
    }

    /// Wakes who waits; a call to the system that is left out when nobody does.
    fn wake(&self, mut inside: MutexGuard<'_, Inside>) {
        let somebody_waits = std::mem::take(&mut inside.somebody_waits);
        drop(inside);
        if somebody_waits {
            self.changed.notify_all();
        }
    }

    /// Whether it is still wanted.
    fn put(&self, target: Target) -> bool {
        let mut inside = self.wait_while(|inside| inside.targets.len() >= self.room && !inside.closed);
        if inside.closed {
            return false;
        }
        inside.targets.push_back(target);
        self.wake(inside);
        true
    }

    fn end(&self) {
        let mut inside = self.inside();
        inside.ended = true;
        self.wake(inside);
    }

    fn close(&self) {
        let mut inside = self.inside();
        inside.closed = true;
        inside.targets.clear();
        self.wake(inside);
    }

    /// Waits until it is full, for a moment.
    fn fill(&self) {
        if self.in_order {
            return;
        }
        let until = Instant::now() + FILLING;
        let mut inside = self.inside();
        while inside.targets.len() < self.room && !inside.ended && !inside.closed {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            inside.somebody_waits = true;
            inside = self.changed.wait_timeout(inside, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Some of them, whichever, as many as are there and a handful at most; `None` when there will be no more.
    fn take(&self) -> Option<Vec<Target>> {
        let mut inside = self.wait_while(|inside| inside.targets.is_empty() && !inside.ended && !inside.closed);
        if inside.closed || inside.targets.is_empty() {
            return None;
        }
        let handful = if self.in_order {
            inside.targets.drain(..).collect()
        } else {
            let count = inside.targets.len().min(self.room.div_ceil(HANDFUL));
            let mut any = || {
                let index = fastrand::usize(..inside.targets.len());
                inside.targets.swap_remove_back(index)
            };
            (0..count).map_while(|_| any()).collect()
        };
        self.wake(inside);
        Some(handful)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::target_text::target_from_text;
    use crate::target::Expectation;

    fn through(shuffle: usize, count: usize) -> Vec<usize> {
        let window = Window::new(shuffle);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for number in 0..count {
                    let target = target_from_text(&format!("h{number}.example"), Expectation::default());
                    assert!(window.put(target.expect("a target")));
                }
                window.end();
            });
            window.fill();
            let taken = std::iter::from_fn(|| window.take()).flatten();
            taken.map(|target| target.given[1..target.given.len() - 8].parse().expect("its number")).collect()
        })
    }

    #[test]
    fn every_target_comes_out_once_and_none_before_the_window_reaches_it() {
        let taken = through(100, 5000);
        let mut sorted = taken.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..5000).collect::<Vec<_>>());
        assert!(
            taken.iter().enumerate().all(|(place, number)| *number < place + 100 + 1),
            "never further than the window"
        );
        // One order in 5000! is the one given.
        assert_ne!(taken, sorted);
    }

    #[test]
    fn a_window_of_one_keeps_the_order() {
        assert_eq!(through(1, 1000), (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_closed_window_lets_both_sides_go() {
        let window = Window::new(2);
        let target = || target_from_text("a.example", Expectation::default()).expect("a target");
        std::thread::scope(|scope| {
            // Fills up and waits.
            let putting = scope.spawn(|| while window.put(target()) {});
            assert!(window.take().is_some());
            window.close();
            putting.join().expect("it ends");
        });
        assert!(window.take().is_none());
    }
}
