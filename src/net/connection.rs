//! The outcome of connecting.

use std::time::Duration;

use tokio::net::TcpStream;

use super::framing::Framing;
use crate::observation::{LocalReason, Unreached};

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The peer was not reached.
    Unreached(Unreached),
    /// This machine could not even try.
    Local(LocalReason),
}

/// An established connection.
#[derive(Debug)]
pub struct Connected {
    /// The stream. Dropping it resets the connection, so that no port stays in use.
    pub stream: TcpStream,
    /// How long connecting took, including the proxy's part.
    pub took: Duration,
    /// Bytes that came after a proxy's reply, because the peer spoke first.
    pub early: Vec<u8>,
    /// The framing between the stream and TLS.
    pub framing: Framing,
}

impl Connected {
    /// Creates a connection that carries TLS without framing, and has not received anything yet.
    pub const fn new(stream: TcpStream, took: Duration) -> Self {
        Self { stream, took, early: Vec::new(), framing: Framing::None }
    }
}
