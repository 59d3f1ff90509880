//! The repair: exactly the article's lines, and in every state the necessary values and no others.

use super::*;
use crate::diagnosis::{Readiness, Step};
use crate::observation::host::Known;
use crate::report::repair::{Dialect, Direction, script as write};

/// The article's example: Server 2008 R2 SP1 without any values, with .NET 4.7.2 installed.
const ARTICLE: &str = r#"reg add "HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" /v "DisabledByDefault" /t REG_DWORD /d 0 /f
reg add "HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" /v "Enabled" /t REG_DWORD /d 1 /f
reg add "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319" /v "SchUseStrongCrypto" /t REG_DWORD /d 1 /f
reg add "HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319" /v "SchUseStrongCrypto" /t REG_DWORD /d 1 /f"#;

/// Returns the script in English.
fn script(repair: &Repair, dialect: Dialect, direction: Direction) -> String {
    write(repair, dialect, direction, &title(), &Words::english())
}

fn commands(text: &str, remark: &str) -> String {
    text.lines().filter(|line| !line.starts_with(remark)).collect::<Vec<_>>().join("\n")
}

/// WinHTTP requests its versions, so it gets a version that is disabled by default, but not one that is disabled
/// entirely.
#[test]
fn what_schannel_denies_is_repaired_for_winhttp_too() {
    for build in [7601, 9200, 9600, 22631] {
        for data in [Data::Dword(0), Data::Text("1".into())] {
            let mut snapshot = machine(build);
            snapshot.set(&protocol_path(Version::Tls12, Role::Client), "Enabled", data.clone());
            let repair = repair(&snapshot, None, &[ClientKind::WinHttp]);
            let names: Vec<_> = repair.changes.iter().map(|change| (change.name, change.number)).collect();
            let masks = [(DEFAULT_SECURE_PROTOCOLS, 0xaa0), (DEFAULT_SECURE_PROTOCOLS, 0xaa0)];
            let old = if build < 9600 { &masks[..] } else { &[] };
            // Microsoft's article on the mask demands Schannel's values as well. Windows 11 offers TLS 1.3.
            let schannel = match build {
                7601 => &[("DisabledByDefault", 0), ("Enabled", 1)][..],
                22631 => &[],
                _ => &[("Enabled", 1)],
            };
            assert_eq!(names, [schannel, old].concat(), "{build} {data:?}: {repair:#?}");
            let open = repair.open.iter().any(|open| matches!(open, Message::RepairOpenUncertain { .. }));
            assert!(!open, "{build} {data:?}: {repair:#?}");
        }
    }
    let off = repair(&machine(7601), None, &[ClientKind::WinHttp]);
    assert!(off.open.is_empty() && off.changes.len() == 4, "{off:#?}");
    let on = repair(&switched_on(machine(7601)), None, &[ClientKind::WinHttp]);
    assert!(on.open.is_empty() && on.changes.len() == 2, "{on:#?}");
}

/// A mask of another type is corrected without removing a version from WinHTTP.
#[test]
fn a_mask_of_another_type_becomes_the_default() {
    for (build, mask) in [(7601, 0xaa0), (9200, 0xaa0), (9600, 0xaa0), (19045, 0xaa0), (20348, 0x2a80), (22631, 0x2800)]
    {
        let mut snapshot = switched_on(machine(build));
        snapshot.set(WINHTTP, DEFAULT_SECURE_PROTOCOLS, Data::Text("2560".into()));
        let repair = repair(&snapshot, None, &[ClientKind::WinHttp]);
        let change = repair.changes.iter().find(|change| change.path == WINHTTP).unwrap();
        assert_eq!(change.number, mask, "{build}");
        let reasons =
            [Message::RepairReasonMaskWrongType, Message::RepairReasonMaskDefault, Message::RepairReasonMaskEvery];
        assert!(reasons.contains(&change.reason), "{change:?}");
    }
}

#[test]
fn where_the_width_is_not_known_the_second_view_is_for_one_width_only() {
    let mut snapshot = Snapshot::default();
    snapshot.mark_read(SCHANNEL);
    let repair = repair(&snapshot, Some(&parse_os("2008R2").unwrap()), &ClientKind::AGENT);
    let reasons: Vec<_> =
        repair.changes.iter().filter(|change| change.name == STRONG).map(|change| &change.reason).collect();
    let only = |reason: &Message| matches!(reason, Message::RepairReasonOnly64Bit { .. });
    assert!(!only(reasons[0]) && only(reasons[1]), "{reasons:?}");
}

