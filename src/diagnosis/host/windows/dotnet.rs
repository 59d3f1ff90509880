//! .NET Framework: what is installed, and which versions a program requests depending on the runtime it was built for.
//!
//! Sources: Microsoft's "Determine which .NET Framework versions are installed" and "TLS best practices with .NET
//! Framework"; the reference source of .NET 4.8 (`ServicePointManager`, `NetRegistryConfiguration`).

use serde::Serialize;

use super::os::{Generation, OsFacts};
use super::values::RegistryValue;
use crate::diagnosis::Confidence;
use crate::message::Message;
use crate::settings::registry::{Entry, Lookup, Snapshot, View};
use crate::tls::Version;

const NDP: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP";
/// The key whose values decide for .NET 4.0 to 4.8.1. 32-bit programs read the same key under `Wow6432Node`.
pub const CLR4: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319";
/// The same for .NET 2.0 to 3.5.
pub const CLR2: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v2.0.50727";
/// Makes a program request TLS 1.0, 1.1, and 1.2 explicitly.
pub const STRONG: &str = "SchUseStrongCrypto";
/// Makes a program leave the choice to Schannel.
pub const SYSTEM_DEFAULT: &str = "SystemDefaultTlsVersions";

/// The lowest `Release` of each version of 4.x, newest first.
const RELEASES: &[(u32, &str)] = &[
    (533_320, "4.8.1"),
    (528_040, "4.8"),
    (461_808, "4.7.2"),
    (461_308, "4.7.1"),
    (460_798, "4.7"),
    (394_802, "4.6.2"),
    (394_254, "4.6.1"),
    (393_295, "4.6"),
    (379_893, "4.5.2"),
    (378_675, "4.5.1"),
    (378_389, "4.5"),
];
const NDP_11: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v1.1.4322";
/// The key that lists .NET 1.0, which is older than the `NDP` tree.
const POLICY_10: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\Policy\v1.0";
/// The key with the installed .NET 4.0 or later.
pub(super) const NDP_FULL: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full";
/// `Release` of 4.8, the newest for Windows 7 and Server 2008 R2.
pub(super) const RELEASE_48: u32 = 528_040;
const RELEASE_46: u32 = 393_295;
/// `Release` of 4.5.2, the first that uses `SchUseStrongCrypto` without an update.
pub(super) const RELEASE_452: u32 = 379_893;
/// `Release` of 4.6.2, which Microsoft's old check requires.
pub(super) const RELEASE_462: u32 = 394_802;
const RELEASE_47: u32 = 460_798;

/// The framework that a program was built for, as far as the defaults differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Runtime {
    /// 2.0 to 3.5.1: the runtime of .NET 2.0.
    #[serde(rename = "2.0-3.5.1")]
    Clr2,
    /// 4.0 to 4.5.2, and programs that do not name a runtime.
    #[serde(rename = "4.0-4.5.2")]
    UpTo452,
    /// 4.6 to 4.6.2.
    #[serde(rename = "4.6-4.6.2")]
    From46,
    /// 4.7 and later.
    #[serde(rename = "4.7-4.8.1")]
    From47,
}

impl Runtime {
    /// Every runtime, oldest first.
    pub const ALL: [Self; 4] = [Self::Clr2, Self::UpTo452, Self::From46, Self::From47];

    /// Returns the key that such programs read, in the native view.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Clr2 => CLR2,
            Self::UpTo452 | Self::From46 | Self::From47 => CLR4,
        }
    }

    /// Returns its code in the catalog.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clr2 => "clr2",
            Self::UpTo452 => "up-to-452",
            Self::From46 => "from-46",
            Self::From47 => "from-47",
        }
    }
}

/// Whether something is installed, according to the `NDP` keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// The keys say so.
    Yes,
    /// The keys were read and do not list it.
    No,
    /// The keys were not read.
    Unknown,
}

