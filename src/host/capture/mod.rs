//! What a TLS library offers, and whether it would continue the handshake: captured in memory, without a network.

mod exchange;
#[cfg(not(windows))]
pub(in crate::host) mod library_server;
#[cfg(any(windows, test))]
pub(in crate::host) mod platform;
#[cfg(not(windows))]
pub(in crate::host) mod react;
pub(in crate::host) mod second_flight;
#[cfg(not(windows))]
pub(in crate::host) mod tls13_server;
