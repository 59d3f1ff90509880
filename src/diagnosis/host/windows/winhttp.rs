//! WinHTTP and WinINET: which versions they request from Schannel, and which proxies are set for them.
//!
//! Sources: Microsoft's "Option flags (WinHTTP)", the KB3140245 article, "Enable TLS 1.2 on clients" of Configuration Manager.

use serde::Serialize;

use super::os::{Generation, OsFacts, Width};
use crate::diagnosis::Confidence;
use crate::message::Message;
use crate::observation::host::Known;
use crate::settings::registry::{Data, Entry, Lookup, Snapshot, View};
use crate::tls::Version;

/// The key with WinHTTP's value. 32-bit programs read the same key under `Wow6432Node`.
pub const WINHTTP: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
/// The name of the value, which is a mask of `bit`s.
pub const DEFAULT_SECURE_PROTOCOLS: &str = "DefaultSecureProtocols";
const CONNECTIONS: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";

const POLICY_FOR_ALL: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
const POLICY_FOR_USER: &str = r"HKEY_CURRENT_USER\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
const OF_USER: &str = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
const OF_SYSTEM: &str = r"HKEY_USERS\S-1-5-18\Software\Microsoft\Windows\CurrentVersion\Internet Settings";

/// The same account under its other name.
const OF_DEFAULT: &str = r"HKEY_USERS\.DEFAULT\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
/// The keys that may contain [`SECURE_PROTOCOLS`].
pub(super) const WININET_KEYS: [&str; 5] = [POLICY_FOR_ALL, POLICY_FOR_USER, OF_USER, OF_SYSTEM, OF_DEFAULT];
/// The name of WinINET's value.
pub(super) const SECURE_PROTOCOLS: &str = "SecureProtocols";

/// Returns the bit of a version in `DefaultSecureProtocols` and `SecureProtocols`.
pub(super) const fn bit(version: Version) -> u32 {
    match version {
        Version::Ssl3 => 0x20,
        Version::Tls10 => 0x80,
        Version::Tls11 => 0x200,
        Version::Tls12 => 0x800,
        Version::Tls13 => 0x2000,
    }
}

/// Returns the versions in a mask.
pub(super) fn versions(mask: u32) -> Vec<Version> {
    Version::ALL.into_iter().filter(|version| mask & bit(*version) != 0).collect()
}

/// Describes what a mask requests, as a clause.
pub(super) fn requests(mask: u32) -> Message {
    match versions(mask) {
        none if none.is_empty() => Message::WindowsReasonRequestsNothing,
        versions => Message::WindowsReasonRequests { versions },
    }
}

/// What WinHTTP requests in one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WinHttpFacts {
    /// The key that was looked at.
    pub path: String,
    /// `DefaultSecureProtocols`.
    pub value: Entry,
    /// Whether each version is requested.
    pub mask: Mask,
    /// What that is based on.
    pub confidence: Confidence,
    /// The reason: one clause.
    pub reason: Message,
}

/// Versions that are requested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    /// Certainly requested.
    pub yes: u32,
    /// Possibly requested.
    pub unknown: u32,
}

impl Mask {
    const fn certain(yes: u32) -> Self {
        Self { yes, unknown: 0 }
    }

    /// Reports whether a version is requested.
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
    /// Reads the value and judges it.
    pub fn find(snapshot: &Snapshot, os: &OsFacts, view: View) -> Self {
        let path = view.path(WINHTTP);
        let value = snapshot.entry(&path, DEFAULT_SECURE_PROTOCOLS);
        let (mask, confidence, reason) = judge(&value, os);
        Self { path, value, mask, confidence, reason }
    }
}

