//! Groups endpoints, so that what is the same for many is reported once.
//!
//! Two endpoints belong together if the report on them is the same: codes, messages, and their arguments. Their
//! evidence may differ.

use std::collections::HashMap;
use std::hash::Hash;

use super::full_name;
use crate::diagnosis::{Finding, FindingCode, Reason, Side, Step, Verdict, Weight};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::text::width;
use crate::report::model::{EndpointReport, Report};
use crate::report::words;
use crate::tls::Version;

/// Up to this many different texts of evidence are listed with their counts; if there are more, each is listed with the
/// names of its endpoints.
const MOST_FORMS: usize = 3;
/// Columns of all those texts together; if they take more, each is listed with names, too.
const LONGEST_FORMS: usize = 200;
/// Up to this many texts are listed with names where the reader is at a terminal; the others are counted.
const MOST_WITH_NAMES: usize = 12;
/// How many endpoints with the same text are named.
const SOME_NAMES: usize = 3;

/// Endpoints with the same report.
pub(super) struct Group<'a> {
    /// The endpoints.
    pub(super) members: Vec<&'a EndpointReport>,
    /// The only finding of a note; `None` for a group by verdict.
    pub(super) finding: Option<&'a Finding>,
    /// The evidence of each member: clauses for each finding.
    seen: Vec<Vec<Vec<Message>>>,
}

/// What must be the same for endpoints in a group.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    verdict: Verdict,
    unmet: bool,
    /// What is unknown about an endpoint that can be used.
    open: &'a [(Version, Reason)],
    sentence: &'a Message,
    findings: Vec<FindingKey<'a>>,
}

type FindingKey<'a> = (FindingCode, Side, Weight, &'a Message, &'a [Step]);

/// Groups, ordered by their first members.
struct Gathering<'a, K> {
    groups: Vec<Group<'a>>,
    places: HashMap<K, usize>,
}

impl<'a, K: Eq + Hash> Gathering<'a, K> {
    fn new() -> Self {
        Self { groups: Vec::new(), places: HashMap::new() }
    }

    fn add(&mut self, key: K, endpoint: &'a EndpointReport, finding: Option<&'a Finding>, seen: Vec<Vec<Message>>) {
        let place = *self.places.entry(key).or_insert(self.groups.len());
        if let Some(group) = self.groups.get_mut(place) {
            group.members.push(endpoint);
            group.seen.push(seen);
        } else {
            self.groups.push(Group { members: vec![endpoint], finding, seen: vec![seen] });
        }
    }
}

/// Groups the endpoints that `wanted` selects by everything in their reports.
pub(super) fn group(report: &Report, wanted: impl Fn(&EndpointReport) -> bool) -> Vec<Group<'_>> {
    let mut gathering = Gathering::new();
    for endpoint in report.endpoints.iter().filter(|endpoint| wanted(endpoint)) {
        let diagnosis = &endpoint.diagnosis;
        let key = Key {
            verdict: diagnosis.verdict,
            unmet: diagnosis.unmet,
            open: if diagnosis.leaves_open() { &diagnosis.open } else { &[] },
            sentence: &diagnosis.sentence,
            findings: diagnosis.findings.iter().map(finding_key).collect(),
        };
        gathering.add(key, endpoint, None, seen(endpoint));
    }
    gathering.groups
}

/// Groups the findings of the endpoints that `wanted` selects, each with all its endpoints.
pub(super) fn group_findings(report: &Report, wanted: impl Fn(&EndpointReport) -> bool) -> Vec<Group<'_>> {
    let mut gathering = Gathering::new();
    for endpoint in report.endpoints.iter().filter(|endpoint| wanted(endpoint)) {
        for finding in &endpoint.diagnosis.findings {
            gathering.add(finding_key(finding), endpoint, Some(finding), vec![finding.evidence.clone()]);
        }
    }
    gathering.groups
}

fn finding_key(finding: &Finding) -> FindingKey<'_> {
    (finding.code, finding.side, finding.weight, &finding.summary, &finding.remedy)
}

impl Group<'_> {
    /// Returns the evidence, one text for each finding, and then what is unknown. A text that is not the same for all
    /// members has a line for each of its forms.
    pub(super) fn evidence(&self, page: Page<'_>) -> Vec<String> {
        let places = self.seen.first().map_or(0, Vec::len);
        (0..places).map(|place| self.forms(place, page)).collect()
    }

    /// Returns the different texts at one place, most frequent first: with counts, or on lines with the names of their
    /// endpoints if they are many or long.
    fn forms(&self, place: usize, page: Page<'_>) -> String {
        // Compared as text: a time that is only different in digits that are not shown makes no form.
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut forms: Vec<(&[Message], Vec<&EndpointReport>)> = Vec::new();
        for (seen, member) in self.seen.iter().zip(&self.members) {
            let Some(seen) = seen.get(place) else { continue };
            let at = *places.entry(page.clauses(seen)).or_insert(forms.len());
            match forms.get_mut(at) {
                Some((_, members)) => members.push(member),
                None => forms.push((seen, vec![member])),
            }
        }
        if let [(only, _)] = forms.as_slice() {
            return page.clauses(only);
        }
        forms.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        let columns = || forms.iter().map(|(seen, _)| width(&page.clauses(seen))).sum::<usize>();
        if forms.len() <= MOST_FORMS && columns() <= LONGEST_FORMS {
            let count = |members: &Vec<_>| members.len() as u64;
            let forms: Vec<Message> = forms
                .iter()
                .map(|(seen, members)| Message::TableForm { seen: seen.to_vec(), count: count(members) })
                .collect();
            return page.clauses(&forms);
        }
        let most = if page.complete || forms.len() <= MOST_WITH_NAMES + 1 { forms.len() } else { MOST_WITH_NAMES };
        let mut lines: Vec<String> = forms
            .iter()
            .take(most)
            .map(|(seen, members)| page.say(&Message::TableFormOf { names: names(members, page), seen: seen.to_vec() }))
            .collect();
        if forms.len() > most {
            let flag = "--format json".to_owned();
            lines.push(page.say(&Message::TableFormsMore { count: (forms.len() - most) as u64, flag }));
        }
        lines.join("\n")
    }
}

