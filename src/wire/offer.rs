//! What a captured `ClientHello` offers.

use crate::tls::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version};

/// The contents of a `ClientHello`, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The known versions that are offered, highest first. Without `supported_versions`, only the highest one, which is in
    /// `client_version`: whether the client would accept lower ones is unknown.
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
