//! openssl.cnf: any bytes, in files that may include themselves, within the limits of the reader.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsready::settings::openssl_conf::{ConfFiles, FileProblem, MOST_PROBLEMS, read};

/// One file, found under every name and in one directory.
struct Everywhere<'a>(&'a [u8]);

impl ConfFiles for Everywhere<'_> {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        match (path.contains("missing"), self.0.len() > limit) {
            (true, _) => Err(FileProblem::Missing),
            (_, true) => Err(FileProblem::TooLarge),
            _ => Ok(self.0.to_vec()),
        }
    }

    fn entries(&self, path: &str) -> Option<Vec<String>> {
        path.ends_with(".d").then(|| vec!["a.cnf".to_owned(), "b.conf".to_owned(), "c.txt".to_owned()])
    }

    fn variable(&self, name: &str) -> Option<String> {
        (name.len() < 4).then(|| format!("{name}{name}"))
    }
}

fuzz_target!(|data: &[u8]| {
    let conf = read("/etc/ssl/openssl.cnf", &Everywhere(data));
    assert!(conf.problems.len() <= MOST_PROBLEMS + 1, "{} problems", conf.problems.len());
    for name in ["MinProtocol", "MaxProtocol", "CipherString"] {
        assert!(conf.deciding(name).is_none_or(|command| command.accepted));
    }
    let _ = conf.security_level();
});
