//! The minimum cost of a probe: socket, connect, send, receive, close. One thread, one epoll, no conclusions.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::canned::hellos;

/// One connection, and whether its ClientHello is sent.
struct Probe {
    stream: TcpStream,
    hello: usize,
    sent: bool,
}

/// Sends every ClientHello to every endpoint, with a limit on concurrent connections.
pub(crate) fn run(endpoints: &[SocketAddr], most: usize) -> io::Result<()> {
    let hellos = hellos();
    let mut work = endpoints.iter().flat_map(|endpoint| (0..hellos.len()).map(move |hello| (*endpoint, hello)));
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1024);
    let mut probes: Vec<Option<Probe>> = Vec::new();
    let mut free: Vec<usize> = (0..most).rev().collect();
    probes.resize_with(most, || None);
    let mut answers = 0_usize;
    let mut buffer = [0; 8192];
    loop {
        while let Some(place) = free.pop() {
            let Some((endpoint, hello)) = work.next() else {
                free.push(place);
                break;
            };
            let mut stream = open(endpoint)?;
            poll.registry().register(&mut stream, Token(place), Interest::READABLE | Interest::WRITABLE)?;
            probes[place] = Some(Probe { stream, hello, sent: false });
        }
        if free.len() == most {
            break;
        }
        poll.poll(&mut events, Some(Duration::from_secs(10)))?;
        if events.is_empty() {
            return Err(io::Error::other("no answer for ten seconds"));
        }
        for event in &events {
            let place = event.token().0;
            let Some(probe) = &mut probes[place] else { continue };
            if event.is_writable() && !probe.sent {
                probe.stream.write_all(&hellos[probe.hello])?;
                probe.sent = true;
            }
            if event.is_readable() && probe.sent {
                match probe.stream.read(&mut buffer) {
                    Ok(count) => answers += usize::from(count > 0),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                    Err(error) => return Err(error),
                }
                probes[place] = None;
                free.push(place);
            }
        }
    }
    let probes = endpoints.len() * hellos.len();
    if answers == probes { Ok(()) } else { Err(io::Error::other(format!("{answers} answers to {probes} probes"))) }
}

/// Begins a connection that closes by reset, as `tlsready` does: it costs least, and leaves no port in `TIME_WAIT`.
pub(crate) fn open(endpoint: SocketAddr) -> io::Result<TcpStream> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM.nonblocking(), None)?;
    socket.set_linger(Some(Duration::ZERO))?;
    match socket.connect(&endpoint.into()) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(nix::errno::Errno::EINPROGRESS as i32) => {}
        Err(error) => return Err(error),
    }
    Ok(TcpStream::from_std(socket.into()))
}
