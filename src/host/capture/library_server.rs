//! A server in memory that is made of the host's own OpenSSL: for clients that offer nothing which the built-in servers
//! can select, such as only the group X448.

use std::sync::{Mutex, PoisonError};

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use openssl::ssl::{HandshakeError, Ssl, SslContext, SslContextBuilder, SslMethod, SslOptions, SslVersion};
use openssl::x509::{X509, X509Builder, X509NameBuilder};

use super::exchange::exchange;
use super::tls13_server::MOST_ROUNDS;
use crate::observation::capture::{Step, Unseen};
use crate::probe::Handshake;
use crate::probe::pipe::Pipe;
use crate::tls::{NamedGroup, SignatureScheme, Version};
use crate::wire::Offer;

/// Groups by their names in OpenSSL.
const GROUPS: [(u16, &str); 14] = [
    (0x001d, "X25519"),
    (0x0017, "P-256"),
    (0x0018, "P-384"),
    (0x0019, "P-521"),
    (0x001e, "X448"),
    (0x0100, "ffdhe2048"),
    (0x0101, "ffdhe3072"),
    (0x0102, "ffdhe4096"),
    (0x0103, "ffdhe6144"),
    (0x0104, "ffdhe8192"),
    (0x001a, "brainpoolP256r1"),
    (0x001b, "brainpoolP384r1"),
    (0x001c, "brainpoolP512r1"),
    (0x11ec, "X25519MLKEM768"),
];

/// Every signature algorithm that a key of [`KeyKind`] can make.
const SIGNATURES: &str = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:\
                          RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA1:RSA+SHA1";

/// The key of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyKind {
    /// RSA with 2048 bits.
    Rsa,
    Curve(Nid),
    Edwards(Id),
}

/// Continues with a client whose hello is `written` and offers `offer`, with this version only.
pub(super) fn step(client: &mut dyn Handshake, offer: &Offer, written: Vec<u8>, version: Version) -> Step {
    match kinds(offer, version).into_iter().next() {
        Some(kind) => with_key(kind, client, offer, written, version),
        None => Step::Unknown(Unseen::NothingInCommon),
    }
}

/// Does the same, with a certificate that has an RSA key of 2048 bits.
pub(in crate::host) fn step_with_rsa(
    client: &mut dyn Handshake,
    offer: &Offer,
    written: Vec<u8>,
    version: Version,
) -> Step {
    if kinds(offer, version).contains(&KeyKind::Rsa) {
        with_key(KeyKind::Rsa, client, offer, written, version)
    } else {
        Step::Unknown(Unseen::NothingInCommon)
    }
}

fn with_key(kind: KeyKind, client: &mut dyn Handshake, offer: &Offer, mut written: Vec<u8>, version: Version) -> Step {
    let server = match server(kind, offer, version) {
        Ok(server) => server,
        Err(error) => return Step::Unknown(Unseen::NoServer(error.to_string())),
    };
    let pipe = Pipe::default();
    pipe.feed(&written, false);
    let mut result = server.accept(pipe.clone());
    for _ in 0..MOST_ROUNDS {
        result = match result {
            Ok(_) => return Step::GoesOn,
            Err(HandshakeError::SetupFailure(error)) => {
                return Step::Unknown(Unseen::NoServer(error.to_string()));
            }
            Err(HandshakeError::Failure(failed)) => {
                let alert = failed.error().ssl_error().and_then(crate::probe::platform::peer_alert);
                return match alert {
                    Some(alert) => Step::Refuses(Some(alert)),
                    None => Step::Unknown(Unseen::NothingInCommon),
                };
            }
            Err(HandshakeError::WouldBlock(waiting)) => {
                let mut answer = Vec::new();
                pipe.drain(&mut answer);
                written = exchange(client, &answer);
                if written.is_empty() {
                    // A library that gives up at the server's flight may do so without an alert.
                    return Step::Refuses(None);
                }
                pipe.feed(&written, false);
                waiting.handshake()
            }
        };
    }
    Step::Unknown(Unseen::Endless)
}

