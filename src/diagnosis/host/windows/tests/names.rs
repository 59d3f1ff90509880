//! Names of Windows, from the registry and from the command line; suites by name.

use super::*;
use crate::diagnosis::Readiness;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::{Entry, Lookup, Snapshot};
use crate::tls::CipherSuite;

#[test]
fn names_that_people_type() {
    for (text, build) in [
        ("2008", 6002),
        ("2008 SP2", 6002),
        ("2008r2", 7601),
        ("Windows Server 2008 R2 SP1", 7601),
        ("7", 7601),
        ("win7", 7601),
        ("7 RTM", 7600),
        ("2012", 9200),
        ("2012 R2", 9600),
        ("8.1", 9600),
        ("2016", 14393),
        ("server-2019", 17763),
        ("2022", 20348),
        ("2025", 26100),
        ("10 1809", 17763),
        ("1607", 14393),
        ("2004", 19041),
        ("10 21H2", 19044),
        ("11 21H2", 22000),
        ("Windows 11 24H2", 26100),
        ("7601", 7601),
        ("6.1.7601", 7601),
        ("10.0.17763.4252", 17763),
        ("10.0.20348", 20348),
    ] {
        assert_eq!(parse_os(text).map(|named| named.build), Ok(build), "{text}");
    }
    for text in ["", "21H2", "95", "linux", "7.1", "10.0.1"] {
        assert_eq!(parse_os(text), Err(OsNameError::Unknown { name: text.to_owned() }));
    }
    for (name, example) in [("10", "10 1809"), ("11", "11 23H2")] {
        assert_eq!(parse_os(name), Err(OsNameError::Ambiguous { name: name.to_owned(), example }));
        assert!(parse_os(example).is_ok());
    }
    let Message::WindowsOsNameUnknown { known, .. } = parse_os("95").unwrap_err().message() else { panic!() };
    for name in known {
        assert!(parse_os(name.trim_matches('"')).is_ok(), "{name}");
    }
}

#[test]
fn names_that_the_registry_has() {
    let name = |build: u32, product: &str, pack: Option<&str>| {
        let mut snapshot = machine(build);
        snapshot.set(CURRENT_VERSION, "ProductName", Data::Text(product.into()));
        if let Some(pack) = pack {
            snapshot.set(CURRENT_VERSION, "CSDVersion", Data::Text(pack.into()));
        }
        OsFacts::find(&snapshot, None).name
    };
    assert_eq!(
        name(7601, "Windows Server 2008 R2 Standard", Some("Service Pack 1")),
        "Windows Server 2008 R2 Standard SP1"
    );
    assert_eq!(
        name(6002, "Windows Server (R) 2008 Standard", Some("Service Pack 2")),
        "Windows Server 2008 Standard SP2"
    );
    assert_eq!(name(22631, "Windows 10 Pro", None), "Windows 11 Pro");
    assert_eq!(name(19045, "Windows 10 Pro", None), "Windows 10 Pro");
    assert_eq!(name(20348, "Windows Server 2022 Datacenter", None), "Windows Server 2022 Datacenter");
    assert_eq!(OsFacts::find(&machine(9600), None).name, "Windows 8.1 / Server 2012 R2");
    assert_eq!(OsFacts::find(&Snapshot::default(), None).name, "Windows");
}

