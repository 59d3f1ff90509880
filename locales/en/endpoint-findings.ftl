### Findings about an endpoint: summary, remedy, and what `tlsready explain` says about each.

## Summaries of what is as it should be.

# $accepted (Versions)
# $version (Version)
endpoint-ready = The endpoint accepts { $accepted }. By default, this host connects with { $version }.

# $accepted (Versions)
# $version (Version)
endpoint-ready-calculated = The endpoint accepts { $accepted }. Calculated from what this host offers by default, it
    connects with { $version }.

# $version (Version)
endpoint-ready-at = By default, this host connects with { $version }.

# $accepted (Versions)
endpoint-ready-accepts = The endpoint accepts { $accepted }.

## Summaries: they connect today, below what is required.

# $version (Version)
# $require (Version)
# $rejected (Versions)
endpoint-at-risk-rejected = By default, this host connects with { $version } today. { $require } is required, but the
    endpoint rejects { $rejected }.

# $version (Version)
# $require (Version)
endpoint-at-risk-unknown = By default, this host connects with { $version } today. { $require } is required, but whether
    the endpoint accepts { $require } or later is unknown.

# $version (Version)
# $accepted (Versions)
endpoint-at-risk-host = By default, this host connects with { $version } today. The endpoint also accepts { $accepted },
    but programs on this host do not get it by default. When the endpoint disables { $version }, they lose the
    connection.

## Summaries: they have no common version.

# $offered (Versions)
# $count (Count) How many they are.
# $accepted (Versions)
endpoint-host-lacks-version = { $count ->
        [0] No common version: this host offers no version, and its TLS library does not have what the endpoint accepts
            ({ $accepted }).
       *[other] No common version: this host offers { $offered }, and the endpoint accepts { $accepted }. This host's
            TLS library does not have what the endpoint accepts.
    }

# $offered (Versions)
# $count (Count) How many they are.
# $accepted (Versions)
endpoint-host-default-lacks-version = { $count ->
        [0] No common version: by default, programs on this host offer no version; the endpoint accepts { $accepted }.
       *[other] No common version: by default, programs on this host offer { $offered }; the endpoint accepts
            { $accepted }.
    }

# $accepted (Versions)
# $rejected (Versions)
# $require (Version)
endpoint-lacks-version = The endpoint accepts { $accepted } and rejects { $rejected }, and { $require } is required.

endpoint-rejects-all = The endpoint speaks TLS but rejects every version that was tried.

endpoint-rejects-default-hello = The endpoint rejects this host's default ClientHello. Whether the cause is the version,
    the cipher suites, or something else is unknown.

# $versions (Versions)
endpoint-rejects-shared = Both sides support { $versions }, but the endpoint rejects this host's ClientHello: they share
    no cipher suite, group, or signature algorithm, or a device in between blocks it.

# $offered (Version)
# $accepted (Versions)
endpoint-cut-off = Connections are cut off when the ClientHello offers { $offered }, as this host's does by default.
    ClientHellos without it are answered with { $accepted }. A device in between blocks them, or the server cannot
    handle them.

# $version (Version)
endpoint-library-aborts = The endpoint selected { $version }, and then this host's TLS library gave up: its policy
    forbids what the endpoint selected, or the answer is not valid.

# $version (Version)
endpoint-handshake-not-finished = The endpoint selects { $version } but does not finish the handshake with this host's
    TLS library.

## Summaries: what could not be determined.

endpoint-run-stopped = The run was stopped before this endpoint was finished.

# $rejected (Versions)
endpoint-others-not-tried = The endpoint rejects { $rejected }. Whether it accepts another version is unknown, since no
    other was tried.

# $accepted (Versions)
endpoint-host-offer-unknown = The endpoint accepts { $accepted }, but what this host offers by default is unknown.

endpoint-trust-not-judged = By default, this host connects to the endpoint. Whether it trusts the certificate, as expected,
    is unknown: no prober of this run judges certificates.

endpoint-trust-not-reached = By default, this host connects to the endpoint. Whether it trusts the certificate, as
    expected, is unknown: no handshake went far enough to judge it.

endpoint-cause-not-resolved = This host cannot resolve this name, so the endpoint was not tried.

endpoint-cause-no-address-of-family = The name has no address of the requested family, so the endpoint was not tried.

endpoint-cause-connection-refused = The address exists, but nothing listens on this port (or a firewall answers that
    way).

endpoint-cause-connect-timeout = Nothing answers at this address and port, so the endpoint was not tried.

endpoint-cause-unreachable = This host has no route to the address, so the endpoint was not tried.

endpoint-cause-proxy-refused = The proxy does not open a tunnel, so the endpoint was not tried.

# $proxy (Verbatim)
endpoint-cause-proxy-wants-password = The proxy { $proxy } requires a user and a password, and none was given, so the
    endpoint was not tried.

# $proxy (Verbatim)
endpoint-cause-proxy-rejects-password = The proxy { $proxy } rejects the user and the password that were given, so the
    endpoint was not tried.

