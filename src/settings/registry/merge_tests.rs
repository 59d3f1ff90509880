//! Several exports at once, and files that are not as `reg export` writes them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::*;
use crate::message::Message;

const HEADER: &str = "Windows Registry Editor Version 5.00\r\n\r\n";
const NAME: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName";
const BUILD: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
const CLIENT: &str =
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
const DOTNET: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319";
const DOTNET32: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319";

fn read(bytes: &[u8]) -> Result<Snapshot, RegistryError> {
    read_exports_from(Path::new("a.reg"), bytes)
}

fn section(path: &str, values: &str) -> String {
    format!("[{path}]\r\n{}\r\n\r\n", values.replace('\n', "\r\n"))
}

fn enabled(number: u32) -> String {
    section(SCHANNEL, "") + &section(CLIENT, &format!("\"Enabled\"=dword:{number:08x}"))
}

fn name(machine: &str) -> String {
    section(NAME, &format!("\"ComputerName\"=\"{machine}\""))
}

fn build(number: &str) -> String {
    section(BUILD, &format!("\"CurrentBuildNumber\"=\"{number}\""))
}

/// Writes each text to a file and reads them all. Returns the directory's files by name in errors.
fn files(texts: &[(&str, String)]) -> Result<Snapshot, Vec<(String, Message)>> {
    let directory = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = texts
        .iter()
        .map(|(file, text)| {
            let path = directory.path().join(file);
            std::fs::write(&path, format!("{HEADER}{text}")).unwrap();
            path
        })
        .collect();
    read_exports(&paths).map_err(|error| {
        let named = |problem: RegistryProblem| {
            (problem.file.file_name().unwrap().to_string_lossy().into_owned(), problem.problem)
        };
        error.problems.into_iter().map(named).collect()
    })
}

fn wide(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn files_without_a_name_that_contradict_each_other_are_refused() {
    let refused = files(&[("a.reg", enabled(1)), ("b.reg", enabled(0)), ("c.reg", enabled(1))]).unwrap_err();
    let [(file, Message::RegistryContradicts { path, file: other })] = refused.as_slice() else {
        panic!("{refused:?}")
    };
    assert_eq!((file.as_str(), path.as_str()), ("b.reg", CLIENT));
    assert!(other.ends_with("a.reg"), "{other}");
    // What is missing contradicts what is there.
    let absent = files(&[("a.reg", enabled(1)), ("b.reg", section(SCHANNEL, ""))]).unwrap_err();
    assert!(matches!(absent.as_slice(), [(_, Message::RegistryContradicts { .. })]), "{absent:?}");
    // A file with a name does not give it to one without.
    let half = files(&[("a.reg", name("WEB01") + &enabled(1)), ("b.reg", enabled(0))]).unwrap_err();
    assert!(matches!(half.as_slice(), [(_, Message::RegistryContradicts { .. })]), "{half:?}");
    let dotnet = |number: u32| section(DOTNET, &format!("\"SchUseStrongCrypto\"=dword:{number}"));
    assert!(files(&[("a.reg", dotnet(1)), ("b.reg", dotnet(0))]).is_err());
    // Installed at another time: another machine.
    let installed = |number: u32| section(BUILD, &format!("\"InstallDate\"=dword:{number}"));
    assert!(files(&[("a.reg", installed(1)), ("b.reg", installed(2))]).is_err());
    // Parts of one machine, and the same part twice, are no contradiction.
    let all = [("a.reg", enabled(1)), ("b.reg", dotnet(1)), ("c.reg", build("7601")), ("d.reg", enabled(1))];
    let snapshot = files(&all).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(1));
    assert_eq!(snapshot.entry(DOTNET, "SchUseStrongCrypto"), Entry::Number(1));
}

#[test]
fn a_file_is_not_blamed_for_the_name_of_another() {
    let refused = files(&[("a.reg", name("WEB01")), ("b.reg", enabled(1)), ("c.reg", name("WEB02"))]).unwrap_err();
    let [(file, Message::RegistryOtherMachine { machine, file: first, other })] = refused.as_slice() else {
        panic!("{refused:?}")
    };
    assert_eq!((file.as_str(), machine.as_str(), other.as_str()), ("c.reg", "WEB02", "WEB01"));
    assert!(first.ends_with("a.reg"), "{first}");
}

