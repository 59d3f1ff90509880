//! What decides OpenSSL's behavior: the configuration file, and the resulting policy of a bare context.

use std::collections::BTreeMap;

use super::capture::Whole;
use crate::settings::openssl_conf::{Change, OpensslConf};
use crate::tls::Version;

/// How the configuration file was chosen (`CONF_get1_default_config_file(3)`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfChoice {
    /// The environment variable `OPENSSL_CONF` names it.
    Environment,
    /// It is `openssl.cnf` in the library's default directory.
    Directory,
}

/// The system-wide policy of a distribution (Red Hat's crypto-policies).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CryptoPolicy {
    /// The applied policy: `DEFAULT`, `LEGACY`, `FUTURE` or `FIPS`, with subpolicies after colons.
    pub name: String,
    /// The file that says so.
    pub source: String,
    /// What the administrator chose, if it differs and was not applied.
    pub chosen: Option<ChosenPolicy>,
}

/// A policy that was chosen and not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenPolicy {
    /// Its name.
    pub name: String,
    /// The file that says so.
    pub source: String,
}

/// Where libssl is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryFile {
    /// Loaded from this file.
    Loaded(String),
    /// Linked into this program.
    Inside,
    /// The system does not say.
    Unknown,
}

/// An edit of the configuration that was tried in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The commands that were set.
    pub edit: Vec<Change>,
    /// How the library handled each version by default.
    pub default: BTreeMap<Version, Whole>,
}

impl Trial {
    /// Returns whether the default offer then had this version.
    pub fn offers(&self, version: Version) -> bool {
        matches!(self.default.get(&version), Some(Whole::GoesOn | Whole::OnlyRsa))
    }
}

/// How the library judged a certificate with an RSA key of 2048 bits. Only tried at a high security level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTrial {
    /// Whether it accepted the key; `None` if that is unknown.
    pub accepted: Option<bool>,
    /// The command that sets the usual level.
    pub edit: Change,
    /// Whether it accepted the key with this command; `None` if that is unknown.
    pub with_edit: Option<bool>,
}

/// Whether the library gets a cipher that TLS needs from its providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderTrial {
    /// From those that are active.
    pub in_force: bool,
    /// From the provider `default`, tried in a library context of its own.
    pub with_default: bool,
}

/// The policy of a bare context, with its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpensslFacts {
    /// Where the library is.
    pub library: LibraryFile,
    /// The library's message if it does not create a context.
    pub no_context: Option<String>,
    /// The directory in which the library looks by default, set when it was built.
    pub directory: String,
    /// How the file was chosen.
    pub choice: ConfChoice,
    /// The configuration file.
    pub conf: OpensslConf,
    /// Security level of a bare context (`SSL_CTX_set_security_level(3)`), 0 to 5; `None` if no context could be
    /// created.
    pub level: Option<u32>,
    /// The security level that the library was built with, if its build flags say.
    pub built_level: Option<u32>,
    /// Lowest version of a bare context; `None` if there is no bound (or no context).
    pub minimum: Option<Version>,
    /// Highest version of a bare context; `None` if there is no bound (or no context).
    pub maximum: Option<Version>,
    /// Versions that a bare context disables individually (`SSL_OP_NO_TLSv1`, …).
    pub switched_off: Vec<Version>,
    /// The distribution's policy, if it has one.
    pub crypto_policy: Option<CryptoPolicy>,
    /// The edits that were tried, in order, because the default offer lacks TLS 1.2 or TLS 1.3. Ends with the first
    /// that brings in what is missing.
    pub trials: Vec<Trial>,
    /// The edit that disables versions below TLS 1.2, tried if the configuration enables them.
    pub raising: Option<Trial>,
    /// How a usual key was judged, if the security level is high.
    pub key_trial: Option<KeyTrial>,
    /// What the providers have, if no context could be created.
    pub provider_trial: Option<ProviderTrial>,
}
