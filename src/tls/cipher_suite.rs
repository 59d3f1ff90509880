//! Cipher suites: names, and which versions may select them.

use super::Version;
use super::cipher_suite_table::NAMES;
use super::code_point::named_code_point;

/// A cipher suite by its number; numbers without a name are kept as received.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CipherSuite(pub u16);

named_code_point!(CipherSuite, NAMES);

impl CipherSuite {
    /// The state before any handshake; never negotiated (RFC 5246, A.5).
    pub const NULL: Self = Self(0x0000);
    /// Signals that the client supports secure renegotiation (RFC 5746, 3.3); never selected.
    pub const EMPTY_RENEGOTIATION_INFO: Self = Self(0x00ff);
    /// Signals that the client lowered its version after a failure (RFC 7507); never selected.
    pub const FALLBACK: Self = Self(0x5600);

    /// `TLS_RSA_WITH_RC4_128_MD5`
    pub const RSA_RC4_128_MD5: Self = Self(0x0004);
    /// `TLS_RSA_WITH_RC4_128_SHA`
    pub const RSA_RC4_128_SHA: Self = Self(0x0005);
    /// `TLS_RSA_WITH_3DES_EDE_CBC_SHA`
    pub const RSA_3DES_EDE_CBC_SHA: Self = Self(0x000a);
    /// `TLS_RSA_WITH_AES_128_CBC_SHA`: mandatory for TLS 1.2 (RFC 5246, 9).
    pub const RSA_AES_128_CBC_SHA: Self = Self(0x002f);
    /// `TLS_RSA_WITH_AES_256_CBC_SHA`
    pub const RSA_AES_256_CBC_SHA: Self = Self(0x0035);
    /// `TLS_RSA_WITH_AES_128_GCM_SHA256`
    pub const RSA_AES_128_GCM_SHA256: Self = Self(0x009c);
    /// `TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA`
    pub const ECDHE_RSA_AES_128_CBC_SHA: Self = Self(0xc013);
    /// `TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA`
    pub const ECDHE_RSA_AES_256_CBC_SHA: Self = Self(0xc014);
    /// `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`
    pub const ECDHE_ECDSA_AES_128_GCM_SHA256: Self = Self(0xc02b);
    /// `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`
    pub const ECDHE_RSA_AES_128_GCM_SHA256: Self = Self(0xc02f);
    /// `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384`
    pub const ECDHE_RSA_AES_256_GCM_SHA384: Self = Self(0xc030);
    /// `TLS_AES_128_GCM_SHA256`: mandatory for TLS 1.3 (RFC 8446, 9.1).
    pub const AES_128_GCM_SHA256: Self = Self(0x1301);
    /// `TLS_AES_256_GCM_SHA384`
    pub const AES_256_GCM_SHA384: Self = Self(0x1302);
    /// `TLS_CHACHA20_POLY1305_SHA256`
    pub const CHACHA20_POLY1305_SHA256: Self = Self(0x1303);

    /// Returns every number that has a name, in order, including signaling values, the null suite and old unregistered
    /// numbers. Filter with [`usable_with`](Self::usable_with) for those that a server can select.
    pub fn registered() -> impl Iterator<Item = Self> + Clone {
        NAMES.iter().map(|entry| Self(entry.0))
    }

    /// Returns whether the suite only signals something to the server and is never selected (RFC 5746, RFC 7507).
    pub const fn is_signaling(self) -> bool {
        matches!(self, Self::EMPTY_RENEGOTIATION_INFO | Self::FALLBACK)
    }

    /// Returns whether only TLS 1.3 can select it: the suites whose names have no key exchange (RFC 8446, B.4; SM4: RFC
    /// 8998; integrity only: RFC 9150; GOST with MGM: RFC 9367).
    pub const fn is_tls13(self) -> bool {
        matches!(self.0, 0x00c6 | 0x00c7 | 0x1301..=0x13ff | 0xc0b4 | 0xc0b5 | 0xc103..=0xc106) && !self.is_grease()
    }

    /// Returns whether TLS 1.2 can select it but no older version: AEAD suites, and CBC suites with SHA-256 or SHA-384.
    ///
    /// The pre-shared key suites with CBC or NULL and SHA-2 nevertheless belong to every TLS version (RFC 5487, 3;
    /// RFC 5489, 3). Numbers without a name: false.
    pub fn tls12_only(self) -> bool {
        let Some(name) = self.name() else { return false };
        if self.is_tls13() || self.is_signaling() {
            return false;
        }
        let authenticated = ["_GCM_", "_CCM", "_CHACHA20_", "_OMAC"].iter().any(|mode| name.contains(mode));
        let sha2 = name.ends_with("_SHA256") || name.ends_with("_SHA384");
        // C102 is registered only for TLS 1.2 (RFC 9189, 4.1); its older equivalents 0081 and FF85 are not.
        authenticated || (sha2 && !name.contains("PSK_WITH_")) || self.0 == 0xc102
    }

    /// Returns whether a server can select it for this version. Broader than the standards: old servers still select
    /// suites that a newer version removed (export, DES, RC4), and SSL 3.0 servers select elliptic curves and AES.
    /// False for signaling values, the null suite, GREASE and numbers without a name.
    pub fn usable_with(self, version: Version) -> bool {
        if self.name().is_none() || self.is_signaling() || self == Self::NULL {
            return false;
        }
        match version {
            Version::Tls13 => self.is_tls13(),
            Version::Tls12 => !self.is_tls13(),
            Version::Ssl3 | Version::Tls10 | Version::Tls11 => !self.is_tls13() && !self.tls12_only(),
        }
    }
}