#[test]
fn suites_by_windows_and_policy() {
    let facts = |snapshot: &Snapshot| WindowsFacts::examine(snapshot, None).suites;
    for (build, count, gcm) in [
        (6002, 12, false),
        (7601, 28, false),
        (9200, 26, false),
        (9600, 28, false),
        (10240, 30, true),
        (14393, 30, true),
        (15063, 23, true),
        (17763, 21, true),
        (19045, 18, true),
        (20348, 23, true),
        (22000, 23, true),
        (26100, 20, true),
    ] {
        let suites = facts(&machine(build));
        assert_eq!(
            (suites.usable.len(), suites.has_ecdhe_rsa_gcm(), suites.source),
            (count, gcm, SuiteSource::WindowsDefault),
            "{build}"
        );
    }
    let order = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA,TLS_NOBODY";
    let with_policy = |build: u32, order: &str| {
        let mut snapshot = machine(build);
        snapshot.set(super::super::values::POLICY, "Functions", Data::Text(order.into()));
        facts(&snapshot)
    };
    let modern = with_policy(14393, order);
    assert_eq!((modern.usable.len(), modern.unknown.len(), modern.source), (3, 1, SuiteSource::Policy));
    let old = with_policy(9600, order);
    assert_eq!((old.usable.as_slice(), old.without_curve), ([CipherSuite(0x002f)].as_slice(), 2));
    let suffixed =
        with_policy(9600, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P256,TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384");
    assert_eq!((suffixed.usable.as_slice(), suffixed.without_curve), ([CipherSuite(0xc028)].as_slice(), 0));
    let suffixed = with_policy(14393, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384_P256");
    assert_eq!(suffixed.usable, [CipherSuite(0xc030)]);
}

/// Returns the old check's rule about TLS 1.2.
fn tls_rule(snapshot: &Snapshot, assessment: &Assessment) -> Rule {
    let rules = update_management(snapshot, assessment);
    rules.into_iter().find(|rule| rule.id == RuleId::TlsVersionCheck).unwrap()
}

#[test]
fn denied_algorithms_take_their_suites_along() {
    let mut snapshot = machine(9600);
    snapshot.set(&format!(r"{SCHANNEL}\KeyExchangeAlgorithms\ECDH"), "Enabled", Data::Dword(0));
    snapshot.set(&format!(r"{SCHANNEL}\Ciphers\RC4 128/128"), "Enabled", Data::Dword(0));
    snapshot.set(&format!(r"{SCHANNEL}\Ciphers\AES 256/256"), "Enabled", Data::Dword(0xffff_ffff));
    let facts = WindowsFacts::examine(&snapshot, None);
    assert!(facts.suites.usable.iter().all(|suite| {
        let name = suite.name().unwrap();
        !name.contains("ECDHE") && !name.contains("RC4")
    }));
    assert_eq!(facts.suites.denied.len(), 12);
    snapshot.set(&format!(r"{SCHANNEL}\KeyExchangeAlgorithms\PKCS"), "Enabled", Data::Dword(0));
    snapshot.set(&format!(r"{SCHANNEL}\KeyExchangeAlgorithms\Diffie-Hellman"), "Enabled", Data::Dword(0));
    let facts = WindowsFacts::examine(&snapshot, None);
    assert!(facts.no_suite_for_tls12());
    // No order is set, so there is none to fix.
    assert_eq!(facts.suites.what_to_fix(), "algorithms");
    assert_eq!(facts.readiness(&ClientKind::AGENT), Readiness::NotReady);
    let codes: Vec<_> = findings(&facts, &snapshot).iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&FindingCode::NoSuiteForTls12), "{codes:?}");
    // Clients that request it get the same answer: 8.1 enables the version, but has no suite for it.
    assert_eq!(facts.schannel(Version::Tls12).default, Known::Yes);
    let in_force = facts.in_force(Version::Tls12, facts.schannel(Version::Tls12));
    assert_eq!((in_force.default, in_force.when_asked), (Known::No, WhenAsked::No));
    let assessment = Assessment::of(&snapshot, None, &ClientKind::AGENT, None);
    let shared = &assessment.stack.versions[&Version::Tls12];
    assert_eq!((shared.default, shared.when_asked), (Known::No, WhenAsked::No), "{shared:?}");
    let reason = Box::new(Message::WindowsReasonNoSuite);
    assert_eq!(tls_rule(&snapshot, &assessment).ours, Message::WindowsRuleTls { offers: "no", reason });
}

#[test]
fn fips_mode_has_no_ssl() {
    let mut snapshot = switched_on(machine(7601));
    client(&mut snapshot, Version::Ssl3, "Enabled", 1);
    snapshot.set(super::super::values::FIPS, "Enabled", Data::Dword(1));
    let facts = WindowsFacts::examine(&snapshot, None);
    for client in facts.clients.iter().filter(|client| !client.versions.is_empty()) {
        let verdict = &client.versions[&Version::Ssl3];
        assert_eq!((verdict.default, verdict.when_asked), (Known::No, WhenAsked::No), "{:?}", client.client);
    }
    assert_eq!(facts.schannel(Version::Tls12).default, Known::Yes);
    snapshot.set(super::super::values::FIPS, "Enabled", Data::Dword(0));
    assert_eq!(WindowsFacts::examine(&snapshot, None).schannel(Version::Ssl3).default, Known::Yes);
}

