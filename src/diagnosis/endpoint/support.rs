//! Endpoint × version → support: the words. The rules are in `truth`.

use serde::Serialize;

use crate::message::Message;
use crate::tls::{AlertDescription, CipherSuite, NamedGroup, Version};

/// What is concluded for one version at one address.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum SupportState {
    /// The peer selected it.
    Accepted,
    /// The peer said no, in a way that counts as no.
    Refused,
    /// Could not be found out.
    Unknown,
    /// Was not tried.
    NotTested,
}

/// Why it is concluded. Stable codes, listed by a snapshot test.
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
    /// Accepted on some tries and refused on others.
    Unstable,
    /// A `ServerHello` of a lower version.
    AnswersLower,
    /// Alert `protocol_version`.
    AlertProtocolVersion,
    /// Another fatal alert, to every hello tried.
    AlertOther,
    /// Reset after our hello, while another version is accepted at the same address.
    Reset,
    /// Closed after our hello, while another version is accepted at the same address.
    Closed,
    /// Silence after our hello, while another version is accepted at the same address.
    Silent,
    /// Reset after our hello, and nothing here answers TLS.
    ResetNoTls,
    /// Closed after our hello, and nothing here answers TLS.
    ClosedNoTls,
    /// Silence after our hello, and nothing here answers TLS.
    SilentNoTls,
    /// Different hellos ended differently, and none of it settles the question.
    MixedAnswers,
    /// The peer refused the server name, which says nothing about the version.
    NameRefused,
    /// Bytes that break the rules of TLS.
    InvalidAnswer,
    /// Not TLS.
    NotTls,
    /// The name does not resolve.
    NotResolved,
    /// The endpoint has no address of the family asked for (`-4`, `-6`).
    NoAddressOfFamily,
    /// The connection was refused.
    ConnectionRefused,
    /// Nothing answered the connection attempt.
    ConnectTimeout,
    /// No route, or another error on the way.
    Unreachable,
    /// The proxy gave no tunnel.
    ProxyRefused,
    /// This machine ran out of something.
    LocalLimit,
    /// This host's own stack did not come back from its work in time.
    LocalStall,
    /// The run was stopped before.
    Cancelled,
    /// The prober that could tell was not asked: nobody could try, or only the platform's stack did, whose hello was refused in a
    /// way that need not be about the version.
    ProberOff,
    /// The version was not asked for.
    NotAsked,
}

/// The conclusion for one version, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// What.
    pub state: SupportState,
    /// Why, as a code.
    pub reason: Reason,
    /// Why, as one clause.
    pub detail: Message,
    /// The suite that the peer selected.
    pub cipher_suite: Option<CipherSuite>,
    /// The group, where the answer shows it.
    pub group: Option<NamedGroup>,
    /// The application protocol selected.
    pub alpn: Option<String>,
    /// The alert, where there was one.
    pub alert: Option<AlertDescription>,
    /// The lower version that was answered.
    pub answered: Option<Version>,
    /// How many connections this conclusion rests on.
    pub attempts: u32,
}
