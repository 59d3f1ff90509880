//! Ctrl-C, SIGTERM, SIGHUP and the deadline of the run. The first stops the run, and what is known is reported and marked
//! partial. A second Ctrl-C or SIGTERM ends the process immediately, even if the reader of a report does not read.

use std::time::Duration;

use indicatif::ProgressBar;

use crate::engine::Stopper;

/// The exit codes that shells report for SIGINT and SIGTERM: 128 plus the number of the signal.
const INTERRUPTED: i32 = 130;
#[cfg(unix)]
const TERMINATED: i32 = 143;

/// The signal of a file that grows beyond its limit (`ulimit -f`). It would end the process without its report; caught, the
/// write fails instead, which is reported. The number is that of all systems but Linux on MIPS.
#[cfg(unix)]
const FILE_TOO_LARGE: i32 = 25;

/// Stops the run at its deadline and at the first signal; the second signal ends the process immediately.
/// The progress bar ends with the first signal, so that it does not stay on the screen, whatever comes next.
pub(super) fn stop_on_signal(stopper: &Stopper, deadline: Option<Duration>, bar: &ProgressBar) {
    if let Some(deadline) = deadline {
        let stopper = stopper.clone();
        tokio::spawn(async move {
            tokio::time::sleep(deadline).await;
            stopper.expire();
        });
    }
    let (stopper, bar) = (stopper.clone(), bar.clone());
    // From here on, these signals do not end the process by default.
    let mut signals = Signals::listen();
    tokio::spawn(async move {
        signals.first().await;
        bar.finish_and_clear();
        stopper.stop();
        // On the runtime of the connections, so that it works even while the report waits for its reader.
        let code = signals.next().await;
        std::process::exit(code);
    });
}

/// The signals that request a stop. A signal that cannot be caught keeps its default effect.
struct Signals {
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    /// The terminal was closed. Only the first counts: a service manager sends it together with SIGTERM.
    #[cfg(unix)]
    hang_up: Option<tokio::signal::unix::Signal>,
    #[cfg(windows)]
    interrupt: Option<tokio::signal::windows::CtrlC>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        // Stays caught when the stream is dropped.
        drop(signal(SignalKind::from_raw(FILE_TOO_LARGE)));
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
            hang_up: if outlives_its_terminal() { None } else { signal(SignalKind::hangup()).ok() },
        }
    }

    /// Waits for the signal that stops the run.
    async fn first(&mut self) {
        let mut hang_up = self.hang_up.take();
        tokio::select! {
            _ = self.next() => {}
            Some(()) = next(hang_up.as_mut().map(tokio::signal::unix::Signal::recv)) => {}
        }
    }

    /// Waits for a signal and returns its exit code.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            Some(()) = next(self.interrupt.as_mut().map(tokio::signal::unix::Signal::recv)) => INTERRUPTED,
            Some(()) = next(self.terminate.as_mut().map(tokio::signal::unix::Signal::recv)) => TERMINATED,
            else => std::future::pending().await,
        }
    }
}

#[cfg(windows)]
impl Signals {
    fn listen() -> Self {
        Self { interrupt: tokio::signal::windows::ctrl_c().ok() }
    }

    /// Waits for the signal that stops the run.
    async fn first(&mut self) {
        self.next().await;
    }

    /// Waits for a signal and returns its exit code.
    async fn next(&mut self) -> i32 {
        match next(self.interrupt.as_mut().map(tokio::signal::windows::CtrlC::recv)).await {
            Some(()) => INTERRUPTED,
            None => std::future::pending().await,
        }
    }
}

/// Returns whether SIGHUP is ignored (`nohup`), and must stay so. Where that cannot be determined, SIGHUP keeps its effect.
#[cfg(unix)]
fn outlives_its_terminal() -> bool {
    const HANG_UP: u64 = 1;
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return true };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_none_or(|mask| mask & HANG_UP != 0)
}

async fn next(signal: Option<impl Future<Output = Option<()>>>) -> Option<()> {
    match signal {
        Some(signal) => signal.await,
        None => None,
    }
}
