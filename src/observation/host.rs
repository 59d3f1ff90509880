//! What was found on this host. Plain data: collected in `host`, judged in `diagnosis::host`.

use std::time::Duration;

use super::capture::Captured;
use super::openssl::OpensslFacts;
use crate::settings::registry::Snapshot;

/// Yes, no, or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// Observed, or read from a setting that decides it.
    Yes,
    /// Observed, or read from a setting that decides it.
    No,
    /// Could not be determined.
    Unknown,
}

/// The result for a program that requests one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhenAsked {
    /// The handshake continues.
    Yes,
    /// The hello is sent, but the library then rejects most of what servers answer (OpenSSL 3 at level 2 with TLS 1.0).
    Limited,
    /// The library rejects it.
    No,
    /// Could not be determined.
    Unknown,
}

/// Where a TLS library comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Linkage {
    /// The system's library: its policy is this host's policy.
    System,
    /// Built into this program, so it says nothing about the host's policy.
    Bundled,
}

/// A setting that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The setting's name as its owner spells it (`MinProtocol`, `Enabled`).
    pub name: String,
    /// Its value, as found.
    pub value: String,
    /// Where it is set: `file:line` or a registry path.
    pub source: String,
}

/// What was found of one TLS library of this host.
#[derive(Clone, Debug)]
pub struct StackFacts {
    /// Name and version: `OpenSSL 3.0.22`, `Schannel`.
    pub name: String,
    /// How it reacted when it was tried.
    pub captured: Captured,
    /// Policy and configuration file, if the library is OpenSSL.
    pub openssl: Option<OpensslFacts>,
}

/// Where root certificates were looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TrustSource {
    /// The paths in OpenSSL's environment variables (`SSL_CTX_set_default_verify_paths(3)`).
    Variables(Vec<TrustVariable>),
    /// Files and directories of the system.
    Files(Vec<String>),
    /// None of the usual files and directories exists.
    #[default]
    NoFiles,
    /// The certificate store of Windows.
    WindowsStore,
    /// The keychains of an Apple system.
    Keychains,
    /// Not looked for: the caller of the run provided them.
    Given,
    /// Not looked for: the host is known only from a registry export, which has no roots.
    Export,
}

/// An environment variable that names root certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustVariable {
    /// `SSL_CERT_FILE` or `SSL_CERT_DIR`.
    pub name: &'static str,
    /// The file or directory.
    pub path: String,
}

/// The host's root certificates, as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustStoreFacts {
    /// Where they were looked for.
    pub source: TrustSource,
    /// How many could be read.
    pub roots: usize,
    /// Problems while reading, in the reader's words.
    pub problems: Vec<String>,
    /// How many more problems there were that were not kept.
    pub more_problems: usize,
    /// How many roots OpenSSL finds besides, if the variables name none that can be read: each variable replaces only
    /// one of its two usual places.
    pub elsewhere: usize,
    /// How long reading was waited for, if it did not end in time, so that nothing is known.
    pub late: Option<Duration>,
}

/// Everything that was found on this host.
#[derive(Clone, Debug)]
pub struct HostFacts {
    /// The machine's name, if it has one.
    pub name: Option<String>,
    /// The operating system: `Debian GNU/Linux 12 (bookworm)`.
    pub operating_system: String,
    /// The host's TLS libraries, the platform's first.
    pub stacks: Vec<StackFacts>,
    /// The registry, on Windows.
    pub registry: Option<Snapshot>,
    /// The host's root certificates.
    pub trust_store: TrustStoreFacts,
    /// The environment variable that names a proxy for other programs, if one is set. Its value is not kept, because it
    /// may contain a password.
    pub proxy_variable: Option<&'static str>,
}
