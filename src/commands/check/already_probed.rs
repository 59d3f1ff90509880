//! The set of endpoints that a file already contains: 20 bytes per endpoint, independent of the length of its name.

use ring::digest::{SHA256, digest};

use crate::clean::clean;
use crate::target::Target;

/// Identifies an endpoint as a line of the report names it: the first 16 bytes of a SHA-256. The probability that two
/// of a million endpoints share a key is 1 in 10^26.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The endpoints that are done. A list may contain the same endpoint several times, so each has a count.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Sorted, without duplicates.
    keys: Vec<u128>,
    /// How many more times each key can be taken.
    left: Vec<u32>,
}

impl Done {
    pub(super) fn new(mut keys: Vec<u128>) -> Self {
        keys.sort_unstable();
        let mut left: Vec<u32> = Vec::new();
        let mut last = None;
        keys.retain(|key| {
            let is_new = last != Some(*key);
            last = Some(*key);
            match left.last_mut() {
                Some(count) if !is_new => *count = count.saturating_add(1),
                _ => left.push(1),
            }
            is_new
        });
        Self { keys, left }
    }

    /// Returns whether the target is done, and removes one occurrence of it.
    pub(super) fn take(&mut self, target: &Target) -> bool {
        if self.keys.is_empty() {
            return false;
        }
        let Ok(place) = self.keys.binary_search(&Key::of(target).0) else { return false };
        let taken = self.left[place] > 0;
        self.left[place] = self.left[place].saturating_sub(1);
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::target_text::target_from_text;
    use crate::target::Expectation;

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

    #[test]
    fn a_target_is_done_as_often_as_it_is_there() {
        let target = |text| target_from_text(text, Expectation::default()).expect("a target");
        let (twice, once, never) = (target("A.example"), target("b.example:8443"), target("c.example"));
        let keys = [&twice, &once, &twice].map(|target| Key::of(target).0);
        let mut done = Done::new(keys.to_vec());
        assert_eq!(
            [&twice, &once, &twice, &twice, &once, &never].map(|target| done.take(target)),
            [true, true, true, false, false, false]
        );
    }
}
