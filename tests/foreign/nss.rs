//! Mozilla's NSS: `selfserv`, one process per endpoint. It still supports SSL 3.0 on request.

use std::path::Path;
use std::process::Command;

use crate::apart;
use crate::certificate::{Certificate, P256, PASSWORD, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

/// The programs, all in one package.
struct Nss {
    selfserv: std::path::PathBuf,
    certutil: std::path::PathBuf,
    pk12util: std::path::PathBuf,
}

/// `selfserv` has no option for the address on which it listens.
fn find() -> Option<Nss> {
    if !apart::is_possible("selfserv") {
        return None;
    }
    let tool = |name| program::find(name, "libnss3-tools");
    Some(Nss { selfserv: tool("selfserv")?, certutil: tool("certutil")?, pk12util: tool("pk12util")? })
}

impl Nss {
    fn differences(&self, certificate: &Certificate, elliptic: bool, options: &[&str], case: Case) -> String {
        let mut server = Server::start_apart(1, |folder, ports| {
            self.fill_database(folder, certificate);
            let mut command = Command::new(&self.selfserv);
            command
                .args(["-d", "sql:.", "-p", &ports[0].to_string(), if elliptic { "-e" } else { "-n" }, "server"])
                .args(options)
                .current_dir(folder);
            command
        });
        truth::differences(&mut server, &[case])
    }

    fn fill_database(&self, folder: &Path, certificate: &Certificate) {
        certificate.write_pkcs12(&folder.join("server.p12"), "server");
        program::run(Command::new(&self.certutil).args(["-N", "-d", "sql:.", "--empty-password"]).current_dir(folder));
        program::run(
            Command::new(&self.pk12util).args(["-i", "server.p12", "-d", "sql:.", "-W", PASSWORD]).current_dir(folder),
        );
    }
}

#[test]
fn every_range_of_versions() {
    let Some(nss) = find() else { return };
    let mut wrong = String::new();
    for (range, versions) in [
        ("ssl3:ssl3", "ssl3"),
        ("ssl3:tls1.0", "ssl3 1.0"),
        // It does not accept SSL 3.0 together with TLS 1.3.
        ("ssl3:tls1.2", "ssl3 1.0 1.1 1.2"),
        ("tls1.0:tls1.0", "1.0"),
        ("tls1.1:tls1.1", "1.1"),
        ("tls1.2:tls1.2", "1.2"),
        ("tls1.3:tls1.3", "1.3"),
        ("tls1.0:tls1.2", "1.0 1.1 1.2"),
        ("tls1.0:tls1.3", "1.0 1.1 1.2 1.3"),
        ("tls1.2:tls1.3", "1.2 1.3"),
    ] {
        wrong += &nss.differences(&RSA, false, &["-V", range], Case::accepts(format!("selfserv {range}"), versions));
    }
    truth::assert_none(&wrong);
}

#[test]
fn certificates_suites_and_clients() {
    let Some(nss) = find() else { return };
    let all = "1.0 1.1 1.2 1.3";
    let range = ["-V", "tls1.0:tls1.3"];
    let mut wrong = String::new();
    for (certificate, elliptic, options, case) in [
        (&*P256, true, &[][..], Case::accepts("selfserv, P-256", all)),
        (&*RSA, false, &["-r"], Case::accepts("selfserv asks for a client certificate", all)),
        (&*RSA, false, &["-r", "-r"], Case::accepts("selfserv insists on a client certificate", all)),
        (&*RSA, false, &["-u"], Case::accepts("selfserv with tickets", all)),
        (&*RSA, false, &["-I", "P521"], Case::accepts("selfserv, P-521 alone", all)),
        (&*RSA, false, &["-I", "FF3072"], Case::accepts("selfserv, ffdhe3072 alone", all)),
        (
            &*RSA,
            false,
            &["-c", ":0005"],
            Case::accepts("selfserv, RC4 alone", "1.0 1.1 1.2").with_suite("TLS_RSA_WITH_RC4_128_SHA"),
        ),
        (
            &*RSA,
            false,
            &["-c", ":000A"],
            Case::accepts("selfserv, 3DES alone", "1.0 1.1 1.2").with_suite("TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ),
        (
            &*RSA,
            false,
            &["-c", ":0001"],
            Case::accepts("selfserv, NULL with MD5 alone", "1.0 1.1 1.2").with_suite("TLS_RSA_WITH_NULL_MD5"),
        ),
        (
            &*RSA,
            false,
            &["-c", ":009D"],
            Case::accepts("selfserv, static RSA with GCM alone", "1.2").with_suite("TLS_RSA_WITH_AES_256_GCM_SHA384"),
        ),
        (
            &*RSA,
            false,
            &["-c", ":1303"],
            Case::accepts("selfserv, ChaCha20 alone", "1.3").with_suite("TLS_CHACHA20_POLY1305_SHA256"),
        ),
    ] {
        wrong += &nss.differences(certificate, elliptic, &[&range, options].concat(), case);
    }
    truth::assert_none(&wrong);
}
