//! The readable contents of a certificate. Lenient: a certificate that cannot be parsed is still shown by its
//! fingerprint.

use time::format_description::well_known::Rfc3339;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;

use crate::clean::{clean, clean_bytes};
use crate::observation::{Prober, TrustFacts, TrustJudgment};
use crate::target::Host;

/// The most names of one certificate that are kept.
const MOST_NAMES: usize = 20;

/// The endpoint's certificate and how this host judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustReport {
    /// The prober that judged.
    pub prober: Prober,
    /// The judgment.
    pub judgment: TrustJudgment,
    /// Subject of the leaf, cleaned.
    pub subject: Option<String>,
    /// Issuer of the leaf, cleaned.
    pub issuer: Option<String>,
    /// Names that the leaf is for, cleaned, at most `MOST_NAMES`.
    pub names: Vec<String>,
    /// Start of validity, RFC 3339.
    pub not_before: Option<String>,
    /// End of validity, RFC 3339.
    pub not_after: Option<String>,
    /// SHA-256 of the leaf, hexadecimal.
    pub sha256: Option<String>,
    /// The number of certificates that were sent.
    pub chain_length: usize,
    /// Whether the certificate of the leaf's issuer was sent with it.
    pub issuer_sent: bool,
}

impl TrustReport {
    /// Reports whether the leaf can be read and none of its names is this one. Wildcards stand for one label (RFC 9525,
    /// 6.3).
    pub(super) fn is_for_other_names(&self, host: &Host) -> bool {
        // Not all names are known.
        if self.subject.is_none() || self.names.len() >= MOST_NAMES {
            return false;
        }
        // Where there are no names, some libraries take the common name of the subject as one.
        let common_name =
            self.subject.iter().flat_map(|subject| subject.split(", ")).find_map(|part| part.strip_prefix("CN="));
        match common_name {
            Some(name) if self.names.is_empty() => !is_for(name, host),
            _ => !self.names.iter().any(|name| is_for(name, host)),
        }
    }
}

fn is_for(name: &str, host: &Host) -> bool {
    match host {
        Host::Address(address) => name.parse() == Ok(*address),
        Host::Name(host) => {
            let name = name.to_ascii_lowercase();
            let parent = host.split_once('.').filter(|(label, _)| !label.is_empty()).map(|(_, parent)| parent);
            name == *host || name.strip_prefix("*.").is_some_and(|rest| parent == Some(rest))
        }
    }
}

/// Reads the leaf of a chain.
pub(crate) fn report(prober: Prober, facts: &TrustFacts) -> TrustReport {
    let mut report = TrustReport {
        prober,
        judgment: facts.judgment.clone(),
        subject: None,
        issuer: None,
        names: Vec::new(),
        not_before: None,
        not_after: None,
        sha256: facts.chain.first().map(|der| fingerprint(der)),
        chain_length: facts.chain.len(),
        issuer_sent: false,
    };
    let Some(Ok((_, leaf))) = facts.chain.first().map(|der| x509_parser::parse_x509_certificate(der)) else {
        return report;
    };
    report.subject = Some(clean(&leaf.subject().to_string()));
    report.issuer = Some(clean(&leaf.issuer().to_string()));
    report.names = names(&leaf);
    let is_issuer = |der: &Vec<u8>| {
        let parsed = x509_parser::parse_x509_certificate(der);
        parsed.is_ok_and(|(_, sent)| sent.subject().as_raw() == leaf.issuer().as_raw())
    };
    report.issuer_sent = facts.chain.iter().skip(1).any(is_issuer);
    let rfc3339 = |moment: x509_parser::time::ASN1Time| moment.to_datetime().format(&Rfc3339).ok();
    report.not_before = rfc3339(leaf.validity().not_before);
    report.not_after = rfc3339(leaf.validity().not_after);
    report
}

fn names(leaf: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = leaf.subject_alternative_name() else { return Vec::new() };
    let names = extension.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(clean(name)),
        GeneralName::IPAddress(bytes) => Some(address(bytes)),
        _ => None,
    });
    names.take(MOST_NAMES).collect()
}

fn address(bytes: &[u8]) -> String {
    match (<[u8; 4]>::try_from(bytes), <[u8; 16]>::try_from(bytes)) {
        (Ok(bytes), _) => std::net::Ipv4Addr::from(bytes).to_string(),
        (_, Ok(bytes)) => std::net::Ipv6Addr::from(bytes).to_string(),
        _ => clean_bytes(bytes),
    }
}

/// Returns whether OpenSSL at its usual security level, 2, accepts the key and the signature
/// (`SSL_CTX_set_security_level(3)`). A certificate that cannot be read is not usual.
pub(super) fn is_usual(der: &[u8]) -> bool {
    /// MD5 and SHA-1, with RSA, ECDSA, and DSA.
    const WEAK: [&str; 4] = ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.2.840.10040.4.3"];
    let Ok((_, certificate)) = x509_parser::parse_x509_certificate(der) else { return false };
    let strong = match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => key.key_size() >= 2048,
        Ok(PublicKey::EC(point)) => point.key_size() >= 224,
        // Edwards curves, which have no smaller sizes.
        Ok(PublicKey::Unknown(_)) => true,
        _ => false,
    };
    strong && !WEAK.contains(&certificate.signature_algorithm.algorithm.to_id_string().as_str())
}

fn fingerprint(der: &[u8]) -> String {
    use std::fmt::Write;
    let digest = ring::digest::digest(&ring::digest::SHA256, der);
    digest.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_for_other_names_only_if_that_is_certain() {
        let report = |subject: Option<&str>, names: &[&str]| TrustReport {
            prober: Prober::Rustls,
            judgment: TrustJudgment::NotJudged,
            subject: subject.map(str::to_owned),
            issuer: None,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            not_before: None,
            not_after: None,
            sha256: None,
            chain_length: 1,
            issuer_sent: false,
        };
        let host = Host::Name("a.b.example".to_owned());
        let other = |subject, names: &[&str]| report(subject, names).is_for_other_names(&host);
        for names in [&["a.b.example"][..], &["x.example", "*.B.example"]] {
            assert!(!other(Some("CN=x"), names), "{names:?}");
        }
        for names in [&["b.example"][..], &["*.example", "*.a.b.example", "a.b.example.net"]] {
            assert!(other(Some("CN=a.b.example"), names), "{names:?}");
        }
        assert!(!other(Some("O=x, CN=a.b.example"), &[]) && other(Some("O=x, CN=x"), &[]) && other(Some("O=x"), &[]));
        // It cannot be read, or not all of its names are known.
        assert!(!other(None, &[]) && !other(Some("CN=x"), &["x"; MOST_NAMES]));
        let address = Host::Address([192, 0, 2, 1].into());
        assert!(!report(Some("CN=x"), &["192.0.2.1"]).is_for_other_names(&address));
        assert!(report(Some("CN=x"), &["192.0.2.2"]).is_for_other_names(&address));
    }
}
