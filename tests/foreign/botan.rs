//! Botan's `tls_server`, one process per endpoint. Botan 2 has no TLS 1.3.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apart;
use crate::certificate::{Certificate, P256, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

/// Without these, the versions below TLS 1.2 are allowed but have no suite. A later line replaces an earlier one.
const OLD_ALGORITHMS: &str = "ciphers = ChaCha20Poly1305 AES-256/GCM AES-128/GCM AES-256 AES-128 3DES\n\
                              macs = AEAD SHA-384 SHA-256 SHA-1\nsignature_methods = ECDSA RSA IMPLICIT\n";

/// Botan has no option for the address to listen on.
fn find() -> Option<PathBuf> {
    program::find("botan", "botan").filter(|_| apart::is_possible("botan"))
}

fn differences(botan: &Path, certificate: &Certificate, policy: &str, case: Case) -> String {
    let mut server = Server::start_apart(1, |folder, ports| {
        certificate.write_pem(folder, "server");
        std::fs::write(folder.join("policy"), policy).unwrap();
        let mut command = Command::new(botan);
        command
            .args(["tls_server", "server.crt", "server.key", &format!("--port={}", ports[0]), "--policy=policy"])
            .current_dir(folder);
        command
    });
    truth::differences(&mut server, &[case])
}

#[test]
fn every_combination_of_versions_and_more() {
    let Some(botan) = find() else { return };
    let policy = |versions: &str, more: &str| {
        let allow = |version: &str| versions.split(' ').any(|allowed| allowed == version);
        format!(
            "allow_tls10 = {}\nallow_tls11 = {}\nallow_tls12 = {}\n{OLD_ALGORITHMS}{more}",
            allow("1.0"),
            allow("1.1"),
            allow("1.2")
        )
    };
    let old = "1.0 1.1 1.2";
    let mut wrong = String::new();
    for versions in ["1.0", "1.1", "1.2", "1.0 1.1", "1.0 1.2", "1.1 1.2", old] {
        let case = Case::accepts(format!("Botan {versions}"), versions);
        wrong += &differences(&botan, &RSA, &policy(versions, ""), case);
    }
    wrong += &differences(&botan, &P256, &policy(old, ""), Case::accepts("Botan, P-256", old));
    for (more, versions) in [
        ("key_exchange_methods = RSA\n", old),
        ("key_exchange_methods = DH\n", old),
        ("ciphers = ChaCha20Poly1305\n", "1.2"),
        ("ciphers = 3DES\nmacs = SHA-1\n", old),
        ("ciphers = Camellia-256/GCM\n", "1.2"),
        ("key_exchange_groups = secp521r1\n", old),
        ("allow_server_initiated_renegotiation = true\nallow_insecure_renegotiation = false\n", old),
    ] {
        let case = Case::accepts(format!("Botan, {}", more.replace('\n', " ")), versions);
        wrong += &differences(&botan, &RSA, &policy(old, more), case);
    }
    truth::assert_none(&wrong);
}
