//! The table of operating system × runtime × values, and the one for WinHTTP.

use super::*;
use crate::diagnosis::Readiness;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::Entry;

/// Installs the updates that the table assumes.
fn with_updates(mut snapshot: Snapshot) -> Snapshot {
    let package =
        format!(r"{}\Package_for_KB4019276~31bf3856ad364e35~amd64~~6.0.1.3", crate::settings::registry::PACKAGES);
    snapshot.set(&package, "CurrentState", Data::Dword(0x70));
    snapshot
}

/// Returns the best version that a runtime offers by default, or `?` if TLS 1.2 is uncertain.
fn best(snapshot: &Snapshot, runtime: Runtime) -> String {
    let facts = WindowsFacts::examine(snapshot, None);
    let views: Vec<_> = [View::Native, View::ThirtyTwo]
        .into_iter()
        .map(|view| {
            let client = facts.clients.iter().find(|facts| facts.client == Client::Dotnet(runtime, view)).unwrap();
            if client.versions[&Version::Tls12].default == Known::Unknown {
                return "?".to_owned();
            }
            client.offered().last().map_or("none", |(version, _)| version.code()).trim_start_matches("tls").to_owned()
        })
        .collect();
    assert_eq!(views[0], views[1], "both views hold the same values");
    views[0].clone()
}

#[test]
fn operating_system_by_target_by_values() {
    let strong = |snapshot| dotnet(snapshot, STRONG, 1);
    let default = |snapshot| dotnet(snapshot, SYSTEM_DEFAULT, 1);
    let zero = |snapshot| dotnet(dotnet(snapshot, STRONG, 0), SYSTEM_DEFAULT, 0);
    let off = |mut snapshot: Snapshot| {
        client(&mut snapshot, Version::Tls12, "Enabled", 0);
        snapshot
    };
    // Columns: 2.0 to 3.5, up to 4.5.2, 4.6 to 4.6.2, 4.7 and later.
    let mut table = vec![
        ("7601", machine(7601), "1.0 1.0 1.2 1.0"),
        ("7601 strong", strong(machine(7601)), "1.0 1.2 1.2 1.0"),
        ("7601 system default", default(machine(7601)), "1.0 1.0 1.0 1.0"),
        ("7601 both", strong(default(machine(7601))), "1.0 1.0 1.0 1.0"),
        ("7601 on", switched_on(machine(7601)), "1.0 1.0 1.2 1.2"),
        ("7601 on, strong (the article's remedy)", strong(switched_on(machine(7601))), "1.0 1.2 1.2 1.2"),
        ("7601 on, system default", default(switched_on(machine(7601))), "1.2 1.2 1.2 1.2"),
        ("7601 on, both", strong(default(switched_on(machine(7601)))), "1.2 1.2 1.2 1.2"),
        // A program that requests TLS 1.1 explicitly still gets it.
        ("7601 denied", off(machine(7601)), "1.0 1.0 1.1 1.0"),
        ("7601 denied, strong", strong(off(machine(7601))), "1.0 1.1 1.1 1.0"),
        ("7601 denied, system default", default(off(machine(7601))), "1.0 1.0 1.0 1.0"),
        ("7601 denied, both", strong(default(off(machine(7601)))), "1.0 1.0 1.0 1.0"),
        ("7601 denied, zeros", zero(off(machine(7601))), "1.0 1.0 1.0 1.0"),
        ("7601 zeros", zero(machine(7601)), "1.0 1.0 1.0 1.0"),
    ];
    // Server 2008 SP2 with its update, and Windows 7 without its service pack, have the same rows as Windows 7.
    for build in [6002, 6003, 7600] {
        let machine = || with_updates(machine(build));
        let name = |what: &str| format!("{build} {what}").leak() as &str;
        table.extend([
            (name("nothing"), machine(), "1.0 1.0 1.2 1.0"),
            (name("strong"), strong(machine()), "1.0 1.2 1.2 1.0"),
            (name("system default"), default(machine()), "1.0 1.0 1.0 1.0"),
            (name("both"), strong(default(machine())), "1.0 1.0 1.0 1.0"),
            (name("on"), switched_on(machine()), "1.0 1.0 1.2 1.2"),
            (name("on, strong"), strong(switched_on(machine())), "1.0 1.2 1.2 1.2"),
            (name("on, system default"), default(switched_on(machine())), "1.2 1.2 1.2 1.2"),
            (name("on, both"), strong(default(switched_on(machine()))), "1.2 1.2 1.2 1.2"),
            (name("denied"), off(machine()), "1.0 1.0 1.1 1.0"),
            (name("denied, strong"), strong(off(machine())), "1.0 1.1 1.1 1.0"),
            (name("denied, system default"), default(off(machine())), "1.0 1.0 1.0 1.0"),
            (name("denied, both"), strong(default(off(machine()))), "1.0 1.0 1.0 1.0"),
            (name("zeros"), zero(machine()), "1.0 1.0 1.0 1.0"),
            (name("on, zeros"), zero(switched_on(machine())), "1.0 1.0 1.0 1.0"),
        ]);
    }
    for build in [
        9200, 9600, 10240, 10586, 14393, 15063, 16299, 17134, 17763, 18362, 18363, 19041, 19042, 19043, 19044, 19045,
        20348, 22000, 22621, 22631, 25398, 26100, 26200,
    ] {
        // From 10 on the sources disagree about .NET 3.5 without a value.
        let clr2 = if build >= 10240 { "?" } else { "1.0" };
        let row = |rest: &str| format!("{clr2} {rest}").leak() as &str;
        let name = |what: &str| format!("{build} {what}").leak() as &str;
        table.push((name("nothing"), machine(build), row("1.0 1.2 1.2")));
        table.push((name("strong"), strong(machine(build)), row("1.2 1.2 1.2")));
        table.push((name("system default"), default(machine(build)), "1.2 1.2 1.2 1.2"));
        table.push((name("both"), strong(default(machine(build))), "1.2 1.2 1.2 1.2"));
        table.push((name("zeros"), zero(machine(build)), row("1.0 1.0 1.0")));
    }
    table.push(("7601 on, zeros", zero(switched_on(machine(7601))), "1.0 1.0 1.0 1.0"));
    for (name, snapshot, row) in table {
        let found: Vec<_> = Runtime::ALL.into_iter().map(|runtime| best(&snapshot, runtime)).collect();
        assert_eq!(found.join(" "), row, "{name}");
    }
}

