//! Node: one process, with one server per case.

use std::process::Command;

use serde_json::{Value, json};

use crate::certificate::{NAME, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/servers/servers.js");

#[test]
fn every_combination_of_versions_and_more() {
    let Some(node) = program::find("node", "nodejs") else { return };
    let all = "1.0 1.1 1.2 1.3";
    let between = |lowest: &str, highest: &str| {
        let version = |v: &str| if v == "1.0" { "TLSv1".to_owned() } else { format!("TLSv{v}") };
        json!({ "minVersion": version(lowest), "maxVersion": version(highest) })
    };
    let with = |more: Value| {
        let mut options = between("1.0", "1.3");
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        options
    };
    let servers = [
        (between("1.0", "1.0"), Case::accepts("Node 1.0", "1.0")),
        (between("1.1", "1.1"), Case::accepts("Node 1.1", "1.1")),
        (between("1.2", "1.2"), Case::accepts("Node 1.2", "1.2")),
        (between("1.3", "1.3"), Case::accepts("Node 1.3", "1.3")),
        (between("1.0", "1.2"), Case::accepts("Node 1.0 to 1.2", "1.0 1.1 1.2")),
        (between("1.0", "1.3"), Case::accepts("Node 1.0 to 1.3", all)),
        (json!({}), Case::accepts("Node by default", "1.2 1.3")),
        (with(json!({ "without": ["TLSv1_1", "TLSv1_3"] })), Case::accepts("Node 1.0 and 1.2", "1.0 1.2")),
        (with(json!({ "without": ["TLSv1", "TLSv1_2"] })), Case::accepts("Node 1.1 and 1.3", "1.1 1.3")),
        (with(json!({ "requestCert": true })), Case::accepts("Node wants a client certificate", all)),
        (with(json!({ "ecdhCurve": "P-521" })), Case::accepts("Node, P-521 alone", all)),
        (with(json!({ "ciphers": "DEFAULT@SECLEVEL=2" })), Case::accepts("Node at level 2", "1.2 1.3")),
        (with(json!({ "ALPNProtocols": ["h2"] })), Case::accepts("Node with ALPN", all)),
        (with(json!({ "name": NAME })), Case::accepts("Node, one name, that name", all).asked_for(NAME)),
    ];
    let (options, cases): (Vec<_>, Vec<_>) = servers.into_iter().unzip();
    let mut server = Server::start_announcing(cases.len(), |folder| {
        RSA.write_pem(folder, "rsa");
        let mut command = Command::new(&node);
        command.arg(SOURCE).arg(Value::from(options).to_string()).env("OPENSSL_CONF", "/dev/null");
        command.env_remove("NODE_OPTIONS").current_dir(folder);
        command
    });
    truth::assert_none(&truth::differences(&mut server, &cases));
}
