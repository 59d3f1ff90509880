//! The facts from one attempt, without interpretation.
//!
//! A failed handshake is an observation. Only `diagnosis` says what it means.

pub mod capture;
pub mod host;
pub mod openssl;
mod record;

pub use record::{AddressRecord, EndpointRecord};

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::tls::{Alert, CipherSuite, NamedGroup, Version};
use crate::wire::{HelloVariant, LooksLike, Offer, WireProblem};

/// One way to attempt a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prober {
    /// A `ClientHello` that this program builds itself: any version, no cryptography.
    Wire,
    /// The platform's stack.
    Native,
    /// rustls, with verification against the host's roots.
    Rustls,
}

impl Prober {
    /// Every prober.
    pub const ALL: [Self; 3] = [Self::Wire, Self::Native, Self::Rustls];

    /// Returns the word used in data and flags.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Native => "native",
            Self::Rustls => "rustls",
        }
    }
}

impl fmt::Display for Prober {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// What an attempt was made to find out. Its result does not count for any other question: a server that rejects a
/// hello with one cipher suite has not rejected the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionId {
    /// Which versions the endpoint accepts, and whether this host's libraries can connect to it.
    Versions,
    /// A question that only tests ask.
    #[cfg(test)]
    Trial,
}

/// A repetition after everything else that was asked at an address has ended, made to find out whether attempts were cut off
/// because there were many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repetition {
    /// Its round, counted from 0. Attempts of one round ran concurrently; rounds ran one after the other, and a round of one
    /// attempt had the address to itself.
    pub round: u32,
    /// Whether it repeats a hello that the endpoint had answered: a control.
    pub control: bool,
}

/// Which versions an attempt asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// The prober's default: the offer of a program that does not request a version.
    Default,
    /// Exactly this version.
    Pinned(Version),
}

/// How far an attempt got: the step that was in progress when it ended, or the last one if it completed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Looking the name up.
    Resolve,
    /// Opening the TCP connection.
    Connect,
    /// Asking the proxy for a tunnel.
    Proxy,
    /// Our hello was sent, but no `ServerHello` has come.
    Hello,
    /// A `ServerHello` has come.
    Handshake,
    /// The certificate is being judged.
    Verify,
    /// The prober has finished.
    Done,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The prober got what it needed.
    Done,
    /// The peer sent a fatal alert.
    Alert(Alert),
    /// The peer reset the connection.
    Reset,
    /// The peer closed the connection.
    Closed {
        /// Bytes that had come from it.
        after: u64,
    },
    /// Nothing that settles the question came before the deadline.
    Silent {
        /// How long we waited after our hello.
        waited: Duration,
        /// Bytes that came nevertheless (a trickle, a flood of warnings).
        after: u64,
    },
    /// What came is not TLS.
    NotTls(LooksLike),
    /// What came is TLS but breaks its rules.
    Invalid(WireProblem),
    /// Our own side ended it.
    Local(LocalReason),
    /// The peer was never reached.
    Unreached(Unreached),
}

impl End {
    /// Returns whether the peer ended the attempt, or let it time out, without an answer: what an endpoint that limits connections
    /// does to those beyond its limit.
    pub fn is_cut_off(&self) -> bool {
        match self {
            Self::Reset | Self::Closed { .. } | Self::Silent { after: 0, .. } => true,
            Self::Unreached(why) => why.is_cut_off(),
            _ => false,
        }
    }
}

impl Unreached {
    /// Returns whether the connection may be one beyond a limit, of the endpoint or of a proxy.
    fn is_cut_off(&self) -> bool {
        match self {
            Self::Refused
            | Self::Reset
            | Self::ConnectSilent { .. }
            // 429: RFC 6585, 4; 503: RFC 9110, 15.6.4.
            | Self::Proxy(ProxyRefusal::Broken { .. } | ProxyRefusal::Status { code: 429 | 503, .. }) => true,
            Self::Proxy(ProxyRefusal::Unreached(why)) => why.is_cut_off(),
            _ => false,
        }
    }
}

