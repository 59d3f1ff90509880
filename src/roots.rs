//! Which roots of trust a run uses: a value, so that two runs of one process can use different ones.

use std::sync::{Arc, OnceLock};

use rustls_native_certs::{CertificateResult, load_native_certs};

/// Roots of trust. Those of this host are read when they are first wanted, once for a value and its clones; a new value
/// reads them again.
#[derive(Clone, Debug)]
pub struct Roots(Arc<Source>);

#[derive(Debug)]
struct Source {
    of_this_host: bool,
    /// DER.
    more: Vec<Vec<u8>>,
    read: OnceLock<CertificateResult>,
}

impl Roots {
    /// Those of this host, as programs find them that have no store of their own.
    pub fn of_this_host() -> Self {
        Self::new(true, Vec::new())
    }

    /// These (DER) and no others. Schannel and Secure Transport use their own store in any case.
    pub fn from_der(roots: Vec<Vec<u8>>) -> Self {
        Self::new(false, roots)
    }

    /// The same, and these (DER) as well.
    #[must_use]
    pub fn and(&self, more: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::new(self.0.of_this_host, self.0.more.iter().cloned().chain(more).collect())
    }

    fn new(of_this_host: bool, more: Vec<Vec<u8>>) -> Self {
        Self(Arc::new(Source { of_this_host, more, read: OnceLock::new() }))
    }

    /// Whether this host's roots are among them.
    pub fn are_of_this_host(&self) -> bool {
        self.0.of_this_host
    }

    /// Those that are given besides this host's (DER).
    pub fn more(&self) -> &[Vec<u8>] {
        &self.0.more
    }

    /// This host's, and what could not be read of them. The first call takes milliseconds.
    pub fn loaded(&self) -> &CertificateResult {
        let read = || if self.0.of_this_host { load_native_certs() } else { CertificateResult::default() };
        self.0.read.get_or_init(read)
    }
}

impl Default for Roots {
    fn default() -> Self {
        Self::of_this_host()
    }
}
