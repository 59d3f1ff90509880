//! The facts that one attempt left, without an opinion.
//!
//! A handshake that failed is an observation. What it means is said in `diagnosis`, and nowhere else.

pub mod capture;
pub mod host;
pub mod openssl;

use std::borrow::Cow;
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
    /// Our own bytes: any version, no cryptography.
    Wire,
    /// The platform's stack.
    Native,
    /// rustls, with verification against the host's roots.
    Rustls,
}

impl Prober {
    /// Every prober.
    pub const ALL: [Self; 3] = [Self::Wire, Self::Native, Self::Rustls];

    /// The word used in data and flags.
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

/// What an attempt was made to find out. What it says about anything else does not count: a server that refuses a hello
/// with one cipher suite has not refused the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionId {
    /// Which versions the endpoint accepts, and how this host's libraries get on with it.
    Versions,
    /// One that only tests ask.
    #[cfg(test)]
    Trial,
}

/// Which versions an attempt asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// The prober's own default: what a program gets that names no version.
    Default,
    /// Exactly this version.
    Pinned(Version),
}

/// How far an attempt got: the step it was in, or had finished, when it ended.
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
    /// Our hello is out, no `ServerHello` has come.
    Hello,
    /// A `ServerHello` has come.
    Handshake,
    /// The certificate is being judged.
    Verify,
    /// As far as the prober goes.
    Done,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The prober got what it was after.
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
    /// Nothing that settles the question came until the deadline.
    Silent {
        /// How long we waited after our hello.
        waited: Duration,
        /// Bytes that had come all the same (a drip, a flood of warnings).
        after: u64,
    },
    /// What came is not TLS.
    NotTls(LooksLike),
    /// What came is TLS and breaks its rules.
    Invalid(WireProblem),
    /// Our own side ended it.
    Local(LocalReason),
    /// The peer was never reached.
    Unreached(Unreached),
}

/// What was seen of a failure beside its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Words of a library or of the system, cleaned; empty where there are none.
    Words(String),
    /// The resolver answered without an address.
    NoAddress,
    /// The system's words; and this host has no IPv6 address to connect from.
    NoIpv6(String),
    /// A text that cannot be a server name.
    NotServerName(String),
    /// The peer closed the connection during the handshake.
    ClosedDuringHandshake,
    /// The peer closed the connection right after the handshake.
    ClosedAfterHandshake,
    /// The peer sent more than a handshake needs.
    TooMuchData,
    /// A step after the end of the handshake: a defect of this program.
    AlreadyEnded,
    /// The proxy closed the connection without a reply.
    NoReply,
    /// The proxy closed the connection after this, cleaned.
    ClosedAfter(String),
    /// The proxy's reply does not end within the limit.
    EndlessReply,
    /// The proxy's reply has more header lines than this.
    TooManyHeaders(usize),
    /// The proxy's reply is not HTTP: the parser's words, and the reply, cleaned.
    NotHttp(String, String),
    /// The proxy sent more interim replies than this, and no final one.
    TooManyInterim(usize),
}

impl Evidence {
    /// Words of the library or the system, if that is what it is.
    pub fn words(&self) -> &str {
        if let Self::Words(words) = self { words } else { "" }
    }

    /// Whether there is none.
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
    /// The local stack gave up after the peer's answer: policy or trust.
    Aborted {
        /// The alert that it sent, if it was in clear.
        alert: Option<Alert>,
        /// What the library says, as evidence.
        evidence: Evidence,
    },
    /// The certificate was judged and not accepted (rustls, strict).
    NotTrusted,
    /// This prober cannot offer that version at all.
    ProberCannot,
    /// The machine ran out of something (descriptors, ports, memory): no word about the peer.
    Exhausted {
        /// What ran out.
        evidence: Evidence,
    },
    /// The local stack did not come back from its own work in time: no word about the peer.
    Stalled {
        /// How long it was waited for.
        waited: Duration,
    },
    /// The run was stopped before the attempt had an end.
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
    /// The name has no address of the family asked for (`-4`, `-6`).
    NoAddressOfFamily,
    /// The connection was refused.
    Refused,
    /// Nothing answered the connection attempt.
    ConnectSilent {
        /// How long we waited.
        waited: Duration,
    },
    /// The network says that there is no way there.
    NoRoute {
        /// What the system says, as evidence.
        evidence: Evidence,
    },
    /// The proxy did not give a tunnel.
    Proxy(ProxyRefusal),
    /// Any other error of the system while connecting.
    Other {
        /// What the system says, as evidence.
        evidence: Evidence,
    },
}

