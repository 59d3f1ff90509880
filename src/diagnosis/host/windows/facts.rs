//! Everything known about a Windows host, read from a snapshot in one pass.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::algorithms::Algorithms;
use super::clients::{self, Client, ClientFacts, ClientKind, Inputs};
use super::dotnet::{CLR2, CLR4, DotnetFacts, Installed, NDP_FULL, STRONG, SYSTEM_DEFAULT};
use super::os::{OsFacts, OsName, Width};
use super::schannel::{self, Protocols};
use super::strays::program_strays;
use super::suites::{SuiteFacts, SuiteSource};
use super::values::{SCHANNEL, Stray};
use super::verdict::{VersionVerdict, both, either, negated};
use super::winhttp::{ProxyFacts, WINHTTP, WinInetFacts, proxies, wininet};
use crate::diagnosis::Confidence;
use crate::diagnosis::host::{Readiness, VersionFacts};
use crate::message::Message;
use crate::observation::host::{Known, Setting, WhenAsked};
use crate::settings::registry::{Lookup, Snapshot, View};
use crate::tls::Version;

/// Everything known about a Windows host.
#[derive(Clone, Debug)]
pub struct WindowsFacts {
    /// The Windows version.
    pub os: OsFacts,
    /// Schannel's versions.
    pub protocols: Protocols,
    /// Disabled algorithms.
    pub algorithms: Algorithms,
    /// Cipher suites and curves.
    pub suites: SuiteFacts,
    /// .NET Framework.
    pub dotnet: DotnetFacts,
    /// What each client offers according to its values, before the cipher suites are considered.
    pub clients: Vec<ClientFacts>,
    /// WinINET's settings, if set.
    pub wininet: Vec<WinInetFacts>,
    /// Proxies, if set.
    pub proxies: Vec<ProxyFacts>,
    /// Values of .NET and WinHTTP that no program reads.
    pub strays: Vec<Stray>,
    /// Overrides for single programs in .NET's keys; the value's name is the program.
    pub overrides: Vec<Setting>,
    /// Keys that were written after Windows was started; running programs may not have read them.
    pub changed_since_start: Vec<String>,
    /// The versions for which Schannel was observed to behave differently from its settings, with the verdict from the
    /// settings (which may be uncertain).
    pub seen_otherwise: BTreeMap<Version, VersionVerdict>,
    /// Where the snapshot was read from.
    pub sources: Vec<String>,
    /// What is unknown: one clause each.
    pub gaps: Vec<Message>,
}

impl WindowsFacts {
    /// Reads a snapshot. `named` is the Windows that the user specified.
    pub fn examine(snapshot: &Snapshot, named: Option<&OsName>) -> Self {
        let os = OsFacts::find(snapshot, named);
        let protocols = Protocols::find(snapshot, &os);
        let algorithms = Algorithms::find(snapshot, &os);
        let suites = SuiteFacts::find(snapshot, &os, &algorithms);
        let dotnet = DotnetFacts::find(snapshot, &os);
        let wininet = wininet(snapshot);
        let clients =
            clients::all(&Inputs { snapshot, os: &os, protocols: &protocols, dotnet: &dotnet, wininet: &wininet });
        Self {
            proxies: proxies(snapshot),
            overrides: overrides(snapshot),
            strays: program_strays(snapshot),
            changed_since_start: changed_since_start(snapshot),
            seen_otherwise: BTreeMap::new(),
            sources: snapshot.sources.clone(),
            gaps: gaps(snapshot, &os),
            os,
            protocols,
            algorithms,
            suites,
            dotnet,
            clients,
            wininet,
        }
    }

    /// Reports whether a program that leaves the choice to Schannel offers TLS 1.2.
    pub fn schannel_offers(&self) -> Known {
        self.clients
            .iter()
            .find(|facts| facts.client == Client::Schannel)
            .map_or(Known::Unknown, |facts| facts.offers(Version::Tls12))
    }

