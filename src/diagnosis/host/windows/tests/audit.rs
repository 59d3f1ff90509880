//! Answers that were wrong once, each with the right one.

use super::*;
use crate::diagnosis::{Finding, Readiness};
use crate::observation::host::Known;
use crate::settings::registry::{Entry, PACKAGES};

const POLICY: &str = super::super::values::POLICY;
const PRODUCT: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ProductOptions";

fn assess(snapshot: &Snapshot, kinds: &[ClientKind]) -> Assessment {
    Assessment::of(snapshot, None, kinds, None)
}

fn readiness(snapshot: &Snapshot, kinds: &[ClientKind]) -> Readiness {
    assess(snapshot, kinds).readiness
}

fn find(assessment: &Assessment, code: FindingCode) -> Option<&Finding> {
    assessment.findings.iter().find(|finding| finding.code == code)
}

fn causes(assessment: &Assessment) -> Vec<FindingCode> {
    assessment.causes().map(|finding| finding.code).collect()
}

/// A client edition, as `ProductType` shows it.
fn workstation(build: u32) -> Snapshot {
    let mut snapshot = machine(build);
    snapshot.set(PRODUCT, "ProductType", Data::Text("WinNT".into()));
    snapshot
}

fn with_update(mut snapshot: Snapshot, update: &str) -> Snapshot {
    let package = format!(r"{PACKAGES}\Package_for_{update}~31bf3856ad364e35~amd64~~6.1.1.0");
    snapshot.set(&package, "CurrentState", Data::Dword(0x70));
    snapshot
}

fn masks(mut snapshot: Snapshot, mask: u32) -> Snapshot {
    for view in [View::Native, View::ThirtyTwo] {
        snapshot.set(&view.path(WINHTTP), DEFAULT_SECURE_PROTOCOLS, Data::Dword(mask));
    }
    snapshot
}

#[test]
fn winhttp_of_server_2022_has_tls_1_2() {
    let assessment = assess(&machine(20348), &[ClientKind::WinHttp]);
    assert_eq!(assessment.readiness, Readiness::Ready);
    assert_eq!(assessment.repair.changes, []);
}

/// No value that is proposed takes away a version from TLS 1.0 on that is offered.
#[test]
fn no_fix_takes_a_version_away() {
    for build in [7601, 9200, 9600, 14393, 17763, 20348, 22631, 26100] {
        for data in [None, Some(Data::Text("2720".into())), Some(Data::Dword(0x80)), Some(Data::Dword(0x2080))] {
            let mut snapshot = switched_on(machine(build));
            if let Some(data) = data.clone() {
                snapshot.set(WINHTTP, DEFAULT_SECURE_PROTOCOLS, data);
            }
            let repair = repair(&snapshot, None, &[ClientKind::WinHttp]);
            let before = WindowsFacts::examine(&snapshot, None);
            let mut after = snapshot.clone();
            for change in &repair.changes {
                after.set(&change.path, change.name, Data::Dword(change.number));
            }
            let after = WindowsFacts::examine(&with_update(after, "KB3140245"), None);
            for (old, new) in before.clients.iter().zip(&after.clients) {
                for (version, verdict) in old.versions.iter().filter(|(version, _)| **version >= Version::Tls10) {
                    let lost = verdict.default == Known::Yes && new.versions[version].default == Known::No;
                    assert!(!lost, "{build} {data:?} {:?} {version}: {repair:?}", old.client);
                }
            }
        }
    }
}

#[test]
fn winhttp_of_2008_r2_also_needs_schannel() {
    let set = masks(with_update(machine(7601), "KB3140245"), 0xa00);
    assert_eq!(readiness(&set, &[ClientKind::WinHttp]), Readiness::Inconclusive);
    assert_eq!(readiness(&switched_on(set.clone()), &[ClientKind::WinHttp]), Readiness::Ready);
    let names: Vec<_> = repair(&set, None, &[ClientKind::WinHttp]).changes.iter().map(|change| change.name).collect();
    assert_eq!(names, ["DisabledByDefault", "Enabled"]);
}

