//! The framing between the socket and TLS on an established connection. Sans-io, like all code that only changes bytes.
//!
//! The tap and the readers see the bytes of TLS, whatever the socket carries.

use std::borrow::Cow;

use crate::target::Transport;

/// The framing of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// The socket carries TLS without framing.
    #[default]
    None,
}

impl Framing {
    /// Returns the framing that a transport needs.
    pub const fn of(transport: Transport) -> Self {
        match transport {
            Transport::Tls => Self::None,
        }
    }

    /// Converts bytes of TLS to bytes to write to the socket.
    pub const fn outbound<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        match self {
            Self::None => Cow::Borrowed(bytes),
        }
    }

    /// Converts bytes read from the socket to bytes of TLS. Empty while a frame is incomplete.
    pub const fn inbound(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::None => bytes,
        }
    }
}
