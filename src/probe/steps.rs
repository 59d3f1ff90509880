//! Runs the steps of a platform's library, which may compute for long or wait for the system (a revocation list). They
//! run on separate threads, with a limit on how many run concurrently and on how long each is waited for. A thread
//! cannot be killed, so a stuck one keeps its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{Finish, Handshake, Progress};

/// How long a step may take beyond the attempt's deadline: a busy machine is not a stuck one.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// The places in which steps run.
#[derive(Debug)]
pub(super) struct Steps {
    places: Arc<Semaphore>,
    grace: Duration,
    /// How many steps have finished in time. While this grows, it is worth waiting for a place.
    in_time: Arc<AtomicU64>,
}

impl Steps {
    /// Allows this many steps concurrently.
    pub(super) fn new(most: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(most)), grace: GRACE, in_time: Arc::default() }
    }

    /// Removes the grace period.
    #[cfg(test)]
    pub(super) fn strict(self) -> Self {
        Self { grace: Duration::ZERO, ..self }
    }

    /// Runs one step on a separate thread. It may take `patience` plus the grace period, from when it has a place.
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
            // Only a panic inside the library or the end of the runtime leads here.
            Ok(Err(error)) => lost(Finish::Failed { peer_alert: None, evidence: error.to_string().into() }),
            Err(_) => lost(Finish::Stalled { waited: began.elapsed() }),
        }
    }

    /// Waits for a place; returns `None` if stuck steps hold every place.
    async fn place(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.places).acquire_owned();
        tokio::pin!(place);
        loop {
            let before = self.in_time.load(Ordering::Relaxed);
            if let Ok(place) = timeout(patience, &mut place).await {
                // The semaphore is never closed.
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

/// Replaces a handshake that was lost with its thread.
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
            // Returns when the sender is dropped.
            let _ = self.0.lock().map(|released| released.recv());
            Progress::More
        }
    }

    /// A library that answers at once.
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
        // The stuck step still holds the only place.
        let (_, progress) = steps.run(Box::new(Quick), Vec::new(), false, &mut output, PATIENCE).await;
        assert!(stalled(progress) && output.is_empty());
        drop(release);
        let (_, progress) = steps.run(Box::new(Quick), Vec::new(), false, &mut output, Duration::from_mins(1)).await;
        assert!(matches!(progress, Progress::More) && output == [1], "its place has come back");
    }
}
