//! An async prober for TLS handshakes: which versions this host can negotiate, which each endpoint accepts,
//! whether they meet, whose side a failure is on, and what to type.
//!
//! The modules, in the order of the data flow:
//! `endpoints.toml → config → catalog → targets → run → engine → net → probe → observations → diagnosis → report`.
//! In addition, [`host`] (what this machine offers, and its settings) supplies diagnosis, and [`lab`] (servers of this
//! program) supplies tests, demonstrations and the self-test. Probes record facts; conclusions are drawn only in
//! [`diagnosis`]. [`run`] is the whole flow from targets to reports as a library; `tlsready check` is one caller of it.

pub mod cli;
pub mod commands;
pub mod error;
pub mod exit;

pub mod config;

pub mod catalog;
pub mod target;

pub mod run;

pub mod engine;
pub mod net;
pub mod patience;
pub mod probe;
pub mod resources;
pub mod roots;

pub mod tls;
pub mod wire;

pub mod observation;

pub mod host;
pub mod settings;

pub mod diagnosis;

pub mod clean;
pub mod message;
pub mod report;
pub mod say;

pub mod lab;

#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
