//! `io::Error` → what it says about the peer, here and nowhere else.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv6Addr, UdpSocket};

use super::connection::Failure;
use crate::observation::{Evidence, LocalReason, Unreached};

/// Numbers by which systems say that this machine has run out of descriptors, buffers or memory. The first three are the
/// same on every Unix.
#[cfg(unix)]
const EXHAUSTED: [i32; 4] = [
    23, // ENFILE
    24, // EMFILE
    12, // ENOMEM
    ENOBUFS,
];
#[cfg(unix)]
const ENOBUFS: i32 = if cfg!(any(target_os = "linux", target_os = "android")) {
    if cfg!(any(target_arch = "mips", target_arch = "mips64")) {
        132
    } else if cfg!(any(target_arch = "sparc", target_arch = "sparc64")) {
        55
    } else {
        105
    }
} else if cfg!(any(target_os = "illumos", target_os = "solaris")) {
    132
} else {
    // Apple's systems and every BSD.
    55
};
#[cfg(windows)]
const EXHAUSTED: [i32; 2] = [
    10024, // WSAEMFILE
    10055, // WSAENOBUFS
];

/// What an error of `connect` to this address says.
pub(super) fn of_connect(error: &io::Error, address: IpAddr) -> Failure {
    judge(error, address, has_source_for)
}

fn judge(error: &io::Error, address: IpAddr, has_source_for: fn(Ipv6Addr) -> bool) -> Failure {
    let evidence = error.to_string();
    let exhausted = error.raw_os_error().is_some_and(|number| EXHAUSTED.contains(&number));
    // A system says "address not available" when it has no free local port, and also when it has no address of its own of that
    // kind: without IPv6.
    if let (ErrorKind::AddrNotAvailable, IpAddr::V6(address)) = (error.kind(), address)
        && !has_source_for(address)
    {
        return Failure::Unreached(Unreached::NoRoute { evidence: Evidence::NoIpv6(evidence) });
    }
    if exhausted || matches!(error.kind(), ErrorKind::AddrNotAvailable | ErrorKind::OutOfMemory) {
        return Failure::Local(LocalReason::Exhausted { evidence: evidence.into() });
    }
    Failure::Unreached(match error.kind() {
        ErrorKind::ConnectionRefused => Unreached::Refused,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::PermissionDenied => {
            Unreached::NoRoute { evidence: evidence.into() }
        }
        _ => Unreached::Other { evidence: evidence.into() },
    })
}

/// Whether this host has an address from which it would speak to that one. Connecting in UDP sends nothing and chooses the same.
fn has_source_for(address: Ipv6Addr) -> bool {
    // Which port does not matter.
    const ANY_PORT: u16 = 9;
    match UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).and_then(|socket| socket.connect((address, ANY_PORT))) {
        Ok(()) => true,
        // Out of descriptors is no word about addresses.
        Err(error) => error.raw_os_error().is_some_and(|number| EXHAUSTED.contains(&number)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Without an IPv6 address of its own a system says "address not available" to whoever connects by IPv6.
    #[test]
    fn an_address_that_is_not_available_may_be_ipv6_that_is_not_there() {
        let error = io::Error::from(ErrorKind::AddrNotAvailable);
        let by_ipv6 = IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
        let Failure::Unreached(Unreached::NoRoute { evidence }) = judge(&error, by_ipv6, |_| false) else {
            panic!("no route")
        };
        assert!(matches!(evidence, Evidence::NoIpv6(_)), "{evidence:?}");
        // Where there is one, or by IPv4, it is the ports that have run out.
        for end in [judge(&error, by_ipv6, |_| true), judge(&error, IpAddr::from([192, 0, 2, 1]), |_| false)] {
            assert!(matches!(end, Failure::Local(LocalReason::Exhausted { .. })), "{end:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn running_out_is_told_by_the_numbers_of_this_system() {
        for number in EXHAUSTED {
            let end = judge(&io::Error::from_raw_os_error(number), IpAddr::from([192, 0, 2, 1]), |_| true);
            assert!(matches!(end, Failure::Local(LocalReason::Exhausted { .. })), "{number}");
        }
        // What the others stand for there, in this system's own words.
        let said = EXHAUSTED.map(|number| io::Error::from_raw_os_error(number).to_string().to_lowercase()).join("; ");
        for word in ["open files", "memory", "buffer space"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
}