/// What is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DotnetFacts {
    /// `Release` of 4.5 and later. If the key was not read, the one that comes with this Windows.
    pub release: Option<u32>,
    /// Whether `release` was read rather than assumed.
    pub release_read: bool,
    /// The names of all installed versions, oldest first.
    pub versions: Vec<String>,
    /// Whether .NET 2.0, 3.0, or 3.5 is installed.
    pub clr2: Installed,
    /// Whether .NET 4.0 or later is installed.
    pub clr4: Installed,
}

impl DotnetFacts {
    /// Reads the `NDP` tree.
    pub fn find(snapshot: &Snapshot, os: &OsFacts) -> Self {
        // On 64-bit Windows both views list what is installed.
        let keys = |path: &str| [View::Native, View::ThirtyTwo].map(|view| view.path(&format!("{NDP}\\{path}")));
        let number = |path: &str, name: &str| keys(path).iter().find_map(|key| snapshot.entry(key, name).number());
        let mut versions = Vec::new();
        // 1.0 and 1.1 are 32-bit programs on every Windows.
        let views = [View::Native, View::ThirtyTwo];
        if views.iter().any(|view| has_10(snapshot, *view)) {
            versions.push("1.0".to_owned());
        }
        let has_11 = |view: &View| snapshot.entry(&view.path(NDP_11), "Install").number() == Some(1);
        if views.iter().any(has_11) {
            versions.push("1.1".to_owned());
        }
        for (name, path, value) in
            [("2.0", "v2.0.50727", "Install"), ("3.0", r"v3.0\Setup", "InstallSuccess"), ("3.5", "v3.5", "Install")]
        {
            if number(path, value) == Some(1) {
                let pack = match number(path, "SP") {
                    Some(pack @ 1..) => format!(" SP{pack}"),
                    _ => String::new(),
                };
                versions.push(format!("{name}{pack}"));
            }
        }
        let has_clr2 = versions.iter().any(|version| version.starts_with(['2', '3']));
        let mut release = number(r"v4\Full", "Release");
        let release_read = release.is_some();
        let mut has_clr4 = release_read;
        if let Some(release) = release {
            versions.push(release_name(release));
        } else if number(r"v4\Full", "Install") == Some(1) {
            versions.push("4.0".to_owned());
            has_clr4 = true;
        } else if number(r"v4\Client", "Install") == Some(1) {
            versions.push("4.0 Client Profile".to_owned());
            has_clr4 = true;
        }
        // An export may contain only one part of the tree.
        let was_read = |path: &str| keys(path).iter().any(|key| !matches!(snapshot.key(key), Lookup::NotRead));
        let installed = |has: bool, paths: &[&str]| match (has, paths.iter().all(|path| was_read(path))) {
            (true, _) => Installed::Yes,
            (false, true) => Installed::No,
            (false, false) => Installed::Unknown,
        };
        // A `Release` that was read counts, even if an export contains only that key of the tree.
        if release.is_none() && !was_read(r"v4\Full") {
            release = in_box(os);
        }
        let clr2 = installed(has_clr2, &["v2.0.50727", "v3.0", "v3.5"]);
        Self { release, release_read, versions, clr2, clr4: installed(has_clr4, &["v4"]) }
    }

    /// Reports whether programs built for a runtime can run here. A runtime newer than the installed one cannot.
    pub fn can_run(&self, runtime: Runtime) -> Installed {
        let from = |least: u32| match self.release {
            Some(release) if release >= least => self.clr4.clone(),
            _ if self.release_read || self.clr4 != Installed::Unknown => Installed::No,
            _ => Installed::Unknown,
        };
        match runtime {
            Runtime::Clr2 => self.clr2.clone(),
            Runtime::UpTo452 => self.clr4.clone(),
            Runtime::From46 => from(RELEASE_46),
            Runtime::From47 => from(RELEASE_47),
        }
    }

    /// Reports whether the runtime is certainly older than the one whose source has the rules.
    pub fn before_47(&self) -> bool {
        self.release_read && self.release.is_some_and(|release| release < RELEASE_47)
    }