/// Why a proxy gave no tunnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyRefusal {
    /// It answered, and not with 2xx.
    Status {
        /// HTTP status code.
        code: u16,
        /// Its reason phrase, cleaned.
        reason: String,
    },
    /// The proxy itself could not be reached.
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

/// What the peer's `ServerHello` (or `HelloRetryRequest`) selected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the message, and none excludes another")]
pub struct Answer {
    /// The selected version (from `supported_versions` where that extension is there).
    pub version: Version,
    /// The selected suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange, where the answer shows it.
    pub group: Option<NamedGroup>,
    /// Whether the answer was a `HelloRetryRequest`.
    pub hello_retry_request: bool,
    /// The selected application protocol, cleaned for display.
    pub alpn: Option<String>,
    /// What the last eight bytes of the random say (RFC 8446, 4.1.3).
    pub downgrade_sentinel: Option<DowngradeSentinel>,
    /// Whether the peer agreed to secure renegotiation (RFC 5746). Has no meaning for TLS 1.3.
    pub secure_renegotiation: bool,
    /// Whether the peer agreed to the extended master secret (RFC 7627). Has no meaning for TLS 1.3.
    pub extended_master_secret: bool,
    /// Whether a client certificate was wanted, as far as that was in clear.
    pub certificate_requested: bool,
    /// The chain as sent, leaf first, DER, as far as it was in clear.
    pub certificates: Vec<Vec<u8>>,
}

/// What a server tells in its random about the versions that it could have chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DowngradeSentinel {
    /// `DOWNGRD` 01: the server has TLS 1.3 and chose TLS 1.2.
    HasTls13,
    /// `DOWNGRD` 00: the server has TLS 1.2 or above and chose 1.1 or below.
    HasTls12,
}

/// How long the steps took. A step that was not reached has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Looking the name up (shared by all attempts of an endpoint).
    pub resolve: Option<Duration>,
    /// Opening the connection, the proxy's part included.
    pub connect: Option<Duration>,
    /// From our hello to the first byte of an answer that settles something.
    pub hello: Option<Duration>,
    /// From our hello to the end of the handshake, for probers that do one.
    pub handshake: Option<Duration>,
}

/// What an prober learned of the peer's certificate, and what this host thinks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFacts {
    /// The chain as sent, leaf first, DER.
    pub chain: Vec<Vec<u8>>,
    /// The judgment of the stack that did the handshake, against the host's roots.
    pub judgment: TrustJudgment,
}

/// What a stack says of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustJudgment {
    /// It leads to a root of this host, for this name, at this time.
    Trusted,
    /// It does not, for this reason.
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
    /// No way from the chain to a root of this host.
    UnknownIssuer,
    /// The end of its validity has passed (or this host's clock is wrong).
    Expired,
    /// Its validity has not begun (or this host's clock is wrong).
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// It was revoked.
    Revoked,
    /// The handshake is not signed by the certificate's key: whoever answers does not have it.
    BadSignature,
    /// A signature, key or algorithm that this stack does not take.
    UnsupportedAlgorithm,
    /// A CA certificate stands where a server's should (rustls is stricter here than most).
    CaUsedAsServer,
    /// It is not for servers, breaks a constraint, or cannot be read.
    Malformed,
    /// This host has no root store that could be read.
    NoRoots,
}

