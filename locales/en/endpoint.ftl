### What was seen of an endpoint: how attempts ended, and the evidence of findings.

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

# $bytes (Count)
endpoint-evidence-closed-withheld = { $bytes ->
        [one] it closed the connection after { $bytes } byte (not shown, since a password was sent to it)
       *[other] it closed the connection after { $bytes } bytes (not shown, since a password was sent to it)
    }

# $problem (Verbatim)
endpoint-evidence-not-http-withheld = its reply is not HTTP ({ $problem }; not shown, since a password was sent to it)

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

# $attempts (Count)
endpoint-never-answered = not tried: no connection to this address was answered in this run ({ $attempts } attempts)

endpoint-connection-reset = the connection was reset as soon as it was open

# $waited (Duration)
endpoint-connect-silent = the connection attempt was not answered within { $waited }

# $text (Message)
endpoint-no-route = there is no route to the address: { $text }

# $text (Message)
endpoint-connect-failed = the connection attempt failed: { $text }

# $text (Verbatim)
endpoint-resolver-failed = no DNS server gave an answer: { $text }

endpoint-proxy-rejects-password = the proxy rejects the user and the password (407)

# $schemes (List)
endpoint-proxy-other-scheme = the proxy requires authentication by { $schemes } (407)

# $code (Verbatim)
endpoint-proxy-refused-with = the proxy refused the tunnel: { $code }

# $name (Verbatim)
endpoint-seen-server-name = the server name that was sent is { $name }

endpoint-seen-no-server-name = no server name was sent

# $name (Verbatim)
endpoint-seen-not-for-name = none of its names matches { $name }

# $flag (Verbatim)
endpoint-proxy-wants-password = the proxy requires a user and a password (407), and none was given ({ $flag })

# $code (Verbatim)
# $text (Verbatim)
endpoint-proxy-refused = the proxy refused the tunnel: { $code } { $text }

# $seen (Message)
endpoint-proxy-unreached = the proxy was not reached: { $seen }

# $text (Message)
endpoint-proxy-broken = the proxy broke off: { $text }

# $waited (Duration)
endpoint-proxy-silent = the proxy did not answer within { $waited }

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

# $version (Version)
endpoint-seen-default-calculated = calculated: by default, this host offers what the endpoint selects at { $version }; its
    TLS library was not tried

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
