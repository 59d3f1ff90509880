//! `tlsready host --registry` on exports from each Windows version, as an administrator runs it.

use crate::support::{exports, fixture, run, run_with_input};

/// Returns standard output and exit code of a run in the directory of the exports.
fn host(arguments: &[&str]) -> String {
    let arguments = [&["host", "--registry"], arguments].concat();
    let outcome = run(&fixture("registry"), &arguments);
    assert_eq!(outcome.stderr, "", "{arguments:?}");
    format!("{}exit {}\n", outcome.stdout.replace("\r\n", "\n"), outcome.code)
}

/// Returns standard error of a run that must exit with 2 and print nothing else.
fn refused(arguments: &[&str]) -> String {
    let arguments = [&["host"], arguments].concat();
    let outcome = run(&fixture("registry"), &arguments);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{arguments:?}: {}", outcome.stderr);
    outcome.stderr
}

#[test]
#[cfg_attr(windows, ignore = "a redirection is written in ASCII there")]
fn a_screen_for_every_windows() {
    for name in [
        "2008-sp2",
        "2008r2-article",
        "2008r2-article-after",
        "2008r2-system-default-only",
        "2008r2-denied",
        "2008r2-half-right",
        "2012",
        "2012r2",
        "2016",
        "2019",
        "2022",
        "2025",
    ] {
        let screen = host(&[&format!("{name}.reg")]);
        // Only commands to paste are wider.
        let is_text = |line: &&str| !line.contains(" --fix cmd") && !line.contains("reg export ");
        let widest = screen.lines().filter(is_text).map(|line| line.chars().count()).max();
        assert!(widest <= Some(80), "{name}: {widest:?}\n{screen}");
        insta::assert_snapshot!(name, screen);
    }
}

/// The verdict must not contradict the lines below it, whatever was requested.
#[test]
fn no_screen_contradicts_itself() {
    for name in exports() {
        for programs in
            ["schannel,dotnet4", "schannel", "dotnet4", "dotnet2", "winhttp", "schannel,dotnet2,dotnet4,winhttp"]
        {
            for os in [&[][..], &["--os", "2008R2"]] {
                if !os.is_empty() && !name.starts_with("2008r2") && !name.starts_with('s') {
                    continue;
                }
                let screen = host(&[&[name.as_str(), "--for", programs][..], os].concat());
                let ready = screen.contains("\nREADY  ");
                let (why, act) = (screen.contains("\n  Why:  "), screen.contains("\nDo: "));
                assert_eq!((why, act), (!ready, !ready), "{name} --for {programs} {os:?}\n{screen}");
                assert_eq!(screen.ends_with("exit 0\n"), ready, "{name} --for {programs}\n{screen}");
                assert!(!screen.contains("Set 0") && !screen.contains(".."), "{name}\n{screen}");
                let why = screen.find("\n  Why:  ");
                assert!(why < screen.find("\nOffered by default "), "the cause first: {screen}");
            }
        }
    }
}

#[test]
fn other_programs_have_causes_of_their_own() {
    insta::assert_snapshot!("for_winhttp", host(&["2012.reg", "--for", "winhttp"]));
    insta::assert_snapshot!("for_dotnet2", host(&["2008r2-article-after.reg", "--for", "dotnet2"]));
}

/// Everything under "Do:" has its reason above, even if another kind of program has a different reason.
#[test]
fn an_update_that_is_asked_for_has_its_reason() {
    let directory = tempfile::tempdir().expect("a directory");
    let key = r"SOFTWARE\KEY\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
    let part = |node: &str| {
        let key = key.replace(r"\KEY", node);
        format!("[HKEY_LOCAL_MACHINE\\{key}]\r\n\"DefaultSecureProtocols\"=dword:00000a00\r\n\r\n")
    };
    // With a comment: not an export, which would contradict those of the machine.
    let file = format!("Windows Registry Editor Version 5.00\r\n; a change\r\n{}{}", part(""), part(r"\Wow6432Node"));
    let path = directory.path().join("winhttp.reg");
    std::fs::write(&path, file).expect("a writable directory");
    let path = path.to_str().expect("a plain path");
    for name in ["2008r2-article.reg", "2008r2-article-after.reg", "2012.reg"] {
        for programs in ["winhttp", "schannel,winhttp", "schannel,dotnet4,winhttp"] {
            let screen = host(&[name, path, "--for", programs]);
            let why = screen.find("\n  Why:  WinHTTP: requests TLS 1.1 and TLS 1.2 if update KB3140245");
            let act = screen.find("Make sure that update KB3140245");
            assert!(why.is_some() && why < act, "{name} --for {programs}\n{screen}");
        }
    }
}

