//! The descriptors that a process may open: each connection takes one.

use std::io;

/// Descriptors that are neither connections nor lookups: standard streams, the reactor, root stores, the report.
const RESERVED: u64 = 32;
/// What one lookup holds at most: the system's resolver opens a file of its own, and a socket for each family.
const PER_LOOKUP: u64 = 3;
/// Lookups at the same time where descriptors do not bound them.
const MOST_LOOKUPS: u64 = 128;

/// How the descriptors that a process may open are shared out, so that no part of it takes what another needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptors {
    /// Connections at the same time.
    pub connections: usize,
    /// Lookups of names at the same time.
    pub lookups: usize,
}

impl Descriptors {
    /// Shares out what this process may have. The soft limit is often 1024 where the hard one is far above, so it is raised;
    /// what cannot be raised bounds us.
    pub fn of_this_process() -> Self {
        Self::share(increase(u64::MAX).unwrap_or(256))
    }

    /// Shares out this many (the soft limit of the process).
    pub fn share(soft_limit: u64) -> Self {
        let free = soft_limit.saturating_sub(RESERVED);
        let lookups = (free / 16).clamp(1, MOST_LOOKUPS);
        let connections = free.saturating_sub(lookups * PER_LOOKUP).max(1);
        let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Self { connections: count(connections), lookups: count(lookups) }
    }
}

/// Raises the soft limit of this process, up to this and as far as it may. Gives the limit that holds then.
pub fn increase(wanted: u64) -> io::Result<u64> {
    rlimit::increase_nofile_limit(wanted)
}

/// Makes room for this many descriptors in the kernel's table of this process, to be called before it has other threads. Linux
/// doubles the table when it is full; with several threads each of that waits for all processors (`synchronize_rcu`), which
/// keeps the connections of a run waiting for 15 ms, several times. A table that cannot be made larger now grows later.
#[cfg(unix)]
pub fn make_room(descriptors: usize) {
    let highest = i32::try_from(descriptors).unwrap_or(i32::MAX);
    // The duplicate is closed at once; the table keeps its size.
    drop(rustix::io::fcntl_dupfd_cloexec(io::stderr(), highest));
}

/// Nothing is to be done on other systems.
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
