//! The suites that the suite order and disabled algorithms leave.

use super::{finding, to_do};
use crate::diagnosis::host::windows::facts::WindowsFacts;
use crate::diagnosis::host::windows::suites::SuiteSource;
use crate::diagnosis::host::windows::values::{LOCAL, POLICY, RegistryValue};
use crate::diagnosis::{Confidence, Finding, FindingCode, Weight};
use crate::message::Message;
use crate::settings::registry::Entry;

pub(super) fn all(facts: &WindowsFacts) -> Vec<Finding> {
    use FindingCode as Code;
    let mut all = Vec::new();
    let suites = &facts.suites;
    let path = match suites.source {
        SuiteSource::Policy => Some(POLICY.to_owned()),
        SuiteSource::Local => Some(LOCAL.to_owned()),
        SuiteSource::WindowsDefault => None,
        SuiteSource::Unknown => return all,
    };
    let order = || match path.clone() {
        Some(path) => Message::WindowsEvidenceOrder { path },
        None => Message::WindowsEvidenceDefault { windows: facts.os.name.clone() },
    };
    if facts.no_suite_for_tls12() {
        let (unknown, denied) = (suites.unknown.len() as u64, suites.denied.len() as u64);
        let counted = match path.clone() {
            Some(path) => {
                let requested = suites.on_request as u64;
                Message::WindowsEvidenceSuiteOrder { path, unknown, denied, requested }
            }
            None => Message::WindowsEvidenceSuiteDefault { windows: facts.os.name.clone(), unknown, denied },
        };
        let evidence = std::iter::once(counted).chain(denying(facts)).collect();
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedySuites { what: suites.what_to_fix() }),
            confidence: suites.confidence,
            ..finding(Code::NoSuiteForTls12, Weight::Cause, Message::WindowsFindingNoSuite, evidence)
        });
    }
    if suites.only_weak() {
        let evidence = std::iter::once(order()).chain(denying(facts)).collect();
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedySuites { what: suites.what_to_fix() }),
            confidence: suites.confidence,
            ..finding(Code::OnlyWeakSuites, Weight::Risk, Message::WindowsFindingOnlyWeakSuites, evidence)
        });
    }
    if suites.without_curve > 0 && suites.source == SuiteSource::Policy {
        let summary = Message::WindowsFindingSuiteNames { names: suites.without_curve as u64 };
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedySuiteNames),
            confidence: Confidence::Unverified,
            ..finding(Code::SuiteNamesWithoutCurve, Weight::Risk, summary, vec![order()])
        });
    }
    if !suites.usable.is_empty() && !suites.has_ecdhe_rsa_gcm() {
        let summary = Message::WindowsFindingNoEcdheRsaGcm;
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedyNoEcdheRsaGcm),
            confidence: suites.confidence,
            ..finding(Code::NoEcdheRsaGcm, Weight::Note, summary, vec![order()])
        });
    }
    if !suites.denied.is_empty() {
        let names = suites.denied.iter().map(|(suite, _)| suite.to_string()).collect();
        let summary = Message::WindowsFindingSuitesDenied { suites: names };
        all.push(Finding {
            confidence: suites.confidence,
            ..finding(Code::SuitesDenied, Weight::Note, summary, denying(facts).collect())
        });
    }
    all
}

/// Returns the values that disable suites.
fn denying(facts: &WindowsFacts) -> impl Iterator<Item = Message> {
    let denied = facts.suites.denied_by();
    denied.into_iter().map(|path| RegistryValue::new(path, "Enabled", &Entry::Number(0)).message())
}
