//! Remedies that change openssl.cnf: only edits that were seen to work when they were tried in memory.

use super::instructions;
use super::policy::Policy;
use crate::diagnosis::finding::Step;
use crate::message::Message;
use crate::observation::openssl::{ConfChoice, Trial};
use crate::settings::openssl_conf::{Change, Providers};
use crate::tls::Version;

/// The most edits that are listed when none helps.
const MOST_LISTED: usize = 4;
/// Commands that limit versions. Others set lists.
const BOUNDS: [&str; 3] = ["MinProtocol", "MaxProtocol", "Protocol"];

/// Returns the smallest edit that was seen to bring these versions into the default offer, or some of them if none
/// brings in all. If none helps, says what was tried.
pub(super) fn default_offer(policy: &Policy<'_>, wanted: &[Version]) -> Vec<Step> {
    let trials = &policy.facts.trials;
    let helps =
        |versions: &[Version]| trials.iter().find(|trial| versions.iter().all(|version| trial.offers(*version)));
    let found = helps(wanted).or_else(|| wanted.iter().find_map(|version| helps(&[*version])));
    match found {
        Some(trial) => set(policy, &trial.edit),
        None => nothing_helps(trials),
    }
}

/// Returns the steps that lower the security level, if that was seen to help or could not be tried.
pub(super) fn level(policy: &Policy<'_>) -> Vec<Step> {
    let Some(trial) = &policy.facts.key_trial else { return Vec::new() };
    if trial.with_edit == Some(false) {
        return tried_without_success(&[line(&trial.edit)]);
    }
    set(policy, std::slice::from_ref(&trial.edit))
}

/// Returns the steps that disable versions below TLS 1.2, if that was seen to work.
pub(super) fn raise(policy: &Policy<'_>, old: &[Version]) -> Vec<Step> {
    let works = |trial: &&Trial| !old.iter().any(|version| trial.offers(*version));
    match policy.facts.raising.as_ref().filter(works) {
        Some(trial) => {
            let mut steps = instructions::steps(&policy.conf, &trial.edit);
            steps.push(Step::Do(Message::OpensslRestart));
            steps
        }
        None => Vec::new(),
    }
}

/// Returns the steps that activate the provider `default`.
pub(super) fn provider(policy: &Policy<'_>, providers: &Providers) -> Vec<Step> {
    const SECTION: &str = "default_sect";
    let activate = || Step::Paste(vec!["activate = 1".to_owned()]);
    let mut steps = Vec::new();
    let listed = providers.get("default");
    if let Some((provider, place)) = listed.and_then(|provider| Some((provider, provider.place.as_ref()?))) {
        let message = Message::OpensslSetInSection { section: provider.section.clone(), place: place.to_string() };
        steps.extend([Step::Do(message), activate()]);
    } else {
        let section = listed.map_or(SECTION, |provider| provider.section.as_str());
        if listed.is_none() {
            let (section, place) = (providers.section.clone(), providers.place.to_string());
            steps.push(Step::Do(Message::OpensslAddToSection { section, place }));
            steps.push(Step::Paste(vec![format!("default = {SECTION}")]));
        }
        steps.push(Step::Do(Message::OpensslAddAtEnd { path: policy.conf.path.clone() }));
        steps.push(Step::Paste(vec![format!("[{section}]"), "activate = 1".to_owned()]));
    }
    steps.push(Step::Do(Message::OpensslRestart));
    steps.extend(other_file(policy));
    steps
}

fn set(policy: &Policy<'_>, edit: &[Change]) -> Vec<Step> {
    let conf = &policy.conf;
    let by_policy =
        |change: &Change| conf.deciding(&change.name).is_some_and(|it| it.place.file.contains("/crypto-policies/"));
    if edit.iter().any(by_policy) {
        return vec![
            Step::Do(Message::OpensslCryptoPolicies),
            Step::Paste(vec!["update-crypto-policies --set DEFAULT".to_owned()]),
            Step::Do(Message::OpensslRestart),
        ];
    }
    let mut steps = instructions::steps(conf, edit);
    steps.push(Step::Do(Message::OpensslRestart));
    steps.extend(other_file(policy));
    if edit.iter().all(|change| BOUNDS.contains(&change.name.as_str())) {
        steps.push(Step::Do(Message::OpensslLeaveOthers));
    }
    steps
}

/// Says what was tried.
fn nothing_helps(trials: &[Trial]) -> Vec<Step> {
    let line = |trial: &Trial| trial.edit.iter().map(line).collect::<Vec<_>>().join(", ");
    // The last ones contain all others.
    let skipped = trials.len().saturating_sub(MOST_LISTED);
    tried_without_success(&trials.iter().skip(skipped).map(line).collect::<Vec<_>>())
}

fn tried_without_success(edits: &[String]) -> Vec<Step> {
    if edits.is_empty() {
        return vec![Step::Do(Message::OpensslNothingToTry)];
    }
    vec![Step::Do(Message::OpensslTriedWithoutSuccess { edits: edits.to_vec() })]
}

fn line(change: &Change) -> String {
    format!("{} = {}", change.name, change.value)
}

/// If the environment names the file, points out that other programs read a different one.
pub(super) fn other_file(policy: &Policy<'_>) -> Option<Step> {
    let path = format!("{}/openssl.cnf", policy.facts.directory);
    (policy.facts.choice == ConfChoice::Environment).then_some(Step::Do(Message::OpensslOtherFile { path }))
}
