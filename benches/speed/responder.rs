//! A server that answers any hello with canned bytes: one thread, one epoll.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use super::canned::{SILENT, answer};
use super::{delayed_link, roles, tls_responder};

const LISTENER: Token = Token(usize::MAX);

/// Both responders in one process: reports that it is ready, reads one line (`loopback` or `link`), answers with the
/// two ports, and serves until its standard input ends.
pub(crate) fn both() -> io::Result<()> {
    super::say("here");
    let mut input = BufReader::new(io::stdin());
    let mut line = String::new();
    input.read_line(&mut line)?;
    let is_link = line.trim() == "link";
    if is_link {
        delayed_link::set_up_far_end()?;
    }
    roles::end_with_input(input);
    let (canned, real) = (listen()?, listen()?);
    super::say(&format!("{} {}", canned.local_addr()?.port(), real.local_addr()?.port()));
    let real = std::thread::spawn(move || tls_responder::serve(TcpListener::from_std(real), is_link));
    serve(TcpListener::from_std(canned), is_link)?;
    real.join().unwrap_or_else(|_| Err(io::Error::other("the TLS responder is lost")))
}

fn listen() -> io::Result<std::net::TcpListener> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)).into())?;
    socket.listen(4096)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn serve(mut listener: TcpListener, is_link: bool) -> io::Result<()> {
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let mut connections: Vec<Option<TcpStream>> = Vec::new();
    let mut free = Vec::new();
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                accept(&listener, &poll, &mut connections, &mut free)?;
                continue;
            }
            let place = event.token().0;
            let Some(stream) = connections.get_mut(place).and_then(Option::as_mut) else { continue };
            if !converse(stream, is_link) {
                connections[place] = None;
                free.push(place);
            }
        }
    }
}

fn accept(
    listener: &TcpListener,
    poll: &Poll,
    connections: &mut Vec<Option<TcpStream>>,
    free: &mut Vec<usize>,
) -> io::Result<()> {
    loop {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            // The peer closed the connection before it was accepted.
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
            Err(error) => return Err(error),
        };
        let place = free.pop().unwrap_or(connections.len());
        poll.registry().register(&mut stream, Token(place), Interest::READABLE)?;
        if place == connections.len() {
            connections.push(None);
        }
        connections[place] = Some(stream);
    }
}

/// Reads what was received and answers it. Returns whether the connection is still in use.
fn converse(stream: &mut TcpStream, is_link: bool) -> bool {
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return false,
            Ok(_) if is_link && is_silent(stream) => {}
            Ok(count) => {
                if stream.write_all(&answer(&buffer[..count])).is_err() {
                    return false;
                }
            }
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

/// Returns whether the connection is to the address that never answers.
pub(crate) fn is_silent(stream: &TcpStream) -> bool {
    matches!(stream.local_addr().map(|address| address.ip()), Ok(IpAddr::V4(address)) if address.octets()[3] == SILENT)
}
