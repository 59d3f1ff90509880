//! The set of endpoints that a file already contains: 20 bytes per endpoint, independent of the length of its name.

use ring::digest::{SHA256, digest};

use crate::clean::clean;
use crate::report::contract::endpoint::{ExpectedObject, OptionsObject};
use crate::report::model::Scope;
use crate::target::Target;

/// Identifies an endpoint as a line of the report names it: the first 16 bytes of a SHA-256. The probability that two
/// of a million endpoints share a key is 1 in 10^26.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(pub(super) u128);

impl Key {
    /// Makes the key of a host as it was given, its port, and its origin (service, purpose and cloud).
    pub(super) fn new(host: &str, port: u16, origin: [Option<&str>; 3]) -> Self {
        let mut bytes = Vec::with_capacity(host.len() + 64);
        bytes.extend_from_slice(&port.to_be_bytes());
        for field in [Some(host)].into_iter().chain(origin) {
            // The length before each field keeps the encoding unambiguous.
            let (length, text) = field.map_or((u64::MAX, ""), |text| (text.len() as u64, text));
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        let first = digest(&SHA256, &bytes).as_ref().first_chunk().copied();
        Self(first.map_or(0, u128::from_be_bytes))
    }

    /// Makes the key of a target, with the fields as its line will contain them.
    pub(super) fn of(target: &Target) -> Self {
        let origin = target.origin.as_ref();
        let fields = origin.map(|origin| [&origin.service, &origin.purpose, &origin.cloud].map(|field| clean(field)));
        let [service, purpose, cloud] =
            fields.as_ref().map_or([None; 3], |fields| fields.each_ref().map(|field| Some(field.as_str())));
        Self::new(&target.given, target.port, [service, purpose, cloud])
    }
}

/// What was asked of an endpoint, or would be asked: a digest of what the report says about it, 31 bits of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Question(u32);

impl Question {
    /// Makes the digest of what a line of a report contains.
    pub(super) fn new(expected: &ExpectedObject, options: &OptionsObject) -> Self {
        // Types of this program can always be written as JSON; if not, every question would be the same.
        let bytes = serde_json::to_vec(&(expected, options)).unwrap_or_default();
        let first = digest(&SHA256, &bytes).as_ref().first_chunk().copied();
        Self(first.map_or(0, u32::from_be_bytes) & !Done::MET)
    }

    /// Makes the digest of what a run asks of a target.
    pub(super) fn of(target: &Target, scope: &Scope) -> Self {
        Self::new(&ExpectedObject::new(&target.expectation), &OptionsObject::new(target, scope))
    }
}

/// Whether an endpoint is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is not in the file.
    New,
    /// It is in the file, and the same was asked of it.
    Same,
    /// It is in the file, and something else was asked of it.
    OtherQuestion,
}

/// The endpoints that are done. One that is listed several times is done with all of its occurrences.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Sorted; several entries for an endpoint that is several times in the file.
    keys: Vec<u128>,
    /// The question of each entry, and whether a target met it.
    questions: Vec<u32>,
    /// The number of entries that no target has met yet.
    unmet: usize,
}

impl Done {
    /// The bit of an entry that a target has met.
    const MET: u32 = 1 << 31;

    pub(super) fn new(mut entries: Vec<(Key, Question)>) -> Self {
        entries.sort_unstable_by_key(|(key, question)| (key.0, question.0));
        entries.dedup();
        let (keys, questions): (Vec<u128>, Vec<u32>) =
            entries.into_iter().map(|(key, question)| (key.0, question.0)).unzip();
        Self { unmet: keys.len(), keys, questions }
    }

    fn entries(&self, key: Key) -> std::ops::Range<usize> {
        let begin = self.keys.partition_point(|known| *known < key.0);
        let count = self.keys[begin..].iter().take_while(|known| **known == key.0).count();
        begin..begin + count
    }

    /// Returns whether the target is done.
    pub(super) fn contains(&self, target: &Target) -> bool {
        !self.keys.is_empty() && !self.entries(Key::of(target)).is_empty()
    }

