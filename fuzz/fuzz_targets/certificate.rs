//! The description of a certificate for people: any DER, and no output that could control a terminal.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsready::fuzzing::{certificate_report, is_harmless};
use tlsready::observation::{Prober, TrustFacts, TrustJudgment};

/// `clean::LONGEST` and its ellipsis; every character may be escaped.
const LONGEST: usize = (300 + 1) * "\\u{10ffff}".len();

fuzz_target!(|data: &[u8]| {
    let facts = TrustFacts { chain: vec![data.to_vec()], judgment: TrustJudgment::NotJudged };
    let report = certificate_report(Prober::Wire, &facts);
    assert!(report.sha256.is_some_and(|text| text.len() == 64));
    let texts = [report.subject, report.issuer, report.not_before, report.not_after].into_iter().flatten();
    for text in texts.chain(report.names) {
        assert!(text.chars().all(is_harmless) && text.chars().count() <= LONGEST, "{text:?}");
    }
});
