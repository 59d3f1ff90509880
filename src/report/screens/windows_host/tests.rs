use super::*;
use crate::diagnosis::host::windows::{ClientKind, update_management};
use crate::report::layout::pseudo;
use crate::settings::registry::{Snapshot, View, exports, read_exports_from};

/// Returns the values of a bare Server 2008 R2 with some unusual ones added.
fn snapshot() -> Snapshot {
    const TEXT: &str = r#"Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client]
"DisableByDefault"=dword:00000001

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\AES 128/128]
"Enabled"=dword:00000000

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\PKCS]
"ClientMinKeyBitLength"=dword:00001000

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319]
"SchUseStrongCrypto"="1"

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full]
"Release"=dword:000707fe

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion]
"CurrentBuildNumber"="7601"
"ProductName"="2008R2"
"#;
    read_exports_from(std::path::Path::new("web01.reg"), TEXT.as_bytes()).unwrap()
}

/// What is never translated, so that the rest of the screen can be checked.
const VERBATIM: &[&str] = &["2008R2", "web01.reg", "tlsready host --registry web01.reg --fix cmd"];

#[test]
fn the_screen_fits_in_another_language() {
    let snapshot = snapshot();
    for kinds in [&ClientKind::AGENT[..], &[ClientKind::WinHttp, ClientKind::Dotnet2]] {
        let assessment = Assessment::of(&snapshot, None, kinds, None);
        let command = "tlsready host --registry web01.reg";
        let report = WindowsReport { assessment: &assessment, command, seen: None };
        let keys: Vec<String> = assessment.repair.changes.iter().map(|change| short(&change.path)).collect();
        let verbatim: Vec<&str> =
            VERBATIM.iter().copied().chain(keys.iter().map(String::as_str)).chain(exports::ALL).collect();
        pseudo::check(|page| report.table(page), &verbatim);
    }
}

#[test]
fn the_rules_fit_in_another_language() {
    let snapshot = snapshot();
    let assessment = Assessment::of(&snapshot, None, &ClientKind::AGENT, None);
    let found = update_management(&snapshot, &assessment);
    // Names from the checker.
    let ids: Vec<String> = found.iter().map(|rule| rule.id.to_string()).collect();
    let own = ["Passed", "PassedWithWarning", "Failed.NotExplicitlyEnabled", "Failed"];
    let verbatim: Vec<&str> = ids.iter().map(String::as_str).chain(own).collect();
    pseudo::check(|page| rules(&found, &assessment.facts.os, page), &verbatim);
}

#[test]
fn a_path_is_shortened_and_a_sentence_is_not() {
    let native = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers";
    assert_eq!(short(native), r"HKLM\SYSTEM\…\SCHANNEL\Ciphers");
    let winhttp = crate::diagnosis::host::windows::WINHTTP;
    assert_eq!(short(winhttp), r"HKLM\SOFTWARE\…\Internet Settings\WinHttp");
    assert_eq!(short(&View::ThirtyTwo.path(winhttp)), r"HKLM\SOFTWARE\Wow6432Node\…\Internet Settings\WinHttp");
    assert_eq!(short(r"in HKEY_USERS\S-1-5-18"), r"in HKEY_USERS\S-1-5-18");
}
