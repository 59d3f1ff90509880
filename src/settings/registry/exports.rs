//! The commands that export what decides about TLS, in full: what is to be pasted is never shortened.

/// What Schannel enables: the least that must be exported.
pub const SCHANNEL: &str =
    r#"reg export "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL" schannel.reg"#;
/// The version of Windows.
pub const VERSION: &str = r#"reg export "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" version.reg"#;
/// .NET, for programs of the machine's own width.
pub const DOTNET: &str = r#"reg export "HKLM\SOFTWARE\Microsoft\.NETFramework" dotnet.reg"#;
/// .NET, for 32-bit programs on 64-bit Windows.
pub const DOTNET_32: &str = r#"reg export "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework" dotnet32.reg"#;
/// Which .NET is installed.
pub const INSTALLED: &str = r#"reg export "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP" installed.reg"#;
/// WinHTTP, for programs of the machine's own width.
pub const WINHTTP: &str =
    r#"reg export "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp" winhttp.reg"#;
/// WinHTTP, for 32-bit programs on 64-bit Windows.
pub const WINHTTP_32: &str = r#"reg export "HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp" winhttp32.reg"#;
/// The name of the machine.
pub const NAME: &str = r#"reg export "HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName" name.reg"#;
/// The order of the cipher suites.
pub const SUITES: &str =
    r#"reg export "HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002" suites.reg"#;
/// The order of the cipher suites that a policy sets; most machines have none.
pub const SUITES_POLICY: &str =
    r#"reg export "HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002" policy.reg"#;

/// Every command, the most important first.
pub const ALL: [&str; 10] =
    [SCHANNEL, VERSION, NAME, DOTNET, DOTNET_32, INSTALLED, WINHTTP, WINHTTP_32, SUITES, SUITES_POLICY];
