//! `SCHANNEL\Protocols`: what Schannel does with each version, and which entries there have no effect.
//!
//! Sources: Microsoft's pages "TLS registry settings" (several revisions), "Restrict the use of certain cryptographic
//! algorithms and protocols in Schannel.dll", `SCHANNEL_CRED` and `SCH_CREDENTIALS`.

use std::collections::BTreeMap;

use super::os::{Generation, OsDefault, OsFacts};
use super::strays::protocol_strays;
use super::values::{FIPS, RegistryValue, SCHANNEL, Stray};
use super::verdict::VersionVerdict;
use crate::diagnosis::Confidence;
use crate::message::Message;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::{Data, Entry, Snapshot};
use crate::tls::Version;

const ENABLED: &str = "Enabled";
const DISABLED_BY_DEFAULT: &str = "DisabledByDefault";

/// The direction of the connections that a key applies to. An agent is a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Outgoing connections.
    Client,
    /// Incoming connections.
    Server,
}

impl Role {
    /// Returns the key's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "Client",
            Self::Server => "Server",
        }
    }
}

/// The two values of one version and role, as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolValues {
    /// `Enabled`.
    pub enabled: Entry,
    /// `DisabledByDefault`.
    pub disabled_by_default: Entry,
}

/// What the registry says about Schannel's versions.
#[derive(Clone, Debug)]
pub struct Protocols {
    /// The verdict for each version on the client side, for a program that leaves the choice to Schannel.
    pub client: BTreeMap<Version, VersionVerdict>,
    /// The values of each version and role, as found.
    pub values: BTreeMap<(Version, Role), ProtocolValues>,
    /// Entries that have no effect.
    pub strays: Vec<Stray>,
}

/// Returns the path of the key for a version and a role.
pub fn protocol_path(version: Version, role: Role) -> String {
    format!("{SCHANNEL}\\Protocols\\{}\\{}", version.name(), role.name())
}

impl ProtocolValues {
    fn find(snapshot: &Snapshot, version: Version, role: Role) -> Self {
        let path = protocol_path(version, role);
        Self {
            enabled: snapshot.entry(&path, ENABLED),
            disabled_by_default: snapshot.entry(&path, DISABLED_BY_DEFAULT),
        }
    }
}

impl Protocols {
    /// Reads the values and judges them.
    pub fn find(snapshot: &Snapshot, os: &OsFacts) -> Self {
        let values: BTreeMap<_, _> = Version::ALL
            .into_iter()
            .flat_map(|version| [Role::Client, Role::Server].map(|role| (version, role)))
            .map(|(version, role)| ((version, role), ProtocolValues::find(snapshot, version, role)))
            .collect();
        let mut client: BTreeMap<_, _> = Version::ALL
            .into_iter()
            .map(|version| (version, judge(version, os, &values[&(version, Role::Client)])))
            .collect();
        let fips = snapshot.entry(FIPS, ENABLED);
        if let (Entry::Number(1..), Some(verdict)) = (&fips, client.get_mut(&Version::Ssl3)) {
            without_ssl(verdict, &fips);
        }
        Self { client, values, strays: protocol_strays(snapshot, os) }
    }
}

/// Disables a version of SSL: FIPS mode has none, whatever its own values say.
fn without_ssl(verdict: &mut VersionVerdict, fips: &Entry) {
    verdict.default = Known::No;
    verdict.when_asked = WhenAsked::No;
    verdict.confidence = Confidence::Documented;
    verdict.reason = Message::WindowsReasonFips;
    verdict.decided_by = Some(RegistryValue::new(FIPS, ENABLED, fips));
}

/// Judges one version on the client side from its two values and the build.
pub fn judge(version: Version, os: &OsFacts, values: &ProtocolValues) -> VersionVerdict {
    let (os_default, known) = os.default_for(version);
    let mut verdict = judge_values(version, os, os_default, values);
    // If no value decides, the verdict is only as certain as the default.
    let rests_on_default = verdict.decided_by.is_none();
    if rests_on_default {
        verdict.confidence = verdict.confidence.min(known);
    }
    verdict
}

