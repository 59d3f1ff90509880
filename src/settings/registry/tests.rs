//! Exports as Windows writes them, and everything that can be wrong with one.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::message::Message;
use crate::say::Words;

const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
const CLIENT: &str =
    r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
const DOTNET: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319";

fn read(bytes: &[u8]) -> Result<Snapshot, String> {
    read_exports_from(Path::new("a.reg"), bytes).map_err(|error| {
        let words = Words::english();
        error.problems.iter().map(|problem| words.say(&problem.message())).collect::<Vec<_>>().join("\n")
    })
}

fn text(text: &str) -> Result<Snapshot, String> {
    read(text.as_bytes())
}

fn version5(body: &str) -> Result<Snapshot, String> {
    text(&format!("Windows Registry Editor Version 5.00\r\n\r\n{}\r\n", body.replace('\n', "\r\n")))
}

fn wide(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn sample() -> String {
    format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[{SCHANNEL}]\r\n\"EventLogging\"=dword:00000001\r\n\r\n[{CLIENT}]\r\n\
         \"DisabledByDefault\"=dword:00000000\r\n\"Note ਅĊ\"=\"a \\\"quoted\\\" C:\\\\path\"\r\n\"List\"=hex(7):61,00,62,00,00,00,63,\\\r\n  \
         00,00,00,00,00\r\n@=hex(b):01,02,00,00,00,00,00,00\r\n\r\n"
    )
}

#[test]
fn every_encoding_gives_the_same() {
    let sample = sample();
    let mut marked = vec![0xef, 0xbb, 0xbf];
    marked.extend(sample.as_bytes());
    for (name, bytes) in [
        ("wide", wide(&sample)),
        ("wide without mark", wide(&sample)[2..].to_vec()),
        ("UTF-8", sample.as_bytes().to_vec()),
        ("UTF-8 with mark", marked),
        ("line feeds alone", sample.replace('\r', "").into_bytes()),
    ] {
        let snapshot = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(snapshot.entry(CLIENT, "disabledBYdefault"), Entry::Number(0), "{name}");
        assert_eq!(snapshot.text(CLIENT, "Note ਅĊ"), Some(r#"a "quoted" C:\path"#), "{name}");
        assert_eq!(
            snapshot.value(CLIENT, "list"),
            Lookup::Found(&Data::Texts(vec!["ab".into(), "c".into()])),
            "{name}"
        );
        assert_eq!(snapshot.value(CLIENT, ""), Lookup::Found(&Data::Qword(0x201)), "{name}");
        assert_eq!(snapshot.notes, [], "{name}");
    }
}

#[test]
fn version_4_holds_narrow_text() {
    let mut bytes =
        format!("REGEDIT4\r\n\r\n[{DOTNET}]\r\n\"List\"=hex(7):61,62,00,63,00,00\r\n\"Name\"=\"M").into_bytes();
    bytes.push(0xfc);
    bytes.extend(b"ller\"\r\n\"SchUseStrongCrypto\"=dword:00000001\r\n\r\n");
    let snapshot = read(&bytes).unwrap();
    assert_eq!(snapshot.entry(DOTNET, "SchUseStrongCrypto"), Entry::Number(1));
    assert_eq!(snapshot.text(DOTNET, "Name"), Some("Müller"));
    assert_eq!(snapshot.value(DOTNET, "List"), Lookup::Found(&Data::Texts(vec!["ab".into(), "c".into()])));
}

#[test]
fn types_are_kept_apart() {
    let snapshot = version5(&format!(
        "[{CLIENT}]\n\"a\"=\"1\"\n\"b\"=hex(4):01,00,00,00\n\"c\"=hex(4):01,00\n\"d\"=hex(b):01,00,00,00,00,00,00,00\n\"e\"=hex:01\n\"f\"=hex(0):\n\"g\"=hex(2):25,00,00,00\n\"h\"=hex(5):00,00,00,01\n"
    ))
    .unwrap();
    let type_of = |name: &str| match snapshot.entry(CLIENT, name) {
        Entry::Number(number) => format!("number {number}"),
        Entry::WrongType(data) => data.type_name(),
        other => format!("{other:?}"),
    };
    assert_eq!(
        ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(type_of),
        [
            "REG_SZ",
            "number 1",
            "REG_DWORD of 2 bytes",
            "REG_QWORD",
            "REG_BINARY",
            "REG_NONE",
            "REG_EXPAND_SZ",
            "REG_DWORD_BIG_ENDIAN",
            "Absent"
        ]
    );
}

#[test]
fn absent_is_not_the_same_as_not_exported() {
    let snapshot = version5(&format!("[{SCHANNEL}]\n\"EventLogging\"=dword:1\n")).unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Absent);
    assert_eq!(snapshot.entry(SCHANNEL, "Enabled"), Entry::Absent);
    assert_eq!(snapshot.entry(DOTNET, "SchUseStrongCrypto"), Entry::NotRead);
    assert_eq!(snapshot.entry(&View::ThirtyTwo.path(DOTNET), "SchUseStrongCrypto"), Entry::NotRead);
    let deleted = version5(&format!("[-{CLIENT}]\n")).unwrap();
    assert_eq!(deleted.entry(CLIENT, "Enabled"), Entry::Absent);
    assert_eq!(deleted.entry(SCHANNEL, "Enabled"), Entry::NotRead);
}

#[test]
fn the_last_one_wins_and_deletions_delete() {
    let snapshot = version5(&format!(
        "[{CLIENT}]\n\"Enabled\"=dword:0\n\"Gone\"=dword:1\n[{CLIENT}\\Deeper]\n\"x\"=dword:1\n[{SCHANNEL}]\n[{CLIENT}]\n\"ENABLED\"=dword:1\n\"Gone\"=-\n[-{CLIENT}\\Deeper]\n"
    ))
    .unwrap();
    assert_eq!(snapshot.entry(CLIENT, "Enabled"), Entry::Number(1));
    assert_eq!(snapshot.entry(CLIENT, "Gone"), Entry::Absent);
    assert_eq!(snapshot.key(&format!("{CLIENT}\\Deeper")), Lookup::Absent);
    assert_eq!(snapshot.children(&format!("{SCHANNEL}\\Protocols\\TLS 1.2")), [CLIENT]);
}

#[test]
fn files_joined_to_one_and_texts_with_line_ends() {
    let mut joined = wide(&format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[{CLIENT}]\r\n\"Text\"=\"one\r\n[two]\r\n\"\r\n\r\n"
    ));
    joined.extend(wide(&format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[{DOTNET}]\r\n\"SchUseStrongCrypto\"=dword:00000001\r\n\r\n"
    )));
    let snapshot = read(&joined).unwrap();
    assert_eq!(snapshot.text(CLIENT, "Text"), Some("one\r\n[two]\r\n"));
    assert_eq!(snapshot.entry(DOTNET, "SchUseStrongCrypto"), Entry::Number(1));
}

