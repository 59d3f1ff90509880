//! Every finding in full: what it means, what causes it, what to do.

use super::{Explanation, explain};
use crate::diagnosis::FindingCode;

const OPENSSL_CONF: &str =
    "OpenSSL: config(5), SSL_CONF_cmd(3), sections CipherString, MinProtocol, MaxProtocol, Protocol";
const SECURITY_LEVEL: &str = "OpenSSL: SSL_CTX_set_security_level(3)";
const DEPRECATION: &str = "RFC 8996: TLS 1.0 and TLS 1.1 are not to be negotiated";
const WINDOWS_SETTINGS: &str =
    "Microsoft, TLS registry settings: learn.microsoft.com/windows-server/security/tls/tls-registry-settings";
const HOST: &str =
    "Run tlsready host: it names each setting that decides, with its file and line, and prints what to write.";
const ELSEWHERE: &str =
    "Check the same endpoint from another network: if it answers there, the cause is on the way from here.";

explain!(FindingCode:
    HostDefaultLacksVersion => {
        "A program on this host that names no TLS version offers too little: the endpoint would take a higher version, and this \
         host's TLS library has it, but does not offer it by itself.",
        ["an old system whose defaults end below TLS 1.2", "a setting that switches a version off or limits the highest one"],
        [HOST, "Restart the agent after the change: programs read these settings when they start."],
        [OPENSSL_CONF, WINDOWS_SETTINGS, DEPRECATION]
    }
    HostLacksVersion => {
        "The endpoint accepts only versions that this host's TLS library does not have. No setting helps.",
        ["a system that is older than TLS 1.2", "an endpoint that was limited to TLS 1.3"],
        ["Update the TLS library or the system.", "Where an agent brings its own TLS library, update the agent."],
        [DEPRECATION]
    }
    HostStackAborts => {
        "The endpoint selected a version and a cipher suite, and this host's own TLS library then gave up the handshake.",
        [
            "the security level refuses the endpoint's key, signature or group",
            "the endpoint's answer is broken, which only a whole handshake shows",
        ],
        [HOST, "Read the evidence of the finding: it holds the library's own words."],
        [SECURITY_LEVEL, "RFC 8446, section 6.2"]
    }
    HostHelloRefused => {
        "The endpoint accepts a version that this host offers, and yet refuses the hello of this host's own library.",
        [
            "no cipher suite, group or signature algorithm in common",
            "a device in between that stops hellos with TLS 1.3, or hellos of more than one packet",
            "a server that does not bear something that it does not know",
        ],
        [
            "Compare what both sides have: tlsready check --format json shows what the endpoint selects, tlsready host --format \
             json what this host offers.",
            ELSEWHERE,
        ],
        ["RFC 8446, section 4.1.1", "RFC 5246, section 7.4.1.2"]
    }
    HandshakeNotFinished => {
        "The endpoint selects a version, and then the handshake of this host's own library comes to no end: an alert, a reset, \
         a close or silence.",
        [
            "the server fails with its own certificate or key",
            "something in between stops the connection when it sees the certificate or the name",
        ],
        ["Ask whoever runs the endpoint for its log of that moment.", ELSEWHERE],
        ["RFC 8446, section 6.2"]
    }
    EndpointLacksVersion => {
        "The endpoint accepts nothing at or above the version that is required. What works today works only on an old version.",
        ["a server or appliance that was never updated", "a proxy or load balancer before the service that ends TLS itself"],
        ["Ask whoever runs the endpoint to switch on TLS 1.2. Nothing on this host can help.", ELSEWHERE],
        [DEPRECATION]
    }
    EndpointRefusesAll => {
        "The endpoint answers in TLS and refuses every version that was tried.",
        ["versions are limited to one that was not tried", "the wrong port or name", "a server without a usable certificate"],
        ["Check the port and the name.", "Try them all: --versions ssl3,1.0,1.1,1.2,1.3.", "Ask whoever runs the endpoint."],
        ["RFC 8446, section 6.2"]
    }
    EndpointAcceptsRefused => {
        "The endpoint accepts a version that it was expected to refuse (--refuse, or refuse in endpoints.toml).",
        ["the old version was never switched off", "one of several servers behind the address was forgotten"],
        ["Switch the version off at the endpoint, or take it out of the expectation."],
        [DEPRECATION, "RFC 7568: SSL 3.0 is not to be used"]
    }
    EndpointRefusesName => {
        "The endpoint answers with the alert unrecognized_name: it knows no service of the name that was sent. That says nothing \
         about versions.",
        ["a name that is misspelt or was retired", "an address given without the name that belongs to it", "--sni with a wrong name"],
        ["Check the name.", "For an address give the service's name: --sni NAME, or check NAME --connect ADDRESS."],
        ["RFC 6066, section 3"]
    }
    EndpointNotTls => {
        "Something answers on this port, but what it says is not TLS.",
        ["the wrong port", "a captive portal or a proxy that answers for the endpoint", "a service that starts TLS only when asked (STARTTLS)"],
        ["Check the port.", "Look at what answered: the finding names the protocol that it looks like."],
        ["RFC 8446, section 5.1"]
    }
    EndpointInvalidAnswer => {
        "The answer looks like TLS and breaks its rules, so nothing was concluded from it.",
        ["a device that invents or damages answers", "a broken server"],
        [ELSEWHERE, "The attempts in the JSON report show what was offered and how it ended."],
        ["RFC 8446, sections 4.1.3 and 5.1"]
    }
    EndpointWantsClientCertificate => {
        "The endpoint asks for a client certificate. tlsready has none to show; an agent brings its own. The version is settled \
         before that, so this is no fault.",
        ["a service that knows its agents by certificates"],
        ["Nothing, as far as the version goes. If the agent fails, look at the agent's own certificate."],
        ["RFC 8446, section 4.3.2", "RFC 5246, section 7.4.4"]
    }
    EndpointUnstable => {
        "The same hello was answered differently from try to try.",
        ["several servers behind one address that are set differently", "a server or device that is overloaded"],
        ["Check every server behind the address.", "Repeat with --retries 5, and with --all-addresses."],
        []
    }
    CertificateNotTrusted => {
        "This host does not trust the endpoint's certificate. It has no influence on the version, but a program that verifies \
         certificates, as agents do, ends the connection here.",
        [
            "the root of the certificate's CA is missing on this host",
            "a device on the way that opens TLS and shows a certificate of its own",
            "a certificate that has expired or is for another name, or this host's clock is wrong",
            "a server that does not send the certificates between its own and the root",
        ],
        [
            "Look at the issuer in the evidence. Your own proxy: exempt the endpoint from inspection. A public CA: update this \
             host's roots. A private CA of yours: add it to this host's roots.",
            "Check the clock.",
            "To make this an unmet expectation: --require-trust.",
        ],
        ["RFC 5280, section 6", "RFC 9525, section 6"]
    }
    CertificateJudgedDifferently => {
        "Of the platform's library and rustls one trusts the certificate and the other does not: programs on this host will \
         differ.",
        [
            "the platform finds missing certificates by itself, which rustls does not",
            "rustls is stricter: it wants names in subjectAltName, and no CA certificate as a server's",
        ],
        ["Have the endpoint send its whole chain.", "Have the certificate issued anew if it breaks a rule."],
        ["RFC 5280, section 6", "RFC 9525, section 6"]
    }
    EndpointAnswersDiffer => {
        "The endpoint speaks TLS, for it answers some hellos with an alert; others it resets, closes or ignores, and it accepts none. \
         Which versions it has cannot be told from that.",
        ["several servers behind one address", "a device on the way that stops some hellos and lets others through",
         "a server that wants another name, port or certificate before it selects anything"],
        ["Check again with --retries 5.", ELSEWHERE, "Ask whoever runs the endpoint which versions it serves."],
        ["RFC 8446, section 6.2"]
    }
    NoTlsAnswer => {
        "A connection is made, and whatever is there ends or ignores every hello. Since no version was ever answered here, this \
         is not taken for a refusal.",
        ["a firewall that stops connections once it has seen the name", "the wrong port", "a server that refuses without an alert, or hangs"],
        [ELSEWHERE, "Give it more time: --timeout 15s."],
        []
    }
    DowngradeContradiction => {
        "A server marks its random when it has chosen a lower version than it could (RFC 8446). This one says so, and yet the \
         higher version was not accepted.",
        ["a device on the way that stops or changes hellos of the higher version", "several servers behind one address"],
        [ELSEWHERE, "Look for a device that inspects TLS and is too old for the higher version."],
        ["RFC 8446, section 4.1.3"]
    }
    NameNotResolved => {
        "This host cannot turn the name into an address, so the endpoint was never asked. This is no word about TLS.",
        ["a name that is misspelt", "DNS that is unreachable or knows only inner names", "a network where only the proxy resolves names", "-4 or -6 for a name without such an address"],
        ["nslookup NAME", "Behind a proxy: --proxy URL. With a known address: --connect ADDRESS."],
        ["RFC 1035, section 4.1.1"]
    }
    NoAddressOfFamily => {
        "-4 or -6 asks for a kind of address that this endpoint does not have here: the name resolves to the other \
         kind alone, or the address that was given is of the other kind. The endpoint was never asked.",
        ["-6 with an IPv4 address, or with a name that has no AAAA record", "-4 with an IPv6 address, or with a name that has no A record"],
        ["Leave -4 or -6 out."],
        []
    }
    ConnectionRefused => {
        "The address answered that nothing listens on this port. This is no word about TLS.",
        ["the wrong port", "a service that is not running", "a firewall that refuses openly"],
        ["Check the port, and whether the service is running."],
        ["RFC 9293, section 3.5.2"]
    }
    ConnectTimeout => {
        "Nothing answered the attempt to connect. This is no word about TLS.",
        ["a firewall that drops the packets", "an address that is wrong or not in use", "a network where only the proxy gets out"],
        ["Allow TCP to this address and port.", "Behind a proxy: --proxy URL.", "A slow line: --timeout 15s."],
        []
    }
    Unreachable => {
        "The system says that there is no way to the address. This is no word about TLS.",
        ["no route, or no IPv6 on this host", "a VPN that is down", "a firewall on this host"],
        ["Check routes, firewall and VPN of this host.", "An address of the other family may do: -4 or -6."],
        []
    }
    ProxyRefused => {
        "The proxy gave no tunnel to the endpoint, so the endpoint was never asked. This is no word about TLS.",
        ["the proxy does not allow CONNECT to this host or port (403)", "it wants a user and a password (407)", "it cannot reach the endpoint itself (502, 504)", "its address is wrong"],
        ["Have the proxy allow CONNECT to this host and port, without opening TLS.", "--proxy http://user:password@host:port"],
        ["RFC 9110, sections 9.3.6 and 15.5.8"]
    }
    HostExhausted => {
        "This machine ran out of something that a connection needs: descriptors, ports or memory. No word about the endpoint.",
        ["a low limit of open files", "too many connections at the same time"],
        ["--concurrency 200", "Raise the limit: ulimit -n 4096."],
        []
    }
    HostStackStalled => {
        "This host's own TLS library was still at its own work when the time was over. No word about the endpoint.",
        ["a machine that is too busy", "a library that waits for something, such as a list of revoked certificates"],
        ["--timeout 30s", "Look at what the machine is doing, and check again.", "--probers wire asks the endpoint without that library."],
        []
    }
    RunStopped => {
        "The run was stopped, by Ctrl-C or --deadline, before this endpoint was finished. What was seen until then is shown.",
        ["Ctrl-C, SIGTERM", "--deadline"],
        ["Run it again, with a longer --deadline."],
        []
    }
    HostOfferUnknown => {
        "What the endpoint accepts is known; what this host offers is not, so nobody can say whether they meet.",
        ["the native prober was left out (--probers)", "a TLS library that the program cannot look into", "a build that brings its own library"],
        [HOST, "Check with all probers: leave --probers out."],
        []
    }
    NotEnoughTried => {
        "No prober of this run could tell what was asked: which versions the endpoint accepts, or whether this host trusts its \
         certificate.",
        [
            "--probers without wire: the other probers can offer only what their library allows",
            "--versions without the version that is required",
            "--probers without one that judges certificates (native where the platform judges, rustls), where a trusted one is expected \
             (--require-trust, trust = true in endpoints.toml)",
        ],
        ["Leave --probers and --versions out, or add wire; where trust is expected, add rustls."],
        []
    }
    HostDefaultBelowTls12 => {
        "A program on this host that names no TLS version can use neither TLS 1.2 nor TLS 1.3: services that have switched the \
         older versions off cannot be reached.",
        ["an old system", "MaxProtocol, Protocol or a registry value that limits versions"],
        [HOST],
        [OPENSSL_CONF, WINDOWS_SETTINGS]
    }
    HostDefaultOnlyTls13 => {
        "A program on this host that names no TLS version offers TLS 1.3 alone: it cannot meet a server that stops at TLS 1.2.",
        ["MinProtocol = TLSv1.3, or Protocol without TLSv1.2"],
        [HOST],
        [OPENSSL_CONF]
    }
    HostDefaultLacksTls13 => {
        "A program on this host that names no TLS version does not offer TLS 1.3, though the library has it. With TLS 1.2 it \
         meets every service that still accepts that.",
        ["MaxProtocol = TLSv1.2", "a cipher string or group list that leaves nothing for TLS 1.3"],
        [HOST],
        [OPENSSL_CONF]
    }
    HostConfigurationIgnored => {
        "The TLS configuration of this host is broken in a way that makes OpenSSL ignore it. Programs are not told and go on with \
         the library's defaults, which may be looser or stricter than what was meant.",
        ["a missing section or bracket", "OPENSSL_CONF that names a missing file", "a file that the user cannot read"],
        [HOST, "Put the named place right and restart the programs."],
        ["OpenSSL: config(5)"]
    }
    HostSettingIgnored => {
        "A setting of this host's TLS configuration has no effect. Programs are not told.",
        ["a name or value that OpenSSL does not know", "a command after one that stops the reading"],
        [HOST],
        [OPENSSL_CONF]
    }
    HostSecurityLevelHigh => {
        "The security level in force refuses the keys that most certificates have: a program that verifies fails at most servers, \
         whatever version they accept.",
        ["CipherString = …@SECLEVEL=3 or above"],
        [HOST],
        [SECURITY_LEVEL]
    }
    HostPolicyLowered => {
        "The configuration makes programs offer versions below TLS 1.2 that the library alone would not offer.",
        ["MinProtocol = TLSv1", "CipherString = …@SECLEVEL=0"],
        ["Take it back unless another server needs the old versions. Azure needs TLS 1.2 and no less."],
        [OPENSSL_CONF, DEPRECATION]
    }
    HostLibraryBundled => {
        "This build of tlsready brings its own OpenSSL. It cannot tell what the other programs of this host offer.",
        ["built with the feature vendored-openssl"],
        ["Use a build that is linked to the system's OpenSSL."],
        []
    }
    HostNoRoots => {
        "This host has no root certificate that can be read: no program that verifies can trust any server.",
        ["a minimal image without ca-certificates", "SSL_CERT_FILE or SSL_CERT_DIR that leads nowhere"],
        ["Install the package ca-certificates.", "Unset or correct SSL_CERT_FILE and SSL_CERT_DIR."],
        ["RFC 5280, section 6"]
    }
);
