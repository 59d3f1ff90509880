//! Hellos that are sent by the thousand: the standard hello of each version is built once, and cast anew with other random
//! bytes and another name. Every other one is built as it is wanted.

use std::sync::{Arc, LazyLock};

use super::codec::Put;
use super::hello::{HelloVariant, Randomness, hello, put_server_name};
use super::{ClientHello, Offer};
use crate::tls::{ExtensionType, Version};

/// Where `random` begins: behind the headers of the record and of the message, and the version.
const RANDOM: usize = 5 + 4 + 2;
/// Where `legacy_session_id` begins, behind its length.
const SESSION_ID: usize = RANDOM + 32 + 1;
/// Where the record and the message say how long they are: the two lower bytes of either.
const LENGTHS: [usize; 2] = [3, 7];
/// From this length on a message may have to be padded.
const LONGEST: usize = 255;

/// The record of a hello, and what it offers; `None` if the variant has no meaning for the version.
pub fn hello_record(
    version: Version,
    variant: HelloVariant,
    server_name: Option<&str>,
    randomness: &Randomness,
) -> Option<(Vec<u8>, Arc<Offer>)> {
    static MOLDS: LazyLock<[Option<Mold>; Version::ALL.len()]> = LazyLock::new(|| Version::ALL.map(Mold::new));
    let mold = Version::ALL.iter().position(|other| *other == version).and_then(|place| MOLDS[place].as_ref());
    let cast = mold.filter(|_| variant == HelloVariant::Standard).and_then(|mold| mold.cast(server_name, randomness));
    cast.or_else(|| {
        let hello = hello(version, variant, server_name, randomness)?;
        Some((hello.to_record(), Arc::new(hello.offer())))
    })
}

/// The standard hello of a version without a name.
struct Mold {
    record: Vec<u8>,
    offer: Arc<Offer>,
    /// Where the block of extensions says how long it is; SSL 3.0 has none.
    extensions: Option<usize>,
    key_share: Option<usize>,
}

impl Mold {
    fn new(version: Version) -> Option<Self> {
        // Bytes that stand nowhere else thirty-two times.
        let marks = Randomness { random: [0xa1; 32], session_id: [0xa2; 32], key_share: [0xa3; 32] };
        let hello = hello(version, HelloVariant::Standard, None, &marks)?;
        let record = hello.to_record();
        Some(Self {
            offer: Arc::new(hello.offer()),
            extensions: hello.extensions.is_some().then(|| extensions_at(&hello)),
            key_share: record.windows(32).position(|bytes| bytes == marks.key_share),
            record,
        })
    }

    /// `None` where the name makes it so long that it may have to be padded.
    fn cast(&self, server_name: Option<&str>, randomness: &Randomness) -> Option<(Vec<u8>, Arc<Offer>)> {
        let (mut record, offer) = match (server_name, self.extensions) {
            (Some(name), Some(at)) => self.with_name(name, at)?,
            _ => (self.record.clone(), Arc::clone(&self.offer)),
        };
        let shift = record.len() - self.record.len();
        let mut put = |at: usize, bytes: &[u8; 32]| record[at..at + 32].copy_from_slice(bytes);
        put(RANDOM, &randomness.random);
        // Its length stands before it: 32 or none.
        if self.record[SESSION_ID - 1] != 0 {
            put(SESSION_ID, &randomness.session_id);
        }
        if let Some(at) = self.key_share {
            put(at + shift, &randomness.key_share);
        }
        Some((record, offer))
    }

    /// The name is the first extension.
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
            // Far below 65,536, as the message is.
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

/// Where in its record the block of extensions of a hello says how long it is.
fn extensions_at(hello: &ClientHello) -> usize {
    SESSION_ID + hello.session_id.len() + 2 + 2 * hello.cipher_suites.len() + 1 + hello.compression_methods.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cast_is_what_is_built() {
        let mut cast = 0;
        for version in Version::ALL {
            // Around the length from which on it is padded, too.
            let names = (1..=253).map(|length| Some("x".repeat(length))).chain([None, Some("a.example".to_owned())]);
            for name in names {
                let (name, drawn) = (name.as_deref(), Randomness::draw());
                let context = format!("{version} {name:?}");
                let built = hello(version, HelloVariant::Standard, name, &drawn).expect("there is one");
                let (record, offer) = hello_record(version, HelloVariant::Standard, name, &drawn).expect("the same");
                assert_eq!(record, built.to_record(), "{context}");
                assert_eq!(*offer, built.offer(), "{context}");
                let mold = Mold::new(version).expect("there is one");
                cast += usize::from(mold.cast(name, &drawn).is_some());
            }
        }
        // Names of up to thirty bytes at the least, for each version.
        assert!(cast > 5 * 30, "hardly any was cast: {cast}");
    }

    #[test]
    fn other_variants_are_built() {
        let drawn = Randomness::draw();
        let (record, offer) =
            hello_record(Version::Tls12, HelloVariant::Short, Some("a.example"), &drawn).expect("there is one");
        let built = hello(Version::Tls12, HelloVariant::Short, Some("a.example"), &drawn).expect("the same");
        assert_eq!((record, &*offer), (built.to_record(), &built.offer()));
        assert!(hello_record(Version::Tls12, HelloVariant::NoKeyShare, None, &drawn).is_none());
    }
}
