//! To the first TLS byte: resolve, connect, proxy, preamble. The tap records both directions from there on.

mod connect;
mod framing;
mod io_end;
mod ports;
mod preamble;
mod proxy;
mod resolve;
mod tap;

pub use connect::{Connected, Failure, Route, connect};
pub use framing::Framing;
pub use ports::local_ports;
#[cfg(fuzzing)]
pub(crate) use proxy::judge_reply;
pub use resolve::{Family, Lookup, Resolver};
pub use tap::{Ended, Tap};
