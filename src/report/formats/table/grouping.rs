//! Tells what is the same for many endpoints once.
//!
//! Two endpoints belong together if everything said of them is the same once their own names are taken out.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::SocketAddr;

use crate::diagnosis::{Finding, FindingCode, Reason, Side, Support, SupportState, Verdict};
use crate::report::model::{EndpointReport, Report};
use crate::report::words;
use crate::tls::Version;

/// Stands for the endpoint's name in a text. No cleaned text holds it.
const NAME: char = '\u{1}';
/// Stands for the endpoint's address.
const ADDRESS: char = '\u{2}';

/// So many different things seen are told, with their counts; of more, the first as an example.
const MOST_FORMS: usize = 3;
/// Characters of all of them: what takes more is told by an example, too.
const LONGEST_FORMS: usize = 200;

/// Endpoints of which the same is said.
pub(super) struct Group<'a> {
    /// Which.
    pub(super) members: Vec<&'a EndpointReport>,
    /// The one finding that a note is about; none for a group by verdict.
    pub(super) finding: Option<&'a Finding>,
    /// What was seen of each member, one text for each finding, names taken out.
    evidence: Vec<Vec<String>>,
}

/// What must be the same, without names. Evidence may differ.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    verdict: Verdict,
    unmet: bool,
    /// What could not be told of an endpoint that can be used.
    open: Vec<(Version, Reason)>,
    sentence: String,
    findings: Vec<FindingKey>,
}

type FindingKey = (FindingCode, Side, String, String);

/// Groups in the order in which their first members came.
struct Gathering<'a, K> {
    groups: Vec<Group<'a>>,
    places: HashMap<K, usize>,
}

impl<'a, K: Eq + Hash> Gathering<'a, K> {
    fn new() -> Self {
        Self { groups: Vec::new(), places: HashMap::new() }
    }

    fn add(&mut self, key: K, endpoint: &'a EndpointReport, finding: Option<&'a Finding>, evidence: Vec<String>) {
        let place = *self.places.entry(key).or_insert(self.groups.len());
        if let Some(group) = self.groups.get_mut(place) {
            group.members.push(endpoint);
            group.evidence.push(evidence);
        } else {
            self.groups.push(Group { members: vec![endpoint], finding, evidence: vec![evidence] });
        }
    }
}

/// The endpoints that `wanted` chooses, grouped by everything that is said of them.
pub(super) fn group(report: &Report, wanted: impl Fn(&EndpointReport) -> bool) -> Vec<Group<'_>> {
    let mut gathering = Gathering::new();
    for endpoint in report.endpoints.iter().filter(|endpoint| wanted(endpoint)) {
        let names = Names::of(endpoint);
        let diagnosis = &endpoint.diagnosis;
        let key = Key {
            verdict: diagnosis.verdict,
            unmet: diagnosis.unmet,
            open: if endpoint.leaves_open() { open(endpoint).collect() } else { Vec::new() },
            sentence: names.take_out(diagnosis.sentence.raw()),
            findings: diagnosis.findings.iter().map(|finding| finding_key(finding, &names)).collect(),
        };
        let evidence = evidence(endpoint).iter().map(|text| names.take_out(text)).collect();
        gathering.add(key, endpoint, None, evidence);
    }
    gathering.groups
}

/// The findings of the endpoints that `wanted` chooses, each with all of whom it is said.
pub(super) fn group_findings(report: &Report, wanted: impl Fn(&EndpointReport) -> bool) -> Vec<Group<'_>> {
    let mut gathering = Gathering::new();
    for endpoint in report.endpoints.iter().filter(|endpoint| wanted(endpoint)) {
        let names = Names::of(endpoint);
        for finding in &endpoint.diagnosis.findings {
            let evidence = vec![names.take_out(&finding.raw_evidence())];
            gathering.add(finding_key(finding, &names), endpoint, Some(finding), evidence);
        }
    }
    gathering.groups
}

fn finding_key(finding: &Finding, names: &Names) -> FindingKey {
    (finding.code, finding.side, names.take_out(finding.summary.raw()), names.take_out(&finding.raw_remedy()))
}

