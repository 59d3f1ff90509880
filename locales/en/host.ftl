### What is concluded about this host.

# A name, a value, a path: never translated.
# $text (Verbatim)
host-verbatim = { $text }

# Several clauses about one thing.
# $clauses (Messages)
host-clauses = { $clauses }

# In place of a text that is not shown.
host-nothing = nothing

## Readiness

# $versions (Versions)
host-ready = By default, programs on this host offer { $versions }.
host-not-ready = By default, programs on this host offer neither TLS 1.2 nor TLS 1.3.
host-inconclusive = Whether programs on this host offer TLS 1.2 by default could not be determined.

## Findings

# $library (Verbatim)
host-default-below-tls12 = By default, programs that use { $library } on this host offer neither TLS 1.2 nor TLS
    1.3.
# $library (Verbatim)
host-default-only-tls13 = By default, programs that use { $library } on this host offer only TLS 1.3: they cannot
    connect to servers that accept nothing newer than TLS 1.2.
# $library (Verbatim)
host-default-lacks-tls13 = By default, programs that use { $library } on this host offer TLS 1.2 but not TLS 1.3.
host-tls13-not-needed = No change is needed for servers that accept TLS 1.2.
host-tls13-optional = No change is needed for servers that accept TLS 1.2. To offer TLS 1.3 as well:
# Evidence: why versions are not offered by default.
# $versions (Versions)
# $reason (Message)
host-version-reason = { $versions }: { $reason }

host-no-roots = This host has no root certificate that can be read: programs that verify certificates can trust no
    server.
# $count (Count)
host-no-roots-named = None of the root certificates that SSL_CERT_FILE and SSL_CERT_DIR name can be read: programs that
    read only these, such as those that use rustls, can trust no server. Programs that use OpenSSL also look in its own
    directory: { $count ->
        [one] it has 1 root certificate.
       *[other] it has { $count } root certificates.
    }
host-roots-late = The root certificates of this host could not be read in time: whether programs can verify certificates
    is unknown, and they may hang.
# $within (Duration)
host-not-read-within = reading did not end within { $within }
host-late-roots-remedy = Check SSL_CERT_FILE and SSL_CERT_DIR: a named pipe and a file on a network mount that does not
    answer are never read to the end.
# $library (Verbatim)
host-library-late-summary = { $library } did not return in time: what it offers is unknown, and programs that use it may
    hang.
host-late-library-remedy = Check OPENSSL_CONF and the files that it includes: a named pipe and a file on a network mount
    that does not answer are never read to the end.
# $source (Message)
host-roots-looked-at = looked for root certificates: { $source }
host-roots-fix-variables = Correct SSL_CERT_FILE and SSL_CERT_DIR, or unset them:
host-roots-install = Install the root certificates of the distribution. On Debian and Ubuntu:
host-roots-install-elsewhere = On Fedora, Red Hat, SUSE, and Alpine, install the package of the same name.

## Root certificates

# $files (List)
host-roots-files = { $files }
host-roots-usual = the usual files and directories
host-roots-nowhere = none of the usual files and directories exists
host-roots-windows = certificate store of Windows
host-roots-keychains = keychains
host-roots-given = the program that started the run

host-roots-export = not in a registry export
# $count (Count)
host-roots-more-problems =
    { $count ->
        [one] and 1 more problem
       *[other] and { $count } more problems
    }

## What could not be determined

# $why (Message)
host-not-determined = could not be determined: { $why }
# $library (Verbatim)
host-library-not-tried = what { $library } offers is unknown: this version of tlsready does not try it
# $library (Verbatim)
host-library-late = what { $library } offers is unknown: the library did not return in time

# $evidence (Verbatim)
host-unseen-not-started = the library does not start a handshake ({ $evidence })
host-unseen-offered-once = the library offered the version once and not a second time
host-unseen-no-answer = the library did not answer the test flight
host-unseen-unreadable-answer = the answer of the library to the test flight cannot be read
# $evidence (Verbatim)
host-unseen-no-server = the server for the TLS 1.3 test could not be set up ({ $evidence })
# $evidence (Verbatim)
host-unseen-broke-off = the TLS 1.3 test failed ({ $evidence })
host-unseen-nothing-in-common = the test server has nothing in common with the library
host-unseen-endless = the TLS 1.3 test handshake did not end
host-unseen-not-available = the library of this platform cannot be tried
host-unseen-nothing-written = the library wrote nothing and did not report why
host-unseen-no-known-version = its ClientHello has no known version
host-unseen-nothing-to-select = its ClientHello has nothing that could be selected for a test
host-unseen-control-failed = the library does not continue with its highest version either when it is tested like
    this
