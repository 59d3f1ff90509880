//! Hellos with blanks: random bytes and the server name, which differ in each copy that is sent.
//!
//! The standard hello of each version is sent thousands of times, so its record is built once and only the blanks are
//! filled in. Every other hello is built when it is needed.

use std::sync::{Arc, LazyLock};

use super::codec::Put;
use super::hello::{HelloVariant, Randomness, hello, put_server_name};
use super::{ClientHello, Extension, Offer};
use crate::tls::{ExtensionType, Version};

/// Offset of `random`: after the headers of the record and of the message, and the version.
const RANDOM: usize = 5 + 4 + 2;
/// Offset of `legacy_session_id`, after its length.
const SESSION_ID: usize = RANDOM + 32 + 1;
/// Offsets of the lengths of the record and of the message: the lower two bytes of each.
const LENGTHS: [usize; 2] = [3, 7];
/// The longest message that is certain to need no padding.
const LONGEST: usize = 255;

/// Returns the record of a hello and what it offers; `None` if the variant does not apply to the version.
pub fn hello_record(
    version: Version,
    variant: HelloVariant,
    server_name: Option<&str>,
    randomness: &Randomness,
) -> Option<(Vec<u8>, Arc<Offer>)> {
    static PREBUILT: LazyLock<[Option<Prebuilt>; Version::ALL.len()]> =
        LazyLock::new(|| Version::ALL.map(Prebuilt::new));
    let prebuilt = Version::ALL.iter().position(|other| *other == version).and_then(|place| PREBUILT[place].as_ref());
    let filled = prebuilt
        .filter(|_| variant == HelloVariant::Standard)
        .and_then(|prebuilt| prebuilt.fill(server_name, randomness));
    filled.or_else(|| {
        let hello = hello(version, variant, server_name, randomness)?;
        Some((hello.to_record(), Arc::new(Offer::of(&hello))))
    })
}

/// The standard hello of a version, without a server name.
struct Prebuilt {
    record: Vec<u8>,
    offer: Arc<Offer>,
    /// Offset of the length of the block of extensions; SSL 3.0 has none.
    extensions: Option<usize>,
    key_share: Option<usize>,
}

impl Prebuilt {
    fn new(version: Version) -> Option<Self> {
        // Values that occur nowhere else 32 times in a row.
        let marks = Randomness { random: [0xa1; 32], session_id: [0xa2; 32], key_share: [0xa3; 32] };
        let hello = hello(version, HelloVariant::Standard, None, &marks)?;
        let record = hello.to_record();
        Some(Self {
            offer: Arc::new(Offer::of(&hello)),
            extensions: hello.extensions.is_some().then(|| extensions_at(&hello)),
            key_share: record.windows(32).position(|bytes| bytes == marks.key_share),
            record,
        })
    }

    /// Fills in the blanks; returns `None` if the name makes the message so long that it may need padding.
    fn fill(&self, server_name: Option<&str>, randomness: &Randomness) -> Option<(Vec<u8>, Arc<Offer>)> {
        let (mut record, offer) = match (server_name, self.extensions) {
            (Some(name), Some(at)) => self.with_name(name, at)?,
            _ => (self.record.clone(), Arc::clone(&self.offer)),
        };
        let shift = record.len() - self.record.len();
        let mut put = |at: usize, bytes: &[u8; 32]| record[at..at + 32].copy_from_slice(bytes);
        put(RANDOM, &randomness.random);
        // Its length precedes it: 32 or 0.
        if self.record[SESSION_ID - 1] != 0 {
            put(SESSION_ID, &randomness.session_id);
        }
        if let Some(at) = self.key_share {
            put(at + shift, &randomness.key_share);
        }
        Some((record, offer))
    }

    /// Inserts the name as the first extension.
    fn with_name(&self, name: &str, extensions: usize) -> Option<(Vec<u8>, Arc<Offer>)> {
        let first = extensions + 2;
        let mut record = Vec::with_capacity(self.record.len() + 16 + name.len());
        record.extend_from_slice(&self.record[..first]);
        record.put_u16(ExtensionType::SERVER_NAME.0);
        record.put_vector16(|data| put_server_name(data, name));
        let more = record.len() - first;
        if self.offer.length + more > LONGEST {
            return None;
        }
        record.extend_from_slice(&self.record[first..]);
        for at in LENGTHS.into_iter().chain([extensions]) {
            // The sum fits: the message is far below 65,536 bytes.
            let length = u16::from_be_bytes([record[at], record[at + 1]]) + more as u16;
            record[at..at + 2].copy_from_slice(&length.to_be_bytes());
        }
        let mut offer = Offer::clone(&self.offer);
        offer.extensions.insert(0, ExtensionType::SERVER_NAME);
        offer.server_name = Some(name.to_owned());
        offer.length += more;
        Some((record, Arc::new(offer)))
    }
}

/// A hello with blanks that was not built by the recipe: from another client, or from a question with different hellos.
/// It is sent unchanged except for the blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(ClientHello);

impl Template {
    /// Creates a template. The blanks are the random, the session id and the X25519 share, if present, and the name in
    /// the extension `server_name`, if present.
    pub const fn new(hello: ClientHello) -> Self {
        Self(hello)
    }

