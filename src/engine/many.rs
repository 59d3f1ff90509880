//! Many endpoints at once: targets stream in, records stream out, and neither is ever there in full.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

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

/// Endpoints that are handed on at once, at most but for those that end in the same turn.
const AT_ONCE: usize = 32;
/// How long one that has ended waits for others to be handed on with it.
const TOGETHER: Duration = Duration::from_millis(5);

/// Probes every target that comes, at most `in_flight` at the same time, until there are no more. When the run is stopped,
/// targets in flight give what is known of them, and targets that still come give an empty record; all marked partial.
///
/// Both come and go by the handful: waking another thread for each costs as much as probing a version.
pub async fn many(
    engine: Arc<Engine>,
    mut targets: mpsc::Receiver<Vec<Target>>,
    in_flight: usize,
    stopper: Stopper,
    probed: mpsc::Sender<Vec<Probed>>,
) {
    let mut running = JoinSet::new();
    let mut handful = Vec::new().into_iter();
    let mut more = true;
    let mut number = 0;
    let mut ended = Vec::new();
    let together = tokio::time::sleep(TOGETHER);
    tokio::pin!(together);
    loop {
        while running.len() < in_flight.max(1) {
            let Some(target) = handful.next() else { break };
            running.spawn(one(Arc::clone(&engine), number, target, stopper.clone()));
            number += 1;
        }
        let mut is_time = false;
        tokio::select! {
            // Without a target in the hand there is room for one.
            next = targets.recv(), if more && handful.len() == 0 => match next {
                Some(next) => handful = next.into_iter(),
                None => more = false,
            },
            Some(one) = running.join_next() => {
                if ended.is_empty() {
                    together.as_mut().reset(Instant::now() + TOGETHER);
                }
                let others = std::iter::from_fn(|| running.try_join_next());
                ended.extend(std::iter::once(one).chain(others).filter_map(whole));
            },
            () = &mut together, if !ended.is_empty() => is_time = true,
            else => return,
        }
        let is_time = is_time || ended.len() >= AT_ONCE || running.is_empty();
        // A reader that has gone wants no more.
        if is_time && !ended.is_empty() && probed.send(std::mem::take(&mut ended)).await.is_err() {
            return;
        }
    }
}

fn whole(ended: Result<Probed, JoinError>) -> Option<Probed> {
    ended.inspect_err(|error| tracing::error!(%error, "an endpoint's task was lost")).ok()
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
