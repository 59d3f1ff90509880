//! Turns records into conclusions, on the task that receives the records: freeing them on another thread costs more
//! than the diagnosis itself.

use tokio::sync::mpsc;

use super::Totals;
use crate::diagnosis::{HostAssessment, compare_addresses, diagnose};
use crate::engine::Probed;
use crate::observation::EndpointRecord;
use crate::report::model::{EndpointReport, Scope};
use crate::tls::Version;

/// Maximum number of endpoints that are diagnosed before other tasks get a turn.
const AT_ONCE: usize = 32;

/// The report of one endpoint, or of one of its addresses.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The position of its target in the input, from 0.
    pub number: u64,
    /// The conclusions about the endpoint.
    pub report: EndpointReport,
}

/// Processes reports for the caller, on the thread that concluded them: it may turn them into text, or keep them.
pub trait Digest: Send + 'static {
    /// The result for a batch. All addresses of an endpoint are in the same batch.
    type Made: Default + Send + 'static;

    /// Loads what the first report would otherwise wait for. Called on a separate thread while the first connections
    /// are being made.
    fn warm_up() {}

    /// Adds one report to the result.
    fn digest(&mut self, reported: Reported, made: &mut Self::Made);
}

/// The digest that keeps reports unchanged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reports;

impl Digest for Reports {
    type Made = Vec<Reported>;

    fn digest(&mut self, reported: Reported, made: &mut Vec<Reported>) {
        made.push(reported);
    }
}

/// The conclusions about some endpoints.
#[derive(Debug)]
pub struct Batch<T> {
    /// Counts over these endpoints.
    pub totals: Totals,
    /// The result of the digest for these endpoints.
    pub made: T,
}

/// The input of a conclusion in addition to the records.
pub(super) struct Conclusions {
    pub(super) host: HostAssessment,
    pub(super) versions: Vec<Version>,
    pub(super) scope: Scope,
    /// Omits endpoints that the run did not finish.
    pub(super) without_partial: bool,
}

impl Conclusions {
    /// Draws conclusions as records arrive, until there are no more or the receiver of the batches is gone.
    pub(super) async fn draw<D: Digest>(
        &self,
        mut probed: mpsc::Receiver<Vec<Probed>>,
        batches: mpsc::Sender<Batch<D::Made>>,
        mut digest: D,
    ) -> D {
        while let Some(mut some) = probed.recv().await {
            while !some.is_empty() {
                let rest = some.split_off(some.len().min(AT_ONCE));
                let batch = self.of(std::mem::replace(&mut some, rest), &mut digest);
                if batches.send(batch).await.is_err() {
                    return digest;
                }
                // When a run is stopped, everything in flight ends at once. A second signal must not wait until all of
                // it is diagnosed.
                tokio::task::yield_now().await;
            }
        }
        digest
    }

    fn of<D: Digest>(&self, some: Vec<Probed>, digest: &mut D) -> Batch<D::Made> {
        let mut totals = Totals { endpoints: some.len() as u64, ..Totals::default() };
        let mut made = D::Made::default();
        for Probed { number, target, records } in some {
            let mut records = records;
            records.retain(|record| !(record.partial && self.without_partial));
            let conclude = |record: &EndpointRecord| {
                let address = record.probed.address.map(|address| address.ip());
                (address, diagnose(&target, record, &self.host, &self.versions))
            };
            let mut diagnoses: Vec<_> = records.iter().map(conclude).collect();
            compare_addresses(&mut diagnoses);
            // Moves the target into the last record: hardly any endpoint has more than one.
            let targets = std::iter::repeat_n(target, records.len());
            for ((target, record), (_, diagnosis)) in targets.zip(records).zip(diagnoses) {
                let report = EndpointReport::new(target, &record, diagnosis, self.scope.clone());
                totals.count(&report);
                digest.digest(Reported { number, report }, &mut made);
            }
        }
        Batch { totals, made }
    }
}