#[test]
fn the_articles_case_gets_the_articles_lines() {
    let repair = repair(&machine(7601), None, &ClientKind::AGENT);
    let text = script(&repair, Dialect::Cmd, Direction::Apply);
    assert_eq!(commands(&text, "rem "), ARTICLE);
    assert_eq!((repair.first, repair.open), (vec![], vec![]));
}

#[test]
fn every_dialect_both_ways() {
    let mut snapshot = machine(7601);
    client(&mut snapshot, Version::Tls12, "Enabled", 0);
    snapshot.set(CLR4, STRONG, Data::Text("1".into()));
    let repair =
        repair(&snapshot, None, &[ClientKind::Schannel, ClientKind::Dotnet4, ClientKind::Dotnet2, ClientKind::WinHttp]);
    for (name, dialect) in [("cmd", Dialect::Cmd), ("powershell", Dialect::PowerShell), ("reg", Dialect::Reg)] {
        for (way, direction) in [("apply", Direction::Apply), ("undo", Direction::Undo)] {
            let text = script(&repair, dialect, direction);
            assert!(text.is_ascii(), "old consoles show nothing else correctly");
            insta::assert_snapshot!(format!("{name}_{way}"), text.replace('\r', ""));
        }
    }
}

/// Returns every state of the values that matter, on every kind of Windows that can have TLS 1.2.
fn states() -> Vec<(String, Snapshot)> {
    let mut all = Vec::new();
    let settings: [Option<u32>; 3] = [None, Some(0), Some(1)];
    for build in [7601, 9200, 9600, 14393, 19045, 20348, 26100] {
        for enabled in settings {
            for flag in settings {
                for strong in settings {
                    for system_default in settings {
                        let mut snapshot = machine(build);
                        for (name, number) in [("Enabled", enabled), ("DisabledByDefault", flag)] {
                            if let Some(number) = number {
                                client(&mut snapshot, Version::Tls12, name, number);
                            }
                        }
                        for (name, number) in [(STRONG, strong), (SYSTEM_DEFAULT, system_default)] {
                            if let Some(number) = number {
                                snapshot = dotnet(snapshot, name, number);
                            }
                        }
                        let name = format!(
                            "{build}: Enabled {enabled:?}, DisabledByDefault {flag:?}, strong {strong:?}, default {system_default:?}"
                        );
                        all.push((name, snapshot));
                    }
                }
            }
        }
    }
    all
}

fn applied(snapshot: &Snapshot, changes: &[Change]) -> Snapshot {
    let mut after = snapshot.clone();
    for change in changes {
        after.set(&change.path, change.name, Data::Dword(change.number));
    }
    after
}

#[test]
fn a_plan_is_enough_and_no_more() {
    for (name, snapshot) in states() {
        let before = WindowsFacts::examine(&snapshot, None).readiness(&ClientKind::AGENT);
        let repair = repair(&snapshot, None, &ClientKind::AGENT);
        let after = applied(&snapshot, &repair.changes);
        assert_eq!(
            WindowsFacts::examine(&after, None).readiness(&ClientKind::AGENT),
            Readiness::Ready,
            "{name}: {:?}",
            repair.changes
        );
        assert_eq!(before == Readiness::Ready, repair.changes.is_empty(), "{name}: {:?}", repair.changes);
        for left_out in 0..repair.changes.len() {
            let change = &repair.changes[left_out];
            // This value is set only because instructions always set it.
            if change.name == "Enabled" && change.before == Before::Absent {
                continue;
            }
            let mut fewer = repair.changes.clone();
            fewer.remove(left_out);
            let facts = WindowsFacts::examine(&applied(&snapshot, &fewer), None);
            assert_ne!(facts.readiness(&ClientKind::AGENT), Readiness::Ready, "{name}: {change:?} is not needed");
        }
    }
}

#[test]
fn a_plan_for_every_program_is_enough() {
    let every = [ClientKind::Schannel, ClientKind::Dotnet4, ClientKind::Dotnet2, ClientKind::WinHttp];
    for (name, mut snapshot) in states() {
        let package =
            format!(r"{}\Package_for_KB3140245~31bf3856ad364e35~amd64~~6.1.1.0", crate::settings::registry::PACKAGES);
        snapshot.set(&package, "CurrentState", Data::Dword(0x70));
        let repair = repair(&snapshot, None, &every);
        let facts = WindowsFacts::examine(&applied(&snapshot, &repair.changes), None);
        assert_eq!(facts.readiness(&every), Readiness::Ready, "{name}: {:?}", repair.changes);
    }
}

