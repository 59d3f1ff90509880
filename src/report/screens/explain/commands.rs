//! The commands to paste after a step. They are never translated, so they are not in the catalog.

use crate::diagnosis::host::windows;
use crate::settings::registry::exports;

/// Returns the commands of a step, given the id of its message and the number of its attribute (`.do-1`).
pub(super) fn after(id: &str, step: usize) -> &'static [&'static str] {
    COMMANDS.iter().find(|(known, number, _)| (*known, *number) == (id, step)).map_or(&[], |(.., lines)| lines)
}

const ENABLE_TLS12: &[&str] = &[
    r#"reg add "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" /v DisabledByDefault /t REG_DWORD /d 0 /f"#,
    r#"reg add "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" /v Enabled /t REG_DWORD /d 1 /f"#,
];
const STRONG_CRYPTO: &[&str] = &[
    r#"reg add "HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319" /v SchUseStrongCrypto /t REG_DWORD /d 1 /f"#,
    r#"reg add "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319" /v SchUseStrongCrypto /t REG_DWORD /d 1 /f"#,
];
const DOTNET2: &[&str] = &[
    r#"reg add "HKLM\SOFTWARE\Microsoft\.NETFramework\v2.0.50727" /v SystemDefaultTlsVersions /t REG_DWORD /d 1 /f"#,
    r#"reg add "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v2.0.50727" /v SystemDefaultTlsVersions /t REG_DWORD /d 1 /f"#,
];
const EXPORT: &[&str] = &[exports::SCHANNEL];
const SUITE_ORDER: &[&str] =
    &[r#"reg query "HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002" /v Functions"#];
const FIX: &[&str] = &["tlsready host --fix cmd"];
const FIX_DOTNET2: &[&str] = &["tlsready host --for dotnet2 --fix cmd"];
const FIX_WINHTTP: &[&str] = &["tlsready host --for winhttp --fix cmd"];
const RESTART: &[&str] = &[windows::RESTART];
const HOST: &[&str] = &["tlsready host"];
const CHECK_LOGS: &[&str] = &["tlsready check --service log-analytics --var workspace_id=GUID"];
const CHECK_UPDATES: &[&str] = &["tlsready check --service update-management"];

/// The id of a message, the number of the step, and the commands.
pub(super) const COMMANDS: &[(&str, usize, &[&str])] = &[
    ("explain-finding-schannel-default-lacks-tls12", 1, ENABLE_TLS12),
    ("explain-finding-schannel-default-lacks-tls12", 2, FIX),
    ("explain-finding-schannel-default-lacks-tls12", 3, RESTART),
    ("explain-finding-schannel-default-unknown", 1, ENABLE_TLS12),
    ("explain-finding-schannel-default-unknown", 3, EXPORT),
    ("explain-finding-schannel-default-unknown", 4, FIX),
    ("explain-finding-no-suite-for-tls12", 1, SUITE_ORDER),
    ("explain-finding-dotnet4-lacks-tls12", 1, STRONG_CRYPTO),
    ("explain-finding-dotnet4-lacks-tls12", 2, FIX),
    ("explain-finding-dotnet4-lacks-tls12", 3, RESTART),
    ("explain-finding-dotnet4-unknown", 1, STRONG_CRYPTO),
    ("explain-finding-dotnet4-unknown", 3, FIX),
    ("explain-finding-dotnet-explicit-zero", 1, STRONG_CRYPTO),
    ("explain-finding-wrong-value-type", 1, FIX),
    ("explain-finding-system-default-makes-worse", 1, ENABLE_TLS12),
    ("explain-finding-system-default-makes-worse", 3, RESTART),
    ("explain-finding-dotnet2-lacks-tls12", 2, DOTNET2),
    ("explain-finding-dotnet2-lacks-tls12", 3, FIX_DOTNET2),
    ("explain-finding-winhttp-lacks-tls12", 2, FIX_WINHTTP),
    ("explain-finding-no-ecdhe-rsa-gcm", 1, &["tlsready check ENDPOINT"]),
    ("explain-finding-registry-stray", 2, FIX),
    ("explain-finding-changed-since-start", 1, RESTART),
    ("explain-rule-AutomationAgentServiceConnectivityCheck1", 1, CHECK_LOGS),
    ("explain-rule-AutomationJobRuntimeDataServiceConnectivityCheck", 1, CHECK_UPDATES),
    ("explain-rule-MonitoringAgentServiceRunningCheck", 1, &["sc query HealthService"]),
    ("explain-rule-MonitoringAgentServiceEventsCheck", 1, CHECK_LOGS),
    (
        "explain-rule-CryptoRsaMachineKeysFolderAccessCheck",
        1,
        &[r"icacls C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys"],
    ),
    ("explain-rule-TlsVersionCheck", 1, HOST),
    ("explain-rule-TlsVersionCheck", 2, CHECK_UPDATES),
    ("explain-rule-WSUSServerConfigured", 1, &["tlsready check SERVER:8531"]),
    ("explain-rule-HttpsConnection", 1, CHECK_UPDATES),
    ("explain-rule-ProxySettings", 1, &["tlsready check --service update-management --proxy URL"]),
    ("explain-rule-WUServiceRunningCheck", 1, &["sc config wuauserv start= demand"]),
    ("explain-rule-LAOdsEndpointConnectivity", 1, CHECK_LOGS),
    ("explain-rule-LAOmsEndpointConnectivity", 1, CHECK_LOGS),
    ("explain-outcome-nothing-offered", 1, HOST),
];
