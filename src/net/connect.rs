//! From nothing to where TLS begins: the TCP connection, directly or through a proxy, and what is said before TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout_at;

use super::framing::Framing;
use super::{io_end, preamble, proxy};
use crate::observation::{LocalReason, Stage, Unreached};
use crate::target::{Proxy, Transport};

/// The way to an endpoint.
#[derive(Clone, Debug)]
pub enum Route {
    /// Straight to this address.
    Direct(SocketAddr),
    /// Through a proxy, which resolves the name itself.
    Proxied {
        /// Where the proxy is.
        proxy: Arc<Proxy>,
        /// The proxy's own address.
        address: SocketAddr,
        /// `host:port`, as it goes into CONNECT.
        authority: String,
    },
}

impl Route {
    /// The endpoint's own address, where it is known here.
    pub const fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Direct(address) => Some(*address),
            Self::Proxied { .. } => None,
        }
    }

    /// The address that is connected to.
    pub const fn next_hop(&self) -> SocketAddr {
        match self {
            Self::Direct(address) | Self::Proxied { address, .. } => *address,
        }
    }
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The peer was not reached.
    Unreached(Unreached),
    /// This machine could not even try.
    Local(LocalReason),
}

/// A connection that is up.
#[derive(Debug)]
pub struct Connected {
    /// The stream. Dropping it resets the connection, so that no port lingers.
    pub stream: TcpStream,
    /// How long it took, the proxy's part included.
    pub took: Duration,
    /// Bytes that came behind a proxy's reply: the peer spoke first.
    pub early: Vec<u8>,
    /// What stands between the stream and TLS.
    pub framing: Framing,
}

impl Connected {
    /// A connection that carries TLS as it is, over which nothing has come yet.
    pub const fn new(stream: TcpStream, took: Duration) -> Self {
        Self { stream, took, early: Vec::new(), framing: Framing::None }
    }
}

/// Connects within the deadline, up to where TLS begins. The stage says how far it got.
///
/// # Errors
/// Why there is no connection, typed; texts of the system are evidence only.
pub async fn connect(route: &Route, transport: Transport, deadline: Instant) -> Result<Connected, (Stage, Failure)> {
    let began = Instant::now();
    let connected = match route {
        Route::Direct(address) => {
            let stream = open(*address, deadline, began).await.map_err(|failure| (Stage::Connect, failure))?;
            Connected::new(stream, began.elapsed())
        }
        // On the heap, so that every direct connection need not carry room for it.
        Route::Proxied { proxy, address, authority } => {
            Box::pin(through(proxy, *address, authority, began, deadline)).await?
        }
    };
    let mut connected = preamble::begin(transport, connected, began, deadline).await?;
    connected.framing = Framing::of(transport);
    Ok(connected)
}

async fn through(
    proxy: &Proxy,
    address: SocketAddr,
    authority: &str,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, (Stage, Failure)> {
    let opened = open(address, deadline, began).await;
    let stream = opened.map_err(|failure| (Stage::Proxy, proxy::unreached(failure)))?;
    proxy::tunnel(Connected::new(stream, began.elapsed()), proxy, authority, began, deadline).await
}

async fn open(address: SocketAddr, deadline: Instant, began: Instant) -> Result<TcpStream, Failure> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let socket = socket.map_err(|error| io_end::of_connect(&error, address.ip()))?;
    // Close by reset: thousands of connections a minute must not leave thousands of ports in TIME_WAIT.
    socket.set_zero_linger().map_err(|error| io_end::of_connect(&error, address.ip()))?;
    match timeout_at(deadline.into(), socket.connect(address)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::TimedOut => {
            Err(Failure::Unreached(Unreached::ConnectSilent { waited: began.elapsed() }))
        }
        Ok(Err(error)) => Err(io_end::of_connect(&error, address.ip())),
        Err(_) => Err(Failure::Unreached(Unreached::ConnectSilent { waited: began.elapsed() })),
    }
}
