//! What a `ClientHello` offers, as it was captured.

use crate::tls::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version};

/// The contents of a `ClientHello`, in the order in which they stood there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Versions offered that we know, highest first. Without `supported_versions` this is what `client_version` alone
    /// says: the highest one (whether the lower ones would be taken, a hello does not tell).
    pub versions: Vec<Version>,
    /// Whether the versions come from the `supported_versions` extension.
    pub versions_listed: bool,
    /// Cipher suites, signalling values included.
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
    /// Length of the handshake message, its header included.
    pub length: usize,
}
