//! Ctrl-C, SIGTERM and the deadline of the run. The first stops the run, and what is known is reported and marked
//! partial. A second signal ends the process immediately, even if the reader of a report does not read.

use std::time::Duration;

use indicatif::ProgressBar;

use crate::engine::Stopper;

/// The exit codes that shells report for SIGINT and SIGTERM: 128 plus the number of the signal.
const INTERRUPTED: i32 = 130;
#[cfg(unix)]
const TERMINATED: i32 = 143;

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
        signals.next().await;
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
    #[cfg(windows)]
    interrupt: Option<tokio::signal::windows::CtrlC>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self { interrupt: signal(SignalKind::interrupt()).ok(), terminate: signal(SignalKind::terminate()).ok() }
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

    /// Waits for a signal and returns its exit code.
    async fn next(&mut self) -> i32 {
        match next(self.interrupt.as_mut().map(tokio::signal::windows::CtrlC::recv)).await {
            Some(()) => INTERRUPTED,
            None => std::future::pending().await,
        }
    }
}

async fn next(signal: Option<impl Future<Output = Option<()>>>) -> Option<()> {
    match signal {
        Some(signal) => signal.await,
        None => None,
    }
}
