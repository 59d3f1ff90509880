//! The smallest set of registry values that gives chosen programs TLS 1.2, each with its reason. Nothing is written.
//!
//! Every value is tried on a copy of the snapshot before the next is looked for, so nothing is asked for that an earlier
//! value has made unnecessary; and in the end each is taken out once, so nothing is asked for that a later one has made
//! unnecessary. What must be there first (an update, a newer .NET) is taken for granted on the copy.

use super::clients::{Client, ClientFacts};
use super::dotnet::{Installed, NDP_FULL, RELEASE_48, RELEASE_462, Runtime, STRONG, SYSTEM_DEFAULT};
use super::facts::WindowsFacts;
use super::os::{Generation, OsDefault, OsFacts, OsName};
use super::schannel::{Role, protocol_path};
use super::winhttp::{DEFAULT_SECURE_PROTOCOLS, WINHTTP, default_with_tls12, views};
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::{Data, Entry, Lookup, PACKAGES, Snapshot, View};
use crate::tls::Version;

/// Programs that shall offer TLS 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientKind {
    /// Those that leave the choice to Schannel.
    Schannel,
    /// .NET 4, whatever it was built for, in both widths.
    Dotnet4,
    /// .NET 2.0 to 3.5, in both widths.
    Dotnet2,
    /// WinHTTP, in both widths.
    WinHttp,
}

impl ClientKind {
    /// What an Azure agent of the article's kind needs: a native part on Schannel, modules on .NET 4.
    pub const AGENT: [Self; 2] = [Self::Schannel, Self::Dotnet4];

    /// Whether a kind of program belongs to the kind.
    pub const fn covers(self, client: Client) -> bool {
        match client {
            Client::Schannel => matches!(self, Self::Schannel),
            Client::Dotnet(Runtime::Clr2, _) => matches!(self, Self::Dotnet2),
            Client::Dotnet(..) => matches!(self, Self::Dotnet4),
            Client::WinHttp(_) => matches!(self, Self::WinHttp),
            Client::WinInet(_) | Client::OwnStack => false,
        }
    }
}

/// What stood there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Absent,
    /// This.
    Had(Data),
    /// Not known: the key was not read.
    NotRead,
}

/// A `REG_DWORD` to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key's full path.
    pub path: String,
    /// The value's name.
    pub name: &'static str,
    /// What to set it to.
    pub number: u32,
    /// What it was.
    pub before: Before,
    /// Why, one sentence.
    pub reason: String,
}

/// What to do.
#[derive(Clone, Debug, Default)]
pub struct Repair {
    /// What must be there first, one sentence each.
    pub first: Vec<String>,
    /// The values, in order.
    pub changes: Vec<Change>,
    /// What no value mends, one sentence each.
    pub open: Vec<String>,
    /// What not to touch, one sentence each.
    pub leave_alone: Vec<String>,
}

