//! Connects a source of targets to the run.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::sources::{Listed, Source};
use super::stream::{self, BadLines};
use crate::engine::Stopper;
use crate::run::WAITING;
use crate::say::Words;
use crate::target::Target;

/// The targets of a run, as it receives them.
pub(super) struct Supply {
    pub(super) targets: mpsc::Receiver<Vec<Target>>,
    /// The number of targets, if it is known.
    pub(super) known: Option<usize>,
    /// Everything else in a list; its targets have been taken out.
    pub(super) listed: Listed,
    pub(super) bad_lines: Option<BadLines>,
}

pub(super) fn supply(source: Source, shuffle: usize, stopper: &Stopper, words: &Arc<Words>) -> Supply {
    let (give, targets) = mpsc::channel(WAITING);
    let mut supply = Supply { targets, known: None, listed: Listed::default(), bad_lines: None };
    match source {
        Source::Listed(mut listed) => {
            let all = std::mem::take(&mut listed.targets);
            supply.known = Some(all.len());
            supply.listed = listed;
            tokio::spawn(async move { give.send(all).await });
        }
        Source::Streamed(lines) => {
            supply.bad_lines = Some(stream::feed(*lines, shuffle, give, stopper, Arc::clone(words)));
        }
        // Already replaced by its targets.
        Source::Lab(_) => {}
    }
    supply
}