/// One attempt: one connection by one prober for one version, and the facts it left.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The question that it was made for.
    pub question: QuestionId,
    /// The prober that made it.
    pub prober: Prober,
    /// What it asked for.
    pub asked: Asked,
    /// With which hello of the version question. [`HelloVariant::Standard`] for other questions, whose hellos are in `sent`,
    /// and for probers other than wire.
    pub variant: HelloVariant,
    /// The address that was tried; none if there was none to try.
    pub address: Option<SocketAddr>,
    /// How far it got.
    pub reached: Stage,
    /// How it ended.
    pub end: End,
    /// The `ClientHello` that left, as the tap saw it.
    pub sent: Option<Arc<Offer>>,
    /// The peer's answer, as the tap saw it.
    pub answer: Option<Answer>,
    /// Certificates and what the stack thinks of them, for probers that judge.
    pub trust: Option<TrustFacts>,
    /// The first bytes that came, kept when they broke the rules or were not TLS.
    pub bytes: Vec<u8>,
    /// How long it took.
    pub times: StageTimes,
}

impl Observation {
    /// An attempt of the version question that got this far and ended like this, with the standard hello; nothing else is
    /// known of it.
    pub fn new(prober: Prober, asked: Asked, reached: Stage, end: End) -> Self {
        Self {
            question: QuestionId::Versions,
            prober,
            asked,
            variant: HelloVariant::Standard,
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

    /// For this question.
    #[must_use]
    pub const fn with_question(mut self, question: QuestionId) -> Self {
        self.question = question;
        self
    }

    /// With this hello.
    #[must_use]
    pub const fn with_variant(mut self, variant: HelloVariant) -> Self {
        self.variant = variant;
        self
    }

    /// At this address, or at none.
    #[must_use]
    pub const fn with_address(mut self, address: Option<SocketAddr>) -> Self {
        self.address = address;
        self
    }

    /// Took this long.
    #[must_use]
    pub const fn with_times(mut self, times: StageTimes) -> Self {
        self.times = times;
        self
    }

    /// Was answered.
    #[must_use]
    pub fn with_answer(mut self, answer: Answer) -> Self {
        self.answer = Some(answer);
        self
    }

    /// Judged a certificate.
    #[must_use]
    pub fn with_trust(mut self, trust: TrustFacts) -> Self {
        self.trust = Some(trust);
        self
    }
}

/// Everything that was seen of one address of one endpoint.
#[derive(Clone, Debug)]
pub struct AddressRecord {
    /// The address, or none when there was none to try.
    pub address: Option<SocketAddr>,
    /// Every try, in the order in which they ended.
    pub observations: Vec<Observation>,
}

/// Everything that was seen of one endpoint. Diagnosis is a function of this.
#[derive(Clone, Debug)]
pub struct EndpointRecord {
    /// The addresses that the name has, in the resolver's order.
    pub addresses: Vec<SocketAddr>,
    /// Further addresses that it has, which were not tried.
    pub more_addresses: usize,
    /// The address that was probed in full.
    pub probed: AddressRecord,
    /// What was seen of addresses that were tried before it and could not be reached.
    pub passed_over: Vec<Observation>,
    /// Whether the run was stopped before this endpoint was finished.
    pub partial: bool,
    /// Whether the deadline of the run stopped it, and not a signal.
    pub expired: bool,
    /// From the first step to the last.
    pub duration: Duration,
}

impl EndpointRecord {
    /// The record with the attempts of one question alone, so that no other question's answers are counted with them.
    pub fn of_question(&self, question: QuestionId) -> Cow<'_, Self> {
        let is_other = |seen: &Observation| seen.question != question;
        if !self.probed.observations.iter().chain(&self.passed_over).any(is_other) {
            return Cow::Borrowed(self);
        }
        let of_question = |all: &[Observation]| all.iter().filter(|seen| !is_other(seen)).cloned().collect::<Vec<_>>();
        Cow::Owned(Self {
            addresses: self.addresses.clone(),
            more_addresses: self.more_addresses,
            probed: AddressRecord {
                address: self.probed.address,
                observations: of_question(&self.probed.observations),
            },
            passed_over: of_question(&self.passed_over),
            partial: self.partial,
            expired: self.expired,
            duration: self.duration,
        })
    }
}
