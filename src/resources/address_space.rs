//! Handles a limited address space (`ulimit -v`): shares it among threads, or refuses to run with a message if it is
//! too small. Rust aborts a program when an allocation fails, so this is checked before.

use crate::error::CommandError;
use crate::message::Message;

const MB: u64 = 1024 * 1024;
/// With less than this, an allocation may fail during a run. The program, its libraries and one endpoint with all
/// probers take about 60 MB, with the fewest possible threads.
const LEAST: u64 = 96 * MB;
/// What everything but the threads and the endpoints takes.
const BASE: u64 = 64 * MB;
/// What a thread with a separate heap may take: glibc (malloc/arena.c) reserves 64 MB for each, out of 128 MB that it
/// maps briefly.
const THREAD_WITH_HEAP: u64 = 128 * MB;
/// What a thread may take if all share one heap: a stack, its guard, and what the thread allocates.
const THREAD: u64 = 4 * MB;
/// What an endpoint in flight may hold.
const ENDPOINT: u64 = 128 * 1024;
/// glibc's variable for the number of heaps. It is read when a program starts; only unsafe code can change it later.
const ONE_HEAP: (&str, &str) = ("MALLOC_ARENA_MAX", "1");

/// The address space that this process may use.
#[derive(Clone, Copy, Debug)]
pub struct AddressSpace {
    /// In bytes; `None` if there is no limit.
    limit: Option<u64>,
    one_heap: bool,
}

impl AddressSpace {
    /// Reads the current limit.
    pub fn of_this_process() -> Self {
        let one_heap = std::env::var_os(ONE_HEAP.0).is_some_and(|value| value == ONE_HEAP.1);
        Self { limit: limit(), one_heap: one_heap || !cfg!(all(target_os = "linux", target_env = "gnu")) }
    }

    /// Returns whether there is a limit.
    pub const fn is_limited(self) -> bool {
        self.limit.is_some()
    }

    /// Returns how many threads of one kind fit.
    pub fn threads(self) -> usize {
        let each = if self.one_heap { THREAD } else { THREAD_WITH_HEAP };
        self.fitting(each)
    }

    /// Returns how many endpoints may be in flight.
    pub fn endpoints(self) -> usize {
        self.fitting(ENDPOINT)
    }

    /// Returns how many fit into half of what is left after `BASE`.
    fn fitting(self, each: u64) -> usize {
        let Some(limit) = self.limit else { return usize::MAX };
        usize::try_from(limit.saturating_sub(BASE) / 2 / each).unwrap_or(usize::MAX).max(1)
    }
}

/// Makes sure that the address space suffices. If separate heaps for all threads would not fit, restarts the program
/// with one heap, in the same process and with the same arguments.
///
/// # Errors
/// The address space is too small.
pub(super) fn prepare() -> Result<(), CommandError> {
    let space = AddressSpace::of_this_process();
    let Some(limit) = space.limit else { return Ok(()) };
    if limit < LEAST {
        let message = Message::ErrorAddressSpace { limit: limit / MB, needed: LEAST / MB };
        return Err(CommandError::usage(message).hint(Message::HintAddressSpace));
    }
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    // Room for a heap for each core, and for some threads that wait for the system.
    if limit < (32 + cores) * THREAD_WITH_HEAP && !space.one_heap && std::env::var_os(ONE_HEAP.0).is_none() {
        begin_again();
    }
    Ok(())
}

/// Returns only if the program cannot be restarted; it then continues as it is.
#[cfg(unix)]
fn begin_again() {
    use std::os::unix::process::CommandExt;
    let Ok(program) = std::env::current_exe() else { return };
    let mut words = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = words.next() {
        command.arg0(name);
    }
    let error = command.args(words).env(ONE_HEAP.0, ONE_HEAP.1).exec();
    tracing::warn!(%error, "cannot begin again with one heap for all threads");
}

#[cfg(not(unix))]
const fn begin_again() {}

#[cfg(unix)]
fn limit() -> Option<u64> {
    rlimit::Resource::AS.get_soft().ok().filter(|limit| *limit != rlimit::INFINITY)
}

/// Other systems have no such limit.
#[cfg(not(unix))]
const fn limit() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_grows_with_the_limit_and_is_never_none() {
        let space = |limit, one_heap| AddressSpace { limit, one_heap };
        assert_eq!((space(None, false).threads(), space(None, false).endpoints()), (usize::MAX, usize::MAX));
        let least = space(Some(LEAST), true);
        assert_eq!((least.threads(), least.endpoints()), (4, 128));
        assert_eq!(space(Some(LEAST), false).threads(), 1);
        assert_eq!(space(Some(BASE + 1024 * MB), false).threads(), 4);
        assert_eq!((space(Some(0), true).threads(), space(Some(0), true).endpoints()), (1, 1));
    }
}