#[test]
fn what_must_be_there_first_and_what_no_value_repairs() {
    let shown = |snapshot: &Snapshot, kinds: &[ClientKind]| {
        let repair = repair(snapshot, None, kinds);
        format!("first {:#?}\nopen {:#?}\nvalues {}", repair.first, repair.open, repair.changes.len())
    };
    let every = [ClientKind::Schannel, ClientKind::Dotnet4, ClientKind::Dotnet2, ClientKind::WinHttp];
    let mut old_dotnet = machine(7601);
    old_dotnet.remove_value(NDP_FULL, "Release");
    old_dotnet.set(NDP_FULL, "Install", Data::Dword(1));
    let all: Vec<String> = [
        ("2003", machine(3790)),
        ("2008 SP1", machine(6001)),
        ("2008 SP2", machine(6002)),
        ("7 without SP1", machine(7600)),
        (".NET 4.0 on 7", old_dotnet),
        ("2012", machine(9200)),
        ("nothing known", Snapshot::default()),
    ]
    .into_iter()
    .map(|(name, snapshot)| format!("{name}\n{}", shown(&snapshot, &every)))
    .collect();
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn what_was_not_read_is_not_taken_for_absent() {
    let named = parse_os("2008R2").unwrap();
    let mut snapshot = Snapshot::default();
    snapshot.mark_read(SCHANNEL);
    let facts = WindowsFacts::examine(&snapshot, Some(&named));
    assert_eq!(facts.readiness(&[ClientKind::Dotnet4]), Readiness::Inconclusive);
    let repair = repair(&snapshot, Some(&named), &ClientKind::AGENT);
    let befores: Vec<_> = repair.changes.iter().map(|change| change.before.clone()).collect();
    assert_eq!(befores, [Before::Absent, Before::Absent, Before::NotRead, Before::NotRead]);
    assert!(
        script(&repair, Dialect::Cmd, Direction::Undo)
            .contains("rem The previous value of SchUseStrongCrypto is unknown")
    );
    assert_eq!(facts.clients.iter().filter(|facts| facts.offers(Version::Tls12) == Known::Yes).count(), 0);
}

/// The first planned value must not make the rest of its key look as if it had been read.
#[test]
fn a_key_without_access_is_unknown_for_each_of_its_values() {
    let mut snapshot = machine(7601);
    snapshot.mark_unreadable(&protocol_path(Version::Tls12, Role::Client));
    let repair = repair(&snapshot, None, &[ClientKind::Schannel]);
    let befores: Vec<_> = repair.changes.iter().map(|change| (change.name, change.before.clone())).collect();
    assert_eq!(befores, [("DisabledByDefault", Before::NotRead), ("Enabled", Before::NotRead)]);
    let undo = script(&repair, Dialect::Cmd, Direction::Undo);
    assert!(!undo.contains("reg delete"), "{undo}");
}

#[test]
fn the_lines_of_a_check_are_those_of_the_script() {
    let remedy = repair(&machine(7601), None, &ClientKind::AGENT).remedy().unwrap();
    assert_eq!(remedy.version, Version::Tls12);
    let [Step::Do(Message::RepairRemedySet { reasons }), Step::Paste(lines), Step::Do(restart)] = &remedy.steps[..]
    else {
        panic!("{remedy:?}");
    };
    let (restart_line, lines) = lines.split_last().unwrap();
    assert_eq!(lines.join("\n"), ARTICLE);
    assert_eq!(*restart_line, format!("rem {RESTART}"));
    let named: Vec<&str> = reasons
        .iter()
        .map(|reason| match reason {
            Message::RepairReason { name, .. } => name.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(named, ["DisabledByDefault", "Enabled", STRONG], "both widths for one reason");
    let Message::RepairRemedyRestart { success, .. } = restart else { panic!("{restart:?}") };
    assert_eq!(success, "The operation completed successfully");
    let done = dotnet(switched_on(machine(7601)), STRONG, 1);
    assert_eq!(repair(&done, None, &ClientKind::AGENT).remedy(), None);
}

/// Pasted as a whole, or saved and run on many machines, no script restarts Windows. The line that does is a comment,
/// with a delay and a reason, right below the condition under which to run it.
#[test]
fn no_script_restarts_windows() {
    let repair = repair(&machine(7601), None, &ClientKind::AGENT);
    for (dialect, mark) in [(Dialect::Cmd, "rem "), (Dialect::PowerShell, "# "), (Dialect::Reg, "; ")] {
        for direction in [Direction::Apply, Direction::Undo] {
            let text = script(&repair, dialect, direction);
            let lines: Vec<&str> = text.lines().collect();
            let [.., before, last] = lines.as_slice() else { panic!("{text}") };
            assert_eq!(*last, format!("{mark}shutdown /r /t 300 /d p:2:4 /c \"TLS settings changed\""));
            assert!(before.starts_with(mark) && before.contains("5 minutes; \"shutdown /a\" cancels"), "{text}");
            assert!(lines.iter().all(|line| !line.contains("shutdown") || line.starts_with(mark)), "{text}");
        }
    }
}

#[test]
fn what_is_seen_counts_more_than_what_is_set() {
    use crate::diagnosis::host::{StackAssessment, VersionFacts};
    use crate::observation::host::WhenAsked;
    let gap = Message::WindowsKey { path: "a gap".to_owned() };
    let seen = |default, when_asked| {
        let mut stack = StackAssessment::unknown("Schannel", gap.clone());
        let facts = VersionFacts { supported: Known::Unknown, default, when_asked, reason: None };
        stack.versions.insert(Version::Tls12, facts);
        StackAssessment { default_offer: Some(crate::wire::Offer::default()), ..stack }
    };
    let of = |snapshot: &Snapshot, seen: Option<&StackAssessment>| {
        Assessment::of(snapshot, None, &[ClientKind::Schannel], seen)
    };
    // The values are set, but Windows has not been restarted.
    let set = switched_on(machine(7601));
    assert_eq!(of(&set, None).facts.schannel_offers(), Known::Yes);
    let lacking = of(&set, Some(&seen(Known::No, WhenAsked::Yes)));
    assert_eq!((lacking.facts.schannel_offers(), lacking.readiness), (Known::No, Readiness::NotReady));
    assert_eq!(lacking.stack.versions[&Version::Tls12].default, Known::No);
    assert!(lacking.gaps.contains(&gap), "{:?}", lacking.gaps);
    let differs = |gap: &Message| matches!(gap, Message::HostPlatformDiffers { version: Version::Tls12, .. });
    assert!(lacking.gaps.iter().any(differs), "{:?}", lacking.gaps);
    assert_eq!(lacking.findings[0].summary, Message::WindowsFindingSeenToLackRestart);
    assert_eq!(lacking.repair.open, [Message::RepairOpenNotInForce]);
    assert_eq!(lacking.facts.schannel(Version::Tls12).confidence, Confidence::Observed);

    // An unknown observation changes nothing.
    let facts = of(&set, Some(&seen(Known::Unknown, WhenAsked::Unknown))).facts;
    assert_eq!((facts.schannel_offers(), facts.seen_otherwise.len()), (Known::Yes, 0));

    // The values were removed, and Windows has not been restarted since. .NET that leaves the choice to Schannel still
    // has TLS 1.2.
    let unset = machine(7601);
    let facts = of(&unset, None).facts;
    let newer = |facts: &WindowsFacts| {
        let rows = facts.clients.iter().filter(|row| matches!(row.client, Client::Dotnet(Runtime::From47, _)));
        rows.map(|row| row.offers(Version::Tls12)).collect::<Vec<_>>()
    };
    assert_eq!((facts.schannel_offers(), newer(&facts)), (Known::No, vec![Known::No; 2]));
    let offering = of(&unset, Some(&seen(Known::Yes, WhenAsked::Yes)));
    assert_eq!((offering.facts.schannel_offers(), newer(&offering.facts)), (Known::Yes, vec![Known::Yes; 2]));
    let reason = Box::new(Message::WindowsReasonOffByDefault);
    assert_eq!(offering.only_seen, Some(Message::WindowsVerdictOnlySeen { reason }));
    assert!(offering.is_precaution() && !offering.repair.changes.is_empty());

    // Settings whose meaning is unknown do not count as a contradiction.
    let mut text = machine(7601);
    text.set(&protocol_path(Version::Tls12, Role::Client), "Enabled", Data::Text("1".into()));
    let unclear = of(&text, Some(&seen(Known::No, WhenAsked::No)));
    let Message::WindowsFindingSeenToLack { reason } = &unclear.findings[0].summary else {
        panic!("{:?}", unclear.findings[0]);
    };
    assert!(matches!(**reason, Message::WindowsReasonWrongType { .. }), "{reason:?}");
}
