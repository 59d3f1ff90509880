//! The version × build table, and the table of the two values.

use super::*;
use crate::observation::host::{Known, WhenAsked};
use crate::settings::registry::Entry;

/// Formats a default: `on`, `off`, `-` (not supported), or `?` (unknown), with a star if it is only assumed.
fn word(os: &OsFacts, version: Version) -> String {
    let (default, confidence) = os.default_for(version);
    let word = match default {
        OsDefault::On => "on",
        OsDefault::Off => "off",
        OsDefault::Unsupported => "-",
        OsDefault::Unknown => "?",
    };
    format!("{word}{}", if confidence == Confidence::Unverified && default != OsDefault::Unknown { "*" } else { "" })
}

#[test]
fn what_each_windows_does_without_any_value() {
    // Source: "Protocols in TLS/SSL (Schannel SSP)", client side. SSL 3.0, TLS 1.0, 1.1, 1.2, 1.3.
    let table = [
        ("6000", "on on - - -"),
        ("6001", "on on - - -"),
        ("6002", "on on ? ? -"),
        ("6003", "on on ? ? -"),
        ("2008+KB4019276", "on on off off -"),
        ("7600", "on on off off -"),
        ("7601", "on on off off -"),
        ("9200", "on on on on -"),
        ("9600", "on on on on -"),
        ("10240", "on on on on -"),
        ("10586", "on on on on -"),
        ("14393", "off on on on -"),
        ("15063", "off on on on -"),
        ("16299", "off on on on -"),
        ("17134", "off on on on -"),
        ("17763", "off on on on -"),
        ("18362", "off on on on -"),
        ("18363", "off on on on -"),
        ("19041", "off on on on -"),
        ("19042", "off on on on -"),
        ("19043", "off on on on -"),
        ("19044", "off on on on -"),
        ("19045", "off on on on -"),
        ("20348", "off on on on on"),
        ("22000", "off on on on on"),
        ("22621", "off on on on on"),
        ("22631", "off on on on on"),
        ("25398", "off on on on on"),
        ("26100", "off on* on* on on"),
        ("26200", "off on* on* on on"),
        ("3790", "on on - - -"),
    ];
    for (name, row) in table {
        let named = parse_os(name).unwrap();
        let os = OsFacts::find(&Snapshot::default(), Some(&named));
        let found: Vec<_> = Version::ALL.into_iter().map(|version| word(&os, version)).collect();
        assert_eq!(found.join(" "), row, "{name}");
    }
}

#[test]
fn a_build_that_no_page_names_is_inferred() {
    let os = OsFacts::find(&machine(9431), None);
    assert_eq!(os.default_for(Version::Tls12), (OsDefault::On, Confidence::Inferred));
    let os = OsFacts::find(&Snapshot::default(), None);
    assert_eq!(os.default_for(Version::Tls12), (OsDefault::Unknown, Confidence::Unverified));
}

fn entry(word: &str) -> Entry {
    match word {
        "absent" => Entry::Absent,
        "text" => Entry::WrongType(Data::Text("1".into())),
        "unread" => Entry::NotRead,
        number => Entry::Number(number.parse().unwrap()),
    }
}

#[test]
fn the_two_values_on_a_windows_that_has_it_off_and_on_one_that_has_it_on() {
    use Known::{No, Unknown, Yes};
    use WhenAsked as Asked;
    // Columns: Enabled, DisabledByDefault → default and on request with TLS 1.2 disabled by default (7601), then
    // enabled by default (9600).
    let table = [
        ("absent", "absent", (No, Asked::Yes), (Yes, Asked::Yes)),
        ("absent", "0", (Yes, Asked::Yes), (Yes, Asked::Yes)),
        ("absent", "1", (No, Asked::Yes), (No, Asked::Yes)),
        ("absent", "4294967295", (No, Asked::Yes), (No, Asked::Yes)),
        ("1", "absent", (Unknown, Asked::Yes), (Yes, Asked::Yes)),
        ("4294967295", "absent", (Unknown, Asked::Yes), (Yes, Asked::Yes)),
        ("1", "0", (Yes, Asked::Yes), (Yes, Asked::Yes)),
        ("4294967295", "0", (Yes, Asked::Yes), (Yes, Asked::Yes)),
        ("1", "1", (No, Asked::Yes), (No, Asked::Yes)),
        ("4294967295", "1", (No, Asked::Yes), (No, Asked::Yes)),
        ("4294967295", "4294967295", (No, Asked::Yes), (No, Asked::Yes)),
        ("0", "absent", (No, Asked::No), (No, Asked::No)),
        ("0", "0", (No, Asked::No), (No, Asked::No)),
        ("0", "1", (No, Asked::No), (No, Asked::No)),
        ("0", "4294967295", (No, Asked::No), (No, Asked::No)),
        ("0", "text", (No, Asked::No), (No, Asked::No)),
        ("text", "0", (Unknown, Asked::Unknown), (Unknown, Asked::Unknown)),
        ("text", "absent", (Unknown, Asked::Unknown), (Unknown, Asked::Unknown)),
        ("1", "text", (Unknown, Asked::Yes), (Unknown, Asked::Yes)),
        ("absent", "text", (Unknown, Asked::Yes), (Unknown, Asked::Yes)),
        ("unread", "unread", (Unknown, Asked::Unknown), (Unknown, Asked::Unknown)),
    ];
    for (enabled, disabled_by_default, seven, later) in table {
        let values = ProtocolValues { enabled: entry(enabled), disabled_by_default: entry(disabled_by_default) };
        for (build, wanted) in [(7601, seven), (9600, later)] {
            let os = OsFacts::find(&machine(build), None);
            let verdict = judge(Version::Tls12, &os, &values);
            let name = format!("{build}: Enabled {enabled}, DisabledByDefault {disabled_by_default}: {verdict:?}");
            assert_eq!((verdict.default, verdict.when_asked), wanted, "{name}");
            assert_eq!(verdict.supported, Yes, "{name}");
            let doubtful = enabled == "text"
                || (disabled_by_default == "text" && enabled != "0")
                || (wanted.0 == Unknown && enabled != "unread");
            assert_eq!(verdict.confidence == Confidence::Unverified, doubtful, "{name}");
        }
    }
}

