//! Extension types (IANA registry `TLS ExtensionType Values`).

use super::code_point::named_code_point;

/// An extension type by its number; numbers without a name are kept as received.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtensionType(pub u16);

named_code_point!(ExtensionType, NAMES);

impl ExtensionType {
    /// The requested server name (RFC 6066, 3).
    pub const SERVER_NAME: Self = Self(0);
    /// A request for shorter records (RFC 6066, 4).
    pub const MAX_FRAGMENT_LENGTH: Self = Self(1);
    /// A stapled OCSP response (RFC 6066, 8).
    pub const STATUS_REQUEST: Self = Self(5);
    /// Groups for key exchange (RFC 8422, RFC 7919).
    pub const SUPPORTED_GROUPS: Self = Self(10);
    /// Encodings of elliptic curve points (RFC 8422).
    pub const EC_POINT_FORMATS: Self = Self(11);
    /// Signatures that the client accepts (RFC 8446, 4.2.3).
    pub const SIGNATURE_ALGORITHMS: Self = Self(13);
    /// Application protocols (ALPN, RFC 7301).
    pub const APPLICATION_LAYER_PROTOCOL_NEGOTIATION: Self = Self(16);
    /// Certificate transparency timestamps (RFC 6962).
    pub const SIGNED_CERTIFICATE_TIMESTAMP: Self = Self(18);
    /// Padding of a ClientHello (RFC 7685).
    pub const PADDING: Self = Self(21);
    /// Encrypt-then-MAC (RFC 7366).
    pub const ENCRYPT_THEN_MAC: Self = Self(22);
    /// Binds the master secret to the handshake (RFC 7627).
    pub const EXTENDED_MASTER_SECRET: Self = Self(23);
    /// The longest record that the sender accepts (RFC 8449).
    pub const RECORD_SIZE_LIMIT: Self = Self(28);
    /// Session tickets (RFC 5077).
    pub const SESSION_TICKET: Self = Self(35);
    /// Pre-shared keys (RFC 8446, 4.2.11).
    pub const PRE_SHARED_KEY: Self = Self(41);
    /// Early data, sent before the server's answer (RFC 8446, 4.2.10).
    pub const EARLY_DATA: Self = Self(42);
    /// The offered versions, or the selected one (RFC 8446, 4.2.1).
    pub const SUPPORTED_VERSIONS: Self = Self(43);
    /// A value that the server wants the client to repeat after a HelloRetryRequest (RFC 8446, 4.2.2).
    pub const COOKIE: Self = Self(44);
    /// How pre-shared keys may be used (RFC 8446, 4.2.9).
    pub const PSK_KEY_EXCHANGE_MODES: Self = Self(45);
    /// Signatures that the client accepts in certificates (RFC 8446, 4.2.3).
    pub const SIGNATURE_ALGORITHMS_CERT: Self = Self(50);
    /// Key shares (RFC 8446, 4.2.8).
    pub const KEY_SHARE: Self = Self(51);
    /// Secure renegotiation (RFC 5746).
    pub const RENEGOTIATION_INFO: Self = Self(0xff01);
}

/// Names as registered. Never registered under these numbers, but seen in practice: 3374 (NPN), 4469 and 44CD
/// (application settings), 7550 (channel id), FFA5 (QUIC drafts). 40 was the key share of early TLS 1.3 drafts.
const NAMES: &[(u16, &str)] = &[
    (0, "server_name"),
    (1, "max_fragment_length"),
    (2, "client_certificate_url"),
    (3, "trusted_ca_keys"),
    (4, "truncated_hmac"),
    (5, "status_request"),
    (6, "user_mapping"),
    (7, "client_authz"),
    (8, "server_authz"),
    (9, "cert_type"),
    (10, "supported_groups"),
    (11, "ec_point_formats"),
    (12, "srp"),
    (13, "signature_algorithms"),
    (14, "use_srtp"),
    (15, "heartbeat"),
    (16, "application_layer_protocol_negotiation"),
    (17, "status_request_v2"),
    (18, "signed_certificate_timestamp"),
    (19, "client_certificate_type"),
    (20, "server_certificate_type"),
    (21, "padding"),
    (22, "encrypt_then_mac"),
    (23, "extended_master_secret"),
    (24, "token_binding"),
    (25, "cached_info"),
    (26, "tls_lts"),
    (27, "compress_certificate"),
    (28, "record_size_limit"),
    (29, "pwd_protect"),
    (30, "pwd_clear"),
    (31, "password_salt"),
    (32, "ticket_pinning"),
    (33, "tls_cert_with_extern_psk"),
    (34, "delegated_credential"),
    (35, "session_ticket"),
    (36, "TLMSP"),
    (37, "TLMSP_proxying"),
    (38, "TLMSP_delegate"),
    (39, "supported_ekt_ciphers"),
    (40, "key_share_old"),
    (41, "pre_shared_key"),
    (42, "early_data"),
    (43, "supported_versions"),
    (44, "cookie"),
    (45, "psk_key_exchange_modes"),
    (47, "certificate_authorities"),
    (48, "oid_filters"),
    (49, "post_handshake_auth"),
    (50, "signature_algorithms_cert"),
    (51, "key_share"),
    (52, "transparency_info"),
    (53, "connection_id_deprecated"),
    (54, "connection_id"),
    (55, "external_id_hash"),
    (56, "external_session_id"),
    (57, "quic_transport_parameters"),
    (58, "ticket_request"),
    (59, "dnssec_chain"),
    (60, "sequence_number_encryption_algorithms"),
    (61, "rrc"),
    (62, "tls_flags"),
    (0x3374, "next_protocol_negotiation"),
    (0x4469, "application_settings_old"),
    (0x44cd, "application_settings"),
    (0x7550, "channel_id"),
    (0xfd00, "ech_outer_extensions"),
    (0xfe0d, "encrypted_client_hello"),
    (0xff01, "renegotiation_info"),
    (0xffa5, "quic_transport_parameters_draft"),
    (0xffce, "encrypted_server_name"),
];

