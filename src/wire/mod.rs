//! Bytes in, values out. No sockets, no clock; every limit is explicit.

mod backlog;
pub(crate) mod build;
mod client_hello;
mod codec;
mod flight;
mod hello;
mod looks_like;
mod offer;
mod problem;
#[cfg(test)]
mod properties;
mod record;
mod server_hello;
mod template;

pub use client_hello::{ClientHello, Extension};
pub use flight::{ClientFlight, ServerFlight};
pub use hello::{HelloVariant, Randomness, alternates, every_suite_chunks, hello};
pub use looks_like::LooksLike;
pub use offer::Offer;
pub use problem::WireProblem;
pub use record::{Event, FlightLimits, RecordReader, Stop};
pub use server_hello::ServerHello;
pub use template::{Template, hello_record};
