//! Java's JSSE with every legacy algorithm enabled: one process, with one server per case.

use std::process::Command;

use crate::certificate::{Certificate, DSA, P256, PASSWORD, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/servers/Servers.java");
const PACKAGE: &str = "openjdk-17-jdk-headless";
const EVERYTHING: &str = "SSLv3,TLSv1,TLSv1.1,TLSv1.2,TLSv1.3";

/// Starts one process with one server per pair of settings and case, and checks them.
fn differences(java: &std::path::Path, certificate: &Certificate, servers: Vec<(String, Case)>) -> String {
    let (settings, cases): (Vec<_>, Vec<_>) = servers.into_iter().unzip();
    let mut server = Server::start_announcing(cases.len(), |folder| {
        certificate.write_pkcs12(&folder.join("server.p12"), "server");
        let mut command = Command::new(java);
        command.args([SOURCE, "server.p12", PASSWORD]).args(settings).current_dir(folder);
        command
    });
    truth::differences(&mut server, &cases)
}

#[test]
fn every_combination_of_versions_and_more() {
    let Some(java) = program::find("java", PACKAGE) else { return };
    let protocols = |versions: &str| {
        let name = |version: &str| match version {
            "ssl3" => "SSLv3".to_owned(),
            "1.0" => "TLSv1".to_owned(),
            _ => format!("TLSv{version}"),
        };
        versions.split(' ').map(name).collect::<Vec<_>>().join(",")
    };
    let mut servers: Vec<_> = [
        "ssl3",
        "1.0",
        "1.1",
        "1.2",
        "1.3",
        "ssl3 1.0",
        "1.0 1.1",
        "1.0 1.2",
        "1.1 1.3",
        "1.2 1.3",
        "ssl3 1.2",
        "1.0 1.1 1.2",
        "1.1 1.2 1.3",
        "1.0 1.1 1.2 1.3",
        "ssl3 1.0 1.1 1.2 1.3",
    ]
    .map(|versions| (format!("{}//", protocols(versions)), Case::accepts(format!("Java {versions}"), versions)))
    .into();
    let all = "ssl3 1.0 1.1 1.2 1.3";
    servers.extend([
        (format!("{EVERYTHING}//client"), Case::accepts("Java wants a client certificate", all)),
        (format!("SSLv2Hello,{EVERYTHING}//"), Case::accepts("Java with SSL 2.0 hellos", all)),
    ]);
    let mut wrong = differences(&java, &RSA, servers);
    wrong += &differences(&java, &P256, vec![(format!("{EVERYTHING}//"), Case::accepts("Java, P-256", all))]);
    let old = "SSLv3,TLSv1,TLSv1.1,TLSv1.2//".to_owned();
    wrong += &differences(&java, &DSA, vec![(old, Case::accepts("Java, DSA", "ssl3 1.0 1.1 1.2"))]);
    truth::assert_none(&wrong);
}

/// Suites that OpenSSL no longer has: RC4, DES, export, Kerberos, anonymous and NULL ones.
#[test]
fn one_suite_only_every_suite() {
    let Some(java) = program::find("java", PACKAGE) else { return };
    let listed = program::run(Command::new(&java).args([SOURCE, "list"]));
    let mut servers = Vec::new();
    for suite in listed.lines() {
        let needs_another_key = suite.contains("_ECDSA_") || suite.contains("_DSS_") || suite.contains("_ECDH_RSA_");
        if needs_another_key || suite.contains("SCSV") {
            continue;
        }
        let versions = if !suite.contains("_WITH_") {
            "1.3"
        } else if suite.ends_with("_SHA256") || suite.ends_with("_SHA384") {
            "1.2"
        } else if suite.contains("_EXPORT_") {
            // Removed from TLS 1.1 (RFC 4346, A.5).
            "ssl3 1.0"
        } else if suite.contains("_DES_") {
            // Removed from TLS 1.2 (RFC 5469).
            "ssl3 1.0 1.1"
        } else {
            // Elliptic curves also with SSL 3.0, although no standard defines them there.
            "ssl3 1.0 1.1 1.2"
        };
        // Java keeps the old prefix for suites that are older than TLS.
        let standard = format!("TLS_{}", suite.trim_start_matches("SSL_").trim_start_matches("TLS_"));
        servers.push((
            format!("{EVERYTHING}/{suite}/"),
            Case::accepts(format!("Java, {suite} alone"), versions).with_suite(standard),
        ));
    }
    assert!(servers.len() > 30, "this Java lists only {} suites", servers.len());
    truth::assert_none(&differences(&java, &RSA, servers));
}