/// Determines from the value and the build what WinHTTP requests for a program that does not request a version.
pub(super) fn judge(value: &Entry, os: &OsFacts) -> (Mask, Confidence, Message) {
    use Confidence::{Documented, Inferred, Unverified};
    let Some(generation) = os.generation else {
        return (Mask { yes: 0, unknown: ALL }, Unverified, Message::WindowsReasonOsUnknown);
    };
    let (default, confidence) = default_mask(generation, os.server);
    // 7, 2008 R2, and 2012 use the value only with the update, which Microsoft did not make for 8.
    let needs_update = matches!(generation, Generation::Server2008R2 | Generation::Server2012);
    let is_without_update = is_windows_8(os) && os.kb3140245 != Known::Yes;
    match value {
        Entry::Number(_) if is_without_update => (default, Inferred, Message::WindowsReasonWinhttpWindows8),
        Entry::Number(set) if generation < Generation::Server2008R2 => {
            let unknown = (default.yes ^ set) & ALL;
            (Mask { yes: default.yes & set, unknown }, Unverified, Message::WindowsReasonWinhttpNoSource)
        }
        Entry::Number(set) if needs_update && os.kb3140245 != Known::Yes => {
            let unknown = (default.yes ^ set) & ALL;
            let reason = Message::WindowsReasonWinhttpUpdate { with: versions(*set), without: versions(default.yes) };
            (Mask { yes: default.yes & set, unknown }, Inferred, reason)
        }
        Entry::Number(set) => (Mask::certain(*set), if needs_update { Documented } else { Inferred }, requests(*set)),
        Entry::WrongType(data) => {
            let reason = Message::WindowsReasonWinhttpWrongType { r#type: data.type_name() };
            (Mask { yes: 0, unknown: ALL }, Unverified, reason)
        }
        Entry::NotRead => (Mask { yes: 0, unknown: ALL }, Documented, Message::WindowsReasonKeyNotRead),
        Entry::Absent if default.yes == OLD => (default, confidence, Message::WindowsReasonWinhttpOldDefault),
        Entry::Absent if confidence == Unverified => {
            (default, confidence, Message::WindowsReasonWinhttpDefaultUnverified)
        }
        Entry::Absent => (default, confidence, Message::WindowsReasonWinhttpDefault),
    }
}

/// Reports whether it is Windows 8, the client edition of Server 2012.
pub(super) fn is_windows_8(os: &OsFacts) -> bool {
    os.generation == Some(Generation::Server2012) && os.server == Some(false)
}

/// Returns a mask that has every version from TLS 1.0 on that this Windows has, or may have, without a value, if that
/// includes TLS 1.2 for certain. The second value says whether it is the default.
pub(super) fn default_with_tls12(os: &OsFacts) -> Option<(u32, bool)> {
    let (mask, confidence) = default_mask(os.generation?, os.server);
    let is_certain = confidence > Confidence::Unverified && mask.asks(Version::Tls12) == Known::Yes;
    let possible = mask.unknown & !bit(Version::Ssl3);
    is_certain.then_some((mask.yes | possible, possible == 0))
}

fn default_mask(generation: Generation, server: Option<bool>) -> (Mask, Confidence) {
    use Confidence::{Documented, Inferred, Unverified};
    match generation {
        Generation::Older | Generation::Embedded2009 | Generation::Server2008Early | Generation::Server2008Sp2 => {
            (Mask::certain(OLD), Unverified)
        }
        Generation::Server2008R2 | Generation::Server2012 => (Mask::certain(OLD), Documented),
        Generation::Server2012R2 | Generation::Ten1507 | Generation::Ten1607 => (Mask::certain(0xaa0), Documented),
        // Configuration Manager's page says that Server 2022 requests TLS 1.2; nothing says what else.
        Generation::Server2022 => (Mask { yes: 0x800, unknown: 0x2aa0 & !0x800 }, Documented),
        Generation::Eleven | Generation::Eleven24H2 if server == Some(true) => (Mask::certain(0x2800), Inferred),
        Generation::Eleven | Generation::Eleven24H2 => (Mask::certain(0x2800), Documented),
    }
}

/// The user or component that settings belong to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum SettingsOwner {
    /// A group policy for every user.
    PolicyEveryone,
    /// A group policy for this user.
    PolicyUser,
    /// This user.
    User,
    /// The account that services run as.
    LocalSystem,
    /// WinHTTP, for the whole machine.
    Winhttp,
}

/// `SecureProtocols` of WinINET, if found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WinInetFacts {
    /// Whose settings they are.
    pub owner: SettingsOwner,
    /// The key.
    pub path: &'static str,
    /// The mask.
    pub mask: u32,
}

