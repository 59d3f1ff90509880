### Words of the reports that are not codes of findings or reasons: verdicts, support, what a host offers, alerts,
### settings.

## Verdicts

explain-verdict-ready = By default, this host connects with the required version or a higher one.
    .means = READY (!) is an endpoint that can be used and does not meet another expectation, such as --refuse (exit
        code 1). READY (?) is one that can be used while a check was inconclusive (exit code 3).

explain-verdict-at-risk = By default, this host connects, but only with a version below the required one.
    .means = The connection works today. It ends when the endpoint disables that version. The exit code is 1.
    .do-1 = { explain-step-finding }

explain-verdict-not-ready = By default, this host gets no connection, or a trusted certificate is expected and is not
    there.
    .means = The exit code is 1.
    .do-1 = { explain-step-finding }

explain-verdict-inconclusive = Whether this host can use the endpoint could not be determined.
    .means = This is neither a yes nor a no. The exit code is 3, unless another endpoint does not meet an expectation.
    .do-1 = { explain-step-finding }

## Support of a version

explain-support-accepted = The endpoint selects this version (yes).

explain-support-refused = The endpoint rejects this version in a way that counts (no).

explain-support-unknown = Whether the endpoint accepts this version could not be determined (unk).

explain-support-not-tested = This version was not tested (n/a).

## What this host offers

explain-host-limited = Programs on this host offer the version, but not with everything that it needs.
    .means = The TLS library offers the version and completes handshakes only with some key exchanges, such as RSA. With
        others it gives up after the server's answer. This is typical of TLS 1.0 and TLS 1.1 at OpenSSL security level 1
        or above.
    .do-1 = { explain-step-host }

explain-host-only-on-request = Programs on this host offer the version only if they request it.
    .do-1 = { explain-step-host }

explain-host-disabled = The TLS library of this host has the version, and a setting disables it.
    .do-1 = { explain-step-host }

explain-host-not-supported = The TLS library of this host does not have the version.
    .means = Only an update of the library or the system brings it.

explain-host-not-by-default = Programs on this host do not offer the version by default; whether they get it on
    request is
    unknown.
    .do-1 = { explain-step-host }

explain-host-nothing = By default, programs on this host get no connection to the endpoint.
    .do-1 = { explain-step-finding }

## Alerts

explain-alert-close_notify = The sender closes the connection in the regular way.

explain-alert-unexpected_message = The sender received a message that does not belong there.

explain-alert-bad_record_mac = The sender received a record that fails its integrity check.

explain-alert-decryption_failed = The sender could not decrypt a record; no longer used.

explain-alert-record_overflow = The sender received a record that is too long.

explain-alert-decompression_failure = The sender could not decompress a record; no longer used.

explain-alert-handshake_failure = The sender cannot agree on the parameters that were offered.
    .means = It counts as a rejection only after other kinds of ClientHello got it too.

explain-alert-no_certificate = The sender has no certificate; used by SSL 3.0 alone.

explain-alert-bad_certificate = The sender received a certificate that is damaged or not valid.

explain-alert-unsupported_certificate = The sender does not support that type of certificate.

explain-alert-certificate_revoked = The sender received a certificate that was revoked.

explain-alert-certificate_expired = The sender received a certificate that has expired.

explain-alert-certificate_unknown = The sender does not accept the certificate for another reason.

explain-alert-illegal_parameter = The sender received a value that is out of range or contradicts another.

explain-alert-unknown_ca = The sender does not know the CA of the certificate.

explain-alert-access_denied = The sender accepts the certificate but denies access.

explain-alert-decode_error = The sender could not read a message.

explain-alert-decrypt_error = The sender could not verify a signature or a Finished message.

explain-alert-too_many_cids_requested = The sender was requested to use too many connection IDs (DTLS).

explain-alert-export_restriction = The sender obeys a restriction of exports; no longer used.

explain-alert-protocol_version = The sender recognizes the version that was offered and does not support it.
    .means = Its number is 70. It counts as a rejection of the version.

explain-alert-insufficient_security = The sender requires stronger parameters than were offered.

explain-alert-internal_error = Something failed at the sender that is not about the peer.

explain-alert-inappropriate_fallback = The sender supports a higher version than the client retried with.

explain-alert-user_canceled = The sender cancels the handshake for a reason that is not about the protocol.

explain-alert-no_renegotiation = The sender does not renegotiate.

explain-alert-missing_extension = The sender requires an extension that was not sent.

explain-alert-unsupported_extension = The sender received an extension that it had not offered.

explain-alert-certificate_unobtainable = The sender could not fetch the certificate from its URL; no longer used.

explain-alert-unrecognized_name = The sender does not serve the server name that was sent.
    .means = It says nothing about the version.

explain-alert-bad_certificate_status_response = The sender received an OCSP response that is not valid.

explain-alert-bad_certificate_hash_value = The sender fetched a certificate with another hash; no longer used.

explain-alert-unknown_psk_identity = The sender does not know the pre-shared key that was offered.

explain-alert-certificate_required = The sender requires a client certificate.

explain-alert-no_application_protocol = The sender serves none of the application protocols that were offered.

explain-alert-ech_required = The sender requires Encrypted Client Hello.

## Settings

explain-setting-DisabledByDefault = A registry value of Schannel: 1 removes a version from what programs get that do
    not request
    one.
    .means = It is in a key such as SCHANNEL\Protocols\TLS 1.2\Client. A program that requests the version still gets
        it, unless Enabled is 0.
    .source-1 = { explain-source-settings }

explain-setting-Enabled = A registry value of Schannel: 0 disables a version, an algorithm, or a cipher suite for
    every
    program.
    .source-1 = { explain-source-settings }

explain-setting-SchUseStrongCrypto = A registry value of .NET Framework: 1 makes programs request TLS 1.0, 1.1 and
    1.2.
    .means = It matters for programs built for .NET 4.5.2 or earlier, in the key v4.0.30319, for 32-bit programs also
        below Wow6432Node.
    .source-1 = { explain-source-dotnet }

explain-setting-SystemDefaultTlsVersions = A registry value of .NET Framework: 1 makes programs use the default of
    Schannel.
    .source-1 = { explain-source-dotnet }

explain-setting-DefaultSecureProtocols = A registry value of WinHTTP: the versions that programs on WinHTTP offer by
    default,
    as bits.
    .means = 0x800 is TLS 1.2, 0x200 is TLS 1.1, and 0x80 is TLS 1.0.
    .source-1 = { explain-source-winhttp }

explain-setting-MinProtocol = A setting of OpenSSL: the lowest version that programs offer by default.
    .source-1 = { explain-source-openssl-conf }

explain-setting-MaxProtocol = A setting of OpenSSL: the highest version that programs offer by default.
    .source-1 = { explain-source-openssl-conf }

explain-setting-CipherString = A setting of OpenSSL: the cipher suites up to TLS 1.2, and the security level
    (@SECLEVEL).
    .source-1 = { explain-source-openssl-conf }
    .source-2 = { explain-source-security-level }
