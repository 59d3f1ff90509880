//! Which ClientHello to send: the recipe for each version, and the alternates that make a rejection final.
//!
//! The rules of the recipe: a message of 256 to 511 bytes hangs some old servers, so it is padded to 512 (RFC 7685);
//! fewer than 128 suites; `TLS_EMPTY_RENEGOTIATION_INFO_SCSV` always up to TLS 1.2, `TLS_FALLBACK_SCSV` never; groups
//! and point formats also below TLS 1.2; signature algorithms with SHA-384; the last extension is not empty; a key
//! share only for a group that is also in `supported_groups`.

use std::sync::LazyLock;

use serde::Serialize;

use super::client_hello::{ClientHello, Extension};
use super::codec::Put;
use crate::tls::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version};

/// The hellos that are tried for a version, one connection each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelloVariant {
    /// The recipe that every TLS library in our tests accepts.
    Standard,
    /// As a browser sends it: with a session id, ALPN, certificate status, and tickets, padded to a common length. For peers
    /// that answer nothing else.
    Browser,
    /// A few suites and as few extensions as possible: for peers that cannot handle a long message.
    Short,
    /// RSA key exchange only.
    RsaKeyExchange,
    /// A part of every suite registered for the version, counted from 0.
    EverySuite(u8),
    /// TLS 1.3 without a key share: asks for a `HelloRetryRequest`.
    NoKeyShare,
}

impl HelloVariant {
    /// The word used in data and messages. The parts of [`HelloVariant::EverySuite`] have one in common.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Browser => "browser",
            Self::Short => "short",
            Self::RsaKeyExchange => "rsa-key-exchange",
            Self::EverySuite(_) => "every-suite",
            Self::NoKeyShare => "no-key-share",
        }
    }
}

/// The random bytes of a ClientHello. They protect no secret.
#[derive(Clone, Debug)]
pub struct Randomness {
    /// `random`.
    pub random: [u8; 32],
    /// `legacy_session_id` of a TLS 1.3 hello (RFC 8446, D.4).
    pub session_id: [u8; 32],
    /// The X25519 share: any 32 bytes are valid, except all zeros (RFC 7748, 5).
    pub key_share: [u8; 32],
}

impl Randomness {
    /// Draws random bytes.
    pub fn draw() -> Self {
        let mut bytes = Self { random: [0; 32], session_id: [0; 32], key_share: [0; 32] };
        fastrand::fill(&mut bytes.random);
        fastrand::fill(&mut bytes.session_id);
        fastrand::fill(&mut bytes.key_share);
        bytes.key_share[0] |= 8;
        bytes
    }
}

/// Suites for SSL 3.0: RSA and DHE with AES, 3DES and RC4.
const SUITES_SSL3: &[u16] = &[0x39, 0x33, 0x35, 0x2f, 0x16, 0x0a, 0x05, 0x04];
/// Suites for TLS 1.0 and 1.1.
const SUITES_LEGACY: &[u16] =
    &[0xc014, 0xc00a, 0xc013, 0xc009, 0x39, 0x33, 0x35, 0x2f, 0xc012, 0xc008, 0x16, 0x0a, 0xc011, 0xc007, 0x05, 0x04];
/// Suites of TLS 1.2, listed before the older ones.
const SUITES_TLS12: &[u16] = &[
    0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xccaa, 0x9f, 0x9e, 0xc024, 0xc028, 0xc023, 0xc027, 0x6b, 0x67,
    0x9d, 0x9c, 0x3d, 0x3c,
];
const SUITES_TLS13: &[u16] = &[0x1301, 0x1302, 0x1303];
/// As browsers list them: those of TLS 1.3, and those below it, which a peer that selects TLS 1.3 ignores.
const SUITES_BROWSER_TLS13: &[u16] =
    &[0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35];
const SUITES_SHORT_LEGACY: &[u16] = &[0xc013, 0xc014, 0x2f, 0x35, 0x0a, 0x05];
const SUITES_SHORT_TLS12: &[u16] = &[0xc02f, 0xc02b, 0x9c, 0xc013, 0x2f, 0x0a];
const SUITES_RSA_LEGACY: &[u16] = &[0x35, 0x2f, 0x0a, 0x05, 0x04];
const SUITES_RSA_TLS12: &[u16] = &[0x9d, 0x9c, 0x3d, 0x3c, 0x35, 0x2f, 0x0a, 0x05, 0x04];

/// x25519, P-256, P-384, P-521, ffdhe2048.
const GROUPS: &[u16] = &[0x1d, 0x17, 0x18, 0x19, 0x100];
/// ECDSA, PSS and PKCS #1 with SHA-256, -384 and -512, Ed25519, and SHA-1 for old servers.
const SIGNATURES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0807, 0x0201,
    0x0203, 0x0202,
];