#[test]
fn two_builds_are_two_machines_whatever_their_names_say() {
    for names in [["", ""], ["WEB01", "WEB01"]] {
        let part =
            |at: usize, number| if names[at].is_empty() { build(number) } else { name(names[at]) + &build(number) };
        let refused = files(&[("a.reg", part(0, "7601")), ("b.reg", part(1, "9600"))]).unwrap_err();
        let [(file, Message::RegistryOtherBuild { build, other, .. })] = refused.as_slice() else {
            panic!("{refused:?}")
        };
        assert_eq!((file.as_str(), build.as_str(), other.as_str()), ("b.reg", "9600", "7601"));
    }
}

/// What is missing in an export that was made after a change was deleted by the change.
#[test]
fn a_later_export_of_the_same_machine_replaces_an_earlier_one() {
    let before =
        name("WEB01") + &section(SCHANNEL, "") + &section(CLIENT, "\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:1");
    let after = name("WEB01") + &section(SCHANNEL, "") + &section(CLIENT, "\"DisabledByDefault\"=dword:0");
    let snapshot = files(&[("before.reg", before.clone()), ("after.reg", after)]).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Absent);
    assert_eq!(snapshot.entry(CLIENT, "DisabledByDefault"), Entry::Number(0));
    let gone = name("WEB01") + &section(SCHANNEL, "");
    let snapshot = files(&[("before.reg", before), ("gone.reg", gone)]).unwrap();
    assert_eq!(snapshot.key(CLIENT), Lookup::Absent);
}

#[test]
fn a_file_of_changes_changes_an_export_and_replaces_nothing() {
    let export =
        name("WEB01") + &section(SCHANNEL, "") + &section(CLIENT, "\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:1");
    for change in [
        format!("; a change\r\n{}", section(CLIENT, "\"Enabled\"=dword:1")),
        section(CLIENT, "\"Enabled\"=dword:1"),
        section(CLIENT, "\"Enabled\"=dword:1\n\"Other\"=-"),
    ] {
        let snapshot = files(&[("export.reg", export.clone()), ("change.reg", change)]).unwrap();
        assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(1));
        assert_eq!(snapshot.entry(CLIENT, "DisabledByDefault"), Entry::Number(1));
    }
    let deleted = format!("[-{CLIENT}]\r\n");
    let snapshot = files(&[("export.reg", export.clone()), ("change.reg", deleted)]).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Absent);
    let deleted = section(CLIENT, "\"Enabled\"=-");
    let snapshot = files(&[("export.reg", export), ("change.reg", deleted)]).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Absent);
}

#[test]
fn exports_joined_to_one_file_are_judged_like_several_files() {
    let joined = format!("{HEADER}{}{HEADER}{}", enabled(1), enabled(0));
    let error = read(joined.as_bytes()).unwrap_err();
    assert!(matches!(error.problems[0].problem, Message::RegistryContradicts { .. }), "{error:?}");
    assert_eq!(error.problems[0].line, Some(9));
    let parts = format!("{HEADER}{}{HEADER}{}", enabled(1), build("7601"));
    for text in [format!("{parts}\u{1a}").into_bytes(), [wide(&parts), vec![0x1a]].concat()] {
        let snapshot = read(&text).unwrap();
        assert_eq!(snapshot.text(BUILD, "CurrentBuildNumber"), Some("7601"));
        assert_eq!(snapshot.notes, []);
    }
}

#[test]
fn keys_without_any_value_say_that_there_is_none() {
    let snapshot = read(format!("{HEADER}{}", section(SCHANNEL, "")).as_bytes()).unwrap();
    assert!(!snapshot.is_empty());
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Absent);
}

#[test]
fn a_control_set_is_used_beside_another_file_with_the_usual_path() {
    let set = CLIENT.replace("CurrentControlSet", "ControlSet001");
    let snapshot = files(&[("a.reg", name("WEB01")), ("b.reg", section(&set, "\"Enabled\"=dword:7"))]).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(7));
}