/// Details of a failure, in addition to its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A message of a library or of the system, cleaned; empty if there is none.
    Words(String),
    /// The resolver answered, but without an address.
    NoAddress,
    /// No resolver gave an answer, so nothing is known about the name; holds the system's message.
    NoResolver(String),
    /// This host has no IPv6 address to connect from; holds the system's message.
    NoIpv6(String),
    /// A text that cannot be a server name.
    NotServerName(String),
    /// The peer closed the connection during the handshake.
    ClosedDuringHandshake,
    /// The peer closed the connection right after the handshake.
    ClosedAfterHandshake,
    /// The peer sent more than a handshake needs.
    TooMuchData,
    /// A step after the end of the handshake, which is a bug in this program.
    AlreadyEnded,
    /// The proxy closed the connection without a reply.
    NoReply,
    /// The proxy closed the connection after sending this, cleaned.
    ClosedAfter(String),
    /// The proxy closed the connection after sending this many bytes, which are not shown: a password was sent to it.
    ClosedAfterWithheld(usize),
    /// The proxy's reply is not HTTP and is not shown: a password was sent to it. Holds the parser's message.
    NotHttpWithheld(String),
    /// The proxy's reply is longer than the limit.
    EndlessReply,
    /// The proxy's reply has more header lines than this.
    TooManyHeaders(usize),
    /// The proxy's reply is not HTTP; holds the parser's message and the reply, cleaned.
    NotHttp(String, String),
    /// The proxy sent more interim replies than this, without a final one.
    TooManyInterim(usize),
}

impl Evidence {
    /// Returns the message of the library or the system, or an empty string for any other evidence.
    pub fn words(&self) -> &str {
        if let Self::Words(words) = self { words } else { "" }
    }

    /// Returns whether there is no evidence.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Words(words) if words.is_empty())
    }
}

impl From<String> for Evidence {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

/// Why our own side ended a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalReason {
    /// The local stack wrote no `ClientHello`: its settings leave nothing to offer.
    NothingOffered {
        /// What the library says, as evidence.
        evidence: Evidence,
    },
    /// The local stack gave up after the peer's answer, because of policy or trust.
    Aborted {
        /// The alert that it sent, if it was unencrypted.
        alert: Option<Alert>,
        /// What the library says, as evidence.
        evidence: Evidence,
    },
    /// The handshake completed, but the prober does not trust the certificate.
    NotTrusted,
    /// This prober cannot offer the version at all.
    ProberCannot,
    /// This machine ran out of a resource (descriptors, ports, memory). Says nothing about the peer.
    Exhausted {
        /// What ran out.
        evidence: Evidence,
    },
    /// The local stack did not finish its work in time. Says nothing about the peer.
    Stalled {
        /// How long we waited for it.
        waited: Duration,
    },
    /// The run was stopped before the attempt finished.
    Canceled,
}

/// Why the peer was never reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// The name does not resolve.
    NotResolved {
        /// What the resolver says, as evidence.
        evidence: Evidence,
    },
    /// The resolver did not answer in time.
    ResolverSilent {
        /// How long we waited.
        waited: Duration,
    },
    /// The name has no address of the requested family (`-4`, `-6`).
    NoAddressOfFamily,
    /// The connection was refused.
    Refused,
    /// The connection was reset as soon as it was open.
    Reset,
    /// Nothing answered the connection attempt.
    ConnectSilent {
        /// How long we waited.
        waited: Duration,
    },
    /// The attempt was not made: the address had not answered any of these attempts to connect in the same run.
    NeverAnswered {
        /// How many.
        attempts: u32,
    },
    /// The system says that there is no route to the address.
    NoRoute {
        /// What the system says, as evidence.
        evidence: Evidence,
    },
    /// The proxy did not open a tunnel.
    Proxy(ProxyRefusal),
    /// Any other error of the system while connecting.
    Other {
        /// What the system says, as evidence.
        evidence: Evidence,
    },
}

