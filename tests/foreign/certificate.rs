//! Certificates and keys, made on first use.

use std::path::Path;
use std::sync::LazyLock;

use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::dsa::Dsa;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Name};

/// The name in every certificate, besides `localhost` and 127.0.0.1.
pub(crate) const NAME: &str = "foreign.example";
/// The password of the PKCS #12 files, which exist only during a test.
pub(crate) const PASSWORD: &str = "foreign";

/// A key and its self-signed certificate.
pub(crate) struct Certificate {
    key: PKey<Private>,
    certificate: X509,
}

/// RSA, 2048 bits: what old versions and static key exchange need.
pub(crate) static RSA: LazyLock<Certificate> =
    LazyLock::new(|| Certificate::of(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()));
/// RSA, 1024 bits: what old appliances have.
pub(crate) static RSA_1024: LazyLock<Certificate> =
    LazyLock::new(|| Certificate::of(PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap()));
/// DSA, 1024 bits.
pub(crate) static DSA: LazyLock<Certificate> =
    LazyLock::new(|| Certificate::of(PKey::from_dsa(Dsa::generate(1024).unwrap()).unwrap()));
/// ECDSA on P-256.
pub(crate) static P256: LazyLock<Certificate> = LazyLock::new(|| Certificate::on_curve(Nid::X9_62_PRIME256V1));
/// ECDSA on P-384.
pub(crate) static P384: LazyLock<Certificate> = LazyLock::new(|| Certificate::on_curve(Nid::SECP384R1));
/// ECDSA on P-521.
pub(crate) static P521: LazyLock<Certificate> = LazyLock::new(|| Certificate::on_curve(Nid::SECP521R1));
/// ECDSA on brainpoolP256r1.
pub(crate) static BRAINPOOL: LazyLock<Certificate> = LazyLock::new(|| Certificate::on_curve(Nid::BRAINPOOL_P256R1));
/// Ed25519.
pub(crate) static ED25519: LazyLock<Certificate> = LazyLock::new(|| Certificate::of(PKey::generate_ed25519().unwrap()));
/// Ed448.
pub(crate) static ED448: LazyLock<Certificate> = LazyLock::new(|| Certificate::of(PKey::generate_ed448().unwrap()));

impl Certificate {
    fn on_curve(curve: Nid) -> Self {
        let group = EcGroup::from_curve_name(curve).unwrap();
        Self::of(PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
    }

    fn of(key: PKey<Private>) -> Self {
        let mut name = X509Name::builder().unwrap();
        name.append_entry_by_text("CN", NAME).unwrap();
        let name = name.build();
        let mut serial = BigNum::new().unwrap();
        serial.rand(127, MsbOption::MAYBE_ZERO, false).unwrap();

        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
        builder.set_subject_name(&name).unwrap();
        builder.set_issuer_name(&name).unwrap();
        builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::days_from_now(2).unwrap()).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        let names = SubjectAlternativeName::new()
            .dns(NAME)
            .dns("localhost")
            .ip("127.0.0.1")
            .build(&builder.x509v3_context(None, None))
            .unwrap();
        builder.append_extension(names).unwrap();
        let digest = match key.id() {
            Id::ED25519 | Id::ED448 => MessageDigest::null(),
            _ => MessageDigest::sha256(),
        };
        builder.sign(&key, digest).unwrap();
        Self { certificate: builder.build(), key }
    }

    /// Writes `{stem}.crt` and `{stem}.key`, PEM.
    pub(crate) fn write_pem(&self, folder: &Path, stem: &str) {
        std::fs::write(folder.join(format!("{stem}.crt")), self.certificate.to_pem().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{stem}.key")), self.key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    }

    /// Writes one PEM file with certificate and key.
    pub(crate) fn write_bundle(&self, file: &Path) {
        let mut bundle = self.certificate.to_pem().unwrap();
        bundle.extend(self.key.private_key_to_pem_pkcs8().unwrap());
        std::fs::write(file, bundle).unwrap();
    }

    /// Writes a PKCS #12 file with this friendly name, protected by [`PASSWORD`].
    pub(crate) fn write_pkcs12(&self, file: &Path, friendly_name: &str) {
        let store =
            Pkcs12::builder().name(friendly_name).pkey(&self.key).cert(&self.certificate).build2(PASSWORD).unwrap();
        std::fs::write(file, store.to_der().unwrap()).unwrap();
    }
}
