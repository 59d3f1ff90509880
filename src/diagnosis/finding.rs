//! Coded statements: what was seen, what it means, what to do.

use serde::Serialize;

use crate::message::Message;

/// Whose side a finding is on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// This machine.
    Host,
    /// The service.
    Endpoint,
    /// The network between them.
    Network,
}

/// What a finding states. The codes are stable; a snapshot test lists them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingCode {
    /// The host's default offer and the endpoint share no version that is high enough, but the host could offer one.
    HostDefaultLacksVersion,
    /// The endpoint accepts only versions that this host's stack does not have.
    HostLacksVersion,
    /// The endpoint selected a version, but this host's stack aborted the handshake.
    HostStackAborts,
    /// The endpoint accepts a version that this host offers, but rejects this host's own hello.
    HostHelloRefused,
    /// The endpoint selects a version but does not finish the handshake.
    HandshakeNotFinished,
    /// The endpoint accepts only versions below the required one.
    EndpointLacksVersion,
    /// The endpoint rejects every version that was tried.
    EndpointRefusesAll,
    /// The endpoint accepts a version that it must reject.
    EndpointAcceptsRefused,
    /// The endpoint does not recognize this server name.
    EndpointRefusesName,
    /// The endpoint does not speak TLS on this port.
    EndpointNotTls,
    /// The endpoint's answers break the rules of TLS.
    EndpointInvalidAnswer,
    /// The endpoint requests a client certificate.
    EndpointWantsClientCertificate,
    /// The endpoint accepts a version on some tries only.
    EndpointUnstable,
    /// The addresses of the endpoint differ in the versions that they accept.
    AddressesDiffer,
    /// The endpoint cut off hellos that it answered at other times.
    EndpointLimitsConnections,
    /// The endpoint rejects hellos for a reason other than the version.
    EndpointWantsOtherHello,
    /// The host does not trust the endpoint's certificate.
    CertificateNotTrusted,
    /// The platform's stack and rustls judge the certificate differently.
    CertificateJudgedDifferently,
    /// The endpoint speaks TLS; different hellos end differently, and none succeeds.
    EndpointAnswersDiffer,
    /// The port accepts connections, but no hello gets an answer.
    NoTlsAnswer,
    /// The server signals that it supports a version, but rejects that version when asked.
    DowngradeContradiction,
    /// The name does not resolve.
    NameNotResolved,
    /// No DNS server gave an answer about the name.
    DnsNoAnswer,
    /// The endpoint has no address of the requested family.
    NoAddressOfFamily,
    /// The connection is refused.
    ConnectionRefused,
    /// The connection is not answered.
    ConnectTimeout,
    /// There is no route to the address.
    Unreachable,
    /// The proxy does not open a tunnel.
    ProxyRefused,
    /// This host is out of a local resource.
    HostExhausted,
    /// This host's own stack did not return in time.
    HostStackStalled,
    /// The run was stopped before this endpoint was finished.
    RunStopped,
    /// What this host offers could not be determined, so whether it meets the endpoint is unknown.
    HostOfferUnknown,
    /// Not enough was tried to conclude anything.
    NotEnoughTried,
    /// The host's default offer has neither TLS 1.2 nor anything above it.
    HostDefaultBelowTls12,
    /// The host's default offer begins at TLS 1.3.
    HostDefaultOnlyTls13,
    /// The host's default offer lacks TLS 1.3, which the library has.
    HostDefaultLacksTls13,
    /// The host's TLS configuration is broken, and the library silently ignores it.
    HostConfigurationIgnored,
    /// One setting of the host's TLS configuration has no effect.
    HostSettingIgnored,
    /// The host's security level rejects keys that most certificates have.
    HostSecurityLevelHigh,
    /// The host's configuration lets programs offer versions below TLS 1.2 that the library's defaults would not.
    HostPolicyLowered,
    /// This program was built with a bundled TLS library, which says nothing about the host.
    HostLibraryBundled,
    /// The host has no root certificate that can be read.
    HostNoRoots,
    /// The host's roots, or what its library does, could not be read in time.
    HostNotReadInTime,
    /// No program can use the host's TLS library.
    HostLibraryUnusable,
    /// The default set of Schannel has neither TLS 1.2 nor anything newer.
    SchannelDefaultLacksTls12,
    /// Whether the default set of Schannel has TLS 1.2 or newer is unknown.
    SchannelDefaultUnknown,
    /// This version of Windows cannot speak TLS 1.2 in its present state.
    Tls12NotSupported,
    /// No cipher suite is left for TLS 1.2.
    NoSuiteForTls12,
    /// Every suite that is left for TLS 1.2 uses RC4 or 3DES.
    OnlyWeakSuites,
    /// Programs built for .NET 4.5.2 or earlier do not offer TLS 1.2.
    Dotnet4LacksTls12,
    /// Whether programs built for .NET 4.5.2 or earlier offer TLS 1.2 is unknown.
    Dotnet4Unknown,
    /// A value of .NET is 0, which overrides the good default of newer programs.
    DotnetExplicitZero,
    /// A value of .NET, Schannel or WinHTTP has a type other than `REG_DWORD`.
    WrongValueType,
    /// `SystemDefaultTlsVersions` is set where Schannel's default lacks TLS 1.2.
    SystemDefaultMakesWorse,
    /// Programs for .NET 2.0 to 3.5 do not offer TLS 1.2.
    Dotnet2LacksTls12,
    /// Programs that use WinHTTP do not offer TLS 1.2.
    WinhttpLacksTls12,
    /// The suite names of a group policy lack the curve that this version of Windows needs in them.
    SuiteNamesWithoutCurve,
    /// No ECDHE suite with RSA and AES-GCM is enabled.
    NoEcdheRsaGcm,
    /// Something below `SCHANNEL` has no effect or does harm.
    RegistryStray,
    /// An algorithm's `Enabled` is neither 0 nor 0xffffffff.
    AlgorithmValueUnknown,
    /// Disabled algorithms also disable cipher suites.
    SuitesDenied,
    /// A service pack is missing.
    ServicePackMissing,
    /// Keys were changed after Windows was started.
    ChangedSinceStart,
    /// Some programs have their own settings, which override the system's.
    ProgramOverrides,
    /// FIPS mode is enabled.
    FipsMode,
}

/// How much a finding weighs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// The reason for the verdict.
    Cause,
    /// Breaks some programs, or will cause surprises.
    Risk,
    /// Worth knowing.
    Note,
}

/// What a statement is based on: the weakest source counts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Assumed: no source was available. Never shown as a fact.
    Unverified,
    /// Follows from what is documented.
    Inferred,
    /// A page of the vendor or source code says so.
    Documented,
    /// Seen in this run.
    Observed,
}

/// One statement: what was found, what it is based on, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code.
    pub code: FindingCode,
    /// Whose side it is on.
    pub side: Side,
    /// How much it weighs.
    pub weight: Weight,
    /// What it is based on.
    pub confidence: Confidence,
    /// What it means: one or two sentences.
    pub summary: Message,
    /// What was seen: one clause each.
    pub evidence: Vec<Message>,
    /// What to do, in order; empty when there is nothing to do.
    pub remedy: Vec<Step>,
}

/// One step of a remedy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A sentence.
    Do(Message),
    /// Lines to paste, or to write into a file: never translated, never wrapped.
    Paste(Vec<String>),
}
