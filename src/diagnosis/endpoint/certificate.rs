//! The readable contents of a certificate. Lenient: a certificate that cannot be parsed is still shown by its
//! fingerprint.

use time::format_description::well_known::Rfc3339;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::X509Certificate;

use crate::clean::{clean, clean_bytes};
use crate::observation::{Prober, TrustFacts, TrustJudgment};

/// The most names of one certificate that are shown.
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
    };
    let Some(Ok((_, leaf))) = facts.chain.first().map(|der| x509_parser::parse_x509_certificate(der)) else {
        return report;
    };
    report.subject = Some(clean(&leaf.subject().to_string()));
    report.issuer = Some(clean(&leaf.issuer().to_string()));
    report.names = names(&leaf);
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

fn fingerprint(der: &[u8]) -> String {
    use std::fmt::Write;
    let digest = ring::digest::digest(&ring::digest::SHA256, der);
    digest.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
