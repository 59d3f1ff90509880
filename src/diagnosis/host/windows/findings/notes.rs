//! Entries that have no effect, and other notes.

use super::{finding, to_do};
use crate::diagnosis::host::windows::facts::WindowsFacts;
use crate::diagnosis::host::windows::os::Generation;
use crate::diagnosis::host::windows::values::{FIPS, RegistryValue};
use crate::diagnosis::{Confidence, Finding, FindingCode, Weight};
use crate::message::Message;
use crate::observation::host::Setting;
use crate::settings::registry::Entry;

pub(super) fn strays(facts: &WindowsFacts) -> impl Iterator<Item = Finding> + '_ {
    facts.protocols.strays.iter().chain(&facts.algorithms.strays).chain(&facts.strays).map(|stray| {
        let path = Message::WindowsKey { path: stray.path.clone() };
        let remedy = match stray.problem {
            Message::WindowsStrayTls13 => to_do(Message::WindowsRemedyRemoveKey),
            _ => Vec::new(),
        };
        let problem = stray.problem.clone();
        Finding { remedy, ..finding(FindingCode::RegistryStray, Weight::Risk, problem, vec![path]) }
    })
}

/// Returns how many programs have settings of their own, and the settings that hold a program to versions below TLS 1.2.
fn programs(overrides: &[Setting]) -> (u64, Vec<&Setting>) {
    let mut names: Vec<String> = overrides.iter().map(|setting| setting.name.to_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    let is_held = |setting: &&Setting| {
        setting.source.to_lowercase().ends_with(".securityprotocol") && !requests_tls12(&setting.value)
    };
    (names.len() as u64, overrides.iter().filter(is_held).collect())
}

/// Reports whether a list of `SecurityProtocolType` has TLS 1.2 or later, or leaves the choice to Windows (0). What cannot
/// be read counts as if it had.
fn requests_tls12(list: &str) -> bool {
    list.trim_matches('"').split([',', ' ', '|']).filter(|item| !item.is_empty()).any(|item| {
        let old = ["ssl3", "tls", "tls11", "48", "192", "768"];
        !old.contains(&item.to_lowercase().as_str())
    })
}

pub(super) fn all(facts: &WindowsFacts) -> Vec<Finding> {
    use FindingCode as Code;
    let mut all = Vec::new();
    if facts.os.build == Some(7600) || facts.os.generation == Some(Generation::Server2008Early) {
        let build = facts.os.build.unwrap_or_default().to_string();
        let evidence = vec![Message::WindowsEvidenceBuild { build }];
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedyServicePack),
            ..finding(Code::ServicePackMissing, Weight::Risk, Message::WindowsFindingServicePack, evidence)
        });
    }
    if !facts.changed_since_start.is_empty() {
        let paths = facts.changed_since_start.iter().map(|path| Message::WindowsKey { path: path.clone() }).collect();
        all.push(Finding {
            remedy: to_do(Message::WindowsRemedyRestart),
            confidence: Confidence::Inferred,
            ..finding(Code::ChangedSinceStart, Weight::Risk, Message::WindowsFindingChangedSinceStart, paths)
        });
    }
    if let Some(first) = facts.overrides.first() {
        let (programs, held) = programs(&facts.overrides);
        let summary = Message::WindowsFindingProgramOverrides { programs };
        let evidence = Message::WindowsValue {
            path: first.source.clone(),
            name: first.name.clone(),
            entry: Box::new(Message::WindowsEntryNumber { value: first.value.clone() }),
        };
        if held.is_empty() {
            all.push(finding(Code::ProgramOverrides, Weight::Note, summary, vec![evidence]));
        } else {
            let summary = Message::WindowsFindingProgramsHeld { programs: held.len() as u64 };
            let evidence = held.into_iter().map(|setting| Message::WindowsValue {
                path: setting.source.clone(),
                name: setting.name.clone(),
                entry: Box::new(Message::WindowsEntryNumber { value: setting.value.clone() }),
            });
            all.push(finding(Code::ProgramOverrides, Weight::Risk, summary, evidence.collect()));
        }
    }
    if let Some(odd) = facts.algorithms.found.iter().find(|algorithm| algorithm.is_odd()) {
        let evidence = vec![RegistryValue::new(&odd.path, "Enabled", &odd.enabled).message()];
        all.push(Finding {
            confidence: Confidence::Unverified,
            ..finding(Code::AlgorithmValueUnknown, Weight::Note, Message::WindowsFindingAlgorithmValue, evidence)
        });
    }
    if matches!(facts.suites.fips, Entry::Number(1..)) {
        let evidence = vec![RegistryValue::new(FIPS, "Enabled", &facts.suites.fips).message()];
        all.push(finding(Code::FipsMode, Weight::Note, Message::WindowsFindingFips, evidence));
    }
    all
}
