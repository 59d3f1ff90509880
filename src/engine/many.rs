//! Many endpoints concurrently: targets stream in and records stream out, and neither is ever held in full.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;

use super::{Engine, Journal, Stopper};
use crate::observation::EndpointRecord;
use crate::target::Target;

/// A target, and what was observed of it.
#[derive(Debug)]
pub struct Probed {
    /// Its position among the received targets, from 0.
    pub number: u64,
    /// The target.
    pub target: Target,
    /// One record, or one per address if all addresses are probed.
    pub records: Vec<EndpointRecord>,
}

/// How many finished endpoints make a batch. A batch may be larger if more end in the same turn.
const AT_ONCE: usize = 32;
/// How long a finished endpoint waits for others to join its batch.
const TOGETHER: Duration = Duration::from_millis(5);

/// Probes every target received, at most `in_flight` concurrently, until there are no more. When the run is stopped,
/// targets in flight return what is known of them, and targets received later return an empty record; all are marked
/// partial.
///
/// Targets and records are sent in batches, because waking another thread for each costs as much as probing a version.
///
/// `begun` is signaled when the first attempts are on their way, and dropped if there are none. The caller can then do,
/// while answers are on their way, work whose result is needed only with them.
pub async fn many(
    engine: Arc<Engine>,
    targets: mpsc::Receiver<Vec<Target>>,
    in_flight: usize,
    stopper: Stopper,
    begun: oneshot::Sender<()>,
    probed: mpsc::Sender<Vec<Probed>>,
) {
    let probe = |target| one(Arc::clone(&engine), target, stopper.clone());
    each(targets, in_flight, probe, begun, probed).await;
}

/// [`many`] with any function that probes a target.
async fn each<F>(
    mut targets: mpsc::Receiver<Vec<Target>>,
    in_flight: usize,
    probe: impl Fn(Arc<Target>) -> F,
    begun: oneshot::Sender<()>,
    probed: mpsc::Sender<Vec<Probed>>,
) where
    F: Future<Output = Vec<EndpointRecord>> + Send + 'static,
{
    let mut running = Running::default();
    let mut handful = Vec::new().into_iter();
    let mut more = true;
    let mut begun = Some(begun);
    let mut number = 0;
    let mut ended = Vec::new();
    let together = tokio::time::sleep(TOGETHER);
    tokio::pin!(together);
    loop {
        while running.tasks.len() < in_flight.max(1) {
            let Some(target) = handful.next() else { break };
            running.begin(number, target, &probe);
            number += 1;
        }
        if number > 0
            && let Some(begun) = begun.take()
        {
            tokio::spawn(async move {
                // The tasks already spawned run first.
                tokio::task::yield_now().await;
                // It does not matter if nobody waits for this.
                let _ = begun.send(());
            });
        }
        let mut is_time = false;
        tokio::select! {
            // Receive the next batch only when the last one is used up.
            next = targets.recv(), if more && handful.len() == 0 => match next {
                Some(next) => handful = next.into_iter(),
                None => more = false,
            },
            Some(one) = running.tasks.join_next_with_id() => {
                if ended.is_empty() {
                    together.as_mut().reset(Instant::now() + TOGETHER);
                }
                ended.extend(running.end(one));
                while let Some(one) = running.tasks.try_join_next_with_id() {
                    ended.extend(running.end(one));
                }
            },
            () = &mut together, if !ended.is_empty() => is_time = true,
            else => return,
        }
        let is_time = is_time || ended.len() >= AT_ONCE || running.tasks.is_empty();
        // If the receiver is gone, nobody wants more.
        if is_time && !ended.is_empty() && probed.send(std::mem::take(&mut ended)).await.is_err() {
            return;
        }
    }
}

/// The endpoints in flight.
#[derive(Default)]
struct Running {
    tasks: JoinSet<Vec<EndpointRecord>>,
    /// The target of each task. Kept outside the task, so that a lost task still makes a row.
    about: HashMap<Id, (u64, Arc<Target>)>,
}

impl Running {
    fn begin<F>(&mut self, number: u64, target: Target, probe: impl Fn(Arc<Target>) -> F)
    where
        F: Future<Output = Vec<EndpointRecord>> + Send + 'static,
    {
        let target = Arc::new(target);
        let task = self.tasks.spawn(probe(Arc::clone(&target)));
        self.about.insert(task.id(), (number, target));
    }

    fn end(&mut self, ended: Result<(Id, Vec<EndpointRecord>), JoinError>) -> Option<Probed> {
        let (id, records) = match ended {
            Ok(ended) => ended,
            // Only a panic in this program or the end of the runtime leads here.
            Err(error) => {
                tracing::error!(%error, "an endpoint's task was lost");
                (error.id(), Journal::new().into_records(false, true))
            }
        };
        let (number, target) = self.about.remove(&id)?;
        Some(Probed { number, target: Arc::unwrap_or_clone(target), records })
    }
}

async fn one(engine: Arc<Engine>, target: Arc<Target>, stopper: Stopper) -> Vec<EndpointRecord> {
    let journal = Journal::new();
    let partial = tokio::select! {
        // Polls `stopper` first, so that a stopped run begins no new work.
        biased;
        () = stopper.stopped() => true,
        () = engine.probe(&target, &journal) => false,
    };
    let mut records = journal.into_records(engine.plan().all_addresses, partial);
    for record in &mut records {
        record.expired = partial && stopper.is_expired();
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Host;

    fn target(port: u16) -> Target {
        Target::new(Host::Name("a.example".to_owned()), port, "a.example")
    }

    #[tokio::test]
    async fn an_endpoint_whose_task_is_lost_is_a_row_all_the_same() {
        let (give, targets) = mpsc::channel(1);
        let (probed, mut rows) = mpsc::channel(100);
        let (begun, is_begun) = oneshot::channel();
        give.send((0..10).map(target).collect()).await.expect("room");
        drop(give);
        let probe = |target: Arc<Target>| async move {
            assert!(target.port != 3, "a defect that only this endpoint meets");
            Journal::new().into_records(false, false)
        };
        each(targets, 4, probe, begun, probed).await;
        assert_eq!(is_begun.await, Ok(()));
        let mut all = Vec::new();
        while let Some(mut some) = rows.recv().await {
            all.append(&mut some);
        }
        all.sort_by_key(|row| row.number);
        let seen: Vec<_> = all.iter().map(|row| (row.target.port, row.records.len(), row.records[0].partial)).collect();
        assert_eq!(seen, (0..10).map(|port| (port, 1, port == 3)).collect::<Vec<_>>());
    }
}