impl Group<'_> {
    /// A text of the first member as it is true of all of them.
    pub(super) fn common(&self, text: &str) -> String {
        match self.members.as_slice() {
            [] | [_] => text.to_owned(),
            [first, ..] => put_in(&Names::of(first).take_out(text)),
        }
    }

    /// Whether a text of the first member names it, so that the others' would differ.
    pub(super) fn names_one(&self, text: &str) -> bool {
        match self.members.as_slice() {
            [] | [_] => false,
            [first, ..] => Names::of(first).take_out(text).contains([NAME, ADDRESS]),
        }
    }

    /// What was seen, one text for each finding (or one in all where there is none), and whether it is true of all.
    pub(super) fn evidence(&self) -> Vec<(String, bool)> {
        let Some(first) = self.members.first() else { return Vec::new() };
        let raw = match self.finding {
            Some(finding) => vec![finding.raw_evidence()],
            None => evidence(first),
        };
        if self.members.len() == 1 {
            return raw.into_iter().map(|text| (text, true)).collect();
        }
        raw.into_iter().enumerate().map(|(place, raw)| self.forms(place).unwrap_or((raw, false))).collect()
    }

    /// The different texts at one place, most frequent first, with counts; none if they are too many.
    fn forms(&self, place: usize) -> Option<(String, bool)> {
        let mut forms: Vec<(&str, usize)> = Vec::new();
        for text in self.evidence.iter().filter_map(|texts| texts.get(place)) {
            if let Some((_, count)) = forms.iter_mut().find(|(known, _)| known == text) {
                *count += 1;
            } else if forms.len() == MOST_FORMS {
                return None;
            } else {
                forms.push((text, 1));
            }
        }
        if let [(only, _)] = forms.as_slice() {
            return Some((put_in(only), true));
        }
        if forms.iter().map(|(text, _)| text.len()).sum::<usize>() > LONGEST_FORMS {
            return None;
        }
        forms.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let told: Vec<String> = forms.iter().map(|(text, count)| format!("{} ({count})", put_in(text))).collect();
        Some((told.join("; "), true))
    }
}

/// The evidence of the findings; without findings, what was concluded for each version and why. Behind that, what is open of
/// an endpoint that can be used.
fn evidence(endpoint: &EndpointReport) -> Vec<String> {
    let diagnosis = &endpoint.diagnosis;
    let mut evidence: Vec<String> = diagnosis.findings.iter().map(|finding| finding.raw_evidence()).collect();
    if endpoint.leaves_open() {
        evidence.push(open_in_words(endpoint));
    } else if evidence.is_empty() {
        evidence.push(details(diagnosis.versions.iter()));
    }
    evidence
}

/// The versions of which it could not be told whether they are accepted, and why: what is inconclusive, and what must be refused and
/// was not tried.
pub(super) fn open(endpoint: &EndpointReport) -> impl Iterator<Item = (Version, Reason)> {
    let must_be_refused = &endpoint.target.expectation.refuse;
    let is_open = |version: &Version, state| match state {
        SupportState::Unknown => true,
        SupportState::NotTested => must_be_refused.contains(version),
        SupportState::Accepted | SupportState::Refused => false,
    };
    let versions = &endpoint.diagnosis.versions;
    Version::ALL.into_iter().filter_map(move |version| match versions.get(&version) {
        Some(support) => is_open(&version, support.state).then_some((version, support.reason)),
        None => is_open(&version, SupportState::NotTested).then_some((version, Reason::NotAsked)),
    })
}

/// `TLS 1.0 could not be told: the reason`.
fn open_in_words(endpoint: &EndpointReport) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (version, reason) in open(endpoint) {
        let support = endpoint.diagnosis.versions.get(&version);
        let detail = support.map_or("", |support| support.detail.raw().trim().trim_end_matches('.'));
        let detail = if detail.is_empty() { words::reason(reason) } else { detail };
        match reasons.iter_mut().find(|(known, _)| *known == detail) {
            Some((_, versions)) => versions.push(version.name()),
            None => reasons.push((detail, vec![version.name()])),
        }
    }
    let told: Vec<String> = reasons
        .iter()
        .map(|(detail, versions)| format!("whether {} is accepted could not be told: {detail}", versions.join(", ")))
        .collect();
    told.join("; ")
}