/// `reg load HKLM\TEMP SYSTEM`, then `reg export HKLM\TEMP`.
#[test]
fn a_loaded_hive_is_known_by_what_is_in_it() {
    let system = r"HKEY_LOCAL_MACHINE\TEMP\ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
    let text = section(r"HKEY_LOCAL_MACHINE\TEMP", "")
        + &section(system, "\"Enabled\"=dword:7")
        + &section(r"HKEY_LOCAL_MACHINE\TEMP\Select", "\"Current\"=dword:1");
    let software =
        section(r"HKEY_LOCAL_MACHINE\OFF2\Microsoft\.NETFramework\v4.0.30319", "\"SchUseStrongCrypto\"=dword:1");
    let snapshot = files(&[("system.reg", text), ("software.reg", software)]).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(7));
    assert_eq!(snapshot.entry(DOTNET, "SchUseStrongCrypto"), Entry::Number(1));
    let notes = snapshot.notes.iter().filter(|note| matches!(note, Message::WindowsNoteLoadedHive { .. })).count();
    assert_eq!(notes, 2);
    let other = read(format!("{HEADER}{}", section(r"HKEY_LOCAL_MACHINE\TEMP\Other", "\"a\"=dword:1")).as_bytes());
    assert!(other.unwrap().is_empty());
}

/// Such an export has the paths of the 64-bit view.
#[test]
fn the_32_bit_view_is_known_by_its_folders() {
    let root = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework";
    let dotnet = |folder: &str, number: u32| {
        section(root, &format!("\"InstallRoot\"=\"C:\\\\Windows\\\\Microsoft.NET\\\\{folder}\\\\\""))
            + &section(DOTNET, &format!("\"SchUseStrongCrypto\"=dword:{number}"))
    };
    let snapshot = files(&[("a.reg", dotnet("Framework64", 1)), ("b.reg", dotnet("Framework", 0))]).unwrap();
    assert_eq!(snapshot.entry(DOTNET, "SchUseStrongCrypto"), Entry::Number(1));
    assert_eq!(snapshot.entry(DOTNET32, "SchUseStrongCrypto"), Entry::Number(0));
    // A 32-bit Windows has no other folder.
    let alone = files(&[("b.reg", dotnet("Framework", 0))]).unwrap();
    assert_eq!(alone.entry(DOTNET, "SchUseStrongCrypto"), Entry::Number(0));
    assert_eq!(alone.entry(DOTNET32, "SchUseStrongCrypto"), Entry::NotRead);
}

/// In the code pages of Chinese, Japanese, and Korean, the second byte of a character may be that of a backslash.
#[test]
fn a_backslash_that_is_half_a_character_is_none() {
    let function = b"\x8b\x40\x94\x5c";
    let software = b"\x83\x5c\x83\x74\x83\x67";
    for header in ["REGEDIT4\r\n\r\n", HEADER] {
        let mut text = header.as_bytes().to_vec();
        for key in [r"HKEY_LOCAL_MACHINE\SOFTWARE\Other", CLIENT] {
            text.extend(format!("[{key}]\r\n").as_bytes());
            for (before, word, after) in [
                ("\"Name\"=\"", function, "\"\r\n"),
                ("\"Path\"=\"C:\\\\", function, "\\\\x\"\r\n"),
                ("\"", function, "\"=\"a\"\r\n"),
            ] {
                text.extend([before.as_bytes(), word, after.as_bytes()].concat());
            }
            text.extend(
                [&b"\"Other\"=\"C:\\\\"[..], software, b"\\\\x\"\r\n\"Enabled\"=dword:00000001\r\n\r\n"].concat(),
            );
        }
        text.extend([&b"[HKEY_CURRENT_USER\\"[..], software, b"]\r\n\r\n"].concat());
        let snapshot = read(&text).unwrap_or_else(|error| panic!("{header}: {error:?}"));
        assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(1));
        assert!(snapshot.text(CLIENT, "Path").unwrap().ends_with("\\x"), "{snapshot:?}");
    }
}

/// The code page is unknown, but two machines stay two machines.
#[test]
fn names_in_a_code_page_stay_different() {
    let directory = tempfile::tempdir().unwrap();
    let file = |at: &str, word: &[u8]| {
        let path = directory.path().join(at);
        let text =
            [format!("REGEDIT4\r\n\r\n[{NAME}]\r\n\"ComputerName\"=\"").as_bytes(), word, b"\"\r\n\r\n"].concat();
        std::fs::write(&path, text).unwrap();
        path
    };
    let error = read_exports(&[file("a.reg", b"\x94\x5c\x82\x50"), file("b.reg", b"\x94\x5c\x82\x51")]).unwrap_err();
    assert!(matches!(error.problems[0].problem, Message::RegistryOtherMachine { .. }), "{error:?}");
    assert!(read_exports(&[file("a.reg", b"\x94\x5c"), file("b.reg", b"\x94\x5c")]).is_ok());
}

