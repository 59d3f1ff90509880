//! Each script, parsed and carried out: every dialect must apply and undo the repair.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::diagnosis::Readiness;
use crate::report::repair::{Dialect, Direction, restores_all, script as write};
use crate::settings::registry::{Entry, Lookup, read_exports, read_exports_from};

/// Returns the script in English.
fn script(repair: &Repair, dialect: Dialect, direction: Direction) -> String {
    write(repair, dialect, direction, &title(), &Words::english())
}

/// What a line does.
#[derive(Debug)]
enum Act {
    Set(String, String, Data),
    Delete(String, String),
}

/// Splits a line into words as the console does: quotes keep words together and are removed.
fn words(line: &str, quote: char) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for character in line.chars() {
        match character {
            _ if character == quote => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            _ => word.push(character),
        }
    }
    assert!(!quoted, "a quote is open: {line}");
    if any || !word.is_empty() {
        words.push(word);
    }
    words
}

/// Parses `reg add PATH /v NAME /t TYPE /d DATA /f` and `reg delete PATH /v NAME /f`, strictly.
fn reg(words: &[String]) -> Act {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["add", path, "/v", name, "/t", kind, "/d", data, "/f"] => {
            let data = match kind {
                "REG_DWORD" => Data::Dword(data.parse().unwrap()),
                "REG_QWORD" => Data::Qword(data.parse().unwrap()),
                "REG_SZ" => Data::Text(data.to_owned()),
                "REG_BINARY" => Data::Binary(
                    (0..data.len()).step_by(2).map(|at| u8::from_str_radix(&data[at..at + 2], 16).unwrap()).collect(),
                ),
                other => panic!("no type {other}"),
            };
            Act::Set(path.to_owned(), name.to_owned(), data)
        }
        ["delete", path, "/v", name, "/f"] => Act::Delete(path.to_owned(), name.to_owned()),
        _ => panic!("reg.exe would not understand: {words:?}"),
    }
}

fn cmd(text: &str) -> Vec<Act> {
    let act = |line: &str| match line.strip_prefix("reg ") {
        Some(line) => reg(&words(line, '"')),
        None => panic!("what is this: {line}"),
    };
    text.lines().filter(|line| !line.starts_with("rem ")).map(act).collect()
}

fn powershell(text: &str) -> Vec<Act> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("# ")).collect();
    let Some((last, lines)) = lines.split_last() else { return Vec::new() };
    let (begin, lines) = lines.split_at(3);
    assert!(begin[0].starts_with("$reg = ") && begin[1].contains("Sysnative") && begin[2] == "$ok = $true", "{text}");
    let act = |line: &&str| {
        let line = line.strip_prefix("& $reg ").and_then(|line| line.strip_suffix("; $ok = $ok -and $?"));
        let line = line.unwrap_or_else(|| panic!("not by reg.exe: {text}"));
        // The script writes an empty text with quotes inside quotes, which `reg.exe` reads as an empty argument.
        let words = words(line, '\'').into_iter().map(|word| if word == r#""""# { String::new() } else { word });
        reg(&words.collect::<Vec<_>>())
    };
    assert!(last.starts_with("if (-not $ok) { Write-Warning '"), "{text}");
    lines.iter().map(act).collect()
}

fn done(mut snapshot: Snapshot, acts: &[Act]) -> Snapshot {
    for act in acts {
        match act {
            Act::Set(path, name, data) => snapshot.set(path, name, data.clone()),
            Act::Delete(path, name) => {
                assert!(matches!(snapshot.value(path, name), Lookup::Found(_)), "reg delete would fail: {path} {name}");
                snapshot.remove_value(path, name);
            }
        }
    }
    snapshot
}

