### The rules of Microsoft's legacy checker ("Troubleshoot Update Agent"): what each looks at, and what its result
### proves.

## Prerequisites

explain-rule-OperatingSystemCheck = Passes on Windows 7, Server 2008 R2 (6.1.7600) and later.
    .determined-1 = By the build in the registry. The rule also passes without Service Pack 1, which every update around
        TLS 1.2 requires.
    .cause-1 = an older Windows
    .do-1 = Replace the machine. On build 7600, install Service Pack 1.
    .source-1 = { explain-source-rules-script }
    .source-2 = { explain-source-rules-page }

explain-rule-DotNetFrameworkInstalledCheck = Passes if .NET Framework 4.6.2 or later is installed (Release 394802).
    .determined-1 = By the value Release of the key NDP\v4\Full.
    .determined-2 = What is installed does not decide what a program requests: a program that was built for .NET 4.5.2
        or older still requests TLS 1.0 unless SchUseStrongCrypto or SystemDefaultTlsVersions is 1.
    .cause-1 = .NET 4.6.1 or older
    .do-1 = Install .NET 4.8.
    .do-2 = Check the values as well: tlsready explain dotnet4-lacks-tls12.
    .source-1 = { explain-source-rules-script }
    .source-2 = { explain-source-dotnet-installed }

explain-rule-WindowsManagementFrameworkInstalledCheck = Passes with PowerShell 5.1, warns with 4.0 and 5.0, and fails
    with anything older.
    .means = This says nothing about TLS.
    .determined-1 = By the value PowerShellVersion of the key PowerShellEngine.
    .cause-1 = Windows Management Framework 5.1 was never installed
    .do-1 = Install Windows Management Framework 5.1.
    .source-1 = { explain-source-rules-script }

## Connectivity

explain-rule-AutomationAgentServiceConnectivityCheck1 = Passes if TCP port 443 of the workspace's registration endpoint
    (agentsvc) accepts a connection.
    .determined-1 = { explain-determined-tcp-only }
    .determined-2 = { explain-determined-on-the-host }
    .cause-1 = a firewall
    .cause-2 = no workspace on this host
    .do-1 = { explain-step-every-version }
    .source-1 = { explain-source-rules-script }

explain-rule-AutomationJobRuntimeDataServiceConnectivityCheck = Passes if TCP port 443 of the region's job runtime data
    endpoint accepts a connection.
    .determined-1 = { explain-determined-tcp-only }
    .determined-2 = { explain-determined-on-the-host }
    .cause-1 = a firewall
    .do-1 = { explain-step-every-version }
    .source-1 = { explain-source-rules-script }

## The agent

explain-rule-MonitoringAgentServiceRunningCheck = Passes if the service HealthService, which is the agent, is running.
    .determined-1 = The registry shows whether the service is installed, but not whether it is running.
    .cause-1 = the agent is not installed
    .cause-2 = its service was stopped
    .do-1 = Query the service on the host:
    .source-1 = { explain-source-rules-script }

explain-rule-SystemHybridRunbookWorkerRunningCheck = Passes if the latest event of the hybrid worker reports that it
    started (15003), not that it stopped (15004).
    .determined-1 = { explain-determined-on-the-host }
    .cause-1 = the worker was stopped, or never registered
    .do-1 = Look at the event log Microsoft-SMA/Operational on the host.
    .source-1 = { explain-source-rules-script }

explain-rule-MonitoringAgentServiceEventsCheck = Passes if the agent logged no event 4502 in the last 24 hours.
    .determined-1 = { explain-determined-on-the-host }
    .determined-2 = Event 4502 says that the certificate of the workspace's endpoint is not from a Microsoft CA.
    .cause-1 = a device in between that inspects TLS and presents its own certificate
    .do-1 = Look at the issuer that this host sees:
    .source-1 = { explain-source-rules-script }

explain-rule-LinkedWorkspaceCheck = Passes if the agent has one workspace, and warns if it has several.
    .determined-1 = By the keys below Service Connector Services of HealthService.
    .cause-1 = no workspace was added
    .cause-2 = an old workspace was not removed
    .do-1 = Add the workspace in the agent's control panel, or remove what is left of another workspace.
    .source-1 = { explain-source-rules-script }

explain-rule-CryptoRsaMachineKeysFolderAccessCheck = Passes if SYSTEM may write to the folder Crypto\RSA\MachineKeys.
    .means = This says nothing about TLS.
    .determined-1 = { explain-determined-on-the-host }
    .cause-1 = permissions that were tightened by hand
    .do-1 = Look at the folder on the host:
    .source-1 = { explain-source-rules-script }