fn judge_values(version: Version, os: &OsFacts, os_default: OsDefault, values: &ProtocolValues) -> VersionVerdict {
    let path = protocol_path(version, Role::Client);
    let decided = |name: &str, entry: &Entry| Some(RegistryValue::new(&path, name, entry));
    let supported = match os_default {
        OsDefault::On | OsDefault::Off => Known::Yes,
        OsDefault::Unsupported => Known::No,
        OsDefault::Unknown => Known::Unknown,
    };
    let say = |default, when_asked, confidence, reason, decided_by| VersionVerdict {
        supported,
        default,
        when_asked,
        confidence,
        reason,
        decided_by,
    };
    if supported == Known::No {
        return say(Known::No, WhenAsked::No, Confidence::Documented, unsupported(version, os), None);
    }
    let asked = if supported == Known::Yes { WhenAsked::Yes } else { WhenAsked::Unknown };
    let ProtocolValues { enabled, disabled_by_default } = values;
    let by_enabled = decided(ENABLED, enabled);
    let by_flag = decided(DISABLED_BY_DEFAULT, disabled_by_default);
    // Undocumented since 2023; assumed to be still honored.
    let flag_confidence =
        if os.at_least(Generation::Server2022) { Confidence::Unverified } else { Confidence::Documented };
    match (enabled, disabled_by_default) {
        (Entry::Number(0), _) => {
            say(Known::No, WhenAsked::No, Confidence::Documented, Message::WindowsReasonDisabled, by_enabled)
        }
        (Entry::WrongType(data), _) => {
            let reason = wrong_type(ENABLED, data);
            say(Known::Unknown, WhenAsked::Unknown, Confidence::Unverified, reason, by_enabled)
        }
        (_, Entry::WrongType(data)) => {
            say(Known::Unknown, asked, Confidence::Unverified, wrong_type(DISABLED_BY_DEFAULT, data), by_flag)
        }
        (Entry::NotRead, _) | (_, Entry::NotRead) => {
            let reason = Message::WindowsReasonKeyNotRead;
            say(Known::Unknown, WhenAsked::Unknown, Confidence::Documented, reason, by_enabled)
        }
        (_, Entry::Number(0)) if supported == Known::Unknown => {
            let reason = Message::WindowsReasonEnabledIfPresent { condition: Box::new(unsupported(version, os)) };
            say(Known::Unknown, WhenAsked::Unknown, Confidence::Documented, reason, by_flag)
        }
        (_, Entry::Number(0)) => say(Known::Yes, asked, Confidence::Documented, Message::WindowsReasonEnabled, by_flag),
        (_, Entry::Number(_)) => {
            let reason = if flag_confidence == Confidence::Unverified {
                Message::WindowsReasonFlagUnverified
            } else {
                Message::WindowsReasonNotDefault
            };
            say(Known::No, asked, flag_confidence, reason, by_flag)
        }
        (Entry::Number(_), Entry::Absent) if os_default == OsDefault::Off || may_be_added(os, os_default) => {
            say(Known::Unknown, asked, Confidence::Unverified, Message::WindowsReasonIncomplete, by_flag)
        }
        (_, Entry::Absent) => by_default(version, os, os_default, asked, &say),
    }
}

/// Returns the verdict if no value decides.
fn by_default(
    version: Version,
    os: &OsFacts,
    os_default: OsDefault,
    asked: WhenAsked,
    say: &dyn Fn(Known, WhenAsked, Confidence, Message, Option<RegistryValue>) -> VersionVerdict,
) -> VersionVerdict {
    let (default, reason) = match os_default {
        OsDefault::On if version == Version::Tls13 => (Known::Yes, Message::WindowsReasonOnByDefaultNewer),
        OsDefault::On => (Known::Yes, Message::WindowsReasonOnByDefault),
        OsDefault::Off => (Known::No, Message::WindowsReasonOffByDefault),
        // With the update it is off, without the update it is missing.
        OsDefault::Unknown if may_be_added(os, os_default) => (Known::No, Message::WindowsReasonOffOrMissing),
        OsDefault::Unsupported | OsDefault::Unknown => (Known::Unknown, unsupported(version, os)),
    };
    say(default, asked, Confidence::Documented, reason, None)
}

/// Reports whether an update that may or may not be installed adds the version, off by default.
fn may_be_added(os: &OsFacts, os_default: OsDefault) -> bool {
    let is_added = matches!(os.generation, Some(Generation::Server2008Sp2 | Generation::Embedded2009));
    is_added && os_default == OsDefault::Unknown
}

fn unsupported(version: Version, os: &OsFacts) -> Message {
    match os.generation {
        None => Message::WindowsReasonOsUnknown,
        Some(Generation::Server2008Sp2 | Generation::Embedded2009) if os.is_vista() => {
            Message::WindowsReasonNotSupported { version }
        }
        Some(Generation::Server2008Sp2 | Generation::Embedded2009)
            if version != Version::Tls13 && os.kb4019276 == Known::Unknown =>
        {
            Message::WindowsReasonNeedsKb4019276
        }
        Some(_) => Message::WindowsReasonNotSupported { version },
    }
}

fn wrong_type(name: &str, data: &Data) -> Message {
    Message::WindowsReasonWrongType { name: name.to_owned(), r#type: data.type_name() }
}
