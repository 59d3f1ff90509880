//! The minimum cost of full handshakes: the system's OpenSSL, one context, no verification, all concurrent.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use openssl::ssl::{ErrorCode, Ssl, SslContext, SslMethod, SslStream};

use super::floor::open;

/// Makes this many handshakes with every endpoint, all concurrently.
pub(crate) fn run(endpoints: &[SocketAddr], each: usize) -> io::Result<()> {
    let context = SslContext::builder(SslMethod::tls()).map_err(io::Error::other)?.build();
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(1024);
    let mut streams: Vec<Option<SslStream<TcpStream>>> = Vec::new();
    for endpoint in endpoints.iter().flat_map(|endpoint| std::iter::repeat_n(*endpoint, each)) {
        let mut stream = open(endpoint)?;
        poll.registry().register(&mut stream, Token(streams.len()), Interest::READABLE | Interest::WRITABLE)?;
        let ssl = Ssl::new(&context).map_err(io::Error::other)?;
        streams.push(Some(SslStream::new(ssl, stream).map_err(io::Error::other)?));
    }
    let mut open = streams.len();
    while open > 0 {
        poll.poll(&mut events, Some(Duration::from_secs(10)))?;
        if events.is_empty() {
            return Err(io::Error::other("no handshake went on for ten seconds"));
        }
        for event in &events {
            let Some(stream) = &mut streams[event.token().0] else { continue };
            if stream.get_ref().peer_addr().is_err() {
                continue;
            }
            match stream.connect() {
                Ok(()) => {
                    streams[event.token().0] = None;
                    open -= 1;
                }
                Err(error) if matches!(error.code(), ErrorCode::WANT_READ | ErrorCode::WANT_WRITE) => {}
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
    Ok(())
}
