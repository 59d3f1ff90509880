//! Everything up to the first TLS byte: resolve, connect, proxy, preamble. From there on the tap records both
//! directions.

mod connect;
mod connection;
mod framing;
mod io_end;
mod preamble;
mod proxy;
mod resolve;
mod tap;

pub use connect::{Route, connect};
pub use connection::{Connected, Failure};
pub use framing::Framing;
#[cfg(fuzzing)]
pub(crate) use proxy::{Secret, judge_reply};
pub use resolve::{Family, Lookup, Resolver};
pub use tap::{Ended, Tap};
