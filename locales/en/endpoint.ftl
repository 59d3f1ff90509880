### What is concluded about an endpoint: what was seen, what it means, what to do.

## How an attempt ended. Clauses.

endpoint-handshake-completed = the handshake completed

# $alert (Verbatim)
endpoint-alert = the endpoint answered with alert { $alert }

# $alert (Verbatim)
endpoint-alert-about-name = alert { $alert }, which concerns the server name and not the version

# $after (Verbatim) The last message that was seen: ClientHello, ServerHello.
endpoint-reset = the connection was reset after the { $after }

# $after (Verbatim)
endpoint-closed = the connection was closed after the { $after }

# $waited (Duration)
endpoint-silent = no answer to the ClientHello within { $waited }

# $waited (Duration)
# $after (Verbatim)
endpoint-silent-later = nothing more within { $waited } after the { $after }

# $bytes (Count)
# $waited (Duration)
endpoint-dripped = { $bytes ->
        [one] { $bytes } byte within { $waited }, which is not a complete answer to the ClientHello
       *[other] { $bytes } bytes within { $waited }, which are not a complete answer to the ClientHello
    }

# $protocol (Code)
endpoint-not-tls = { $protocol ->
        [http] the answer is plain HTTP, not TLS
        [ssh] the answer is the banner of an SSH server, not TLS
        [smtp] the answer is the greeting of an SMTP server, not TLS
        [ftp] the answer is the greeting of an FTP server, not TLS
        [imap] the answer is the greeting of an IMAP server, not TLS
        [pop3] the answer is the greeting of a POP3 server, not TLS
        [echo] the answer is an echo of the ClientHello, not TLS
        [ssl2] the answer is SSL 2.0, not TLS
        [text] the answer is text of an unknown protocol, not TLS
       *[unknown] the answer is data of an unknown protocol, not TLS
    }

# $problem (Message)
endpoint-invalid = the answer breaks the rules of TLS: { $problem }

# $structure (Verbatim)
endpoint-problem-truncated = a length exceeds the end of { $structure }

# $structure (Verbatim)
endpoint-problem-trailing = extra bytes follow { $structure }

# $length (Count)
endpoint-problem-session-id = a session ID claims { $length } bytes, more than TLS allows

# $length (Count)
endpoint-problem-record-length = a record claims { $length } bytes, more than TLS allows

# $length (Count)
endpoint-problem-message-length = a handshake message claims { $length } bytes

# $type (Count)
endpoint-problem-record-type = a record of type { $type } is not allowed there

# $type (Count)
endpoint-problem-message-type = a handshake message of type { $type } is in the place of a ServerHello

# $number (Verbatim)
endpoint-problem-version = the selected version { $number } does not exist

# $version (Version)
endpoint-problem-version-too-high = it selects { $version }, which is higher than any version offered

# $suite (Verbatim)
endpoint-problem-suite = it selects the cipher suite { $suite }, which was not offered

# $group (Verbatim)
endpoint-problem-group = it selects the group { $group }, which was not offered

endpoint-problem-compression = it selects compression, which was not offered

endpoint-problem-extension = it contains the same extension twice

endpoint-problem-flood = it sends more than any handshake needs, without an answer

endpoint-library-offered-nothing = this host's TLS library offered no version

endpoint-library-gave-up = this host's TLS library gave up after the endpoint's answer

# $alert (Verbatim)
endpoint-library-gave-up-with-alert = this host's TLS library gave up after the endpoint's answer, with alert { $alert }

# $text (Verbatim)
endpoint-evidence-words = { $text }

endpoint-evidence-no-address = the resolver returned no address

# $text (Verbatim)
endpoint-evidence-no-ipv6 = { $text } (this host has no IPv6 address to connect from)

# $name (Verbatim)
endpoint-evidence-not-server-name = { $name } is not a valid server name

endpoint-evidence-closed-during = the endpoint closed the connection during the handshake

endpoint-evidence-closed-after = the endpoint closed the connection right after the handshake

endpoint-evidence-too-much-data = the endpoint sent more data than a handshake needs

endpoint-evidence-already-ended = the handshake was already over

endpoint-evidence-no-reply = it closed the connection without a reply

# $reply (Verbatim)
endpoint-evidence-closed-after-reply = it closed the connection after { $reply }