# $proxy (Verbatim)
# $schemes (List)
endpoint-cause-proxy-other-scheme = The proxy { $proxy } requires authentication by { $schemes }, which tlsready does not
    support (it supports only Basic), so the endpoint was not tried.

# $proxy (Verbatim)
endpoint-cause-proxy-forbids = The proxy { $proxy } does not open a tunnel to this endpoint, so the endpoint was not tried.

# $proxy (Verbatim)
endpoint-cause-proxy-cannot-reach = The proxy { $proxy } does not reach the endpoint, so the endpoint was not tried.

# $proxy (Verbatim)
# $method (Verbatim)
endpoint-cause-proxy-no-tunnels = What answers at { $proxy } does not accept { $method }, so the endpoint was not tried.

# $proxy (Verbatim)
endpoint-cause-proxy-not-resolved = This host cannot resolve the name of the proxy { $proxy }, so the endpoint was not
    tried.

# $proxy (Verbatim)
endpoint-cause-proxy-not-reached = This host cannot connect to the proxy { $proxy }, so the endpoint was not tried.

# $proxy (Verbatim)
endpoint-cause-proxy-not-http = What answers at { $proxy } does not answer as an HTTP proxy does, so the endpoint was not
    tried.

# $proxy (Verbatim)
endpoint-cause-proxy-silent = The proxy { $proxy } accepts connections but does not answer, so the endpoint was not tried.

endpoint-cause-dns-no-answer = No DNS server gave this host an answer, so whether the name exists is unknown and the
    endpoint was not tried.

# $name (Verbatim)
endpoint-cause-sent-name-refused = The endpoint does not recognize { $name }, the server name that was sent, so its
    versions are unknown.

endpoint-cause-microsoft-refused = The connection was refused. Microsoft's services listen on this port, so a firewall, or
    a network that allows only the proxy, is the more likely cause.

endpoint-cause-reset = The port accepts connections, but every ClientHello is answered with a reset: something sees the
    ClientHello and rejects it.

endpoint-cause-closed = The port accepts connections, but each is closed after the ClientHello, without an answer.

endpoint-cause-silent = The port accepts connections, but nothing answers a ClientHello.

endpoint-cause-not-tls = The service on this port does not speak TLS.

endpoint-cause-invalid-answer = The answer is not valid TLS, so the version is unknown.

endpoint-cause-name-refused = The endpoint does not recognize this server name, so its versions are unknown.

endpoint-cause-local-limit = This host ran out of a resource that a connection needs, so the endpoint was not tried.

endpoint-cause-local-stall = This host's TLS library did not return in time, so the endpoint was not fully tried.

endpoint-cause-canceled = The run was stopped before the endpoint was tried.

endpoint-cause-not-enough = Not enough was tried to determine which versions the endpoint accepts.

endpoint-cause-mixed-answers = The endpoint speaks TLS, but it ends different ClientHellos in different ways and accepts
    none. Which versions it accepts is unknown.

endpoint-cause-limits-connections = The endpoint, or a device before it, limits connections: it cut off ClientHellos that
    it had answered before.

endpoint-cause-not-repeated = The endpoint cut off some ClientHellos, which were not repeated alone.

endpoint-cause-alert-not-about-version = The endpoint rejects every ClientHello for a reason other than the version.

endpoint-cause-no-answer = The port accepts connections, but no ClientHello gets an answer.

## Summaries: worth knowing of any endpoint.

# $versions (Versions)
endpoint-accepts-refused = The endpoint accepts { $versions }, which it must reject.

# $version (Version)
endpoint-contradicts-itself = The endpoint signals that it supports { $version }, but a connection with { $version }
    failed: a device in between may be blocking it.

# $versions (Versions)
endpoint-addresses-differ = The addresses of this name differ in whether they accept { $versions }, so a program may work at
    times only.

endpoint-addresses-differ-in-answering = Some addresses of this name answer and others do not, so a program may work at times
    only.

# $address (Verbatim)
endpoint-seen-address-unknown = { $address }: nothing could be determined

# $address (Verbatim)
# $seen (Message)
endpoint-seen-address-end = { $address }: { $seen }

endpoint-do-align-addresses = Check the server behind each address, or remove from DNS those that differ.

# $address (Verbatim)
# $accepted (Versions)
# $rejected (Versions)
endpoint-seen-address = { $address }: accepts { $accepted }, rejects { $rejected }

# $address (Verbatim)
# $accepted (Versions)
endpoint-seen-address-accepts = { $address }: accepts { $accepted }

# $address (Verbatim)
# $rejected (Versions)
endpoint-seen-address-rejects = { $address }: rejects { $rejected }

endpoint-unstable = The endpoint answers the same ClientHello differently from attempt to attempt.

# $versions (Versions)
endpoint-accepts-other-hello = The endpoint accepts { $versions }, but not the ClientHello of this host's TLS library: it
    expects another one, such as that of a browser.

# $alert (Verbatim)
endpoint-rejects-default-for-other-reason = The endpoint rejects the ClientHello of this host's TLS library with alert
    { $alert }, which is not about the version. A program that sends ALPN, for example, may connect.

