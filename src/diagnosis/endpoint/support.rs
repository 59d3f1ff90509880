//! Endpoint × version → support: the states, the reasons, and what each reason means. The rules are in `evidence`.

use serde::Serialize;

use crate::diagnosis::finding::{FindingCode, Side};
use crate::message::Message;
use crate::tls::{AlertDescription, CipherSuite, NamedGroup, Version};

// Short in the table of causes.
use {FindingCode as F, Message as M};

/// The conclusion for one version at one address.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum SupportState {
    /// The peer selected it.
    Accepted,
    /// The peer rejected it, in a way that counts.
    Refused,
    /// Could not be determined.
    Unknown,
    /// Was not tried.
    NotTested,
}

/// The reason for a conclusion. The codes are stable; a snapshot test lists them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A `ServerHello` of the version.
    ServerHello,
    /// A `HelloRetryRequest`: proves TLS 1.3.
    HelloRetryRequest,
    /// Accepted on some tries and rejected on others.
    Unstable,
    /// A `ServerHello` of a lower version.
    AnswersLower,
    /// Alert `protocol_version`.
    AlertProtocolVersion,
    /// Another fatal alert, to every hello tried.
    AlertOther,
    /// Reset after every hello, also alone, while the endpoint answered hellos of another version right before and after.
    Reset,
    /// Closed after every hello, also alone, while the endpoint answered hellos of another version right before and after.
    Closed,
    /// Silence after every hello, also alone, while the endpoint answered hellos of another version right before and after.
    Silent,
    /// Cut off, and so were hellos that the endpoint had answered: it limits connections.
    LimitsConnections,
    /// Cut off, and not repeated often enough to know why.
    NotRepeated,
    /// Fatal alerts about something other than the version, to every hello.
    AlertNotAboutVersion,
    /// Reset after our hello, and nothing at this address answers TLS.
    ResetNoTls,
    /// Closed after our hello, and nothing at this address answers TLS.
    ClosedNoTls,
    /// Silence after our hello, and nothing at this address answers TLS.
    SilentNoTls,
    /// Different hellos ended differently, and together they settle nothing.
    MixedAnswers,
    /// The peer rejected the server name, which says nothing about the version.
    NameRefused,
    /// Bytes that break the rules of TLS.
    InvalidAnswer,
    /// Not TLS.
    NotTls,
    /// The name does not resolve.
    NotResolved,
    /// The endpoint has no address of the requested family (`-4`, `-6`).
    NoAddressOfFamily,
    /// The connection was refused.
    ConnectionRefused,
    /// Nothing answered the connection attempt.
    ConnectTimeout,
    /// No route, or another error on the way.
    Unreachable,
    /// The proxy did not open a tunnel.
    ProxyRefused,
    /// This host is out of a local resource.
    LocalLimit,
    /// This host's own stack did not return in time.
    LocalStall,
    /// The run was stopped before.
    Canceled,
    /// The prober that could determine it was disabled: no prober could try, or only the platform's stack did and its
    /// hello was rejected in a way that need not be about the version.
    ProberOff,
    /// The version was not requested.
    NotAsked,
}

/// What it means when a reason leaves the result for an endpoint open.
pub(super) struct Cause {
    pub(super) code: FindingCode,
    /// Whose side it is on.
    pub(super) side: Side,
    pub(super) summary: Message,
    pub(super) remedy: Message,
}

/// Makes a cause, in fewer lines than a literal.
const fn cause(code: FindingCode, side: Side, summary: Message, remedy: Message) -> Cause {
    Cause { code, side, summary, remedy }
}

impl Reason {
    /// Reports whether no TLS byte ever reached the endpoint. The reason is then about the path to the endpoint, not
    /// about TLS.
    pub const fn is_before_tls(self) -> bool {
        matches!(
            self,
            Self::NotResolved
                | Self::NoAddressOfFamily
                | Self::ConnectionRefused
                | Self::ConnectTimeout
                | Self::Unreachable
                | Self::ProxyRefused
                | Self::LocalLimit
        )
    }

    /// Returns whether it rejects a version because its hellos were cut off.
    pub(super) const fn is_cut_off(self) -> bool {
        matches!(self, Self::Reset | Self::Closed | Self::Silent)
    }

