//! The machine's name, the operating system, the distribution's crypto policy, and files for the reader of openssl.cnf.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use crate::observation::openssl::{ChosenPolicy, CryptoPolicy, LibraryFile};
use crate::settings::openssl_conf::{ConfFiles, FileProblem};

/// Size limit of the small files here, in bytes.
const SMALL: usize = 64 * 1024;
/// Limit on the names read from a directory.
const MOST_ENTRIES: usize = 10_000;

fn small_text(path: &str) -> Option<String> {
    let bytes = SystemFiles.read(path, SMALL).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the kernel's name for this machine, else the one in `/etc/hostname`.
pub(super) fn host_name() -> Option<String> {
    ["/proc/sys/kernel/hostname", "/etc/hostname"].into_iter().find_map(|path| {
        let text = small_text(path)?;
        let name = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
        Some(name.to_owned())
    })
}

/// Returns `PRETTY_NAME` from os-release(5).
pub(super) fn operating_system() -> String {
    ["/etc/os-release", "/usr/lib/os-release"]
        .into_iter()
        .find_map(|path| pretty_name(&small_text(path)?))
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}

fn pretty_name(os_release: &str) -> Option<String> {
    let value = |key: &str| {
        let line = os_release.lines().rev().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='))?;
        let line = line.trim();
        let bare =
            ['"', '\''].into_iter().find_map(|quote| line.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(line);
        // The quotes follow shell rules: a backslash keeps the next character.
        let value = bare.replace("\\\"", "\"").replace("\\$", "$").replace("\\`", "`").replace("\\\\", "\\");
        (!value.is_empty()).then_some(value)
    };
    value("PRETTY_NAME").or_else(|| value("NAME"))
}

/// Returns Red Hat's system-wide policy: the one applied, and the one chosen if that is different.
pub(super) fn crypto_policy() -> Option<CryptoPolicy> {
    const APPLIED: &str = "/etc/crypto-policies/state/current";
    const CHOSEN: &str = "/etc/crypto-policies/config";
    let read = |path| small_text(path).as_deref().and_then(policy_name);
    let policy = |name, source: &str, chosen| CryptoPolicy { name, source: source.to_owned(), chosen };
    match (read(APPLIED), read(CHOSEN)) {
        (Some(applied), Some(chosen)) if applied != chosen => {
            Some(policy(applied, APPLIED, Some(ChosenPolicy { name: chosen, source: CHOSEN.to_owned() })))
        }
        (Some(name), _) => Some(policy(name, APPLIED, None)),
        (None, Some(name)) => Some(policy(name, CHOSEN, None)),
        (None, None) => None,
    }
}

fn policy_name(text: &str) -> Option<String> {
    text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned)
}

/// Returns where libssl was loaded from, according to this build's feature or this process's mappings.
pub(super) fn library_file() -> LibraryFile {
    if cfg!(feature = "vendored-openssl") {
        return LibraryFile::Inside;
    }
    let mut maps = String::new();
    let read = File::open("/proc/self/maps").and_then(|file| file.take(4 << 20).read_to_string(&mut maps));
    if read.is_err() {
        return LibraryFile::Unknown;
    }
    mapped_libssl(&maps).map_or(LibraryFile::Inside, LibraryFile::Loaded)
}

fn mapped_libssl(maps: &str) -> Option<String> {
    maps.lines().find_map(|line| {
        let path = &line[line.find('/')?..];
        let file = path.rsplit('/').next()?;
        (file.starts_with("libssl.so") || file.starts_with("libssl-")).then(|| path.to_owned())
    })
}

/// Returns whether the path is `/dev/null` under any name: it opens immediately and is empty.
pub(super) fn is_null_device(path: &str) -> bool {
    let device = |path: &str| {
        let metadata = std::fs::metadata(path).ok()?;
        metadata.file_type().is_char_device().then(|| metadata.rdev())
    };
    device("/dev/null").is_some_and(|null| device(path) == Some(null))
}

/// The real files and variables.
pub(super) struct SystemFiles;

impl ConfFiles for SystemFiles {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        let problem = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileProblem::Missing,
            _ => FileProblem::Unreadable(error.to_string()),
        };
        // Check before opening: opening a pipe would block until its other end is open.
        let metadata = std::fs::metadata(path).map_err(problem)?;
        if is_null_device(path) {
            return Ok(Vec::new());
        }
        if !metadata.is_file() {
            return Err(if metadata.is_dir() { FileProblem::Directory } else { FileProblem::NotRegular });
        }
        let mut bytes = Vec::new();
        File::open(path).map_err(problem)?.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(problem)?;
        if bytes.len() > limit { Err(FileProblem::TooLarge) } else { Ok(bytes) }
    }

    fn entries(&self, path: &str) -> Option<Vec<String>> {
        if !Path::new(path).is_dir() {
            return None;
        }
        // OpenSSL treats a directory that cannot be listed as empty.
        let entries = std::fs::read_dir(path).map(|entries| {
            entries.take(MOST_ENTRIES).flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        });
        Some(entries.unwrap_or_default())
    }

    fn variable(&self, name: &str) -> Option<String> {
        // The standard library would panic or find nothing for a name with these characters.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_release() {
        assert_eq!(
            pretty_name("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n").as_deref(),
            Some("Debian GNU/Linux 12 (bookworm)")
        );
        assert_eq!(pretty_name("NAME=Alpine\n").as_deref(), Some("Alpine"));
        assert_eq!(pretty_name("PRETTY_NAME='a \\\"b\\\"'\n").as_deref(), Some("a \"b\""));
        assert_eq!(pretty_name("PRETTY_NAME=\"\"\n"), None);
    }

    #[test]
    fn policies() {
        assert_eq!(policy_name("# comment\n\nDEFAULT:SHA1\n").as_deref(), Some("DEFAULT:SHA1"));
        assert_eq!(policy_name("# only a comment\n"), None);
    }

    #[test]
    fn the_library_is_found_among_the_mappings() {
        let maps = "7f00-7f01 r--p 00000000 fe:01 1 /usr/lib/x86_64-linux-gnu/libcrypto.so.3\n\
                    7f02-7f03 r--p 00000000 fe:01 2  /usr/lib/x86_64-linux-gnu/libssl.so.3\n";
        assert_eq!(mapped_libssl(maps).as_deref(), Some("/usr/lib/x86_64-linux-gnu/libssl.so.3"));
        assert_eq!(mapped_libssl("7f00-7f01 rw-p 00000000 00:00 0 [heap]\n"), None);
    }

    #[test]
    fn what_is_not_a_file_is_not_waited_for() {
        assert_eq!(SystemFiles.read("/dev/zero", 10), Err(FileProblem::NotRegular));
        assert_eq!(SystemFiles.read("/dev/null", 10), Ok(Vec::new()));
        assert!(is_null_device("/dev/null") && !is_null_device("/dev/zero") && !is_null_device("/nonexistent"));
        assert_eq!(SystemFiles.read("/", 10), Err(FileProblem::Directory));
        assert_eq!(SystemFiles.read("/nonexistent/openssl.cnf", 10), Err(FileProblem::Missing));
        assert_eq!(SystemFiles.variable("="), None);
    }
}
