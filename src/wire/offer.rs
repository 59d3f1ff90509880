//! What a captured `ClientHello` offers.

use super::ClientHello;
use super::codec::Cursor;
use crate::tls::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version};

/// The contents of a `ClientHello`, in the order of the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The known versions that are offered, highest first. Without `supported_versions`, only the highest one, which is
    /// in `client_version`: whether the client would accept lower ones is unknown.
    pub versions: Vec<Version>,
    /// Whether the versions come from the `supported_versions` extension.
    pub versions_listed: bool,
    /// Cipher suites, including signaling values.
    pub cipher_suites: Vec<CipherSuite>,
    /// `supported_groups`.
    pub groups: Vec<NamedGroup>,
    /// Groups with a key share.
    pub key_shares: Vec<NamedGroup>,
    /// `signature_algorithms`.
    pub signature_schemes: Vec<SignatureScheme>,
    /// Extension types.
    pub extensions: Vec<ExtensionType>,
    /// The server name.
    pub server_name: Option<String>,
    /// Application protocols, cleaned for display.
    pub alpn: Vec<String>,
    /// Length of the handshake message, including its header.
    pub length: usize,
}

impl Offer {
    /// Returns what the hello offers. An unreadable extension counts as absent: the hello was sent in any case.
    pub fn of(hello: &ClientHello) -> Self {
        let numbers8 = |kind| {
            let data = hello.extension(kind)?;
            Cursor::new(data, "extension").vector8("list").and_then(Cursor::all_u16).ok()
        };
        let numbers16 = |kind| {
            let data = hello.extension(kind)?;
            Cursor::new(data, "extension").vector16("list").and_then(Cursor::all_u16).ok()
        };
        let listed = numbers8(ExtensionType::SUPPORTED_VERSIONS);
        let mut versions: Vec<_> = match &listed {
            Some(numbers) => numbers.iter().copied().filter_map(Version::from_number).collect(),
            // 0x0303 is the highest number allowed in this field (RFC 8446, 4.1.2).
            None => Version::from_number(hello.version.min(0x0303)).into_iter().collect(),
        };
        versions.sort_unstable_by(|left, right| right.cmp(left));
        versions.dedup();
        Self {
            versions,
            versions_listed: listed.is_some(),
            cipher_suites: hello.cipher_suites.clone(),
            groups: numbers16(ExtensionType::SUPPORTED_GROUPS)
                .unwrap_or_default()
                .into_iter()
                .map(NamedGroup)
                .collect(),
            key_shares: key_shares(hello).unwrap_or_default(),
            signature_schemes: numbers16(ExtensionType::SIGNATURE_ALGORITHMS)
                .unwrap_or_default()
                .into_iter()
                .map(SignatureScheme)
                .collect(),
            extensions: hello.extensions.iter().flatten().map(|extension| extension.kind).collect(),
            server_name: server_name(hello),
            alpn: application_protocols(hello).unwrap_or_default(),
            length: hello.message_length(),
        }
    }
}

/// Returns the groups for which a share is sent (RFC 8446, 4.2.8).
fn key_shares(hello: &ClientHello) -> Option<Vec<NamedGroup>> {
    let data = hello.extension(ExtensionType::KEY_SHARE)?;
    let mut shares = Cursor::new(data, "key_share").vector16("client_shares").ok()?;
    let mut groups = Vec::new();
    while !shares.is_empty() {
        groups.push(NamedGroup(shares.u16().ok()?));
        shares.vector16("key_exchange").ok()?;
    }
    Some(groups)
}

/// Returns the host name of `server_name` (RFC 6066, 3).
fn server_name(hello: &ClientHello) -> Option<String> {
    let data = hello.extension(ExtensionType::SERVER_NAME)?;
    let mut list = Cursor::new(data, "server_name").vector16("server_name_list").ok()?;
    let _kind = list.u8().ok()?;
    let name = list.vector16("host_name").ok()?.rest();
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Returns the names of `application_layer_protocol_negotiation` (RFC 7301, 3.1).
fn application_protocols(hello: &ClientHello) -> Option<Vec<String>> {
    let data = hello.extension(ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION)?;
    let mut list = Cursor::new(data, "alpn").vector16("protocol_name_list").ok()?;
    let mut names = Vec::new();
    while !list.is_empty() {
        let name = list.vector8("protocol_name").ok()?.rest();
        names.push(String::from_utf8_lossy(name).into_owned());
    }
    Some(names)
}
