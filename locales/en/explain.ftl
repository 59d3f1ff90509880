### What `tlsready explain` shows around the texts of the codes, and what several of these texts share.
###
### Each code has a message `explain-<kind>-<code>`: one sentence, which the list of codes shows. Its attributes are
### shown only when one code is explained. `.means` says more; `.determined-1`, `.cause-1`, `.do-1`, `.source-1` (then
### 2, 3 and so on) are the items of lists. The commands to paste after a `.do-1` are in Rust: they are not translated.

## The screen

screen-explain-determined = How it is determined

screen-explain-causes = Typical causes

screen-explain-steps = What to do

screen-explain-sources = Sources

# The last line of the list of codes.
# $command (Verbatim)
screen-explain-one = To read about one code: { $command }

## Kinds of codes: the heading in the list of codes

screen-explain-findings = Findings

screen-explain-windows-findings = Findings in a Windows registry (tlsready host)

screen-explain-reasons = Reasons for the result of a version

screen-explain-verdicts = Verdicts of an endpoint

screen-explain-supports = Support of a version

screen-explain-host-states = What this host offers of a version

screen-explain-alerts = Alerts

screen-explain-settings = Settings

screen-explain-rules = Rules of Microsoft's legacy checker (tlsready host --rules)

screen-explain-outcomes = Results of a prober (JSON)

screen-explain-ends = Ends of an attempt (JSON)

screen-explain-problems = Problems of a certificate (JSON)

## Kinds of codes: beside the code that is explained

screen-explain-finding = finding

screen-explain-windows-finding = finding on Windows

screen-explain-reason = reason for the result of a version

screen-explain-verdict = verdict

screen-explain-support = support of a version

screen-explain-host-state = what this host offers

screen-explain-alert = alert

screen-explain-setting = setting

screen-explain-rule = rule of Microsoft's legacy checker

screen-explain-outcome = result of a prober

screen-explain-end = end of an attempt

screen-explain-problem = problem of a certificate

## Steps that several texts share

explain-step-host = Run tlsready host: it shows each setting that decides this, with its file and line, and prints what
    to write.

explain-step-elsewhere = Check the same endpoint from another network. If it answers there, the cause is between this
    host and the endpoint.

explain-step-finding = Follow the finding that the report shows for this endpoint.

explain-step-operator = Ask the operator of the endpoint.

explain-step-clock = Check this host's clock.

explain-step-port = Check the port.

explain-step-longer-timeout = Allow more time: --timeout 15s.

explain-step-more-retries = Check again with --retries 5.

explain-step-every-server = Check every server behind the address.

explain-step-file-limit = Raise the limit of open files: ulimit -n 4096.

explain-step-fewer-connections = Open fewer connections at a time: --concurrency 200.

explain-step-wire-only = Test the endpoint without that library: --probers wire.

explain-step-slow-stack-timeout = Allow more time: --timeout 30s.

explain-step-fix = Print the commands for what is missing on that machine, and only that:

explain-step-fix-clients = Print the commands:

explain-step-restart = Then restart Windows. Programs and services keep the settings that they read when they started.
    This restarts it after 5 minutes; "shutdown /a" cancels that:

explain-step-enable-tls12 = Enable TLS 1.2, as administrator:

explain-step-strong-crypto = Make .NET 4 request TLS 1.2, for 64-bit and 32-bit programs:

explain-step-windows-update-policy = Leave the setting, or remove it from the policy.

explain-step-every-version = Test every version, also with this host's own TLS library:

## How several codes are determined

explain-determined-system-error = By the error that this host's system reports for the connection.

explain-determined-default-offer = By what this host's TLS library offers by default; the evidence shows the setting
    that decides.

explain-determined-configuration-file = By reading the configuration file by OpenSSL's rules; the evidence shows the
    file and the line.

explain-determined-tcp-only = The rule opens a TCP connection without a TLS handshake, so it passes where TLS fails.

explain-determined-on-the-host = tlsready reads only the registry, which does not contain this, so it answers "not in
    the registry".

## Sources that several texts share

explain-source-openssl-conf = OpenSSL: config(5), SSL_CONF_cmd(3), sections CipherString, MinProtocol, MaxProtocol,
    Protocol

explain-source-security-level = OpenSSL: SSL_CTX_set_security_level(3)

explain-source-deprecation = RFC 8996: TLS 1.0 and TLS 1.1 must not be negotiated

explain-source-settings = Microsoft, TLS registry settings:
    learn.microsoft.com/windows-server/security/tls/tls-registry-settings

explain-source-protocols = Microsoft, Protocols in TLS/SSL (Schannel SSP): the table of versions for each Windows

explain-source-agents = Microsoft, Log Analytics agent and Site Recovery pages about TLS 1.2: both values, then a
    restart

explain-source-dotnet = Microsoft, Transport Layer Security best practices with .NET Framework

explain-source-dotnet-reference = Reference source of .NET Framework 4.8: ServicePointManager, NetRegistryConfiguration

explain-source-dotnet-installed = Microsoft, Determine which .NET Framework versions are installed

explain-source-suites = Microsoft, TLS Cipher Suites in Windows: one page for each Windows

explain-source-suite-order = Microsoft, Prioritizing Schannel Cipher Suites; Manage TLS

explain-source-algorithms = Microsoft, KB245030: Restrict the use of certain cryptographic algorithms and protocols in
    Schannel

explain-source-winhttp = Microsoft, KB3140245; Option flags (WinHTTP)

explain-source-update-2008 = Microsoft, KB4019276: TLS 1.1 and 1.2 for Windows Server 2008 SP2

explain-source-rules-script = Microsoft, "Troubleshoot Update Agent" of Update Management:
    UM_Windows_Troubleshooter_Offline.ps1 (2024-04-17)

explain-source-rules-page = Microsoft, Troubleshoot Windows update agent issues (Azure Automation)
