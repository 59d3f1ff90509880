//! What stands between the socket and TLS once a connection is up. Sans-io, like everything that only changes bytes.
//!
//! The tap and the readers see the bytes of TLS, whatever the socket carries.

use std::borrow::Cow;

use crate::target::Transport;

/// The framing of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// The socket carries TLS as it is.
    #[default]
    None,
}

impl Framing {
    /// The framing that a transport needs.
    pub const fn of(transport: Transport) -> Self {
        match transport {
            Transport::Tls => Self::None,
        }
    }

    /// Bytes of TLS, as they are written to the socket.
    pub const fn outbound<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        match self {
            Self::None => Cow::Borrowed(bytes),
        }
    }

    /// Bytes that were read from the socket, as bytes of TLS. Empty when a frame is not whole yet.
    pub const fn inbound(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::None => bytes,
        }
    }
}
