//! To the first TLS byte: resolve, connect, proxy. The tap records both directions from there on.

mod connect;
mod io_end;
mod ports;
mod proxy;
mod resolve;
mod tap;

pub use connect::{Connected, Failure, Route, connect};
pub use ports::local_ports;
#[cfg(fuzzing)]
pub(crate) use proxy::judge_reply;
pub use proxy::{ParseProxyError, Proxy};
pub use resolve::{Family, Lookup, Resolver};
pub use tap::{Ended, Tap};