/// What Schannel denies is one cause, not a second one of .NET.
#[test]
fn one_effect_has_one_cause() {
    let mut denied = dotnet(machine(9600), STRONG, 1);
    client(&mut denied, Version::Tls12, "Enabled", 0);
    let mut left = dotnet(machine(9600), SYSTEM_DEFAULT, 1);
    client(&mut left, Version::Tls12, "DisabledByDefault", 1);
    for snapshot in [denied.clone(), left] {
        for kinds in [&ClientKind::AGENT[..], &[ClientKind::Dotnet4]] {
            let assessment = assess(&snapshot, kinds);
            assert_eq!(causes(&assessment), [FindingCode::SchannelDefaultLacksTls12]);
            assert!(find(&assessment, FindingCode::Dotnet4LacksTls12).is_none(), "{:?}", assessment.findings);
        }
    }
    let mut winhttp = masks(machine(9600), 0xa00);
    client(&mut winhttp, Version::Tls12, "Enabled", 0);
    assert_eq!(causes(&assess(&winhttp, &[ClientKind::WinHttp])), [FindingCode::SchannelDefaultLacksTls12]);
    // Two values that are both wrong are two causes.
    let mut both = machine(9600);
    client(&mut both, Version::Tls12, "Enabled", 0);
    let expected = [FindingCode::SchannelDefaultLacksTls12, FindingCode::Dotnet4LacksTls12];
    assert_eq!(causes(&assess(&both, &ClientKind::AGENT)), expected);
}

#[test]
fn suites_that_hardly_any_server_accepts_are_a_risk() {
    let mut denied = dotnet(machine(9600), STRONG, 1);
    for cipher in ["AES 128/128", "AES 256/256"] {
        denied.set(&format!(r"{SCHANNEL}\Ciphers\{cipher}"), "Enabled", Data::Dword(0));
    }
    let mut policy = dotnet(machine(9600), STRONG, 1);
    let order = "TLS_RSA_WITH_RC4_128_SHA,TLS_RSA_WITH_3DES_EDE_CBC_SHA";
    policy.set(POLICY, "Functions", Data::Text(order.into()));
    for snapshot in [denied, policy] {
        let assessment = assess(&snapshot, &ClientKind::AGENT);
        let weak = find(&assessment, FindingCode::OnlyWeakSuites).expect("a risk");
        assert_eq!((weak.weight, assessment.readiness), (Weight::Risk, Readiness::Ready));
    }
    let usual = assess(&dotnet(machine(9600), STRONG, 1), &ClientKind::AGENT);
    assert!(find(&usual, FindingCode::OnlyWeakSuites).is_none());
}

#[test]
fn an_order_without_a_suite_that_programs_get_is_not_ready() {
    let with = |order: &str| {
        let mut snapshot = dotnet(machine(9600), STRONG, 1);
        snapshot.set(POLICY, "Functions", Data::Text(order.into()));
        readiness(&snapshot, &ClientKind::AGENT)
    };
    assert_eq!(with("TLS_PSK_WITH_AES_128_CBC_SHA256,TLS_RSA_WITH_NULL_SHA256"), Readiness::NotReady);
    // No source says what an empty order does.
    assert_eq!(with(""), Readiness::Inconclusive);
    assert_eq!(with(" , "), Readiness::Inconclusive);
}

#[test]
fn tls_1_3_alone_is_enough() {
    let mut snapshot = machine(20348);
    client(&mut snapshot, Version::Tls12, "Enabled", 0);
    let assessment = assess(&snapshot, &[ClientKind::Schannel]);
    assert_eq!((assessment.readiness, &assessment.sentence), (Readiness::Ready, &Message::WindowsVerdictReadyTls13));
    assert_eq!(assessment.repair.changes, []);
    let lacks = find(&assessment, FindingCode::SchannelDefaultLacksTls12).expect("a risk");
    assert_eq!(lacks.weight, Weight::Risk);
    // .NET Framework is not known to offer it.
    assert_ne!(readiness(&snapshot, &ClientKind::AGENT), Readiness::Ready);
    // Without a suite, TLS 1.3 is not offered either.
    let order = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    snapshot.set(POLICY, "Functions", Data::Text(order.into()));
    assert_eq!(readiness(&snapshot, &[ClientKind::Schannel]), Readiness::NotReady);
    let mut only13 = machine(20348);
    only13.set(POLICY, "Functions", Data::Text("TLS_AES_256_GCM_SHA384".into()));
    assert_eq!(readiness(&only13, &[ClientKind::Schannel]), Readiness::Ready);
}