/// Makes the repair for a machine as read.
pub fn repair(snapshot: &Snapshot, named: Option<&OsName>, kinds: &[ClientKind]) -> Repair {
    let facts = WindowsFacts::examine(snapshot, named);
    let after = granted(snapshot, &facts);
    let mut planner =
        Planner { now: snapshot, facts: WindowsFacts::examine(&after, named), after, named, repair: Repair::default() };
    let hopeless = match facts.os.generation {
        None => Some(
            "Say which Windows it is, with --os, such as --os 2008R2: that decides what is missing, and the files do not say it.",
        ),
        Some(Generation::Older) => Some(
            "This Windows is older than any that is described here: no value is known that brings it TLS 1.2. Repair to replace the machine.",
        ),
        Some(Generation::Server2008Early) => {
            planner.repair.first.push(
                "Install Service Pack 2, then update KB4019276 (TLS 1.1 and 1.2) or a later rollup, and look again."
                    .to_owned(),
            );
            Some(
                "This Windows has no TLS 1.2, and no registry value helps before Service Pack 2 and update KB4019276 are installed.",
            )
        }
        Some(_) => None,
    };
    if let Some(why) = hopeless {
        planner.repair.open.push(why.to_owned());
        return planner.repair;
    }
    planner.prerequisites(&facts, kinds);
    let granted = planner.after.clone();
    if kinds.contains(&ClientKind::Schannel) && planner.facts.schannel_offers() != Known::Yes {
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
    planner.repair
}

/// The kinds of programs that the kinds are about and that can run here.
fn covered<'a>(facts: &'a WindowsFacts, kinds: &'a [ClientKind]) -> impl Iterator<Item = &'a ClientFacts> {
    let counts = |row: &&ClientFacts| kinds.iter().any(|kind| kind.covers(row.client));
    facts.clients.iter().filter(counts).filter(|row| row.applies != Installed::No)
}

/// The registry with what must be there first: updates that an export does not surely show, and a .NET 4 that has TLS 1.2.
fn granted(snapshot: &Snapshot, facts: &WindowsFacts) -> Snapshot {
    let mut granted = snapshot.clone();
    for update in ["KB4019276", "KB3140245"] {
        granted.set(&format!("{PACKAGES}\\Package_for_{update}~granted"), "CurrentState", Data::Dword(0x70));
    }
    if facts.dotnet.clr4 == Installed::Yes && facts.dotnet.release.is_none() {
        let newest = match facts.os.generation {
            Some(Generation::Server2008Early | Generation::Server2008Sp2) => RELEASE_462,
            _ => RELEASE_48,
        };
        granted.set(NDP_FULL, "Release", Data::Dword(newest));
    }
    granted
}

struct Planner<'a> {
    /// The registry as read.
    now: &'a Snapshot,
    /// The registry as it would be after what is planned so far.
    after: Snapshot,
    /// What it would mean.
    facts: WindowsFacts,
    named: Option<&'a OsName>,
    repair: Repair,
}

