//! Groups endpoints, so that what is the same for many is reported once.
//!
//! Two endpoints belong together if the report on them is the same: codes, messages, and their arguments. Their
//! evidence may differ.

use std::collections::HashMap;
use std::hash::Hash;

use crate::diagnosis::{Finding, FindingCode, Reason, Side, Step, Verdict, Weight};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::text::width;
use crate::report::model::{EndpointReport, Report};
use crate::report::words;
use crate::tls::Version;

/// Up to this many different texts of evidence are listed with their counts; if there are more, the first one is an
/// example.
const MOST_FORMS: usize = 3;
/// Columns of all those texts together; if they take more, the first one is an example, too.
const LONGEST_FORMS: usize = 200;

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
    /// members is given for one of them, with its name.
    pub(super) fn evidence(&self, name: &str, page: Page<'_>) -> Vec<String> {
        let Some(first) = self.seen.first() else { return Vec::new() };
        let text = |(place, seen): (usize, &Vec<Message>)| {
            self.forms(place, page)
                .unwrap_or_else(|| page.say(&Message::TableExample { name: name.to_owned(), seen: seen.clone() }))
        };
        first.iter().enumerate().map(text).collect()
    }

    /// Returns the different texts at one place with counts, most frequent first; `None` if there are too many.
    fn forms(&self, place: usize, page: Page<'_>) -> Option<String> {
        let mut forms: Vec<(&[Message], u64)> = Vec::new();
        for seen in self.seen.iter().filter_map(|seen| seen.get(place)) {
            if let Some((_, count)) = forms.iter_mut().find(|(known, _)| *known == seen.as_slice()) {
                *count += 1;
            } else if forms.len() == MOST_FORMS {
                return None;
            } else {
                forms.push((seen, 1));
            }
        }
        if let [(only, _)] = forms.as_slice() {
            return Some(page.clauses(only));
        }
        if forms.iter().map(|(seen, _)| width(&page.clauses(seen))).sum::<usize>() > LONGEST_FORMS {
            return None;
        }
        forms.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let forms: Vec<Message> =
            forms.into_iter().map(|(seen, count)| Message::TableForm { seen: seen.to_vec(), count }).collect();
        Some(page.clauses(&forms))
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
        groups[0].evidence("a.example", english(Style::PLAIN)).remove(0)
    }

    #[test]
    fn what_was_seen_of_many_is_said_by_its_forms_or_by_an_example() {
        let says = |text: &str| format!("this host's TLS library reports: {text}");
        assert_eq!(evidence(&["x", "x"]), says("x"));
        assert_eq!(evidence(&["x", "y", "y"]), format!("{} (2); {} (1)", says("y"), says("x")));
        assert_eq!(evidence(&["x", "y", "z", "w"]), format!("for example, a.example: {}", says("x")));
        let long = "long".repeat(30);
        assert_eq!(evidence(&[&long, &format!("{long}!")]), format!("for example, a.example: {}", says(&long)));
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
