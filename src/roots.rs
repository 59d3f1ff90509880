//! The trusted roots of a run: a value, so that runs in the same process can use different ones.

use std::sync::{Arc, OnceLock};

use rustls_native_certs::{CertificateResult, load_native_certs};

/// Trusted roots. The roots of this host are read on first use, once for a value and its clones; a new value reads them
/// again.
#[derive(Clone, Debug)]
pub struct Roots(Arc<Source>);

#[derive(Debug)]
struct Source {
    of_this_host: bool,
    /// Additional roots, in DER.
    more: Vec<Vec<u8>>,
    read: OnceLock<CertificateResult>,
}

impl Roots {
    /// Returns the roots of this host, as programs without a separate store find them.
    pub fn of_this_host() -> Self {
        Self::new(true, Vec::new())
    }

    /// Returns only these roots (DER). Schannel and Secure Transport always use their own store.
    pub fn from_der(roots: Vec<Vec<u8>>) -> Self {
        Self::new(false, roots)
    }

    /// Returns these roots and, in addition, the given ones (DER).
    #[must_use]
    pub fn and(&self, more: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::new(self.0.of_this_host, self.0.more.iter().cloned().chain(more).collect())
    }

    fn new(of_this_host: bool, more: Vec<Vec<u8>>) -> Self {
        Self(Arc::new(Source { of_this_host, more, read: OnceLock::new() }))
    }

    /// Returns whether the roots of this host are included.
    pub fn are_of_this_host(&self) -> bool {
        self.0.of_this_host
    }

    /// Returns the roots that were given in addition to those of this host (DER).
    pub fn more(&self) -> &[Vec<u8>] {
        &self.0.more
    }

    /// Returns the roots of this host, and the errors of reading them. The first call takes milliseconds.
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
