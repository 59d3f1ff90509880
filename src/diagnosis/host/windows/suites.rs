//! Cipher suites and curves: the order in force, which of its suites this Windows supports, and which are usable.
//!
//! Sources: Microsoft's pages "TLS Cipher Suites in Windows …" (each page's first table), "Prioritizing Schannel Cipher
//! Suites", "Manage TLS". Suites that are used only if a program requests them (NULL, PSK, SSL 2.0) are left out.

use serde::Serialize;

use super::algorithms::Algorithms;
use super::os::{Generation, OsFacts};
use super::values::{FIPS, LOCAL, POLICY};
use crate::diagnosis::Confidence;
use crate::settings::registry::{Entry, Lookup, Snapshot};
use crate::tls::{CipherSuite, Version};

const VISTA: &[u16] = &[0x002f, 0x0035, 0x0005, 0x000a, 0xc009, 0xc00a, 0xc013, 0xc014, 0x0032, 0x0038, 0x0013, 0x0004];
const SEVEN: &[u16] = &[
    0xc028, 0xc027, 0xc014, 0xc013, 0x009f, 0x009e, 0x0039, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
    0xc02c, 0xc02b, 0xc024, 0xc023, 0xc00a, 0xc009, 0x006a, 0x0040, 0x0038, 0x0032, 0x000a, 0x0013, 0x0005, 0x0004,
];
const EIGHT: &[u16] = &[
    0xc028, 0xc027, 0xc014, 0xc013, 0x009f, 0x009e, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0xc02c, 0xc02b,
    0xc024, 0xc023, 0xc00a, 0xc009, 0x006a, 0x0040, 0x0038, 0x0032, 0x000a, 0x0013, 0x0005, 0x0004,
];
const TEN_1507: &[u16] = &[
    0xc030, 0xc02f, 0xc028, 0xc027, 0xc014, 0xc013, 0x009f, 0x009e, 0x0039, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c,
    0x0035, 0x002f, 0xc02c, 0xc02b, 0xc024, 0xc023, 0xc00a, 0xc009, 0x006a, 0x0040, 0x0038, 0x0032, 0x000a, 0x0013,
    0x0005, 0x0004,
];
const TEN_1511: &[u16] = &[
    0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
    0x0039, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a, 0x006a, 0x0040, 0x0038, 0x0032, 0x0013,
    0x0005, 0x0004,
];
const TEN_1703: &[u16] = &[
    0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
    0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a, 0x0005, 0x0004,
];
const TEN_1709: &[u16] = &[
    0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
    0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a,
];
const TEN_22H2: &[u16] = &[
    0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013, 0x009d, 0x009c,
    0x003d, 0x003c, 0x0035, 0x002f,
];
const SERVER_2022: &[u16] = &[
    0x1302, 0x1301, 0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009,
    0xc014, 0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a,
];
const SERVER_2025: &[u16] = &[
    0x1302, 0x1301, 0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
    0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
];
/// Suites that Windows 10 and later support, but that are in no default list.
const ON_DEMAND: &[u16] = &[0x1303];

/// The source of the order in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum SuiteSource {
    /// A group policy.
    Policy,
    /// The local list of the machine.
    Local,
    /// Neither was read: the default of this Windows when it is up to date.
    WindowsDefault,
    /// Nothing is known.
    Unknown,
}

