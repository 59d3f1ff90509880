//! `ServerHello` and `HelloRetryRequest` (RFC 8446, 4.1.3 and 4.1.4; RFC 5246, 7.4.1.3), and the two messages after it
//! that are unencrypted up to TLS 1.2.

use super::codec::Cursor;
use super::{Offer, WireProblem};
use crate::tls::{CipherSuite, ExtensionType, NamedGroup, Version};

/// Handshake types (RFC 5246, 7.4; RFC 8446, 4).
pub(crate) mod message {
    pub(crate) const HELLO_REQUEST: u8 = 0;
    pub(crate) const CLIENT_HELLO: u8 = 1;
    pub(crate) const SERVER_HELLO: u8 = 2;
    pub(crate) const CERTIFICATE: u8 = 11;
    pub(crate) const SERVER_KEY_EXCHANGE: u8 = 12;
    pub(crate) const CERTIFICATE_REQUEST: u8 = 13;
    pub(crate) const SERVER_HELLO_DONE: u8 = 14;
    pub(crate) const CLIENT_KEY_EXCHANGE: u8 = 16;
}

/// The random of a `ServerHello` that is a `HelloRetryRequest`: the SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3).
pub(crate) const HELLO_RETRY_REQUEST: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The contents of a `ServerHello`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// The selected version: from `supported_versions` if present, otherwise from the version field.
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
    /// Returns whether it asks for another ClientHello. Below TLS 1.3, that random has no special meaning.
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
                cursor.session_id()?;
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
                // A HelloRetryRequest has only the group; a ServerHello also has the share.
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

    /// Returns the selected version, if it exists.
    pub fn selected(&self) -> Result<Version, WireProblem> {
        Version::from_number(self.version).ok_or(WireProblem::UnknownVersion(self.version))
    }

    /// Checks the answer against the offer. A lower version is an answer, not a violation.
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
        if self.cipher_suite.is_signaling() || !offer.cipher_suites.contains(&self.cipher_suite) {
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
    /// More than any real chain has; further certificates are not kept.
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

#[cfg(test)]
mod tests {
    use super::super::{HelloVariant, Randomness, hello};
    use super::*;

    fn offer(version: Version, variant: HelloVariant) -> Offer {
        Offer::of(&hello(version, variant, None, &Randomness::draw()).expect("there is one"))
    }

    fn selects(version: u16, suite: u16) -> ServerHello {
        ServerHello {
            version,
            random: [1; 32],
            cipher_suite: CipherSuite(suite),
            compression_method: 0,
            group: None,
            alpn: None,
            extensions: Vec::new(),
        }
    }

    #[test]
    fn each_breach_of_the_offer_is_told() {
        let tls12 = offer(Version::Tls12, HelloVariant::Standard);
        let good = selects(0x0303, 0xc02f);
        assert_eq!(good.check(&tls12), Ok(()));
        assert_eq!(selects(0x0301, 0x0001).check(&tls12), Ok(()), "lower is an answer, whatever the suite");
        assert_eq!(selects(0x0304, 0xc02f).check(&tls12), Err(WireProblem::HigherVersion(Version::Tls13)));
        for unknown in [0x0305, 0x0002, 0x7f1c, 0] {
            assert_eq!(selects(unknown, 0xc02f).check(&tls12), Err(WireProblem::UnknownVersion(unknown)));
        }
        for suite in [0x0001, 0x1301, 0xffff, 0x00ff, 0x5600] {
            let problem = WireProblem::SuiteNotOffered(CipherSuite(suite));
            assert_eq!(selects(0x0303, suite).check(&tls12), Err(problem), "{suite:04x}");
        }
        let compressed = ServerHello { compression_method: 1, ..good.clone() };
        assert_eq!(compressed.check(&tls12), Err(WireProblem::CompressionNotOffered));
        assert_eq!(good.check(&Offer::default()), Ok(()), "nothing is known of the offer");
    }

    #[test]
    fn a_group_is_one_for_which_there_was_a_share() {
        let tls13 = offer(Version::Tls13, HelloVariant::Standard);
        let with_group =
            |group, random| ServerHello { group: Some(NamedGroup(group)), random, ..selects(0x0304, 0x1301) };
        assert_eq!(with_group(0x1d, [1; 32]).check(&tls13), Ok(()));
        assert_eq!(with_group(0x17, HELLO_RETRY_REQUEST).check(&tls13), Ok(()), "asked for, not used yet");
        assert_eq!(with_group(0x17, [1; 32]).check(&tls13), Err(WireProblem::GroupNotOffered(NamedGroup(0x17))));
        let strange = Err(WireProblem::GroupNotOffered(NamedGroup(0x0999)));
        assert_eq!(with_group(0x0999, HELLO_RETRY_REQUEST).check(&tls13), strange);
        let no_share = offer(Version::Tls13, HelloVariant::NoKeyShare);
        assert_eq!(with_group(0x1d, [1; 32]).check(&no_share), Err(WireProblem::GroupNotOffered(NamedGroup(0x1d))));
    }

    #[test]
    fn a_retry_is_one_of_tls_1_3_only() {
        let random = HELLO_RETRY_REQUEST;
        assert!(ServerHello { random, ..selects(0x0304, 0x1301) }.is_hello_retry_request());
        assert!(!ServerHello { random, ..selects(0x0303, 0xc02f) }.is_hello_retry_request());
    }

    fn body(extensions: &[u8]) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([9; 32]);
        body.extend([0, 0xc0, 0x2f, 0]);
        body.extend(extensions);
        body
    }

    #[test]
    fn shapes_that_cannot_be_read() {
        use WireProblem::{ExtensionTwice, Trailing, Truncated};
        for (extensions, problem) in [
            (&[0][..], Truncated("ServerHello")),
            (&[0, 1, 0], Truncated("extensions")),
            (&[0, 4, 0, 23, 0, 9], Truncated("extensions")),
            (&[0, 8, 0, 23, 0, 0, 0, 23, 0, 0], ExtensionTwice),
            (&[0, 0, 7], Trailing("ServerHello")),
            (&[0, 5, 0, 43, 0, 1, 3], Truncated("extension")),
            (&[0, 7, 0, 43, 0, 3, 3, 4, 0], Trailing("extension")),
            (&[0, 4, 0, 51, 0, 0], Truncated("extension")),
            (&[0, 8, 0, 51, 0, 4, 0, 29, 0, 9], Truncated("extension")),
        ] {
            assert_eq!(ServerHello::parse(&body(extensions)), Err(problem), "{extensions:?}");
        }
        let fine = ServerHello::parse(&body(&[0, 6, 0, 43, 0, 2, 3, 4])).expect("it is whole");
        assert_eq!(fine.selected(), Ok(Version::Tls13));
        assert_eq!(ServerHello::parse(&body(&[0, 0])).map(|hello| hello.extensions), Ok(Vec::new()));
        assert_eq!(ServerHello::parse(&body(&[])).map(|hello| hello.extensions), Ok(Vec::new()));
    }

    #[test]
    fn a_session_id_has_at_most_32_bytes() {
        let with_session_id = |length: u8| {
            let mut bytes = body(&[]);
            bytes[34] = length;
            bytes.splice(35..35, std::iter::repeat_n(0x5e, length.into()));
            ServerHello::parse(&bytes)
        };
        for length in [0, 1, 32] {
            assert_eq!(with_session_id(length), ServerHello::parse(&body(&[])), "{length}");
        }
        for length in [33, 48, 255] {
            assert_eq!(with_session_id(length), Err(WireProblem::SessionIdTooLong(length)));
        }
    }

    #[test]
    fn chains_are_read_up_to_a_sane_number() {
        assert_eq!(certificates(&[0, 0, 0]), Ok(Vec::new()));
        assert_eq!(certificates(&[0, 0, 4, 0, 0, 1, 7]), Ok(vec![vec![7]]));
        assert_eq!(certificates(&[0, 0, 5, 0, 0, 1, 7]), Err(WireProblem::Truncated("Certificate")));
        assert_eq!(certificates(&[0, 0, 4, 0, 0, 2, 7]), Err(WireProblem::Truncated("certificate_list")));
        assert_eq!(certificates(&[0, 0, 4, 0, 0, 1, 7, 7]), Err(WireProblem::Trailing("Certificate")));
        let many = [[0, 0, 1, 7]; 100].concat();
        let list = [&[0, 1, 0x90], many.as_slice()].concat();
        assert_eq!(certificates(&list).map(|chain| chain.len()), Ok(32));
    }
}