#[test]
fn with_or_without_its_update_2008_sp2_does_not_offer_it_by_default() {
    let nothing = assess(&machine(6002), &ClientKind::AGENT);
    assert_eq!(nothing.readiness, Readiness::NotReady);
    let reason = Box::new(Message::WindowsReasonOffOrMissing);
    let lacks = find(&nothing, FindingCode::SchannelDefaultLacksTls12).expect("a cause");
    assert_eq!(lacks.summary, Message::WindowsFindingSchannelNotByDefault { reason });
    let first = |assessment: &Assessment| assessment.repair.first.clone();
    assert!(matches!(first(&nothing)[0], Message::RepairFirstKb4019276 { .. }));
    assert_eq!(readiness(&switched_on(machine(6002)), &[ClientKind::Schannel]), Readiness::Inconclusive);
    // Server 2003 has no update; the embedded editions of XP have that of 2008.
    let old = assess(&machine(3790), &ClientKind::AGENT);
    assert_eq!((old.readiness, &old.repair.open[..]), (Readiness::NotReady, &[Message::RepairOpenOsOlder][..]));
    let mut embedded = machine(2600);
    embedded.set(r"HKEY_LOCAL_MACHINE\SYSTEM\WPA\POSReady", "Installed", Data::Dword(1));
    let embedded = assess(&embedded, &[ClientKind::Schannel]);
    assert_eq!(embedded.readiness, Readiness::NotReady);
    assert!(matches!(first(&embedded)[0], Message::RepairFirstKb4019276Embedded { .. }), "{:?}", embedded.repair);
    let xp = assess(&machine(2600), &[ClientKind::Schannel]);
    assert_eq!((xp.readiness, &xp.repair.open[..]), (Readiness::NotReady, &[Message::RepairOpenOsOlder][..]));
}

#[test]
fn vista_gets_no_update_of_server_2008() {
    for build in [6000, 6001, 6002, 6003] {
        let vista = assess(&switched_on(workstation(build)), &[ClientKind::Schannel]);
        assert_eq!((vista.readiness, vista.repair.first.len()), (Readiness::NotReady, 0), "{build}");
        assert_eq!(vista.repair.open, [Message::RepairOpenVista], "{build}");
    }
}

#[test]
fn each_windows_is_given_the_update_that_is_for_it() {
    let dotnet2 = |snapshot: &Snapshot| -> Vec<Message> { repair(snapshot, None, &[ClientKind::Dotnet2]).first };
    for (build, revision, update) in [
        (7601, None, Some("KB3154518")),
        (9600, None, Some("KB3154520")),
        (10240, None, Some("KB3192440")),
        (10586, None, Some("KB3156421")),
        (14393, None, Some("KB3201845")),
        (14393, Some(0), Some("KB3201845")),
        (14393, Some(479), None),
        (15063, None, None),
        (17763, None, None),
    ] {
        let mut snapshot = machine(build);
        if let Some(revision) = revision {
            snapshot.set(CURRENT_VERSION, "UBR", Data::Dword(revision));
        }
        let expected: Vec<Message> =
            update.iter().map(|update| Message::RepairFirstDotnet2 { update: (*update).to_owned() }).collect();
        assert_eq!(dotnet2(&snapshot), expected, "{build} {revision:?}");
    }
    // KB3140245 is for 7, 2008 R2, and 2012.
    let eight = assess(&masks(workstation(9200), 0xa00), &[ClientKind::WinHttp]);
    assert_eq!(eight.readiness, Readiness::NotReady);
    assert!(!eight.repair.first.contains(&Message::RepairFirstKb3140245), "{:?}", eight.repair);
    assert_eq!((eight.repair.changes.len(), eight.repair.open.len()), (0, 1), "{:?}", eight.repair);
    let server = assess(&masks(machine(9200), 0xa00), &[ClientKind::WinHttp]);
    assert!(server.repair.first.contains(&Message::RepairFirstKb3140245));
    // .NET 4.5 and 4.5.1 use the value only with an update.
    for (release, ready) in
        [(378_389, Readiness::Inconclusive), (378_758, Readiness::Inconclusive), (379_893, Readiness::Ready)]
    {
        let mut snapshot = dotnet(machine(9200), STRONG, 1);
        snapshot.set(NDP_FULL, "Release", Data::Dword(release));
        let assessment = assess(&snapshot, &ClientKind::AGENT);
        assert_eq!(assessment.readiness, ready, "{release}");
        let update = Message::RepairFirstDotnet45 { update: "KB2960358".to_owned() };
        assert_eq!(assessment.repair.first.contains(&update), ready != Readiness::Ready, "{release}");
    }
}

