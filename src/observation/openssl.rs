//! What decides OpenSSL's behavior: the configuration file, and the resulting policy of a bare context.

use crate::settings::openssl_conf::OpensslConf;
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
}
