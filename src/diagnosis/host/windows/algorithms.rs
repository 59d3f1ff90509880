//! `SCHANNEL\Ciphers`, `Hashes`, `KeyExchangeAlgorithms`: which algorithms are disabled, and which suites with them.
//!
//! Sources: Microsoft's KB245030 article and "TLS registry settings". Which suites a disabled hash disables differs by
//! release and is not fully documented.

use super::os::{Generation, OsFacts};
use super::values::{SCHANNEL, Stray};
use crate::diagnosis::Confidence;
use crate::message::Message;
use crate::settings::registry::{Entry, Lookup, Snapshot, last_name};
use crate::tls::CipherSuite;

/// The documented value that allows an algorithm. Without a value, it is allowed too.
const ALLOW: u32 = 0xffff_ffff;

const CIPHERS: &[&str] = &[
    "AES 128/128",
    "AES 256/256",
    "DES 56/56",
    "NULL",
    "RC2 40/128",
    "RC2 56/128",
    "RC2 128/128",
    "RC4 40/128",
    "RC4 56/128",
    "RC4 64/128",
    "RC4 128/128",
    TRIPLE_DES,
];
const TRIPLE_DES: &str = "Triple DES 168";
/// What Windows before Vista calls it.
const OLD_TRIPLE_DES: &str = "Triple DES 168/168";
const HASHES: &[&str] = &["MD5", "SHA", "SHA256", "SHA384", "SHA512"];
const KEY_EXCHANGES: &[&str] = &["PKCS", "Diffie-Hellman", "ECDH"];
const GROUPS: [(&str, &[&str]); 3] =
    [("Ciphers", CIPHERS), ("Hashes", HASHES), ("KeyExchangeAlgorithms", KEY_EXCHANGES)];

/// An algorithm that has its own key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Algorithm {
    /// The key's full path, as spelled.
    pub path: String,
    /// Which of the three keys it is under.
    pub group: &'static str,
    /// Its name as documented.
    pub name: &'static str,
    /// Its `Enabled`.
    pub enabled: Entry,
}

impl Algorithm {
    /// Reports whether it is certain that the algorithm is disabled.
    pub fn is_denied(&self) -> bool {
        self.enabled == Entry::Number(0)
    }

    /// Reports whether its value is neither of the two documented ones.
    pub fn is_odd(&self) -> bool {
        !matches!(self.enabled, Entry::Number(0 | ALLOW) | Entry::Absent)
    }
}

/// The three keys, as read.
#[derive(Clone, Debug, Default)]
pub struct Algorithms {
    /// The algorithms that have their own key.
    pub found: Vec<Algorithm>,
    /// `ClientMinKeyBitLength` of `Diffie-Hellman` and `PKCS`, if set; the default is 1024 from Windows 10 1507 on.
    pub smallest_keys: Vec<(&'static str, u32)>,
    /// Entries that have no effect.
    pub strays: Vec<Stray>,
}

impl Algorithms {
    /// Reads the three keys.
    pub fn find(snapshot: &Snapshot, os: &OsFacts) -> Self {
        let mut all = Self::default();
        for (group, known) in GROUPS {
            for path in snapshot.children(&format!("{SCHANNEL}\\{group}")) {
                all.add(snapshot, os, group, known, path);
            }
        }
        all.smallest_keys = ["Diffie-Hellman", "PKCS"]
            .into_iter()
            .filter_map(|name| {
                let path = format!("{SCHANNEL}\\KeyExchangeAlgorithms\\{name}");
                Some((name, snapshot.entry(&path, "ClientMinKeyBitLength").number()?))
            })
            .collect();
        all
    }

    fn add(&mut self, snapshot: &Snapshot, os: &OsFacts, group: &'static str, known: &[&'static str], path: String) {
        let own = last_name(&path);
        if own.eq_ignore_ascii_case(OLD_TRIPLE_DES) && os.generation.is_some() {
            if os.at_least(Generation::Server2008Early) {
                let (name, correct) = (own.to_owned(), TRIPLE_DES.to_owned());
                self.strays.push(Stray { path, problem: Message::WindowsStrayOldName { name, correct } });
            } else {
                let enabled = snapshot.entry(&path, "Enabled");
                self.found.push(Algorithm { path, group, name: OLD_TRIPLE_DES, enabled });
            }
            return;
        }
        if let Some(name) = known.iter().find(|name| name.eq_ignore_ascii_case(own)) {
            let enabled = snapshot.entry(&path, "Enabled");
            self.found.push(Algorithm { path, group, name, enabled });
            return;
        }
        // A tool that treats the slash in "RC4 128/128" as a separator writes two keys.
        let split = known.iter().find_map(|name| {
            let (first, second) = name.split_once('/')?;
            let below = format!("{path}\\{second}");
            (first.eq_ignore_ascii_case(own) && matches!(snapshot.key(&below), Lookup::Found(_))).then_some(name)
        });
        let problem = match split {
            Some(name) => Message::WindowsStraySplitKey { correct: (*name).to_owned() },
            None => Message::WindowsStrayUnknownKey { name: own.to_owned() },
        };
        self.strays.push(Stray { path, problem });
    }

    /// Returns the disabled algorithm that makes a suite unusable, if there is one, and how certain that is.
    pub fn denies(&self, suite: CipherSuite) -> Option<(&Algorithm, Confidence)> {
        let name = suite.name()?;
        self.found.iter().filter(|algorithm| algorithm.is_denied()).find_map(|algorithm| {
            takes_away(algorithm.name, name).then_some((
                algorithm,
                if algorithm.group == "Hashes" { Confidence::Unverified } else { Confidence::Inferred },
            ))
        })
    }
}

/// Reports whether a suite (registered name) needs an algorithm (Schannel's name).
fn takes_away(algorithm: &str, suite: &str) -> bool {
    match algorithm {
        "AES 128/128" => suite.contains("AES_128_"),
        "AES 256/256" => suite.contains("AES_256_"),
        "DES 56/56" => suite.contains("_DES_CBC_"),
        "NULL" => suite.contains("_NULL_"),
        "RC4 40/128" => suite.contains("RC4_40"),
        "RC4 56/128" => suite.contains("RC4_56"),
        "RC4 128/128" => suite.contains("RC4_128"),
        "Triple DES 168" | "Triple DES 168/168" => suite.contains("3DES_EDE"),
        "MD5" => suite.ends_with("_MD5"),
        "SHA" => suite.ends_with("_SHA"),
        "SHA256" => suite.ends_with("_SHA256"),
        "SHA384" => suite.ends_with("_SHA384"),
        "PKCS" => suite.starts_with("TLS_RSA_WITH_"),
        "Diffie-Hellman" => suite.starts_with("TLS_DHE_"),
        "ECDH" => suite.starts_with("TLS_ECDHE_"),
        _ => false,
    }
}