#[test]
fn control_sets_of_a_hive_that_is_not_running() {
    let set = |number: u32, enabled: u32| {
        format!(
            "[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet00{number}\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:{enabled}\n"
        )
    };
    let select = "[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:00000002\n";
    let both = version5(&format!("{}{}{select}", set(1, 0), set(2, 1))).unwrap();
    assert_eq!(both.entry(CLIENT, "Enabled"), Entry::Number(1));
    let alone = version5(&set(1, 7)).unwrap();
    assert_eq!(alone.entry(CLIENT, "Enabled"), Entry::Number(7));
    assert_eq!(alone.notes.len(), 1);
    let unclear = version5(&format!("{}{}", set(1, 0), set(2, 1))).unwrap();
    assert_eq!((unclear.entry(CLIENT, "Enabled"), unclear.notes.len()), (Entry::NotRead, 1));
    let missing = version5(&format!("{}{select}", set(1, 0))).unwrap();
    assert_eq!((missing.entry(CLIENT, "Enabled"), missing.notes.len()), (Entry::NotRead, 1));
    let running = version5(&format!("[{CLIENT}]\n\"Enabled\"=dword:9\n{}", set(1, 0))).unwrap();
    assert_eq!(running.entry(CLIENT, "Enabled"), Entry::Number(9));
}

