//! `ServerHello` and `HelloRetryRequest` (RFC 8446, 4.1.3 and 4.1.4; RFC 5246, 7.4.1.3), and the two messages after it
//! that are in clear up to TLS 1.2.

use super::codec::Cursor;
use super::{Offer, WireProblem};
use crate::tls::{CipherSuite, ExtensionType, NamedGroup, Version};

/// Handshake types that the reader knows (RFC 8446, 4).
pub(crate) mod message {
    pub(crate) const HELLO_REQUEST: u8 = 0;
    pub(crate) const CLIENT_HELLO: u8 = 1;
    pub(crate) const SERVER_HELLO: u8 = 2;
    pub(crate) const CERTIFICATE: u8 = 11;
    pub(crate) const CERTIFICATE_REQUEST: u8 = 13;
}

/// The random of a `ServerHello` that is a `HelloRetryRequest`: SHA-256 of that word (RFC 8446, 4.1.3).
pub(crate) const HELLO_RETRY_REQUEST: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// What a `ServerHello` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// The selected version: of `supported_versions` where it stands there, else the field's.
    pub version: u16,
    /// 32 bytes; the last eight may hold a downgrade sentinel.
    pub random: [u8; 32],
    /// The selected suite.
    pub cipher_suite: CipherSuite,
    /// The selected compression method.
    pub compression_method: u8,
    /// The group of `key_share`.
    pub group: Option<NamedGroup>,
    /// The selected application protocol, as sent.
    pub alpn: Option<Vec<u8>>,
    /// Types of all extensions.
    pub extensions: Vec<ExtensionType>,
}

impl ServerHello {
    /// Whether it asks for another hello. Below TLS 1.3 that random is one like any other.
    pub fn is_hello_retry_request(&self) -> bool {
        self.random == HELLO_RETRY_REQUEST && self.version == Version::Tls13.number()
    }

    /// Reads the body of the message, without its header.
    pub fn parse(body: &[u8]) -> Result<Self, WireProblem> {
        let mut cursor = Cursor::new(body, "ServerHello");
        let mut hello = Self {
            version: cursor.u16()?,
            random: cursor.array()?,
            cipher_suite: {
                let session_id = cursor.vector8("session_id")?.rest();
                if session_id.len() > 32 {
                    return Err(WireProblem::Truncated("session_id"));
                }
                CipherSuite(cursor.u16()?)
            },
            compression_method: cursor.u8()?,
            group: None,
            alpn: None,
            extensions: Vec::new(),
        };
        if !cursor.is_empty() {
            hello.read_extensions(cursor.vector16("extensions")?)?;
        }
        cursor.finish()?;
        Ok(hello)
    }

    fn read_extensions(&mut self, mut block: Cursor<'_>) -> Result<(), WireProblem> {
        while !block.is_empty() {
            let kind = ExtensionType(block.u16()?);
            let mut data = block.vector16("extension")?;
            if self.extensions.contains(&kind) {
                return Err(WireProblem::ExtensionTwice);
            }
            self.extensions.push(kind);
            match kind {
                ExtensionType::SUPPORTED_VERSIONS => {
                    self.version = data.u16()?;
                    data.finish()?;
                }
                // A HelloRetryRequest has the group alone, a ServerHello the share as well.
                ExtensionType::KEY_SHARE => {
                    self.group = Some(NamedGroup(data.u16()?));
                    if !data.is_empty() {
                        data.vector16("key_exchange")?;
                    }
                    data.finish()?;
                }
                ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION => {
                    let mut list = data.vector16("protocol_name_list")?;
                    self.alpn = Some(list.vector8("protocol_name")?.rest().to_vec());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The selected version, if it exists.
    pub fn selected(&self) -> Result<Version, WireProblem> {
        Version::from_number(self.version).ok_or(WireProblem::UnknownVersion(self.version))
    }

    /// Holds the answer against the offer that it answers. A lower version is no breach: it is an answer.
    pub fn check(&self, offer: &Offer) -> Result<(), WireProblem> {
        let selected = self.selected()?;
        let Some(highest) = offer.versions.first().copied() else { return Ok(()) };
        if selected > highest {
            return Err(WireProblem::HigherVersion(selected));
        }
        if self.compression_method != 0 {
            return Err(WireProblem::CompressionNotOffered);
        }
        if selected < highest {
            return Ok(());
        }
        if self.cipher_suite.is_signalling() || !offer.cipher_suites.contains(&self.cipher_suite) {
            return Err(WireProblem::SuiteNotOffered(self.cipher_suite));
        }
        if let Some(group) = self.group {
            let groups = if self.is_hello_retry_request() { &offer.groups } else { &offer.key_shares };
            if !groups.contains(&group) {
                return Err(WireProblem::GroupNotOffered(group));
            }
        }
        Ok(())
    }
}

/// Reads the chain of a `Certificate` message of TLS 1.2 and below (RFC 5246, 7.4.2): DER, leaf first.
pub(crate) fn certificates(body: &[u8]) -> Result<Vec<Vec<u8>>, WireProblem> {
    /// Longer chains than any that is served; the rest is not kept.
    const MOST: usize = 32;
    let mut cursor = Cursor::new(body, "Certificate");
    let mut list = cursor.vector24("certificate_list")?;
    cursor.finish()?;
    let mut chain = Vec::new();
    while !list.is_empty() && chain.len() < MOST {
        chain.push(list.vector24("certificate")?.rest().to_vec());
    }
    Ok(chain)
}
