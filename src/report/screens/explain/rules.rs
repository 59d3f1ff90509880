//! The rules of Microsoft's old checker in full: what each looks at, and what that proves.

use super::{Explanation, explain};
use crate::diagnosis::host::windows::RuleId;

const SCRIPT: &str =
    "Microsoft, \"Troubleshoot Update Agent\" of Update Management: UM_Windows_Troubleshooter_Offline.ps1 (2024-04-17)";
const PAGE: &str = "Microsoft, Troubleshoot Windows update agent issues (Azure Automation)";
const TCP: &str = "It opens a TCP connection and makes no handshake: it passes where TLS fails.";
const ON_THE_HOST: &str = "tlsready reads the registry and cannot tell: it answers \"not in the registry\".";
const LOGS: &str =
    "Every version, and this host's own library:\n    tlsready check --service log-analytics --var workspace_id=GUID";
const JOBS: &str = "Every version, and this host's own library:\n    tlsready check --service update-management";

explain!(RuleId:
    OperatingSystemCheck => {
        "Passes from Windows 7 and Server 2008 R2 (6.1.7600) on.",
        seen ["The build in the registry. It passes without Service Pack 1, which every update around TLS 1.2 needs."],
        ["an older Windows"],
        ["Replace the machine. On build 7600, install Service Pack 1."],
        [SCRIPT, PAGE]
    }
    DotNetFrameworkInstalledCheck => {
        "Passes where .NET Framework 4.6.2 or later is installed (Release 394802).",
        seen [
            "Release of the key NDP\\v4\\Full.",
            "What is installed does not decide what a program asks for: one built for .NET 4.5.2 or older still asks for TLS 1.0 \
             unless SchUseStrongCrypto or SystemDefaultTlsVersions is 1.",
        ],
        [".NET 4.6.1 or older"],
        ["Install .NET 4.8.", "Look at the values, too: tlsready explain dotnet4-lacks-tls12."],
        [SCRIPT, "Microsoft, Determine which .NET Framework versions are installed"]
    }
    WindowsManagementFrameworkInstalledCheck => {
        "Passes with PowerShell 5.1, warns with 4.0 and 5.0, fails with anything older. It is no word about TLS.",
        seen ["PowerShellVersion of the key PowerShellEngine."],
        ["Windows Management Framework 5.1 was never installed"],
        ["Install Windows Management Framework 5.1."],
        [SCRIPT]
    }
    AutomationAgentServiceConnectivityCheck1 => {
        "Passes where TCP port 443 of the workspace's registration endpoint (agentsvc) takes a connection.",
        seen [TCP, ON_THE_HOST], ["a firewall", "no workspace on this host"], [LOGS], [SCRIPT]
    }
    AutomationJobRuntimeDataServiceConnectivityCheck => {
        "Passes where TCP port 443 of the region's job runtime data endpoint takes a connection.",
        seen [TCP, ON_THE_HOST], ["a firewall"], [JOBS], [SCRIPT]
    }
    MonitoringAgentServiceRunningCheck => {
        "Passes where the service HealthService, which is the agent, runs.",
        seen ["Whether the service is installed stands in the registry; whether it runs does not."],
        ["the agent is not installed", "its service was stopped"],
        ["Look at it on the host:\n    sc query HealthService"],
        [SCRIPT]
    }
    SystemHybridRunbookWorkerRunningCheck => {
        "Passes where the latest event of the hybrid worker says that it started (15003), not that it stopped (15004).",
        seen [ON_THE_HOST], ["the worker was stopped, or never registered"],
        ["Look at the event log Microsoft-SMA/Operational on the host."], [SCRIPT]
    }
    MonitoringAgentServiceEventsCheck => {
        "Passes where the agent logged no event 4502 in the last 24 hours.",
        seen [ON_THE_HOST, "Event 4502 says that the certificate of the workspace's endpoint is not from a Microsoft CA."],
        ["a device on the way that opens TLS and shows a certificate of its own"],
        ["Look at the issuer that arrives here:\n    tlsready check --service log-analytics --var workspace_id=GUID"],
        [SCRIPT]
    }
    LinkedWorkspaceCheck => {
        "Passes where the agent has one workspace, and warns where it has several.",
        seen ["The keys below Service Connector Services of HealthService."],
        ["no workspace was added", "an old workspace was left in"],
        ["Add the workspace in the agent's control panel, or take out what is left of another."],
        [SCRIPT]
    }
    CryptoRsaMachineKeysFolderAccessCheck => {
        "Passes where SYSTEM may write to the folder Crypto\\RSA\\MachineKeys. It is no word about TLS.",
        seen [ON_THE_HOST], ["permissions that were tightened by hand"],
        ["Look at the folder on the host:\n    icacls C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys"], [SCRIPT]
    }
    TlsVersionCheck => {
        "Reads the values of TLS 1.2 below SCHANNEL. On Windows 7 and Server 2008 R2 it passes only if DisabledByDefault=0 stands in \
         the Client and in the Server key; from Server 2012 on it fails if either key says DisabledByDefault=1 or Enabled=0.",
        seen [
            "The same values in the registry, with what the machine's programs then offer beside it.",
            "It wants the Server key, which is for connections that come in; an agent's go out.",
            "It makes no handshake and looks at neither .NET, WinHTTP nor cipher suites: a host may pass it and not connect, or \
             fail it and connect.",
        ],
        ["the Client key was never written", "only the Client key was written, which is enough for an agent"],
        ["What programs offer, and the values that are missing:\n    tlsready host", "That it connects:\n    tlsready check --service update-management"],
        [SCRIPT, PAGE]
    }
    AlwaysAutoRebootCheck => {
        "Warns where a policy makes Windows restart by itself after updates. It is no word about TLS.",
        seen ["AlwaysAutoRebootAtScheduledTime and its twin below WindowsUpdate\\AU."], ["a policy of Windows Update"],
        ["Leave it, or take it out of the policy."], [SCRIPT]
    }
    WSUSServerConfigured => {
        "Warns where updates come from a WSUS server. It is no word about TLS; that server's TLS versions count as well.",
        seen ["WUServer of the policy of Windows Update."], ["a policy of Windows Update"],
        ["Look which versions that server accepts:\n    tlsready check SERVER:8531"], [SCRIPT]
    }
    AutomaticUpdateCheck => {
        "Warns where updates install themselves (AUOptions=4). It is no word about TLS.",
        seen ["AUOptions below WindowsUpdate\\AU."], ["a policy of Windows Update"],
        ["Leave it, or take it out of the policy."], [SCRIPT]
    }
    HttpsConnection => {
        "Passes where one address of the service answers one request, or says \"Forbidden\".",
        seen [
            ON_THE_HOST,
            "It asks with the versions that PowerShell has, which need not be those of the agent; which version failed, and on whose \
             side, it does not say.",
        ],
        ["TLS 1.2 is off for .NET", "a proxy", "a firewall"], [JOBS], [SCRIPT]
    }
    ProxySettings => {
        "Passes where WinHTTP has no proxy, and warns where it has one.",
        seen ["WinHttpSettings of the key Connections. The agent has a proxy setting of its own and heeds neither this one nor the user's."],
        ["netsh winhttp set proxy"],
        ["Check through the proxy of the agent:\n    tlsready check --service update-management --proxy URL"], [SCRIPT]
    }
    IMDSConnectivity => {
        "Passes where the metadata service of Azure answers. That is plain HTTP: it is no word about TLS.",
        seen [ON_THE_HOST], ["a machine that is not in Azure", "a proxy that is not bypassed for 169.254.169.254"],
        ["Bypass the proxy for 169.254.169.254."], [SCRIPT]
    }
    WUServiceRunningCheck => {
        "Passes where the service wuauserv is not disabled. It is no word about TLS.",
        seen ["Start of the key wuauserv."], ["the service was disabled"],
        ["Let it start when it is needed:\n    sc config wuauserv start= demand"], [SCRIPT]
    }
    LAOdsEndpointConnectivity => {
        "Passes where TCP port 443 of the workspace's data endpoint (ods) takes a connection.",
        seen [TCP, ON_THE_HOST], ["a firewall", "several workspaces"], [LOGS], [SCRIPT]
    }
    LAOmsEndpointConnectivity => {
        "Passes where TCP port 443 of the workspace's agent endpoint (oms) takes a connection.",
        seen [TCP, ON_THE_HOST], ["a firewall", "several workspaces"], [LOGS], [SCRIPT]
    }
);