#[test]
fn broken_files_are_told_with_their_place() {
    let header = "Windows Registry Editor Version 5.00\r\n\r\n";
    let mut odd = wide(&sample());
    odd.pop();
    let mut cut_text = sample();
    cut_text.truncate(cut_text.find("quoted").unwrap());
    let big_endian: Vec<u8> = [0xfe, 0xff].into_iter().chain("Win".encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", vec![]),
        ("only a mark", vec![0xff, 0xfe]),
        ("a hive", b"regf\0\0\0\0".to_vec()),
        ("another text", b"#!/bin/sh\necho".to_vec()),
        ("Wine's own file", b"WINE REGISTRY Version 2\n".to_vec()),
        ("big-endian", big_endian),
        ("UTF-32", vec![0xff, 0xfe, 0, 0, b'W', 0, 0, 0]),
        ("no key", header.as_bytes().to_vec()),
        ("odd number of bytes", odd),
        ("cut within a text", cut_text.into_bytes()),
        ("cut within a key", format!("{header}[HKEY_LOCAL_MAC").into_bytes()),
        ("cut within a dword", format!("{header}[{CLIENT}]\r\n\"Enabled\"=dword:0000").into_bytes()),
        ("cut within bytes", format!("{header}[{CLIENT}]\r\n\"x\"=hex(7):61,00,\\\r\n").into_bytes()),
        ("a zero character", format!("{header}[{CLIENT}]\r\n\"a\0\"=dword:1\r\n").into_bytes()),
        ("value before key", format!("{header}\"a\"=dword:1\r\n").into_bytes()),
        (
            "several",
            format!("{header}[HKEY_NOBODY\\A]\r\n\"a\"=dword:1\r\n[{CLIENT}]\r\nEnabled=1\r\n\"b\"=dword:xyz\r\n\"c\"=\"\\q\"\r\n").into_bytes(),
        ),
    ];
    let told: Vec<String> = cases
        .into_iter()
        .map(|(name, bytes)| format!("{name}\n  {}", read(&bytes).expect_err(name).replace('\n', "\n  ")))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_is_not_a_file_that_can_be_read() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing.reg");
    let large = directory.path().join("large.reg");
    std::fs::File::create(&large).unwrap().set_len(LARGEST_FILE + 1).unwrap();
    let error = read_exports(&[missing, directory.path().to_owned(), large]).unwrap_err();
    let ids: Vec<&str> = error.problems.iter().map(|problem| problem.problem.id()).collect();
    assert_eq!(ids, ["registry-cannot-open", "registry-directory", "registry-too-large"]);
}

#[test]
fn many_problems_are_counted_and_endless_lines_end() {
    let lines = "nonsense\r\n".repeat(1000);
    let error =
        read_exports_from(Path::new("a.reg"), format!("REGEDIT4\r\n[{CLIENT}]\r\n{lines}").as_bytes()).unwrap_err();
    assert_eq!((error.problems.len(), error.unlisted), (20, 980));
    let endless = std::io::BufReader::new(std::io::Read::chain(&b"REGEDIT4\n"[..], std::io::repeat(b'x')));
    let error = read_exports_from(Path::new("a.reg"), endless).unwrap_err();
    assert_eq!((error.problems[0].line, &error.problems[0].problem), (Some(2), &Message::RegistryLongLine));
}

#[test]
fn a_wide_file_without_its_last_empty_line_may_be_cut_short() {
    let whole = sample();
    let cut = whole.trim_end();
    assert_eq!(read(&wide(cut)).unwrap().notes.len(), 1);
    assert_eq!(read(cut.as_bytes()).unwrap().notes.len(), 0, "people leave it out when they write by hand");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_damage_makes_it_panic(at in 0_usize..1000, byte in any::<u8>(), cut in 0_usize..1000, in_wide in any::<bool>()) {
        let mut bytes = if in_wide { wide(&sample()) } else { sample().into_bytes() };
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(cut.max(1));
        let _ = read(&bytes);
    }

    #[test]
    fn no_lines_make_it_panic(lines in prop::collection::vec(r#"[\[\]"=\\@;\-,:(){}a-fhxdwor0-9 ]{0,30}"#, 0..20)) {
        let _ = text(&format!("REGEDIT4\n[HKLM\\SYSTEM]\n{}", lines.join("\n")));
    }
}

#[test]
fn what_could_not_be_read_is_not_absent_whatever_is_known_above() {
    let mut snapshot = Snapshot::default();
    snapshot.add_key(r"HKEY_LOCAL_MACHINE\SOFTWARE\A", None);
    snapshot.mark_unreadable(r"HKEY_LOCAL_MACHINE\Software\A\B");
    assert_eq!(snapshot.key(r"HKEY_LOCAL_MACHINE\SOFTWARE\A\b\C"), Lookup::NotRead);
    assert_eq!(snapshot.key(r"HKEY_LOCAL_MACHINE\SOFTWARE\A\B"), Lookup::NotRead);
    assert_eq!(snapshot.key(r"HKEY_LOCAL_MACHINE\SOFTWARE\A\C"), Lookup::Absent);
}