# $cut-off (Count)
# $attempts (Count)
endpoint-cut-off-and-answered = { $cut-off } of { $attempts } connections were cut off, though the endpoint answered the
    same ClientHello on another connection

endpoint-wants-client-certificate = The endpoint requests a client certificate, which tlsready does not have. Agents
    use their own.

# $why (Message)
endpoint-not-trusted = This host does not trust the endpoint's certificate: { $why }.

# $why (Message)
endpoint-intercepted = This host does not trust the certificate that was presented for this endpoint: { $why }. Microsoft's
    services do not present such a certificate: something between this host and the endpoint answers in its place (a
    device that inspects TLS, or the sign-in page of a network).

# $first (Message)
# $second (Message)
endpoint-trust-problems = { $first }; also, { $second }

# $prober (Code)
endpoint-judged-differently = { $prober ->
        [native] Only this host's TLS library does not trust the certificate, so programs on this host may differ.
       *[other] Only { $prober } does not trust the certificate, so programs on this host may differ.
    }

# $problem (Code)
endpoint-trust-problem = { $problem ->
        [self-signed] it is self-signed
        [private-issuer] its CA is private, or unknown to this host
        [incomplete-chain] it does not lead to a root that this host trusts, and the server does not send the
            certificate of the CA that issued it (an intermediate certificate is missing, the CA is private, or a device
            inspects TLS)
        [unknown-issuer] it does not lead to a root that this host trusts (a private CA, a device that inspects TLS, or
            a missing root update)
        [expired] it has expired, or this host's clock is wrong
        [not-yet-valid] it is not valid yet, or this host's clock is wrong
        [wrong-name] it is not for the name of this endpoint
        [revoked] it was revoked
        [bad-signature] the server did not prove that it has the certificate's private key
        [unsupported-algorithm] it uses a key, signature, or algorithm that is not accepted
        [ca-used-as-server] it is a CA certificate, where a server certificate is needed (rustls is stricter here than
            this host's TLS library)
        [no-roots] this host has no root certificates that can be read
        [security-level] its keys or signatures are usual, but the security level of this host rejects them
       *[malformed] it is not for servers, or cannot be read
    }

## Remedies.

endpoint-do-enable = Ask the operator of the endpoint (or of the device in between) to enable the required version. No
    change is needed on this host.

# $leave-out (Verbatim)
# $flag (Verbatim)
endpoint-do-try-all = Check again with every version (without { $leave-out }) and with the wire prober ({ $flag }).

# $leave-out (Verbatim)
endpoint-do-try-versions = Check again with every version (without { $leave-out }).

endpoint-do-check-port-and-name = Check the port and the name. If both are correct, ask the operator of the endpoint
    which versions it accepts.

# $command (Verbatim)
endpoint-do-see-settings = Run { $command } to see the settings in effect (security level, cipher suites, signature
    algorithms).

endpoint-do-look-for-failure = Check from another network, and ask the operator of the endpoint for its log: the server
    may fail after it selects the version, or a device in between may stop the connection when it sees the certificate.

# $command (Verbatim)
endpoint-do-update-library = Run { $command } for details, and update this host's TLS library: only an update brings a
    version that it does not have.

# $command (Verbatim)
endpoint-do-see-host = Run { $command }: it lists the settings that keep the version disabled and prints the commands
    that enable it.

endpoint-do-other-network = Check from another network.

# $flag (Verbatim)
# $prober (Verbatim)
endpoint-do-add-wire = Let tlsready's own ClientHellos try each version: leave out { $flag }, or add { $prober } to it.

endpoint-do-find-inspection = Check from another network. If it works there, look for the device on the way that
    inspects TLS.

# $check (Verbatim)
# $host (Verbatim)
endpoint-do-compare-suites = Compare the cipher suites: { $check } shows what the endpoint selects, and { $host } shows what
    this host offers.

# $flag (Verbatim)
endpoint-do-run-longer = Run it again, with a longer { $flag }.

endpoint-do-run-again = Run it again.

# $variable (Verbatim)
# $flag (Verbatim)
endpoint-do-use-proxy = Add { $flag } to go through the proxy of { $variable }, which is set on this host but was not
    used.

# $command (Verbatim)
# $flag (Verbatim)
endpoint-do-check-host = Run { $command } to see what is missing, and check with { $flag }.

# $versions (Versions)
endpoint-do-disable = Disable { $versions } at the endpoint.

endpoint-do-look-for-device = Check from another network. Look for a device in between that inspects TLS.

# $first (Verbatim)
# $second (Verbatim)
endpoint-do-probe-gently = Check this endpoint alone, with { $first } and { $second }. Agents that open many connections at
    once may be cut off too: ask the operator of the endpoint (or of the device before it) for the limit.

# $flag (Verbatim)
endpoint-do-repeat = Check again with { $flag }.

endpoint-do-ask-what-is-wanted = Ask the operator of the endpoint which ClientHello it expects: a client certificate, an
    application protocol (ALPN), or an extension.

endpoint-do-check-servers = Check every server behind the address.

# $flag (Verbatim)
endpoint-do-check-longer = Check again with a longer { $flag } and from another network.

# $flag (Verbatim)
# $prober (Verbatim)
# $setting (Verbatim)
# $file (Verbatim)
# $require (Verbatim)
endpoint-do-judge = Leave out { $flag }, or add { $prober } to it. To check versions alone, set { $setting } in
    { $file } and leave out { $require }.

# $command (Verbatim)
# $flag (Verbatim)
endpoint-do-check-resolver = Check the spelling of the name and this host's DNS ({ $command }). Behind a proxy that
    resolves names, use { $flag }.

# $first (Verbatim)
# $second (Verbatim)
endpoint-do-any-family = Leave out { $first } or { $second }.

endpoint-do-check-service = Check the port, and whether the service is running.

# $flag (Verbatim)
endpoint-do-allow-tcp = Check the address, and allow TCP to this address and port: a firewall may be dropping the
    packets. To go through a proxy, use { $flag }.

endpoint-do-check-routes = Check the routes, the firewall, and the VPN of this host.

# $method (Verbatim)
endpoint-do-allow-tunnel = Allow { $method } to this host name and port on the proxy.

# $flag (Verbatim)
endpoint-do-proxy-other-scheme = Ask the operator of the proxy to let this host through without a password, or run a local
    proxy that signs in for it (such as Px or Cntlm) and give its address with { $flag }.

# $variable (Verbatim)
endpoint-do-proxy-check-password = Check the user and the password, also whether the account is locked. Provide the
    password, as it is, in the variable { $variable }, or percent-encode it in the URL.

# $flag (Verbatim)
# $variable (Verbatim)
endpoint-do-proxy-add-password = Add the user ({ $flag }), and provide the password in the variable { $variable }.

endpoint-do-proxy-check-its-network = Check from the proxy whether the name resolves there and whether its firewall allows
    the connection.

# $flag (Verbatim)
endpoint-do-proxy-check-kind = Check the address and the port in { $flag }: it must be that of an HTTP proxy, without TLS,
    that allows tunnels to this port.

# $flag (Verbatim)
endpoint-do-proxy-check-name = Check the name of the proxy in { $flag }, and this host's DNS.

# $flag (Verbatim)
endpoint-do-proxy-check-address = Check the address and the port in { $flag }, whether the proxy is running, and whether a
    firewall allows connections to it.

# $flag (Verbatim)
endpoint-do-proxy-wait = Check again with a longer { $flag }: the proxy may be waiting for the endpoint. Check that the
    port is that of an HTTP proxy.

# $flag (Verbatim)
endpoint-do-check-dns = Check the network connection of this host and the addresses of its DNS servers. Behind a proxy
    that resolves names, use { $flag }.

endpoint-do-check-own-name = Check the name. If it is correct, ask the operator of the endpoint why the server at this
    address does not serve it.

# $flag (Verbatim)
# $name (Verbatim)
endpoint-do-check-sent-name = Check the name in { $flag } ({ $name }), or leave out { $flag } to send the name of the
    endpoint.

endpoint-do-allow-microsoft = Allow TCP to this name and port in the firewall. Check which address the name has on this
    host: a hosts file, or DNS for a private link, may point to another server.

endpoint-do-check-port = Check the port: it serves another protocol, or a device in between answers for the endpoint.

endpoint-do-check-alteration = Check from another network: a device in between may be altering the traffic.

# $flag (Verbatim)
endpoint-do-check-name = Check the name. For an address, provide the name of the service with { $flag }.

# $flag (Verbatim)
# $command (Verbatim)
endpoint-do-lower-concurrency = Lower { $flag }, or raise the limit ({ $command }).

# $longer (Verbatim)
# $flag (Verbatim)
endpoint-do-without-library = Check again with a longer { $longer } when this host is less busy. To check the endpoint
    without that library, use { $flag }.

# $flag (Verbatim)
endpoint-do-let-wire-try = Let the wire prober try: { $flag }.

# $flag (Verbatim)
endpoint-do-ask-operator = Check again with { $flag } and from another network. Then ask the operator of the endpoint
    (or of the device in between) which versions it accepts.

# $flag (Verbatim)
endpoint-do-check-inspection = Check the port. Try from another network and with a longer { $flag }: a firewall that
    inspects TLS may drop the handshake.

endpoint-do-find-interceptor = Determine what answers by the issuer in the evidence. If the network has a sign-in
    page, sign in. If a firewall or proxy inspects TLS, exempt this endpoint from inspection. Do not add this certificate
    to the roots of this host.

# $problem (Code)
endpoint-do-trust = { $problem ->
        [self-signed] Make sure that it is the endpoint's own certificate. If it is, and programs on this host should trust
            it, add it to the roots of this host.
        [private-issuer] Check the issuer. If it is your own CA, add it to the roots of this host; if it is a device that
            inspects TLS, exempt the endpoint from inspection.
        [incomplete-chain] Ask the operator of the endpoint to send the intermediate certificates too: the server does
            not. If the issuer is a root of your own, add it to the roots of this host; if it is a device that
            inspects TLS, exempt the endpoint from inspection.
        [unknown-issuer] Check the issuer. If it is your own proxy, exempt the endpoint from inspection; if it is a
            public CA, update the roots of this host.
        [expired] Check the clock of this host, then the certificate.
        [not-yet-valid] Check the clock of this host, then the certificate.
        [wrong-name] Check the name that is requested, and which server answers for it.
        [bad-signature] Check what answers at this address: a device in between, or a server whose certificate and key
            do not match.
        [ca-used-as-server] Ask the operator of the endpoint to issue a server certificate.
        [no-roots] Install the root certificates (the package is often named ca-certificates).
       *[other] Ask the operator of the endpoint to replace it.
    }

## Explained: This host and the endpoint do not meet

explain-finding-host-default-lacks-version = By default, programs on this host offer no version that is high enough and
    that the endpoint accepts.
    .means = The endpoint accepts a higher version, and this host's TLS library supports it but does not offer it by
        default.
    .determined-1 = By the versions in the default ClientHello of this host's own TLS library (if it was not seen, by
        the host's settings), compared with the versions that the endpoint accepted.
    .cause-1 = an old system whose defaults end below TLS 1.2
    .cause-2 = a setting that disables a version or limits the highest one
    .do-1 = { explain-step-host }
    .do-2 = Restart the agent after the change: programs read these settings when they start.
    .source-1 = { explain-source-openssl-conf }
    .source-2 = { explain-source-settings }
    .source-3 = { explain-source-deprecation }

explain-finding-host-lacks-version = The endpoint accepts only versions that this host's TLS library does not support.
    .means = No setting helps.
    .determined-1 = By the versions that the endpoint accepted: this host's own TLS library offers none of them, not
        even on request, and no setting is known that adds one.
    .cause-1 = a system that is older than TLS 1.2
    .cause-2 = an endpoint that was limited to TLS 1.3
    .do-1 = Update the TLS library or the system.
    .do-2 = If an agent has its own TLS library, update the agent.
    .source-1 = { explain-source-deprecation }

explain-finding-host-stack-aborts = The endpoint selected a version and a cipher suite, and then this host's own TLS
    library aborted the handshake.
    .determined-1 = By a handshake of this host's own TLS library, which ended on this host after the endpoint's answer.
    .cause-1 = the security level of this host rejects the endpoint's key, signature or group
    .cause-2 = the endpoint's answer is broken, which only a full handshake shows
    .do-1 = { explain-step-host }
    .do-2 = Read the evidence of the finding: it contains the library's own error message.
    .source-1 = { explain-source-security-level }
    .source-2 = RFC 8446, section 6.2

explain-finding-host-hello-refused = The endpoint accepts a version that this host offers, but rejects the ClientHello
    of this host's own library.
    .means = The report also shows this finding if the endpoint rejects that ClientHello with an alert and the versions
        that it accepts are unknown.
    .determined-1 = By comparing handshakes: the endpoint accepts a version that this host offers by default, but the
        default ClientHello of this host's own TLS library gets a rejection or no answer.
    .cause-1 = no common cipher suite, group or signature algorithm
    .cause-2 = a device in between that blocks a ClientHello with TLS 1.3, or one of more than one packet
    .cause-3 = a server that cannot handle values that it does not know
    .do-1 = Compare both sides: tlsready check --format json shows what the endpoint selects, and tlsready host --format
        json shows what this host offers.
    .do-2 = { explain-step-elsewhere }
    .source-1 = RFC 8446, section 4.1.1
    .source-2 = RFC 5246, section 7.4.1.2

explain-finding-handshake-not-finished = The endpoint selects a version, but the handshake of this host's own library
    does not finish.
    .means = It ends with an alert, a reset, a close or silence.
    .determined-1 = By a handshake of this host's own TLS library, which did not finish after the endpoint's
        ServerHello.
    .cause-1 = the server fails with its own certificate or key
    .cause-2 = a device in between ends the connection when it sees the certificate or the name
    .do-1 = Ask the operator of the endpoint for the server's log of that moment.
    .do-2 = { explain-step-elsewhere }
    .source-1 = RFC 8446, section 6.2

explain-finding-endpoint-lacks-version = The endpoint accepts no version at or above the one that is required.
    .means = Connections that succeed today use only an old version.
    .determined-1 = By the endpoint's answers: it rejected every tested version at or above the required one.
    .cause-1 = a server or appliance that was never updated
    .cause-2 = a proxy or load balancer in front of the service that terminates TLS itself
    .do-1 = Ask the operator of the endpoint to enable TLS 1.2. No change on this host can help.
    .do-2 = { explain-step-elsewhere }
    .source-1 = { explain-source-deprecation }

explain-finding-endpoint-refuses-all = The endpoint answers in TLS and rejects every version that was tested.
    .determined-1 = By the endpoint's answers: it rejected every tested version, and its answers are TLS.
    .cause-1 = the endpoint is limited to a version that was not tested
    .cause-2 = the wrong port or name
    .cause-3 = a server without a usable certificate
    .do-1 = Check the port and the name.
    .do-2 = Test every version: --versions ssl3,1.0,1.1,1.2,1.3.
    .do-3 = { explain-step-operator }
    .source-1 = RFC 8446, section 6.2

explain-finding-endpoint-accepts-refused = The endpoint accepts a version that it was expected to reject.
    .means = The expectation comes from --refuse, or from refuse in endpoints.toml.
    .determined-1 = By the endpoint's answer, which selects that version.
    .cause-1 = the old version was never disabled
    .cause-2 = one of several servers behind the address was forgotten
    .do-1 = Disable the version at the endpoint, or remove it from the expectation.
    .source-1 = { explain-source-deprecation }
    .source-2 = RFC 7568: SSL 3.0 must not be used

explain-finding-endpoint-refuses-name = The endpoint does not recognize the server name: it answers with the alert
    unrecognized_name.
    .means = This says nothing about versions.
    .determined-1 = By the fatal alert unrecognized_name (112) after a ClientHello with the server name.
    .cause-1 = a name that is misspelled or no longer in use
    .cause-2 = an address without the name that belongs to it
    .cause-3 = --sni with a wrong name
    .do-1 = Check the name.
    .do-2 = For an address, add the name of the service: --sni NAME, or check NAME --connect ADDRESS.
    .source-1 = RFC 6066, section 3

explain-finding-endpoint-not-tls = The service on this port answers, but not in TLS.
    .determined-1 = By the bytes of the answer: they are not TLS records, or they repeat the ClientHello (an echo
        service).
    .cause-1 = the wrong port
    .cause-2 = a captive portal or a proxy that answers for the endpoint
    .cause-3 = a service that starts TLS only on request (STARTTLS)
    .do-1 = { explain-step-port }
    .do-2 = Look at what answered: the finding shows which protocol the answer looks like.
    .source-1 = RFC 8446, section 5.1

explain-finding-endpoint-invalid-answer = The answer looks like TLS but breaks its rules, so nothing was concluded from
    it.
    .determined-1 = By the bytes of the answer, such as a version or cipher suite that was not offered, a wrong length,
        or a truncated answer.
    .cause-1 = a device that forges or damages answers
    .cause-2 = a broken server
    .do-1 = { explain-step-elsewhere }
    .do-2 = Look at the attempts in the JSON report: they show what was offered and how each attempt ended.
    .source-1 = RFC 8446, sections 4.1.3 and 5.1

explain-finding-endpoint-wants-client-certificate = The endpoint requests a client certificate.
    .means = tlsready has none to present; an agent has its own. The version is settled before that, so this is not a
        fault.
    .determined-1 = By a CertificateRequest in the handshake.
    .cause-1 = a service that identifies its agents by certificates
    .do-1 = Change nothing for the version. If the agent fails, check the agent's own certificate.
    .source-1 = RFC 8446, section 4.3.2
    .source-2 = RFC 5246, section 7.4.4

explain-finding-endpoint-unstable = The endpoint answered the same ClientHello differently in different attempts.
    .determined-1 = By several attempts with the same version, of which some were accepted and others rejected.
    .cause-1 = several servers behind one address with different settings
    .cause-2 = a server or device that is overloaded
    .do-1 = { explain-step-every-server }
    .do-2 = Repeat with --retries 5, and with --all-addresses.

explain-finding-addresses-differ = The addresses of the endpoint differ in the versions that they accept, or in whether they
    answer.
    .means = Which one a program gets depends on the order of DNS, so it may work at times only.
    .determined-1 = By probing every address (--all-addresses), or by an address that was tried and did not answer before
        another did.
    .cause-1 = several servers with different settings
    .cause-2 = IPv4 and IPv6 that lead through different devices
    .do-1 = { explain-step-every-server }

explain-finding-endpoint-limits-connections = The endpoint, or a device before it, limits connections: it cut off
    ClientHellos that it answered at other times.
    .means = What was cut off was repeated with nothing else open. Versions that were answered then are reported as
        accepted; those for which the limit left no time are unknown.
    .determined-1 = By repeating each attempt that was cut off, alone, between two ClientHellos that had been answered.
    .cause-1 = a limit of connections per second, at a time, or after a failed handshake
    .cause-2 = several servers behind one address, of which some do not work
    .do-1 = Check this endpoint alone, with --per-address 1 and --rate 1/s.
    .do-2 = { explain-step-every-server }

explain-finding-endpoint-wants-other-hello = The endpoint answers with a fatal alert that is not about the version.
    .means = It may accept a program whose ClientHello contains what it expects.
    .determined-1 = By the alert: one about a certificate, access, an extension, or the application protocol.
    .cause-1 = a server that requires a client certificate, an application protocol (ALPN), or an extension
    .do-1 = Ask the operator of the endpoint which ClientHello it expects.

## Explained: Certificates

explain-finding-certificate-not-trusted = This host does not trust the endpoint's certificate.
    .means = This does not affect the version, but a program that verifies certificates, as agents do, ends the
        connection here.
    .determined-1 = By verifying the certificate with the platform's library or with rustls; the evidence shows with
        which.
    .cause-1 = the root certificate of the certificate's CA is missing on this host
    .cause-2 = a device in between that inspects TLS and presents its own certificate
    .cause-3 = a certificate that has expired or is for another name, or this host's clock is wrong
    .cause-4 = a server that does not send the certificates between its own and the root
    .do-1 = Look at the issuer in the evidence. If it is your own proxy, exempt the endpoint from inspection. If it is a
        public CA, update this host's root certificates. If it is your private CA, add it to this host's root
        certificates.
    .do-2 = { explain-step-clock }
    .do-3 = Add --require-trust to count this as an expectation that is not met.
    .source-1 = RFC 5280, section 6
    .source-2 = RFC 9525, section 6

explain-finding-certificate-judged-differently = The platform's library and rustls disagree: one trusts the certificate,
    and the other does not.
    .means = Programs on this host will differ in the same way.
    .determined-1 = By comparing the verification of the native prober with that of rustls.
    .cause-1 = the platform finds missing certificates by itself, and rustls does not
    .cause-2 = rustls is stricter: it requires names in subjectAltName, and no CA certificate as a server's
    .do-1 = Ask the operator of the endpoint to send the whole chain.
    .do-2 = Have the certificate reissued if it breaks a rule.
    .source-1 = RFC 5280, section 6
    .source-2 = RFC 9525, section 6

## Explained: Answers that prove little

explain-finding-endpoint-answers-differ = The endpoint speaks TLS but accepts no ClientHello: it answers some with an
    alert, and resets, closes or ignores others.
    .means = Which versions it supports is unknown.
    .determined-1 = By how the attempts ended: none was accepted, and at least one got an answer in TLS.
    .cause-1 = several servers behind one address
    .cause-2 = a device in between that blocks some ClientHellos and lets others through
    .cause-3 = a server that requires another name, port or certificate before it selects anything
    .do-1 = { explain-step-more-retries }
    .do-2 = { explain-step-elsewhere }
    .do-3 = Ask the operator of the endpoint which versions it serves.
    .source-1 = RFC 8446, section 6.2

explain-finding-no-tls-answer = The port accepts connections, but every ClientHello is ignored or ends the connection.
    .means = Because no version was ever answered here, this does not count as a rejection.
    .determined-1 = By how the attempts ended: the connections were made, and none got an answer in TLS.
    .cause-1 = a firewall that ends connections once it has seen the name
    .cause-2 = the wrong port
    .cause-3 = a server that rejects without an alert, or hangs
    .do-1 = { explain-step-elsewhere }
    .do-2 = { explain-step-longer-timeout }

explain-finding-downgrade-contradiction = The endpoint signals that it supports a higher version, but a connection with
    that version failed.
    .means = A server marks its random value when it selects a lower version than it could (RFC 8446).
    .determined-1 = By the mark in the random value of a ServerHello, while the higher version was rejected or its
        answer was not valid.
    .cause-1 = a device in between that blocks or changes a ClientHello of the higher version
    .cause-2 = several servers behind one address
    .do-1 = { explain-step-elsewhere }
    .do-2 = Look for a device that inspects TLS and is too old for the higher version.
    .source-1 = RFC 8446, section 4.1.3

## Explained: The endpoint was not reached

explain-finding-name-not-resolved = This host cannot resolve the name to an address.
    .means = The endpoint was not contacted, so this says nothing about TLS.
    .determined-1 = By the answer of this host's resolver.
    .cause-1 = a name that is misspelled
    .cause-2 = a DNS server that knows only internal names
    .cause-3 = a network where only the proxy resolves names
    .cause-4 = -4 or -6 for a name without such an address
    .do-1 = Test the name: nslookup NAME.
    .do-2 = Behind a proxy, add --proxy URL. With a known address, add --connect ADDRESS.
    .source-1 = RFC 1035, section 4.1.1

explain-finding-dns-no-answer = No DNS server gave this host an answer about the name.
    .means = The endpoint was not contacted. Whether the name exists is unknown, so this is not about its spelling.
    .determined-1 = By the number of the system's resolver (EAI_AGAIN, EAI_FAIL, WSATRY_AGAIN), or because it did not answer
        in time.
    .cause-1 = a host without a network connection
    .cause-2 = a DNS server that is down, not reachable, or refuses this host
    .cause-3 = a network where only the proxy resolves names
    .do-1 = Check the network connection and the addresses of the DNS servers.
    .do-2 = Behind a proxy, add --proxy URL. With a known address, add --connect ADDRESS.
    .source-1 = RFC 3493, section 6.1

explain-finding-no-address-of-family = -4 or -6 requests an address family that this endpoint does not have here.
    .means = The name resolves to addresses of the other family only, or the address that was given is of the other
        family. The endpoint was not contacted.
    .determined-1 = By the addresses that the name resolves to, or by the address that was given.
    .cause-1 = -6 with an IPv4 address, or with a name that has no AAAA record
    .cause-2 = -4 with an IPv6 address, or with a name that has no A record
    .do-1 = Omit -4 or -6.

explain-finding-connection-refused = The address answered that no service listens on this port.
    .means = This says nothing about TLS.
    .determined-1 = { explain-determined-system-error }
    .cause-1 = the wrong port
    .cause-2 = a service that is not running
    .cause-3 = a firewall that rejects connections openly
    .do-1 = Check the port, and whether the service is running.
    .source-1 = RFC 9293, section 3.5.2

explain-finding-connect-timeout = The attempt to connect got no answer.
    .means = This says nothing about TLS.
    .determined-1 = By the TCP connection, which was not established in time.
    .cause-1 = a firewall that drops the packets
    .cause-2 = an address that is wrong or not in use
    .cause-3 = a network that only the proxy can leave
    .do-1 = Allow TCP to this address and port.
    .do-2 = Behind a proxy, add --proxy URL.
    .do-3 = On a slow line, add --timeout 15s.

explain-finding-unreachable = The system reports that it has no route to the address.
    .means = This says nothing about TLS.
    .determined-1 = { explain-determined-system-error }
    .cause-1 = no route, or no IPv6 on this host
    .cause-2 = a VPN that is down
    .cause-3 = a firewall on this host
    .do-1 = Check the routes, the firewall and the VPN of this host.
    .do-2 = Try an address of the other family: -4 or -6.

explain-finding-proxy-refused = The proxy did not open a tunnel to the endpoint.
    .means = The endpoint was not contacted, so this says nothing about TLS.
    .determined-1 = By the proxy's answer to CONNECT, or because the proxy could not be reached, did not answer in time,
        or broke the connection.
    .cause-1 = the proxy does not allow CONNECT to this host or port (403)
    .cause-2 = the proxy requires a user name and a password (407)
    .cause-3 = the proxy cannot reach the endpoint itself (502, 504)
    .cause-4 = the address of the proxy is wrong
    .cause-5 = the proxy accepts only NTLM or Kerberos, which tlsready does not support
    .do-1 = Have the proxy allow CONNECT to this host and port, without TLS inspection.
    .do-2 = If the proxy requires a password, give the user (--proxy http://user@host:port) and set the variable
        TLSREADY_PROXY_PASSWORD to the password.
    .do-3 = If the proxy accepts only NTLM or Kerberos, give the address of a local proxy that signs in for this host.
    .source-1 = RFC 9110, sections 9.3.6 and 15.5.8

## Explained: This host and this run

explain-finding-host-exhausted = This host ran out of a resource that a connection needs: descriptors, ports or memory.
    .means = This says nothing about the endpoint.
    .determined-1 = { explain-determined-system-error }
    .cause-1 = a low limit of open files
    .cause-2 = too many concurrent connections
    .do-1 = { explain-step-fewer-connections }
    .do-2 = { explain-step-file-limit }

explain-finding-host-stack-stalled = This host's own TLS library was still busy when the time was over.
    .means = This says nothing about the endpoint.
    .determined-1 = By the time that a call into the library took, compared with the deadline (--timeout).
    .cause-1 = a machine that is too busy
    .cause-2 = a library that waits for something, such as a list of revoked certificates
    .do-1 = { explain-step-slow-stack-timeout }
    .do-2 = Look for what keeps the machine busy, and check again.
    .do-3 = { explain-step-wire-only }

explain-finding-run-stopped = The run was stopped before this endpoint was finished.
    .means = The report shows what was observed until then.
    .determined-1 = By the attempts for this endpoint that were not made or not finished when the run was stopped.
    .cause-1 = Ctrl-C, or SIGTERM
    .cause-2 = --deadline
    .do-1 = Run it again; if --deadline stopped it, with a longer one.

explain-finding-host-offer-unknown = What this host offers is unknown, so whether it shares a version with the endpoint
    is unknown, too.
    .means = What the endpoint accepts is known.
    .determined-1 = By the native prober, which was not used or reached no conclusion, and by the host's settings, which
        do not settle it.
    .cause-1 = the native prober was not used (--probers)
    .cause-2 = a TLS library that tlsready cannot examine
    .cause-3 = a build of tlsready with its own library
    .do-1 = { explain-step-host }
    .do-2 = Check with all probers: omit --probers.

explain-finding-not-enough-tried = No prober of this run could answer the question.
    .means = The question is which versions the endpoint accepts, or whether this host trusts its certificate.
    .determined-1 = By the probers and versions of this run, none of which covers the question.
    .cause-1 = --probers without wire: the other probers can offer only what their library allows
    .cause-2 = --versions without the version that is required
    .cause-3 = --probers without one that verifies certificates (native where the platform verifies them, rustls), where
        a trusted one is expected (--require-trust, trust = true in endpoints.toml)
    .do-1 = Omit --probers and --versions, or add wire. If trust is expected, add rustls.
