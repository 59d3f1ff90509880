//! What the runs of a process share.

use std::sync::Arc;

use crate::engine::{Bounds, Limits, Plan};
use crate::probe::Probers;
use crate::roots::Roots;

/// Endpoints in flight at most: each holds some tens of kilobytes, and a run over a million of them is to stay below 64 MB.
const MOST_IN_FLIGHT: usize = 1000;

/// Bounds where the caller gives none: what any machine can do.
const BOUNDS: Bounds = Bounds { connections: 500, per_address: 16, per_network: None, rate: None, lookups: 32 };

/// What the runs of a process share: probers with the root stores that they have read, the roots, and bounds. Cheap to clone.
/// To let go of a trust store that has changed, make another one; taking the last clone apart frees the root stores, which
/// takes OpenSSL some milliseconds.
#[derive(Clone, Debug)]
pub struct Context {
    probers: Arc<Probers>,
    roots: Roots,
    bounds: Bounds,
    endpoints: usize,
}

impl Context {
    /// A context of this host's roots and of bounds that any machine can do, unless said otherwise.
    pub fn builder() -> Builder {
        Builder {
            roots: Roots::of_this_host(),
            bounds: BOUNDS,
            steps: Probers::most_steps(),
            endpoints: MOST_IN_FLIGHT,
        }
    }

    pub(super) fn probers(&self) -> Arc<Probers> {
        Arc::clone(&self.probers)
    }

    pub(super) const fn roots(&self) -> &Roots {
        &self.roots
    }

    pub(super) fn limits(&self) -> Limits {
        Limits::new(self.bounds)
    }

    /// Endpoints in flight: twice as many as have all of their connections open, so that those which wait for a name or for
    /// an answer do not leave places empty. More would only cost memory.
    pub(super) fn in_flight(&self, plan: &Plan) -> usize {
        let Bounds { connections, per_address, .. } = self.bounds;
        let each = plan.connections_each().min(per_address).max(1);
        (2 * connections).div_ceil(each).min(connections).min(self.endpoints)
    }
}

/// Makes a [`Context`].
#[derive(Clone, Debug)]
pub struct Builder {
    roots: Roots,
    bounds: Bounds,
    steps: usize,
    endpoints: usize,
}

impl Builder {
    /// Which roots to trust.
    #[must_use]
    pub fn roots(self, roots: Roots) -> Self {
        Self { roots, ..self }
    }

    /// What this machine and the user allow.
    #[must_use]
    pub fn bounds(self, bounds: Bounds) -> Self {
        Self { bounds, ..self }
    }

    /// Concurrent steps of TLS libraries that need a thread, at most; never more than [`Probers::most_steps`].
    #[must_use]
    pub fn steps(self, most: usize) -> Self {
        Self { steps: most, ..self }
    }

    /// Endpoints in flight at most; never more than 1000.
    #[must_use]
    pub fn endpoints(self, most: usize) -> Self {
        Self { endpoints: most.min(MOST_IN_FLIGHT), ..self }
    }

    /// The context. Root stores are read when the first run needs them.
    pub fn build(self) -> Context {
        let probers = Arc::new(Probers::new(self.roots.clone()).with_steps(self.steps));
        Context { probers, roots: self.roots, bounds: self.bounds, endpoints: self.endpoints }
    }
}