/// Returns the number of suites in a chunk: fewer than 128 together with the signaling suite, because some peers cannot
/// handle more. SSL 3.0 has no padding extension, so its message must stay below 256 bytes.
const fn chunk_size(version: Version) -> usize {
    if matches!(version, Version::Ssl3) { 100 } else { 120 }
}

/// Returns the suites that [`HelloVariant::EverySuite`] covers for a version. They are chosen by name, so they are
/// looked up only once.
fn every_suite(version: Version) -> impl Iterator<Item = CipherSuite> {
    static LISTS: LazyLock<[Vec<CipherSuite>; Version::ALL.len()]> = LazyLock::new(|| {
        Version::ALL.map(|version| {
            CipherSuite::registered().filter(|suite| !suite.is_signaling() && suite.usable_with(version)).collect()
        })
    });
    let place = Version::ALL.iter().position(|other| *other == version);
    place.into_iter().flat_map(|place| LISTS[place].iter().copied())
}

/// Returns how many chunks [`HelloVariant::EverySuite`] has for a version.
pub fn every_suite_chunks(version: Version) -> u8 {
    every_suite(version).count().div_ceil(chunk_size(version)) as u8
}

/// Returns the variants that are tried for a version before a rejection other than alert 70 is final.
pub fn alternates(version: Version) -> impl Iterator<Item = HelloVariant> {
    let first: &[HelloVariant] = match version {
        Version::Tls13 => &[HelloVariant::Browser, HelloVariant::Short, HelloVariant::NoKeyShare],
        Version::Ssl3 => &[HelloVariant::Browser, HelloVariant::RsaKeyExchange],
        _ => &[HelloVariant::Browser, HelloVariant::Short, HelloVariant::RsaKeyExchange],
    };
    first.iter().copied().chain((0..every_suite_chunks(version)).map(HelloVariant::EverySuite))
}

/// Returns the ClientHello for a version; `None` if the variant does not apply to it.
pub fn hello(
    version: Version,
    variant: HelloVariant,
    server_name: Option<&str>,
    randomness: &Randomness,
) -> Option<ClientHello> {
    let cipher_suites = suites(version, variant)?;
    let is_tls13 = version == Version::Tls13;
    let extensions = (version > Version::Ssl3).then(|| extensions(version, variant, server_name, randomness));
    let mut hello = ClientHello {
        version: version.number().min(Version::Tls12.number()),
        random: randomness.random,
        session_id: if is_tls13 || variant == HelloVariant::Browser {
            randomness.session_id.to_vec()
        } else {
            Vec::new()
        },
        cipher_suites,
        compression_methods: vec![0],
        extensions,
    };
    pad(&mut hello);
    Some(hello)
}

/// Returns the suites of a ClientHello, including the signaling one.
fn suites(version: Version, variant: HelloVariant) -> Option<Vec<CipherSuite>> {
    use HelloVariant::{Browser, EverySuite, NoKeyShare, RsaKeyExchange, Short, Standard};
    let signaling = (version != Version::Tls13).then_some(CipherSuite::EMPTY_RENEGOTIATION_INFO);
    let lists: [&[u16]; 2] = match (variant, version) {
        (EverySuite(chunk), _) => {
            let size = chunk_size(version);
            let mut suites: Vec<_> = every_suite(version).skip(usize::from(chunk) * size).take(size).collect();
            if suites.is_empty() {
                return None;
            }
            suites.extend(signaling);
            return Some(suites);
        }
        (Standard | Browser, Version::Ssl3) => [SUITES_SSL3, &[]],
        (Standard | Browser, Version::Tls10 | Version::Tls11) => [SUITES_LEGACY, &[]],
        (Standard | Browser, Version::Tls12) => [SUITES_TLS12, SUITES_LEGACY],
        (Standard | NoKeyShare | Short, Version::Tls13) => [SUITES_TLS13, &[]],
        (Browser, Version::Tls13) => [SUITES_BROWSER_TLS13, &[]],
        (Short, Version::Tls10 | Version::Tls11) => [SUITES_SHORT_LEGACY, &[]],
        (Short, Version::Tls12) => [SUITES_SHORT_TLS12, &[]],
        (RsaKeyExchange, Version::Ssl3 | Version::Tls10 | Version::Tls11) => [SUITES_RSA_LEGACY, &[]],
        (RsaKeyExchange, Version::Tls12) => [SUITES_RSA_TLS12, &[]],
        (Short, Version::Ssl3) | (RsaKeyExchange, Version::Tls13) | (NoKeyShare, _) => return None,
    };
    let mut suites = Vec::with_capacity(lists[0].len() + lists[1].len() + 1);
    suites.extend(lists.into_iter().flatten().copied().map(CipherSuite).chain(signaling));
    Some(suites)
}

