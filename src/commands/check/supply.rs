//! Targets on their way into the run.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::sources::{Listed, Source};
use super::stream::{self, BadLines};
use crate::engine::Stopper;
use crate::run::WAITING;
use crate::say::Words;
use crate::target::Target;

/// Targets on their way into the run.
pub(super) struct Supply {
    pub(super) targets: mpsc::Receiver<Vec<Target>>,
    /// How many they are, where that is known.
    pub(super) known: Option<usize>,
    /// What else is known of a list, its targets taken out.
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
        // Its targets are in its place.
        Source::Lab(_) => {}
    }
    supply
}