/// Reads the settings of WinINET that are in force. A policy takes precedence over a user's settings. Microsoft does
/// not document the default as a number.
pub(super) fn wininet(snapshot: &Snapshot) -> Vec<WinInetFacts> {
    let mut found: Vec<WinInetFacts> = [
        (SettingsOwner::PolicyEveryone, POLICY_FOR_ALL),
        (SettingsOwner::PolicyUser, POLICY_FOR_USER),
        (SettingsOwner::User, OF_USER),
        (SettingsOwner::LocalSystem, of_system(snapshot)),
    ]
    .into_iter()
    .filter_map(|(owner, path)| {
        let mask = snapshot.entry(path, SECURE_PROTOCOLS).number()?;
        Some(WinInetFacts { owner, path, mask })
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

/// Returns the key of `LocalSystem`, which has two names.
fn of_system(snapshot: &Snapshot) -> &'static str {
    let is_read = matches!(snapshot.key(OF_SYSTEM), Lookup::Found(_));
    let is_other_read = matches!(snapshot.key(OF_DEFAULT), Lookup::Found(_));
    if !is_read && is_other_read { OF_DEFAULT } else { OF_SYSTEM }
}

/// A proxy setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyFacts {
    /// Whose setting it is.
    pub owner: SettingsOwner,
    /// What is set.
    pub proxy: ProxySetting,
}

/// What is set as a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxySetting {
    /// No proxy is to be used.
    Direct,
    /// The proxy at this address.
    Address(String),
    /// The proxy that the script at this address selects.
    Script(String),
    /// A proxy is to be used, but its address is missing.
    NoAddress,
    /// The setting is in an unknown format.
    Unreadable,
}

impl ProxySetting {
    /// Describes the setting as a clause.
    pub fn message(&self) -> Message {
        match self {
            Self::Direct => Message::WindowsProxyDirect,
            Self::Address(address) => Message::WindowsProxyAddress { address: address.clone() },
            Self::Script(script) => Message::WindowsProxyScript { script: script.clone() },
            Self::NoAddress => Message::WindowsProxyNoAddress,
            Self::Unreadable => Message::WindowsProxyUnreadable,
        }
    }
}

/// Reads the proxies of WinHTTP and of users.
pub(super) fn proxies(snapshot: &Snapshot) -> Vec<ProxyFacts> {
    let mut found = Vec::new();
    if let Lookup::Found(Data::Binary(bytes)) = snapshot.value(CONNECTIONS, "WinHttpSettings") {
        found.push(ProxyFacts { owner: SettingsOwner::Winhttp, proxy: winhttp_proxy(bytes) });
    }
    for (owner, path) in [(SettingsOwner::User, OF_USER), (SettingsOwner::LocalSystem, of_system(snapshot))] {
        if snapshot.entry(path, "ProxyEnable").number() == Some(1) {
            let address = snapshot.text(path, "ProxyServer");
            let proxy = address.map_or(ProxySetting::NoAddress, |address| ProxySetting::Address(address.to_owned()));
            found.push(ProxyFacts { owner, proxy });
        } else if let Some(script) = snapshot.text(path, "AutoConfigURL") {
            found.push(ProxyFacts { owner, proxy: ProxySetting::Script(script.to_owned()) });
        }
    }
    found
}

/// Reads `WinHttpSettings`: a structure size, a counter, flags (2: a proxy is set), then the length of the address and
/// the address. The layout is not documented, so only what makes sense is read.
fn winhttp_proxy(bytes: &[u8]) -> ProxySetting {
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(four.iter().rfold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)))
    };
    match (number(8), number(12)) {
        (Some(flags), Some(length)) if flags & 2 != 0 => {
            let end = usize::try_from(length).ok().and_then(|length| length.checked_add(16));
            let text = end.and_then(|end| bytes.get(16..end)).map(String::from_utf8_lossy);
            text.map_or(ProxySetting::Unreadable, |text| ProxySetting::Address(text.into_owned()))
        }
        (Some(_), _) => ProxySetting::Direct,
        (None, _) => ProxySetting::Unreadable,
    }
}

/// Returns the views that programs on this machine can have.
pub(super) fn views(os: &OsFacts) -> Vec<View> {
    if os.width == Some(Width::Bits32) { vec![View::Native] } else { vec![View::Native, View::ThirtyTwo] }
}
