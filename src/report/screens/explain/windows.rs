//! Every finding on a Windows registry in full: what it means, how it is known, what to type.

use super::{Explanation, explain};
use crate::diagnosis::FindingCode;

const PROTOCOLS: &str = "Microsoft, Protocols in TLS/SSL (Schannel SSP): the table of versions for each Windows";
const SETTINGS: &str =
    "Microsoft, TLS registry settings: learn.microsoft.com/windows-server/security/tls/tls-registry-settings";
const AGENT: &str = "Microsoft, Log Analytics agent and Site Recovery pages on TLS 1.2: both values, then a restart";
const DOTNET: &str = "Microsoft, Transport Layer Security best practices with .NET Framework";
const REFERENCE: &str = "Reference source of .NET Framework 4.8: ServicePointManager, NetRegistryConfiguration";
const DOTNET_INSTALLED: &str = "Microsoft, Determine which .NET Framework versions are installed";
const SUITES: &str = "Microsoft, TLS Cipher Suites in Windows: one page for each Windows";
const SUITE_ORDER: &str = "Microsoft, Prioritizing Schannel Cipher Suites; Manage TLS";
const ALGORITHMS: &str =
    "Microsoft, KB245030: Restrict the use of certain cryptographic algorithms and protocols in Schannel";
const WINHTTP: &str = "Microsoft, KB3140245; Option flags (WinHTTP)";
const UPDATE_2008: &str = "Microsoft, KB4019276: TLS 1.1 and 1.2 for Windows Server 2008 SP2";

const LINES: &str = "As lines to paste, for what is missing on that machine and no more:\n    tlsready host --fix cmd";
const LINES_2: &str = "As lines to paste:\n    tlsready host --for dotnet2 --fix cmd";
const LINES_WINHTTP: &str = "As lines to paste:\n    tlsready host --for winhttp --fix cmd";
const RESTART: &str =
    "Then restart Windows. Programs and services keep what they read when they started:\n    shutdown /r /t 0";
const EXPORT: &str = "An export may lack the key. Export it and look again:\n    \
                      reg export \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\" schannel.reg";
const SWITCHED_ON: &str = "Switch it on, as administrator:\n    \
    reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\" /v DisabledByDefault /t REG_DWORD /d 0 /f\n    \
    reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client\" /v Enabled /t REG_DWORD /d 1 /f";
const STRONG: &str = "Let .NET 4 ask for TLS 1.2, in both widths:\n    \
    reg add \"HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\" /v SchUseStrongCrypto /t REG_DWORD /d 1 /f\n    \
    reg add \"HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319\" /v SchUseStrongCrypto /t REG_DWORD /d 1 /f";

