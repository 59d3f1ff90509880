//! WinHTTP and WinINET: which versions they ask Schannel for, and the proxies they are told to use.
//!
//! Sources: Microsoft's "Option flags (WinHTTP)", the KB3140245 article, "Enable TLS 1.2 on clients" of Configuration Manager.

use super::confidence::Confidence;
use super::os::{Generation, OsFacts, Width};
use crate::observation::host::Known;
use crate::settings::registry::{Data, Entry, Lookup, Snapshot, View};
use crate::tls::Version;

/// Where WinHTTP's value stands; 32-bit programs read the twin under `Wow6432Node`.
pub const WINHTTP: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
/// The value's name: a mask of [`bit`]s.
pub const DEFAULT_SECURE_PROTOCOLS: &str = "DefaultSecureProtocols";
const CONNECTIONS: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";

const POLICY_FOR_ALL: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
const POLICY_FOR_USER: &str = r"HKEY_CURRENT_USER\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
const OF_USER: &str = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
const OF_SYSTEM: &str = r"HKEY_USERS\S-1-5-18\Software\Microsoft\Windows\CurrentVersion\Internet Settings";

/// The bit of a version in `DefaultSecureProtocols` and `SecureProtocols`.
pub(super) const fn bit(version: Version) -> u32 {
    match version {
        Version::Ssl3 => 0x20,
        Version::Tls10 => 0x80,
        Version::Tls11 => 0x200,
        Version::Tls12 => 0x800,
        Version::Tls13 => 0x2000,
    }
}

/// The versions of a mask, for people.
pub(super) fn mask_text(mask: u32) -> String {
    let names: Vec<_> =
        Version::ALL.into_iter().filter(|version| mask & bit(*version) != 0).map(Version::name).collect();
    if names.is_empty() { "no version".to_owned() } else { names.join(", ") }
}

/// What WinHTTP asks for in one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WinHttpFacts {
    /// The key that was looked at.
    pub path: String,
    /// `DefaultSecureProtocols`.
    pub value: Entry,
    /// For each version whether it is asked for.
    pub mask: Mask,
    /// What that rests on.
    pub confidence: Confidence,
    /// Why, one sentence.
    pub reason: String,
}

/// Versions that are asked for; what cannot be told is in neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    /// Surely asked for.
    pub yes: u32,
    /// Asked for or not.
    pub unknown: u32,
}

impl Mask {
    const fn certain(yes: u32) -> Self {
        Self { yes, unknown: 0 }
    }

    /// Whether a version is asked for.
    pub const fn asks(self, version: Version) -> Known {
        if self.yes & bit(version) != 0 {
            Known::Yes
        } else if self.unknown & bit(version) != 0 {
            Known::Unknown
        } else {
            Known::No
        }
    }
}

const OLD: u32 = 0xa0;
const ALL: u32 = 0x2aa0;

impl WinHttpFacts {
    /// Reads and judges.
    pub fn find(snapshot: &Snapshot, os: &OsFacts, view: View) -> Self {
        let path = view.path(WINHTTP);
        let value = snapshot.entry(&path, DEFAULT_SECURE_PROTOCOLS);
        let (mask, confidence, reason) = judge(&value, os);
        Self { path, value, mask, confidence, reason }
    }
}

/// What WinHTTP asks for when the program does not say, from the value and the build.
pub(super) fn judge(value: &Entry, os: &OsFacts) -> (Mask, Confidence, String) {
    use Confidence::{Documented, Inferred, Unverified};
    let Some(generation) = os.generation else {
        return (Mask { yes: 0, unknown: ALL }, Unverified, "the Windows version is not known".to_owned());
    };
    let (default, confidence) = default_mask(generation, os.server);
    // 7, 2008 R2, 8 and 2012 heed the value only with the update.
    let needs_update = matches!(generation, Generation::Server2008R2 | Generation::Server2012);
    let unset = |why: &str| (default, confidence, why.to_owned());
    match value {
        Entry::Number(set) if generation < Generation::Server2008R2 => {
            let unknown = (default.yes ^ set) & ALL;
            let reason = "no source says that this Windows heeds DefaultSecureProtocols".to_owned();
            (Mask { yes: default.yes & set, unknown }, Unverified, reason)
        }
        Entry::Number(set) if needs_update && os.kb3140245 != Known::Yes => {
            let unknown = (default.yes ^ set) & ALL;
            let reason = format!(
                "asks for {} if update KB3140245 or a later rollup is installed, else for {}",
                mask_text(*set),
                mask_text(default.yes)
            );
            (Mask { yes: default.yes & set, unknown }, Inferred, reason)
        }
        Entry::Number(set) => (
            Mask::certain(*set),
            if needs_update { Documented } else { Inferred },
            format!("asks for {}", mask_text(*set)),
        ),
        Entry::WrongType(data) => {
            let reason = format!("DefaultSecureProtocols is {}, not REG_DWORD", data.type_name());
            (Mask { yes: 0, unknown: ALL }, Unverified, reason)
        }
        Entry::NotRead => (Mask { yes: 0, unknown: ALL }, Documented, "its key was not read".to_owned()),
        Entry::Absent if default.yes == OLD => unset(
            "asks for SSL 3.0 and TLS 1.0 by name, whatever Schannel has on, until DefaultSecureProtocols says otherwise",
        ),
        Entry::Absent if confidence == Unverified => {
            unset("asks for what this Windows has by default, and no source says what that is")
        }
        Entry::Absent => unset("asks for what this Windows has by default"),
    }
}

