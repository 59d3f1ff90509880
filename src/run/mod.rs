//! Runs as a library: targets in, a stream of endpoint reports out, and totals at the end.
//!
//! The caller makes a [`Context`], and can make several: it owns what runs share (probers with their root stores, the
//! roots, the bounds of this machine). A [`Run`] is one plan in that context. It writes nothing, handles no signals and
//! leaves no state behind, so a process can make any number of runs, sequentially or concurrently.
//!
//! ```no_run
//! # async fn example(plan: tlsready::engine::Plan, targets: Vec<tlsready::target::Target>) -> Result<(), tlsready::run::RunError> {
//! use tlsready::engine::Stopper;
//! use tlsready::run::{Context, Reports, Run};
//!
//! let context = Context::builder().build();
//! let (give, receive) = tokio::sync::mpsc::channel(1);
//! let _ = give.send(targets).await;
//! drop(give);
//! let mut running = Run::new(&context, plan).start(receive, &Stopper::default(), Reports);
//! while let Some(batch) = running.next().await {
//!     for reported in batch.made { /* each endpoint as soon as it is finished */ }
//! }
//! let ended = running.finish().await?;
//! # Ok(()) }
//! ```
//!
//! Three things make it fast. Targets and reports are passed on in batches, because waking another thread for each
//! costs as much as probing a version. Conclusions are drawn, and a [`Digest`] is made of them, on the thread that
//! received the records, because freeing on another thread costs more than the diagnosis itself. This host is inspected
//! only when the first connections have been started.

mod conclude;
mod context;
#[cfg(test)]
mod tests;
mod totals;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinHandle};

use crate::diagnosis::{HostAssessment, assess};
use crate::engine::{Engine, Plan, Stopper, many};
use crate::net::Family;
use crate::patience::{HOST_PATIENCE, Patience};
use crate::report::model::Scope;
use crate::target::Target;

pub use conclude::{Batch, Digest, Reported, Reports};
pub use context::{Builder, Context};
pub use totals::Totals;

use conclude::Conclusions;

/// Batches that may wait between two stages: enough that neither side waits for the other.
pub const WAITING: usize = 2;

/// Why a run has no result. Only a defect of this program causes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RunError(pub String);

impl From<JoinError> for RunError {
    fn from(error: JoinError) -> Self {
        Self(error.to_string())
    }
}

/// Returns what a run with this plan tries at each of its endpoints, as its reports say it.
pub fn scope(plan: &Plan) -> Scope {
    Scope {
        probers: plan.probers.clone(),
        ip_version: match plan.family {
            Family::Any => None,
            Family::V4 => Some(4),
            Family::V6 => Some(6),
        },
        all_addresses: plan.all_addresses,
    }
}

/// A run that has not been started: a plan in a context.
#[derive(Debug)]
pub struct Run {
    engine: Engine,
    context: Context,
    without_partial: bool,
}

impl Run {
    /// Makes a run. Names are looked up again in each run, and limits are counted per run.
    pub fn new(context: &Context, plan: Plan) -> Self {
        let engine = Engine::new(plan, context.probers(), context.limits());
        Self { engine, context: context.clone(), without_partial: false }
    }

    /// Omits endpoints that the run did not finish from the reports and their counts: another run will continue this
    /// one and probe them again.
    #[must_use]
    pub fn without_partial(mut self) -> Self {
        self.without_partial = true;
        self
    }

    /// Starts the run; requires a tokio runtime. The run ends when there are no more targets, or early when `stopper`
    /// stops it or the returned value is dropped. What is known when it is stopped is reported.
    pub fn start<D: Digest>(
        self,
        targets: mpsc::Receiver<Vec<Target>>,
        stopper: &Stopper,
        digest: D,
    ) -> Running<D::Made, D> {
        let in_flight = self.context.in_flight(self.engine.plan());
        let engine = Arc::new(self.engine);
        let (done, probed) = mpsc::channel(WAITING);
        let (begun, is_begun) = oneshot::channel();
        let (own, its_end) = (Arc::clone(&engine), stopper.clone());
        let probing = tokio::spawn(async move {
            many(own, targets, in_flight, its_end.clone(), begun, done).await;
            // Read here, so that a later stop, while the caller is busy with the reports, does not mark the run as
            // partial.
            its_end.is_stopped()
        });
        let early_end = stopper.clone();
        let (give, batches) = mpsc::channel(WAITING);
        let (roots, without_partial) = (self.context.roots().clone(), self.without_partial);
        let concluding = tokio::spawn(async move {
            // Start connections first. While they wait for the network there is time to inspect this host.
            let _ = is_begun.await;
            engine.warm_up();
            drop(tokio::task::spawn_blocking(D::warm_up));
            // What this host does not say in time is unknown: rows must not wait for a file on a dead mount.
            let patience = Patience::lasting(HOST_PATIENCE);
            let its_patience = patience.clone();
            let mut host = tokio::task::spawn_blocking(move || assess(&crate::host::collect(&roots, &its_patience)));
            let host = tokio::select! {
                host = &mut host => host?,
                () = early_end.stopped() => {
                    patience.give_up();
                    host.await?
                }
            };
            let versions = engine.plan().versions.clone();
            let conclusions = Conclusions { host, versions, scope: scope(engine.plan()), without_partial };
            drop(engine);
            let digest = conclusions.draw(probed, give, digest).await;
            Ok((conclusions.host, digest))
        });
        Running { batches, totals: Totals::default(), concluding, probing }
    }
}

/// A run in progress.
#[derive(Debug)]
pub struct Running<T, D> {
    batches: mpsc::Receiver<Batch<T>>,
    totals: Totals,
    concluding: JoinHandle<Result<(HostAssessment, D), RunError>>,
    probing: JoinHandle<bool>,
}

/// A run that has ended.
#[derive(Debug)]
pub struct Ended<D> {
    /// Counts over the whole run.
    pub totals: Totals,
    /// This host, as the conclusions are based on it.
    pub host: HostAssessment,
    /// The digest, with the data that it holds.
    pub digest: D,
}

impl<T, D> Running<T, D> {
    /// Returns the next batch as soon as it is available, or `None` if there are no more. Cancel safe.
    pub async fn next(&mut self) -> Option<Batch<T>> {
        let batch = self.batches.recv().await?;
        self.totals += batch.totals;
        Some(batch)
    }

    /// Returns counts over the batches that [`Running::next`] returned.
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// Waits until the run ends. Batches that were not taken are lost and not counted.
    ///
    /// # Errors
    /// A task was lost, together with its endpoints: a report of the others would look complete.
    pub async fn finish(mut self) -> Result<Ended<D>, RunError> {
        self.batches.close();
        while self.batches.recv().await.is_some() {}
        let ((host, digest), stopped) = both(self.concluding, self.probing).await?;
        let totals = Totals { partial: stopped, ..self.totals };
        Ok(Ended { totals, host, digest })
    }
}

/// Waits for both tasks of a run. Returns the conclusions, and whether the run was stopped before every endpoint was
/// finished.
async fn both<T>(
    concluding: JoinHandle<Result<T, RunError>>,
    probing: JoinHandle<bool>,
) -> Result<(T, bool), RunError> {
    // Conclusions first: without them nothing receives the probed endpoints, so probing may never end.
    let concluded = concluding.await??;
    Ok((concluded, probing.await?))
}