/// Returns the names of some endpoints with the same evidence.
fn names(members: &[&EndpointReport], page: Page<'_>) -> String {
    let shown = if page.complete || members.len() <= SOME_NAMES + 1 { members.len() } else { SOME_NAMES };
    let names: Vec<String> = members.iter().take(shown).map(|member| full_name(member, page)).collect();
    match members.len() - shown {
        0 => page.say(&Message::TableNames { names }),
        more => page.say(&Message::TableNamesAndMore { names: names.join(", "), more: more as u64 }),
    }
}

/// Returns the evidence of the findings, and then what is unknown about an endpoint that can be used.
fn seen(endpoint: &EndpointReport) -> Vec<Vec<Message>> {
    let diagnosis = &endpoint.diagnosis;
    let mut seen: Vec<Vec<Message>> = diagnosis.findings.iter().map(|finding| finding.evidence.clone()).collect();
    if diagnosis.leaves_open() {
        seen.push(unknown(endpoint));
    }
    seen
}

/// Returns the versions whose support is unknown, and why.
fn unknown(endpoint: &EndpointReport) -> Vec<Message> {
    let mut reasons: Vec<(Message, Vec<Version>)> = Vec::new();
    for (version, reason) in &endpoint.diagnosis.open {
        let support = endpoint.diagnosis.versions.get(version);
        let why = support.map_or_else(|| words::reason(*reason), |support| support.detail.clone());
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, versions)) => versions.push(*version),
            None => reasons.push((why, vec![*version])),
        }
    }
    let clause = |(why, versions): (Message, Vec<Version>)| Message::TableUnknownVersions {
        count: versions.len() as u64,
        versions,
        why: Box::new(why),
    };
    reasons.into_iter().map(clause).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::layout::{english, style::Style};
    use crate::report::sample::every_outcome;

    /// Returns a report on three endpoints that differ only in this evidence.
    fn report(seen: &[&str]) -> Report {
        let mut report = every_outcome();
        let one = report.endpoints.iter().find(|endpoint| !endpoint.diagnosis.findings.is_empty()).unwrap().clone();
        let endpoint = |text: &&str| {
            let mut endpoint = one.clone();
            endpoint.target.given = format!("{}.example", text.chars().next().unwrap());
            endpoint.diagnosis.findings.truncate(1);
            endpoint.diagnosis.findings[0].evidence = vec![Message::EndpointLibrarySays {
                text: Box::new(Message::EndpointEvidenceWords { text: (*text).to_owned() }),
            }];
            endpoint
        };
        report.endpoints = seen.iter().map(endpoint).collect();
        report
    }

    fn evidence(seen: &[&str]) -> String {
        let report = report(seen);
        let groups = group(&report, |_| true);
        assert_eq!(groups.len(), 1);
        groups[0].evidence(english(Style::PLAIN)).remove(0)
    }

    #[test]
    fn what_was_seen_of_many_is_said_by_its_forms_and_none_is_left_out() {
        let says = |text: &str| format!("this host's TLS library reports: {text}");
        assert_eq!(evidence(&["x", "x"]), says("x"));
        assert_eq!(evidence(&["x", "y", "y"]), format!("{} (2); {} (1)", says("y"), says("x")));
        let lines = |texts: &[&str]| {
            let line = |text: &&str| format!("{}.example: {}", text.chars().next().unwrap(), says(text));
            texts.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(evidence(&["x", "y", "z", "w"]), lines(&["x", "y", "z", "w"]));
        let (long, other) = ("long".repeat(30), "other".repeat(30));
        assert_eq!(evidence(&[&long, &other]), lines(&[&long, &other]));
        let many: Vec<String> = ('a'..='z').map(String::from).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(evidence(&many), lines(&many[..12]) + "\n14 more, in --format json");
    }

    #[test]
    fn what_is_said_of_each_must_be_the_same() {
        let groups = |change: fn(&mut Finding)| {
            let mut report = report(&["x", "x"]);
            change(&mut report.endpoints[1].diagnosis.findings[0]);
            group(&report, |_| true).len()
        };
        assert_eq!(groups(|_| {}), 1);
        assert_eq!(groups(|finding| finding.side = Side::Network), 2);
        assert_eq!(groups(|finding| finding.weight = Weight::Note), 2);
        assert_eq!(groups(|finding| finding.remedy = Vec::new()), 2);
        assert_eq!(groups(|finding| finding.summary = Message::EndpointUnstable), 2);
        assert_eq!(groups(|finding| finding.evidence = Vec::new()), 1);
    }
}