/// Why a proxy did not open a tunnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyRefusal {
    /// It answered with a status other than 2xx.
    Status {
        /// HTTP status code.
        code: u16,
        /// Its reason phrase, cleaned.
        reason: String,
    },
    /// It requires that the client authenticates itself (407).
    Authentication {
        /// Whether a user and a password were sent, with the scheme `Basic`.
        sent: bool,
        /// The schemes that it offers; empty if it names none.
        schemes: Vec<AuthScheme>,
    },
    /// The proxy could not be reached.
    Unreached(Box<Unreached>),
    /// It closed or reset the connection, or answered something that is not HTTP.
    Broken {
        /// What was seen.
        evidence: Evidence,
    },
    /// It did not answer in time.
    Silent {
        /// How long we waited.
        waited: Duration,
    },
}

/// How a client can authenticate itself to a proxy (IANA registry "HTTP Authentication Schemes", and NTLM).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthScheme {
    /// A user and a password. The only scheme that this program has.
    Basic,
    /// A user and a password, as a hash.
    Digest,
    /// NTLM.
    Ntlm,
    /// Kerberos, or NTLM.
    Negotiate,
    /// Kerberos.
    Kerberos,
    /// A token.
    Bearer,
    /// Any other.
    Other,
}

impl AuthScheme {
    /// Returns the scheme with this name.
    pub fn named(name: &str) -> Self {
        let known = [Self::Basic, Self::Digest, Self::Ntlm, Self::Negotiate, Self::Kerberos, Self::Bearer];
        known.into_iter().find(|scheme| scheme.name().eq_ignore_ascii_case(name)).unwrap_or(Self::Other)
    }

    /// Returns its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "Basic",
            Self::Digest => "Digest",
            Self::Ntlm => "NTLM",
            Self::Negotiate => "Negotiate",
            Self::Kerberos => "Kerberos",
            Self::Bearer => "Bearer",
            Self::Other => "another scheme",
        }
    }
}

/// What the peer's `ServerHello` (or `HelloRetryRequest`) selected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the message, and none excludes another")]
pub struct Answer {
    /// The selected version (from `supported_versions` if that extension is present).
    pub version: Version,
    /// The selected suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange, if the answer shows it.
    pub group: Option<NamedGroup>,
    /// Whether the answer was a `HelloRetryRequest`.
    pub hello_retry_request: bool,
    /// The selected application protocol, cleaned for display.
    pub alpn: Option<String>,
    /// What the last eight bytes of the random say (RFC 8446, 4.1.3).
    pub downgrade_sentinel: Option<DowngradeSentinel>,
    /// Whether the peer agreed to secure renegotiation (RFC 5746). Meaningless for TLS 1.3.
    pub secure_renegotiation: bool,
    /// Whether the peer agreed to the extended master secret (RFC 7627). Meaningless for TLS 1.3.
    pub extended_master_secret: bool,
    /// Whether a client certificate was requested, if that was unencrypted.
    pub certificate_requested: bool,
    /// The chain as sent, leaf first, DER, if it was unencrypted.
    pub certificates: Vec<Vec<u8>>,
    /// The alert that ended the handshake after the selection, as far as it was in the clear and came with it.
    pub ended_by: Option<Alert>,
}

/// What the server's random reveals about the highest version that the server supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DowngradeSentinel {
    /// `DOWNGRD` 01: the server supports TLS 1.3 and selected TLS 1.2.
    HasTls13,
    /// `DOWNGRD` 00: the server supports TLS 1.2 or above and selected 1.1 or below.
    HasTls12,
}

/// How long the steps took. Absent for a step that was not reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Looking the name up (shared by all attempts of an endpoint).
    pub resolve: Option<Duration>,
    /// Opening the connection, including the proxy's part.
    pub connect: Option<Duration>,
    /// From our hello to the first byte of the answer.
    pub hello: Option<Duration>,
    /// From our hello to the end of the handshake, for probers that complete one.
    pub handshake: Option<Duration>,
}

/// What a prober learned of the peer's certificate, and how this host judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFacts {
    /// The chain as sent, leaf first, DER.
    pub chain: Vec<Vec<u8>>,
    /// The judgment of the stack that did the handshake, against the host's roots.
    pub judgment: TrustJudgment,
}

