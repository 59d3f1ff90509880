//! Many endpoints at once: targets stream in, records stream out, and neither is ever there in full.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Engine, Journal, Stopper};
use crate::observation::EndpointRecord;
use crate::target::Target;

/// A target, and what was seen of it.
#[derive(Debug)]
pub struct Probed {
    /// Its place among the targets that came, from 0.
    pub number: u64,
    /// The target.
    pub target: Target,
    /// One record, or one for each address when all were asked for.
    pub records: Vec<EndpointRecord>,
}

/// Probes every target that comes, at most `in_flight` at the same time, until there are no more. When the run is stopped,
/// targets in flight give what is known of them, and targets that still come give an empty record; all marked partial.
pub async fn many(
    engine: Arc<Engine>,
    mut targets: mpsc::Receiver<Target>,
    in_flight: usize,
    stopper: Stopper,
    probed: mpsc::Sender<Probed>,
) {
    let mut running = JoinSet::new();
    let mut more = true;
    let mut number = 0;
    while more || !running.is_empty() {
        tokio::select! {
            target = targets.recv(), if more && running.len() < in_flight.max(1) => match target {
                Some(target) => {
                    running.spawn(one(Arc::clone(&engine), number, target, stopper.clone()));
                    number += 1;
                }
                None => more = false,
            },
            Some(ended) = running.join_next() => match ended {
                // A reader that has gone wants no more.
                Ok(one) => if probed.send(one).await.is_err() { return },
                Err(error) => tracing::error!(%error, "an endpoint's task was lost"),
            },
        }
    }
}

async fn one(engine: Arc<Engine>, number: u64, target: Target, stopper: Stopper) -> Probed {
    let journal = Journal::new();
    let partial = tokio::select! {
        // What can still be said is said first.
        biased;
        () = stopper.stopped() => true,
        () = engine.probe(&target, &journal) => false,
    };
    let records = journal.into_records(engine.plan().all_addresses, partial);
    Probed { number, target, records }
}
