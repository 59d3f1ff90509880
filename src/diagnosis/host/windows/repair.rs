//! The smallest set of registry values that gives the chosen programs TLS 1.2, with a reason for each. Nothing is
//! written.
//!
//! Each value is tried on a copy of the snapshot before the next one is looked for, so no value is requested that an
//! earlier one made unnecessary. In the end, each value is removed once as a test, so no value is requested that a
//! later one made unnecessary. Prerequisites (an update, a newer .NET) are assumed to be installed on the copy.

use super::clients::{Client, ClientFacts, ClientKind};
use super::dotnet::{
    Installed, NDP_FULL, RELEASE_48, RELEASE_452, RELEASE_462, Runtime, STRONG, STRONG_UPDATE, SYSTEM_DEFAULT,
};
use super::facts::WindowsFacts;
use super::os::{Generation, OPTION_EXAMPLE, OsDefault, OsFacts, OsName};
use super::schannel::{Role, protocol_path};
use super::winhttp::{DEFAULT_SECURE_PROTOCOLS, WINHTTP, default_with_tls12, is_windows_8, views};
use crate::diagnosis::Readiness;
pub use crate::diagnosis::host::repair::{Before, Change, Repair};
use crate::message::Message;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::{Data, Entry, Lookup, PACKAGES, Snapshot, View};
use crate::tls::Version;

/// Returns the repair for a machine in the state that was read.
pub(super) fn repair(snapshot: &Snapshot, named: Option<&OsName>, kinds: &[ClientKind]) -> Repair {
    let facts = WindowsFacts::examine(snapshot, named);
    let after = granted(snapshot, &facts);
    let mut planner =
        Planner { now: snapshot, facts: WindowsFacts::examine(&after, named), after, named, repair: Repair::default() };
    let hopeless = match facts.os.generation {
        None => Some(Message::RepairOpenOsUnknown { option: OPTION_EXAMPLE.to_owned() }),
        Some(Generation::Older) => Some(Message::RepairOpenOsOlder),
        _ if facts.os.is_vista() && facts.os.kb4019276 != Known::Yes => Some(Message::RepairOpenVista),
        Some(Generation::Server2008Early) => {
            planner.repair.first.push(Message::RepairFirstServicePack2);
            Some(Message::RepairOpenServer2008)
        }
        Some(_) => None,
    };
    if let Some(why) = hopeless {
        planner.repair.open.push(why);
        return planner.repair;
    }
    planner.prerequisites(&facts, kinds);
    let granted = planner.after.clone();
    if kinds.contains(&ClientKind::Schannel) && !planner.is_met(Client::Schannel) {
        planner.schannel();
    }
    for kind in [ClientKind::Dotnet4, ClientKind::Dotnet2] {
        if kinds.contains(&kind) {
            planner.dotnet(kind);
        }
    }
    if kinds.contains(&ClientKind::WinHttp) {
        planner.winhttp();
    }
    planner.stays_open(kinds);
    planner.leave_out_the_idle(&granted, kinds);
    planner.leave_alone();
    planner.side_effects();
    planner.repair
}

/// Returns the clients that belong to the kinds and that can run here.
fn covered<'a>(facts: &'a WindowsFacts, kinds: &'a [ClientKind]) -> impl Iterator<Item = &'a ClientFacts> {
    let counts = |row: &&ClientFacts| kinds.iter().any(|kind| kind.covers(row.client));
    facts.clients.iter().filter(counts).filter(|row| row.applies != Installed::No)
}

/// Returns the registry with the prerequisites installed: updates that an export may not show, and a .NET 4 that has
/// TLS 1.2.
fn granted(snapshot: &Snapshot, facts: &WindowsFacts) -> Snapshot {
    let mut granted = snapshot.clone();
    for update in ["KB4019276", "KB3140245"] {
        if update == "KB3140245" && is_windows_8(&facts.os) {
            // There is no such update.
            continue;
        }
        granted.set(&format!("{PACKAGES}\\Package_for_{update}~granted"), "CurrentState", Data::Dword(0x70));
    }
    if facts.dotnet.clr4 == Installed::Yes && facts.dotnet.release.is_none() {
        let newest = match facts.os.generation {
            // No later .NET can be installed.
            Some(Generation::Embedded2009) => return granted,
            Some(Generation::Server2008Early | Generation::Server2008Sp2) => RELEASE_462,
            _ => RELEASE_48,
        };
        granted.set(NDP_FULL, "Release", Data::Dword(newest));
    } else if facts.dotnet.before_452() {
        for view in [View::Native, View::ThirtyTwo] {
            granted.set(&view.path(NDP_FULL), "Release", Data::Dword(RELEASE_452));
        }
    }
    granted
}

