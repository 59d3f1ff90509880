//! GnuTLS's `gnutls-serv`, one process per endpoint.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apart;
use crate::certificate::{Certificate, ED25519, NAME, P256, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

/// `gnutls-serv` has no option for the address to listen on.
fn find() -> Option<PathBuf> {
    program::find("gnutls-serv", "gnutls-bin").filter(|_| apart::is_possible("gnutls-serv"))
}

fn differences(gnutls: &Path, certificate: &Certificate, priority: &str, options: &[&str], case: Case) -> String {
    let mut server = Server::start_apart(1, |folder, ports| {
        certificate.write_pem(folder, "server");
        let mut command = Command::new(gnutls);
        command
            .args(["--port", &ports[0].to_string(), "--priority", priority])
            .args(["--x509certfile", "server.crt", "--x509keyfile", "server.key", "--echo"])
            .args(options)
            // Debian may have set a system-wide policy for priorities.
            .env("GNUTLS_SYSTEM_PRIORITY_FILE", "/dev/null")
            .current_dir(folder);
        command
    });
    truth::differences(&mut server, &[case])
}

#[test]
fn every_combination_of_versions() {
    let Some(gnutls) = find() else { return };
    let mut wrong = String::new();
    for versions in truth::COMBINATIONS {
        let list = versions.replace(' ', ":+VERS-TLS");
        let priority = format!("NORMAL:-VERS-ALL:+VERS-TLS{list}");
        // With TLS 1.3 and a version below TLS 1.2, but not TLS 1.2, no client gets TLS 1.3 from GnuTLS 3.7: an offer
        // of only TLS 1.3 gets alert 40, and an offer of every version gets TLS 1.0 or 1.1.
        let accepted = match versions {
            "1.0 1.3" => "1.0",
            "1.1 1.3" => "1.1",
            "1.0 1.1 1.3" => "1.0 1.1",
            _ => versions,
        };
        let case = Case::accepts(format!("gnutls-serv {priority}"), accepted);
        wrong += &differences(&gnutls, &RSA, &priority, &["--disable-client-cert"], case);
    }
    truth::assert_none(&wrong);
}

#[test]
fn priorities_and_flags() {
    let Some(gnutls) = find() else { return };
    let all = "1.0 1.1 1.2 1.3";
    let old = "1.0 1.1 1.2";
    let mut wrong = String::new();
    for (priority, versions) in [
        ("NORMAL", all),
        ("LEGACY", all),
        ("PERFORMANCE", all),
        ("SECURE128", all),
        // Has no SHA-1, and so no suite below TLS 1.2.
        ("SECURE256", "1.2 1.3"),
        ("NORMAL:%COMPAT", all),
        ("NORMAL:%SERVER_PRECEDENCE", all),
        ("NORMAL:%NO_TICKETS", all),
        ("NORMAL:%NO_EXTENSIONS", old),
        ("NORMAL:%LATEST_RECORD_VERSION", all),
        ("NORMAL:%STATELESS_COMPRESSION", all),
        ("NORMAL:%DISABLE_SAFE_RENEGOTIATION", all),
        // These require a feature of the client: secure renegotiation, encrypt-then-MAC.
        ("NORMAL:%SAFE_RENEGOTIATION", all),
        ("NORMAL:%FORCE_ETM", all),
        ("NORMAL:-KX-ALL:+RSA:-VERS-TLS1.3", old),
        ("NORMAL:-KX-ALL:+DHE-RSA:-VERS-TLS1.3", old),
        ("NORMAL:-KX-ALL:+ECDHE-RSA:-VERS-TLS1.3", old),
        ("NORMAL:-KX-ALL:+ANON-DH:-VERS-TLS1.3", old),
        ("NORMAL:-KX-ALL:+ANON-ECDH:-VERS-TLS1.3", old),
        ("NORMAL:-CIPHER-ALL:+3DES-CBC:-VERS-TLS1.3", old),
        ("NORMAL:-CIPHER-ALL:+ARCFOUR-128:-VERS-TLS1.3", old),
        ("NORMAL:-CIPHER-ALL:+CAMELLIA-256-CBC:-VERS-TLS1.3", old),
        ("NORMAL:-CIPHER-ALL:+CAMELLIA-256-GCM:-VERS-TLS1.3", "1.2"),
        ("NORMAL:-CIPHER-ALL:+AES-128-CCM-8", "1.2 1.3"),
        ("NORMAL:-CIPHER-ALL:+CHACHA20-POLY1305", "1.2 1.3"),
        ("NORMAL:-CIPHER-ALL:+NULL:+MD5:-KX-ALL:+RSA:-VERS-TLS1.3", old),
        ("NORMAL:-GROUP-ALL:+GROUP-SECP384R1", all),
        ("NORMAL:-GROUP-ALL:+GROUP-SECP521R1", all),
        ("NORMAL:-GROUP-ALL:+GROUP-X448", all),
        ("NORMAL:-GROUP-ALL:+GROUP-FFDHE2048", all),
        ("NORMAL:-GROUP-ALL:+GROUP-FFDHE8192", all),
        ("NORMAL:-SIGN-ALL:+SIGN-RSA-SHA512:+SIGN-RSA-PSS-RSAE-SHA512", all),
    ] {
        // Whether NORMAL includes TLS 1.0 and 1.1 depends on the version of the library.
        let priority = match priority.split_once(':') {
            Some((word, rest)) => format!("{word}:+VERS-ALL:{rest}"),
            None => format!("{priority}:+VERS-ALL"),
        };
        let case = Case::accepts(format!("gnutls-serv {priority}"), versions);
        wrong += &differences(&gnutls, &RSA, &priority, &["--disable-client-cert"], case);
    }
    truth::assert_none(&wrong);
}

#[test]
fn certificates_clients_and_names() {
    let Some(gnutls) = find() else { return };
    let all = "1.0 1.1 1.2 1.3";
    let normal = "NORMAL:+VERS-ALL";
    let mut wrong = String::new();
    for (certificate, options, case) in [
        (&*P256, &["--disable-client-cert"][..], Case::accepts("gnutls-serv, P-256", all)),
        (&*ED25519, &["--disable-client-cert"], Case::accepts("gnutls-serv, Ed25519", "1.2 1.3")),
        (&*RSA, &[], Case::accepts("gnutls-serv asks for a client certificate", all)),
        (&*RSA, &["--require-client-cert"], Case::accepts("gnutls-serv insists on a client certificate", all)),
        (
            &*RSA,
            &["--sni-hostname", NAME, "--sni-hostname-fatal"],
            Case::accepts("gnutls-serv --sni-hostname-fatal, its name", all).asked_for(NAME),
        ),
        (
            &*RSA,
            &["--sni-hostname", NAME, "--sni-hostname-fatal"],
            Case::accepts("gnutls-serv --sni-hostname-fatal, another name", "")
                .but_unknown(all)
                .asked_for("other.example"),
        ),
    ] {
        wrong += &differences(&gnutls, certificate, normal, options, case);
    }
    truth::assert_none(&wrong);
}