    /// Returns the record of the hello with its blanks filled in, and what it offers. Without a name, the extension
    /// `server_name` is omitted.
    pub fn fill(&self, server_name: Option<&str>, randomness: &Randomness) -> (Vec<u8>, Arc<Offer>) {
        let mut hello = self.0.clone();
        hello.random = randomness.random;
        let length = hello.session_id.len().min(randomness.session_id.len());
        hello.session_id[..length].copy_from_slice(&randomness.session_id[..length]);
        if let Some(extensions) = &mut hello.extensions {
            extensions.retain(|extension| extension.kind != ExtensionType::SERVER_NAME || server_name.is_some());
            for Extension { kind, data } in extensions {
                match (*kind, server_name) {
                    (ExtensionType::SERVER_NAME, Some(name)) => {
                        data.clear();
                        put_server_name(data, name);
                    }
                    (ExtensionType::KEY_SHARE, _) => fill_key_share(data, &randomness.key_share),
                    _ => {}
                }
            }
        }
        (hello.to_record(), Arc::new(Offer::of(&hello)))
    }
}

/// Replaces the X25519 share. Shares of other groups are points on curves, so they are sent unchanged.
fn fill_key_share(shares: &mut [u8], random: &[u8; 32]) {
    /// The group X25519, and the length of its share: 32 bytes.
    const BEGIN: [u8; 4] = [0, 29, 0, 32];
    let mut at = 2;
    while let Some(&[_, _, high, low]) = shares.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        let end = at + BEGIN.len() + usize::from(u16::from_be_bytes([high, low]));
        if shares[at..].starts_with(&BEGIN)
            && let Some(share) = shares.get_mut(at + BEGIN.len()..end)
        {
            share.copy_from_slice(random);
        }
        at = end;
    }
}

/// Returns the offset in the record of the length of the block of extensions.
fn extensions_at(hello: &ClientHello) -> usize {
    SESSION_ID + hello.session_id.len() + 2 + 2 * hello.cipher_suites.len() + 1 + hello.compression_methods.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_what_is_built() {
        let mut filled = 0;
        for version in Version::ALL {
            // Includes lengths around the one from which the message is padded.
            let names = (1..=253).map(|length| Some("x".repeat(length))).chain([None, Some("a.example".to_owned())]);
            for name in names {
                let (name, drawn) = (name.as_deref(), Randomness::draw());
                let context = format!("{version} {name:?}");
                let built = hello(version, HelloVariant::Standard, name, &drawn).expect("there is one");
                let (record, offer) = hello_record(version, HelloVariant::Standard, name, &drawn).expect("the same");
                assert_eq!(record, built.to_record(), "{context}");
                assert_eq!(*offer, Offer::of(&built), "{context}");
                let prebuilt = Prebuilt::new(version).expect("there is one");
                filled += usize::from(prebuilt.fill(name, &drawn).is_some());
            }
        }
        // Names of at least up to 30 bytes are prebuilt, for each version.
        assert!(filled > 5 * 30, "hardly any was prebuilt: {filled}");
    }

    #[test]
    fn other_variants_are_built() {
        let drawn = Randomness::draw();
        let (record, offer) =
            hello_record(Version::Tls12, HelloVariant::Short, Some("a.example"), &drawn).expect("there is one");
        let built = hello(Version::Tls12, HelloVariant::Short, Some("a.example"), &drawn).expect("the same");
        assert_eq!((record, &*offer), (built.to_record(), &Offer::of(&built)));
        assert!(hello_record(Version::Tls12, HelloVariant::NoKeyShare, None, &drawn).is_none());
    }

    #[test]
    fn a_template_is_sent_as_it_stands_but_for_its_blanks() {
        let draw = || Randomness { random: [0xa1; 32], session_id: [0xa2; 32], key_share: [0xa3; 32] };
        for version in Version::ALL {
            for name in [None, Some("a.example"), Some("another.example")] {
                let blank = hello(version, HelloVariant::Short, Some("blank"), &Randomness::draw())
                    .or_else(|| hello(version, HelloVariant::Standard, Some("blank"), &Randomness::draw()))
                    .expect("there is one");
                let (record, offer) = Template::new(blank.clone()).fill(name, &draw());
                let has_name = version > Version::Ssl3;
                assert_eq!(offer.server_name.as_deref(), name.filter(|_| has_name), "{version}");
                assert_eq!(offer.cipher_suites, blank.cipher_suites, "{version}");
                assert_eq!(
                    offer.extensions.len() + usize::from(has_name && name.is_none()),
                    Offer::of(&blank).extensions.len()
                );
                let count = |byte| record.windows(32).filter(|bytes| *bytes == [byte; 32]).count();
                let is_tls13 = usize::from(version == Version::Tls13);
                assert_eq!([0xa1, 0xa2, 0xa3].map(count), [1, is_tls13, is_tls13], "{version}");
            }
        }
    }

    #[test]
    fn shares_of_other_groups_stay() {
        let mut shares = [&[0, 45, 0, 23, 0, 3, 7, 7, 7, 0, 29, 0, 32][..], &[0; 32], &[0, 29, 0]].concat();
        fill_key_share(&mut shares, &[9; 32]);
        assert_eq!(shares[..13], [0, 45, 0, 23, 0, 3, 7, 7, 7, 0, 29, 0, 32]);
        assert_eq!(shares[13..], [&[9; 32][..], &[0, 29, 0]].concat());
    }
}
