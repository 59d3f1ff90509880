//! Signature schemes (IANA registry `TLS SignatureScheme`, and the hash and signature pairs of TLS 1.2).

use super::code_point::named_code_point;

/// A signature scheme by its number; numbers without a name are kept as received.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignatureScheme(pub u16);

named_code_point!(SignatureScheme, NAMES);

impl SignatureScheme {
    /// RSA with SHA-1, PKCS #1 v1.5.
    pub const RSA_PKCS1_SHA1: Self = Self(0x0201);
    /// ECDSA with SHA-1.
    pub const ECDSA_SHA1: Self = Self(0x0203);
    /// RSA with SHA-256, PKCS #1 v1.5.
    pub const RSA_PKCS1_SHA256: Self = Self(0x0401);
    /// ECDSA with SHA-256; in TLS 1.3 only on P-256.
    pub const ECDSA_SECP256R1_SHA256: Self = Self(0x0403);
    /// RSA with SHA-384, PKCS #1 v1.5.
    pub const RSA_PKCS1_SHA384: Self = Self(0x0501);
    /// ECDSA with SHA-384; in TLS 1.3 only on P-384.
    pub const ECDSA_SECP384R1_SHA384: Self = Self(0x0503);
    /// RSA with SHA-512, PKCS #1 v1.5.
    pub const RSA_PKCS1_SHA512: Self = Self(0x0601);
    /// ECDSA with SHA-512; in TLS 1.3 only on P-521.
    pub const ECDSA_SECP521R1_SHA512: Self = Self(0x0603);
    /// RSA-PSS with SHA-256, key of type rsaEncryption.
    pub const RSA_PSS_RSAE_SHA256: Self = Self(0x0804);
    /// RSA-PSS with SHA-384, key of type rsaEncryption.
    pub const RSA_PSS_RSAE_SHA384: Self = Self(0x0805);
    /// RSA-PSS with SHA-512, key of type rsaEncryption.
    pub const RSA_PSS_RSAE_SHA512: Self = Self(0x0806);
    /// Ed25519.
    pub const ED25519: Self = Self(0x0807);
    /// Ed448.
    pub const ED448: Self = Self(0x0808);

    /// Returns every number that has a name, in order.
    pub fn registered() -> impl Iterator<Item = Self> + Clone {
        NAMES.iter().map(|entry| Self(entry.0))
    }
}

/// Names as registered. MD5, SHA-224, all of DSA, 0840, 0841, EDED, EEEE and EFEF have no name in the registry: only
/// TLS 1.2 uses them, as pairs of hash and signature (RFC 5246, 7.4.1.4.1; GOST: RFC 9189, 5.2 and its drafts).
const NAMES: &[(u16, &str)] = &[
    (0x0101, "rsa_pkcs1_md5"),
    (0x0102, "dsa_md5"),
    (0x0103, "ecdsa_md5"),
    (0x0201, "rsa_pkcs1_sha1"),
    (0x0202, "dsa_sha1"),
    (0x0203, "ecdsa_sha1"),
    (0x0301, "rsa_pkcs1_sha224"),
    (0x0302, "dsa_sha224"),
    (0x0303, "ecdsa_sha224"),
    (0x0401, "rsa_pkcs1_sha256"),
    (0x0402, "dsa_sha256"),
    (0x0403, "ecdsa_secp256r1_sha256"),
    (0x0420, "rsa_pkcs1_sha256_legacy"),
    (0x0501, "rsa_pkcs1_sha384"),
    (0x0502, "dsa_sha384"),
    (0x0503, "ecdsa_secp384r1_sha384"),
    (0x0520, "rsa_pkcs1_sha384_legacy"),
    (0x0601, "rsa_pkcs1_sha512"),
    (0x0602, "dsa_sha512"),
    (0x0603, "ecdsa_secp521r1_sha512"),
    (0x0620, "rsa_pkcs1_sha512_legacy"),
    (0x0704, "eccsi_sha256"),
    (0x0705, "iso_ibs1"),
    (0x0706, "iso_ibs2"),
    (0x0707, "iso_chinese_ibs"),
    (0x0708, "sm2sig_sm3"),
    (0x0709, "gostr34102012_256a"),
    (0x070a, "gostr34102012_256b"),
    (0x070b, "gostr34102012_256c"),
    (0x070c, "gostr34102012_256d"),
    (0x070d, "gostr34102012_512a"),
    (0x070e, "gostr34102012_512b"),
    (0x070f, "gostr34102012_512c"),
    (0x0804, "rsa_pss_rsae_sha256"),
    (0x0805, "rsa_pss_rsae_sha384"),
    (0x0806, "rsa_pss_rsae_sha512"),
    (0x0807, "ed25519"),
    (0x0808, "ed448"),
    (0x0809, "rsa_pss_pss_sha256"),
    (0x080a, "rsa_pss_pss_sha384"),
    (0x080b, "rsa_pss_pss_sha512"),
    (0x081a, "ecdsa_brainpoolP256r1tls13_sha256"),
    (0x081b, "ecdsa_brainpoolP384r1tls13_sha384"),
    (0x081c, "ecdsa_brainpoolP512r1tls13_sha512"),
    (0x0840, "gostr34102012_256"),
    (0x0841, "gostr34102012_512"),
    (0x0904, "mldsa44"),
    (0x0905, "mldsa65"),
    (0x0906, "mldsa87"),
    (0xeded, "gostr34102001_gostr3411"),
    (0xeeee, "gostr34102012_256_gostr34112012_256"),
    (0xefef, "gostr34102012_512_gostr34112012_512"),
];

