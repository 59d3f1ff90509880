//! The local ports that this machine assigns to outgoing connections.

/// Returns how many there are for connections to one address, if the system says so. Connections to different addresses
/// can share a port (on Linux, each port once per peer address and port), so only many connections to one address use
/// them up.
pub fn local_ports() -> Option<usize> {
    // ip(7). Only on systems with /proc.
    parse(&std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok()?)
}

fn parse(text: &str) -> Option<usize> {
    let mut bounds = text.split_ascii_whitespace().map(str::parse::<u16>);
    let (first, last) = (bounds.next()?.ok()?, bounds.next()?.ok()?);
    last.checked_sub(first).map(|more| usize::from(more) + 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn ranges() {
        assert_eq!(super::parse("32768\t60999\n"), Some(28_232));
        assert_eq!(super::parse("40000 40000"), Some(1));
        for bad in ["", "1", "2 1", "a b", "1 70000"] {
            assert_eq!(super::parse(bad), None, "{bad}");
        }
    }
}