    /// Reports whether the runtime is certainly 4.5 or 4.5.1, which use `SchUseStrongCrypto` only after an update.
    pub fn before_452(&self) -> bool {
        self.release_read && self.release.is_some_and(|release| release < RELEASE_452)
    }

    /// Returns the name of the newest version.
    pub fn newest(&self) -> Option<&str> {
        self.versions.last().map(String::as_str)
    }
}

/// Reports whether .NET 1.0 is installed. Microsoft's page documents a key `3705` with `Install`; its setup also writes
/// a value `3705`.
fn has_10(snapshot: &Snapshot, view: View) -> bool {
    let policy = view.path(POLICY_10);
    let install = format!("{policy}\\3705");
    snapshot.text(&policy, "3705").is_some()
        || snapshot.text(&install, "Install") == Some("1")
        || snapshot.entry(&install, "Install").number() == Some(1)
}

/// Returns the name of a `Release`.
pub(super) fn release_name(release: u32) -> String {
    match RELEASES.iter().position(|(least, _)| release >= *least) {
        Some(0) if release > 533_509 => "4.8.1 or later".to_owned(),
        Some(at) => RELEASES[at].1.to_owned(),
        None => format!("4.x (Release {release})"),
    }
}

/// Returns the `Release` of the .NET 4 that comes with Windows.
fn in_box(os: &OsFacts) -> Option<u32> {
    Some(match (os.generation?, os.build?) {
        (Generation::Server2012, _) => 378_389,
        (Generation::Server2012R2, _) => 378_675,
        (Generation::Ten1507, ..10586) => RELEASE_46,
        (Generation::Ten1507, _) => 394_254,
        (Generation::Ten1607, ..15063) => 394_802,
        (Generation::Ten1607, ..16299) => RELEASE_47,
        (Generation::Ten1607, ..17134) => 461_308,
        (Generation::Ten1607, ..18362) => 461_808,
        (Generation::Ten1607 | Generation::Server2022, _) | (Generation::Eleven, ..22621) => 528_040,
        (Generation::Eleven | Generation::Eleven24H2, _) => 533_320,
        _ => return None,
    })
}

/// The two values, as one view has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DotnetValues {
    /// The key that was read.
    pub path: String,
    /// `SchUseStrongCrypto`.
    pub strong: Entry,
    /// `SystemDefaultTlsVersions`.
    pub system_default: Entry,
}

impl DotnetValues {
    /// Reads the two values.
    pub fn find(snapshot: &Snapshot, runtime: Runtime, view: View) -> Self {
        let path = view.path(runtime.key());
        Self { strong: snapshot.entry(&path, STRONG), system_default: snapshot.entry(&path, SYSTEM_DEFAULT), path }
    }
}

/// What a program requests from Schannel by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: it gets Schannel's default set.
    SystemDefault,
    /// These versions, explicitly.
    List(&'static [Version]),
    /// Unknown.
    Unknown,
}

/// What a program requests, why, and how certain that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The requested versions.
    pub asks: Asks,
    /// The value whose presence or absence decides.
    pub decided_by: RegistryValue,
    /// What it is based on.
    pub confidence: Confidence,
    /// A condition: one clause.
    pub condition: Option<Message>,
}

/// SSL 3.0 and TLS 1.0: what .NET requests without `SchUseStrongCrypto`.
pub(super) const OLD_LIST: &[Version] = &[Version::Ssl3, Version::Tls10];
/// What .NET requests with `SchUseStrongCrypto`. The 4.8 source adds TLS 1.3, which Schannel may or may not give to
/// such clients.
pub(super) const STRONG_LIST: &[Version] = &[Version::Tls10, Version::Tls11, Version::Tls12];

/// For each Windows, the update that makes .NET 3.5 use `SystemDefaultTlsVersions`.
const CLR2_UPDATES: &str = "2008: KB3154517, 7/2008 R2: KB3154518, 2012: KB3154519, 2012 R2: KB3154520, \
    10 1507: KB3192440, 10 1511: KB3156421, 2016: KB3201845";