/// Applies a `.reg` file to a snapshot, as this program's own reader parses it. Only the values of the repair count.
fn imported(mut snapshot: Snapshot, text: &str, repair: &Repair) -> Snapshot {
    assert!(text.is_ascii() && text.lines().count() == text.matches("\r\n").count(), "{text:?}");
    if repair.changes.is_empty() {
        return snapshot;
    }
    let read = |bytes: &[u8]| read_exports_from(Path::new("fix.reg"), bytes).unwrap();
    let file = read(text.as_bytes());
    // PowerShell redirects the text as UTF-16 with a byte order mark.
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let wide = read(&wide);
    for change in &repair.changes {
        let (Change { path, name, .. }, value) = (change, file.value(&change.path, change.name));
        assert_eq!(value, wide.value(path, name), "{text}");
        match value {
            Lookup::Found(data) => snapshot.set(path, name, data.clone()),
            Lookup::Absent => snapshot.remove_value(path, name),
            Lookup::NotRead => {}
        }
    }
    snapshot
}

fn values(snapshot: &Snapshot, repair: &Repair) -> Vec<Option<Data>> {
    let value = |change: &Change| match snapshot.value(&change.path, change.name) {
        Lookup::Found(data) => Some(data.clone()),
        Lookup::Absent | Lookup::NotRead => None,
    };
    repair.changes.iter().map(value).collect()
}

const FIXTURES: [&str; 14] = [
    "2008-sp2",
    "2008r2-article",
    "2008r2-article-after",
    "2008r2-denied",
    "2008r2-half-right",
    "2008r2-system-default-only",
    "2012",
    "2012r2",
    "2016",
    "2019",
    "2022",
    "2025",
    "schannel-alone-version4",
    "system-hive",
];

/// Returns every export among the fixtures, with the Windows to specify if the export lacks the build.
pub(super) fn fixtures() -> Vec<(String, Snapshot, Option<OsName>)> {
    FIXTURES.into_iter().map(fixture).collect()
}

fn fixture(name: &str) -> (String, Snapshot, Option<OsName>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/registry/{name}.reg"));
    let snapshot = read_exports(&[path]).unwrap();
    let known = WindowsFacts::examine(&snapshot, None).os.build.is_some();
    (name.to_owned(), snapshot, if known { None } else { Some(parse_os("2008R2").unwrap()) })
}

pub(super) const EVERY: [ClientKind; 4] =
    [ClientKind::Schannel, ClientKind::Dotnet4, ClientKind::Dotnet2, ClientKind::WinHttp];

#[test]
fn every_dialect_does_what_the_plan_says_and_back_on_every_export() {
    for (name, snapshot, named) in fixtures() {
        for kinds in [&ClientKind::AGENT[..], &EVERY] {
            let repair = repair(&snapshot, named.as_ref(), kinds);
            let write = |dialect, direction| script(&repair, dialect, direction);
            let wanted: Vec<_> = repair.changes.iter().map(|change| Some(Data::Dword(change.number))).collect();
            let by_file = imported(snapshot.clone(), &write(Dialect::Reg, Direction::Apply), &repair);
            let by_cmd = done(snapshot.clone(), &cmd(&write(Dialect::Cmd, Direction::Apply)));
            let by_powershell = done(snapshot.clone(), &powershell(&write(Dialect::PowerShell, Direction::Apply)));
            for after in [&by_file, &by_cmd, &by_powershell] {
                assert_eq!(values(after, &repair), wanted, "{name}");
                let facts = WindowsFacts::examine(after, named.as_ref());
                let ready = facts.readiness(kinds) == Readiness::Ready;
                assert!(ready || !(repair.first.is_empty() && repair.open.is_empty()), "{name}: {repair:?}");
                let causes = findings(&facts, after).into_iter().filter(|finding| finding.weight == Weight::Cause);
                assert!(!ready || causes.count() == 0, "{name}");
            }
            // A value that was not read cannot be restored.
            if repair.changes.iter().any(|change| change.before == Before::NotRead) {
                continue;
            }
            let before = values(&snapshot, &repair);
            assert_eq!(
                values(&imported(by_file, &write(Dialect::Reg, Direction::Undo), &repair), &repair),
                before,
                "{name}"
            );
            assert_eq!(values(&done(by_cmd, &cmd(&write(Dialect::Cmd, Direction::Undo))), &repair), before, "{name}");
            let back = powershell(&write(Dialect::PowerShell, Direction::Undo));
            assert_eq!(values(&done(by_powershell, &back), &repair), before, "{name}");
        }
    }
}