#[test]
fn what_decides_nothing_never_stops_a_file() {
    let other = r"HKEY_LOCAL_MACHINE\SOFTWARE\Other";
    let way = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion";
    for bad in ["\"a\"=\"\\q\"", "nonsense", "\"a\"=\"open", "\"a\"=hex(q):00", "\"a\"=dword:xyz", "\"a\"=\"b\" c"] {
        for key in [other, way] {
            let text = format!("{HEADER}{}{}", section(key, bad), enabled(1));
            let snapshot = read(text.as_bytes()).unwrap_or_else(|error| panic!("{bad}: {error:?}"));
            assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(1), "{bad}");
        }
        let text = format!("{HEADER}{}", section(CLIENT, bad));
        assert!(read(text.as_bytes()).is_err(), "{bad}");
    }
    let text = format!("{HEADER}[HKEY_CURRENT_USER\\Software\\x\r\n\r\n{}", enabled(1));
    assert_eq!(read(text.as_bytes()).unwrap().entry(CLIENT, "Enabled"), Entry::Number(1));
}

#[test]
fn a_file_of_a_code_page_that_is_cut_at_a_line_end_is_noticed() {
    let text = format!("REGEDIT4\r\n\r\n{}", enabled(1));
    assert_eq!(read(text.as_bytes()).unwrap().notes, []);
    assert_eq!(read(text.trim_end().as_bytes()).unwrap().notes, [Message::WindowsNoteCutShort]);
    assert_eq!(read(format!("{}\r\n", text.trim_end()).as_bytes()).unwrap().notes, [Message::WindowsNoteCutShort]);
}

#[test]
fn a_text_whose_end_is_far_away_is_read_in_one_pass() {
    let mut text = format!("{HEADER}[{CLIENT}]\r\n\"Text\"=\"");
    for _ in 0..60_000 {
        text.push_str("aaaaaa\r\n");
    }
    let begun = Instant::now();
    let whole = read(format!("{text}\"\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(whole.text(CLIENT, "Text").map(str::len), Some(480_000));
    read(text.as_bytes()).unwrap_err();
    let mut names = format!("{HEADER}[{CLIENT}]\r\n");
    for _ in 0..30_000 {
        let _ = write!(names, "\"aaaa\r\n");
    }
    read(names.as_bytes()).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn many_keys_beside_each_other_are_read_in_time() {
    let mut text = HEADER.to_owned();
    for number in 0..60_000 {
        let _ = write!(text, "[{CLIENT}{number}]\r\n\"Enabled\"=dword:1\r\n\r\n");
    }
    let begun = Instant::now();
    let whole = read(text.as_bytes()).unwrap();
    assert_eq!(whole.entry(&format!("{CLIENT}59999"), "Enabled"), Entry::Number(1));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// What a program does not see of a text must come back when a change is undone.
#[test]
fn bytes_behind_the_end_of_a_text_are_kept() {
    for (kind, bytes) in
        [(1, "31,00,00,00,32,00"), (1, "31,00"), (1, ""), (1, "31,00,00"), (7, "61,00,00,00"), (2, "00,d8,00,00")]
    {
        let text = format!("{HEADER}{}", section(CLIENT, &format!("\"Enabled\"=hex({kind:x}):{bytes}")));
        let snapshot = read(text.as_bytes()).unwrap();
        let Lookup::Found(data) = snapshot.value(CLIENT, "Enabled") else { panic!("{bytes}") };
        let stored: Vec<u8> = bytes
            .split(',')
            .filter(|byte| !byte.is_empty())
            .map(|byte| u8::from_str_radix(byte, 16).unwrap())
            .collect();
        assert_eq!(data.to_bytes(), (kind, stored));
    }
    let text = format!("{HEADER}{}", section(CLIENT, "\"Enabled\"=hex(1):31,00,00,00,32,00"));
    let snapshot = read(text.as_bytes()).unwrap();
    assert_eq!(snapshot.text(CLIENT, "Enabled"), Some("1"));
    assert!(matches!(snapshot.entry(CLIENT, "Enabled"), Entry::WrongType(data) if data.type_name() == "REG_SZ"));
}

#[test]
fn neighbors_in_the_order_of_names_are_listed_once() {
    let mut snapshot = Snapshot::default();
    for name in [r"TLS 1.2\Client", r"TLS 1.2 \Client", r"TLS 1.2\Server"] {
        snapshot.set(&format!(r"{SCHANNEL}\Protocols\{name}"), "Enabled", Data::Dword(1));
    }
    assert_eq!(snapshot.children(&format!(r"{SCHANNEL}\Protocols")).len(), 2);
}
