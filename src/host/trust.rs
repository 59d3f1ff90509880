//! The host's root certificates: how many, from where, and what could not be read.

#[cfg(not(any(windows, target_vendor = "apple")))]
use std::path::Path;

use crate::clean::clean;
use crate::observation::host::{TrustSource, TrustStoreFacts, TrustVariable};
use crate::patience::{Patience, Pending};
use crate::roots::Roots;

/// Limit on the problems that are kept: a directory of broken files has one for each file.
const MOST_PROBLEMS: usize = 10;

/// Begins to read these roots.
pub(super) fn begin(roots: &Roots, patience: &Patience) -> Pending<TrustStoreFacts> {
    let roots = roots.clone();
    patience.begin(move || collect(&roots))
}

/// Returns what was read, if that ended in time.
pub(super) fn in_time(read: Pending<TrustStoreFacts>, patience: &Patience) -> TrustStoreFacts {
    // Looking at usual places could hang as reading does.
    let late = || TrustStoreFacts {
        source: TrustSource::Variables(variables()),
        late: Some(patience.elapsed()),
        ..TrustStoreFacts::default()
    };
    read.result().unwrap_or_else(late)
}

/// Reads these roots.
fn collect(roots: &Roots) -> TrustStoreFacts {
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
        elsewhere: if found.certs.is_empty() { elsewhere() } else { 0 },
        late: None,
    }
}

/// Returns how many roots are in the place of OpenSSL that no variable replaces, if one of the two variables is set.
#[cfg(not(any(windows, target_vendor = "apple")))]
fn elsewhere() -> usize {
    let directory = openssl::version::dir();
    let directory = Path::new(directory.trim_start_matches("OPENSSLDIR:").trim().trim_matches('"'));
    let (file, certificates) = (directory.join("cert.pem"), directory.join("certs"));
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let found = match (is_set("SSL_CERT_FILE"), is_set("SSL_CERT_DIR")) {
        (true, false) => rustls_native_certs::load_certs_from_paths(None, Some(&certificates)),
        (false, true) => rustls_native_certs::load_certs_from_paths(Some(&file), None),
        _ => return 0,
    };
    found.certs.len()
}

#[cfg(any(windows, target_vendor = "apple"))]
const fn elsewhere() -> usize {
    0
}

/// Returns where the roots were searched for. Both variables are OpenSSL's (`SSL_CTX_set_default_verify_paths(3)`).
fn source() -> TrustSource {
    let named = variables();
    if named.is_empty() { usual_places() } else { TrustSource::Variables(named) }
}

fn variables() -> Vec<TrustVariable> {
    ["SSL_CERT_FILE", "SSL_CERT_DIR"]
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name).filter(|value| !value.is_empty())?)))
        .map(|(name, value)| TrustVariable { name, path: clean(&value.to_string_lossy()) })
        .collect()
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
