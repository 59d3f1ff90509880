//! OpenSSL's `s_server`, one process per endpoint.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::certificate::{BRAINPOOL, Certificate, DSA, ED448, ED25519, NAME, P256, P384, P521, RSA, RSA_1024};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

/// Every suite and key length of the library, so that only the options decide.
const EVERYTHING: [&str; 2] = ["-cipher", "ALL:COMPLEMENTOFALL:eNULL:@SECLEVEL=0"];

fn find() -> Option<PathBuf> {
    program::find("openssl", "openssl")
}

/// Starts one server, without any configuration file, and checks it.
fn differences(openssl: &Path, certificate: &Certificate, options: &[&str], case: Case) -> String {
    differences_with(openssl, "/dev/null", certificate, options, case)
}

fn differences_with(
    openssl: &Path,
    configuration: &str,
    certificate: &Certificate,
    options: &[&str],
    case: Case,
) -> String {
    let mut server = Server::start(1, |folder, ports| {
        certificate.write_pem(folder, "server");
        let mut command = Command::new(openssl);
        command
            .args(["s_server", "-accept", &format!("127.0.0.1:{}", ports[0])])
            .args(["-cert", "server.crt", "-key", "server.key", "-www"])
            .args(options)
            .current_dir(folder);
        if !configuration.is_empty() {
            command.env("OPENSSL_CONF", configuration);
        }
        command
    });
    truth::differences(&mut server, &[case])
}

#[test]
fn every_combination_of_versions() {
    let Some(openssl) = find() else { return };
    let mut wrong = String::new();
    for (options, versions) in [
        (&["-tls1"][..], "1.0"),
        (&["-tls1_1"], "1.1"),
        (&["-tls1_2"], "1.2"),
        (&["-tls1_3"], "1.3"),
        (&[], "1.0 1.1 1.2 1.3"),
        (&["-no_tls1_3"], "1.0 1.1 1.2"),
        (&["-no_tls1_3", "-no_tls1_2"], "1.0 1.1"),
        (&["-no_tls1"], "1.1 1.2 1.3"),
        (&["-no_tls1", "-no_tls1_1"], "1.2 1.3"),
        (&["-no_tls1_1", "-no_tls1_3"], "1.0 1.2"),
        (&["-no_tls1_1", "-no_tls1_2"], "1.0 1.3"),
        (&["-no_tls1", "-no_tls1_2"], "1.1 1.3"),
        (&["-no_tls1_1"], "1.0 1.2 1.3"),
        (&["-no_tls1_2"], "1.0 1.1 1.3"),
        (&["-no_tls1", "-no_tls1_3"], "1.1 1.2"),
    ] {
        let options = [options, &EVERYTHING].concat();
        wrong += &differences(&openssl, &RSA, &options, Case::accepts(format!("s_server {options:?}"), versions));
    }
    truth::assert_none(&wrong);
}

#[test]
fn security_levels_and_the_configuration_of_debian() {
    let Some(openssl) = find() else { return };
    let mut wrong = String::new();
    // Debian's default is level 2.
    wrong += &differences_with(&openssl, "", &RSA, &[], Case::accepts("s_server as Debian sets it up", "1.2 1.3"));
    // Level 2 permits no signature for TLS 1.0 and 1.1, so these fail even if the options enable them.
    wrong += &differences(&openssl, &RSA, &[], Case::accepts("s_server at level 2", "1.2 1.3"));
    for (level, versions) in [("0", "1.0 1.1 1.2 1.3"), ("1", "1.2 1.3"), ("2", "1.2 1.3"), ("3", "1.2 1.3")] {
        let cipher = format!("DEFAULT@SECLEVEL={level}");
        let options = ["-cipher", &cipher];
        wrong += &differences(&openssl, &P384, &options, Case::accepts(format!("s_server {cipher}"), versions));
    }
    let options = ["-tls1", "-cipher", "DEFAULT@SECLEVEL=2"];
    wrong += &differences(&openssl, &RSA, &options, Case::accepts("s_server, TLS 1.0 alone, at level 2", ""));
    truth::assert_none(&wrong);
}

#[test]
fn every_kind_of_certificate() {
    let Some(openssl) = find() else { return };
    let mut wrong = String::new();
    for (kind, certificate, versions) in [
        ("RSA with 1024 bits", &RSA_1024, "1.0 1.1 1.2 1.3"),
        ("P-256", &P256, "1.0 1.1 1.2 1.3"),
        ("P-384", &P384, "1.0 1.1 1.2 1.3"),
        ("P-521", &P521, "1.0 1.1 1.2 1.3"),
        // TLS 1.3 signs only with curves that have a scheme, and OpenSSL 3.0 has none for brainpool.
        ("brainpoolP256r1", &BRAINPOOL, "1.0 1.1 1.2"),
        // These keys cannot sign before TLS 1.2; anonymous suites must not replace them.
        ("Ed25519", &ED25519, "1.2 1.3"),
        ("Ed448", &ED448, "1.2 1.3"),
        // DSA does not exist in TLS 1.3.
        ("DSA", &DSA, "1.0 1.1 1.2"),
    ] {
        let options = ["-cipher", "ALL:!aNULL:!PSK:!SRP:@SECLEVEL=0"];
        wrong += &differences(&openssl, certificate, &options, Case::accepts(format!("s_server, {kind}"), versions));
    }
    truth::assert_none(&wrong);
}

