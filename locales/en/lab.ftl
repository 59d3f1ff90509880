### The lab: test servers that tlsready runs itself.

## The self-test, "tlsready check --lab".

# $cause (Verbatim)
error-lab-start = cannot start the lab: { $cause }
hint-lab-start = the lab opens about sixty sockets on 127.0.0.1: check the limits of this process

lab-self-test-stopped = self-test: not made, because the run was stopped

# $all (Count)
lab-self-test-right = self-test: all { $all } answers about the lab are right

# $right (Count)
# $open (Count)
lab-self-test-right-as-far = self-test: all { $right } answers about the lab are right; { $open } could not be determined
    with these probers

# $wrong (Count)
# $all (Count)
lab-self-test-wrong = self-test: { $wrong } of { $all } answers about the lab are WRONG:

# $wrong (Message)
lab-wrong = wrong: { $wrong }

# $name (Verbatim)
lab-unknown-endpoint = { $name }: not an endpoint of the lab

# $missing (Count)
lab-not-reported = { $missing ->
    [one] 1 endpoint of the lab was not reported
   *[other] { $missing } endpoints of the lab were not reported
}

# $name (Verbatim)
# $version (Version)
# $reported (Verbatim)
# $expected (Verbatim)
lab-wrong-version = { $name } { $version }: reported { $reported }, expected { $expected }

# $name (Verbatim)
# $reported (Verbatim)
# $expected (Verbatim)
lab-wrong-trust = { $name } trust: reported { $reported }, expected { $expected }

## The list of "tlsready lab".

lab-column-address = address
lab-column-id = id
lab-column-description = what it does

# $servers (Count)
# $name (Verbatim) such as tls12-only.lab.test
lab-servers = { $servers } servers. The name of each is ID.lab.test, such as { $name }.

# $flag (Verbatim)
lab-ca = With { $flag }, the list also contains their CA and the expected answers.

lab-serving = Serving until Ctrl-C.

# The service that the endpoints of "tlsready check --lab" belong to.
lab-service = Lab (test servers of tlsready)

## What each server does: lab-endpoint-<id>, at most 42 columns.

