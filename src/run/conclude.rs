//! Records in, conclusions out. Drawn where the records are made: freeing on another thread costs more than the diagnosis
//! itself.

use tokio::sync::mpsc;

use super::Totals;
use crate::diagnosis::{HostAssessment, diagnose};
use crate::engine::Probed;
use crate::report::model::EndpointReport;
use crate::tls::Version;

/// Endpoints of which conclusions are drawn before other tasks have their turn.
const AT_ONCE: usize = 32;

/// The report of one endpoint, or of one of its addresses.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The place of its target among those that came, from 0.
    pub number: u64,
    /// What was concluded.
    pub report: EndpointReport,
}

/// What a caller makes of reports, on the thread that concluded them: lines of text, or the reports as they are.
pub trait Digest: Send + 'static {
    /// What it makes of a batch. All addresses of an endpoint are in the same one.
    type Made: Default + Send + 'static;

    /// Loads what the first report would have to wait for. Called on a thread of its own while the first connections are on
    /// their way.
    fn warm_up() {}

    /// Adds one report to it.
    fn digest(&mut self, reported: Reported, made: &mut Self::Made);
}

/// The digest that leaves reports as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reports;

impl Digest for Reports {
    type Made = Vec<Reported>;

    fn digest(&mut self, reported: Reported, made: &mut Vec<Reported>) {
        made.push(reported);
    }
}

/// What was concluded of some endpoints.
#[derive(Debug)]
pub struct Batch<T> {
    /// Counts over them.
    pub totals: Totals,
    /// What the digest made of them.
    pub made: T,
}

/// What conclusions are drawn from besides the records.
pub(super) struct Conclusions {
    pub(super) host: HostAssessment,
    pub(super) versions: Vec<Version>,
    /// Leaves out what the run did not finish.
    pub(super) without_partial: bool,
}

impl Conclusions {
    /// Draws them as the records come, until there are no more or nobody wants them.
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
                // Everything in flight ends at once when a run is stopped; a second signal must not wait for all of it.
                tokio::task::yield_now().await;
            }
        }
        digest
    }

    fn of<D: Digest>(&self, some: Vec<Probed>, digest: &mut D) -> Batch<D::Made> {
        let mut totals = Totals { endpoints: some.len() as u64, ..Totals::default() };
        let mut made = D::Made::default();
        for Probed { number, target, records } in some {
            // The last record takes the target itself: hardly any endpoint has more than one.
            for (target, record) in std::iter::repeat_n(target, records.len()).zip(records) {
                if record.partial && self.without_partial {
                    continue;
                }
                let diagnosis = diagnose(&target, &record, &self.host, &self.versions);
                let report = EndpointReport::new(target, &record, diagnosis);
                totals.count(&report);
                digest.digest(Reported { number, report }, &mut made);
            }
        }
        Batch { totals, made }
    }
}