#[test]
fn local_system_has_two_names() {
    let mut snapshot = machine(9600);
    let path = r"HKEY_USERS\.DEFAULT\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
    snapshot.set(path, "ProxyEnable", Data::Dword(1));
    snapshot.set(path, "ProxyServer", Data::Text("proxy:8080".into()));
    snapshot.set(path, "SecureProtocols", Data::Dword(0x80));
    let facts = WindowsFacts::examine(&snapshot, None);
    assert_eq!(
        facts.proxies,
        [ProxyFacts { owner: SettingsOwner::LocalSystem, proxy: ProxySetting::Address("proxy:8080".into()) }]
    );
    assert_eq!(facts.wininet.iter().map(|facts| facts.mask).collect::<Vec<_>>(), [0x80]);
}

#[test]
fn a_mask_of_wininet_of_another_type_is_reported() {
    let mut snapshot = machine(9600);
    let path = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
    snapshot.set(path, "SecureProtocols", Data::Text("2688".into()));
    let found = assess(&snapshot, &ClientKind::AGENT);
    let entry = Entry::WrongType(Data::Text("2688".into()));
    let value = RegistryValue { path: path.to_owned(), name: "SecureProtocols".to_owned(), entry };
    assert_eq!(find(&found, FindingCode::WrongValueType).expect("a risk").evidence, [value.message()]);
}

