//! Ctrl-C, SIGTERM and the run's own deadline: the run is stopped, and what is known is told, marked partial. Who asks a
//! second time is not kept waiting, not even for a reader that does not read.

use std::time::Duration;

use crate::engine::Stopper;

/// What a shell calls the end by SIGINT and by SIGTERM: 128 and the signal's number.
const INTERRUPTED: i32 = 130;
#[cfg(unix)]
const TERMINATED: i32 = 143;

/// Stops the run at its deadline and at the first signal; the second ends the process at once.
pub(super) fn stop_on_signal(stopper: &Stopper, deadline: Option<Duration>) {
    if let Some(deadline) = deadline {
        let stopper = stopper.clone();
        tokio::spawn(async move {
            tokio::time::sleep(deadline).await;
            stopper.stop();
        });
    }
    let stopper = stopper.clone();
    // From here on they do no longer end the process by themselves.
    let mut signals = Signals::listen();
    tokio::spawn(async move {
        signals.next().await;
        stopper.stop();
        // Among the connections, so that it is heard also while the report waits for its reader.
        let code = signals.next().await;
        std::process::exit(code);
    });
}

/// The signals that ask for an end. One that cannot be listened to ends the process as it always does.
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

    /// Waits for one; gives the exit code that it stands for.
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

    /// Waits for one; gives the exit code that it stands for.
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
