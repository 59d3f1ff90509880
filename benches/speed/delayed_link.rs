//! A link that delays every packet, between two tun devices: the far one is moved into the namespace of the responders.
//! Many kernels lack the module that delays packets; this needs none.

use std::io;
use std::process::Command;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use tun_tap::{Iface, Mode};

/// The network of the endpoints, behind the link. The last octet identifies an endpoint.
pub(crate) const NETWORK: &str = "10.200.1";
const NEAR: &str = "10.200.0.1";
const FAR: &str = "10.200.0.2";
const LONGEST_PACKET: usize = 2048;

/// Makes both devices in the namespace of this process, moves the far one to that of another process, and forwards
/// packets, in each direction after the same delay.
pub(crate) fn lay(delay: Duration, far_process: u32) -> io::Result<()> {
    let near = Arc::new(Iface::without_packet_info("near", Mode::Tun)?);
    let far = Arc::new(Iface::without_packet_info("far", Mode::Tun)?);
    ip("link set lo up")?;
    ip(&format!("link set far netns {far_process}"))?;
    ip(&format!("addr add {NEAR} dev near"))?;
    ip("link set near up txqueuelen 20000")?;
    ip(&format!("route add {NETWORK}.0/24 dev near src {NEAR}"))?;
    for (from, to) in [(&near, &far), (&far, &near)] {
        hold(Arc::clone(from), Arc::clone(to), delay);
    }
    Ok(())
}

/// The far end, in the namespace of the responders: every address of the network is local there.
pub(crate) fn set_up_far_end() -> io::Result<()> {
    ip("link set lo up")?;
    ip(&format!("addr add {FAR} dev far"))?;
    ip("link set far up txqueuelen 20000")?;
    ip(&format!("route add {NEAR} dev far"))?;
    ip(&format!("route add local {NETWORK}.0/24 dev lo"))
}

fn hold(from: Arc<Iface>, to: Arc<Iface>, delay: Duration) {
    let (packets, held) = mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut buffer = [0; LONGEST_PACKET];
        loop {
            match from.recv(&mut buffer) {
                Ok(count) if packets.send((Instant::now() + delay, buffer[..count].to_vec())).is_err() => return,
                Ok(_) => {}
                // Until both ends are up there is nothing to read.
                Err(_) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    });
    std::thread::spawn(move || {
        for (due, packet) in held {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            // A packet that the other end does not accept is lost, as on any link.
            let _ = to.send(&packet);
        }
    });
}

fn ip(words: &str) -> io::Result<()> {
    let status = Command::new("ip").args(words.split(' ')).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("ip {words}: {status}"))) }
}