endpoint-evidence-endless-reply = its reply does not end

# $limit (Count)
endpoint-evidence-too-many-headers = its reply has more than { $limit } header lines

# $problem (Verbatim)
# $reply (Verbatim)
endpoint-evidence-not-http = its reply is not HTTP ({ $problem }): { $reply }

# $limit (Count)
endpoint-evidence-too-many-interim = it sent more than { $limit } interim replies (1xx) and no final reply

# $text (Message)
endpoint-library-says = this host's TLS library reports: { $text }

endpoint-certificate-not-trusted = this host does not trust the certificate

endpoint-prober-cannot = this prober cannot offer that version

# $text (Message)
endpoint-out-of-resources = this host is out of local resources: { $text }

# $waited (Duration)
endpoint-library-stalled = this host's TLS library was busy for { $waited } and did not return

endpoint-stopped = the run was stopped before this attempt finished

# $text (Message)
endpoint-not-resolved = the name does not resolve: { $text }

# $waited (Duration)
endpoint-resolver-silent = the resolver did not answer within { $waited }

endpoint-no-address-of-family = the name has no address of the requested family

endpoint-connection-refused = the connection was refused

# $waited (Duration)
endpoint-connect-silent = the connection attempt was not answered within { $waited }

# $text (Message)
endpoint-no-route = there is no route to the address: { $text }

# $text (Message)
endpoint-connect-failed = the connection attempt failed: { $text }

# $flag (Verbatim)
endpoint-proxy-wants-password = the proxy requires a user and a password (407): { $flag }

# $code (Verbatim)
# $text (Verbatim)
endpoint-proxy-refused = the proxy refused the tunnel: { $code } { $text }

# $seen (Message)
endpoint-proxy-unreached = the proxy was not reached: { $seen }

# $text (Message)
endpoint-proxy-broken = the proxy broke off: { $text }

# $waited (Duration)
endpoint-proxy-silent = the proxy did not answer within { $waited }

## What was concluded for one version, and why. Clauses.

# $hello (Code)
# $version (Version)
# $answer (Verbatim) ServerHello, HelloRetryRequest.
# $suite (Verbatim)
endpoint-accepts-version = { $hello ->
        [short] the endpoint answers with a { $answer } to a short { $version } ClientHello, cipher suite { $suite }
        [rsa-key-exchange] the endpoint answers with a { $answer } to a { $version } ClientHello that offers RSA key
            exchange alone, cipher suite { $suite }
        [every-suite] the endpoint answers with a { $answer } to a { $version } ClientHello with rare cipher suites and to
            no other, cipher suite { $suite }
        [no-key-share] the endpoint answers with a { $answer } to a { $version } ClientHello without a key share, cipher
            suite { $suite }
       *[standard] the endpoint answers with a { $answer } to a { $version } ClientHello, cipher suite { $suite }
    }

# $version (Version)
# $accepted (Count)
# $attempts (Count)
endpoint-accepts-sometimes = the endpoint accepted { $version } in { $accepted } of { $attempts } attempts; the servers
    behind its address may differ

# $version (Version)
endpoint-stopped-before = the run was stopped before { $version } was answered

# $version (Version)
# $seen (Message)
endpoint-stopped-midway = the run was stopped before every { $version } ClientHello was tried; the first attempt:
    { $seen }

# $version (Version)
endpoint-no-prober = no prober of this run could try { $version }

# $version (Version)
# $lower (Version)
endpoint-answers-lower = the endpoint answers a { $version } ClientHello with { $lower }

# $version (Version)
# $alert (Verbatim)
endpoint-rejects-version = the endpoint rejects { $version } with alert { $alert }

# $version (Version)
# $alert (Verbatim)
# $attempts (Count)
endpoint-rejects-every-hello = { $attempts ->
        [one] the endpoint rejects { $version } with alert { $alert }
       *[other] the endpoint rejects { $version } with alert { $alert } (in { $attempts } attempts with different
            ClientHellos)
    }

# $version (Version)
# $attempts (Count)
# $accepted (Versions)
endpoint-resets-after-hello = { $attempts ->
        [one] the endpoint resets the connection after a { $version } ClientHello, while it accepts { $accepted }
       *[other] the endpoint resets the connection after a { $version } ClientHello (in { $attempts } attempts with
            different ClientHellos), while it accepts { $accepted }
    }