/// Cipher suites and curves, as found.
#[derive(Clone, Debug)]
pub struct SuiteFacts {
    /// The source of the order.
    pub source: SuiteSource,
    /// The usable suites, in order: supported by this Windows and not disabled.
    pub usable: Vec<CipherSuite>,
    /// The suites that `Ciphers`, `Hashes`, or `KeyExchangeAlgorithms` disable, each with the key that does so.
    pub denied: Vec<(CipherSuite, String)>,
    /// Names in the order that this Windows does not support.
    pub unknown: Vec<String>,
    /// The number of those names that lack the curve suffix that this Windows requires (`_P256`).
    pub without_curve: usize,
    /// The number of suites in the order that are used only if a program requests them: PSK, NULL, SSL 2.0.
    pub on_request: usize,
    /// What all this is based on.
    pub confidence: Confidence,
    /// The curve order and its key, if one is set.
    pub curves: Option<(Vec<String>, &'static str)>,
    /// `FIPSAlgorithmPolicy\Enabled`.
    pub fips: Entry,
}

impl SuiteFacts {
    /// Reads the order and judges it.
    pub fn find(snapshot: &Snapshot, os: &OsFacts, algorithms: &Algorithms) -> Self {
        let (source, names) = order(snapshot);
        let mut facts = Self {
            source,
            usable: Vec::new(),
            denied: Vec::new(),
            unknown: Vec::new(),
            on_request: 0,
            without_curve: 0,
            confidence: Confidence::Documented,
            curves: curves(snapshot),
            fips: snapshot.entry(FIPS, "Enabled"),
        };
        let listed: Vec<CipherSuite> = if let Some(names) = names {
            if names.is_empty() {
                // No source says what Windows does with an order that is set and empty.
                facts.confidence = Confidence::Unverified;
            }
            names.iter().filter_map(|name| facts.known(name, os)).collect()
        } else if let Some(list) = default_list(os) {
            facts.source = SuiteSource::WindowsDefault;
            // The lists are for an up-to-date machine.
            facts.confidence = Confidence::Inferred;
            list.iter().copied().map(CipherSuite).collect()
        } else {
            facts.confidence = Confidence::Unverified;
            Vec::new()
        };
        for suite in listed {
            facts.add(suite, algorithms);
        }
        facts
    }

    fn add(&mut self, suite: CipherSuite, algorithms: &Algorithms) {
        if self.usable.contains(&suite) {
            return;
        }
        match algorithms.denies(suite) {
            Some((algorithm, confidence)) => {
                self.confidence = self.confidence.min(confidence);
                self.denied.push((suite, algorithm.path.clone()));
            }
            None => self.usable.push(suite),
        }
    }

    /// Returns the suite with this name in the order, if this Windows supports it.
    fn known(&mut self, name: &str, os: &OsFacts) -> Option<CipherSuite> {
        let upper = name.to_ascii_uppercase();
        // The list also contains suites that are used only if a program requests them.
        if ["SSL_CK_", "_PSK_", "_WITH_NULL_"].iter().any(|mark| upper.contains(mark)) {
            self.on_request += 1;
            return None;
        }
        let curve = ["_P256", "_P384", "_P521"].into_iter().find(|curve| upper.ends_with(curve));
        let plain = upper.strip_suffix(curve.unwrap_or_default()).unwrap_or(&upper);
        let suite = CipherSuite::registered()
            .find(|suite| suite.name() == Some(plain))
            .filter(|_| curve.is_none_or(|curve| has_curve(plain, curve, os)));
        let needs_curve = plain.contains("_ECDHE_") && plain.len() == upper.len() && !os.at_least(Generation::Ten1507);
        let Some(suite) = suite else {
            self.unknown.push(name.to_owned());
            return None;
        };
        if os.generation.is_none() {
            self.confidence = self.confidence.min(Confidence::Inferred);
            return Some(suite);
        }
        if needs_curve {
            self.without_curve += 1;
            // This follows from how the names are formed. No source says what Windows does with such a name.
            self.confidence = Confidence::Unverified;
        } else if knows(os, suite) {
            return Some(suite);
        }
        self.unknown.push(name.to_owned());
        None
    }

    /// Returns what to fix if too few suites are usable, as a code of the catalog.
    pub fn what_to_fix(&self) -> &'static str {
        match (self.source, self.denied.is_empty()) {
            (SuiteSource::WindowsDefault | SuiteSource::Unknown, _) => "algorithms",
            (SuiteSource::Policy | SuiteSource::Local, true) => "order",
            (SuiteSource::Policy | SuiteSource::Local, false) => "either",
        }
    }

    /// Returns the keys that disable a suite, each once.
    pub fn denied_by(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = Vec::new();
        for (_, path) in &self.denied {
            if !paths.contains(&path.as_str()) {
                paths.push(path);
            }
        }
        paths
    }

