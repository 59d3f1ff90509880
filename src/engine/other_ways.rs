//! What the ways met that were not taken, where observations do not tell the ways apart: those through a proxy, of which no
//! address is the endpoint's.

use crate::observation::{End, Observation, Unreached};

/// Takes out what met the proxy and no more, where the same hello got a tunnel on another way. What met the proxy alone stays:
/// then that is all that is known.
pub(super) fn take_out(observations: &mut Vec<Observation>) -> Vec<Observation> {
    let hello = |seen: &Observation| (seen.question, seen.prober, seen.asked, seen.variant);
    let tunnelled: Vec<_> = observations.iter().filter(|seen| !met_proxy_alone(seen)).map(hello).collect();
    observations.extract_if(.., |seen| met_proxy_alone(seen) && tunnelled.contains(&hello(seen))).collect()
}

const fn met_proxy_alone(observation: &Observation) -> bool {
    matches!(observation.end, End::Unreached(Unreached::Proxy(_)))
}
