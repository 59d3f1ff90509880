//! Translates `io::Error` to what it says about the peer. No other module does this.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv6Addr, UdpSocket};

use super::connection::Failure;
use crate::observation::{Evidence, LocalReason, Unreached};

/// Error numbers that mean that this machine is out of descriptors, buffers or memory. The first three are the same on
/// every Unix.
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

/// Translates an error of `connect` to this address.
pub(super) fn of_connect(error: &io::Error, address: IpAddr) -> Failure {
    judge(error, address, has_source_for)
}

fn judge(error: &io::Error, address: IpAddr, has_source_for: fn(Ipv6Addr) -> bool) -> Failure {
    let evidence = error.to_string();
    let exhausted = error.raw_os_error().is_some_and(|number| EXHAUSTED.contains(&number));
    // Systems report "address not available" if there is no free local port, and also if this host has no address of
    // the family, as without IPv6.
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
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Unreached::Reset,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::PermissionDenied => {
            Unreached::NoRoute { evidence: evidence.into() }
        }
        _ => Unreached::Other { evidence: evidence.into() },
    })
}

/// Returns whether this host has an address from which it would connect to that one. Connecting with UDP sends nothing
/// but chooses the same source address.
fn has_source_for(address: Ipv6Addr) -> bool {
    // The port does not matter.
    const ANY_PORT: u16 = 9;
    match UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).and_then(|socket| socket.connect((address, ANY_PORT))) {
        Ok(()) => true,
        // Being out of descriptors says nothing about addresses.
        Err(error) => error.raw_os_error().is_some_and(|number| EXHAUSTED.contains(&number)),
    }
}

/// How an established connection was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The peer reset it.
    Reset,
    /// It timed out.
    TimedOut,
}

/// Translates an error of reading or writing.
pub(super) fn of_stream(error: &io::Error) -> Cut {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Cut::TimedOut,
        // ConnectionReset, ConnectionAborted, BrokenPipe, and all others.
        _ => Cut::Reset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A host without an IPv6 address reports "address not available" for connections over IPv6.
    #[test]
    fn an_address_that_is_not_available_may_be_ipv6_that_is_not_there() {
        let error = io::Error::from(ErrorKind::AddrNotAvailable);
        let by_ipv6 = IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
        let Failure::Unreached(Unreached::NoRoute { evidence }) = judge(&error, by_ipv6, |_| false) else {
            panic!("no route")
        };
        assert!(matches!(evidence, Evidence::NoIpv6(_)), "{evidence:?}");
        // With an IPv6 address, or over IPv4, the error means that there are no free ports.
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
        // Check the meaning of the numbers by this system's messages.
        let said = EXHAUSTED.map(|number| io::Error::from_raw_os_error(number).to_string().to_lowercase()).join("; ");
        for word in ["open files", "memory", "buffer space"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
}
