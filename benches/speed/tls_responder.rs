//! A real TLS 1.2 and 1.3 server for full handshakes: rustls, one thread, one epoll, a certificate made at start.

use std::io::{self, ErrorKind};
use std::sync::Arc;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection};

use super::responder;

const LISTENER: Token = Token(usize::MAX);

struct Peer {
    stream: TcpStream,
    tls: ServerConnection,
}

/// Serves until the process ends.
pub(crate) fn serve(mut listener: TcpListener, is_link: bool) -> io::Result<()> {
    let config = config().map_err(io::Error::other)?;
    let mut poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let mut peers: Vec<Option<Peer>> = Vec::new();
    let mut free = Vec::new();
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    let place = free.pop().unwrap_or(peers.len());
                    poll.registry().register(&mut stream, Token(place), Interest::READABLE | Interest::WRITABLE)?;
                    let tls = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
                    if place == peers.len() {
                        peers.push(None);
                    }
                    peers[place] = Some(Peer { stream, tls });
                }
                continue;
            }
            let place = event.token().0;
            let Some(peer) = peers.get_mut(place).and_then(Option::as_mut) else { continue };
            if is_link && responder::is_silent(&peer.stream) {
                continue;
            }
            if !converse(peer) {
                peers[place] = None;
                free.push(place);
            }
        }
    }
}

fn config() -> Result<Arc<ServerConfig>, Box<dyn std::error::Error + Send + Sync>> {
    let key = rcgen::KeyPair::generate()?;
    let certificate = rcgen::CertificateParams::new(vec!["bench.test".to_owned()])?.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(rustls::ALL_VERSIONS)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(Arc::new(config))
}

/// Moves bytes until there are none. Returns whether the connection is still in use.
fn converse(peer: &mut Peer) -> bool {
    loop {
        match peer.tls.read_tls(&mut peer.stream) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => return false,
        }
        let fine = peer.tls.process_new_packets().is_ok();
        // Also after an error, so that the alert is sent.
        while peer.tls.wants_write() {
            if peer.tls.write_tls(&mut peer.stream).is_err() {
                break;
            }
        }
        if !fine {
            return false;
        }
    }
    true
}