/// The update that makes .NET 4.5 and 4.5.1 use `SchUseStrongCrypto`.
pub(super) const STRONG_UPDATE: &str = "KB2960358";

/// Determines what programs for a runtime request, from the values of their view (by the rules of the reference
/// source).
pub fn request(runtime: Runtime, values: &DotnetValues, dotnet: &DotnetFacts) -> Request {
    let say = |asks: Asks, entry: &Entry, name: &str| Request {
        asks,
        decided_by: RegistryValue::new(&values.path, name, entry),
        confidence: Confidence::Documented,
        condition: None,
    };
    if runtime == Runtime::UpTo452 && dotnet.clr4 == Installed::Yes && dotnet.release.is_none() {
        return Request {
            confidence: Confidence::Unverified,
            condition: Some(Message::WindowsDotnet40),
            ..say(Asks::List(OLD_LIST), &values.strong, STRONG)
        };
    }
    let system_default = match runtime {
        Runtime::From47 => is_not_zero(&values.system_default),
        Runtime::Clr2 | Runtime::UpTo452 | Runtime::From46 => is_one(&values.system_default),
    };
    let strong = match runtime {
        Runtime::Clr2 => Some(false),
        Runtime::UpTo452 => is_one(&values.strong),
        Runtime::From46 | Runtime::From47 => is_not_zero(&values.strong),
    };
    let mut request = match (system_default, strong) {
        (Some(true), _) => say(Asks::SystemDefault, &values.system_default, SYSTEM_DEFAULT),
        (None, _) => return say(Asks::Unknown, &values.system_default, SYSTEM_DEFAULT),
        (Some(false), Some(true)) => say(Asks::List(STRONG_LIST), &values.strong, STRONG),
        (Some(false), Some(false)) if runtime == Runtime::Clr2 => {
            say(Asks::List(OLD_LIST), &values.system_default, SYSTEM_DEFAULT)
        }
        (Some(false), Some(false)) => say(Asks::List(OLD_LIST), &values.strong, STRONG),
        (Some(false), None) => return say(Asks::Unknown, &values.strong, STRONG),
    };
    if request.asks == Asks::SystemDefault && runtime == Runtime::Clr2 {
        request.confidence = Confidence::Inferred;
        request.condition = Some(Message::WindowsDotnet2Update { updates: CLR2_UPDATES.to_owned() });
    } else if request.asks == Asks::SystemDefault && runtime != Runtime::From47 && dotnet.before_47() {
        // With strong crypto, the result is the same whether or not the runtime supports the other value.
        let is_strong = strong == Some(true) && !(runtime == Runtime::UpTo452 && dotnet.before_452());
        request.confidence = if is_strong { Confidence::Inferred } else { Confidence::Unverified };
        request.condition = Some(Message::WindowsDotnetOldRuntime);
    } else if runtime == Runtime::UpTo452 && request.asks == Asks::List(STRONG_LIST) && dotnet.before_452() {
        request.confidence = Confidence::Unverified;
        request.condition = Some(Message::WindowsDotnet45Update { update: STRONG_UPDATE.to_owned() });
    } else if runtime != Runtime::Clr2 && !dotnet.release_read {
        // Which runtime interprets the values is only assumed.
        request.confidence = Confidence::Inferred;
    }
    request
}

/// Reports whether a value is 1. .NET ignores a type other than `REG_DWORD`, as if the value were absent.
fn is_one(entry: &Entry) -> Option<bool> {
    match entry {
        Entry::Number(number) => Some(*number == 1),
        Entry::WrongType(_) | Entry::Absent => Some(false),
        Entry::NotRead => None,
    }
}

fn is_not_zero(entry: &Entry) -> Option<bool> {
    match entry {
        Entry::Number(number) => Some(*number != 0),
        Entry::WrongType(_) | Entry::Absent => Some(true),
        Entry::NotRead => None,
    }
}
