//! Every reason in full: why a version counts as accepted, refused, unclear or not tried.

use super::{Explanation, explain};
use crate::diagnosis::Reason;

const ELSEWHERE: &str = "Check from another network: if it answers there, the cause is on the way from here.";
const FINDING: &str = "The finding beside it says what to do.";

explain!(Reason:
    ServerHello => {
        "Accepted: the endpoint answered with a ServerHello of this version and a cipher suite that was offered. What follows (a \
         client certificate wanted, an alert) does not change that.",
        [], [], ["RFC 8446, section 4.1.3", "RFC 5246, section 7.4.1.3"]
    }
    HelloRetryRequest => {
        "Accepted: the endpoint asked for another hello with a HelloRetryRequest, which exists in TLS 1.3 alone.",
        [], [], ["RFC 8446, section 4.1.4"]
    }
    Unstable => {
        "Accepted, on some tries only: the same endpoint answered otherwise on others.",
        ["several servers behind one address that are set differently"], ["Check every server behind the address."], []
    }
    AnswersLower => {
        "Refused: the endpoint answered the hello of this version with a lower one, which is how a server says that it has \
         nothing higher.",
        [], [], ["RFC 5246, appendix E.1", "RFC 8446, section 4.2.1"]
    }
    AlertProtocolVersion => {
        "Refused: the endpoint answered with the alert protocol_version (70).",
        [], [], ["RFC 8446, section 6.2"]
    }
    AlertOther => {
        "Refused: every hello of this version, the rare ones included, was answered with a fatal alert that does not name the \
         version as its cause. The alert is in the report.",
        ["no cipher suite in common at this version: many servers refuse old versions that way", "a server without a certificate"],
        [], ["RFC 8446, section 6.2"]
    }
    Reset => {
        "Refused: the connection was reset after each hello of this version, while another version was accepted at the same address.",
        ["a server, firewall or load balancer that refuses versions without an alert"], [], []
    }
    Closed => {
        "Refused: the connection was closed after each hello of this version, while another version was accepted at the same address.",
        ["a server that refuses versions without an alert"], [], []
    }
    Silent => {
        "Refused: no hello of this version was answered, while another version was accepted at the same address.",
        ["a device that drops what it does not allow"], ["If the line is slow, check again with --timeout 15s."], []
    }
    ResetNoTls => {
        "Unclear: the connection was reset after the hello, and no version was accepted at this address. So it may not be the \
         version that is refused.",
        ["a firewall that stops connections once it has seen the name", "the wrong port"], [ELSEWHERE], []
    }
    ClosedNoTls => {
        "Unclear: the connection was closed after the hello, and no version was accepted at this address. So it may not be the \
         version that is refused.",
        ["a firewall that stops connections once it has seen the name", "the wrong port"], [ELSEWHERE], []
    }
    SilentNoTls => {
        "Unclear: no hello was answered at this address, whatever its version.",
        ["a firewall that drops the packets after the hello", "the wrong port", "a server that hangs"],
        [ELSEWHERE, "Give it more time: --timeout 15s."], []
    }
    MixedAnswers => {
        "Unclear: different hellos of this version ended differently (an alert here, a reset there), and no version was accepted.",
        ["several servers behind one address", "a device that stops some hellos and lets others through"],
        ["Check again with --retries 5.", ELSEWHERE], []
    }
    NameRefused => {
        "Unclear: the endpoint refused the server name with a fatal unrecognized_name (112), which says nothing about the version.",
        ["a wrong name, or an address without its name"], ["Check the name; for an address, --sni NAME."], ["RFC 6066, section 3"]
    }
    InvalidAnswer => {
        "Unclear: the answer breaks the rules of TLS: a version or suite that was not offered, a length that lies, an answer cut off.",
        ["a device that invents or damages answers", "a broken server"], [ELSEWHERE], ["RFC 8446, sections 4.1.3 and 5.1"]
    }
    NotTls => {
        "Unclear: what answers here does not speak TLS.",
        ["the wrong port", "a portal or proxy that answers for the endpoint"], ["Check the port."], []
    }
    NotResolved => {
        "Unclear: the name does not resolve, or the resolver did not answer. The endpoint was never asked.",
        ["see tlsready explain name-not-resolved"], [FINDING], []
    }
    NoAddressOfFamily => {
        "Unclear: -4 or -6 asks for a kind of address that this endpoint does not have here: the name resolves to the other kind \
         alone, or the address that was given is of the other kind. The endpoint was never asked.",
        ["-6 with an IPv4 address, or with a name that has no AAAA record", "-4 with an IPv6 address, or with a name that has no A record"],
        [FINDING], []
    }
    ConnectionRefused => {
        "Unclear: the connection was refused. The endpoint's TLS was never asked.",
        ["the wrong port, or a service that is not running"], [FINDING], []
    }
    ConnectTimeout => {
        "Unclear: nothing answered the attempt to connect. The endpoint was never asked.",
        ["a firewall that drops the packets"], [FINDING], []
    }
    Unreachable => {
        "Unclear: the system says that there is no way to the address. The endpoint was never asked.",
        ["no route, no IPv6, a VPN that is down"], [FINDING], []
    }
    ProxyRefused => {
        "Unclear: the proxy gave no tunnel. The endpoint was never asked.",
        ["the proxy forbids it, wants a password, or cannot be reached"], [FINDING], ["RFC 9110, section 9.3.6"]
    }
    LocalLimit => {
        "Unclear: this machine ran out of descriptors, ports or memory before it could ask.",
        [], ["--concurrency 200", "Raise the limit: ulimit -n 4096."], []
    }
    LocalStall => {
        "Unclear: this host's own TLS library was still at its own work when the time was over. No word about the endpoint.",
        ["a machine that is too busy", "a library that waits for something, such as a list of revoked certificates"],
        ["--timeout 30s", "--probers wire asks the endpoint without that library."], []
    }
    Cancelled => {
        "Unclear: the run was stopped (Ctrl-C, --deadline) before this version was answered.",
        [], ["Run it again."], []
    }
    ProberOff => {
        "The prober that could tell was not asked. Not tried: no prober of this run can offer this version. Unclear: this host's own \
         stack alone tried it, and its hello was refused in a way that need not be about the version (an alert other than \
         protocol_version, a reset, a close, silence), for it may be about the suites and groups of that one stack. The wire prober \
         can offer each version, with several hellos.",
        ["--probers without wire"], ["Leave --probers out, or add wire."], []
    }
    NotAsked => {
        "Not tried: the version was not asked for.",
        [], ["Add it to --versions."], []
    }
);
