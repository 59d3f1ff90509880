//! `io::Error` → what it says about the peer, here and nowhere else.

use std::io::{self, ErrorKind};

use super::Failure;
use crate::observation::{LocalReason, Unreached};

/// Numbers by which systems say that this machine has run out of descriptors, buffers or memory.
#[cfg(unix)]
const EXHAUSTED: [i32; 4] = [
    23,  // ENFILE
    24,  // EMFILE
    12,  // ENOMEM
    105, // ENOBUFS
];
#[cfg(windows)]
const EXHAUSTED: [i32; 2] = [
    10024, // WSAEMFILE
    10055, // WSAENOBUFS
];

/// What an error of `connect` says.
pub(super) fn of_connect(error: &io::Error) -> Failure {
    let evidence = error.to_string();
    let exhausted = error.raw_os_error().is_some_and(|number| EXHAUSTED.contains(&number));
    // Without a free local port the system says "address not available".
    if exhausted || matches!(error.kind(), ErrorKind::AddrNotAvailable | ErrorKind::OutOfMemory) {
        return Failure::Local(LocalReason::Exhausted { evidence });
    }
    Failure::Unreached(match error.kind() {
        ErrorKind::ConnectionRefused => Unreached::Refused,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::PermissionDenied => {
            Unreached::NoRoute { evidence }
        }
        _ => Unreached::Other { evidence },
    })
}

/// How the peer ended a connection that was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// By a reset.
    Reset,
    /// The network gave up on it.
    TimedOut,
}

/// What an error of reading or writing says.
pub(super) fn of_stream(error: &io::Error) -> Cut {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Cut::TimedOut,
        // ConnectionReset, ConnectionAborted, BrokenPipe, and whatever else a system calls it.
        _ => Cut::Reset,
    }
}