impl Planner<'_> {
    fn set(&mut self, path: String, name: &'static str, number: u32, reason: &str) {
        // Not in `after`: a key that could not be read would be one that holds nothing but what is planned.
        let before = match self.now.value(&path, name) {
            Lookup::Found(data) => Before::Had(data.clone()),
            Lookup::Absent => Before::Absent,
            Lookup::NotRead => Before::NotRead,
        };
        self.after.set(&path, name, Data::Dword(number));
        self.facts = WindowsFacts::examine(&self.after, self.named);
        self.repair.changes.push(Change { path, name, number, before, reason: reason.to_owned() });
    }

    /// Takes out each value without which every program of the kinds offers just as much.
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
            covered(&facts(changes), kinds).map(|row| row.offers(Version::Tls12)).collect()
        };
        let wanted = offers(&self.repair.changes);
        let mut at = self.repair.changes.len();
        while let Some(next) = at.checked_sub(1) {
            at = next;
            let mut fewer = self.repair.changes.clone();
            let left_out = fewer.remove(at);
            // Where neither value of the version was there every instruction sets both, though one decides.
            let beside = left_out.name == ENABLED
                && !matches!(left_out.before, Before::Had(_))
                && fewer.iter().any(|other| other.path == left_out.path);
            if !beside && offers(&fewer) == wanted {
                self.repair.changes = fewer;
                // What stood beside it may be idle now.
                at = self.repair.changes.len();
            }
        }
    }

    /// What stays uncertain with every value set: no value can be promised to mend it.
    fn stays_open(&mut self, kinds: &[ClientKind]) {
        for row in covered(&self.facts, kinds) {
            if row.offers(Version::Tls12) == Known::Yes {
                continue;
            }
            let kind = row.name.rsplit_once(", ").map_or(row.name.as_str(), |(kind, _)| kind);
            let reason = row.versions.get(&Version::Tls12).map_or("", |verdict| verdict.reason.as_str());
            let text = format!("{kind}: with any value it stays uncertain that such programs offer TLS 1.2: {reason}.");
            if !self.repair.open.contains(&text) {
                self.repair.open.push(text);
            }
        }
    }

    /// The two values of TLS 1.2's client key, as far as they are wrong or missing.
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
                Entry::Absent => "this Windows has TLS 1.2 off by default until this value says 0",
                Entry::Number(_) => "takes TLS 1.2 out of what programs get that name no version",
                Entry::WrongType(_) => "has a type that is not REG_DWORD",
                Entry::NotRead => "was not read; this Windows has TLS 1.2 off by default until it says 0",
            };
            self.set(path.clone(), "DisabledByDefault", 0, reason);
        }
        let reason = match values.enabled {
            Entry::Number(0) => "denies TLS 1.2 to every program, even one that asks for it by name",
            Entry::Number(_) => return,
            Entry::WrongType(_) => "has a type that is not REG_DWORD",
            Entry::Absent | Entry::NotRead if !off_by_default => return,
            Entry::Absent => "Microsoft's instructions for this Windows set it beside the other",
            Entry::NotRead => "was not read; Microsoft's instructions set it beside the other",
        };
        self.set(path, ENABLED, 1, reason);
    }

    /// Per view: what programs ask for; and Schannel's values if that does not do.
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
                let reason =
                    "makes .NET 2.0 to 3.5 leave the choice to Schannel instead of asking for SSL 3.0 and TLS 1.0";
                self.set(path, SYSTEM_DEFAULT, 1, reason);
            }
            return;
        }
        let facts = &self.facts;
        // An older runtime may not know the value that leaves the choice to Schannel.
        let by_schannel = self.after.entry(&path, SYSTEM_DEFAULT) == Entry::Number(1)
            && facts.dotnet.release_read
            && !facts.dotnet.before_47();
        if self.after.entry(&path, STRONG) == Entry::Number(1) || (by_schannel && facts.schannel_offers() == Known::Yes)
        {
            return;
        }
        let whose = if view == View::ThirtyTwo { "32-bit programs" } else { "programs" };
        let reason = match self.after.entry(&path, STRONG) {
            Entry::Number(0) => format!("is 0 and makes {whose} for .NET 4 ask for SSL 3.0 and TLS 1.0 only"),
            Entry::WrongType(_) => "has a type that is not REG_DWORD, which .NET ignores".to_owned(),
            Entry::NotRead => format!(
                "was not read; without it {whose} built for .NET 4.5.2 or older ask for SSL 3.0 and TLS 1.0 only"
            ),
            Entry::Absent | Entry::Number(_) => {
                format!("without it {whose} built for .NET 4.5.2 or older ask for SSL 3.0 and TLS 1.0 only")
            }
        };
        // Where the width is not known, a 32-bit Windows gets a key that nothing reads.
        let only = if view == View::ThirtyTwo && facts.os.width.is_none() { "; on 64-bit Windows only" } else { "" };
        self.set(path, STRONG, 1, &format!("{reason}{only}"));
    }

    /// What Schannel denies whoever asks, and the mask of each view.
    fn winhttp(&mut self) {
        let views: Vec<View> =
            views(&self.facts.os).into_iter().filter(|view| !self.is_met(Client::WinHttp(*view))).collect();
        if views.is_empty() {
            return;
        }
        if self.facts.schannel(Version::Tls12).when_asked != WhenAsked::Yes {
            self.schannel();
        }
        for view in views {
            if !self.is_met(Client::WinHttp(view)) {
                self.winhttp_mask(view.path(WINHTTP));
            }
        }
        if self.facts.os.generation == Some(Generation::Server2008R2) && self.facts.schannel_offers() != Known::Yes {
            self.repair.open.push(
                "WinHTTP: Microsoft's article on KB3140245 wants TLS 1.2 switched on in Schannel too. Whether WinHTTP needs that is \
                 not certain; to have it in the repair: --for schannel,winhttp."
                    .to_owned(),
            );
        }
    }

    fn winhttp_mask(&mut self, path: String) {
        let adds = "adds TLS 1.1 and 1.2 to what WinHTTP asks for (0xa00 would leave older versions out)";
        let default = default_with_tls12(&self.facts.os);
        let (mask, reason) = match (self.after.entry(&path, DEFAULT_SECURE_PROTOCOLS), default) {
            (Entry::Number(mask), _) if mask & 0x800 != 0 => return,
            (Entry::Number(mask), _) => (mask | 0xa00, adds.to_owned()),
            // Another mask would take versions away that this Windows has by default, or add some that it has not.
            (Entry::WrongType(_), Some(default)) => {
                (default, "has a type that is not REG_DWORD; this mask is what this Windows has by default".to_owned())
            }
            (Entry::NotRead, Some(default)) => {
                (default, "was not read; this mask is what this Windows has by default".to_owned())
            }
            (Entry::Absent, Some(_)) => return,
            (Entry::WrongType(_), None) => (0xaa0, format!("has a type that is not REG_DWORD; this mask {adds}")),
            (Entry::Absent | Entry::NotRead, None) => (0xaa0, adds.to_owned()),
        };
        self.set(path, DEFAULT_SECURE_PROTOCOLS, mask, &reason);
    }

    /// Whether a kind of program offers TLS 1.2 after what is planned, or cannot run here.
    fn is_met(&self, client: Client) -> bool {
        let facts = &self.facts;
        facts
            .clients
            .iter()
            .filter(|facts| facts.client == client)
            .all(|facts| facts.applies == Installed::No || facts.offers(Version::Tls12) == Known::Yes)
    }

    fn prerequisites(&mut self, facts: &WindowsFacts, kinds: &[ClientKind]) {
        let first = &mut self.repair.first;
        if facts.no_suite_for_tls12() {
            first.push(format!(
                "Mend {}: with no cipher suite left for TLS 1.2, no value of the version helps.",
                facts.suites.what_to_mend()
            ));
        }
        match (facts.os.generation, facts.os.build) {
            (Some(Generation::Server2008Sp2), _) if facts.os.kb4019276 != Known::Yes => first.push(
                "Make sure that update KB4019276 (TLS 1.1 and 1.2) or a later rollup is installed; the values do nothing without. If it \
                 is, say so: --os 2008+KB4019276."
                    .to_owned(),
            ),
            (_, Some(7600)) => {
                first.push("Install Service Pack 1: the updates around TLS 1.2 are for it.".to_owned());
            }
            _ => {}
        }
        if kinds.contains(&ClientKind::Dotnet4) && facts.dotnet.clr4 == Installed::Yes && facts.dotnet.release.is_none()
        {
            first.push(format!(
                "Install .NET Framework 4.5.2 or later ({}): 4.0 is not known to have TLS 1.2.",
                newest_dotnet(&facts.os)
            ));
        }
        if kinds.contains(&ClientKind::WinHttp) && needs_winhttp_update(&facts.os) {
            first.push(
                "Make sure that update KB3140245 or a later rollup is installed: without, WinHTTP ignores its value."
                    .to_owned(),
            );
        }
        if kinds.contains(&ClientKind::Dotnet2)
            && facts.dotnet.clr2 != Installed::No
            && !facts.os.at_least(Generation::Ten1607)
        {
            first.push(format!(
                "Make sure that update {} or a later .NET rollup is installed: without, {CLR2_NAME} ignores its value.",
                clr2_update(&facts.os)
            ));
        }
    }

    fn leave_alone(&mut self) {
        let facts = &self.facts;
        let mut say = |text: &str| self.repair.leave_alone.push(text.to_owned());
        say("The Server keys: they are for connections that come in.");
        say("SSL 3.0, TLS 1.0, TLS 1.1: not needed for this.");
        if facts.os.default_for(Version::Tls13).0 == OsDefault::Unsupported {
            say("TLS 1.3: not in this Windows; its key is unsafe here.");
        }
        let sets_it = self.repair.changes.iter().any(|change| change.name == SYSTEM_DEFAULT);
        let mut say = |text: &str| self.repair.leave_alone.push(text.to_owned());
        if facts.os.default_for(Version::Tls12).0 == OsDefault::Off && !sets_it {
            say("SystemDefaultTlsVersions: without the SCHANNEL values it makes .NET worse.");
        }
    }
}

const ENABLED: &str = "Enabled";
const CLR2_NAME: &str = ".NET 3.5";

fn needs_winhttp_update(os: &OsFacts) -> bool {
    matches!(os.generation, Some(Generation::Server2008R2 | Generation::Server2012)) && os.kb3140245 != Known::Yes
}

fn newest_dotnet(os: &OsFacts) -> &'static str {
    match os.generation {
        Some(Generation::Server2008Early | Generation::Server2008Sp2) => "4.6.2 is the newest for this Windows",
        _ => "4.8 is the best choice",
    }
}

fn clr2_update(os: &OsFacts) -> &'static str {
    match os.generation {
        Some(Generation::Server2008Early | Generation::Server2008Sp2) => "KB3154517",
        Some(Generation::Server2008R2) => "KB3154518",
        Some(Generation::Server2012) => "KB3154519",
        Some(Generation::Server2012R2) => "KB3154520",
        _ => "KB3156421",
    }
}
