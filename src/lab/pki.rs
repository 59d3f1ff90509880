//! The lab's certificates, minted at start: nothing is stored on disk, and nothing can have expired already.

use std::io;
use std::net::Ipv4Addr;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use time::{Duration, OffsetDateTime};

/// The domain of every server of the lab. `.test` is reserved and never resolves (RFC 6761, 6.2).
pub(super) const DOMAIN: &str = "lab.test";

/// Which certificate a server presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// Valid in every way, for clients that trust the lab's CA.
    Good,
    /// Its validity period has ended.
    Expired,
    /// Its validity period has not begun.
    NotYetValid,
    /// It is for another name.
    WrongName,
    /// Its CA is not the lab's; the CA certificate is sent with it.
    PrivateCa,
    /// It is self-signed.
    SelfSigned,
}

/// A chain, leaf first, and the leaf's key (PKCS #8).
#[derive(Debug)]
pub(super) struct Certified {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: Vec<u8>,
}

impl Certified {
    pub(super) fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()))
    }
}

/// The lab's CA, and everything it signed.
pub(super) struct Pki {
    now: OffsetDateTime,
    authority: Issuer<'static, KeyPair>,
    authority_der: CertificateDer<'static>,
    authority_pem: String,
    good: Certified,
}

impl Pki {
    /// Mints the CA and the certificate that most servers share. Validity periods are relative to `now`.
    pub(super) fn mint(now: OffsetDateTime) -> io::Result<Self> {
        let (authority, certificate) = new_authority(now, "tlsready lab CA")?;
        let good = issue(now, &authority, Identity::Good, &new_key()?)?;
        Ok(Self { now, authority, authority_der: certificate.der().clone(), authority_pem: certificate.pem(), good })
    }

    /// Returns the CA's certificate (PEM).
    pub(super) fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// Returns the CA's certificate (DER).
    pub(super) fn authority_der(&self) -> &CertificateDer<'static> {
        &self.authority_der
    }

    /// Returns the certificate that most servers share.
    pub(super) fn good(&self) -> &Certified {
        &self.good
    }

    /// Certifies a key.
    pub(super) fn certify(&self, identity: Identity, key: &KeyPair) -> io::Result<Certified> {
        issue(self.now, &self.authority, identity, key)
    }
}

/// Makes an ECDSA key on P-256.
pub(super) fn new_key() -> io::Result<KeyPair> {
    KeyPair::generate().map_err(io::Error::other)
}

fn wildcard() -> Vec<String> {
    vec![DOMAIN.to_owned(), format!("*.{DOMAIN}"), "localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string()]
}

/// Returns the parameters of a server's certificate. Names that are IP addresses become address entries.
fn server(now: OffsetDateTime, names: Vec<String>) -> io::Result<CertificateParams> {
    let common_name = names.first().cloned().unwrap_or_default();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = now - Duration::days(60);
    params.not_after = now + Duration::days(90);
    // Key encipherment matters only to RSA keys (RFC 5246, 7.4.2) and is harmless with others.
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn new_authority(now: OffsetDateTime, name: &str) -> io::Result<(Issuer<'static, KeyPair>, rcgen::Certificate)> {
    let key = new_key()?;
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = now - Duration::days(60);
    params.not_after = now + Duration::days(90);
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    Ok((Issuer::new(params, key), certificate))
}

fn leaf(params: &CertificateParams, key: &KeyPair, issuer: &Issuer<'_, KeyPair>) -> io::Result<Certified> {
    let certificate = params.signed_by(key, issuer).map_err(io::Error::other)?;
    Ok(Certified { chain: vec![certificate.der().clone()], key: key.serialize_der() })
}

fn issue(
    now: OffsetDateTime,
    authority: &Issuer<'_, KeyPair>,
    identity: Identity,
    key: &KeyPair,
) -> io::Result<Certified> {
    let mut params = server(now, wildcard())?;
    match identity {
        Identity::Good | Identity::PrivateCa | Identity::SelfSigned => {}
        Identity::Expired => {
            params.not_before = now - Duration::days(30);
            params.not_after = now - Duration::days(2);
        }
        Identity::NotYetValid => params.not_before = now + Duration::days(2),
        Identity::WrongName => params = server(now, vec!["elsewhere.test".to_owned()])?,
    }
    match identity {
        Identity::PrivateCa => {
            let (private, certificate) = new_authority(now, "tlsready lab private CA")?;
            let mut certified = leaf(&params, key, &private)?;
            certified.chain.push(certificate.der().clone());
            Ok(certified)
        }
        Identity::SelfSigned => {
            let certificate = params.self_signed(key).map_err(io::Error::other)?;
            Ok(Certified { chain: vec![certificate.der().clone()], key: key.serialize_der() })
        }
        _ => leaf(&params, key, authority),
    }
}