lab-endpoint-ssl3-only = answers SSL 3.0 to every ClientHello
lab-endpoint-tls10-only = TLS 1.0 only
lab-endpoint-tls11-only = TLS 1.1 only
lab-endpoint-tls12-only = TLS 1.2 only
lab-endpoint-tls13-only = TLS 1.3 only
lab-endpoint-tls10-to-tls12 = TLS 1.0, 1.1, and 1.2
lab-endpoint-tls12-and-tls13 = TLS 1.2 and 1.3
lab-endpoint-rustls = TLS 1.2 and 1.3, rustls unchanged
lab-endpoint-tls10-to-tls13 = TLS 1.0 to 1.3
lab-endpoint-gap-tls10-tls12 = TLS 1.0 and 1.2, but not 1.1
lab-endpoint-tls12-rsa-only = TLS 1.2 with RSA key exchange only
lab-endpoint-tls12-rare-suite = TLS 1.2 with one rare suite only (ARIA)
lab-endpoint-alert-70 = alert protocol_version to everything
lab-endpoint-alert-40 = alert handshake_failure to everything
lab-endpoint-alert-80 = alert internal_error to everything
lab-endpoint-alert-86 = alert inappropriate_fallback to everything
lab-endpoint-alert-112 = alert unrecognized_name to everything
lab-endpoint-reset = resets after every ClientHello
lab-endpoint-close = closes after every ClientHello
lab-endpoint-silence = never answers a ClientHello
lab-endpoint-tls12-else-alert-70 = TLS 1.2, else alert protocol_version
lab-endpoint-tls12-else-alert-40 = TLS 1.2, else alert handshake_failure
lab-endpoint-tls12-else-alert-80 = TLS 1.2, else alert internal_error
lab-endpoint-tls12-else-alert-86 = TLS 1.2, else alert inappropriate_fallback
lab-endpoint-tls12-else-reset = TLS 1.2, resets on everything else
lab-endpoint-tls12-else-close = TLS 1.2, closes on everything else
lab-endpoint-tls12-else-silence = TLS 1.2, silent to everything else
lab-endpoint-tls13-blocked = TLS 1.2, resets if TLS 1.3 is offered
lab-endpoint-tls12-short-hello = TLS 1.2, if at most 12 suites are offered
lab-endpoint-limit-rate = TLS 1.0 to 1.2, 3 connections in 0.3 s
lab-endpoint-limit-open = TLS 1.0 to 1.2, one connection at a time
lab-endpoint-limit-failures = TLS 1.2 and 1.3, closes after a failure
lab-endpoint-wants-session-id = closes without a session id
lab-endpoint-wants-alpn = alert 120 without ALPN
lab-endpoint-wants-ems = alert 40 without extended master secret
lab-endpoint-wants-one-segment = resets if the hello is split
lab-endpoint-wants-small-hello = closes if the hello has over 255 bytes
lab-endpoint-wants-large-hello = closes if it has less than 512 bytes
lab-endpoint-unstable = TLS 1.2 every other time, TLS 1.3 always
lab-endpoint-answers-tls12 = answers TLS 1.2 to an offer of TLS 1.3
lab-endpoint-answers-tls10 = answers TLS 1.0 to TLS 1.1, 1.2, and 1.3
lab-endpoint-hello-then-alert = any version, then an alert
lab-endpoint-hello-then-close = any version, then closes
lab-endpoint-hello-then-silence = any version, then silence
lab-endpoint-byte-records = TLS 1.2 and 1.3 in records of one byte
lab-endpoint-split-records = TLS 1.2 and 1.3 in small, split records
lab-endpoint-byte-writes = TLS 1.2 and 1.3, sent byte by byte
lab-endpoint-warning-first = TLS 1.2 and 1.3, a warning alert first
lab-endpoint-hello-retry-request = TLS 1.3, requests another hello (P-384)
lab-endpoint-client-certificate = TLS 1.2, 1.3, requests a certificate
lab-endpoint-echo = sends back what it receives
lab-endpoint-flood-zeros = endless zeros
lab-endpoint-http = HTTP without TLS, answers 400
lab-endpoint-ssh = SSH
lab-endpoint-smtp = SMTP without STARTTLS
lab-endpoint-garbage = bytes of no known protocol
lab-endpoint-lying-record = a record that claims 65,535 bytes
lab-endpoint-lying-message = a ServerHello that ends inside its fields
lab-endpoint-lying-extensions = extensions longer than their message
lab-endpoint-suite-not-offered = selects a cipher suite not offered
lab-endpoint-higher-version = selects a version above the offer
lab-endpoint-cut-answer = half a ServerHello, then closes
lab-endpoint-flood-warnings = endless warning alerts
lab-endpoint-flood-handshake = an endless handshake message
lab-endpoint-drip = an endless ServerHello, byte by byte
lab-endpoint-cert-expired = certificate has expired
lab-endpoint-cert-not-yet-valid = certificate is not yet valid
lab-endpoint-cert-wrong-name = certificate is for another name
lab-endpoint-cert-private-ca = certificate from an untrusted CA
lab-endpoint-cert-self-signed = self-signed certificate

## Which rule about a version each server shows: lab-shows-<rule>.

lab-shows-accepted = a ServerHello of the offered version: accepted
lab-shows-retry = a HelloRetryRequest: TLS 1.3 is accepted
lab-shows-lower = a ServerHello of a lower version: rejected
lab-shows-invalid =
    a version or suite that was not offered, or wrong lengths: an invalid answer, so the version is unknown
lab-shows-version-alert = alert protocol_version: rejected
lab-shows-other-alert = another fatal alert to every ClientHello: rejected, and the alert is named
lab-shows-name = fatal alert unrecognized_name: the server name is rejected, and the version is unknown
lab-shows-warning = a warning alert is not an answer: reading continues
lab-shows-nothing = reset, close, or silence, and no version is accepted: unknown
lab-shows-no-answer = reset, close, or silence, and another version is accepted: rejected
lab-shows-not-tls = an answer that is not TLS: unknown
lab-shows-split = records may arrive in any pieces
lab-shows-limits = an endless answer is cut off at a limit or at the deadline: unknown
lab-shows-unstable = accepted once and rejected otherwise: accepted, unstable
lab-shows-repeated = cut off among many connections: it counts only when it was repeated alone
lab-shows-settled = a ServerHello decides about the version, whatever follows
lab-shows-trust = the certificate chain is judged separately from the version
