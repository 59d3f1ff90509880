//! Bytes: slices in, values out. No sockets, no clock; every limit is explicit.

mod hello;
mod looks_like;
mod offer;
mod problem;

pub use hello::HelloVariant;
pub use looks_like::LooksLike;
pub use offer::Offer;
pub use problem::WireProblem;