# $version (Version)
# $attempts (Count)
# $accepted (Versions)
endpoint-closes-after-hello = { $attempts ->
        [one] the endpoint closes the connection after a { $version } ClientHello, while it accepts { $accepted }
       *[other] the endpoint closes the connection after a { $version } ClientHello (in { $attempts } attempts with
            different ClientHellos), while it accepts { $accepted }
    }

# $version (Version)
# $accepted (Versions)
endpoint-does-not-answer = the endpoint does not answer a { $version } ClientHello, while it accepts { $accepted }

# $seen (Message)
endpoint-nothing-accepted = { $seen }, and no version is accepted at this address

# $version (Version)
# $seen (Message)
endpoint-library-alone-tried = { $seen }, in answer to the { $version } ClientHello of this host's TLS library; other
    ClientHellos, which may be accepted, were not tried

endpoint-no-prober-at-all = no prober of this run could determine whether the endpoint accepts any version

## Evidence: what several versions have in common is one clause.

# $versions (Versions)
endpoint-seen-accepted = { $versions } accepted

# $versions (Versions)
# $suite (Verbatim)
endpoint-seen-accepted-suite = { $versions } accepted ({ $suite })

# $versions (Versions)
# $answer (Verbatim)
endpoint-seen-accepted-by = { $versions } accepted (by { $answer })

# $versions (Versions)
endpoint-seen-unstable = { $versions } accepted in some attempts only

# $versions (Versions)
# $lower (Version)
endpoint-seen-lower = { $versions } answered with { $lower }

# $versions (Versions)
endpoint-seen-rejected = { $versions } rejected with an alert

# $versions (Versions)
# $alert (Verbatim)
endpoint-seen-alert = { $versions } rejected with alert { $alert }

# $versions (Versions)
endpoint-seen-reset = { $versions } rejected by resetting the connection

# $versions (Versions)
endpoint-seen-closed = { $versions } rejected by closing the connection

# $versions (Versions)
endpoint-seen-silent = { $versions } not answered