## TLS 1.2

explain-rule-TlsVersionCheck = Reads the values of TLS 1.2 below SCHANNEL.
    .means = On Windows 7 and Server 2008 R2 it passes only if DisabledByDefault=0 is set in both the Client and the
        Server key. On Server 2012 and later it fails if either key has DisabledByDefault=1 or Enabled=0.
    .determined-1 = By the same values in the registry, together with what programs on the machine then offer.
    .determined-2 = The rule requires the Server key, which applies to incoming connections; the connections of an agent
        are outgoing.
    .determined-3 = The rule makes no handshake and considers neither .NET, WinHTTP nor cipher suites: a host may pass
        it and not connect, or fail it and connect.
    .cause-1 = the Client key was never written
    .cause-2 = only the Client key was written, which is enough for an agent
    .do-1 = See what programs offer, and which values are missing:
    .do-2 = Test that the host connects:
    .source-1 = { explain-source-rules-script }
    .source-2 = { explain-source-rules-page }

## Windows Update

explain-rule-AlwaysAutoRebootCheck = Warns if a policy makes Windows restart by itself after updates.
    .means = This says nothing about TLS.
    .determined-1 = By AlwaysAutoRebootAtScheduledTime and its companion value below WindowsUpdate\AU.
    .cause-1 = a policy of Windows Update
    .do-1 = { explain-step-windows-update-policy }
    .source-1 = { explain-source-rules-script }

explain-rule-WSUSServerConfigured = Warns if updates come from a WSUS server.
    .means = This says nothing about TLS, but the TLS versions of that server matter as well.
    .determined-1 = By the value WUServer of the policy of Windows Update.
    .cause-1 = a policy of Windows Update
    .do-1 = Check which versions that server accepts:
    .source-1 = { explain-source-rules-script }

explain-rule-AutomaticUpdateCheck = Warns if updates install themselves (AUOptions=4).
    .means = This says nothing about TLS.
    .determined-1 = By the value AUOptions below WindowsUpdate\AU.
    .cause-1 = a policy of Windows Update
    .do-1 = { explain-step-windows-update-policy }
    .source-1 = { explain-source-rules-script }

## More connectivity

explain-rule-HttpsConnection = Passes if one address of the service answers one request, or answers "Forbidden".
    .determined-1 = { explain-determined-on-the-host }
    .determined-2 = The rule uses the versions that PowerShell offers, which may differ from those of the agent. It does
        not report which version failed, or on which side.
    .cause-1 = TLS 1.2 is disabled for .NET
    .cause-2 = a proxy
    .cause-3 = a firewall
    .do-1 = { explain-step-every-version }
    .source-1 = { explain-source-rules-script }

explain-rule-ProxySettings = Passes if WinHTTP has no proxy, and warns if it has one.
    .determined-1 = By the value WinHttpSettings of the key Connections. The agent has its own proxy setting and uses
        neither this one nor the user's.
    .cause-1 = netsh winhttp set proxy
    .do-1 = Check through the proxy of the agent:
    .source-1 = { explain-source-rules-script }

explain-rule-IMDSConnectivity = Passes if the metadata service of Azure answers.
    .means = The rule uses plain HTTP and says nothing about TLS.
    .determined-1 = { explain-determined-on-the-host }
    .cause-1 = a machine that is not in Azure
    .cause-2 = a proxy that is not bypassed for 169.254.169.254
    .do-1 = Bypass the proxy for 169.254.169.254.
    .source-1 = { explain-source-rules-script }

explain-rule-WUServiceRunningCheck = Passes if the service wuauserv is not disabled.
    .means = This says nothing about TLS.
    .determined-1 = By the value Start of the key wuauserv.
    .cause-1 = the service was disabled
    .do-1 = Let the service start when it is needed:
    .source-1 = { explain-source-rules-script }

explain-rule-LAOdsEndpointConnectivity = Passes if TCP port 443 of the workspace's data endpoint (ods) accepts a
    connection.
    .determined-1 = { explain-determined-tcp-only }
    .determined-2 = { explain-determined-on-the-host }
    .cause-1 = a firewall
    .cause-2 = several workspaces
    .do-1 = { explain-step-every-version }
    .source-1 = { explain-source-rules-script }

explain-rule-LAOmsEndpointConnectivity = Passes if TCP port 443 of the workspace's agent endpoint (oms) accepts a
    connection.
    .determined-1 = { explain-determined-tcp-only }
    .determined-2 = { explain-determined-on-the-host }
    .cause-1 = a firewall
    .cause-2 = several workspaces
    .do-1 = { explain-step-every-version }
    .source-1 = { explain-source-rules-script }
