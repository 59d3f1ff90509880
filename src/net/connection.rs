//! What connecting comes to.

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