#[test]
fn one_group_only() {
    let Some(openssl) = find() else { return };
    let mut wrong = String::new();
    for (group, versions) in [
        ("X25519", "1.0 1.1 1.2 1.3"),
        ("P-256", "1.0 1.1 1.2 1.3"),
        ("P-384", "1.0 1.1 1.2 1.3"),
        ("P-521", "1.0 1.1 1.2 1.3"),
        ("X448", "1.0 1.1 1.2 1.3"),
        ("ffdhe2048", "1.3"),
        ("ffdhe4096", "1.3"),
        ("brainpoolP256r1", "1.0 1.1 1.2"),
        ("sect283k1", "1.0 1.1 1.2"),
        ("secp256k1", "1.0 1.1 1.2"),
    ] {
        let options = ["-groups", group, "-cipher", "ECDHE:@SECLEVEL=0"];
        wrong += &differences(&openssl, &RSA, &options, Case::accepts(format!("s_server, group {group}"), versions));
    }
    truth::assert_none(&wrong);
}

#[test]
fn peculiar_ways_to_answer() {
    let Some(openssl) = find() else { return };
    let all = "1.0 1.1 1.2 1.3";
    let mut wrong = String::new();
    for (name, options, versions) in [
        ("wants a client certificate", &["-verify", "1"][..], all),
        ("insists on a client certificate", &["-Verify", "1", "-verify_return_error"], all),
        ("short records", &["-max_send_frag", "512"], all),
        ("splits records", &["-split_send_frag", "256"], all),
        ("asks for a cookie in TLS 1.3", &["-stateless"], all),
        ("ALPN h2 alone", &["-alpn", "h2"], all),
        ("its own order of suites", &["-serverpref"], all),
        ("no tickets", &["-no_ticket"], all),
        ("no encrypt-then-MAC", &["-no_etm"], all),
        ("SHA-512 signatures alone", &["-sigalgs", "RSA+SHA512:RSA-PSS+SHA512"], all),
        ("static RSA alone", &["-cipher", "kRSA:@SECLEVEL=0", "-no_tls1_3"], "1.0 1.1 1.2"),
        ("static RSA alone, TLS 1.2", &["-cipher", "kRSA:@SECLEVEL=0", "-tls1_2"], "1.2"),
    ] {
        let options = [&EVERYTHING, options].concat();
        wrong += &differences(&openssl, &RSA, &options, Case::accepts(format!("s_server, {name}"), versions));
    }
    truth::assert_none(&wrong);
}

#[test]
fn a_name_that_is_refused_says_nothing_about_versions() {
    let Some(openssl) = find() else { return };
    let options =
        [&EVERYTHING[..], &["-servername", NAME, "-servername_fatal", "-cert2", "server.crt", "-key2", "server.key"]]
            .concat();
    let all = "1.0 1.1 1.2 1.3";
    let mut wrong = String::new();
    for case in [
        Case::accepts("s_server -servername_fatal, no name", all).asked_for("none"),
        Case::accepts("s_server -servername_fatal, its name", all).asked_for(NAME),
    ] {
        wrong += &differences(&openssl, &RSA, &options, case);
    }
    // SSL 3.0 is not compiled in, and is rejected before the name is checked.
    let case = Case::accepts("s_server -servername_fatal, another name", "").asked_for("other.example");
    wrong += &differences(&openssl, &RSA, &options, case.but_unknown("1.0 1.1 1.2 1.3"));
    truth::assert_none(&wrong);
}

/// One server for each suite of this OpenSSL: the `ClientHello`s cover the whole registry, so each must be found.
#[test]
fn one_suite_only_every_suite() {
    let Some(openssl) = find() else { return };
    let list = program::run(
        Command::new(&openssl)
            .args(["ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:eNULL:@SECLEVEL=0"])
            .env("OPENSSL_CONF", "/dev/null"),
    );
    let mut wrong = String::new();
    let mut tried = 0;
    for line in list.lines() {
        // 0xC0,0x2C - TLS_ECDHE_… - ECDHE-ECDSA-AES256-GCM-SHA384 TLSv1.2 Kx=ECDH Au=ECDSA Enc=… Mac=…
        let words: Vec<_> = line.split_whitespace().collect();
        let [_, _, standard, _, name, version, exchange, authentication, ..] = words[..] else {
            panic!("openssl ciphers says {line:?}")
        };
        let certificate = match authentication {
            "Au=ECDSA" => &*P256,
            "Au=DSS" => &*DSA,
            _ => &*RSA,
        };
        let cipher = format!("{name}:@SECLEVEL=0");
        let mut options = match version {
            "TLSv1.3" => vec!["-tls1_3", "-ciphersuites", name],
            _ => vec!["-no_tls1_3", "-cipher", &cipher],
        };
        if exchange.contains("PSK") {
            options.extend(["-psk", "00112233"]);
        }
        if exchange == "Kx=SRP" {
            // Needs a verifier file with a user: otherwise, the server rejects any user in the ClientHello before it
            // answers.
            continue;
        }
        let versions = match version {
            "TLSv1.3" => "1.3",
            "TLSv1.2" => "1.2",
            _ => "1.0 1.1 1.2",
        };
        let case = Case::accepts(format!("s_server, {name} alone"), versions).with_suite(standard);
        wrong += &differences(&openssl, certificate, &options, case);
        tried += 1;
    }
    assert!(tried > 50, "this OpenSSL lists only {tried} suites");
    truth::assert_none(&wrong);
}
