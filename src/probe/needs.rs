//! What attempts need that takes long to make: root stores, and connectors that read them. Each is made once, on a thread of
//! its own, and waited for without holding one.

use std::sync::Arc;

use tokio::sync::{OnceCell, Semaphore};

use super::Probers;
use crate::observation::{Asked, Prober};
use crate::tls::Version;

/// What an attempt needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The context of the platform's default offer.
    Default,
    /// The roots that rustls judges by.
    Roots,
    /// The platform's connector for a version, with or without a server name.
    Connector(Version, bool),
}

impl Need {
    /// Of an attempt; `None` if it needs nothing that takes long.
    pub(super) const fn of(prober: Prober, asked: Asked, send_name: bool) -> Option<Self> {
        match (prober, asked) {
            (Prober::Wire, _) => None,
            (Prober::Native, Asked::Default) => Some(Self::Default),
            (Prober::Native, Asked::Pinned(version)) => Some(Self::Connector(version, send_name)),
            (Prober::Rustls, _) => Some(Self::Roots),
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Default => 0,
            Self::Roots => 1,
            Self::Connector(version, send_name) => {
                let place = Version::ALL.iter().position(|other| *other == version).unwrap_or_default();
                2 + 2 * place + usize::from(send_name)
            }
        }
    }

    fn make(self, probers: &Probers) {
        match self {
            Self::Default => probers.platform.warm_up(),
            Self::Roots => probers.rustls.warm_up(),
            Self::Connector(version, send_name) => probers.platform.make_connector(version, send_name),
        }
    }
}

/// What has been made.
#[derive(Debug)]
pub(super) struct Made {
    cells: [OnceCell<()>; 2 + 2 * Version::ALL.len()],
    /// Connectors that are made at the same time. Each takes a processor for as long as dozens of handshakes.
    makers: Semaphore,
}

impl Made {
    /// Nothing; at most this many connectors are made at the same time.
    pub(super) fn nothing(makers: usize) -> Self {
        Self { cells: std::array::from_fn(|_| OnceCell::new()), makers: Semaphore::new(makers.max(1)) }
    }

    /// Connectors that are made at the same time unless there is room for less.
    pub(super) fn most_makers() -> usize {
        std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4))
    }
}

impl Probers {
    /// Waits until what an attempt needs has been made; the first that waits has it made.
    pub(super) async fn wait_for(self: &Arc<Self>, need: Need) {
        let make = || async {
            // Never closed.
            let _maker = match need {
                Need::Connector(..) => self.made.makers.acquire().await.ok(),
                Need::Default | Need::Roots => None,
            };
            let probers = Arc::clone(self);
            // Should the thread be lost, the attempt makes it by itself.
            let _ = tokio::task::spawn_blocking(move || need.make(&probers)).await;
        };
        self.made.cells[need.place()].get_or_init(make).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_place_of_its_own() {
        let connectors = Version::ALL.into_iter().flat_map(|version| [false, true].map(|name| (version, name)));
        let needs = connectors.map(|(version, name)| Need::Connector(version, name));
        let mut places: Vec<_> = needs.chain([Need::Default, Need::Roots]).map(Need::place).collect();
        places.sort_unstable();
        assert!(places.iter().copied().eq(0..Made::nothing(1).cells.len()), "{places:?}");
    }
}