#[cfg(test)]
mod tests {
    use tls_parser::TlsCipherSuite;

    use super::super::code_point::assert_sorted_and_unique;
    use super::*;

    #[test]
    fn the_table_is_sorted_and_without_duplicates() {
        assert_sorted_and_unique(NAMES);
        assert_eq!(CipherSuite::registered().count(), NAMES.len());
    }

    #[test]
    fn well_known_numbers_have_their_names() {
        for (number, name) in [
            (0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"),
            (0x001e, "TLS_KRB5_WITH_DES_CBC_SHA"),
            (0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"),
            (0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA"),
            (0x0081, "TLS_GOSTR341001_WITH_28147_CNT_IMIT"),
            (0x0096, "TLS_RSA_WITH_SEED_CBC_SHA"),
            (0x00c6, "TLS_SM4_GCM_SM3"),
            (0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"),
            (0x1301, "TLS_AES_128_GCM_SHA256"),
            (0x5600, "TLS_FALLBACK_SCSV"),
            (0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"),
            (0xc01d, "TLS_SRP_SHA_WITH_AES_128_CBC_SHA"),
            (0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            (0xc050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256"),
            (0xc0b0, "TLS_ECCPWD_WITH_AES_128_GCM_SHA256"),
            (0xc0b4, "TLS_SHA256_SHA256"),
            (0xc100, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC"),
            (0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            (0xfeff, "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA"),
        ] {
            assert_eq!(CipherSuite(number).to_string(), name);
        }
        assert_eq!(CipherSuite(0x1a1a).to_string(), "0x1a1a");
        assert_eq!(format!("[{:>8}]", CipherSuite(0xbeef)), "[  0xbeef]");
    }

    #[test]
    fn names_agree_with_tls_parser_number_by_number() {
        let mut seen = 0;
        for number in 0..=u16::MAX {
            if let Some(theirs) = TlsCipherSuite::from_id(number) {
                assert_eq!(CipherSuite(number).name(), Some(theirs.name), "{number:04x}");
                seen += 1;
            }
        }
        assert!(seen > 340, "tls-parser names only {seen} suites");
    }

    /// Compares with OpenSSL, which knows the registered name of each of its suites and the first version that may
    /// select it.
    #[cfg(not(any(windows, target_vendor = "apple")))]
    #[test]
    fn names_and_versions_agree_with_openssl() {
        use openssl::ssl::{Ssl, SslContext, SslMethod};

        let context = SslContext::builder(SslMethod::tls()).unwrap().build();
        let every_number: Vec<u8> = (1..=u16::MAX).flat_map(u16::to_be_bytes).collect();
        let known = Ssl::new(&context).unwrap().bytes_to_cipher_list(&every_number, false).unwrap();
        let mut seen = 0;
        for theirs in &known.suites {
            let ours = CipherSuite(u16::from_be_bytes(theirs.protocol_id()));
            let Some(name) = theirs.standard_name() else { continue };
            assert_eq!(ours.name(), Some(name), "{:04x}", ours.0);
            assert_eq!(ours.tls12_only(), theirs.version() == "TLSv1.2", "{ours} {}", theirs.version());
            assert_eq!(ours.is_tls13(), theirs.version() == "TLSv1.3", "{ours} {}", theirs.version());
            seen += 1;
        }
        assert!(seen > 50, "OpenSSL named only {seen} suites");
    }

    #[test]
    fn versions_take_the_suites_that_belong_to_them() {
        let at = |version| CipherSuite::registered().filter(|suite| suite.usable_with(version)).count();
        assert_eq!(at(Version::Tls13), 15);
        assert!(at(Version::Tls12) > at(Version::Tls10), "TLS 1.2 has the AEAD suites on top");
        for (number, versions) in [
            (0x0000, &[][..]),
            (0x00ff, &[]),
            (0x5600, &[]),
            (0x0a0a, &[]),
            (0xbeef, &[]),
            (0x0003, &[Version::Ssl3, Version::Tls10, Version::Tls11, Version::Tls12]),
            (0x002f, &[Version::Ssl3, Version::Tls10, Version::Tls11, Version::Tls12]),
            (0xfeff, &[Version::Ssl3, Version::Tls10, Version::Tls11, Version::Tls12]),
            (0x00ae, &[Version::Ssl3, Version::Tls10, Version::Tls11, Version::Tls12]),
            (0x003c, &[Version::Tls12]),
            (0x009c, &[Version::Tls12]),
            (0xc0b3, &[Version::Tls12]),
            (0xc102, &[Version::Tls12]),
            (0xcca8, &[Version::Tls12]),
            (0x1301, &[Version::Tls13]),
            (0x00c7, &[Version::Tls13]),
            (0xc0b5, &[Version::Tls13]),
            (0xc106, &[Version::Tls13]),
        ] {
            let usable: Vec<_> = Version::ALL.into_iter().filter(|v| CipherSuite(number).usable_with(*v)).collect();
            assert_eq!(usable, versions, "{number:04x}");
        }
    }
}