/// `TLS 1.0, TLS 1.1: the reason; TLS 1.2: another`, or the reason alone where it is one for all.
fn details<'a>(versions: impl Iterator<Item = (&'a Version, &'a Support)>) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (version, support) in versions {
        let detail = support.detail.raw().trim().trim_end_matches('.');
        let detail = if detail.is_empty() { words::reason(support.reason) } else { detail };
        match reasons.iter_mut().find(|(known, _)| *known == detail) {
            Some((_, versions)) => versions.push(version.name()),
            None => reasons.push((detail, vec![version.name()])),
        }
    }
    match reasons.as_slice() {
        [] => String::new(),
        [(detail, _)] => (*detail).to_owned(),
        several => {
            let told: Vec<String> =
                several.iter().map(|(detail, versions)| format!("{}: {detail}", versions.join(", "))).collect();
            told.join("; ")
        }
    }
}

/// Everything that names one endpoint, longest first.
struct Names {
    names: Vec<(String, char)>,
}

impl Names {
    fn of(endpoint: &EndpointReport) -> Self {
        let target = &endpoint.target;
        let mut names = Vec::new();
        for name in [target.given.clone(), target.host.to_string()] {
            names.push((format!("{name}:{}", target.port), NAME));
            names.push((name, NAME));
        }
        for address in endpoint.address.iter().chain(&endpoint.addresses) {
            names.push((address.to_string(), ADDRESS));
            names.push((address.ip().to_string(), ADDRESS));
        }
        if let Some(address) = target.connect {
            names.push((SocketAddr::new(address, target.port).to_string(), ADDRESS));
            names.push((address.to_string(), ADDRESS));
        }
        // A name that is itself an address is found as a name first: equal lengths keep their order.
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.retain(|(name, _)| !name.is_empty());
        names.dedup();
        Self { names }
    }

    fn take_out(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, stands_for) in &self.names {
            if text.contains(name.as_str()) {
                text = replace_whole(&text, name, *stands_for);
            }
        }
        text
    }
}

/// Replaces a name where it stands for itself, not where it is part of a longer one.
fn replace_whole(text: &str, name: &str, stands_for: char) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(name) {
        let (before, from) = rest.split_at(start);
        let after = &from[name.len()..];
        replaced.push_str(before);
        if replaced.chars().next_back().is_some_and(belongs_to_name) || continues_name(after) {
            replaced.push_str(name);
        } else {
            replaced.push(stands_for);
        }
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

fn belongs_to_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// A full stop belongs to a name only if more of the name follows.
fn continues_name(after: &str) -> bool {
    let mut characters = after.chars();
    match characters.next() {
        Some('.') => characters.next().is_some_and(char::is_alphanumeric),
        Some(character) => belongs_to_name(character),
        None => false,
    }
}

/// Says a text without names: "the endpoint" stands for each of them.
fn put_in(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    let text = text
        .replace(&format!("the endpoint {NAME}"), &NAME.to_string())
        .replace(&format!("The endpoint {NAME}"), &NAME.to_string())
        .replace(&format!("\"{NAME}\""), &NAME.to_string())
        .replace(&format!("the name {NAME}"), "the name")
        .replace(&format!("The name {NAME}"), "The name")
        .replace(&format!(" ({ADDRESS})"), "");
    for character in text.chars() {
        let words = match character {
            NAME => "the endpoint",
            ADDRESS => "its address",
            other => {
                said.push(other);
                continue;
            }
        };
        if said.is_empty() || said.ends_with(". ") || said.ends_with('\n') {
            let (first, rest) = words.split_at(1);
            said.push_str(&first.to_uppercase());
            said.push_str(rest);
        } else {
            said.push_str(words);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_out_whole() {
        let out = |text| replace_whole(text, "a.example", NAME);
        assert_eq!(out("a.example does not resolve"), "\u{1} does not resolve");
        assert_eq!(out("asked for a.example."), "asked for \u{1}.");
        assert_eq!(out("aa.example, b-a.example, a.example.net"), "aa.example, b-a.example, a.example.net");
        assert_eq!(out("(a.example) \"a.example\""), "(\u{1}) \"\u{1}\"");
    }

    #[test]
    fn what_is_said_of_many_reads_as_a_sentence() {
        assert_eq!(
            put_in("\u{1} does not resolve. \u{1} is gone"),
            "The endpoint does not resolve. The endpoint is gone"
        );
        assert_eq!(put_in("The endpoint \u{1} (\u{2}) is silent"), "The endpoint is silent");
        assert_eq!(put_in("the name \u{1} does not resolve"), "the name does not resolve");
        assert_eq!(put_in("no name \"\u{1}\" known at \u{2}"), "no name the endpoint known at its address");
    }
}