/// Where the sources leave open what a program requests, it is still certain that Schannel disables the version.
#[test]
fn what_schannel_denies_is_in_no_doubt() {
    for build in [10240, 20348, 26100] {
        let mut snapshot = machine(build);
        for version in [Version::Tls12, Version::Tls13] {
            client(&mut snapshot, version, "Enabled", 0);
        }
        let facts = WindowsFacts::examine(&snapshot, None);
        for client in facts.clients.iter().filter(|client| !client.versions.is_empty()) {
            for version in [Version::Tls12, Version::Tls13] {
                assert_eq!(client.offers(version), Known::No, "{build} {:?} {version}", client.client);
                let asked = client.versions[&version].when_asked;
                assert_eq!(asked, WhenAsked::No, "{build} {:?} {version}", client.client);
            }
        }
    }
}

#[test]
fn each_width_reads_its_own_view() {
    let mut snapshot = switched_on(machine(7601));
    snapshot.set(CLR4, STRONG, Data::Dword(1));
    let facts = WindowsFacts::examine(&snapshot, None);
    let meets = |view| {
        let client = Client::Dotnet(Runtime::UpTo452, view);
        facts.clients.iter().find(|facts| facts.client == client).unwrap().offers(Version::Tls12)
    };
    assert_eq!((meets(View::Native), meets(View::ThirtyTwo)), (Known::Yes, Known::No));
}

#[test]
fn a_32_bit_windows_has_one_view() {
    let mut snapshot = machine(7601);
    snapshot.set(ENVIRONMENT, "PROCESSOR_ARCHITECTURE", Data::Text("x86".into()));
    let facts = WindowsFacts::examine(&snapshot, None);
    assert!(facts.clients.iter().all(|facts| !matches!(facts.client, Client::Dotnet(_, View::ThirtyTwo))));
}

#[test]
fn another_type_is_no_value_to_dotnet() {
    let values = DotnetValues {
        path: CLR4.to_owned(),
        strong: Entry::WrongType(Data::Text("1".into())),
        system_default: Entry::WrongType(Data::Qword(0)),
    };
    let os = OsFacts::find(&machine(9600), None);
    let dotnet = DotnetFacts::find(&machine(9600), &os);
    let asks = |runtime| request(runtime, &values, &dotnet).asks;
    assert_eq!(asks(Runtime::UpTo452), Asks::List(&[Version::Ssl3, Version::Tls10]));
    assert_eq!(asks(Runtime::From46), Asks::List(&[Version::Tls10, Version::Tls11, Version::Tls12]));
    assert_eq!(asks(Runtime::From47), Asks::SystemDefault);
}

