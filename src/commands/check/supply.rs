//! Connects a source of targets to the run.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::sources::{Listed, Source};
use super::stream::{self, Lines};
use crate::commands::terminal::Terminal;
use crate::engine::Stopper;
use crate::run::WAITING;
use crate::target::Target;

/// The targets of a run, as it receives them.
pub(super) struct Supply {
    pub(super) targets: mpsc::Receiver<Vec<Target>>,
    /// The number of targets, if it is known.
    pub(super) known: Option<usize>,
    /// Everything else in a list; its targets have been taken out.
    pub(super) listed: Listed,
    /// Counts over a stream.
    pub(super) lines: Option<Lines>,
}

pub(super) fn supply(source: Source, shuffle: usize, stopper: &Stopper, terminal: &Terminal) -> Supply {
    let (give, targets) = mpsc::channel(WAITING);
    let mut supply = Supply { targets, known: None, listed: Listed::default(), lines: None };
    match source {
        Source::Listed(mut listed) => {
            let all = std::mem::take(&mut listed.targets);
            supply.known = Some(all.len());
            supply.listed = listed;
            tokio::spawn(async move { give.send(all).await });
        }
        Source::Streamed(lines) => {
            let (words, all_problems) = (Arc::clone(&terminal.words), terminal.all_problems);
            supply.lines = Some(stream::feed(*lines, shuffle, give, stopper, words, all_problems));
        }
        // Already replaced by its targets.
        Source::Lab(_) => {}
    }
    supply
}
