//! Whole processes: wall time, and the processor time that the kernel counted for them.

use std::io::{self, BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// One finished process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// From start to end.
    pub(crate) wall: Duration,
    /// User and system time of all its threads.
    pub(crate) cpu: Duration,
    /// The user part of that time.
    pub(crate) user: Duration,
}

/// A variable that only cargo sets for programs that it starts: it names a dozen directories in which the loader
/// searches for system libraries without success.
const OF_CARGO: &str = "LD_LIBRARY_PATH";

/// Runs a command until it exits. Only one child runs at a time, so that its share of the children's time is known.
pub(crate) fn cost(command: &mut Command) -> io::Result<Cost> {
    let before = children()?;
    let began = Instant::now();
    // Here, exit codes are conclusions about endpoints; a program that could not run reports it on stderr.
    let status = command.env_remove(OF_CARGO).stdin(Stdio::null()).stdout(Stdio::null()).status()?;
    let wall = began.elapsed();
    if status.code().is_none_or(|code| code == 2 || code == 4) {
        return Err(io::Error::other(format!("{command:?} ended with {status}")));
    }
    let after = children()?;
    Ok(Cost { wall, cpu: after.0.saturating_sub(before.0), user: after.1.saturating_sub(before.1) })
}

/// Runs a command, and records when each line of its output arrived and when it ended.
pub(crate) fn lines(command: &mut Command) -> io::Result<(Vec<(Duration, String)>, Duration)> {
    let began = Instant::now();
    let mut child = command.env_remove(OF_CARGO).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut seen = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            seen.push((began.elapsed(), line?));
        }
    }
    child.wait()?;
    Ok((seen, began.elapsed()))
}

fn children() -> io::Result<(Duration, Duration)> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = |time: nix::sys::time::TimeVal| Duration::from_micros(time.num_microseconds().unsigned_abs());
    let user = micros(usage.user_time());
    Ok((user + micros(usage.system_time()), user))
}

/// The median.
pub(crate) fn median<T: Copy + PartialOrd>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|left, right| left.partial_cmp(right).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}

/// `median (least to most)` with this many digits after the point.
pub(crate) fn spread(values: &[f64], digits: usize) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = median(values.iter().copied()).unwrap_or(f64::NAN);
    format!("{middle:.digits$} ({least:.digits$} to {most:.digits$})")
}
