//! The host's roots of trust, as programs find them that have no store of their own.

use std::sync::OnceLock;

use rustls_native_certs::{CertificateResult, load_native_certs};

/// The roots of this host, read when they are first wanted and then kept. What is made anew sees a store that has changed.
#[derive(Debug, Default)]
pub struct Roots(OnceLock<CertificateResult>);

impl Roots {
    /// Nothing read yet.
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The roots, and what could not be read of them. The first call takes milliseconds.
    pub fn loaded(&self) -> &CertificateResult {
        self.0.get_or_init(load_native_certs)
    }
}