#[test]
fn which_dotnet_is_installed() {
    // Microsoft's table of Release numbers.
    for (release, name) in [
        (378_388, "4.x (Release 378388)"),
        (378_389, "4.5"),
        (378_675, "4.5.1"),
        (378_758, "4.5.1"),
        (379_893, "4.5.2"),
        (393_295, "4.6"),
        (393_297, "4.6"),
        (394_254, "4.6.1"),
        (394_271, "4.6.1"),
        (394_802, "4.6.2"),
        (394_806, "4.6.2"),
        (460_798, "4.7"),
        (460_805, "4.7"),
        (461_308, "4.7.1"),
        (461_310, "4.7.1"),
        (461_808, "4.7.2"),
        (461_814, "4.7.2"),
        (528_040, "4.8"),
        (528_049, "4.8"),
        (528_372, "4.8"),
        (528_449, "4.8"),
        (533_320, "4.8.1"),
        (533_325, "4.8.1"),
        (533_509, "4.8.1"),
        (600_000, "4.8.1 or later"),
    ] {
        let mut snapshot = machine(9600);
        snapshot.set(NDP_FULL, "Release", Data::Dword(release));
        let os = OsFacts::find(&snapshot, None);
        assert_eq!(DotnetFacts::find(&snapshot, &os).newest(), Some(name), "{release}");
    }
}

#[test]
fn what_is_not_installed_does_not_count() {
    let mut snapshot = machine(7601);
    snapshot.remove_value(NDP_FULL, "Release");
    let facts = WindowsFacts::examine(&snapshot, None);
    let applies = |runtime| facts.dotnet.can_run(runtime);
    assert_eq!(Runtime::ALL.map(applies), [Installed::Yes, Installed::No, Installed::No, Installed::No]);
    snapshot.set(NDP_FULL, "Install", Data::Dword(1));
    let facts = WindowsFacts::examine(&dotnet(snapshot.clone(), STRONG, 1), None);
    assert_eq!(facts.dotnet.newest(), Some("4.0"));
    let old =
        facts.clients.iter().find(|facts| facts.client == Client::Dotnet(Runtime::UpTo452, View::Native)).unwrap();
    assert_ne!(old.offers(Version::Tls12), Known::Yes, ".NET 4.0 has no TLS 1.2 even with the value");
    assert_eq!(old.applies, Installed::Yes);
    let unread = WindowsFacts::examine(&Snapshot::default(), Some(&parse_os("2012R2").unwrap()));
    assert_eq!(unread.dotnet.can_run(Runtime::UpTo452), Installed::Unknown);
}

#[test]
fn the_oldest_dotnet_is_found_where_microsoft_says_it_stands() {
    let ndp = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP";
    let policy = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\Policy\v1.0";
    let one = || Data::Text("1".into());
    for view in [View::Native, View::ThirtyTwo] {
        let mut snapshot = machine(7601);
        snapshot.set(&view.path(&format!(r"{policy}\3705")), "Install", one());
        snapshot.set(&view.path(&format!(r"{ndp}\v1.1.4322")), "Install", Data::Dword(1));
        let facts = WindowsFacts::examine(&snapshot, None);
        assert_eq!(facts.dotnet.versions, ["1.0", "1.1", "3.5", "4.7.2"], "{view:?}");
    }
    let mut snapshot = machine(7601);
    snapshot.set(policy, "3705", Data::Text("3321-3705".into()));
    assert_eq!(WindowsFacts::examine(&snapshot, None).dotnet.versions, ["1.0", "3.5", "4.7.2"]);
}

