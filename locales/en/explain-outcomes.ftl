### How an attempt went: results of a prober, ends of an attempt, problems of a certificate.

## Results of a prober (`probers` of the JSON report)

explain-outcome-completed = The handshake was completed.

explain-outcome-peer-refused-later = The endpoint selected the version and ended the handshake later.
    .means = In most cases it requires a client certificate.

explain-outcome-peer-refused = The endpoint rejected this prober's ClientHello.

explain-outcome-peer-answered-lower = The endpoint answered with another version than the one that was requested.

explain-outcome-nothing-offered = This host's library sent no ClientHello: its settings leave nothing that it could
    offer for that version.
    .do-1 = Look for the setting that prevents it:

explain-outcome-local-aborted = The endpoint selected a version, and this host's library aborted the handshake.

explain-outcome-not-trusted = The handshake succeeded up to the certificate, which this host does not trust.

explain-outcome-prober-cannot = This prober cannot offer that version, which says nothing about the endpoint.

explain-outcome-unknown = The attempt ended in a way that allows no conclusion.

## Ends of an attempt (`attempts` of the JSON report)

explain-end-done = The attempt got the answer that it was made for.

explain-end-alert = The endpoint sent a fatal alert; the report shows its number.
    .source-1 = RFC 8446, section 6

explain-end-reset = The endpoint, or a device in between, reset the connection.

explain-end-closed = The endpoint, or a device in between, closed the connection.

explain-end-silent = No answer came before the deadline (--timeout).

explain-end-not-tls = The answer was not TLS; the report shows what it looks like.

explain-end-invalid = The answer looked like TLS and broke its rules.

explain-end-nothing-offered = This host's library sent no ClientHello.

explain-end-local-aborted = This host's library aborted the handshake after the endpoint's answer.

explain-end-not-trusted = The certificate was verified and not accepted.

explain-end-prober-cannot = The prober cannot offer that version.

explain-end-local-limit = This host ran out of a resource that a connection needs.

explain-end-local-stall = This host's own TLS library did not return in time.

explain-end-canceled = The run was stopped before the attempt was made or finished.

explain-end-not-resolved = The name does not resolve.

explain-end-resolver-timeout = The resolver did not answer in time.

explain-end-resolver-failed = No DNS server gave an answer about the name.

explain-end-no-address-of-family = The name has no address of the requested family (-4, -6).

explain-end-connection-reset = The connection was reset as soon as it was open.
explain-end-connection-refused = The connection was refused.

explain-end-connect-timeout = The attempt to connect got no answer.

explain-end-no-route = The system has no route to the address.

explain-end-proxy-refused = The proxy answered and did not open a tunnel.

explain-end-proxy-unreached = The proxy could not be reached.

explain-end-proxy-broken = The proxy closed the connection, or its answer was not valid for a proxy.

explain-end-proxy-timeout = The proxy did not answer in time.

explain-end-connect-error = The system reported another error while connecting.

## Problems of a certificate (`trust` of the JSON report)

explain-problem-unknown-issuer = No chain leads from the certificate to a root certificate of this host.
    .cause-1 = a missing root certificate
    .cause-2 = a device in between that inspects TLS
    .cause-3 = a server that does not send its whole chain
    .do-1 = Look at the issuer: tlsready explain certificate-not-trusted

explain-problem-expired = The certificate has expired, or this host's clock is wrong.
    .do-1 = Check this host's clock; then ask the operator of the endpoint.

explain-problem-not-yet-valid = The certificate is not valid yet, or this host's clock is wrong.
    .do-1 = { explain-step-clock }

explain-problem-wrong-name = The certificate is for other names than the one that was requested.
    .do-1 = Check the name, and --sni.

explain-problem-revoked = The issuer has revoked the certificate.
    .do-1 = { explain-step-operator }

explain-problem-bad-signature = The handshake is not signed with the certificate's key.
    .means = The certificate itself may be good, but the server presents a certificate that does not belong to it.
    .cause-1 = a device in between that copies certificates
    .cause-2 = a server whose certificate and key do not belong together
    .do-1 = Check what answers at this address; then ask the operator of the endpoint.
    .source-1 = RFC 8446, section 4.4.3
    .source-2 = RFC 5246, section 7.4.3

explain-problem-unsupported-algorithm = The certificate has a signature, key or algorithm that this library does not
    support.

explain-problem-ca-used-as-server = The server presents a CA certificate as its own.
    .means = rustls rejects that; most libraries do not.

explain-problem-malformed = The certificate is not for servers, violates a constraint, or cannot be read.

explain-problem-no-roots = This host has no readable root certificate, so it trusts no certificate.
    .do-1 = See tlsready explain host-no-roots.
