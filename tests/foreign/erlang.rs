//! Erlang's TLS, which shares no code with any other: one process, with one server per case.

use std::process::Command;

use crate::certificate::RSA;
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/servers/servers.erl");

#[test]
fn every_combination_of_versions_and_more() {
    let Some(escript) = program::find("escript", "erlang-ssl") else { return };
    let all = "1.0 1.1 1.2 1.3";
    // It does not accept gaps in a list that contains TLS 1.3.
    let mut servers: Vec<_> =
        ["1.0", "1.1", "1.2", "1.3", "1.0 1.1", "1.0 1.2", "1.1 1.2", "1.2 1.3", "1.0 1.1 1.2", "1.1 1.2 1.3", all]
            .map(|versions| (options(versions, ""), Case::accepts(format!("Erlang {versions}"), versions)))
            .into();
    servers.extend([
        ("[]".to_owned(), Case::accepts("Erlang by default", "1.2 1.3")),
        (
            options(all, ", {verify, verify_peer}, {fail_if_no_peer_cert, true}, {cacertfile, \"rsa.crt\"}"),
            Case::accepts("Erlang wants a client certificate", all),
        ),
        (
            options(all, ", {supported_groups, [secp521r1]}, {eccs, [secp521r1]}"),
            Case::accepts("Erlang, P-521 alone", all),
        ),
        (
            options("1.0 1.1 1.2", ", {ciphers, [\"AES128-SHA\"]}"),
            Case::accepts("Erlang, static RSA alone", "1.0 1.1 1.2").with_suite("TLS_RSA_WITH_AES_128_CBC_SHA"),
        ),
    ]);
    let (options, cases): (Vec<_>, Vec<_>) = servers.into_iter().unzip();
    let mut server = Server::start_announcing(cases.len(), |folder| {
        RSA.write_pem(folder, "rsa");
        let mut command = Command::new(&escript);
        command.arg(SOURCE).arg(format!("[{}]", options.join(", "))).current_dir(folder);
        command
    });
    truth::assert_none(&truth::differences(&mut server, &cases));
}

fn options(versions: &str, more: &str) -> String {
    let atoms: Vec<_> = versions
        .split(' ')
        .map(|version| if version == "1.0" { "tlsv1".to_owned() } else { format!("'tlsv{version}'") })
        .collect();
    format!("[{{versions, [{}]}}{more}]", atoms.join(", "))
}
