//! Measures the speed of `tlsready`, as ratios to the minimum cost of the same work on the same machine in the same
//! run.
//!
//! `cargo bench` runs every part; `cargo bench -- latency`, `throughput` or `start` runs one. Nothing here passes or
//! fails: numbers are printed for people to read. The parts need Linux, and report what else they need if it is
//! missing.

#[cfg(target_os = "linux")]
mod canned;
#[cfg(target_os = "linux")]
mod delayed_link;
#[cfg(target_os = "linux")]
mod floor;
#[cfg(target_os = "linux")]
mod latency;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod responder;
#[cfg(target_os = "linux")]
mod roles;
#[cfg(target_os = "linux")]
mod start;
#[cfg(target_os = "linux")]
mod throughput;
#[cfg(target_os = "linux")]
mod tls_floor;
#[cfg(target_os = "linux")]
mod tls_responder;

use std::io::Write;
use std::process::ExitCode;

/// Prints a line, and continues if the reader has closed the pipe.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    // `cargo bench` adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let done = match words.split_first() {
        Some((role, rest)) if role.starts_with("role:") => roles::play(role, rest),
        _ => everything(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(target_os = "linux")]
fn everything(parts: &[String]) -> std::io::Result<()> {
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|word| word == part);
    say(&machine::description());
    if wanted("start") {
        start::run()?;
    }
    if wanted("throughput") {
        throughput::run()?;
    }
    if wanted("latency") {
        latency::run()?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    say("these measurements need Linux: nothing was measured");
    ExitCode::SUCCESS
}