#[test]
fn what_is_not_supported_stays_so_whatever_is_written() {
    let mut snapshot = machine(17763);
    client(&mut snapshot, Version::Tls13, "DisabledByDefault", 0);
    client(&mut snapshot, Version::Tls13, "Enabled", 1);
    let facts = WindowsFacts::examine(&snapshot, None);
    let verdict = facts.schannel(Version::Tls13);
    assert_eq!((verdict.supported, verdict.default, verdict.when_asked), (Known::No, Known::No, WhenAsked::No));
    assert_eq!(facts.protocols.strays.len(), 1, "{:?}", facts.protocols.strays);
}

#[test]
fn server_2008_needs_the_update() {
    let named = parse_os("2008 SP2+KB4019276").unwrap();
    let with = WindowsFacts::examine(&switched_on(Snapshot::default()), Some(&named));
    assert_eq!(with.schannel(Version::Tls12).default, Known::Yes);
    let without = WindowsFacts::examine(&switched_on(machine(6002)), None);
    assert_eq!(without.schannel(Version::Tls12).default, Known::Unknown);
    let mut listed = switched_on(machine(6002));
    let package =
        format!(r"{}\Package_for_KB4019276~31bf3856ad364e35~amd64~~6.0.1.3", crate::settings::registry::PACKAGES);
    listed.set(&package, "CurrentState", Data::Dword(0x70));
    assert_eq!(WindowsFacts::examine(&listed, None).schannel(Version::Tls12).default, Known::Yes);
}

#[test]
fn what_is_undocumented_since_2023_is_unverified() {
    let mut snapshot = machine(20348);
    client(&mut snapshot, Version::Tls12, "DisabledByDefault", 1);
    let facts = WindowsFacts::examine(&snapshot, None);
    let verdict = facts.schannel(Version::Tls12);
    assert_eq!((verdict.default, verdict.confidence), (Known::No, Confidence::Unverified));
    assert_eq!(verdict.to_facts().default, Known::Unknown, "in the shared shape there is no room for assumptions");
    assert_eq!(
        Assessment::of(&snapshot, None, &ClientKind::AGENT, None).stack.versions[&Version::Tls12].when_asked,
        WhenAsked::Unknown
    );
}

#[test]
fn misspelled_keys_and_values_are_reported() {
    let mut snapshot = machine(7601);
    let protocols = format!(r"{SCHANNEL}\Protocols");
    for path in [
        r"TLS1.2\Client",
        r"TLS 1.2 \Client",
        r"TLS 1.2\Cilent",
        r"TLS 1.2\Client",
        r"tls 1.1\CLIENT",
        r"Something\Client",
    ] {
        snapshot.set(&format!(r"{protocols}\{path}"), "enabled", Data::Dword(1));
    }
    snapshot.set(&format!(r"{protocols}\TLS 1.2\Client"), "DisableByDefault", Data::Dword(0));
    snapshot.set(&format!(r"{protocols}\TLS 1.1"), "Enabled", Data::Dword(1));
    snapshot.set(&format!(r"{SCHANNEL}\Ciphers\RC4 128\128"), "Enabled", Data::Dword(0));
    snapshot.set(&format!(r"{SCHANNEL}\Ciphers\AES256"), "Enabled", Data::Dword(0));
    let facts = WindowsFacts::examine(&snapshot, None);
    let words = Words::english();
    let shown: Vec<_> = facts
        .protocols
        .strays
        .iter()
        .chain(&facts.algorithms.strays)
        .map(|stray| format!("{}: {}", stray.path.trim_start_matches(SCHANNEL), words.say(&stray.problem)))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}
