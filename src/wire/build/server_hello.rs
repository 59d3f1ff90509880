//! `ServerHello` (RFC 8446, 4.1.3; RFC 5246, 7.4.1.3).

use super::{handshake, kind};
use crate::tls::{CipherSuite, ExtensionType, Version};
use crate::wire::codec::Put;

/// The contents of a `ServerHello`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerHello {
    /// `legacy_version`, or `server_version`.
    pub(crate) version: u16,
    /// The last eight bytes may be a downgrade sentinel.
    pub(crate) random: [u8; 32],
    /// Up to 32 bytes.
    pub(crate) session_id: Vec<u8>,
    /// The selected suite.
    pub(crate) cipher_suite: CipherSuite,
    /// The block of extensions is absent if there are none.
    pub(crate) extensions: Vec<(ExtensionType, Vec<u8>)>,
}

impl ServerHello {
    /// Creates a `ServerHello` (never a `HelloRetryRequest`) that selects a version and a suite. In TLS 1.3, its share
    /// is on X25519: the base point, which is valid. The caller must add the client's session id there (RFC 8446, D.4).
    pub(crate) fn selecting(version: Version, cipher_suite: CipherSuite) -> Self {
        let mut hello = Self {
            version: version.number().min(Version::Tls12.number()),
            // Any bytes that do not end in a downgrade sentinel (RFC 8446, 4.1.3).
            random: [0x5a; 32],
            session_id: Vec::new(),
            cipher_suite,
            extensions: Vec::new(),
        };
        if version == Version::Tls13 {
            let mut share = vec![0, 29, 0, 32, 9];
            share.resize(4 + 32, 0);
            hello.extensions = vec![
                (ExtensionType::SUPPORTED_VERSIONS, version.number().to_be_bytes().to_vec()),
                (ExtensionType::KEY_SHARE, share),
            ];
        }
        hello
    }

    /// Sets the session id.
    #[must_use]
    pub(crate) fn with_session_id(mut self, session_id: Vec<u8>) -> Self {
        self.session_id = session_id;
        self
    }

    /// Adds secure renegotiation (RFC 5746), without which OpenSSL 3 rejects any server of TLS 1.2 and below.
    #[must_use]
    pub(crate) fn with_secure_renegotiation(mut self) -> Self {
        self.extensions.push((ExtensionType::RENEGOTIATION_INFO, vec![0]));
        self
    }

    /// Returns the body, without the header of the message.
    pub(crate) fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(96);
        body.put_u16(self.version);
        body.extend_from_slice(&self.random);
        body.put_vector8(|field| field.extend_from_slice(&self.session_id));
        body.put_u16(self.cipher_suite.0);
        // No compression.
        body.put_u8(0);
        if !self.extensions.is_empty() {
            body.put_vector16(|block| {
                for (kind, data) in &self.extensions {
                    block.put_u16(kind.0);
                    block.put_vector16(|field| field.extend_from_slice(data));
                }
            });
        }
        body
    }

    /// Returns the message, alone in a record.
    pub(crate) fn to_record(&self) -> Vec<u8> {
        handshake(kind::SERVER_HELLO, self.version, &self.body())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn what_is_built_is_what_is_read() {
        for version in Version::ALL {
            let built = ServerHello::selecting(version, CipherSuite(0x1301)).with_session_id(vec![7; 32]);
            let built = if version < Version::Tls13 { built.with_secure_renegotiation() } else { built };
            let read = wire::ServerHello::parse(&built.body()).expect("it is whole");
            assert_eq!(
                (read.selected(), read.cipher_suite, read.random),
                (Ok(version), built.cipher_suite, built.random)
            );
            assert!(read.extensions.iter().eq(built.extensions.iter().map(|(kind, _)| kind)));
            let mut flight = wire::ServerFlight::new(wire::FlightLimits::HELLO);
            flight.push(&built.to_record());
            assert_eq!((flight.hello, flight.stop), (Some(read), None));
        }
    }
}
