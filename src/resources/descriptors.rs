//! The descriptors that a process may open: each connection takes one.

use std::io;

/// Descriptors used for neither connections nor lookups: standard streams, the reactor, root stores, the report.
const RESERVED: u64 = 32;
/// The most that one lookup holds: the system's resolver opens a file, and a socket for each family.
const PER_LOOKUP: u64 = 3;
/// Concurrent lookups if descriptors do not limit them.
const MOST_LOOKUPS: u64 = 128;

/// How a process's descriptors are divided, so that no part of the program takes what another needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptors {
    /// Concurrent connections.
    pub connections: usize,
    /// Concurrent name lookups.
    pub lookups: usize,
}

impl Descriptors {
    /// Divides the descriptors of this process. The soft limit is often 1024 while the hard limit is far higher, so it
    /// is raised as far as possible.
    pub fn of_this_process() -> Self {
        Self::share(increase(u64::MAX).unwrap_or(256))
    }

    /// Divides this many descriptors (the soft limit of the process).
    pub fn share(soft_limit: u64) -> Self {
        let free = soft_limit.saturating_sub(RESERVED);
        let lookups = (free / 16).clamp(1, MOST_LOOKUPS);
        let connections = free.saturating_sub(lookups * PER_LOOKUP).max(1);
        let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Self { connections: count(connections), lookups: count(lookups) }
    }
}

/// Raises the soft limit of this process to `wanted`, or as far as permitted. Returns the new limit.
pub fn increase(wanted: u64) -> io::Result<u64> {
    rlimit::increase_nofile_limit(wanted)
}

/// Makes room for this many descriptors in the kernel's table for this process. Must be called before the process has
/// other threads: Linux doubles a full table, and with several threads each doubling waits for all processors
/// (`synchronize_rcu`), which delays the connections of a run by 15 ms, several times. If the table cannot be enlarged
/// now, it grows later.
#[cfg(unix)]
pub fn make_room(descriptors: usize) {
    let highest = i32::try_from(descriptors).unwrap_or(i32::MAX);
    // The duplicate is closed at once, but the table keeps its size.
    drop(rustix::io::fcntl_dupfd_cloexec(io::stderr(), highest));
}

/// Does nothing: other systems do not need it.
#[cfg(not(unix))]
pub const fn make_room(_descriptors: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_shared_out() {
        for limit in [0, 1, 33, 64, 256, 1024, 20_000, u64::MAX] {
            let Descriptors { connections, lookups } = Descriptors::share(limit);
            assert!(connections >= 1 && lookups >= 1, "{limit}");
            let used = connections as u64 + lookups as u64 * PER_LOOKUP + RESERVED;
            assert!(used <= limit.max(RESERVED + PER_LOOKUP + 1), "{limit}: {used}");
        }
        assert_eq!(Descriptors::share(1024), Descriptors { connections: 806, lookups: 62 });
    }
}