/// An export of one part of the tree says nothing about the other parts.
#[test]
fn what_was_not_exported_may_be_installed() {
    let mut snapshot = Snapshot::default();
    snapshot.set(CURRENT_VERSION, "CurrentBuildNumber", Data::Text("7601".into()));
    snapshot.set(NDP_FULL, "Release", Data::Dword(461_814));
    let facts = WindowsFacts::examine(&snapshot, None);
    assert_eq!((&facts.dotnet.clr2, &facts.dotnet.clr4), (&Installed::Unknown, &Installed::Yes));
    assert_eq!(facts.readiness(&[ClientKind::Dotnet2]), Readiness::Inconclusive);
    // What was exported counts.
    assert_eq!((facts.dotnet.release, facts.dotnet.can_run(Runtime::From47)), (Some(461_814), Installed::Yes));
    let is_installed = |gap: &Message| matches!(gap, Message::WindowsGapKey { subject: "dotnet-installed", .. });
    assert!(!facts.gaps.iter().any(is_installed), "{:?}", facts.gaps);
    let mut other = Snapshot::default();
    other.set(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5", "Install", Data::Dword(1));
    let dotnet = WindowsFacts::examine(&other, None).dotnet;
    assert_eq!((dotnet.clr2, dotnet.clr4), (Installed::Yes, Installed::Unknown));
}

#[test]
fn winhttp_by_windows_and_value() {
    let yes = |os: &OsFacts, value: &Entry| super::super::winhttp::judge(value, os).0.yes;
    let doubt = |os: &OsFacts, value: &Entry| super::super::winhttp::judge(value, os).0.unknown;
    let absent = Entry::Absent;
    let with = Entry::Number(0xa00);
    // Columns: build, requested without the value, requested with 0xa00, uncertain with 0xa00.
    for (build, without, set, in_doubt) in [
        (7601, 0xa0, 0, 0xaa0),
        (9200, 0xa0, 0, 0xaa0),
        (9600, 0xaa0, 0xa00, 0),
        (14393, 0xaa0, 0xa00, 0),
        (19045, 0xaa0, 0xa00, 0),
        (20348, 0x800, 0xa00, 0),
        (22631, 0x2800, 0xa00, 0),
        (26100, 0x2800, 0xa00, 0),
    ] {
        let os = OsFacts::find(&machine(build), None);
        assert_eq!((yes(&os, &absent), yes(&os, &with), doubt(&os, &with)), (without, set, in_doubt), "{build}");
    }
    let updated = OsFacts { kb3140245: Known::Yes, ..OsFacts::find(&machine(7601), None) };
    assert_eq!((yes(&updated, &with), doubt(&updated, &with)), (0xa00, 0));
}

#[test]
fn winhttp_gets_what_it_names_if_schannel_enables_it() {
    let mut snapshot = machine(7601);
    for view in [View::Native, View::ThirtyTwo] {
        snapshot.set(&view.path(WINHTTP), DEFAULT_SECURE_PROTOCOLS, Data::Dword(0xaa0));
    }
    let package =
        format!(r"{}\Package_for_KB3140245~31bf3856ad364e35~amd64~~6.1.1.0", crate::settings::registry::PACKAGES);
    snapshot.set(&package, "CurrentState", Data::Dword(0x70));
    let meets = |snapshot: &Snapshot| {
        let facts = WindowsFacts::examine(snapshot, None);
        facts.clients.iter().find(|facts| facts.client == Client::WinHttp(View::Native)).unwrap().offers(Version::Tls12)
    };
    // Microsoft's article demands Schannel's values, too.
    assert_eq!(meets(&snapshot), Known::Unknown);
    assert_eq!(meets(&switched_on(snapshot.clone())), Known::Yes);
    client(&mut snapshot, Version::Tls12, "Enabled", 0);
    assert_eq!(meets(&snapshot), Known::No);
}

/// What a report says about .NET 4 must not contradict the values that the same report asks for.
#[test]
fn only_where_no_value_helps_is_that_said_of_dotnet_4() {
    let said = |release: Option<u32>| {
        let mut snapshot = switched_on(machine(7601));
        snapshot.remove_value(NDP_FULL, "Release");
        snapshot.set(NDP_FULL, "Install", Data::Dword(1));
        if let Some(release) = release {
            snapshot.set(NDP_FULL, "Release", Data::Dword(release));
        }
        let facts = WindowsFacts::examine(&snapshot, None);
        let found = findings(&facts, &snapshot);
        let codes = [FindingCode::Dotnet4LacksTls12, FindingCode::Dotnet4Unknown];
        let lacks = found.into_iter().find(|one| codes.contains(&one.code));
        (lacks.expect(".NET 4 lacks it").summary, repair(&snapshot, None, &ClientKind::AGENT))
    };
    let (newer, repair) = said(Some(379_893));
    assert!(matches!(newer, Message::WindowsFindingDotnet4Lacks { .. }), "{newer:?}");
    assert!(repair.changes.iter().any(|change| change.name == STRONG) && repair.first.is_empty(), "{repair:?}");
    let (oldest, repair) = said(None);
    assert_eq!(oldest, Message::WindowsFindingDotnet4Unknown { reason: Box::new(Message::WindowsDotnet40) });
    assert!(repair.first.contains(&Message::RepairFirstDotnet { newest: "net48" }), "{repair:?}");
    let off = machine(7601);
    let found = findings(&WindowsFacts::examine(&off, None), &off);
    let lacks = Message::WindowsFindingSchannelLacks { cause: "default", best: Version::Tls10 };
    assert_eq!(found[0].summary, lacks, "{found:?}");
}
