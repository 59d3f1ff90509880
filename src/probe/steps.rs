//! Steps of a platform's library, which may compute for long or wait for the system (a revocation list): on threads of their
//! own, so many at the same time, and none waited for without end. A thread cannot be ended; one that is stuck keeps its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{Finish, Handshake, Progress};

/// What a step may take beyond the attempt's deadline. A machine that is busy is not one that is stuck.
const GRACE: Duration = Duration::from_secs(2);

/// The places for steps.
#[derive(Debug)]
pub(super) struct Steps {
    places: Arc<Semaphore>,
    grace: Duration,
    /// Steps that have ended in time: while there are more and more of them, a place is worth waiting for.
    in_time: Arc<AtomicU64>,
}

impl Steps {
    /// So many at the same time.
    pub(super) fn new(most: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(most)), grace: GRACE, in_time: Arc::default() }
    }

    /// The same without a grace.
    #[cfg(test)]
    pub(super) fn strict(self) -> Self {
        Self { grace: Duration::ZERO, ..self }
    }

    /// One step on a thread of its own; with the grace on top, it has `patience`, which begins when it has a place.
    pub(super) async fn run(
        &self,
        mut handshake: Box<dyn Handshake>,
        input: Vec<u8>,
        closed: bool,
        output: &mut Vec<u8>,
        patience: Duration,
    ) -> (Box<dyn Handshake>, Progress) {
        let patience = patience + self.grace;
        let waiting = Instant::now();
        let Some(place) = self.place(patience).await else {
            return lost(Finish::Stalled { waited: waiting.elapsed() });
        };
        let began = Instant::now();
        let in_time = Arc::clone(&self.in_time);
        let stepped = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut output = Vec::new();
            let progress = handshake.step(&input, closed, &mut output);
            if began.elapsed() < patience {
                in_time.fetch_add(1, Ordering::Relaxed);
            }
            (handshake, progress, output)
        });
        match timeout(patience, stepped).await {
            Ok(Ok((handshake, progress, bytes))) => {
                output.extend_from_slice(&bytes);
                (handshake, progress)
            }
            // Only a panic inside the library, or the end of the runtime, leads here.
            Ok(Err(error)) => lost(Finish::Failed { peer_alert: None, evidence: error.to_string().into() }),
            Err(_) => lost(Finish::Stalled { waited: began.elapsed() }),
        }
    }

    /// Waits for a place; `None` when every place is held by a step that does not end.
    async fn place(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.places).acquire_owned();
        tokio::pin!(place);
        loop {
            let before = self.in_time.load(Ordering::Relaxed);
            if let Ok(place) = timeout(patience, &mut place).await {
                // Never closed.
                return place.ok();
            }
            if self.in_time.load(Ordering::Relaxed) == before {
                return None;
            }
        }
    }
}

fn lost(finish: Finish) -> (Box<dyn Handshake>, Progress) {
    (Box::new(Broken(finish.clone())), Progress::Finished(finish))
}

/// Stands in for a handshake that was lost with its thread.
#[derive(Debug)]
struct Broken(Finish);

impl Handshake for Broken {
    fn step(&mut self, _input: &[u8], _closed: bool, _output: &mut Vec<u8>) -> Progress {
        Progress::Finished(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Mutex, mpsc};

    /// A library that waits for something that does not come.
    struct Stuck(Mutex<mpsc::Receiver<()>>);

    impl Handshake for Stuck {
        fn step(&mut self, _input: &[u8], _closed: bool, _output: &mut Vec<u8>) -> Progress {
            // Ends when the sender is gone.
            let _ = self.0.lock().map(|released| released.recv());
            Progress::More
        }
    }

    /// One that answers at once.
    struct Quick;

    impl Handshake for Quick {
        fn step(&mut self, _input: &[u8], _closed: bool, output: &mut Vec<u8>) -> Progress {
            output.push(1);
            Progress::More
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_library_that_does_not_come_back_is_not_waited_for() {
        const PATIENCE: Duration = Duration::from_millis(50);
        let steps = Steps::new(1).strict();
        let (release, released) = mpsc::channel();
        let stalled =
            |progress| matches!(progress, Progress::Finished(Finish::Stalled { waited }) if waited >= PATIENCE);
        let mut output = Vec::new();
        let stuck = Box::new(Stuck(Mutex::new(released)));
        let (_, progress) = steps.run(stuck, Vec::new(), false, &mut output, PATIENCE).await;
        assert!(stalled(progress));
        // It still holds the only place.
        let (_, progress) = steps.run(Box::new(Quick), Vec::new(), false, &mut output, PATIENCE).await;
        assert!(stalled(progress) && output.is_empty());
        drop(release);
        let (_, progress) = steps.run(Box::new(Quick), Vec::new(), false, &mut output, Duration::from_mins(1)).await;
        assert!(matches!(progress, Progress::More) && output == [1], "its place has come back");
    }
}
