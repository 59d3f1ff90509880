//! From nothing to where TLS begins: the TCP connection, directly or through a proxy, and the protocol spoken before
//! TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout_at;

use super::connection::{Connected, Failure};
use super::framing::Framing;
use super::{io_end, preamble, proxy};
use crate::observation::{ProxyRefusal, Stage, Unreached};
use crate::target::{Proxy, Transport};

/// The route to an endpoint.
#[derive(Clone, Debug)]
pub enum Route {
    /// Directly to this address.
    Direct(SocketAddr),
    /// Through a proxy, which resolves the name itself.
    Proxied {
        /// The proxy.
        proxy: Arc<Proxy>,
        /// The proxy's address.
        address: SocketAddr,
        /// `host:port`, as sent in CONNECT.
        authority: String,
    },
}

impl Route {
    /// Returns the endpoint's address, if it is known here.
    pub const fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Direct(address) => Some(*address),
            Self::Proxied { .. } => None,
        }
    }

    /// Returns why an attempt on this route is not made: its next hop did not answer this many attempts to connect.
    pub fn never_answered(&self, attempts: u32) -> Unreached {
        let why = Unreached::NeverAnswered { attempts };
        match self {
            Self::Direct(_) => why,
            Self::Proxied { .. } => Unreached::Proxy(ProxyRefusal::Unreached(Box::new(why))),
        }
    }

    /// Returns the address to connect to.
    pub const fn next_hop(&self) -> SocketAddr {
        match self {
            Self::Direct(address) | Self::Proxied { address, .. } => *address,
        }
    }
}

/// Connects within the deadline, up to where TLS begins.
///
/// # Errors
/// Why there is no connection, and the stage that it reached. Messages of the system are only evidence.
pub async fn connect(route: &Route, transport: Transport, deadline: Instant) -> Result<Connected, (Stage, Failure)> {
    let began = Instant::now();
    let connected = match route {
        Route::Direct(address) => {
            let stream = open(*address, deadline, began).await.map_err(|failure| (Stage::Connect, failure))?;
            Connected::new(stream, began.elapsed())
        }
        // On the heap, so that direct connections do not reserve space for it.
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