/// How a stack judges a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustJudgment {
    /// It leads to a root of this host, and is valid for this name at this time.
    Trusted,
    /// It is not trusted, for this reason.
    NotTrusted(TrustProblem),
    /// The prober did not judge it.
    NotJudged,
}

/// Why a chain is not trusted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum TrustProblem {
    /// The chain does not lead to a root of this host.
    UnknownIssuer,
    /// It has expired (or this host's clock is wrong).
    Expired,
    /// It is not valid yet (or this host's clock is wrong).
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// It was revoked.
    Revoked,
    /// The handshake is not signed by the certificate's key, so the peer does not have that key.
    BadSignature,
    /// This stack does not support a signature, key or algorithm in it.
    UnsupportedAlgorithm,
    /// A CA certificate is used as a server certificate (rustls is stricter about this than most).
    CaUsedAsServer,
    /// It is not for servers, breaks a constraint, or cannot be read.
    Malformed,
    /// This host has no readable root store.
    NoRoots,
}

/// One attempt: one connection by one prober for one version, and the resulting facts.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The question that it was made for.
    pub question: QuestionId,
    /// The prober that made it.
    pub prober: Prober,
    /// The version that was requested.
    pub asked: Asked,
    /// The hello of the version question that was sent. [`HelloVariant::Standard`] for other questions, whose hellos
    /// are in `sent`, and for probers other than wire.
    pub variant: HelloVariant,
    /// Which repetition it was; `None` for first attempts.
    pub repetition: Option<Repetition>,
    /// The address that was tried, if there was one.
    pub address: Option<SocketAddr>,
    /// How far it got.
    pub reached: Stage,
    /// How it ended.
    pub end: End,
    /// The `ClientHello` that was sent, as the tap saw it.
    pub sent: Option<Arc<Offer>>,
    /// The peer's answer, as the tap saw it.
    pub answer: Option<Answer>,
    /// Certificates and the stack's judgment, for probers that judge them.
    pub trust: Option<TrustFacts>,
    /// The first bytes received, kept if they broke the rules or were not TLS.
    pub bytes: Vec<u8>,
    /// How long it took.
    pub times: StageTimes,
}

impl Observation {
    /// Creates an observation of the version question with the standard hello, and nothing else known.
    pub fn new(prober: Prober, asked: Asked, reached: Stage, end: End) -> Self {
        Self {
            question: QuestionId::Versions,
            prober,
            asked,
            variant: HelloVariant::Standard,
            repetition: None,
            address: None,
            reached,
            end,
            sent: None,
            answer: None,
            trust: None,
            bytes: Vec::new(),
            times: StageTimes::default(),
        }
    }

    /// Sets the question.
    #[must_use]
    pub const fn with_question(mut self, question: QuestionId) -> Self {
        self.question = question;
        self
    }

    /// Sets the hello.
    #[must_use]
    pub const fn with_variant(mut self, variant: HelloVariant) -> Self {
        self.variant = variant;
        self
    }

    /// Sets the repetition.
    #[must_use]
    pub const fn with_repetition(mut self, repetition: Option<Repetition>) -> Self {
        self.repetition = repetition;
        self
    }

    /// Sets the address.
    #[must_use]
    pub const fn with_address(mut self, address: Option<SocketAddr>) -> Self {
        self.address = address;
        self
    }

    /// Returns whether the attempt was cut off: the peer sent neither a selection nor an alert, and it was not our own side that
    /// ended it. Another attempt may fare better.
    pub fn is_cut_off(&self) -> bool {
        self.answer.is_none() && self.end.is_cut_off()
    }

    /// Sets the times.
    #[must_use]
    pub const fn with_times(mut self, times: StageTimes) -> Self {
        self.times = times;
        self
    }

    /// Sets the peer's answer.
    #[must_use]
    pub fn with_answer(mut self, answer: Answer) -> Self {
        self.answer = Some(answer);
        self
    }

    /// Sets the judgment of the certificate.
    #[must_use]
    pub fn with_trust(mut self, trust: TrustFacts) -> Self {
        self.trust = Some(trust);
        self
    }
}