#[cfg(test)]
mod tests {
    use super::super::code_point::assert_sorted_and_unique;
    use super::*;

    #[test]
    fn the_table_is_sorted_and_without_duplicates() {
        assert_sorted_and_unique(NAMES);
    }

    #[test]
    fn constants_have_the_names_that_they_say() {
        for (extension, name) in [
            (ExtensionType::SERVER_NAME, "server_name"),
            (ExtensionType::MAX_FRAGMENT_LENGTH, "max_fragment_length"),
            (ExtensionType::STATUS_REQUEST, "status_request"),
            (ExtensionType::SUPPORTED_GROUPS, "supported_groups"),
            (ExtensionType::EC_POINT_FORMATS, "ec_point_formats"),
            (ExtensionType::SIGNATURE_ALGORITHMS, "signature_algorithms"),
            (ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, "application_layer_protocol_negotiation"),
            (ExtensionType::SIGNED_CERTIFICATE_TIMESTAMP, "signed_certificate_timestamp"),
            (ExtensionType::PADDING, "padding"),
            (ExtensionType::ENCRYPT_THEN_MAC, "encrypt_then_mac"),
            (ExtensionType::EXTENDED_MASTER_SECRET, "extended_master_secret"),
            (ExtensionType::RECORD_SIZE_LIMIT, "record_size_limit"),
            (ExtensionType::SESSION_TICKET, "session_ticket"),
            (ExtensionType::PRE_SHARED_KEY, "pre_shared_key"),
            (ExtensionType::EARLY_DATA, "early_data"),
            (ExtensionType::SUPPORTED_VERSIONS, "supported_versions"),
            (ExtensionType::COOKIE, "cookie"),
            (ExtensionType::PSK_KEY_EXCHANGE_MODES, "psk_key_exchange_modes"),
            (ExtensionType::SIGNATURE_ALGORITHMS_CERT, "signature_algorithms_cert"),
            (ExtensionType::KEY_SHARE, "key_share"),
            (ExtensionType::RENEGOTIATION_INFO, "renegotiation_info"),
        ] {
            assert_eq!(extension.to_string(), name);
        }
        assert_eq!(ExtensionType(0x4a4b).to_string(), "0x4a4b");
        assert!(ExtensionType(0x4a4a).is_grease());
    }

    #[test]
    fn names_agree_with_tls_parser_where_it_has_one() {
        // tls-parser writes `TruncatedHMac` and shortens these; every other name differs only in case.
        const SHORTER: &[(u16, &str)] = &[
            (2, "clientcertificate"),
            (41, "presharedkey"),
            (45, "pskexchangemodes"),
            (35, "sessiontickettls"),
            (40, "keyshareold"),
            (46, "ticketearlydatainfo"),
            (50, "sigalgorithmscert"),
            (0xfafa, "grease"),
        ];
        let plain = |name: &str| name.to_lowercase().replace('_', "");
        let mut seen = 0;
        for number in 0..=u16::MAX {
            let theirs = plain(&tls_parser::TlsExtensionType(number).to_string());
            if theirs.starts_with("tlsextensiontype(") {
                continue;
            }
            let same = ExtensionType(number).name().is_some_and(|ours| plain(ours) == theirs);
            assert!(same || SHORTER.contains(&(number, &*theirs)), "{number}: {theirs}");
            seen += 1;
        }
        assert!(seen > 40, "tls-parser names only {seen} extensions");
    }
}
