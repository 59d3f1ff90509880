//! Servers that nobody here wrote, as Debian packages them, settle whether `tlsready check` tells the truth.
//!
//! Each server is started on loopback with certificates made on the spot, and has its truth written beside it: which
//! versions it accepts. The program under test is run as users run it. A maker whose program is not on this machine
//! is said out loud and passes as not run; with `CI=true` it fails.
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