/// The mask that this Windows has without a value, where it surely has one with TLS 1.2 in it.
pub(super) fn default_with_tls12(os: &OsFacts) -> Option<u32> {
    let (mask, confidence) = default_mask(os.generation?, os.server);
    (confidence > Confidence::Unverified && mask.asks(Version::Tls12) == Known::Yes).then_some(mask.yes)
}

fn default_mask(generation: Generation, server: Option<bool>) -> (Mask, Confidence) {
    use Confidence::{Documented, Inferred, Unverified};
    match generation {
        Generation::Older | Generation::Server2008Early | Generation::Server2008Sp2 => (Mask::certain(OLD), Unverified),
        Generation::Server2008R2 | Generation::Server2012 => (Mask::certain(OLD), Documented),
        Generation::Server2012R2 | Generation::Ten1507 | Generation::Ten1607 => (Mask::certain(0xaa0), Documented),
        // The page names Windows 10 and 11 only; 2022 stands between them.
        Generation::Server2022 => (Mask { yes: 0x800, unknown: 0x2aa0 & !0x800 }, Unverified),
        Generation::Eleven | Generation::Eleven24H2 if server == Some(true) => (Mask::certain(0x2800), Inferred),
        Generation::Eleven | Generation::Eleven24H2 => (Mask::certain(0x2800), Documented),
    }
}

/// `SecureProtocols` of WinINET, where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WinInetFacts {
    /// Whose settings, for people.
    pub whose: &'static str,
    /// The key.
    pub path: &'static str,
    /// The mask.
    pub mask: u32,
}

/// Reads what is set for WinINET and in force: a policy wins over what users have. What is not set is not documented by
/// number.
pub(super) fn wininet(snapshot: &Snapshot) -> Vec<WinInetFacts> {
    let mut found: Vec<WinInetFacts> = [
        ("policy, every user", POLICY_FOR_ALL),
        ("policy, this user", POLICY_FOR_USER),
        ("this user", OF_USER),
        ("services (LocalSystem)", OF_SYSTEM),
    ]
    .into_iter()
    .filter_map(|(whose, path)| {
        let mask = snapshot.entry(path, "SecureProtocols").number()?;
        Some(WinInetFacts { whose, path, mask })
    })
    .collect();
    let is_set = |path: &str| found.iter().any(|facts| facts.path == path);
    let (for_all, for_user) = (is_set(POLICY_FOR_ALL), is_set(POLICY_FOR_USER));
    found.retain(|facts| match facts.path {
        POLICY_FOR_ALL | POLICY_FOR_USER => true,
        OF_USER => !for_all && !for_user,
        _ => !for_all,
    });
    found
}

/// A proxy setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyFacts {
    /// Who uses it, for people.
    pub whose: &'static str,
    /// What is set: `direct`, or the proxy's address.
    pub proxy: String,
}

/// Reads the proxies of WinHTTP and of users.
pub(super) fn proxies(snapshot: &Snapshot) -> Vec<ProxyFacts> {
    let mut found = Vec::new();
    if let Lookup::Found(Data::Binary(bytes)) = snapshot.value(CONNECTIONS, "WinHttpSettings") {
        found.push(ProxyFacts { whose: "WinHTTP", proxy: winhttp_proxy(bytes) });
    }
    for (whose, path) in [("this user", OF_USER), ("services (LocalSystem)", OF_SYSTEM)] {
        if snapshot.entry(path, "ProxyEnable").number() == Some(1) {
            let proxy = snapshot.text(path, "ProxyServer").unwrap_or("on, without an address").to_owned();
            found.push(ProxyFacts { whose, proxy });
        } else if let Some(script) = snapshot.text(path, "AutoConfigURL") {
            found.push(ProxyFacts { whose, proxy: format!("script {script}") });
        }
    }
    found
}

/// `WinHttpSettings`: a structure size, a counter, flags (2: a proxy is set), then the address with its length.
/// The layout is not documented; it is read only as far as it makes sense.
fn winhttp_proxy(bytes: &[u8]) -> String {
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(four.iter().rfold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)))
    };
    match (number(8), number(12)) {
        (Some(flags), Some(length)) if flags & 2 != 0 => {
            let end = usize::try_from(length).ok().and_then(|length| length.checked_add(16));
            let text = end.and_then(|end| bytes.get(16..end)).map(String::from_utf8_lossy);
            text.map_or_else(|| "set, in a form that is not known".to_owned(), String::from)
        }
        (Some(_), _) => "direct".to_owned(),
        (None, _) => "set, in a form that is not known".to_owned(),
    }
}

/// The views in which a program of the machine can look.
pub(super) fn views(os: &OsFacts) -> Vec<View> {
    if os.width == Some(Width::Bits32) { vec![View::Native] } else { vec![View::Native, View::ThirtyTwo] }
}
