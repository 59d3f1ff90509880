//! Microsoft's "Troubleshoot Update Agent" script for Update Management (2024-04-17): its names, which are never
//! translated.

use std::fmt;

use serde::Serialize;

/// The name of Microsoft's script.
pub const CHECKER: &str = "Troubleshoot Update Agent";

/// The script's rules, with its names and in its order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[expect(missing_docs, reason = "the names are Microsoft's; tlsready explain has each in full")]
pub enum RuleId {
    OperatingSystemCheck,
    DotNetFrameworkInstalledCheck,
    WindowsManagementFrameworkInstalledCheck,
    AutomationAgentServiceConnectivityCheck1,
    AutomationJobRuntimeDataServiceConnectivityCheck,
    MonitoringAgentServiceRunningCheck,
    SystemHybridRunbookWorkerRunningCheck,
    MonitoringAgentServiceEventsCheck,
    LinkedWorkspaceCheck,
    CryptoRsaMachineKeysFolderAccessCheck,
    TlsVersionCheck,
    AlwaysAutoRebootCheck,
    WSUSServerConfigured,
    AutomaticUpdateCheck,
    HttpsConnection,
    ProxySettings,
    IMDSConnectivity,
    WUServiceRunningCheck,
    LAOdsEndpointConnectivity,
    LAOmsEndpointConnectivity,
}

impl fmt::Display for RuleId {
    /// Writes the name as the script does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl RuleId {
    /// Returns the script's `RuleName` and `RuleGroupId`.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::OperatingSystemCheck => ("Operating System", "prerequisites"),
            Self::DotNetFrameworkInstalledCheck => (".Net Framework 4.6.2+", "prerequisites"),
            Self::WindowsManagementFrameworkInstalledCheck => ("WMF 5.1", "prerequisites"),
            Self::AutomationAgentServiceConnectivityCheck1 => ("Registration endpoint", "connectivity"),
            Self::AutomationJobRuntimeDataServiceConnectivityCheck => ("Operations endpoint", "connectivity"),
            Self::MonitoringAgentServiceRunningCheck => ("Monitoring Agent service status", "servicehealth"),
            Self::SystemHybridRunbookWorkerRunningCheck => ("Hybrid runbook worker status", "servicehealth"),
            Self::MonitoringAgentServiceEventsCheck => ("Monitoring Agent service events", "servicehealth"),
            Self::LinkedWorkspaceCheck => ("VM's Linked Workspace", "servicehealth"),
            Self::CryptoRsaMachineKeysFolderAccessCheck => ("Crypto RSA MachineKeys Folder Access", "permissions"),
            Self::TlsVersionCheck => ("TLS 1.2", "prerequisites"),
            Self::AlwaysAutoRebootCheck => ("AutoReboot", "machineSettings"),
            Self::WSUSServerConfigured => ("isWSUSServerConfigured", "machineSettings"),
            Self::AutomaticUpdateCheck => ("AutoUpdate", "machineSettings"),
            Self::HttpsConnection => ("Https connection", "connectivity"),
            Self::ProxySettings => ("Proxy settings", "connectivity"),
            Self::IMDSConnectivity => ("IMDS endpoint connectivity", "connectivity"),
            Self::WUServiceRunningCheck => ("WU service status", "servicehealth"),
            Self::LAOdsEndpointConnectivity => ("LA ODS endpoint", "connectivity"),
            Self::LAOmsEndpointConnectivity => ("LA OMS endpoint", "connectivity"),
        }
    }
}