/// What only follows from how names are formed, or from an assumption about a hash, is not reported as certain.
#[test]
fn that_no_suite_is_left_is_as_sure_as_what_took_them_away() {
    let mut policy = switched_on(dotnet(machine(7601), STRONG, 1));
    assert_eq!(WindowsFacts::examine(&policy, None).readiness(&ClientKind::AGENT), Readiness::Ready);
    let order = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
    policy.set(super::super::values::POLICY, "Functions", Data::Text(order.into()));
    let mut hashes = switched_on(dotnet(machine(7601), STRONG, 1));
    for hash in ["SHA", "SHA256", "SHA384", "MD5"] {
        hashes.set(&format!(r"{SCHANNEL}\Hashes\{hash}"), "Enabled", Data::Dword(0));
    }
    for snapshot in [policy, hashes] {
        let facts = WindowsFacts::examine(&snapshot, None);
        assert!(facts.no_suite_for_tls12());
        assert_eq!(facts.readiness(&ClientKind::AGENT), Readiness::Inconclusive);
        let found = findings(&facts, &snapshot);
        assert_eq!(found[0].code, FindingCode::NoSuiteForTls12, "{found:?}");
        assert_eq!(found[0].confidence, Confidence::Unverified);
        let assessment = Assessment::of(&snapshot, None, &ClientKind::AGENT, None);
        let shared = &assessment.stack.versions[&Version::Tls12];
        assert_eq!((shared.default, shared.when_asked), (Known::Unknown, WhenAsked::Unknown), "{shared:?}");
        let reason = Box::new(Message::WindowsReasonNoSuiteUnverified);
        assert_eq!(tls_rule(&snapshot, &assessment).ours, Message::WindowsRuleTls { offers: "unknown", reason });
    }
}

/// Fixing only the first of several is not enough.
#[test]
fn every_algorithm_that_takes_suites_away_is_named() {
    let mut snapshot = machine(9600);
    let keys = [r"Ciphers\AES 128/128", r"Ciphers\AES 256/256", r"Ciphers\Triple DES 168", r"Ciphers\RC4 128/128"];
    for key in keys {
        snapshot.set(&format!(r"{SCHANNEL}\{key}"), "Enabled", Data::Dword(0));
    }
    let facts = WindowsFacts::examine(&snapshot, None);
    let found = findings(&facts, &snapshot);
    for code in [FindingCode::NoSuiteForTls12, FindingCode::SuitesDenied] {
        let finding = found.iter().find(|finding| finding.code == code).unwrap();
        for key in keys {
            let path = format!(r"{SCHANNEL}\{key}");
            let denied = RegistryValue { path, name: "Enabled".to_owned(), entry: Entry::Number(0) };
            assert!(finding.evidence.contains(&denied.message()), "{finding:?}");
        }
    }
}

/// A value that is set is not reported as absent because something else decides.
#[test]
fn the_evidence_is_what_stands_there() {
    for build in [6001, 6002] {
        let mut snapshot = machine(build);
        client(&mut snapshot, Version::Tls12, "Enabled", 1);
        let evidence = |snapshot: &Snapshot| {
            let facts = WindowsFacts::examine(snapshot, None);
            findings(&facts, snapshot).swap_remove(0).evidence
        };
        let path = protocol_path(Version::Tls12, Role::Client);
        let neither = Message::WindowsValueNeitherDecides {
            path: path.clone(),
            flag: Box::new(Message::WindowsEntryAbsent),
            enabled: Box::new(Message::WindowsEntryNumber { value: "1".to_owned() }),
        };
        let name = "DisabledByDefault".to_owned();
        let decides = RegistryValue { path: path.clone(), name, entry: Entry::Absent }.message();
        assert_eq!(evidence(&snapshot), [if build == 6001 { neither } else { decides }], "{build}");
        assert_eq!(evidence(&machine(build)), [Message::WindowsValueNeitherSet { path }]);
    }
}

#[test]
fn a_mask_of_winhttp_of_another_type_is_reported() {
    let mut snapshot = machine(9600);
    snapshot.set(WINHTTP, DEFAULT_SECURE_PROTOCOLS, Data::Text("2560".into()));
    let found = findings(&WindowsFacts::examine(&snapshot, None), &snapshot);
    let wrong = found.iter().find(|finding| finding.code == FindingCode::WrongValueType).unwrap();
    let entry = Entry::WrongType(Data::Text("2560".into()));
    let mask = RegistryValue { path: WINHTTP.to_owned(), name: DEFAULT_SECURE_PROTOCOLS.to_owned(), entry };
    assert_eq!(wrong.evidence, [mask.message()]);
}

