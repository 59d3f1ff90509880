//! Python's `ssl`: one process, with one server per case.

use std::process::Command;

use serde_json::{Value, json};

use crate::certificate::{NAME, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/servers/servers.py");

#[test]
fn every_combination_of_versions_and_more() {
    let Some(python) = program::find("python3", "python3") else { return };
    let all = "1.0 1.1 1.2 1.3";
    let mut servers: Vec<_> = truth::COMBINATIONS
        .map(|versions| {
            let members: Vec<_> =
                versions
                    .split(' ')
                    .map(|version| {
                        if version == "1.0" { "TLSv1".to_owned() } else { format!("TLSv{}", version.replace('.', "_")) }
                    })
                    .collect();
            (json!({ "versions": members }), Case::accepts(format!("Python {versions}"), versions))
        })
        .into();
    servers.extend([
        (json!({ "client": true }), Case::accepts("Python wants a client certificate", all)),
        (json!({ "ciphers": "DEFAULT@SECLEVEL=2" }), Case::accepts("Python at level 2", "1.2 1.3")),
        (
            json!({ "ciphers": "DHE-RSA-AES256-SHA:@SECLEVEL=0", "versions": ["TLSv1", "TLSv1_1"] }),
            Case::accepts("Python, DHE without parameters", ""),
        ),
        (json!({ "name": NAME }), Case::accepts("Python, one name, that name", all).asked_for(NAME)),
        (
            json!({ "name": NAME }),
            Case::accepts("Python, one name, another", "").but_unknown(all).asked_for("other.example"),
        ),
    ]);
    let (options, cases): (Vec<_>, Vec<_>) = servers.into_iter().unzip();
    let mut server = Server::start_announcing(cases.len(), |folder| {
        RSA.write_pem(folder, "rsa");
        let mut command = Command::new(&python);
        command.arg(SOURCE).arg(Value::from(options).to_string()).env("OPENSSL_CONF", "/dev/null").current_dir(folder);
        command
    });
    truth::assert_none(&truth::differences(&mut server, &cases));
}
