//! Whether the providers that the configuration activates have what TLS needs (OpenSSL 3 and later).

use crate::observation::openssl::ProviderTrial;

/// Tries to get a cipher that every TLS client needs: from what the configuration activates, and from the provider
/// `default` in a library context of its own, which changes nothing for this program.
#[cfg(ossl300)]
#[allow(clippy::unnecessary_wraps, reason = "there is nothing to try before OpenSSL 3")]
pub(super) fn try_providers() -> Option<ProviderTrial> {
    use openssl::cipher::Cipher;
    use openssl::lib_ctx::LibCtx;
    use openssl::provider::Provider;

    const CIPHER: &str = "AES-128-GCM";
    let in_force = Cipher::fetch(None, CIPHER, None).is_ok();
    let with_default = || {
        let context = LibCtx::new().ok()?;
        let _provider = Provider::load(Some(&context), "default").ok()?;
        Cipher::fetch(Some(&context), CIPHER, None).ok()
    };
    let trial = ProviderTrial { in_force, with_default: with_default().is_some() };
    // What was tried must not be taken for the error of a later call.
    let _ = openssl::error::ErrorStack::get();
    Some(trial)
}

/// Before OpenSSL 3 there are no providers.
#[cfg(not(ossl300))]
pub(super) fn try_providers() -> Option<ProviderTrial> {
    None
}
