//! Groups for key exchange (IANA registry "TLS Supported Groups").

use super::code_point::named_code_point;

/// A group by its number; numbers without a name are kept as received.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamedGroup(pub u16);

named_code_point!(NamedGroup, NAMES);

impl NamedGroup {
    /// NIST P-256.
    pub const SECP256R1: Self = Self(0x0017);
    /// NIST P-384.
    pub const SECP384R1: Self = Self(0x0018);
    /// NIST P-521.
    pub const SECP521R1: Self = Self(0x0019);
    /// Curve25519 (RFC 8422, RFC 8446).
    pub const X25519: Self = Self(0x001d);
    /// Curve448 (RFC 8422, RFC 8446).
    pub const X448: Self = Self(0x001e);
    /// Finite field of 2048 bits (RFC 7919).
    pub const FFDHE2048: Self = Self(0x0100);
    /// Finite field of 3072 bits (RFC 7919).
    pub const FFDHE3072: Self = Self(0x0101);
    /// Finite field of 4096 bits (RFC 7919).
    pub const FFDHE4096: Self = Self(0x0102);
    /// P-256 with ML-KEM-768 (draft-ietf-tls-ecdhe-mlkem).
    pub const SECP256R1_MLKEM768: Self = Self(0x11eb);
    /// Curve25519 with ML-KEM-768 (draft-ietf-tls-ecdhe-mlkem).
    pub const X25519_MLKEM768: Self = Self(0x11ec);

    /// Returns every number that has a name, in order.
    pub fn registered() -> impl Iterator<Item = Self> + Clone {
        NAMES.iter().map(|entry| Self(entry.0))
    }
}

/// Names as registered. 1 to 22, 65281 and 65282 are for TLS 1.2 and below; 31 to 33, ML-KEM and the hybrids are only
/// for TLS 1.3.
const NAMES: &[(u16, &str)] = &[
    (0x0001, "sect163k1"),
    (0x0002, "sect163r1"),
    (0x0003, "sect163r2"),
    (0x0004, "sect193r1"),
    (0x0005, "sect193r2"),
    (0x0006, "sect233k1"),
    (0x0007, "sect233r1"),
    (0x0008, "sect239k1"),
    (0x0009, "sect283k1"),
    (0x000a, "sect283r1"),
    (0x000b, "sect409k1"),
    (0x000c, "sect409r1"),
    (0x000d, "sect571k1"),
    (0x000e, "sect571r1"),
    (0x000f, "secp160k1"),
    (0x0010, "secp160r1"),
    (0x0011, "secp160r2"),
    (0x0012, "secp192k1"),
    (0x0013, "secp192r1"),
    (0x0014, "secp224k1"),
    (0x0015, "secp224r1"),
    (0x0016, "secp256k1"),
    (0x0017, "secp256r1"),
    (0x0018, "secp384r1"),
    (0x0019, "secp521r1"),
    (0x001a, "brainpoolP256r1"),
    (0x001b, "brainpoolP384r1"),
    (0x001c, "brainpoolP512r1"),
    (0x001d, "x25519"),
    (0x001e, "x448"),
    (0x001f, "brainpoolP256r1tls13"),
    (0x0020, "brainpoolP384r1tls13"),
    (0x0021, "brainpoolP512r1tls13"),
    (0x0022, "GC256A"),
    (0x0023, "GC256B"),
    (0x0024, "GC256C"),
    (0x0025, "GC256D"),
    (0x0026, "GC512A"),
    (0x0027, "GC512B"),
    (0x0028, "GC512C"),
    (0x0029, "curveSM2"),
    (0x0100, "ffdhe2048"),
    (0x0101, "ffdhe3072"),
    (0x0102, "ffdhe4096"),
    (0x0103, "ffdhe6144"),
    (0x0104, "ffdhe8192"),
    (0x0200, "MLKEM512"),
    (0x0201, "MLKEM768"),
    (0x0202, "MLKEM1024"),
    (0x11eb, "SecP256r1MLKEM768"),
    (0x11ec, "X25519MLKEM768"),
    (0x11ed, "SecP384r1MLKEM1024"),
    (0x11ee, "curveSM2MLKEM768"),
    (0x6399, "X25519Kyber768Draft00"),
    (0x639a, "SecP256r1Kyber768Draft00"),
    (0xff01, "arbitrary_explicit_prime_curves"),
    (0xff02, "arbitrary_explicit_char2_curves"),
];

#[cfg(test)]
mod tests {
    use super::super::code_point::assert_sorted_and_unique;
    use super::*;

    #[test]
    fn the_table_is_sorted_and_without_duplicates() {
        assert_sorted_and_unique(NAMES);
        assert_eq!(NamedGroup::registered().count(), NAMES.len());
    }

    #[test]
    fn constants_have_the_names_that_they_say() {
        for (group, name) in [
            (NamedGroup::SECP256R1, "secp256r1"),
            (NamedGroup::SECP384R1, "secp384r1"),
            (NamedGroup::SECP521R1, "secp521r1"),
            (NamedGroup::X25519, "x25519"),
            (NamedGroup::X448, "x448"),
            (NamedGroup::FFDHE2048, "ffdhe2048"),
            (NamedGroup::FFDHE3072, "ffdhe3072"),
            (NamedGroup::FFDHE4096, "ffdhe4096"),
            (NamedGroup::SECP256R1_MLKEM768, "SecP256r1MLKEM768"),
            (NamedGroup::X25519_MLKEM768, "X25519MLKEM768"),
            (NamedGroup(0x0022), "GC256A"),
            (NamedGroup(0x0029), "curveSM2"),
        ] {
            assert_eq!(group.to_string(), name);
        }
        assert_eq!(NamedGroup(0x7777).to_string(), "0x7777");
        assert!(NamedGroup(0x2a2a).is_grease());
    }

    #[test]
    fn names_agree_with_tls_parser_where_it_has_one() {
        // tls-parser writes `Secp256r1`, `EcdhX25519`, `Sm2`, so spelling differences are removed.
        let plain = |name: &str| name.to_lowercase().replace('_', "");
        let mut seen = 0;
        for number in 0..=u16::MAX {
            let theirs = format!("{:?}", tls_parser::NamedGroup(number));
            let Some(theirs) = theirs.strip_prefix("NamedGroup(").is_none().then(|| plain(&theirs)) else { continue };
            let ours = NamedGroup(number).name().map(plain).unwrap_or_default();
            let theirs = theirs.replace("ecdhx", "x").replace("sm2", "curvesm2");
            assert_eq!(ours, theirs, "{number:04x}");
            seen += 1;
        }
        assert!(seen > 35, "tls-parser names only {seen} groups");
    }
}