    /// Reports whether any suite is usable with a version.
    pub fn any_for(&self, version: Version) -> bool {
        self.usable.iter().any(|suite| suite.usable_with(version))
    }

    /// Reports whether all suites that are usable with TLS 1.2 use RC4 or 3DES: hardly any server accepts them.
    pub fn only_weak(&self) -> bool {
        let is_strong = |suite: &CipherSuite| {
            suite.name().is_some_and(|name| name.contains("_AES_") || name.contains("_CHACHA20_"))
        };
        let mut usable = self.usable.iter().filter(|suite| suite.usable_with(Version::Tls12)).peekable();
        usable.peek().is_some() && !usable.any(is_strong)
    }

    /// Reports whether ECDHE with an RSA certificate and AES-GCM is usable, which is all that strict front ends accept.
    pub fn has_ecdhe_rsa_gcm(&self) -> bool {
        self.usable.iter().any(|suite| {
            [CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256, CipherSuite::ECDHE_RSA_AES_256_GCM_SHA384].contains(suite)
        })
    }
}

/// Reports whether a suite has a name with this curve. Only ECDHE suites have; before Windows 10, those with an ECDSA
/// certificate and SHA-384 have none with P-256.
fn has_curve(plain: &str, curve: &str, os: &OsFacts) -> bool {
    let is_strong = plain.contains("_ECDSA_") && plain.ends_with("_SHA384");
    plain.contains("_ECDHE_") && !(is_strong && curve == "_P256" && !os.at_least(Generation::Ten1507))
}

/// Returns the order in force according to the registry: the policy's, else the local one, else none.
fn order(snapshot: &Snapshot) -> (SuiteSource, Option<Vec<String>>) {
    let list = |path| match snapshot.value(path, "Functions") {
        Lookup::Found(data) => data.list(),
        Lookup::Absent | Lookup::NotRead => None,
    };
    if let Some(names) = list(POLICY) {
        return (SuiteSource::Policy, Some(names));
    }
    match list(LOCAL) {
        Some(names) => (SuiteSource::Local, Some(names)),
        None => (SuiteSource::Unknown, None),
    }
}

fn curves(snapshot: &Snapshot) -> Option<(Vec<String>, &'static str)> {
    [POLICY, LOCAL].into_iter().find_map(|path| match snapshot.value(path, "EccCurves") {
        Lookup::Found(data) => Some((data.list().filter(|list| !list.is_empty())?, path)),
        Lookup::Absent | Lookup::NotRead => None,
    })
}

/// Returns the default list of an up-to-date Windows of this build.
fn default_list(os: &OsFacts) -> Option<&'static [u16]> {
    Some(match os.generation? {
        Generation::Older | Generation::Embedded2009 => return None,
        Generation::Server2008Early | Generation::Server2008Sp2 => VISTA,
        Generation::Server2008R2 | Generation::Server2012R2 => SEVEN,
        Generation::Server2012 => EIGHT,
        Generation::Ten1507 if os.build < Some(10586) => TEN_1507,
        Generation::Ten1507 => TEN_1511,
        Generation::Ten1607 => match os.build {
            Some(..15063) => TEN_1511,
            Some(..16299) => TEN_1703,
            Some(..19045) => TEN_1709,
            _ => TEN_22H2,
        },
        Generation::Server2022 => SERVER_2022,
        Generation::Eleven if os.build < Some(22621) => SERVER_2022,
        Generation::Eleven | Generation::Eleven24H2 => SERVER_2025,
    })
}

/// Reports whether this Windows supports a suite: before 10, if it is in its default list; from 10 on, if it is in any
/// list of 10 or later.
fn knows(os: &OsFacts, suite: CipherSuite) -> bool {
    if suite.is_tls13() {
        return os.at_least(Generation::Server2022);
    }
    if os.at_least(Generation::Ten1507) {
        return [TEN_1507, TEN_1511, TEN_1709, SERVER_2025, ON_DEMAND].iter().any(|list| list.contains(&suite.0));
    }
    default_list(os).is_some_and(|list| list.contains(&suite.0))
}