fn extensions(
    version: Version,
    variant: HelloVariant,
    server_name: Option<&str>,
    randomness: &Randomness,
) -> Vec<Extension> {
    let is_tls13 = version == Version::Tls13;
    let mut list = Vec::with_capacity(8);
    let mut add = |kind, data: Vec<u8>| list.push(Extension { kind, data });
    if let Some(name) = server_name {
        let mut data = Vec::with_capacity(5 + name.len());
        put_server_name(&mut data, name);
        add(ExtensionType::SERVER_NAME, data);
    }
    let is_browser = variant == HelloVariant::Browser;
    if is_browser || !is_tls13 && !matches!(variant, HelloVariant::Short | HelloVariant::RsaKeyExchange) {
        add(ExtensionType::EXTENDED_MASTER_SECRET, Vec::new());
        if !is_browser {
            add(ExtensionType::ENCRYPT_THEN_MAC, Vec::new());
        }
        add(ExtensionType::SESSION_TICKET, Vec::new());
    }
    if is_browser {
        // RFC 7301, 3.1: the protocols of browsers.
        add(
            ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
            [&[0, 12, 2][..], b"h2", &[8], b"http/1.1"].concat(),
        );
        // RFC 6066, 8: OCSP, without responders and extensions.
        add(ExtensionType::STATUS_REQUEST, vec![1, 0, 0, 0, 0]);
        add(ExtensionType::SIGNED_CERTIFICATE_TIMESTAMP, Vec::new());
    }
    if variant != HelloVariant::RsaKeyExchange {
        add(ExtensionType::SUPPORTED_GROUPS, list16(groups(variant)));
        add(ExtensionType::EC_POINT_FORMATS, vec![1, 0]);
    }
    // RFC 5246, 7.4.1.4.1 forbids it below TLS 1.2.
    if version >= Version::Tls12 {
        add(ExtensionType::SIGNATURE_ALGORITHMS, list16(signatures(variant)));
    }
    if is_tls13 {
        add(ExtensionType::SUPPORTED_VERSIONS, vec![2, 3, 4]);
        // psk_dhe_ke; at least one server requires it.
        add(ExtensionType::PSK_KEY_EXCHANGE_MODES, vec![1, 1]);
        let mut shares = Vec::new();
        shares.put_vector16(|shares| {
            if variant != HelloVariant::NoKeyShare {
                shares.put_u16(GROUPS[0]);
                shares.put_vector16(|share| share.extend_from_slice(&randomness.key_share));
            }
        });
        add(ExtensionType::KEY_SHARE, shares);
    }
    list
}

/// Returns every registered group for [`HelloVariant::EverySuite`] and [`HelloVariant::NoKeyShare`], so that a server
/// that has only a rare one is found.
fn groups(variant: HelloVariant) -> impl Iterator<Item = u16> {
    /// First of the numbers for private use and for arbitrary explicit curves, which nobody should use.
    const PRIVATE: u16 = 0xfe00;
    let is_complete = matches!(variant, HelloVariant::EverySuite(_) | HelloVariant::NoKeyShare);
    let rare =
        || NamedGroup::registered().map(|group| group.0).filter(|number| *number < PRIVATE && !GROUPS.contains(number));
    GROUPS.iter().copied().chain(is_complete.then(rare).into_iter().flatten())
}

/// Returns every registered signature scheme for [`HelloVariant::EverySuite`] and [`HelloVariant::NoKeyShare`].
fn signatures(variant: HelloVariant) -> impl Iterator<Item = u16> {
    let is_complete = matches!(variant, HelloVariant::EverySuite(_) | HelloVariant::NoKeyShare);
    let rare = || SignatureScheme::registered().map(|scheme| scheme.0).filter(|number| !SIGNATURES.contains(number));
    SIGNATURES.iter().copied().chain(is_complete.then(rare).into_iter().flatten())
}

/// Appends a list with one name of type `host_name` (RFC 6066, 3).
pub(super) fn put_server_name(data: &mut Vec<u8>, name: &str) {
    data.put_vector16(|list| {
        list.put_u8(0);
        list.put_vector16(|host| host.extend_from_slice(name.as_bytes()));
    });
}

fn list16(numbers: impl Iterator<Item = u16>) -> Vec<u8> {
    // Enough for every list except the complete ones.
    let mut data = Vec::with_capacity(2 + 2 * SIGNATURES.len());
    data.put_vector16(|list| numbers.for_each(|number| list.put_u16(number)));
    data
}