# $versions (Versions)
host-unseen-other-versions = when the version is requested, the ClientHello offers { $versions }

## What the hellos of the platform's library show

# $evidence (Verbatim)
host-platform-no-hello = by default, no ClientHello is sent at all: { $evidence }
# $why (Message)
host-platform-default-unknown = what programs offer by default could not be determined: { $why }
# $why (Message)
host-platform-version-unknown = whether the default ClientHello offers it could not be determined: { $why }
# $why (Message)
host-platform-request-unknown = what a program that requests it gets could not be determined: { $why }
# $evidence (Verbatim)
host-platform-default-only = offered by default; a program that requests it sends no ClientHello ({ $evidence })
host-platform-request-only = not in the default ClientHello; a program that requests it gets it
# $evidence (Verbatim)
host-platform-neither-here = not in the default ClientHello; a program like this one that requests it sends no
    ClientHello ({ $evidence }); programs that use the older interface may get it
# $evidence (Verbatim)
host-platform-neither = not in the default ClientHello; a program that requests it sends no ClientHello
    ({ $evidence })

## The screen of "tlsready host"

screen-host-ready = READY
screen-host-not-ready = NOT READY
screen-host-inconclusive = INCONCLUSIVE
screen-host-note = NOTE
screen-host-evidence = Seen:
screen-host-remedy = Do:
screen-host-version = version
screen-host-default = in the default offer
screen-host-request = when requested
screen-host-supported = supported
screen-host-yes = yes
screen-host-yes-limited = yes, limited
screen-host-limited = limited
screen-host-no = no
screen-host-unknown = unknown
screen-host-roots = root certificates
# $count (Count)
# $source (Message)
screen-host-roots-value =
    { $count ->
        [one] 1 from { $source }
       *[other] { $count } from { $source }
    }
# $source (Message)
screen-host-roots-unknown = unknown number from { $source }
# $value (Message)
# $source (Message)
screen-host-setting = { $value } ({ $source })
screen-host-gap = unknown

## Where the settings of Windows and what was seen differ

# $version (Version)
# $library (Verbatim)
# $seen (Message)
# $read (Message)
host-platform-differs = { $version }: the behavior of { $library } and its settings differ, and the behavior counts.
    Observed: { $seen }. Settings: { $read }

host-platform-offered = offered

host-platform-otherwise = offered otherwise

# $flags (List)
error-host-not-windows = { $flags } are for a Windows registry, and this host does not run Windows

# $command (Verbatim)
hint-host-registry = to use exported files: { $command }

# $command (Verbatim)
hint-host-here = to see what to change on this host, if anything: { $command }

## Explained: The configuration of this host

explain-finding-host-default-below-tls12 = By default, programs on this host offer neither TLS 1.2 nor TLS 1.3.
    .means = They cannot reach services that have disabled the older versions.
    .determined-1 = { explain-determined-default-offer }
    .cause-1 = an old system
    .cause-2 = MaxProtocol, Protocol or a registry value that limits versions
    .do-1 = { explain-step-host }
    .source-1 = { explain-source-openssl-conf }
    .source-2 = { explain-source-settings }

explain-finding-host-default-only-tls13 = By default, programs on this host offer only TLS 1.3.
    .means = They cannot connect to a server that supports nothing above TLS 1.2.
    .determined-1 = { explain-determined-default-offer }
    .cause-1 = MinProtocol = TLSv1.3, or Protocol without TLSv1.2
    .do-1 = { explain-step-host }
    .source-1 = { explain-source-openssl-conf }

