//! What an answer means that settles nothing: one cause a reason.

use super::support::Reason;
use crate::diagnosis::finding::{FindingCode, Side};

/// What an unclear answer means.
pub(super) struct Cause {
    pub(super) code: FindingCode,
    pub(super) side: Side,
    pub(super) meaning: &'static str,
    pub(super) remedy: &'static str,
}

impl Cause {
    const fn new(code: FindingCode, side: Side, meaning: &'static str, remedy: &'static str) -> Self {
        Self { code, side, meaning, remedy }
    }
}

/// The library of this host was waited for in vain.
const STALLED: Cause = Cause::new(
    FindingCode::HostStackStalled,
    Side::Host,
    "This host's own TLS library did not come back from its work in time; the endpoint was not asked to the end.",
    "Check again with a longer --timeout, when this machine is less busy; --probers wire asks the endpoint without that library.",
);

/// Nobody knows whether anything speaks TLS there.
const NO_ANSWER: Cause = Cause::new(
    FindingCode::NoTlsAnswer,
    Side::Network,
    "Something takes connections here, and no hello of any version gets an answer.",
    "A firewall that inspects TLS, a wrong port, or a server that refuses every version that way. Try from another \
     network, and with a longer --timeout.",
);

/// Whose side an unclear answer is on, and what to look at.
pub(super) fn cause(reason: Reason) -> Cause {
    use FindingCode as F;
    match reason {
        Reason::NotResolved => Cause::new(
            F::NameNotResolved,
            Side::Network,
            "This host cannot find the address of this name, so the endpoint was never asked.",
            "Check the spelling and this host's DNS (nslookup NAME). Behind a proxy that resolves names: --proxy URL.",
        ),
        Reason::NoAddressOfFamily => Cause::new(
            F::NoAddressOfFamily,
            Side::Host,
            "There is no address of the kind that -4 or -6 asks for, so the endpoint was never asked.",
            "Leave -4 or -6 out.",
        ),
        Reason::ConnectionRefused => Cause::new(
            F::ConnectionRefused,
            Side::Endpoint,
            "The address is there, and nothing listens on this port (or a firewall answers so).",
            "Check the port, and whether the service is running.",
        ),
        Reason::ConnectTimeout => Cause::new(
            F::ConnectTimeout,
            Side::Network,
            "Nothing answers at this address and port, so the endpoint was never asked.",
            "A firewall drops the packets, or the address is wrong: allow TCP to this address and port, or use --proxy URL.",
        ),
        Reason::Unreachable => Cause::new(
            F::Unreachable,
            Side::Network,
            "This host finds no way to the address, so the endpoint was never asked.",
            "Check routes, firewall and VPN of this host.",
        ),
        Reason::ProxyRefused => Cause::new(
            F::ProxyRefused,
            Side::Network,
            "The proxy gives no tunnel, so the endpoint was never asked.",
            "Have the proxy allow CONNECT to this host and port; check the proxy's address, user and password.",
        ),
        Reason::NotTls => Cause::new(
            F::EndpointNotTls,
            Side::Endpoint,
            "Something answers on this port, but not in TLS.",
            "Check the port: this one serves another protocol, or a device in between answers for it.",
        ),
        Reason::InvalidAnswer => Cause::new(
            F::EndpointInvalidAnswer,
            Side::Endpoint,
            "Something answers, but its answer tells nothing about the version.",
            "Something damages or invents the answer; try from another network.",
        ),
        Reason::NameRefused => Cause::new(
            F::EndpointRefusesName,
            Side::Endpoint,
            "The endpoint knows no service of this name, and so tells nothing about versions.",
            "Check the name. For an address, give the name that the service is known by: --sni NAME.",
        ),
        Reason::LocalLimit => Cause::new(
            F::HostExhausted,
            Side::Host,
            "This machine ran out of something that a connection needs; the endpoint was not asked.",
            "Lower --concurrency, or raise the limit (ulimit -n).",
        ),
        Reason::LocalStall => STALLED,
        Reason::Cancelled => {
            Cause::new(F::RunStopped, Side::Host, "The run was stopped before the endpoint was asked.", "Run it again.")
        }
        Reason::ProberOff | Reason::NotAsked => Cause::new(
            F::NotEnoughTried,
            Side::Host,
            "Not enough was tried to tell which versions the endpoint accepts.",
            "Let the wire prober try: --probers wire.",
        ),
        Reason::MixedAnswers => Cause::new(
            F::EndpointAnswersDiffer,
            Side::Endpoint,
            "The endpoint speaks TLS and ends different hellos differently, none of them well; which versions it has cannot be told \
             from that.",
            "Check again with --retries 5 and from another network; then ask whoever runs the endpoint (or the device in between) which \
             versions it serves.",
        ),
        // From `Reset` on these say yes or no, and so are no cause of an unclear answer.
        Reason::ResetNoTls
        | Reason::ClosedNoTls
        | Reason::SilentNoTls
        | Reason::Reset
        | Reason::Closed
        | Reason::Silent
        | Reason::ServerHello
        | Reason::HelloRetryRequest
        | Reason::Unstable
        | Reason::AnswersLower
        | Reason::AlertProtocolVersion
        | Reason::AlertOther => NO_ANSWER,
    }
}
