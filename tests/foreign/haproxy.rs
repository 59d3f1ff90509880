//! HAProxy: one process, with one frontend per case.

use std::fmt::Write as _;
use std::process::Command;

use crate::certificate::{NAME, P256, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

#[test]
fn every_combination_of_versions_and_more() {
    let Some(haproxy) = program::find("haproxy", "haproxy") else { return };
    let all = "1.0 1.1 1.2 1.3";
    let tls = "ssl crt rsa.pem";
    let from = |lowest: &str, highest: &str| format!("{tls} ssl-min-ver TLSv{lowest} ssl-max-ver TLSv{highest}");
    let frontends = [
        (from("1.0", "1.0"), Case::accepts("HAProxy 1.0", "1.0")),
        (from("1.1", "1.1"), Case::accepts("HAProxy 1.1", "1.1")),
        (from("1.2", "1.2"), Case::accepts("HAProxy 1.2", "1.2")),
        (from("1.3", "1.3"), Case::accepts("HAProxy 1.3", "1.3")),
        (from("1.0", "1.1"), Case::accepts("HAProxy 1.0 to 1.1", "1.0 1.1")),
        (from("1.0", "1.2"), Case::accepts("HAProxy 1.0 to 1.2", "1.0 1.1 1.2")),
        (from("1.0", "1.3"), Case::accepts("HAProxy 1.0 to 1.3", all)),
        (from("1.2", "1.3"), Case::accepts("HAProxy 1.2 to 1.3", "1.2 1.3")),
        (format!("{tls} force-tlsv10"), Case::accepts("HAProxy force-tlsv10", "1.0")),
        (format!("{tls} force-tlsv13"), Case::accepts("HAProxy force-tlsv13", "1.3")),
        (tls.to_owned(), Case::accepts("HAProxy by default", "1.2 1.3")),
        (
            format!("{} ciphers DEFAULT@SECLEVEL=2", from("1.0", "1.3")),
            Case::accepts("HAProxy 1.0 to 1.3 at level 2", "1.2 1.3"),
        ),
        ("ssl crt both.pem ssl-min-ver TLSv1.0".to_owned(), Case::accepts("HAProxy, RSA and ECDSA", all)),
        (
            format!("{} verify required ca-file rsa.pem", from("1.0", "1.3")),
            Case::accepts("HAProxy wants a client certificate", all),
        ),
        (
            format!("{} strict-sni", from("1.0", "1.3")),
            // The SSL 3.0 ClientHello cannot contain a name, and the server checks the name first.
            Case::accepts("HAProxy strict-sni, its name", all).but_unknown("ssl3").asked_for(NAME),
        ),
        (
            format!("{} strict-sni", from("1.0", "1.3")),
            Case::tells_nothing("HAProxy strict-sni, another name").asked_for("other.example"),
        ),
        (format!("{} alpn h2,http/1.1", from("1.0", "1.3")), Case::accepts("HAProxy with ALPN", all)),
        (String::new(), Case::tells_nothing("HAProxy without TLS")),
        (format!("{tls} accept-proxy"), Case::tells_nothing("HAProxy behind a balancer that is not there")),
    ];

    let (frontends, cases): (Vec<_>, Vec<_>) = frontends.into_iter().unzip();
    let mut server = Server::start(cases.len(), |folder, ports| {
        RSA.write_bundle(&folder.join("rsa.pem"));
        RSA.write_bundle(&folder.join("both.pem.rsa"));
        P256.write_bundle(&folder.join("both.pem.ecdsa"));
        let mut configuration = String::from(
            "global\n  nbthread 1\n  ssl-default-bind-ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0\n  ssl-load-extra-files bundle\n\
             defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\n",
        );
        for (index, (options, port)) in frontends.iter().zip(ports).enumerate() {
            writeln!(
                configuration,
                "frontend f{index}\n  bind 127.0.0.1:{port} {options}\n  http-request return status 200"
            )
            .unwrap();
        }
        std::fs::write(folder.join("haproxy.cfg"), configuration).unwrap();
        let mut command = Command::new(&haproxy);
        command.args(["-db", "-f", "haproxy.cfg"]).env("OPENSSL_CONF", "/dev/null").current_dir(folder);
        command
    });
    truth::assert_none(&truth::differences(&mut server, &cases));
}