struct Planner<'a> {
    /// The registry, as read.
    now: &'a Snapshot,
    /// The registry after the changes planned so far.
    after: Snapshot,
    /// The facts for `after`.
    facts: WindowsFacts,
    named: Option<&'a OsName>,
    repair: Repair,
}

impl Planner<'_> {
    fn set(&mut self, path: String, name: &'static str, number: u32, reason: Message) {
        // Not from `after`: there, a key that could not be read would look as if it held only what is planned.
        let before = match self.now.value(&path, name) {
            Lookup::Found(data) => Before::Had(data.clone()),
            Lookup::Absent => Before::Absent,
            Lookup::NotRead => Before::NotRead,
        };
        self.after.set(&path, name, Data::Dword(number));
        self.facts = WindowsFacts::examine(&self.after, self.named);
        self.repair.changes.push(Change { path, name, number, before, reason });
    }

    /// Removes each value that does not change what any client of the kinds offers.
    fn leave_out_the_idle(&mut self, granted: &Snapshot, kinds: &[ClientKind]) {
        let named = self.named;
        let facts = |changes: &[Change]| {
            let mut after = granted.clone();
            for change in changes {
                after.set(&change.path, change.name, Data::Dword(change.number));
            }
            WindowsFacts::examine(&after, named)
        };
        let offers = |changes: &[Change]| -> Vec<Known> {
            covered(&facts(changes), kinds).map(ClientFacts::offers_modern).collect()
        };
        let wanted = offers(&self.repair.changes);
        let mut at = self.repair.changes.len();
        while let Some(next) = at.checked_sub(1) {
            at = next;
            let mut fewer = self.repair.changes.clone();
            let left_out = fewer.remove(at);
            // If neither value of the version is set, instructions always set both, although one decides.
            let beside = left_out.name == ENABLED
                && !matches!(left_out.before, Before::Had(_))
                && fewer.iter().any(|other| other.path == left_out.path);
            if !beside && offers(&fewer) == wanted {
                self.repair.changes = fewer;
                // A value that was kept because of the removed one may now be unnecessary.
                at = self.repair.changes.len();
            }
        }
    }

    /// Adds what stays uncertain with every value set, because no value is certain to repair it.
    fn stays_open(&mut self, kinds: &[ClientKind]) {
        for row in covered(&self.facts, kinds) {
            if row.offers_modern() == Known::Yes {
                continue;
            }
            let Some(verdict) = row.versions.get(&Version::Tls12) else { continue };
            let (client, reason) = (Box::new(row.client.name()), Box::new(verdict.reason.clone()));
            let open = Message::RepairOpenUncertain { client, reason };
            // Both widths have the same reason.
            if !self.repair.open.contains(&open) {
                self.repair.open.push(open);
            }
        }
    }

    /// Sets the two values in the client key of TLS 1.2 if they are wrong or missing.
    fn schannel(&mut self) {
        let facts = &self.facts;
        let (default, _) = facts.os.default_for(Version::Tls12);
        if default == OsDefault::Unsupported {
            return;
        }
        let path = protocol_path(Version::Tls12, Role::Client);
        let values = facts.protocols.values[&(Version::Tls12, Role::Client)].clone();
        let off_by_default = default != OsDefault::On;
        let flag = &values.disabled_by_default;
        if *flag != Entry::Number(0) && (off_by_default || *flag != Entry::Absent) {
            let reason = match flag {
                Entry::Absent => Message::RepairReasonOffByDefault,
                Entry::Number(_) => Message::RepairReasonOutOfDefault,
                Entry::WrongType(_) => Message::RepairReasonWrongType,
                Entry::NotRead => Message::RepairReasonFlagNotRead,
            };
            self.set(path.clone(), "DisabledByDefault", 0, reason);
        }
        let reason = match values.enabled {
            Entry::Number(0) => Message::RepairReasonDenies,
            Entry::Number(_) => return,
            Entry::WrongType(_) => Message::RepairReasonWrongType,
            Entry::Absent | Entry::NotRead if !off_by_default => return,
            Entry::Absent => Message::RepairReasonInstructions,
            Entry::NotRead => Message::RepairReasonInstructionsNotRead,
        };
        self.set(path, ENABLED, 1, reason);
    }

    /// For each view, sets what programs request, and Schannel's values if that is not enough.
    fn dotnet(&mut self, kind: ClientKind) {
        let views = views(&self.facts.os);
        for view in views {
            for runtime in Runtime::ALL {
                let client = Client::Dotnet(runtime, view);
                if kind.covers(client) && !self.is_met(client) {
                    self.dotnet_value(runtime, view);
                }
                if kind.covers(client) && !self.is_met(client) && self.facts.schannel_offers() != Known::Yes {
                    self.schannel();
                }
            }
        }
    }

    fn dotnet_value(&mut self, runtime: Runtime, view: View) {
        let path = view.path(runtime.key());
        if runtime == Runtime::Clr2 {
            if self.after.entry(&path, SYSTEM_DEFAULT) != Entry::Number(1) {
                self.set(path, SYSTEM_DEFAULT, 1, Message::RepairReasonDotnet2);
            }
            return;
        }
        let facts = &self.facts;
        // An older runtime may not support the value that leaves the choice to Schannel.
        let by_schannel = self.after.entry(&path, SYSTEM_DEFAULT) == Entry::Number(1)
            && facts.dotnet.release_read
            && !facts.dotnet.before_47();
        if self.after.entry(&path, STRONG) == Entry::Number(1) || (by_schannel && facts.schannel_offers() == Known::Yes)
        {
            return;
        }
        let width = if view == View::ThirtyTwo { "bits32" } else { "native" };
        let reason = match self.after.entry(&path, STRONG) {
            Entry::Number(0) => Message::RepairReasonStrongZero { width },
            Entry::WrongType(_) => Message::RepairReasonStrongWrongType,
            Entry::NotRead => Message::RepairReasonStrongNotRead { width },
            Entry::Absent | Entry::Number(_) => Message::RepairReasonStrong { width },
        };
        // If the width is unknown, a 32-bit Windows may get a key that no program reads.
        let reason = if view == View::ThirtyTwo && facts.os.width.is_none() {
            Message::RepairReasonOnly64Bit { reason: Box::new(reason) }
        } else {
            reason
        };
        self.set(path, STRONG, 1, reason);
    }

    /// Enables what Schannel disables for every program, then sets the mask of each view.
    fn winhttp(&mut self) {
        let views: Vec<View> =
            views(&self.facts.os).into_iter().filter(|view| !self.is_met(Client::WinHttp(*view))).collect();
        if views.is_empty() {
            return;
        }
        // On 2008 R2, Microsoft's article on the mask demands Schannel's values as well.
        let demands_schannel =
            self.facts.os.generation == Some(Generation::Server2008R2) && self.facts.schannel_offers() != Known::Yes;
        if demands_schannel || self.facts.schannel(Version::Tls12).when_asked != WhenAsked::Yes {
            self.schannel();
        }
        for view in views {
            if !self.is_met(Client::WinHttp(view)) {
                self.winhttp_mask(view.path(WINHTTP));
            }
        }
    }

    fn winhttp_mask(&mut self, path: String) {
        if is_windows_8(&self.facts.os) && self.facts.os.kb3140245 != Known::Yes {
            // Windows 8 does not use the value.
            return;
        }
        let default = default_with_tls12(&self.facts.os);
        let (mask, reason) = match (self.after.entry(&path, DEFAULT_SECURE_PROTOCOLS), default) {
            (Entry::Number(mask), _) if mask & 0x800 != 0 => return,
            (Entry::Number(mask), _) => (mask | 0xa00, Message::RepairReasonMask),
            // Any other mask would remove versions that this Windows has by default, or add versions that it does not
            // have.
            (Entry::WrongType(_), Some((default, true))) => (default, Message::RepairReasonMaskDefault),
            (Entry::NotRead, Some((default, true))) => (default, Message::RepairReasonMaskNotRead),
            (Entry::WrongType(_), Some((every, false))) => (every, Message::RepairReasonMaskEvery),
            (Entry::NotRead, Some((every, false))) => (every, Message::RepairReasonMaskEveryNotRead),
            (Entry::Absent, Some(_)) => return,
            (Entry::WrongType(_), None) => (0xaa0, Message::RepairReasonMaskWrongType),
            (Entry::Absent | Entry::NotRead, None) => (0xaa0, Message::RepairReasonMask),
        };
        self.set(path, DEFAULT_SECURE_PROTOCOLS, mask, reason);
    }

    /// Reports whether a client offers TLS 1.2 after the planned changes, or cannot run here.
    fn is_met(&self, client: Client) -> bool {
        let facts = &self.facts;
        facts
            .clients
            .iter()
            .filter(|facts| facts.client == client)
            .all(|facts| facts.applies == Installed::No || facts.offers_modern() == Known::Yes)
    }

    fn prerequisites(&mut self, facts: &WindowsFacts, kinds: &[ClientKind]) {
        let first = &mut self.repair.first;
        if facts.no_suite_for_tls12() && facts.readiness(kinds) != Readiness::Ready {
            first.push(Message::RepairFirstSuites { what: facts.suites.what_to_fix() });
        }
        match (facts.os.generation, facts.os.build) {
            (Some(Generation::Server2008Sp2), _) if facts.os.kb4019276 != Known::Yes => {
                first.push(Message::RepairFirstKb4019276 { option: "--os 2008+KB4019276".to_owned() });
            }
            (Some(Generation::Embedded2009), _) if facts.os.kb4019276 != Known::Yes => {
                first.push(Message::RepairFirstKb4019276Embedded { option: "--os POSReady2009+KB4019276".to_owned() });
            }
            (_, Some(7600)) => first.push(Message::RepairFirstServicePack1),
            _ => {}
        }
        let has_dotnet4 = kinds.contains(&ClientKind::Dotnet4) && facts.dotnet.clr4 == Installed::Yes;
        if has_dotnet4 && facts.dotnet.release.is_none() && facts.os.generation != Some(Generation::Embedded2009) {
            first.push(Message::RepairFirstDotnet { newest: newest_dotnet(&facts.os) });
        } else if has_dotnet4 && facts.dotnet.before_452() {
            first.push(Message::RepairFirstDotnet45 { update: STRONG_UPDATE.to_owned() });
        }
        if kinds.contains(&ClientKind::WinHttp) && needs_winhttp_update(&facts.os) {
            first.push(Message::RepairFirstKb3140245);
        }
        if kinds.contains(&ClientKind::Dotnet2)
            && facts.dotnet.clr2 != Installed::No
            && let Some(update) = clr2_update(&facts.os)
        {
            first.push(Message::RepairFirstDotnet2 { update: update.to_owned() });
        }
    }

    /// Adds what the values take away.
    fn side_effects(&mut self) {
        if self.repair.changes.iter().any(|change| change.name == STRONG) {
            self.repair.side_effects.push(Message::RepairSideEffectStrong { name: STRONG.to_owned() });
        }
        let now = WindowsFacts::examine(self.now, self.named);
        for (old, new) in now.clients.iter().zip(&self.facts.clients) {
            let is_lost = |version: &Version| {
                let offers = |client: &ClientFacts| client.versions.get(version).map(|verdict| verdict.default);
                // SchUseStrongCrypto takes SSL 3.0 away, as said above.
                *version != Version::Ssl3 && (offers(old), offers(new)) == (Some(Known::Yes), Some(Known::No))
            };
            let versions: Vec<Version> = Version::ALL.into_iter().filter(is_lost).collect();
            if versions.is_empty() || old.applies == Installed::No {
                continue;
            }
            let effect = Message::RepairSideEffectVersions { client: Box::new(old.client.name()), versions };
            // Both widths lose the same.
            if !self.repair.side_effects.contains(&effect) {
                self.repair.side_effects.push(effect);
            }
        }
    }

    fn leave_alone(&mut self) {
        let facts = &self.facts;
        let keep = &mut self.repair.leave_alone;
        keep.extend([Message::RepairKeepServerKeys, Message::RepairKeepOlderVersions]);
        if facts.os.default_for(Version::Tls13).0 == OsDefault::Unsupported {
            keep.push(Message::RepairKeepTls13);
        }
        let sets_it = self.repair.changes.iter().any(|change| change.name == SYSTEM_DEFAULT);
        if facts.os.default_for(Version::Tls12).0 == OsDefault::Off && !sets_it {
            keep.push(Message::RepairKeepSystemDefault);
        }
    }
}

