### Why a version counts as accepted, rejected, unknown or not tested: the words of each reason, and what
### `tlsready explain` says about it.

## Short words

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
        [limits-connections] cut off, as were ClientHellos that it had answered
        [not-repeated] cut off, and not repeated
        [alert-not-about-version] alert about something other than the version
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
        [proxy-refused] no tunnel through the proxy
        [local-limit] out of local resources
        [local-stall] this host's TLS library hung
        [canceled] run stopped early
        [prober-off] the prober that could determine it was off
        [not-asked] version was not selected
       *[other] { $reason }
    }

## What was concluded for one version, and why. Clauses.

# $hello (Code)
# $version (Version)
# $answer (Verbatim) ServerHello, HelloRetryRequest.
# $suite (Verbatim)
endpoint-accepts-version = { $hello ->
        [browser] the endpoint answers with a { $answer } to a { $version } ClientHello like that of a browser, cipher
            suite { $suite }
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

# $version (Version)
# $seen (Message)
endpoint-limits-connections = { $seen }, in answer to a { $version } ClientHello; but ClientHellos that the endpoint had
    answered were cut off too, so { $version } may be accepted

# $version (Version)
# $seen (Message)
endpoint-not-repeated = { $seen }, in answer to a { $version } ClientHello; the attempt was not repeated with nothing else
    open, so { $version } may be accepted

# $alert (Verbatim)
endpoint-alert-not-about-version = the endpoint answers with alert { $alert }, which is not about the version

# $seen (Message)
endpoint-nothing-accepted = { $seen }, and no version is accepted at this address

# $version (Version)
# $seen (Message)
endpoint-library-alone-tried = { $seen }, in answer to the { $version } ClientHello of this host's TLS library; other
    ClientHellos, which may be accepted, were not tried

endpoint-no-prober-at-all = no prober of this run could determine whether the endpoint accepts any version

## Explained: Accepted

explain-reason-server-hello = Accepted: the endpoint answered with a ServerHello of this version and a cipher suite that
    was offered.
    .means = What comes after it, such as a request for a client certificate or an alert, does not change that.
    .source-1 = RFC 8446, section 4.1.3
    .source-2 = RFC 5246, section 7.4.1.3

explain-reason-hello-retry-request = Accepted: the endpoint requested a second ClientHello with a HelloRetryRequest,
    which exists only in TLS 1.3.
    .source-1 = RFC 8446, section 4.1.4

explain-reason-unstable = Accepted in some attempts only: the same endpoint answered differently in others.
    .cause-1 = several servers behind one address with different settings
    .do-1 = { explain-step-every-server }

## Explained: Rejected

explain-reason-answers-lower = Rejected: the endpoint answered the ClientHello of this version with a lower version.
    .means = This is how a server says that it has nothing higher.
    .source-1 = RFC 5246, appendix E.1
    .source-2 = RFC 8446, section 4.2.1

explain-reason-alert-protocol-version = Rejected: the endpoint answered with the alert protocol_version (70).
    .source-1 = RFC 8446, section 6.2

explain-reason-alert-other = Rejected: the endpoint answered every ClientHello of this version, the uncommon ones
    included, with a fatal alert that does not state the version as its cause.
    .means = The report shows the alert.
    .cause-1 = no common cipher suite at this version: many servers reject old versions that way
    .cause-2 = a server without a certificate
    .source-1 = RFC 8446, section 6.2

explain-reason-reset = Rejected: the connection was reset after each ClientHello of this version. With nothing else open
    at the address, it was reset again, while another version was accepted right before and right after.
    .cause-1 = a server, firewall or load balancer that rejects versions without an alert

explain-reason-closed = Rejected: the connection was closed after each ClientHello of this version. With nothing else
    open at the address, it was closed again, while another version was accepted right before and right after.
    .cause-1 = a server that rejects versions without an alert

explain-reason-silent = Rejected: no ClientHello of this version got an answer, also with nothing else open at the
    address, while another version was accepted right before and right after.
    .cause-1 = a device that drops what it does not allow
    .do-1 = If the line is slow, check again with --timeout 15s.

## Explained: Unknown: the endpoint answers other ClientHellos

explain-reason-limits-connections = Unknown: the ClientHello of this version was cut off (reset, closed, or not answered),
    and so were ClientHellos that the endpoint had answered before.
    .means = The endpoint, or a device before it, limits connections: how many in a second, how many at a time, or how
        soon after a failure. Whether it accepts this version is not known.
    .cause-1 = a firewall, an intrusion detection system, or a load balancer that limits connections
    .cause-2 = a server that is overloaded
    .cause-3 = several servers behind one address, of which some do not work
    .do-1 = Check this endpoint alone, with --per-address 1, --rate 1/s, and a longer --timeout.

explain-reason-not-repeated = Unknown: the ClientHello of this version was cut off (reset, closed, or not answered), and
    the attempt was not repeated with nothing else open at the address.
    .means = Endpoints that limit connections cut off some of several, so being cut off once is not a rejection.
    .cause-1 = --retries 0
    .cause-2 = attempts that took too long for all of them to be repeated
    .do-1 = Check again with --retries 2.

explain-reason-alert-not-about-version = Unknown: the endpoint answered with a fatal alert about something other than the
    version: a certificate, access, an extension, or the application protocol.
    .means = Whether it accepts this version is not known. ClientHellos with and without a session id and ALPN were tried.
    .cause-1 = a server that expects an application protocol of its own (alert no_application_protocol)
    .cause-2 = a server that requires a client certificate or a pre-shared key
    .do-1 = Ask the operator of the endpoint which ClientHello it expects.
    .source-1 = RFC 8446, section 6.2
    .source-2 = RFC 7301, section 3.2

## Explained: Unknown: no version is accepted at the address

explain-reason-reset-no-tls = Unknown: the connection was reset after the ClientHello, and no version was accepted at
    this address.
    .means = The reason may therefore be something other than the version.
    .cause-1 = a firewall that ends connections once it has seen the name
    .cause-2 = the wrong port
    .do-1 = { explain-step-elsewhere }

explain-reason-closed-no-tls = Unknown: the connection was closed after the ClientHello, and no version was accepted at
    this address.
    .means = The reason may therefore be something other than the version.
    .cause-1 = a firewall that ends connections once it has seen the name
    .cause-2 = the wrong port
    .do-1 = { explain-step-elsewhere }

explain-reason-silent-no-tls = Unknown: no ClientHello of any version got an answer at this address.
    .cause-1 = a firewall that drops the packets after the ClientHello
    .cause-2 = the wrong port
    .cause-3 = a server that hangs
    .do-1 = { explain-step-elsewhere }
    .do-2 = { explain-step-longer-timeout }

explain-reason-mixed-answers = Unknown: different ClientHellos of this version ended differently (for example, one with
    an alert and another with a reset), and no version was accepted.
    .cause-1 = several servers behind one address
    .cause-2 = a device that blocks some ClientHellos and lets others through
    .do-1 = { explain-step-more-retries }
    .do-2 = { explain-step-elsewhere }

explain-reason-name-refused = Unknown: the endpoint rejected the server name with a fatal unrecognized_name (112), which
    says nothing about the version.
    .cause-1 = a wrong name, or an address without its name
    .do-1 = Check the name. For an address, add --sni NAME.
    .source-1 = RFC 6066, section 3

explain-reason-invalid-answer = Unknown: the answer breaks the rules of TLS.
    .means = Examples are a version or cipher suite that was not offered, a wrong length, or a truncated answer.
    .cause-1 = a device that forges or damages answers
    .cause-2 = a broken server
    .do-1 = { explain-step-elsewhere }
    .source-1 = RFC 8446, sections 4.1.3 and 5.1

explain-reason-not-tls = Unknown: the service that answers here does not speak TLS.
    .cause-1 = the wrong port
    .cause-2 = a captive portal or proxy that answers for the endpoint
    .do-1 = { explain-step-port }

## Explained: Unknown: the endpoint was not reached

explain-reason-not-resolved = Unknown: the name does not resolve, or the resolver did not answer.
    .means = The endpoint was not contacted.
    .cause-1 = see tlsready explain name-not-resolved
    .do-1 = { explain-step-finding }

explain-reason-no-address-of-family = Unknown: -4 or -6 requests an address family that this endpoint does not have
    here.
    .means = The name resolves to addresses of the other family only, or the address that was given is of the other
        family. The endpoint was not contacted.
    .cause-1 = -6 with an IPv4 address, or with a name that has no AAAA record
    .cause-2 = -4 with an IPv6 address, or with a name that has no A record
    .do-1 = { explain-step-finding }

explain-reason-connection-refused = Unknown: the connection was refused.
    .means = The TLS of the endpoint was not tested.
    .cause-1 = the wrong port, or a service that is not running
    .do-1 = { explain-step-finding }

explain-reason-connect-timeout = Unknown: the attempt to connect got no answer.
    .means = The endpoint was not contacted.
    .cause-1 = a firewall that drops the packets
    .do-1 = { explain-step-finding }

explain-reason-unreachable = Unknown: the system reports that it has no route to the address.
    .means = The endpoint was not contacted.
    .cause-1 = no route, no IPv6, or a VPN that is down
    .do-1 = { explain-step-finding }

explain-reason-proxy-refused = Unknown: the proxy did not open a tunnel.
    .means = The endpoint was not contacted.
    .cause-1 = the proxy forbids it, requires a password, or cannot be reached
    .do-1 = { explain-step-finding }
    .source-1 = RFC 9110, section 9.3.6

## Explained: Unknown: this host or this run

explain-reason-local-limit = Unknown: this host ran out of descriptors, ports or memory before the test.
    .do-1 = { explain-step-fewer-connections }
    .do-2 = { explain-step-file-limit }

explain-reason-local-stall = Unknown: this host's own TLS library was still busy when the time was over.
    .means = This says nothing about the endpoint.
    .cause-1 = a machine that is too busy
    .cause-2 = a library that waits for something, such as a list of revoked certificates
    .do-1 = { explain-step-slow-stack-timeout }
    .do-2 = { explain-step-wire-only }

explain-reason-canceled = Unknown: the run was stopped (Ctrl-C, --deadline) before this version was answered.
    .do-1 = Run it again.

explain-reason-prober-off = Not tested or unknown: the prober that could determine it was not used.
    .means = Not tested: no prober of this run can offer this version. Unknown: only this host's own TLS library tried
        it, and its ClientHello was rejected in a way that need not be about the version (an alert other than
        protocol_version, a reset, a close, silence): the reason may be the cipher suites and groups of that one
        library. The wire prober can offer each version, with several ClientHellos.
    .cause-1 = --probers without wire
    .do-1 = Omit --probers, or add wire to it.

explain-reason-not-asked = Not tested: the version was not requested.
    .do-1 = Add it to --versions.