#[test]
fn a_policy_for_wininet_wins_over_what_users_have() {
    let settings = r"Microsoft\Windows\CurrentVersion\Internet Settings";
    let mut snapshot = machine(9600);
    let whose = |snapshot: &Snapshot| -> Vec<_> {
        WindowsFacts::examine(snapshot, None).wininet.iter().map(|facts| (facts.owner, facts.mask)).collect()
    };
    let mut set = |path: String, mask: u32| {
        snapshot.set(&path, "SecureProtocols", Data::Dword(mask));
        whose(&snapshot)
    };
    set(format!(r"HKEY_CURRENT_USER\Software\{settings}"), 0xa0);
    let users = set(format!(r"HKEY_USERS\S-1-5-18\Software\{settings}"), 0x80);
    assert_eq!(users, [(SettingsOwner::User, 0xa0), (SettingsOwner::LocalSystem, 0x80)]);
    let one = set(format!(r"HKEY_CURRENT_USER\Software\Policies\{settings}"), 0x800);
    assert_eq!(one, [(SettingsOwner::PolicyUser, 0x800), (SettingsOwner::LocalSystem, 0x80)]);
    let all = set(format!(r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\{settings}"), 0xa00);
    assert_eq!(all, [(SettingsOwner::PolicyEveryone, 0xa00), (SettingsOwner::PolicyUser, 0x800)]);
}

/// An export with the right values does not prove that Windows was restarted.
#[test]
fn that_a_restart_is_not_seen_is_a_gap_where_there_are_values() {
    let gap = |snapshot: &Snapshot| WindowsFacts::examine(snapshot, None).gaps.contains(&Message::WindowsGapRestart);
    assert!(!gap(&machine(7601)));
    let mut set = switched_on(machine(7601));
    assert!(gap(&set));
    assert!(gap(&dotnet(machine(7601), STRONG, 1)));
    set.add_key(r"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System", Some(time::OffsetDateTime::UNIX_EPOCH));
    assert!(!gap(&set), "this host knows when it was started");
}

/// What the old check's rule for TLS 1.2 reads depends on the Windows, and so does where it misleads.
#[test]
fn where_the_old_rule_misleads_depends_on_the_windows_at_hand() {
    let misleads = |snapshot: &Snapshot, named: Option<&OsName>| {
        let rule = tls_rule(snapshot, &Assessment::of(snapshot, named, &ClientKind::AGENT, None));
        assert_eq!(rule.theirs, RuleResult::Failed);
        rule.misleads.unwrap()
    };
    let vista = parse_os("2008+KB4019276").unwrap();
    for snapshot in [machine(6002), switched_on(machine(6002))] {
        assert_eq!(misleads(&snapshot, Some(&vista)), Message::WindowsMisleadsReadsNoValue);
    }
    assert_eq!(misleads(&machine(7601), None), Message::WindowsMisleadsWantsServerKey);
    assert_eq!(misleads(&switched_on(machine(7601)), None), Message::WindowsMisleadsServerKeyOn);
    let mut later = machine(17763);
    later.set(&protocol_path(Version::Tls12, Role::Server), "Enabled", Data::Dword(0));
    assert_eq!(misleads(&later, None), Message::WindowsMisleadsServerKeyOn);
    client(&mut later, Version::Tls12, "DisabledByDefault", 1);
    assert_eq!(misleads(&later, None), Message::WindowsMisleadsFailsServerKey);
}

#[test]
fn proxies_are_reported_as_they_are_set() {
    let mut snapshot = machine(9600);
    let connections = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";
    let with = |bytes: &[u8], snapshot: &mut Snapshot| {
        snapshot.set(connections, "WinHttpSettings", Data::Binary(bytes.to_vec()));
        WindowsFacts::examine(snapshot, None).proxies[0].proxy.clone()
    };
    let direct = [0x18, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(with(&direct, &mut snapshot), ProxySetting::Direct);
    let mut set = vec![0x28, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 10, 0, 0, 0];
    set.extend(b"proxy:8080");
    set.extend([0; 4]);
    assert_eq!(with(&set, &mut snapshot), ProxySetting::Address("proxy:8080".to_owned()));
    for cut in 0..set.len() {
        let _ = with(&set[..cut], &mut snapshot);
    }
    assert_eq!(with(&[0xff; 16], &mut snapshot), ProxySetting::Unreadable);
    assert!(matches!(snapshot.value(connections, "WinHttpSettings"), Lookup::Found(_)));
}
