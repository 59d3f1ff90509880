//! A run as a library: targets in, a stream of endpoint reports out, and totals at the end.
//!
//! A [`Context`] is made by the caller and can be made again: it owns what runs share (probers with their root stores, the
//! roots, the bounds of this machine). A [`Run`] is one plan in that context. It writes nothing, listens to no signal and
//! leaves nothing behind, so one process can make as many runs as it wants, one after the other or at the same time.
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
//! What makes it fast: targets and reports travel by the handful, since waking another thread for each costs as much as
//! probing a version; conclusions are drawn, and a [`Digest`] is taken of them, on the thread that made the records, since
//! freeing on another thread costs more than the diagnosis itself; and this host is looked at only when the first
//! connections are on their way.

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
use crate::target::Target;

pub use conclude::{Batch, Digest, Reported, Reports};
pub use context::{Builder, Context};
pub use totals::Totals;

use conclude::Conclusions;

/// Batches that wait between two stages: enough that neither side waits for the other.
pub const WAITING: usize = 2;

/// Why a run has no result. Only a defect of this program leads here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RunError(pub String);

impl From<JoinError> for RunError {
    fn from(error: JoinError) -> Self {
        Self(error.to_string())
    }
}

/// One run to be: a plan in a context.
#[derive(Debug)]
pub struct Run {
    engine: Engine,
    context: Context,
    without_partial: bool,
}

impl Run {
    /// A run. Names are looked up again in each, and limits are counted for each.
    pub fn new(context: &Context, plan: Plan) -> Self {
        let engine = Engine::new(plan, context.probers(), context.limits());
        Self { engine, context: context.clone(), without_partial: false }
    }

    /// Leaves out, of the reports and of the totals, endpoints that the run did not finish: for a run that another one
    /// continues, which probes them again.
    #[must_use]
    pub fn without_partial(mut self) -> Self {
        self.without_partial = true;
        self
    }

    /// Starts it; to be called in a tokio runtime. It ends when there are no more targets, and early, with what is known by
    /// then, when `stopper` stops it. Dropping what this returns ends it as well.
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
            // A stop that comes later, while the caller is busy with the reports, takes nothing away.
            its_end.is_stopped()
        });
        let (give, batches) = mpsc::channel(WAITING);
        let (roots, without_partial) = (self.context.roots().clone(), self.without_partial);
        let concluding = tokio::spawn(async move {
            // Connections first. While they are on their way there is time for what this machine has to look up.
            let _ = is_begun.await;
            engine.warm_up();
            drop(tokio::task::spawn_blocking(D::warm_up));
            let host = tokio::task::spawn_blocking(move || assess(&crate::host::collect(&roots))).await?;
            let conclusions = Conclusions { host, versions: engine.plan().versions.clone(), without_partial };
            drop(engine);
            let digest = conclusions.draw(probed, give, digest).await;
            Ok((conclusions.host, digest))
        });
        Running { batches, totals: Totals::default(), concluding, probing }
    }
}

/// A run that is going on.
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
    /// Counts over all of it.
    pub totals: Totals,
    /// This host, as the conclusions took it to be.
    pub host: HostAssessment,
    /// The digest, with whatever it holds.
    pub digest: D,
}

impl<T, D> Running<T, D> {
    /// The next batch, as soon as it is there; `None` when there are no more. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<Batch<T>> {
        let batch = self.batches.recv().await?;
        self.totals += batch.totals;
        Some(batch)
    }

    /// Counts over the batches that [`Running::next`] gave.
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// Waits for its end; batches that were not taken are lost, and counted nowhere.
    ///
    /// # Errors
    /// A task was lost, and endpoints with it: a report of the others would look like one of all.
    pub async fn finish(mut self) -> Result<Ended<D>, RunError> {
        self.batches.close();
        while self.batches.recv().await.is_some() {}
        let ((host, digest), stopped) = both(self.concluding, self.probing).await?;
        let totals = Totals { partial: stopped, ..self.totals };
        Ok(Ended { totals, host, digest })
    }
}

/// What both tasks of a run end with: what was concluded, and whether it was stopped before every endpoint was finished.
async fn both<T>(
    concluding: JoinHandle<Result<T, RunError>>,
    probing: JoinHandle<bool>,
) -> Result<(T, bool), RunError> {
    // Without conclusions nobody takes what is probed, so probing may go on for as long as there are targets.
    let concluded = concluding.await??;
    Ok((concluded, probing.await?))
}