#[test]
fn where_nothing_is_to_be_set_nothing_is_done_and_windows_is_not_restarted() {
    let repaired = dotnet(switched_on(machine(7601)), STRONG, 1);
    let old = machine(6001);
    for (snapshot, said) in
        [(&repaired, "No registry value needs to be changed."), (&old, "No registry value helps before that.")]
    {
        let repair = repair(snapshot, None, &ClientKind::AGENT);
        for dialect in [Dialect::Cmd, Dialect::PowerShell, Dialect::Reg] {
            let apply = script(&repair, dialect, Direction::Apply);
            assert!(apply.contains(said), "{apply}");
            let undo = script(&repair, dialect, Direction::Undo);
            assert!(undo.contains("Nothing to restore: run --undo before making the change"), "{undo}");
            assert!(!restores_all(&repair, dialect));
            // If the key was not read, no value is known that could be restored.
            let mut unread = machine(7601);
            unread.mark_unreadable(&protocol_path(Version::Tls12, Role::Client));
            let unread = super::repair(&unread, None, &[ClientKind::Schannel]);
            let blind = script(&unread, dialect, Direction::Undo);
            assert!(blind.contains("The previous value of DisabledByDefault is unknown"), "{blind}");
            assert!(!restores_all(&unread, dialect));
            for text in [apply, undo, blind] {
                let is_remark = |line: &str| ["rem ", "# ", ";"].iter().any(|mark| line.starts_with(mark));
                let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !is_remark(line)).collect();
                let header: &[&str] =
                    if dialect == Dialect::Reg { &["Windows Registry Editor Version 5.00"] } else { &[] };
                assert_eq!(lines, header, "{text}");
            }
        }
    }
}

fn any_data() -> impl Strategy<Value = Data> {
    prop_oneof![
        any::<u32>().prop_map(Data::Dword),
        any::<u64>().prop_map(Data::Qword),
        "[ -~]{0,70}".prop_map(Data::Text),
        "[^\\x00]{0,20}".prop_map(Data::Text),
        "[^\\x00]{0,20}".prop_map(Data::ExpandText),
        proptest::collection::vec("[^\\x00]{1,9}", 0..4).prop_map(Data::Texts),
        proptest::collection::vec(any::<u8>(), 0..80).prop_map(Data::Binary),
        proptest::collection::vec(any::<u8>(), 0..3).prop_map(|bytes| Data::Other { kind: 4, bytes }),
        (12_u32..=0xffff, proptest::collection::vec(any::<u8>(), 0..9))
            .prop_map(|(kind, bytes)| Data::Other { kind, bytes }),
    ]
}

proptest! {
    #[test]
    fn whatever_stood_there_is_put_back(enabled in any_data(), strong in any_data()) {
        let mut snapshot = machine(7601);
        snapshot.set(&protocol_path(Version::Tls12, Role::Client), "Enabled", enabled.clone());
        snapshot.set(CLR4, STRONG, strong.clone());
        let repair = repair(&snapshot, None, &ClientKind::AGENT);
        let before = values(&snapshot, &repair);
        let write = |dialect, direction| script(&repair, dialect, direction);
        let after = imported(snapshot.clone(), &write(Dialect::Reg, Direction::Apply), &repair);
        prop_assert!(after.entry(CLR4, STRONG) == Entry::Number(1));
        let back = imported(after.clone(), &write(Dialect::Reg, Direction::Undo), &repair);
        prop_assert_eq!(values(&back, &repair), before.clone());
        // A line that cannot restore a value says so and explains how; every other line restores it.
        for (text, acts) in [
            { let text = write(Dialect::Cmd, Direction::Undo); let acts = cmd(&text); (text, acts) },
            { let text = write(Dialect::PowerShell, Direction::Undo); let acts = powershell(&text); (text, acts) },
        ] {
            let back = done(after.clone(), &acts);
            for (change, before) in repair.changes.iter().zip(&before) {
                let now = back.value(&change.path, change.name);
                let same = match before { Some(data) => now == Lookup::Found(data), None => now == Lookup::Absent };
                let said = format!("{} was ", change.name);
                prop_assert!(same || text.lines().any(|line| line.contains(&said) && line.contains("--fix reg --undo")), "{}", text);
            }
        }
    }
}
