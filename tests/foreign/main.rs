//! Servers from other vendors, as Debian packages them, show whether `tlsready check` is right.
//!
//! Each server is started on loopback with certificates made for the run. The versions that it accepts are written next
//! to it. The program under test is run as users run it. If a server program is not on this machine, the test prints
//! that and passes; with `CI=true` it fails.
#![cfg(not(any(windows, target_vendor = "apple")))]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod apart;
mod botan;
mod certificate;
mod erlang;
mod gnutls;
mod haproxy;
mod java;
mod nginx;
mod node;
mod nss;
mod openssl;
mod program;
mod python;
mod server;
mod stunnel;
mod truth;