    /// Reports whether the programs of the kinds offer TLS 1.2 or later. Programs that cannot run here do not count.
    pub fn readiness(&self, kinds: &[ClientKind]) -> Readiness {
        let counts =
            |row: &&ClientFacts| row.applies != Installed::No && kinds.iter().any(|kind| kind.covers(row.client));
        let counted: Vec<Known> = self.clients.iter().filter(counts).map(|row| self.meets(row)).collect();
        if counted.iter().all(|meets| *meets == Known::Yes) {
            return Readiness::Ready;
        }
        if !counted.contains(&Known::No) {
            return Readiness::Inconclusive;
        }
        let main = if kinds.contains(&ClientKind::Schannel) {
            let schannel = self.clients.iter().find(|row| row.client == Client::Schannel);
            schannel.is_some_and(|row| self.meets(row) == Known::Yes)
        } else {
            counted.contains(&Known::Yes)
        };
        if main { Readiness::Partly } else { Readiness::NotReady }
    }

    /// Reports whether a client offers TLS 1.2 or later, with the cipher suites considered.
    pub fn meets(&self, row: &ClientFacts) -> Known {
        // If the lack of suites is only assumed, a yes becomes unknown.
        let with_suites = |version| both(row.offers(version), negated(self.lacks_suites(version)));
        either(with_suites(Version::Tls12), with_suites(Version::Tls13))
    }

    /// Reports whether the suites are known and none of them is usable with a version.
    pub fn no_suite(&self, version: Version) -> bool {
        self.suites.source != SuiteSource::Unknown && !self.suites.any_for(version)
    }

    /// Reports whether the suites are known and none of them is usable with TLS 1.2.
    pub fn no_suite_for_tls12(&self) -> bool {
        self.no_suite(Version::Tls12)
    }

    /// Like `no_suite`, but an assumption gives unknown.
    pub fn lacks_suites(&self, version: Version) -> Known {
        match (self.no_suite(version), self.suites.confidence) {
            (false, _) => Known::No,
            (true, Confidence::Unverified) => Known::Unknown,
            (true, Confidence::Inferred | Confidence::Documented | Confidence::Observed) => Known::Yes,
        }
    }

    /// Applies the cipher suites to a verdict: a version without any suite is not offered, whatever its values say.
    pub fn in_force<'a>(&self, version: Version, verdict: &'a VersionVerdict) -> Cow<'a, VersionVerdict> {
        let has_own_suites = matches!(version, Version::Tls12 | Version::Tls13);
        if !has_own_suites || verdict.supported == Known::No || !self.no_suite(version) {
            return Cow::Borrowed(verdict);
        }
        Cow::Owned(VersionVerdict {
            default: Known::No,
            when_asked: WhenAsked::No,
            confidence: self.suites.confidence,
            reason: match self.lacks_suites(version) {
                Known::Unknown => Message::WindowsReasonNoSuiteUnverified,
                Known::Yes | Known::No => Message::WindowsReasonNoSuite,
            },
            decided_by: None,
            ..verdict.clone()
        })
    }

    /// Returns the verdict for a version, for programs that leave the choice to Schannel.
    pub fn schannel(&self, version: Version) -> &VersionVerdict {
        &self.protocols.client[&version]
    }

    /// Lets what Schannel was observed to do override its settings, for every program that uses it. Where they differ,
    /// the verdict from the settings is kept in `seen_otherwise`.
    pub fn see(&mut self, seen: &BTreeMap<Version, VersionFacts>, snapshot: &Snapshot) {
        for (version, facts) in seen {
            let Some(verdict) = self.protocols.client.get_mut(version) else { continue };
            let differs = (facts.default != Known::Unknown && facts.default != verdict.default)
                || (facts.when_asked != WhenAsked::Unknown && facts.when_asked != verdict.when_asked);
            if !differs {
                continue;
            }
            self.seen_otherwise.insert(*version, verdict.clone());
            if facts.default != Known::Unknown {
                verdict.default = facts.default;
            }
            if facts.when_asked != WhenAsked::Unknown {
                verdict.when_asked = facts.when_asked;
            }
            if facts.supported == Known::Yes {
                verdict.supported = Known::Yes;
            }
            verdict.confidence = Confidence::Observed;
            verdict.reason = Message::WindowsReasonSeen { reason: Box::new(verdict.reason.clone()) };
        }
        self.clients = clients::all(&Inputs {
            snapshot,
            os: &self.os,
            protocols: &self.protocols,
            dotnet: &self.dotnet,
            wininet: &self.wininet,
        });
    }
}