# $versions (Versions)
endpoint-seen-library-alone = { $versions } unknown (only this host's TLS library tried, and got no answer)

# $versions (Versions)
# $alert (Verbatim)
endpoint-seen-library-alone-alert = { $versions } unknown (only this host's TLS library tried, and got alert { $alert })

# $versions (Versions)
# $why (Message)
endpoint-seen-unknown = { $versions } unknown: { $why }

# $version (Version)
endpoint-seen-default-answered = this host's default ClientHello was answered with { $version }

# $offered (Versions)
# $alert (Verbatim)
endpoint-seen-default-rejected = this host's default ClientHello, which offers { $offered }, was rejected with alert
    { $alert }

# $seen (Message)
endpoint-seen-default = this host's default ClientHello: { $seen }

endpoint-seen-default-not-tried = this host's default ClientHello was not tried

# $version (Version)
# $why (Message)
endpoint-seen-host-version = { $version } on this host: { $why }

# $versions (Versions)
endpoint-seen-accepts = the endpoint accepts { $versions }

# $version (Version)
endpoint-seen-connects = this host connects with { $version }

endpoint-seen-sentinel = downgrade marker in a ServerHello

endpoint-seen-certificate-request = a CertificateRequest in the handshake

# $probers (List)
endpoint-seen-probers = probers that were tried: { $probers }

# $names (List)
# $more (Count)
# $subject (Verbatim)
# $issuer (Verbatim)
# $from (Verbatim)
# $to (Verbatim)
endpoint-seen-certificate = { $more ->
        [0] a certificate for { $names } ({ $subject }), issued by { $issuer }, valid from { $from } to { $to }
       *[other] a certificate for { $names } (and { $more } more; { $subject }), issued by { $issuer }, valid from
            { $from } to { $to }
    }

# $subject (Verbatim)
# $issuer (Verbatim)
# $from (Verbatim)
# $to (Verbatim)
endpoint-seen-certificate-without-name = a certificate without a name ({ $subject }), issued by { $issuer }, valid from
    { $from } to { $to }

endpoint-seen-certificate-unreadable = a certificate that cannot be read

# $prober (Code)
endpoint-seen-judged = { $prober ->
        [native] judged by this host's TLS library
       *[other] judged by { $prober }
    }

# $prober (Code)
# $why (Message)
endpoint-seen-not-trusted = { $prober ->
        [native] not trusted by this host's TLS library: { $why }
       *[other] not trusted by { $prober }: { $why }
    }

## Summaries of what is as it should be.

# $accepted (Versions)
# $version (Version)
endpoint-ready = The endpoint accepts { $accepted }. By default, this host connects with { $version }.

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
endpoint-lacks-version = No common version: the endpoint accepts { $accepted } and rejects { $rejected }, and
    { $require } is required.

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

endpoint-cause-not-tls = The service on this port does not speak TLS.

endpoint-cause-invalid-answer = The answer is not valid TLS, so the version is unknown.

endpoint-cause-name-refused = The endpoint does not recognize this server name, so its versions are unknown.

endpoint-cause-local-limit = This host ran out of a resource that a connection needs, so the endpoint was not tried.

endpoint-cause-local-stall = This host's TLS library did not return in time, so the endpoint was not fully tried.

endpoint-cause-canceled = The run was stopped before the endpoint was tried.

endpoint-cause-not-enough = Not enough was tried to determine which versions the endpoint accepts.

endpoint-cause-mixed-answers = The endpoint speaks TLS, but it ends different ClientHellos in different ways and accepts
    none. Which versions it accepts is unknown.

endpoint-cause-no-answer = The port accepts connections, but no ClientHello gets an answer.

## Summaries: worth knowing of any endpoint.

# $versions (Versions)
endpoint-accepts-refused = The endpoint accepts { $versions }, which it must reject.

# $version (Version)
endpoint-contradicts-itself = The server signals that it supports { $version }, but a connection with { $version }
    failed: a device in between may be blocking it.

endpoint-unstable = The endpoint answers the same ClientHello differently from attempt to attempt.

endpoint-wants-client-certificate = The endpoint requests a client certificate, which tlsready does not have. Agents
    bring their own.

# $why (Message)
endpoint-not-trusted = This host does not trust the endpoint's certificate: { $why }.

# $prober (Code)
endpoint-judged-differently = { $prober ->
        [native] Only this host's TLS library does not trust the certificate, so programs on this host may differ.
       *[other] Only { $prober } does not trust the certificate, so programs on this host may differ.
    }

# $problem (Code)
endpoint-trust-problem = { $problem ->
        [self-signed] it is self-signed
        [private-issuer] its CA is private, or unknown to this host
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
endpoint-do-compare-suites = Compare the cipher suites: { $check } shows what the endpoint selects, { $host } shows what
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
endpoint-do-allow-tunnel = Allow { $method } to this host name and port on the proxy. Check the address, user, and
    password of the proxy.

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

# $problem (Code)
endpoint-do-trust = { $problem ->
        [self-signed] Add it or its CA to the roots of this host, if programs on this host should trust it.
        [private-issuer] Add it or its CA to the roots of this host, if programs on this host should trust it.
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

## Short words.

# Why a conclusion was drawn, to be read after a count of endpoints or after a version.
# $reason (Code)
endpoint-reason = { $reason ->
        [server-hello] ServerHello of that version
        [hello-retry-request] HelloRetryRequest
        [unstable] accepted in some attempts only
        [answers-lower] answered with a lower version
        [alert-protocol-version] alert protocol_version (70)
        [alert-other] fatal alert
        [reset] connection reset after the ClientHello
        [closed] connection closed after the ClientHello
        [silent] no answer to the ClientHello
        [reset-no-tls] connection reset, no answer in TLS
        [closed-no-tls] connection closed, no answer in TLS
        [silent-no-tls] no answer at all
        [mixed-answers] different answers to different ClientHellos
        [name-refused] server name rejected
        [invalid-answer] answer breaks the rules of TLS
        [not-tls] answer is not TLS
        [not-resolved] name not resolved
        [no-address-of-family] no address of the requested family
        [connection-refused] connection refused
        [connect-timeout] connection timed out
        [unreachable] no route to host
        [proxy-refused] proxy refused the tunnel
        [local-limit] out of local resources
        [local-stall] this host's TLS library hung
        [canceled] run stopped early
        [prober-off] the prober that could determine it was off
        [not-asked] version was not selected
       *[other] { $reason }
    }
