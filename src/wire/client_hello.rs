//! `ClientHello` (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2; RFC 6101, 5.6.1.2): one type, built by
//! the prober and read from what other TLS libraries send.

use super::WireProblem;
use super::codec::{Cursor, Put};
use super::record::content;
use super::server_hello::message;
use crate::tls::{CipherSuite, ExtensionType, Version};

/// A `ClientHello`, field by field, in the order of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHello {
    /// `client_version`; `0x0303` for TLS 1.3.
    pub version: u16,
    /// 32 random bytes.
    pub random: [u8; 32],
    /// Up to 32 bytes.
    pub session_id: Vec<u8>,
    /// Cipher suites, including signaling values.
    pub cipher_suites: Vec<CipherSuite>,
    /// Compression methods.
    pub compression_methods: Vec<u8>,
    /// Extensions; `None` when the block is absent (SSL 3.0), which is not the same as empty.
    pub extensions: Option<Vec<Extension>>,
}

/// One extension, with its contents as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its type.
    pub kind: ExtensionType,
    /// Its contents, without type and length.
    pub data: Vec<u8>,
}

impl ClientHello {
    /// Returns the handshake message, including its header of four bytes.
    pub fn to_message(&self) -> Vec<u8> {
        let mut message = Vec::with_capacity(self.message_length());
        self.put_message(&mut message);
        message
    }

    /// Returns the length of [`Self::to_message`].
    pub fn message_length(&self) -> usize {
        let extensions = self
            .extensions
            .as_ref()
            .map_or(0, |list| 2 + list.iter().map(|extension| 4 + extension.data.len()).sum::<usize>());
        let lists = 1 + self.session_id.len() + 2 + 2 * self.cipher_suites.len() + 1 + self.compression_methods.len();
        4 + 2 + self.random.len() + lists + extensions
    }

    fn put_message(&self, bytes: &mut Vec<u8>) {
        bytes.put_u8(message::CLIENT_HELLO);
        bytes.put_vector24(|body| {
            body.put_u16(self.version);
            body.extend_from_slice(&self.random);
            body.put_vector8(|field| field.extend_from_slice(&self.session_id));
            body.put_vector16(|field| self.cipher_suites.iter().for_each(|suite| field.put_u16(suite.0)));
            body.put_vector8(|field| field.extend_from_slice(&self.compression_methods));
            if let Some(extensions) = &self.extensions {
                body.put_vector16(|block| {
                    for extension in extensions {
                        block.put_u16(extension.kind.0);
                        block.put_vector16(|data| data.extend_from_slice(&extension.data));
                    }
                });
            }
        });
    }

    /// Returns the message in one record. The version of the record is at most TLS 1.0, as RFC 8446, 5.1 recommends for
    /// old peers.
    pub fn to_record(&self) -> Vec<u8> {
        let mut record = Vec::with_capacity(5 + self.message_length());
        record.put_u8(content::HANDSHAKE);
        record.put_u16(self.version.clamp(Version::Ssl3.number(), Version::Tls10.number()));
        record.put_vector16(|fragment| self.put_message(fragment));
        record
    }

    /// Reads the body of the message, without its header.
    pub fn parse(body: &[u8]) -> Result<Self, WireProblem> {
        let mut cursor = Cursor::new(body, "ClientHello");
        let version = cursor.u16()?;
        let random = cursor.array()?;
        let session_id = cursor.session_id()?.to_vec();
        let cipher_suites = cursor.vector16("cipher_suites")?.all_u16()?.into_iter().map(CipherSuite).collect();
        let compression_methods = cursor.vector8("compression_methods")?.rest().to_vec();
        let extensions = if cursor.is_empty() {
            None
        } else {
            let mut block = cursor.vector16("extensions")?;
            let mut extensions = Vec::new();
            while !block.is_empty() {
                let kind = ExtensionType(block.u16()?);
                extensions.push(Extension { kind, data: block.vector16("extension")?.rest().to_vec() });
            }
            Some(extensions)
        };
        cursor.finish()?;
        Ok(Self { version, random, session_id, cipher_suites, compression_methods, extensions })
    }

    /// Returns the contents of the first extension of this type.
    pub fn extension(&self, kind: ExtensionType) -> Option<&[u8]> {
        let extensions = self.extensions.as_ref()?;
        extensions.iter().find(|extension| extension.kind == kind).map(|extension| extension.data.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the shortest valid ClientHello with a session ID of this many bytes.
    fn with_session_id(length: usize) -> ClientHello {
        ClientHello {
            version: 0x0303,
            random: [7; 32],
            session_id: vec![0x5e; length],
            cipher_suites: vec![CipherSuite(0xc02f)],
            compression_methods: vec![0],
            extensions: None,
        }
    }

    #[test]
    fn a_session_id_has_at_most_32_bytes() {
        let read = |hello: &ClientHello| ClientHello::parse(&hello.to_message()[4..]);
        for length in [0, 1, 31, 32] {
            let hello = with_session_id(length);
            assert_eq!(read(&hello), Ok(hello));
        }
        for length in [33_u8, 48, 255] {
            let hello = with_session_id(length.into());
            assert_eq!(read(&hello), Err(WireProblem::SessionIdTooLong(length)));
        }
        let mut cut = with_session_id(32).to_message();
        cut.truncate(4 + 2 + 32 + 1 + 31);
        assert_eq!(ClientHello::parse(&cut[4..]), Err(WireProblem::Truncated("ClientHello")));
    }
}
