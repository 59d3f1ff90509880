//! Feeds targets from stdin to the run. A separate thread reads them at the pace of the run, and they leave a window in
//! random order, so that neighbors in a sorted list are not probed concurrently.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::already_probed::Key;
use super::sources::{Line, MOST_REPORTED, Stream};
use crate::catalog::LineProblem;
use crate::engine::Stopper;
use crate::error::Problem;
use crate::report::output;
use crate::say::Words;
use crate::target::Target;

/// Targets that are read ahead when they keep their order.
const AHEAD: usize = 256;
/// At most one in this many of the window's targets are passed on together. Waking another thread for each target would
/// cost as much as probing a version.
const HANDFUL: usize = 8;
/// A target is skipped if it is among so many that were listed before it.
const REMEMBERED: usize = 10_000;
/// How long the first target waits for the window to fill: long enough to read a list, too short to notice when typing.
const FILLING: Duration = Duration::from_millis(100);
/// Counts the lines read so far.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    counts: Arc<Counts>,
    /// Maximum number of bad lines that are reported individually.
    most_reported: u64,
}

#[derive(Debug, Default)]
struct Counts {
    bad: AtomicU64,
    repeated: AtomicU64,
    /// Whether the stream ended without any target.
    without_targets: AtomicBool,
}

impl Lines {
    fn new(all_problems: bool) -> Self {
        Self { counts: Arc::default(), most_reported: if all_problems { u64::MAX } else { MOST_REPORTED } }
    }

    /// Returns the number of lines that are not targets.
    pub(super) fn bad(&self) -> u64 {
        self.counts.bad.load(Ordering::Acquire)
    }

    /// Returns the number of lines that are not targets and were not reported.
    pub(super) fn not_reported(&self) -> u64 {
        self.bad().saturating_sub(self.most_reported)
    }

    /// Returns the number of targets that were skipped because they had just been listed.
    pub(super) fn repeated(&self) -> u64 {
        self.counts.repeated.load(Ordering::Acquire)
    }

    /// Returns whether the stream ended without any target.
    pub(super) fn is_empty(&self) -> bool {
        self.counts.without_targets.load(Ordering::Acquire)
    }

    fn report(&self, problem: &LineProblem, words: &Words) {
        if self.counts.bad.fetch_add(1, Ordering::AcqRel) < self.most_reported {
            output::problem(words, &Problem::new(problem.message(), [problem.hint()]));
        }
    }
}

/// The targets that were listed last. Only so many: memory must not grow with the stream.
#[derive(Debug, Default)]
struct Recent {
    known: HashSet<Key>,
    order: VecDeque<Key>,
}

impl Recent {
    /// Returns whether the target is not among the last ones, and remembers it.
    fn is_new(&mut self, target: &Target) -> bool {
        let key = Key::of(target);
        if !self.known.insert(key) {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

/// Feeds the run until there are no more targets, the run needs no more, or it is stopped. Does not wait for a blocked
/// read.
pub(super) fn feed(
    stream: Stream,
    shuffle: usize,
    targets: mpsc::Sender<Vec<Target>>,
    stopper: &Stopper,
    words: Arc<Words>,
    all_problems: bool,
) -> Lines {
    let window = Arc::new(Window::new(shuffle));
    let lines = Lines::new(all_problems);
    let reader = (Arc::clone(&window), lines.clone());
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
    lines
}

fn read(stream: Stream, window: &Window, lines: &Lines, words: &Words) {
    let mut recent = Recent::default();
    let mut any = false;
    for line in stream {
        match line {
            Line::Target(target) => {
                any = true;
                if !recent.is_new(&target) {
                    lines.counts.repeated.fetch_add(1, Ordering::AcqRel);
                } else if !window.put(*target) {
                    return;
                }
            }
            Line::Done => any = true,
            Line::Bad(problem) => lines.report(&problem, words),
        }
    }
    lines.counts.without_targets.store(!any, Ordering::Release);
    window.end();
}

/// Targets that have been read but not taken.
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
    /// No more targets will be put in.
    ended: bool,
    /// No more targets will be taken out.
    closed: bool,
    /// One side sleeps until the other changes something.
    somebody_waits: bool,
}

impl Window {
    /// Makes a window for `shuffle` targets; 1 keeps them in order.
    fn new(shuffle: usize) -> Self {
        let in_order = shuffle <= 1;
        let room = if in_order { AHEAD } else { shuffle };
        Self { room, in_order, inside: Mutex::default(), changed: Condvar::new() }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the other side while the condition holds, and marks that somebody waits.
    fn wait_while(&self, condition: impl Fn(&Inside) -> bool) -> MutexGuard<'_, Inside> {
        let mut inside = self.inside();
        while condition(&inside) {
            inside.somebody_waits = true;
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        inside
    }

    /// Wakes a waiting side. Saves the system call if nobody waits.
    fn wake(&self, mut inside: MutexGuard<'_, Inside>) {
        let somebody_waits = std::mem::take(&mut inside.somebody_waits);
        drop(inside);
        if somebody_waits {
            self.changed.notify_all();
        }
    }

    /// Adds a target, and returns whether it is still needed.
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

    /// Waits a moment for the window to fill.
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

    /// Takes random targets, at most an eighth of the window; `None` if there will be no more.
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
        // The probability of the original order is 1 in 5000!.
        assert_ne!(taken, sorted);
    }

    #[test]
    fn only_the_last_targets_are_remembered() {
        let target =
            |number: usize| target_from_text(&format!("h{number}.example"), Expectation::default()).expect("a target");
        let mut recent = Recent::default();
        assert!((0..REMEMBERED).all(|number| recent.is_new(&target(number))));
        assert!(!recent.is_new(&target(0)));
        assert!(recent.is_new(&target(REMEMBERED)));
        assert!(recent.is_new(&target(0)), "forgotten");
        assert_eq!((recent.known.len(), recent.order.len()), (REMEMBERED, REMEMBERED));
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
            // Fills the window and waits.
            let putting = scope.spawn(|| while window.put(target()) {});
            assert!(window.take().is_some());
            window.close();
            putting.join().expect("it ends");
        });
        assert!(window.take().is_none());
    }
}
