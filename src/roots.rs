//! The host's roots of trust, as programs find them that have no store of their own; read once.

use std::sync::OnceLock;

use rustls_native_certs::{CertificateResult, load_native_certs};

/// The roots, and what could not be read of them. The first call takes milliseconds.
pub(crate) fn of_this_host() -> &'static CertificateResult {
    static ROOTS: OnceLock<CertificateResult> = OnceLock::new();
    ROOTS.get_or_init(load_native_certs)
}
