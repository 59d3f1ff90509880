//! The repair, checked with our own judgment on machines in any state: its values are sufficient, and each is
//! necessary.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::super::findings::weigh;
use super::scripts::{EVERY, fixtures};
use super::*;
use crate::diagnosis::Readiness;
use crate::observation::host::Known;
use crate::report::repair::{Dialect, Direction, script};
use crate::settings::registry::{PACKAGES, read_exports_from};

/// Applies the repair by reading the text of its `.reg` file.
fn repaired(snapshot: &Snapshot, repair: &Repair) -> Snapshot {
    let mut after = snapshot.clone();
    if repair.changes.is_empty() {
        return after;
    }
    let text = script(repair, Dialect::Reg, Direction::Apply, &title(), &Words::english());
    let file = read_exports_from(Path::new("fix.reg"), text.as_bytes()).unwrap();
    for change in &repair.changes {
        let number = file.entry(&change.path, change.name).number().unwrap();
        after.set(&change.path, change.name, Data::Dword(number));
    }
    after
}

/// Returns whether each client of the kinds that can run here offers TLS 1.2.
fn offers(snapshot: &Snapshot, named: Option<&OsName>, kinds: &[ClientKind]) -> Vec<(Client, Known)> {
    let facts = WindowsFacts::examine(snapshot, named);
    let counts = |row: &&ClientFacts| row.applies != Installed::No && kinds.iter().any(|kind| kind.covers(row.client));
    facts.clients.iter().filter(counts).map(|row| (row.client, row.offers_modern())).collect()
}

/// Checks that the repair for a machine does what it promises.
fn hold(name: &str, snapshot: &Snapshot, named: Option<&OsName>, kinds: &[ClientKind]) {
    let repair = repair(snapshot, named, kinds);
    let after = repaired(snapshot, &repair);
    let facts = WindowsFacts::examine(&after, named);
    let promised = repair.first.is_empty() && repair.open.is_empty();
    assert!(!promised || facts.readiness(kinds) == Readiness::Ready, "{name}: not enough: {repair:#?}");
    let mut found = findings(&facts, &after);
    weigh(&mut found, &facts, kinds);
    let causes: Vec<_> = found.into_iter().filter(|one| one.weight == Weight::Cause).collect();
    let covers_agent = ClientKind::AGENT.iter().all(|kind| kinds.contains(kind));
    assert!(!(promised && covers_agent) || causes.is_empty(), "{name}: {causes:#?}");
    // A second repair must find nothing to do.
    let again = super::repair(&after, named, kinds);
    assert_eq!(again.changes, [], "{name}: asks again for what it has set");
    let before = facts.readiness(kinds);
    let was = WindowsFacts::examine(snapshot, named).readiness(kinds);
    assert!(
        !promised || (was == Readiness::Ready) == repair.changes.is_empty(),
        "{name}: {was:?} to {before:?}: {repair:#?}"
    );
    let with_all = offers(&after, named, kinds);
    for (at, change) in repair.changes.iter().enumerate() {
        let mut fewer = repair.clone();
        fewer.changes.remove(at);
        // This value is set only because instructions always set it.
        let by_the_book = change.name == "Enabled" && matches!(change.before, Before::Absent | Before::NotRead);
        // If the result depends on an update, no value can be shown to be unnecessary.
        let is_open = with_all.iter().any(|(_, known)| *known != Known::Yes);
        let without = offers(&repaired(snapshot, &fewer), named, kinds);
        assert!(by_the_book || is_open || without != with_all, "{name}: {change:?} changes nothing");
    }
}

#[test]
fn every_export_among_the_fixtures() {
    for (name, snapshot, named) in fixtures() {
        for kinds in [
            &ClientKind::AGENT[..],
            &EVERY,
            &[ClientKind::Schannel],
            &[ClientKind::Dotnet4],
            &[ClientKind::Dotnet2],
            &[ClientKind::WinHttp],
        ] {
            hold(&format!("{name} {kinds:?}"), &snapshot, named.as_ref(), kinds);
        }
    }
}

/// Generates a value as it may be found: absent, a number, or another type.
fn any_value() -> impl Strategy<Value = Option<Data>> {
    prop_oneof![
        3 => Just(None),
        2 => Just(Some(Data::Dword(0))),
        2 => Just(Some(Data::Dword(1))),
        1 => Just(Some(Data::Dword(0xffff_ffff))),
        1 => Just(Some(Data::Text("1".into()))),
        1 => Just(Some(Data::Qword(1))),
    ]
}

fn any_mask() -> impl Strategy<Value = Option<Data>> {
    prop_oneof![
        2 => Just(None),
        1 => prop::sample::select(vec![0, 0x80, 0xa0, 0x800, 0xa00, 0xa80, 0xaa0, 0x2800]).prop_map(|mask| Some(Data::Dword(mask))),
        1 => Just(Some(Data::Text("2560".into()))),
    ]
}

prop_compose! {
    /// Generates a machine with everything read and the deciding values in any state.
    fn any_machine()(
        build in prop::sample::select(vec![2600, 3790, 6002, 7600, 7601, 9200, 9600, 10240, 14393, 17763, 19045, 20348, 22631, 26100]),
        release in prop::sample::select(vec![378_389_u32, 379_893, 393_297, 394_806, 461_814, 528_049]),
        width in prop::sample::select(vec!["AMD64", "x86"]),
        updated in any::<bool>(),
        protocol in prop::collection::vec(any_value(), 4),
        dotnet in prop::collection::vec(any_value(), 8),
        masks in prop::collection::vec(any_mask(), 2),
    ) -> (String, Snapshot) {
        let mut snapshot = machine(build);
        snapshot.set(NDP_FULL, "Release", Data::Dword(release));
        snapshot.set(ENVIRONMENT, "PROCESSOR_ARCHITECTURE", Data::Text(width.into()));
        let mut told = format!("build {build}, {width}, Release {release}, updates {updated}");
        let mut put = |path: String, name: &str, value: Option<Data>| {
            if let Some(data) = value {
                told = format!("{told}\n  {path} {name} {data:?}");
                snapshot.set(&path, name, data);
            }
        };
        let roles = [Role::Client, Role::Server].into_iter();
        let places = roles.flat_map(|role| ["Enabled", "DisabledByDefault"].map(|name| (role, name)));
        for ((role, name), value) in places.zip(protocol) {
            put(protocol_path(Version::Tls12, role), name, value);
        }
        let views = if width == "x86" { &[View::Native][..] } else { &[View::Native, View::ThirtyTwo] };
        let keys = views.iter().flat_map(|view| [CLR4, CLR2].map(|key| view.path(key)));
        for ((path, name), value) in keys.flat_map(|path| [STRONG, SYSTEM_DEFAULT].map(|name| (path.clone(), name))).zip(dotnet) {
            put(path, name, value);
        }
        for (view, value) in views.iter().zip(masks) {
            put(view.path(WINHTTP), DEFAULT_SECURE_PROTOCOLS, value);
        }
        if updated {
            for update in ["KB3140245", "KB4019276"] {
                let package = format!(r"{PACKAGES}\Package_for_{update}~31bf3856ad364e35~amd64~~6.1.1.0");
                snapshot.set(&package, "CurrentState", Data::Dword(0x70));
            }
        }
        (told, snapshot)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_machine_for_any_programs((told, snapshot) in any_machine(), kinds in subsequence(EVERY.to_vec(), 1..=4)) {
        hold(&format!("{told}\n  for {kinds:?}"), &snapshot, None, &kinds);
    }
}