explain!(FindingCode:
    SchannelDefaultLacksTls12 => {
        "A program that leaves the choice of the version to Windows does not offer TLS 1.2: a server that accepts nothing older \
         refuses it. Whether programs that name TLS 1.2 get it is another question; Enabled=0 denies it to them, too.",
        seen [
            "The values DisabledByDefault and Enabled of the key TLS 1.2\\Client, and where they are absent, what Microsoft \
             documents as the default of this Windows: off on 7, Server 2008 R2 and Server 2008, on from Server 2012 on.",
            "On the machine itself what Schannel was seen to offer counts more than its values.",
        ],
        [
            "Windows 7, Server 2008 R2 or Server 2008, where TLS 1.2 is off until somebody switches it on",
            "DisabledByDefault=1 or Enabled=0, written by a policy or a hardening tool, which may write it again",
            "the values are right, and Windows was not restarted since",
        ],
        [SWITCHED_ON, LINES, RESTART],
        [PROTOCOLS, SETTINGS, AGENT]
    }
    SchannelDefaultUnknown => {
        "Whether a program that leaves the choice to Windows offers TLS 1.2 cannot be told for certain. It counts neither as yes \
         nor as no.",
        seen [
            "Server 2008: the update that brings TLS 1.2 leaves no trace that an export surely shows.",
            "Unverified: that Enabled=1 alone switches it on where this Windows has it off. Microsoft's instructions set \
             DisabledByDefault=0 as well.",
            "Unverified: that DisabledByDefault still counts on Windows 11, Server 2022 and later, whose pages name Enabled alone.",
            "Unverified: what Schannel makes of a value that is not REG_DWORD.",
        ],
        ["one value of the two is missing or has another type", "the Windows version is not known", "the key was not read"],
        [SWITCHED_ON, "Say which Windows it is, where the files do not: --os 2008R2.", EXPORT, LINES],
        [SETTINGS, AGENT, UPDATE_2008]
    }
    Tls12NotSupported => {
        "This Windows has no TLS 1.2, and no registry value brings it.",
        seen ["The build, and Microsoft's table of versions for it."],
        ["Server 2008 or Vista before Service Pack 2 and update KB4019276", "a Windows older than that"],
        [
            "Server 2008: install Service Pack 2, then update KB4019276 or a later rollup; then set the values.",
            "Anything older: replace the machine, or let its agent go through a gateway on a newer one.",
        ],
        [PROTOCOLS, UPDATE_2008]
    }
    NoSuiteForTls12 => {
        "No cipher suite is left that TLS 1.2 could use: whatever the version's values say, it cannot be spoken.",
        seen [
            "The suite order of the group policy, which replaces the machine's own; where neither was read, the list of an up-to-date \
             Windows of this build (inferred). Taken away from it are names that this Windows does not know and suites whose \
             algorithm is denied.",
            "Unverified: which suites a denied hash takes away, release by release.",
        ],
        [
            "a policy's suite order that was written for a newer Windows, whose names this one does not know",
            "a hardening template that denies ECDH, PKCS and Diffie-Hellman, or every AES",
        ],
        [
            "Look at the order of the policy:\n    \
             reg query \"HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002\" /v Functions",
            "Correct it in the policy that writes it; deleted here it comes back. Then restart Windows.",
        ],
        [SUITES, SUITE_ORDER]
    }
    Dotnet4LacksTls12 => {
        "Programs that were built for .NET 4.5.2 or older ask for SSL 3.0 and TLS 1.0 alone, whatever newer .NET is installed: the \
         target they were built for decides. Agents of the Log Analytics kind run such modules.",
        seen [
            "SchUseStrongCrypto and SystemDefaultTlsVersions of the key v4.0.30319, for 32-bit programs under Wow6432Node. The \
             rules are those of the .NET 4.8 sources.",
            "Only REG_DWORD counts: .NET ignores a value of another type.",
        ],
        ["the value was never set", "it is set for one width only", "it is 0", "it is REG_SZ"],
        [STRONG, LINES, RESTART],
        [DOTNET, REFERENCE]
    }
    Dotnet4Unknown => {
        "Whether programs that were built for .NET 4.5.2 or older offer TLS 1.2 cannot be told for certain.",
        seen [
            "Unverified: that .NET before 4.7 heeds SystemDefaultTlsVersions; it knows the value only after an update.",
            "Unverified: what .NET 4.0 without an update to 4.5 does; it has no names for TLS 1.1 and 1.2.",
            "Or the key was not read.",
        ],
        ["SystemDefaultTlsVersions=1 alone, with .NET 4.5 or 4.6", ".NET 4.0 that was never updated", "an export without the key"],
        [STRONG, "Install .NET 4.8, or 4.6.2 on Server 2008.", LINES],
        [DOTNET, REFERENCE, DOTNET_INSTALLED]
    }
    DotnetExplicitZero => {
        "A value of .NET is 0. Absent it would count as 1 for programs that were built for .NET 4.6 (SchUseStrongCrypto) or 4.7 \
         (SystemDefaultTlsVersions) and later; the 0 takes that from them.",
        seen ["The value itself, in the key v4.0.30319 of the named width."],
        ["somebody switched it off to try something, and it stayed"],
        [
            STRONG,
            "Beside that a SystemDefaultTlsVersions of 0 does no harm to TLS 1.2: programs then ask for it by name.",
            "Then restart the programs.",
        ],
        [DOTNET, REFERENCE]
    }
    WrongValueType => {
        "A value has a type that is not REG_DWORD. It looks right in the registry editor and does nothing, or nobody knows what.",
        seen [
            "The value's type, as exported. .NET takes it for absent (its sources say so).",
            "Unverified: what Schannel and WinHTTP make of it.",
        ],
        ["a value made by hand as a text", "a script that wrote \"1\""],
        ["reg add with /f replaces the type, too. As lines to paste, where it matters:\n    tlsready host --fix cmd"],
        [SETTINGS, REFERENCE]
    }
    SystemDefaultMakesWorse => {
        "SystemDefaultTlsVersions=1 makes .NET take Schannel's default set, which lacks TLS 1.2 here: programs that would ask for \
         TLS 1.2 by name offer TLS 1.0 instead.",
        seen ["The value, and that Schannel's default set lacks TLS 1.2 (schannel-default-lacks-tls12)."],
        ["half of Microsoft's advice followed: the .NET value without the values below SCHANNEL"],
        [SWITCHED_ON, "Leave SystemDefaultTlsVersions as it is: with Schannel mended it does no harm.", RESTART],
        [DOTNET, REFERENCE]
    }
    Dotnet2LacksTls12 => {
        "Programs for .NET 2.0 to 3.5 ask for SSL 3.0 and TLS 1.0 alone. SchUseStrongCrypto does not change that for them; \
         SystemDefaultTlsVersions does, if an update of 2016 is installed.",
        seen [
            "SystemDefaultTlsVersions of the key v2.0.50727, for 32-bit programs under Wow6432Node.",
            "Unverified: what such programs offer on Windows 10 and later without the value. Microsoft's page promises TLS 1.2, the \
             source that was read says TLS 1.0.",
        ],
        ["the value was never set, since SchUseStrongCrypto was believed to do it"],
        [
            "Make sure of the update: KB3154517 on 2008, KB3154518 on 7 and 2008 R2, KB3154519 on 2012, KB3154520 on 2012 R2, or a \
             later rollup.",
            "Then, in both widths:\n    \
             reg add \"HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v2.0.50727\" /v SystemDefaultTlsVersions /t REG_DWORD /d 1 /f\n    \
             reg add \"HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v2.0.50727\" /v SystemDefaultTlsVersions /t REG_DWORD /d 1 /f",
            LINES_2,
        ],
        [DOTNET]
    }
    WinhttpLacksTls12 => {
        "Programs on WinHTTP that name no version ask for SSL 3.0 and TLS 1.0 on Windows 7, Server 2008 R2 and Server 2012, even \
         where Schannel has TLS 1.2 on.",
        seen [
            "DefaultSecureProtocols, for 32-bit programs under Wow6432Node; where it is absent, the default that Microsoft documents.",
            "Inferred: the value does nothing before update KB3140245, and no export surely proves that update.",
        ],
        ["the update was installed and the value never set: the update does not create it", "a mask that lacks 0x800"],
        ["Make sure of update KB3140245 or a later rollup.", LINES_WINHTTP],
        [WINHTTP]
    }
    SuiteNamesWithoutCurve => {
        "Before Windows 10 the name of an ECDHE suite ends with its curve (…_P256). A policy that was written for Windows 10 lacks \
         that, and its ECDHE suites do not count here.",
        seen ["The names in the policy's order. Inferred from how suites are named; no page says what becomes of the others."],
        ["one group policy for old and new Windows"],
        ["Give Windows 8.1, Server 2012 R2 and older a policy of their own, with the curve in each name."],
        [SUITES, SUITE_ORDER]
    }
    NoEcdheRsaGcm => {
        "It offers no ECDHE suite with RSA and AES-GCM: up to Windows 8.1 and Server 2012 R2 there is none. A server with an RSA \
         certificate that accepts nothing else refuses it with TLS 1.2 on.",
        seen ["The suite order in force; where it was not read, the list of an up-to-date Windows of this build (inferred)."],
        ["a Windows older than 10 and Server 2016", "a suite order or a denied algorithm that takes them away"],
        [
            "Look whether the server accepts what this Windows has:\n    tlsready check ENDPOINT",
            "The server must accept another suite (DHE with AES-GCM, or ECDHE with CBC), or show an ECDSA certificate; else only a \
             newer Windows helps.",
        ],
        [SUITES]
    }
    RegistryStray => {
        "Something stands below SCHANNEL that Schannel does not look at, or that does harm. A misspelt key is ignored without a \
         word, so that a machine looks mended and is not.",
        seen [
            "The key's or value's name, against the names that Microsoft documents.",
            "TLS 1.3 before Windows 11 and Server 2022: Microsoft's page calls the key unsafe.",
            "Unverified: that tools make \"RC4 128/128\" two keys because they take the slash for a separator.",
        ],
        ["\"TLS1.2\" for \"TLS 1.2\"", "a blank at the end of a name", "values beside the keys Client and Server", "a key TLS 1.3 on an old Windows"],
        ["Write the value where it belongs, and delete what has no effect.", LINES],
        [SETTINGS, PROTOCOLS, ALGORITHMS]
    }
    AlgorithmValueUnknown => {
        "An algorithm below Ciphers, Hashes or KeyExchangeAlgorithms has an Enabled that is neither 0 (denied) nor 0xffffffff \
         (allowed).",
        seen ["The value itself. Unverified: what another value does."],
        ["1 written where 0xffffffff is documented"],
        ["Set it to 4294967295 (0xffffffff), or delete it: absent means allowed."],
        [ALGORITHMS]
    }
    SuitesDenied => {
        "Algorithms are denied below SCHANNEL, and with them the cipher suites that need them.",
        seen [
            "Enabled=0 of the named key. Inferred: the suites that go with it follow from their names.",
            "Unverified: which suites a denied hash takes away, release by release.",
        ],
        ["hardening against RC4, 3DES or old hashes, which is as it should be"],
        ["Nothing, as long as the server accepts one of the suites that are left. The JSON report lists them (cipher_suites)."],
        [ALGORITHMS, SETTINGS]
    }
    ServicePackMissing => {
        "A service pack is missing. The updates around TLS 1.2 are for this Windows with it.",
        seen ["The build: 7600 is Windows 7 or Server 2008 R2 without Service Pack 1, 6000 and 6001 are before Service Pack 2."],
        ["a machine that was never updated"],
        ["Install the service pack, then the updates, and look again."],
        [PROTOCOLS, UPDATE_2008]
    }
    ChangedSinceStart => {
        "Keys that decide were written to after Windows was started. What runs since then may still go by what stood there before.",
        seen [
            "When the key was last written to, against when the hardware's keys were made, which Windows makes anew at each start \
             (inferred). Only the live registry tells that; exported files do not.",
        ],
        ["values that were set and no restart since"],
        [RESTART],
        [SETTINGS, AGENT]
    }
    ProgramOverrides => {
        "Single programs have .NET settings of their own, by the full path of their exe, which win over what is said here.",
        seen ["Values below the keys System.Net.ServicePointManager of v4.0.30319."],
        ["a program's own instructions, or an administrator before you"],
        ["If the agent is one of them, look at its value; it wants SystemDefaultTlsVersions=1, or a SecurityProtocol with Tls12."],
        [REFERENCE]
    }
    FipsMode => {
        "FIPS mode is on. It takes SSL 3.0, RC4, MD5 and curve25519 out; TLS 1.2 is not affected.",
        seen ["FIPSAlgorithmPolicy Enabled=1. Unverified: the exact list of suites, release by release."],
        ["a policy of a public authority"],
        ["Nothing for TLS 1.2."],
        [SETTINGS, SUITES]
    }
);