const ENABLED: &str = "Enabled";

fn needs_winhttp_update(os: &OsFacts) -> bool {
    matches!(os.generation, Some(Generation::Server2008R2 | Generation::Server2012))
        && os.kb3140245 != Known::Yes
        && !is_windows_8(os)
}

/// Returns the newest .NET 4 for this Windows, as a code of the catalog.
const fn newest_dotnet(os: &OsFacts) -> &'static str {
    match os.generation {
        Some(Generation::Server2008Early | Generation::Server2008Sp2) => "net462",
        _ => "net48",
    }
}

/// Returns the update that makes .NET 3.5 use its value; `None` if this Windows has it from the start.
fn clr2_update(os: &OsFacts) -> Option<&'static str> {
    /// Windows 10 1607 with that update: 14393.479.
    const WITH_UPDATE: u32 = 479;
    match os.generation? {
        Generation::Server2008Early | Generation::Server2008Sp2 => Some("KB3154517"),
        Generation::Server2008R2 => Some("KB3154518"),
        Generation::Server2012 => Some("KB3154519"),
        Generation::Server2012R2 => Some("KB3154520"),
        Generation::Ten1507 if os.build < Some(10586) => Some("KB3192440"),
        Generation::Ten1507 => Some("KB3156421"),
        Generation::Ten1607 if os.build == Some(14393) && os.revision.is_none_or(|revision| revision < WITH_UPDATE) => {
            Some("KB3201845")
        }
        Generation::Older
        | Generation::Embedded2009
        | Generation::Ten1607
        | Generation::Server2022
        | Generation::Eleven
        | Generation::Eleven24H2 => None,
    }
}
