//! An event that happens once, and a way to wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Set once: a connection is up, or the run must stop.
#[derive(Debug, Default)]
pub(super) struct Signal {
    told: AtomicBool,
    notify: Notify,
}

impl Signal {
    pub(super) fn tell(&self) {
        if !self.told.swap(true, Ordering::AcqRel) {
            self.notify.notify_waiters();
        }
    }

    pub(super) fn is_told(&self) -> bool {
        self.told.load(Ordering::Acquire)
    }

    pub(super) async fn wait(&self) {
        // Registered before the check, so that a signal in between is not missed.
        let notified = self.notify.notified();
        if !self.is_told() {
            notified.await;
        }
    }
}

/// Stops a run: what is known so far is reported, marked partial. Clones stop the same run.
#[derive(Clone, Debug, Default)]
pub struct Stopper(Arc<Stop>);

#[derive(Debug, Default)]
struct Stop {
    signal: Signal,
    expired: AtomicBool,
}

impl Stopper {
    /// Stops the run.
    pub fn stop(&self) {
        self.0.signal.tell();
    }

    /// Stops it because its time is over.
    pub fn expire(&self) {
        if !self.is_stopped() {
            self.0.expired.store(true, Ordering::Release);
        }
        self.stop();
    }

    /// Returns whether the run must stop.
    pub fn is_stopped(&self) -> bool {
        self.0.signal.is_told()
    }

    /// Whether it stops because its time is over.
    pub fn is_expired(&self) -> bool {
        self.0.expired.load(Ordering::Acquire)
    }

    /// Waits until the run must stop.
    pub async fn stopped(&self) {
        self.0.signal.wait().await;
    }
}
