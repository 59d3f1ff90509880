//! Which names are Microsoft's. What presents another certificate for such a name, or refuses a connection to it, is
//! hardly the service itself: something between this host and the service answers in its place.

/// Domains below which every name is one of Microsoft's services.
const DOMAINS: &[&str] = &[
    "aka.ms",
    "applicationinsights.io",
    "applicationinsights.us",
    "arcdataservices.com",
    "azure-api.net",
    "azure-automation.cn",
    "azure-automation.net",
    "azure-automation.us",
    "azure-devices.net",
    "azure.cn",
    "azure.com",
    "azure.net",
    "azure.us",
    "azurecr.io",
    "azureedge.net",
    "azureserviceprofiler.net",
    "azurewebsites.net",
    "chinacloudapi.cn",
    "cloudappsecurity.com",
    "cloudappsecurity.us",
    "cloudappsecuritygov.com",
    "live.com",
    "loganalytics.io",
    "loganalytics.us",
    "microsoft.com",
    "microsoft.us",
    "microsoftmetrics.com",
    "microsoftonline.com",
    "microsoftonline.us",
    "msecnd.net",
    "msftcloudes.com",
    "office.com",
    "office365.com",
    "sharepointonline.com",
    "systemcenteradvisor.com",
    "usgovcloudapi.net",
    "virtualearth.net",
    "visualstudio.com",
    "waconazure.com",
    "windows.com",
    "windows.net",
    "windowsupdate.com",
];

/// Reports whether a name, in lower case and without a trailing dot, is in one of Microsoft's domains.
pub(super) fn is_microsofts(name: &str) -> bool {
    DOMAINS
        .iter()
        .any(|domain| name.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_labels_count() {
        for name in ["management.azure.com", "azure.com", "a.b.ods.opinsights.azure.com"] {
            assert!(is_microsofts(name), "{name}");
        }
        for name in ["notazure.com", "azure.com.example", "com", "", "example.com"] {
            assert!(!is_microsofts(name), "{name}");
        }
    }
}