/// Pads a message of 256 to 511 bytes to 512 (RFC 7685, 4), with at least one byte so that the last extension is not
/// empty. Also avoids longer messages with a length at which some servers fail (10 and 14 modulo 256).
fn pad(hello: &mut ClientHello) {
    const EXTENSION_HEADER: usize = 4;
    let length = hello.message_length();
    let Some(extensions) = &mut hello.extensions else { return };
    let padding = match length {
        256..512 => 512_usize.saturating_sub(length + EXTENSION_HEADER).max(1),
        512.. if matches!(length % 256, 10 | 14) => 1,
        _ => return,
    };
    extensions.push(Extension { kind: ExtensionType::PADDING, data: vec![0; padding] });
}

#[cfg(test)]
mod tests {
    use super::super::Offer;
    use super::*;

    fn every_hello() -> impl Iterator<Item = (Version, HelloVariant, ClientHello)> {
        use HelloVariant::{EverySuite, NoKeyShare, RsaKeyExchange, Short, Standard};
        let variants =
            [Standard, Short, RsaKeyExchange, NoKeyShare].into_iter().chain((0..8).map(EverySuite)).collect::<Vec<_>>();
        let names = [None, Some("a.example".to_owned()), Some(format!("{}.example", "x".repeat(200)))];
        Version::ALL
            .into_iter()
            .flat_map(move |version| variants.clone().into_iter().map(move |variant| (version, variant)))
            .flat_map(move |(version, variant)| {
                names.clone().into_iter().filter_map(move |name| {
                    hello(version, variant, name.as_deref(), &Randomness::draw()).map(|hello| (version, variant, hello))
                })
            })
    }

    #[test]
    fn the_rules_for_hellos_hold_for_every_one() {
        for (version, variant, hello) in every_hello() {
            let context = format!("{version} {variant:?}");
            let message = hello.to_message();
            assert!(!(256..512).contains(&message.len()), "{context}: {} bytes", message.len());
            assert!(hello.cipher_suites.len() < 128, "{context}");
            let signaling: Vec<_> = hello.cipher_suites.iter().filter(|suite| suite.is_signaling()).collect();
            if version == Version::Tls13 {
                assert!(signaling.is_empty(), "{context}");
            } else {
                assert_eq!(signaling, [&CipherSuite::EMPTY_RENEGOTIATION_INFO], "{context}");
            }
            if let Some(last) = hello.extensions.as_ref().and_then(|extensions| extensions.last()) {
                assert!(!last.data.is_empty(), "{context}");
            }
            let offer = Offer::of(&hello);
            // RFC 8879: without certificate compression there can be no decompression bomb.
            assert!(!offer.extensions.contains(&ExtensionType(27)), "{context}");
            assert_eq!(offer.versions, [version], "{context}");
            assert!(offer.key_shares.iter().all(|group| offer.groups.contains(group)), "{context}");
            assert_eq!(offer.signature_schemes.is_empty(), version < Version::Tls12, "{context}");
        }
    }

    #[test]
    fn what_is_built_is_what_is_read() {
        for (version, variant, hello) in every_hello() {
            let message = hello.to_message();
            assert_eq!(hello.message_length(), message.len(), "{version} {variant:?}");
            assert_eq!(ClientHello::parse(&message[4..]), Ok(hello), "{version} {variant:?}");
        }
    }

    #[test]
    fn the_chunks_hold_every_suite_of_the_version() {
        for version in Version::ALL {
            let chunks = every_suite_chunks(version);
            let offered: std::collections::BTreeSet<_> = (0..chunks)
                .filter_map(|chunk| hello(version, HelloVariant::EverySuite(chunk), None, &Randomness::draw()))
                .flat_map(|hello| hello.cipher_suites)
                .filter(|suite| !suite.is_signaling())
                .collect();
            assert_eq!(offered, every_suite(version).collect(), "{version}");
            assert!(hello(version, HelloVariant::EverySuite(chunks), None, &Randomness::draw()).is_none());
        }
    }

    #[test]
    fn sizes_are_those_that_the_recipe_was_tried_with() {
        let size = |version, variant| {
            hello(version, variant, Some("a.example.com"), &Randomness::draw()).map(|hello| hello.to_message().len())
        };
        let standard = |version| size(version, HelloVariant::Standard);
        assert_eq!(standard(Version::Ssl3), Some(61));
        for version in [Version::Tls10, Version::Tls11, Version::Tls12, Version::Tls13] {
            assert!(standard(version).is_some_and(|length| length <= 255), "{version}");
            assert_eq!(size(version, HelloVariant::EverySuite(0)).map(|length| length >= 100), Some(true));
        }
    }
}