/// Names that nothing reads, outside and inside the keys of Schannel.
#[test]
fn a_wrong_name_is_reported_wherever_it_is() {
    let mut snapshot = machine(7601);
    let software = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft";
    for (path, name) in [
        (CLR4.to_owned(), "SchUseStrongCryto"),
        (View::ThirtyTwo.path(CLR2), "SystemDefaultTLSVersion"),
        (WINHTTP.to_owned(), "DefaultSecureProtocol"),
        (format!(r"{software}\.NETFramework"), "SchUseStrongCrypto"),
        (format!(r"{software}\.NETFramework\v4.0.3019"), "SchUseStrongCrypto"),
        (format!(r"{software}\NETFramework\v4.0.30319"), "SchUseStrongCrypto"),
        (format!(r"{SCHANNEL}\Protocol\TLS 1.2\Client"), "Enabled"),
        (format!(r"{SCHANNEL}\TLS 1.2\Client"), "Enabled"),
        (format!(r"{SCHANNEL}\Ciphers\Triple DES 168/168"), "Enabled"),
        // Two keys that are neighbors in the order of names, each reported once.
        (format!(r"{SCHANNEL}\Protocols\TLS1.2\Client"), "Enabled"),
        (format!(r"{SCHANNEL}\Protocols\TLS1.2 \Client"), "Enabled"),
    ] {
        snapshot.set(&path, name, Data::Dword(1));
    }
    // These are no mistakes.
    snapshot.set(&format!(r"{software}\.NETFramework"), "InstallRoot", Data::Text(r"C:\".into()));
    snapshot.set(CLR4, "AspNetEnforceViewStateMac", Data::Dword(1));
    snapshot.set(&format!(r"{SCHANNEL}\Messaging"), "MessageLimitClient", Data::Dword(1));
    let found = assess(&snapshot, &ClientKind::AGENT);
    let words = Words::english();
    let shown: Vec<String> = found
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::RegistryStray)
        .map(|finding| format!("{}\n  {}", words.say(&finding.evidence[0]), words.say(&finding.summary)))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert!(find(&assess(&machine(7601), &ClientKind::AGENT), FindingCode::RegistryStray).is_none());
}

#[test]
fn triple_des_has_its_old_name_before_vista_only() {
    let denied = |build: u32| {
        let mut snapshot = machine(build);
        snapshot.set(&format!(r"{SCHANNEL}\Ciphers\Triple DES 168/168"), "Enabled", Data::Dword(0));
        let facts = WindowsFacts::examine(&snapshot, None);
        (facts.algorithms.found.len(), facts.algorithms.strays.len(), facts.suites.denied.len())
    };
    assert_eq!((denied(3790), denied(7601)), ((1, 0, 0), (0, 1, 0)));
}

#[test]
fn a_curve_belongs_to_some_suites_only() {
    let usable = |build: u32, order: &str| {
        let mut snapshot = machine(build);
        snapshot.set(POLICY, "Functions", Data::Text(order.into()));
        WindowsFacts::examine(&snapshot, None).suites.usable.len()
    };
    assert_eq!(usable(9600, "TLS_RSA_WITH_AES_128_CBC_SHA_P256"), 0);
    assert_eq!(usable(9600, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384_P256"), 0);
    assert_eq!(usable(9600, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384_P384"), 1);
    assert_eq!(usable(9600, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P256"), 1);
    assert_eq!(usable(17763, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384_P256"), 1);
}

#[test]
fn programs_with_settings_of_their_own_are_counted_once() {
    let key = |name: &str| format!(r"{CLR4}\System.Net.ServicePointManager.{name}");
    let mut snapshot = dotnet(switched_on(machine(7601)), STRONG, 1);
    snapshot.set(&key("SystemDefaultTlsVersions"), r"C:\a.exe", Data::Dword(0));
    snapshot.set(&key("SecurityProtocol"), r"c:\A.exe", Data::Text("Tls12".into()));
    let overridden = |snapshot: &Snapshot| {
        let assessment = assess(snapshot, &ClientKind::AGENT);
        let finding = find(&assessment, FindingCode::ProgramOverrides).expect("a finding");
        (finding.weight, finding.summary.clone())
    };
    assert_eq!(overridden(&snapshot), (Weight::Note, Message::WindowsFindingProgramOverrides { programs: 1 }));
    for list in ["Tls", "Ssl3, Tls", "Tls11", "192"] {
        snapshot.set(&key("SecurityProtocol"), r"c:\A.exe", Data::Text(list.into()));
        assert_eq!(
            overridden(&snapshot),
            (Weight::Risk, Message::WindowsFindingProgramsHeld { programs: 1 }),
            "{list}"
        );
    }
}

#[test]
fn what_is_installed_is_seen_in_either_view() {
    let mut snapshot = Snapshot::default();
    snapshot.set(CURRENT_VERSION, "CurrentBuildNumber", Data::Text("7601".into()));
    let ndp = r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\NET Framework Setup\NDP";
    snapshot.set(&format!(r"{ndp}\v4\Full"), "Release", Data::Dword(461_814));
    snapshot.set(&format!(r"{ndp}\v3.5"), "Install", Data::Dword(1));
    let facts = WindowsFacts::examine(&snapshot, None);
    assert_eq!(
        (facts.dotnet.versions.as_slice(), facts.dotnet.release_read),
        (["3.5".to_owned(), "4.7.2".to_owned()].as_slice(), true)
    );
    assert_eq!((&facts.dotnet.clr2, &facts.dotnet.clr4), (&Installed::Yes, &Installed::Yes));
}

/// The old checker compares as PowerShell does, and looks into the event log.
#[test]
fn the_old_checker_reads_text_as_a_number() {
    let rule = |snapshot: &Snapshot, id: RuleId| {
        let rules = update_management(snapshot, &assess(snapshot, &ClientKind::AGENT));
        rules.into_iter().find(|rule| rule.id == id).expect("the rule").theirs
    };
    let mut text = machine(7601);
    for role in [Role::Client, Role::Server] {
        text.set(&protocol_path(Version::Tls12, role), "DisabledByDefault", Data::Text("0".into()));
    }
    assert_eq!(rule(&text, RuleId::TlsVersionCheck), RuleResult::Passed);
    let mut denied = machine(9600);
    denied.set(&protocol_path(Version::Tls12, Role::Client), "Enabled", Data::Text("0".into()));
    assert_eq!(rule(&denied, RuleId::TlsVersionCheck), RuleResult::Failed);
    let services =
        r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\Service Connector Services";
    let mut one = machine(9600);
    one.set(&format!(r"{services}\Log Analytics - 1234"), "x", Data::Dword(1));
    assert_eq!(rule(&one, RuleId::LinkedWorkspaceCheck), RuleResult::NotInRegistry);
    assert_eq!(rule(&machine(9600), RuleId::LinkedWorkspaceCheck), RuleResult::Failed);
}

#[test]
fn names_as_windows_prints_them() {
    for (text, build) in [
        ("Windows Server 2008 R2 Standard", 7601),
        ("Microsoft Windows Server 2008 R2 Enterprise", 7601),
        ("Microsoft® Windows Server® 2008 Standard", 6002),
        ("Windows Server 2012 R2 Datacenter", 9600),
        ("Microsoft Windows Server 2016 Standard", 14393),
        ("Microsoft Windows 7 Professional", 7601),
        ("Windows 8.1 Pro", 9600),
        ("6.1.7601 Service Pack 1 Build 7601", 7601),
        ("Windows Server 2008 R2 Service Pack 1", 7601),
        ("Windows Server 2003 R2", 3790),
        ("POSReady 2009", 2600),
    ] {
        assert_eq!(parse_os(text).map(|named| named.build), Ok(build), "{text}");
    }
    assert!(matches!(parse_os("Microsoft Windows 10 Pro"), Err(OsNameError::Ambiguous { .. })));
}

#[test]
fn what_strong_crypto_takes_away_is_said() {
    let effect = Message::RepairSideEffectStrong { name: STRONG.to_owned() };
    assert_eq!(repair(&machine(7601), None, &ClientKind::AGENT).side_effects, [effect]);
    assert_eq!(repair(&machine(7601), None, &[ClientKind::Schannel]).side_effects, []);
    // .NET 3.5 requests TLS 1.0 explicitly until the choice is left to Schannel.
    let mut without = machine(9600);
    client(&mut without, Version::Tls10, "DisabledByDefault", 1);
    let name = Box::new(Client::Dotnet(Runtime::Clr2, View::Native).name());
    let lost = Message::RepairSideEffectVersions { client: name, versions: vec![Version::Tls10] };
    assert_eq!(repair(&without, None, &[ClientKind::Dotnet2]).side_effects, [lost]);
}

/// Only the SCHANNEL key of a Windows that has no TLS 1.2 was exported.
#[test]
fn a_value_that_was_not_read_is_not_named_as_the_cause() {
    let mut snapshot = Snapshot::default();
    snapshot.mark_read(SCHANNEL);
    client(&mut snapshot, Version::Tls12, "DisabledByDefault", 0);
    let windows = parse_os("Windows Server 2003").ok();
    let assessment = Assessment::of(&snapshot, windows.as_ref(), &ClientKind::AGENT, None);
    let dotnet = find(&assessment, FindingCode::Dotnet4LacksTls12).expect("this Windows has no TLS 1.2");
    assert!(!matches!(dotnet.summary, Message::WindowsFindingDotnet4SystemDefault { .. }), "{dotnet:?}");
}
