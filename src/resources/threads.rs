//! Few threads (`ulimit -u`, the limit of a container): a run that gets none in its midst would hang, so this is looked at
//! before.

use std::sync::{Arc, Mutex};

use super::AddressSpace;
use crate::error::CommandError;
use crate::message::Message;

/// Threads that wait for the system at the same time at least: for a name, the report, this host, and a TLS library. With so
/// many, everything makes progress, because those that wait for the network are few.
const WAITING: usize = 12;
/// The stack of a thread that does nothing.
const STACK: usize = 64 * 1024;

/// Makes sure that the threads of a run can be started, by starting as many.
///
/// # Errors
/// They cannot.
pub(super) fn prepare() -> Result<(), CommandError> {
    if AddressSpace::of_this_process().is_limited() {
        // Then the run makes do with the threads that fit.
        return Ok(());
    }
    let needed = WAITING + std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let possible = start(needed);
    if possible == needed {
        return Ok(());
    }
    let message = Message::ErrorThreads { possible: possible as u64, needed: needed as u64 };
    Err(CommandError::usage(message).hint(Message::HintThreads))
}

/// Starts this number of threads at the same time, and returns how many there were.
fn start(wanted: usize) -> usize {
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock();
    let threads: Vec<_> = (0..wanted)
        .map_while(|_| {
            let gate = Arc::clone(&gate);
            let wait = move || drop(gate.lock());
            std::thread::Builder::new().stack_size(STACK).spawn(wait).ok()
        })
        .collect();
    drop(closed);
    let count = threads.len();
    for thread in threads {
        // They only waited.
        let _ = thread.join();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_can_be_started_are_counted() {
        assert_eq!([0, 1, 5].map(start), [0, 1, 5]);
        assert_eq!(prepare(), Ok(()));
    }
}
