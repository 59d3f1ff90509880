//! The state that the runs of a process share.

use std::sync::Arc;

use crate::engine::{Bounds, Limits, Plan};
use crate::probe::Probers;
use crate::roots::Roots;

/// Maximum number of endpoints in flight: each takes some tens of kilobytes, and a run over a million endpoints must
/// stay below 64 MB.
const MOST_IN_FLIGHT: usize = 1000;

/// The default bounds, which any machine can support.
const BOUNDS: Bounds = Bounds { connections: 500, per_address: 16, per_network: None, rate: None, lookups: 32 };

/// The state that the runs of a process share: the probers with the root stores that they have read, the roots, and the
/// bounds. Cheap to clone. To use a trust store that has changed, make another context. Dropping the last clone frees
/// the root stores, which takes OpenSSL some milliseconds.
#[derive(Clone, Debug)]
pub struct Context {
    probers: Arc<Probers>,
    roots: Roots,
    bounds: Bounds,
    endpoints: usize,
}

impl Context {
    /// Returns a builder whose defaults are the roots of this host and bounds that any machine can support.
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

    /// Returns the number of endpoints in flight: twice as many as can have all of their connections open, so that
    /// endpoints that wait for a lookup or an answer do not leave connections unused. More would only take memory.
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
    /// Sets the roots to trust.
    #[must_use]
    pub fn roots(self, roots: Roots) -> Self {
        Self { roots, ..self }
    }

    /// Sets the bounds that this machine and the user allow.
    #[must_use]
    pub fn bounds(self, bounds: Bounds) -> Self {
        Self { bounds, ..self }
    }

    /// Sets the maximum number of concurrent steps of TLS libraries that need a thread; at most
    /// [`Probers::most_steps`].
    #[must_use]
    pub fn steps(self, most: usize) -> Self {
        Self { steps: most, ..self }
    }

    /// Sets the maximum number of endpoints in flight; at most 1000.
    #[must_use]
    pub fn endpoints(self, most: usize) -> Self {
        Self { endpoints: most.min(MOST_IN_FLIGHT), ..self }
    }

    /// Makes the context. Root stores are read when the first run needs them.
    pub fn build(self) -> Context {
        let probers = Arc::new(Probers::new(self.roots.clone()).with_steps(self.steps));
        Context { probers, roots: self.roots, bounds: self.bounds, endpoints: self.endpoints }
    }
}
