//! An async prober for TLS handshakes: which versions this host can negotiate, which each endpoint accepts,
//! whether they meet, whose side a failure is on, and what to type.
//!
//! The rooms stand in the order of the flow:
//! `endpoints.toml → config → catalog → targets → engine → net → probe → observations → diagnosis → report`.
//! Beside it, [`host`] (this machine's offer and settings) feeds diagnosis, and [`lab`] (servers we own) feeds tests,
//! demonstrations and the self-test. Probes record facts; conclusions are drawn in [`diagnosis`] alone.

pub mod cli;
pub mod commands;
pub mod error;
pub mod exit;

pub mod catalog;
pub mod clean;
pub mod config;
pub mod diagnosis;
pub mod engine;
pub mod host;
pub mod lab;
pub mod message;
pub mod net;
pub mod observation;
pub mod probe;
pub mod report;
pub mod resources;
pub mod roots;
pub mod run;
pub mod say;
pub mod settings;
pub mod target;
pub mod tls;
pub mod wire;

#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