/// Writes an export to a separate file and names it on the command line.
fn host_of(keys: &[(&str, &str)], arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("export.reg");
    let keys: Vec<_> =
        keys.iter().map(|(key, values)| format!("[HKEY_LOCAL_MACHINE\\{key}]\r\n{values}\r\n\r\n")).collect();
    std::fs::write(&path, format!("Windows Registry Editor Version 5.00\r\n\r\n{}", keys.concat()))
        .expect("a writable directory");
    host(&[&[path.to_str().expect("a plain path")], arguments].concat())
}

const SERVER_2019: (&str, &str) = (r"SOFTWARE\Microsoft\Windows NT\CurrentVersion", r#""CurrentBuildNumber"="17763""#);

#[test]
fn the_smallest_keys_of_a_server_are_reported() {
    let exchanges = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms";
    let least = r#""ClientMinKeyBitLength"=dword:00001000"#;
    let dh = format!(r"{exchanges}\Diffie-Hellman");
    let screen = host_of(&[SERVER_2019, (&dh, least)], &[]);
    assert!(
        screen.contains("key lengths  Diffie-Hellman: server keys of less than 4096 bits are rejected"),
        "{screen}"
    );
}

/// If no program of the requested kinds is installed, the report must not say that they work.
#[test]
fn programs_that_cannot_run_here_are_not_said_to_offer_anything() {
    let ndp = r"SOFTWARE\Microsoft\NET Framework Setup\NDP";
    let full = format!(r"{ndp}\v4\Full");
    let release = r#""Release"=dword:00070bf6"#;
    let whole = host_of(&[SERVER_2019, (ndp, ""), (&full, release)], &["--for", "dotnet2"]);
    assert!(whole.contains("READY  No program of the requested kinds (--for) can run on this host"), "{whole}");
    let part = host_of(&[SERVER_2019, (&full, release)], &["--for", "dotnet2"]);
    assert!(part.contains("INCONCLUSIVE  ") && part.ends_with("exit 3\n"), "{part}");
}

#[test]
fn files_of_two_machines_are_not_merged() {
    let told = refused(&["--registry", "2012.reg", "2008r2-article.reg", "2008r2-denied.reg"]);
    insta::assert_snapshot!("two_machines", told);
}

/// Files that contradict each other and do not say which machine they are from, and files of two builds.
#[test]
fn files_that_may_be_of_two_machines_are_not_merged() {
    let directory = tempfile::tempdir().expect("a directory");
    let client = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
    let version = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    for (name, key, value) in [
        ("a.reg", client, "\"Enabled\"=dword:00000001"),
        ("b.reg", client, "\"Enabled\"=dword:00000000"),
        ("c.reg", version, "\"CurrentBuildNumber\"=\"7601\""),
        ("d.reg", version, "\"CurrentBuildNumber\"=\"9600\""),
    ] {
        let text =
            format!("Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\{key}]\r\n{value}\r\n\r\n");
        std::fs::write(directory.path().join(name), text).expect("a writable directory");
    }
    for (files, said) in [
        (["a.reg", "b.reg"], "b.reg: the file and a.reg contain "),
        (["c.reg", "d.reg"], "d.reg: the file is from Windows build 9600, but c.reg is from build 7601"),
    ] {
        for format in ["table", "json"] {
            let outcome = run(directory.path(), &[&["host", "--format", format, "--registry"], &files[..]].concat());
            assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{}", outcome.stderr);
            assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
        }
    }
    let outcome = run(directory.path(), &["host", "--registry", "a.reg", "c.reg"]);
    assert!(outcome.code != 2, "{}", outcome.stderr);
}

/// Only commands to paste are wider than the page, whatever was found and requested.
#[test]
#[cfg_attr(windows, ignore = "a redirection is written in ASCII there")]
fn no_other_line_is_wider_than_the_page() {
    let winhttp = r"Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp";
    for (node, value) in [
        ("Wow6432Node\\", "\"DefaultSecureProtocols\"=\"0x00000a00\""),
        ("WOW6432Node\\", "\"DefaultSecureProtocol\"=dword:00000a00"),
        ("", "\"DefaultSecureProtocols\"=dword:00000080"),
    ] {
        let key = format!("SOFTWARE\\{node}{winhttp}");
        for os in ["2008R2", "2012", "2022"] {
            let screen = host_of(&[(&key, value)], &["--os", os, "--for", "schannel,dotnet2,dotnet4,winhttp"]);
            for line in screen.lines().filter(|line| !line.contains(" --fix cmd") && !line.contains("reg export ")) {
                assert!(line.chars().count() <= 80 || line.starts_with("from "), "{line}\n{screen}");
            }
        }
    }
}

/// The lines to export with are in the documentation, in the help, and in a report that misses something; a path to paste
/// is never shortened.
#[test]
fn the_lines_to_export_with_are_printed() {
    use tlsready::settings::registry::exports;
    let documentation = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/windows.md");
    let documentation = std::fs::read_to_string(documentation).expect("the documentation");
    for command in exports::ALL {
        assert!(documentation.lines().any(|line| line == command), "{command}");
    }
    let help = run(&fixture("registry"), &["host", "--help"]).stdout;
    let most = [exports::VERSION, exports::NAME, exports::DOTNET, exports::DOTNET_32, exports::INSTALLED];
    for command in most.into_iter().chain([exports::SCHANNEL]) {
        assert!(help.lines().any(|line| line.trim() == command), "{command}\n{help}");
    }
    let screen = host(&["schannel-alone-version4.reg", "--os", "2008R2"]);
    for command in [exports::DOTNET, exports::DOTNET_32, exports::INSTALLED, exports::WINHTTP, exports::WINHTTP_32] {
        assert!(screen.lines().any(|line| line.trim() == command), "{command}\n{screen}");
    }
    assert!(!screen.contains(exports::SCHANNEL) && !screen.contains(exports::VERSION), "{screen}");
    let none = refused(&["--registry", "/dev/null"]);
    assert!(none.contains(exports::SCHANNEL), "{none}");
}

#[test]
fn an_export_is_read_from_standard_input() {
    let export = std::fs::read(fixture("registry").join("2008r2-article.reg")).expect("the fixture");
    let outcome = run_with_input(&fixture("registry"), &["host", "--registry", "-"], &export);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
    assert!(outcome.stdout.contains("NOT READY") && outcome.stdout.contains("EUS-AGENT01"), "{}", outcome.stdout);
    let bad = run_with_input(&fixture("registry"), &["host", "--registry", "-"], b"nonsense");
    assert!(bad.code == 2 && bad.stderr.contains("stdin:1: the file is not a registry export"), "{}", bad.stderr);
}

#[test]
#[cfg_attr(windows, ignore = "a redirection is written in ASCII there")]
fn an_export_that_lacks_the_build() {
    insta::assert_snapshot!("no_build", host(&["schannel-alone-version4.reg"]));
    insta::assert_snapshot!("named_build", host(&["schannel-alone-version4.reg", "--os", "2008R2"]));
    insta::assert_snapshot!(
        "hive_of_a_machine_that_is_off",
        host(&["system-hive.reg", "--os", "2008 R2", "--for", "schannel"])
    );
}

/// The line to paste names the file that was read, whatever its name is, and runs nothing else.
#[test]
#[cfg(unix)]
fn the_line_to_paste_is_safe_to_paste() {
    let directory = tempfile::tempdir().expect("a directory");
    let whole = std::fs::read(fixture("registry").join("2008r2-article.reg")).expect("the fixture");
    for name in ["q'x$(touch made).reg", "a b&c;d.reg", "-dash.reg"] {
        std::fs::write(directory.path().join(name), &whole).expect("a writable directory");
        let screen = run(directory.path(), &["host", &format!("--registry={name}")]).stdout;
        let line = screen.lines().find(|line| line.ends_with(" --fix cmd")).expect("a line to paste").trim();
        // Prints the words instead of running the program.
        let script = line.replacen("tlsready ", "printf '%s\\n' ", 1);
        let said = std::process::Command::new("sh").args(["-c", &script]).current_dir(directory.path()).output();
        let said = String::from_utf8(said.expect("sh").stdout).expect("UTF-8");
        let words: Vec<&str> = said.lines().collect();
        assert_eq!(words[..2], ["host", "--registry"], "{line}");
        assert_eq!(words[2].trim_start_matches("./"), name, "{line}");
        assert_eq!(words[3..], ["--fix", "cmd"], "{line}");
        assert!(!directory.path().join("made").exists(), "{line}");
    }
}

#[test]
fn the_articles_lines_exactly() {
    let lines = host(&["2008r2-article.reg", "--fix", "cmd"]);
    insta::assert_snapshot!("article_fix", lines);
    let commands: Vec<&str> = lines.lines().filter(|line| !line.starts_with("rem ")).collect();
    let key =
        r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
    assert_eq!(
        commands,
        [
            &format!(r#"reg add "{key}" /v "DisabledByDefault" /t REG_DWORD /d 0 /f"#),
            &format!(r#"reg add "{key}" /v "Enabled" /t REG_DWORD /d 1 /f"#),
            r#"reg add "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319" /v "SchUseStrongCrypto" /t REG_DWORD /d 1 /f"#,
            r#"reg add "HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319" /v "SchUseStrongCrypto" /t REG_DWORD /d 1 /f"#,
            "exit 0",
        ]
    );
}

/// An export made after the change does not show the previous values. This is reported, and the exit code shows it to
/// scripts.
#[test]
fn what_cannot_be_undone_is_not_a_success() {
    for dialect in ["cmd", "powershell", "reg"] {
        let asked = |name: &str| host(&[name, "--fix", dialect, "--undo"]);
        let after = asked("2008r2-article-after.reg");
        assert!(after.contains("Nothing to restore: run --undo before making the change"), "{after}");
        assert!(after.ends_with("exit 3\n") && !after.contains("shutdown"), "{after}");
        let before = asked("2008r2-article.reg");
        assert!(before.ends_with("exit 0\n"), "{before}");
    }
    for dialect in ["cmd", "powershell", "reg"] {
        for undo in [&[][..], &["--undo"]] {
            let text = host(&[&["2008r2-article.reg", "--fix", dialect], undo].concat());
            let live = |line: &str| !["rem ", "# ", "; "].iter().any(|mark| line.starts_with(mark));
            assert!(!text.lines().any(|line| line.contains("shutdown") && live(line)), "{text}");
        }
    }
    let apply = host(&["2008r2-article-after.reg", "--fix", "cmd"]);
    assert!(apply.ends_with("exit 0\n") && !apply.contains("shutdown"), "{apply}");
}

#[test]
fn a_fix_as_reg_file_is_read_again_and_is_enough() {
    let directory = tempfile::tempdir().expect("a directory");
    for name in ["2008r2-article", "2008r2-denied", "2008r2-half-right", "2012", "2019", "2022"] {
        // .NET 4.5, which is on that one, needs an update that an export does not show.
        let needs_update = name == "2012";
        let export = fixture("registry").join(format!("{name}.reg"));
        let export = export.to_str().expect("a plain path");
        let fix = run(directory.path(), &["host", "--registry", export, "--fix", "reg"]);
        assert_eq!(fix.code, 0, "{}", fix.stderr);
        std::fs::write(directory.path().join("fix.reg"), fix.stdout).expect("a writable directory");
        let after = run(directory.path(), &["host", "--registry", export, "fix.reg"]);
        let expected = if needs_update { 3 } else { 0 };
        assert_eq!(after.code, expected, "{name}\n{}{}", after.stdout, after.stderr);
        let undo = run(directory.path(), &["host", "--registry", export, "--fix", "reg", "--undo"]);
        std::fs::write(directory.path().join("undo.reg"), undo.stdout).expect("a writable directory");
        let back = run(directory.path(), &["host", "--registry", export, "fix.reg", "undo.reg"]);
        let before = run(directory.path(), &["host", "--registry", export]);
        let below = |text: &str| {
            text.split_once("\n\n").map(|(_, rest)| rest.replace(" fix.reg undo.reg", "")).unwrap_or_default()
        };
        assert_eq!(below(&back.stdout), below(&before.stdout), "{name}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "a redirection is written in ASCII there")]
fn the_old_checks_rules() {
    insta::assert_snapshot!(
        "rules_after_the_articles_remedy",
        host(&["2008r2-article-after.reg", "--rules", "update-management"])
    );
    insta::assert_snapshot!("rules_2012r2", host(&["2012r2.reg", "--rules", "update-management"]));
}

#[test]
fn the_same_as_data() {
    let outcome = run(
        &fixture("registry"),
        &["host", "--registry", "2008r2-article.reg", "--format", "json", "--rules", "update-management"],
    );
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
    let mut object: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    object["tool"]["version"] = "[VERSION]".into();
    insta::assert_json_snapshot!("article_json", object);
}

/// The overall verdict and that of each kind of program are consistent.
#[test]
fn without_a_suite_no_program_is_said_to_offer_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let denied = "Windows Registry Editor Version 5.00\r\n\r\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Ciphers\\AES 128/128]\r\n\
         \"Enabled\"=dword:00000000\r\n\r\n";
    let order = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\r\n\
         \"Functions\"=\"TLS_RSA_WITH_AES_128_CBC_SHA\"\r\n";
    std::fs::write(directory.path().join("order.reg"), format!("{denied}{order}")).expect("a writable directory");
    let export = fixture("registry").join("2019.reg");
    let files = ["host", "--registry", export.to_str().expect("a plain path"), "order.reg"];
    let outcome = run(directory.path(), &[&files[..], &["--format", "json"]].concat());
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let object: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(object["host"]["readiness"], "not-ready");
    assert_eq!(object["host"]["message"]["id"], "windows-verdict-not-ready");
    let facts = |object: &serde_json::Value| (object["default"].clone(), object["when_asked"].clone());
    let clients = [&object["windows"]["clients"], &object["host"]["clients"]];
    let clients = clients.iter().flat_map(|clients| clients.as_array().expect("clients"));
    let versions: Vec<_> = clients.map(|client| &client["versions"]["tls1.2"]).filter(|one| !one.is_null()).collect();
    assert!(versions.len() > 5, "{versions:?}");
    for version in versions {
        assert_eq!(facts(version), (false.into(), "no".into()), "{version}");
    }
    assert_eq!(object["host"]["stacks"][0]["versions"]["tls1.2"]["default"], false);
    assert_eq!(object["host"]["findings"][0]["code"], "no-suite-for-tls12");
}

#[test]
#[cfg_attr(windows, ignore = "paths and the system's own words are others there")]
fn bad_input_is_refused_with_its_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).expect("a writable directory");
        path.to_str().expect("a plain path").to_owned()
    };
    let whole = std::fs::read(fixture("registry").join("2008r2-article.reg")).expect("the fixture");
    let cut = path("cut.reg", &whole[..=(whole.len() / 2)]);
    let hive = path("hive.reg", b"regf\0\0\0\0");
    let text = path("text.reg", b"\x1b[31mnot an export\n");
    let printers = path(
        "printers.reg",
        b"REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Print]\n\"a\"=\"b\"\n",
    );
    let all = [
        refused(&["--registry", "missing.reg", &cut, &hive, &text]),
        refused(&["--registry", &printers]),
        refused(&["--registry", "2012.reg", "--os", "2008R2"]),
        refused(&["--registry", "schannel-alone-version4.reg", "--fix", "cmd"]),
        refused(&["--registry", "2012.reg", "--os", "95"]),
        refused(&["--os", "2012"]),
        #[cfg(not(windows))]
        refused(&["--fix", "cmd"]),
        refused(&["--registry", "2012.reg", "--undo"]),
    ];
    let shown = all.join("\n").replace(directory.path().to_str().expect("a plain path"), "[DIRECTORY]");
    insta::assert_snapshot!("refused", shown);
}