/// Returns the keys that suit the hello, in the order in which the client prefers them. Clients use the host's own
/// library, so only what that library can select matters.
fn kinds(offer: &Offer, version: Version) -> Vec<KeyKind> {
    let has_suite = |prefix: &str| {
        offer
            .cipher_suites
            .iter()
            .any(|suite| suite.usable_with(version) && suite.name().is_some_and(|name| name.starts_with(prefix)))
    };
    let before_13 = version < Version::Tls13;
    let (rsa, ecdsa) =
        (!before_13 || has_suite("TLS_ECDHE_RSA_WITH_"), !before_13 || has_suite("TLS_ECDHE_ECDSA_WITH_"));
    // Before TLS 1.3 the curve of the key must be one of the client's groups.
    let curve = |scheme: SignatureScheme| {
        let of_scheme = match scheme.0 {
            0x0403 => NamedGroup::SECP256R1,
            0x0503 => NamedGroup::SECP384R1,
            0x0603 => NamedGroup::SECP521R1,
            _ => return None,
        };
        let known = [NamedGroup::SECP256R1, NamedGroup::SECP384R1, NamedGroup::SECP521R1];
        let fits = if before_13 { known.into_iter().find(|group| offer.groups.contains(group))? } else { of_scheme };
        Some(KeyKind::Curve(match fits {
            NamedGroup::SECP256R1 => Nid::X9_62_PRIME256V1,
            NamedGroup::SECP384R1 => Nid::SECP384R1,
            _ => Nid::SECP521R1,
        }))
    };
    let kind = |scheme: &SignatureScheme| match scheme.0 {
        0x0401 | 0x0501 | 0x0601 | 0x0201 if before_13 && rsa => Some(KeyKind::Rsa),
        0x0804..=0x0806 if rsa => Some(KeyKind::Rsa),
        0x0403 | 0x0503 | 0x0603 if ecdsa => curve(*scheme),
        0x0807 if ecdsa => Some(KeyKind::Edwards(Id::ED25519)),
        0x0808 if ecdsa => Some(KeyKind::Edwards(Id::ED448)),
        _ => None,
    };
    if version < Version::Tls12 {
        // The list is about TLS 1.2 and above.
        let curve = if ecdsa { curve(SignatureScheme::ECDSA_SECP256R1_SHA256) } else { None };
        return rsa.then_some(KeyKind::Rsa).into_iter().chain(curve).collect();
    }
    offer.signature_schemes.iter().filter_map(kind).collect()
}

/// Makes a server that selects from what the client offers, whatever the host's configuration says about servers.
fn server(kind: KeyKind, offer: &Offer, version: Version) -> Result<Ssl, ErrorStack> {
    let key = key(kind)?;
    let certificate = certificate(&key, kind)?;
    let mut builder: SslContextBuilder = SslContext::builder(SslMethod::tls_server())?;
    builder.set_security_level(0);
    builder
        .clear_options(SslOptions::NO_TLSV1 | SslOptions::NO_TLSV1_1 | SslOptions::NO_TLSV1_2 | SslOptions::NO_TLSV1_3);
    let only = match version {
        Version::Ssl3 => SslVersion::SSL3,
        Version::Tls10 => SslVersion::TLS1,
        Version::Tls11 => SslVersion::TLS1_1,
        Version::Tls12 => SslVersion::TLS1_2,
        Version::Tls13 => SslVersion::TLS1_3,
    };
    builder.set_min_proto_version(Some(only))?;
    builder.set_max_proto_version(Some(only))?;
    builder.set_cipher_list("ECDHE:@SECLEVEL=0")?;
    builder.set_ciphersuites("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256")?;
    let named = GROUPS.iter().filter(|(number, _)| offer.groups.contains(&NamedGroup(*number)));
    let groups: Vec<&str> = named.map(|(_, name)| *name).collect();
    builder.set_groups_list(&groups.join(":"))?;
    match kind {
        KeyKind::Edwards(Id::ED448) => builder.set_sigalgs_list("ed448")?,
        KeyKind::Edwards(_) => builder.set_sigalgs_list("ed25519")?,
        KeyKind::Rsa | KeyKind::Curve(_) => builder.set_sigalgs_list(SIGNATURES)?,
    }
    builder.set_certificate(&certificate)?;
    builder.set_private_key(&key)?;
    Ssl::new(&builder.build())
}

fn key(kind: KeyKind) -> Result<PKey<Private>, ErrorStack> {
    /// Searching for primes takes longer than everything else here. The key protects nothing.
    static RSA: Mutex<Option<PKey<Private>>> = Mutex::new(None);
    match kind {
        KeyKind::Rsa => {
            let mut kept = RSA.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(key) = &*kept {
                return Ok(key.clone());
            }
            let key = PKey::from_rsa(Rsa::generate(2048)?)?;
            *kept = Some(key.clone());
            Ok(key)
        }
        KeyKind::Curve(curve) => PKey::from_ec_key(EcKey::generate(EcGroup::from_curve_name(curve)?.as_ref())?),
        KeyKind::Edwards(Id::ED448) => PKey::generate_ed448(),
        KeyKind::Edwards(_) => PKey::generate_ed25519(),
    }
}

fn certificate(key: &PKey<Private>, kind: KeyKind) -> Result<X509, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COMMONNAME, "tlsready.invalid")?;
    let name = name.build();
    let mut builder: X509Builder = X509::builder()?;
    builder.set_version(2)?;
    let serial = BigNum::from_u32(1)?.to_asn1_integer()?;
    builder.set_serial_number(&serial)?;
    builder.set_subject_name(&name)?;
    builder.set_issuer_name(&name)?;
    let (from, to) = (Asn1Time::days_from_now(0)?, Asn1Time::days_from_now(1)?);
    builder.set_not_before(&from)?;
    builder.set_not_after(&to)?;
    builder.set_pubkey(key)?;
    let digest = match kind {
        KeyKind::Edwards(_) => MessageDigest::null(),
        KeyKind::Rsa | KeyKind::Curve(_) => MessageDigest::sha256(),
    };
    builder.sign(key, digest)?;
    Ok(builder.build())
}