    /// Compares a target with the file, and marks that the target is in the list of this run.
    pub(super) fn meet(&mut self, target: &Target, scope: &Scope) -> Known {
        if self.keys.is_empty() {
            return Known::New;
        }
        let entries = self.entries(Key::of(target));
        if entries.is_empty() {
            return Known::New;
        }
        let Question(question) = Question::of(target, scope);
        let mut known = Known::Same;
        for entry in &mut self.questions[entries] {
            self.unmet -= usize::from(*entry & Self::MET == 0);
            if *entry & !Self::MET != question {
                known = Known::OtherQuestion;
            }
            *entry |= Self::MET;
        }
        known
    }

    /// Returns the number of endpoints in the file that no target has met.
    pub(super) const fn unmet(&self) -> usize {
        self.unmet
    }

    /// Returns whether no target has met the endpoint.
    pub(super) fn is_unmet(&self, key: Key) -> bool {
        self.entries(key).any(|entry| self.questions[entry] & Self::MET == 0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalog::target_text::target_from_text;
    use crate::observation::Prober;
    use crate::target::{Expectation, Via};
    use crate::tls::Version;

    #[test]
    fn endpoints_are_told_apart() {
        let all = [
            Key::new("a", 443, [None; 3]),
            Key::new("a", 444, [None; 3]),
            Key::new("b", 443, [None; 3]),
            Key::new("a", 443, [Some("s"), Some("p"), Some("c")]),
            Key::new("a", 443, [Some("s"), Some("pc"), Some("")]),
            Key::new("a", 443, [Some(""), None, None]),
        ];
        for (place, key) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|other| other == key), Some(place));
        }
    }

    fn target(text: &str) -> Target {
        target_from_text(text, Expectation::default()).expect("a target")
    }

    #[test]
    fn a_target_is_done_however_often_it_is_listed() {
        let (twice, once, never) = (target("A.example"), target("b.example:8443"), target("c.example"));
        let scope = Scope::default();
        let entries = [&twice, &once, &twice].map(|target| (Key::of(target), Question::of(target, &scope)));
        let mut done = Done::new(entries.to_vec());
        assert_eq!(done.unmet(), 2);
        assert!(done.is_unmet(Key::of(&once)));
        for (target, known, unmet) in
            [(&twice, Known::Same, 1), (&never, Known::New, 1), (&twice, Known::Same, 1), (&once, Known::Same, 0)]
        {
            assert_eq!((done.meet(target, &scope), done.unmet()), (known, unmet));
        }
        assert_eq!([&twice, &once, &never].map(|target| done.contains(target)), [true, true, false]);
        assert!(!done.is_unmet(Key::of(&once)));
    }

    #[test]
    fn whatever_is_asked_differently_is_another_question() {
        let (first, scope) = (target("a.example"), Scope::default());
        let other = |change: fn(&mut Target)| {
            let mut target = first.clone();
            change(&mut target);
            target
        };
        let others = [
            (other(|target| target.expectation.require = Version::Tls13), scope.clone()),
            (other(|target| target.expectation.refuse = vec![Version::Tls10]), scope.clone()),
            (other(|target| target.expectation.trust = true), scope.clone()),
            (other(|target| target.sni = None), scope.clone()),
            (other(|target| target.connect = Some(std::net::Ipv4Addr::LOCALHOST.into())), scope.clone()),
            (
                other(|target| {
                    target.route = Via::Proxy(Arc::new("http://proxy.example:1".parse().expect("a proxy")));
                }),
                scope.clone(),
            ),
            (first.clone(), Scope { probers: vec![Prober::Wire], ..Scope::default() }),
            (first.clone(), Scope { ip_version: Some(4), ..Scope::default() }),
            (first.clone(), Scope { all_addresses: true, ..Scope::default() }),
        ];
        for (target, scope) in &others {
            let mut done = Done::new(vec![(Key::of(&first), Question::of(&first, &Scope::default()))]);
            assert_eq!(done.meet(target, scope), Known::OtherQuestion, "{target:?} {scope:?}");
            assert_eq!(done.unmet(), 0);
        }
        // Twice in the file, once with another question.
        let entries = [&first, &others[0].0].map(|target| (Key::of(target), Question::of(target, &scope)));
        assert_eq!(Done::new(entries.to_vec()).meet(&first, &scope), Known::OtherQuestion);
    }
}