explain-finding-host-default-lacks-tls13 = By default, programs on this host do not offer TLS 1.3, although the library
    supports it.
    .means = With TLS 1.2 they can connect to every service that still accepts it.
    .determined-1 = { explain-determined-default-offer }
    .cause-1 = MaxProtocol = TLSv1.2
    .cause-2 = a cipher string or group list that leaves nothing for TLS 1.3
    .do-1 = { explain-step-host }
    .source-1 = { explain-source-openssl-conf }

explain-finding-host-configuration-ignored = OpenSSL ignores the TLS configuration of this host because it is broken.
    .means = OpenSSL does not report this to programs. They continue with the library's defaults, which may be looser or
        stricter than intended.
    .determined-1 = { explain-determined-configuration-file }
    .cause-1 = a missing section or bracket
    .cause-2 = OPENSSL_CONF with the name of a missing file
    .cause-3 = a file that the user cannot read
    .do-1 = { explain-step-host }
    .do-2 = Fix what it shows, and restart the programs.
    .source-1 = OpenSSL: config(5)

explain-finding-host-setting-ignored = A setting of this host's TLS configuration has no effect.
    .means = OpenSSL does not report this to programs.
    .determined-1 = { explain-determined-configuration-file }
    .cause-1 = a name or value that OpenSSL does not know
    .cause-2 = a command after one at which OpenSSL stops reading
    .do-1 = { explain-step-host }
    .source-1 = { explain-source-openssl-conf }

explain-finding-host-security-level-high = The security level in force rejects the keys of most certificates.
    .means = A program that verifies certificates fails at most servers, whatever version they accept.
    .determined-1 = By the default security level of this host's OpenSSL. Level 3 rejects RSA keys of less than 3072
        bits, level 4 of less than 7680 bits, and level 5 of less than 15360 bits.
    .cause-1 = CipherString = …@SECLEVEL=3 or above
    .do-1 = { explain-step-host }
    .source-1 = { explain-source-security-level }

explain-finding-host-policy-lowered = The configuration makes programs offer versions below TLS 1.2 that the library
    alone would not offer.
    .determined-1 = By the configuration (MinProtocol below TLS 1.2, or security level 0), together with the versions
        that are offered by default.
    .cause-1 = MinProtocol = TLSv1
    .cause-2 = CipherString = …@SECLEVEL=0
    .do-1 = Undo the setting unless another server needs the old versions. Azure requires TLS 1.2 or later.
    .source-1 = { explain-source-openssl-conf }
    .source-2 = { explain-source-deprecation }

explain-finding-host-library-bundled = This build of tlsready uses its own OpenSSL, so what other programs on this host
    offer is unknown.
    .determined-1 = By how this build of tlsready is linked.
    .cause-1 = built with the feature vendored-openssl
    .do-1 = Use a build that is linked to the system's OpenSSL.

explain-finding-host-not-read-in-time = Reading the root certificates of this host, or the start of its TLS library,
    did not end in time.
    .means = What depends on it is unknown. Other programs may hang in the same place.
    .determined-1 = By waiting three seconds for it, and in a run no longer than its --deadline.
    .cause-1 = SSL_CERT_FILE or OPENSSL_CONF that names a pipe
    .cause-2 = a file on a network mount that does not answer
    .do-1 = { explain-step-host }
    .do-2 = Let the variable name a readable file, or unset it.

explain-finding-host-library-unusable = No program can use the TLS library of this host, because its configuration
    activates providers without the algorithms of TLS.
    .means = Every program that uses it fails, whatever the server accepts.
    .determined-1 = By trying in memory: the library creates no context, and with the provider default it has what is
        missing.
    .cause-1 = a section of providers that activates legacy, base or fips, and not default
    .do-1 = { explain-step-host }
    .do-2 = Activate the provider default as it shows, and restart the programs.
    .source-1 = OpenSSL: config(5)

explain-finding-host-no-roots = This host has no readable root certificate.
    .means = Programs that verify certificates trust no server.
    .determined-1 = By reading the places of this host's root certificates, which the evidence shows.
    .cause-1 = a minimal image without ca-certificates
    .cause-2 = SSL_CERT_FILE or SSL_CERT_DIR with a path that does not exist
    .do-1 = Install the package ca-certificates.
    .do-2 = Unset or correct SSL_CERT_FILE and SSL_CERT_DIR.
    .source-1 = RFC 5280, section 6
