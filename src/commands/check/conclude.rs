//! Records in, conclusions out. Drawn where the records are made: what one thread has made and another takes apart costs the
//! memory allocator of most systems more than the conclusion itself.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::diagnosis::{HostAssessment, diagnose};
use crate::engine::Probed;
use crate::error::CommandError;
use crate::report::formats::jsonl;
use crate::report::model::EndpointReport;
use crate::tls::Version;

/// Endpoints of which conclusions are drawn before others have their turn.
const AT_ONCE: usize = 32;

/// What conclusions are drawn from beside the records, and what is wanted of them.
pub(super) struct Conclusions {
    pub(super) host: Arc<HostAssessment>,
    pub(super) versions: Vec<Version>,
    /// A line of JSON for each.
    pub(super) lines: bool,
    /// The conclusions themselves: to be told at the end, or to be held against the truth.
    pub(super) keep: bool,
    /// Also of what the run did not finish. A run that goes on later probes it again; told now, it would be there twice.
    pub(super) partial: bool,
}

/// What was concluded of some endpoints.
#[derive(Default)]
pub(super) struct Concluded {
    /// How many they are.
    pub(super) endpoints: u64,
    /// Their lines; all addresses of an endpoint together, so that whoever kills the run finds all or none of them.
    pub(super) lines: String,
    /// Their conclusions, each with the place of its target.
    pub(super) kept: Vec<(u64, EndpointReport)>,
    /// Rows of which something expected does not hold.
    pub(super) unmet: usize,
    /// Rows of which something asked could not be told.
    pub(super) inconclusive: usize,
}

impl Conclusions {
    /// Draws them as the records come, until there are no more or nobody wants them.
    pub(super) async fn draw(
        self,
        mut probed: mpsc::Receiver<Vec<Probed>>,
        concluded: mpsc::Sender<Result<Concluded, CommandError>>,
    ) {
        while let Some(mut some) = probed.recv().await {
            while !some.is_empty() {
                let rest = some.split_off(some.len().min(AT_ONCE));
                if concluded.send(self.of(std::mem::replace(&mut some, rest))).await.is_err() {
                    return;
                }
                // All that was at work ends at once when a run is stopped; a second signal is not to wait for all of it.
                tokio::task::yield_now().await;
            }
        }
    }

    fn of(&self, some: Vec<Probed>) -> Result<Concluded, CommandError> {
        let mut concluded = Concluded { endpoints: some.len() as u64, ..Concluded::default() };
        for Probed { number, target, records } in some {
            // The last record takes the target itself: hardly any endpoint has more than one.
            for (target, record) in std::iter::repeat_n(target, records.len()).zip(records) {
                if record.partial && !self.partial {
                    continue;
                }
                let diagnosis = diagnose(&target, &record, &self.host, &self.versions);
                concluded.inconclusive += usize::from(diagnosis.inconclusive);
                concluded.unmet += usize::from(diagnosis.unmet);
                let report = EndpointReport::new(target, &record, diagnosis);
                if self.lines {
                    concluded.lines.push_str(&jsonl::line(&report)?);
                }
                if self.keep {
                    concluded.kept.push((number, report));
                }
            }
        }
        Ok(concluded)
    }
}