#[cfg(test)]
mod tests {
    use super::super::code_point::assert_sorted_and_unique;
    use super::*;

    #[test]
    fn the_table_is_sorted_and_without_duplicates() {
        assert_sorted_and_unique(NAMES);
        assert_eq!(SignatureScheme::registered().count(), NAMES.len());
    }

    #[test]
    fn constants_have_the_names_that_they_say() {
        for (scheme, name) in [
            (SignatureScheme::RSA_PKCS1_SHA1, "rsa_pkcs1_sha1"),
            (SignatureScheme::ECDSA_SHA1, "ecdsa_sha1"),
            (SignatureScheme::RSA_PKCS1_SHA256, "rsa_pkcs1_sha256"),
            (SignatureScheme::ECDSA_SECP256R1_SHA256, "ecdsa_secp256r1_sha256"),
            (SignatureScheme::RSA_PKCS1_SHA384, "rsa_pkcs1_sha384"),
            (SignatureScheme::ECDSA_SECP384R1_SHA384, "ecdsa_secp384r1_sha384"),
            (SignatureScheme::RSA_PKCS1_SHA512, "rsa_pkcs1_sha512"),
            (SignatureScheme::ECDSA_SECP521R1_SHA512, "ecdsa_secp521r1_sha512"),
            (SignatureScheme::RSA_PSS_RSAE_SHA256, "rsa_pss_rsae_sha256"),
            (SignatureScheme::RSA_PSS_RSAE_SHA384, "rsa_pss_rsae_sha384"),
            (SignatureScheme::RSA_PSS_RSAE_SHA512, "rsa_pss_rsae_sha512"),
            (SignatureScheme::ED25519, "ed25519"),
            (SignatureScheme::ED448, "ed448"),
        ] {
            assert_eq!(scheme.to_string(), name);
        }
        assert_eq!(SignatureScheme(0x0102).to_string(), "dsa_md5");
        assert_eq!(SignatureScheme(0xfe01).to_string(), "0xfe01");
    }

    #[test]
    fn names_agree_with_tls_parser_where_it_has_one() {
        let mut seen = 0;
        for number in 0..=u16::MAX {
            let theirs = tls_parser::SignatureScheme(number).to_string();
            if theirs.starts_with("SignatureScheme(") {
                continue;
            }
            assert_eq!(SignatureScheme(number).name(), Some(theirs.as_str()), "{number:04x}");
            seen += 1;
        }
        assert!(seen > 15, "tls-parser names only {seen} schemes");
    }
}
