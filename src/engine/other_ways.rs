//! Observations over routes that were not chosen, when observations do not record the route. That is so for routes
//! through a proxy: none of their addresses is the endpoint's.

use crate::observation::{End, Observation, Unreached};

/// Takes out observations that ended at the proxy, if the same hello got a tunnel over another route. Otherwise they
/// stay, because they are all that is known.
pub(super) fn take_out(observations: &mut Vec<Observation>) -> Vec<Observation> {
    let hello = |seen: &Observation| (seen.question, seen.prober, seen.asked, seen.variant);
    let tunnelled: Vec<_> = observations.iter().filter(|seen| !met_proxy_alone(seen)).map(hello).collect();
    observations.extract_if(.., |seen| met_proxy_alone(seen) && tunnelled.contains(&hello(seen))).collect()
}

const fn met_proxy_alone(observation: &Observation) -> bool {
    matches!(observation.end, End::Unreached(Unreached::Proxy(_)))
}