    /// Returns whose side an unknown answer is on, and what to look at.
    pub(super) fn cause(self) -> Cause {
        match self {
            Self::NotResolved
            | Self::NoAddressOfFamily
            | Self::ConnectionRefused
            | Self::ConnectTimeout
            | Self::Unreachable
            | Self::ProxyRefused
            | Self::LocalLimit => self.cause_before_tls(),
            Self::NotTls => cause(F::EndpointNotTls, Side::Endpoint, M::EndpointCauseNotTls, M::EndpointDoCheckPort),
            Self::InvalidAnswer => cause(
                F::EndpointInvalidAnswer,
                Side::Endpoint,
                M::EndpointCauseInvalidAnswer,
                M::EndpointDoCheckAlteration,
            ),
            Self::NameRefused => cause(
                F::EndpointRefusesName,
                Side::Endpoint,
                M::EndpointCauseNameRefused,
                M::EndpointDoCheckName { flag: "--sni NAME".to_owned() },
            ),
            Self::LocalStall => cause(
                F::HostStackStalled,
                Side::Host,
                M::EndpointCauseLocalStall,
                M::EndpointDoWithoutLibrary { longer: "--timeout".to_owned(), flag: "--probers wire".to_owned() },
            ),
            Self::Canceled => cause(F::RunStopped, Side::Host, M::EndpointCauseCanceled, M::EndpointDoRunAgain),
            Self::ProberOff | Self::NotAsked => cause(
                F::NotEnoughTried,
                Side::Host,
                M::EndpointCauseNotEnough,
                M::EndpointDoLetWireTry { flag: "--probers wire".to_owned() },
            ),
            Self::LimitsConnections => cause(
                F::EndpointLimitsConnections,
                Side::Network,
                M::EndpointCauseLimitsConnections,
                M::EndpointDoProbeGently { first: "--per-address 1".to_owned(), second: "--rate 1/s".to_owned() },
            ),
            Self::NotRepeated => cause(
                F::NotEnoughTried,
                Side::Host,
                M::EndpointCauseNotRepeated,
                M::EndpointDoRepeat { flag: "--retries 2".to_owned() },
            ),
            Self::AlertNotAboutVersion => cause(
                F::EndpointWantsOtherHello,
                Side::Endpoint,
                M::EndpointCauseAlertNotAboutVersion,
                M::EndpointDoAskWhatIsWanted,
            ),
            Self::MixedAnswers => cause(
                F::EndpointAnswersDiffer,
                Side::Endpoint,
                M::EndpointCauseMixedAnswers,
                M::EndpointDoAskOperator { flag: "--retries 5".to_owned() },
            ),
            // From `Reset` on, these reasons accept or reject a version, so they never cause an unknown result.
            Self::ResetNoTls
            | Self::ClosedNoTls
            | Self::SilentNoTls
            | Self::Reset
            | Self::Closed
            | Self::Silent
            | Self::ServerHello
            | Self::HelloRetryRequest
            | Self::Unstable
            | Self::AnswersLower
            | Self::AlertProtocolVersion
            | Self::AlertOther => cause(
                F::NoTlsAnswer,
                Side::Network,
                M::EndpointCauseNoAnswer,
                M::EndpointDoCheckInspection { flag: "--timeout".to_owned() },
            ),
        }
    }

    /// [`Reason::cause`] of the reasons that are about the way to the endpoint.
    fn cause_before_tls(self) -> Cause {
        match self {
            Self::NotResolved => cause(
                F::NameNotResolved,
                Side::Network,
                M::EndpointCauseNotResolved,
                M::EndpointDoCheckResolver { command: "nslookup NAME".to_owned(), flag: "--proxy URL".to_owned() },
            ),
            Self::NoAddressOfFamily => cause(
                F::NoAddressOfFamily,
                Side::Host,
                M::EndpointCauseNoAddressOfFamily,
                M::EndpointDoAnyFamily { first: "-4".to_owned(), second: "-6".to_owned() },
            ),
            Self::ConnectionRefused => cause(
                F::ConnectionRefused,
                Side::Endpoint,
                M::EndpointCauseConnectionRefused,
                M::EndpointDoCheckService,
            ),
            Self::ConnectTimeout => cause(
                F::ConnectTimeout,
                Side::Network,
                M::EndpointCauseConnectTimeout,
                M::EndpointDoAllowTcp { flag: "--proxy URL".to_owned() },
            ),
            Self::Unreachable => {
                cause(F::Unreachable, Side::Network, M::EndpointCauseUnreachable, M::EndpointDoCheckRoutes)
            }
            Self::ProxyRefused => cause(
                F::ProxyRefused,
                Side::Network,
                M::EndpointCauseProxyRefused,
                M::EndpointDoAllowTunnel { method: "CONNECT".to_owned() },
            ),
            _ => cause(
                F::HostExhausted,
                Side::Host,
                M::EndpointCauseLocalLimit,
                M::EndpointDoLowerConcurrency { flag: "--concurrency".to_owned(), command: "ulimit -n".to_owned() },
            ),
        }
    }
}

/// The conclusion for one version, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The state.
    pub state: SupportState,
    /// The reason, as a code.
    pub reason: Reason,
    /// The reason, as one clause.
    pub detail: Message,
    /// The suite that the peer selected.
    pub cipher_suite: Option<CipherSuite>,
    /// The group, if the answer shows it.
    pub group: Option<NamedGroup>,
    /// The application protocol that the peer selected.
    pub alpn: Option<String>,
    /// The alert, if there was one.
    pub alert: Option<AlertDescription>,
    /// The lower version that the peer answered with.
    pub answered: Option<Version>,
    /// The number of connections that this conclusion is based on.
    pub attempts: u32,
}

impl Support {
    /// Returns a conclusion based on this many connections, without the details of an answer.
    pub(crate) const fn new(state: SupportState, reason: Reason, detail: Message, attempts: usize) -> Self {
        Self {
            state,
            reason,
            detail,
            cipher_suite: None,
            group: None,
            alpn: None,
            alert: None,
            answered: None,
            attempts: attempts as u32,
        }
    }
}