/// Returns the values for single programs below .NET's key (see the source of `ServicePointManager`).
fn overrides(snapshot: &Snapshot) -> Vec<Setting> {
    let mut found = Vec::new();
    for view in [View::Native, View::ThirtyTwo] {
        for name in ["SystemDefaultTlsVersions", "SecurityProtocol", "SchSendAuxRecord"] {
            let path = view.path(&format!("{CLR4}\\System.Net.ServicePointManager.{name}"));
            if let Lookup::Found(key) = snapshot.key(&path) {
                found.extend(key.values().filter(|value| !value.name.is_empty()).map(|value| Setting {
                    name: value.name.clone(),
                    value: value.data.to_string(),
                    source: key.path.clone(),
                }));
            }
        }
    }
    found
}

const STARTED: &str = r"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System";

/// Returns the keys that changed since Windows was started. Windows creates the hardware keys at each start, so their
/// age is the uptime.
fn changed_since_start(snapshot: &Snapshot) -> Vec<String> {
    let Some(started) = written(snapshot, STARTED) else { return Vec::new() };
    // Windows itself writes to keys while it starts.
    let settled = started + Duration::from_mins(2);
    deciding().into_iter().filter(|path| written(snapshot, path).is_some_and(|time| time > settled)).collect()
}

/// The keys whose values programs read once and keep.
fn deciding() -> [String; 5] {
    let client = schannel::protocol_path(Version::Tls12, schannel::Role::Client);
    [client, CLR4.to_owned(), View::ThirtyTwo.path(CLR4), CLR2.to_owned(), View::ThirtyTwo.path(CLR2)]
}

/// Reports whether any value is set that could have been set since Windows was started.
fn has_values(snapshot: &Snapshot) -> bool {
    let names = ["Enabled", "DisabledByDefault", STRONG, SYSTEM_DEFAULT];
    let is_set = |path: &String| names.iter().any(|name| matches!(snapshot.value(path, name), Lookup::Found(_)));
    deciding().iter().any(is_set)
}

fn written(snapshot: &Snapshot, path: &str) -> Option<OffsetDateTime> {
    match snapshot.key(path) {
        Lookup::Found(key) => key.last_write,
        Lookup::Absent | Lookup::NotRead => None,
    }
}

/// Lists what was not read, and how to get it read.
fn gaps(snapshot: &Snapshot, os: &OsFacts) -> Vec<Message> {
    let mut gaps = snapshot.notes.clone();
    let mut wanted: Vec<(String, &'static str)> = vec![(SCHANNEL.to_owned(), "schannel"), (CLR4.to_owned(), "dotnet4")];
    // This key is the only one in the tree that is needed.
    if [View::Native, View::ThirtyTwo].iter().all(|view| snapshot.key(&view.path(NDP_FULL)) == Lookup::NotRead) {
        let tree = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4";
        wanted.push((tree.to_owned(), "dotnet-installed"));
    }
    if os.width != Some(Width::Bits32) {
        wanted.push((View::ThirtyTwo.path(CLR4), "dotnet4-32"));
    }
    wanted.push((WINHTTP.to_owned(), "winhttp"));
    if os.width != Some(Width::Bits32) {
        wanted.push((View::ThirtyTwo.path(WINHTTP), "winhttp-32"));
    }
    if os.build.is_none() {
        let path = super::os::CURRENT_VERSION.to_owned();
        gaps.push(Message::WindowsGapOs { path, option: super::os::OPTION_EXAMPLE.to_owned() });
    }
    gaps.extend(
        wanted
            .into_iter()
            .filter(|(path, _)| snapshot.key(path) == Lookup::NotRead)
            .map(|(path, subject)| Message::WindowsGapKey { subject, path }),
    );
    if written(snapshot, STARTED).is_none() && has_values(snapshot) {
        gaps.push(Message::WindowsGapRestart);
    }
    gaps
}
