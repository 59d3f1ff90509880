//! A pinned handshake whose connector is made in its first step: on a thread where it may take its time.

use std::sync::{Arc, OnceLock};

use super::pinned;
use crate::probe::{Finish, Handshake, Judged, PeerName, Progress};
use crate::tls::Version;

/// A connector for each version, with and without a server name, made when it is first wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Connectors(Arc<[OnceLock<Result<pinned::Connector, String>>; 2 * Version::ALL.len()]>);

impl Connectors {
    /// A handshake pinned to a version.
    pub(super) fn start(&self, version: Version, peer: &PeerName) -> Box<dyn Handshake> {
        Box::new(LazyHandshake::Ready(self.clone(), version, peer.clone()))
    }

    fn get(&self, version: Version, send_name: bool) -> Result<&pinned::Connector, String> {
        let place = Version::ALL.iter().position(|other| *other == version).unwrap_or_default();
        let made = self.0[2 * place + usize::from(send_name)].get_or_init(|| pinned::connector(version, send_name));
        made.as_ref().map_err(Clone::clone)
    }
}

enum LazyHandshake {
    Ready(Connectors, Version, PeerName),
    Running(Box<dyn Handshake>),
}

impl Handshake for LazyHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        if let Self::Ready(connectors, version, peer) = self {
            let begun = connectors
                .get(*version, peer.server_name.is_some())
                .and_then(|connector| pinned::start(connector, peer).map_err(|reason| format!("{reason:?}")));
            match begun {
                Ok(handshake) => *self = Self::Running(handshake),
                // Nothing was written: the tap will say that the local stack offered nothing.
                Err(evidence) => return Progress::Finished(Finish::Failed { peer_alert: None, evidence }),
            }
        }
        match self {
            Self::Running(handshake) => handshake.step(input, closed, output),
            Self::Ready(..) => Progress::More,
        }
    }

    fn judged(&mut self) -> Judged {
        match self {
            Self::Running(handshake) => handshake.judged(),
            Self::Ready(..) => Judged::default(),
        }
    }

    fn blocks(&self) -> bool {
        true
    }
}
