//! The host's root certificates: how many, from where, and what could not be read.

use crate::clean::clean;
use crate::observation::host::{TrustSource, TrustStoreFacts, TrustVariable};
use crate::roots::Roots;

/// Limit on the problems that are kept: a directory of broken files has one for each file.
const MOST_PROBLEMS: usize = 10;

/// Reads these roots.
pub(super) fn collect(roots: &Roots) -> TrustStoreFacts {
    if !roots.are_of_this_host() {
        return TrustStoreFacts { source: TrustSource::Given, roots: roots.more().len(), ..TrustStoreFacts::default() };
    }
    let found = roots.loaded();
    let problems = found.errors.iter().take(MOST_PROBLEMS).map(|error| clean(&error.to_string())).collect();
    TrustStoreFacts {
        source: source(),
        roots: found.certs.len(),
        problems,
        more_problems: found.errors.len().saturating_sub(MOST_PROBLEMS),
    }
}

/// Returns where the roots were searched for. Both variables are OpenSSL's (`SSL_CTX_set_default_verify_paths(3)`).
fn source() -> TrustSource {
    let named: Vec<_> = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name).filter(|value| !value.is_empty())?)))
        .map(|(name, value)| TrustVariable { name, path: clean(&value.to_string_lossy()) })
        .collect();
    if named.is_empty() { usual_places() } else { TrustSource::Variables(named) }
}

#[cfg(windows)]
const fn usual_places() -> TrustSource {
    TrustSource::WindowsStore
}

#[cfg(target_vendor = "apple")]
const fn usual_places() -> TrustSource {
    TrustSource::Keychains
}

#[cfg(not(any(windows, target_vendor = "apple")))]
fn usual_places() -> TrustSource {
    let found = openssl_probe::probe();
    let places: Vec<_> =
        found.cert_file.iter().chain(&found.cert_dir).map(|path| clean(&path.to_string_lossy())).collect();
    if places.is_empty() { TrustSource::NoFiles } else { TrustSource::Files(places) }
}
