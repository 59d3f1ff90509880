//! stunnel: one process, with one service per case.

use std::fmt::Write as _;
use std::process::Command;

use crate::certificate::RSA;
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

#[test]
fn every_combination_of_versions_and_more() {
    let Some(stunnel) = program::find("stunnel4", "stunnel4") else { return };
    let all = "1.0 1.1 1.2 1.3";
    let between = |lowest: &str, highest: &str| {
        let option = |version: &str| if version == "1.0" { "TLSv1".to_owned() } else { format!("TLSv{version}") };
        format!("sslVersionMin = {}\nsslVersionMax = {}", option(lowest), option(highest))
    };
    let services = [
        (between("1.0", "1.0"), Case::accepts("stunnel 1.0", "1.0")),
        (between("1.1", "1.1"), Case::accepts("stunnel 1.1", "1.1")),
        (between("1.2", "1.2"), Case::accepts("stunnel 1.2", "1.2")),
        (between("1.3", "1.3"), Case::accepts("stunnel 1.3", "1.3")),
        (between("1.0", "1.2"), Case::accepts("stunnel 1.0 to 1.2", "1.0 1.1 1.2")),
        (between("1.0", "1.3"), Case::accepts("stunnel 1.0 to 1.3", all)),
        (
            format!("{}\noptions = NO_TLSv1_1\noptions = NO_TLSv1_3", between("1.0", "1.3")),
            Case::accepts("stunnel 1.0 and 1.2", "1.0 1.2"),
        ),
        (
            format!("{}\nverifyChain = yes\nCAfile = rsa.crt", between("1.0", "1.3")),
            Case::accepts("stunnel wants a client certificate", all),
        ),
        (format!("{}\ncurves = P-384", between("1.0", "1.3")), Case::accepts("stunnel, P-384 alone", all)),
        (
            format!("{}\nsecurityLevel = 2\nciphers = DEFAULT", between("1.0", "1.3")),
            Case::accepts("stunnel at level 2", "1.2 1.3"),
        ),
    ];

    let (services, cases): (Vec<_>, Vec<_>) = services.into_iter().unzip();
    let mut server = Server::start(cases.len(), |folder, ports| {
        RSA.write_pem(folder, "rsa");
        // There is no server behind it: no connection gets that far.
        let mut configuration = String::from("foreground = yes\npid =\nsyslog = no\ndebug = notice\n");
        for (index, (options, port)) in services.iter().zip(ports).enumerate() {
            writeln!(
                configuration,
                "[service{index}]\naccept = 127.0.0.1:{port}\nconnect = 127.0.0.1:{port}\ncert = rsa.crt\nkey = rsa.key"
            )
            .unwrap();
            if !options.contains("securityLevel") {
                configuration += "securityLevel = 0\nciphers = ALL:COMPLEMENTOFALL\n";
            }
            writeln!(configuration, "{options}").unwrap();
        }
        std::fs::write(folder.join("stunnel.conf"), configuration).unwrap();
        let mut command = Command::new(&stunnel);
        command.arg(folder.join("stunnel.conf")).env("OPENSSL_CONF", "/dev/null").current_dir(folder);
        command
    });
    truth::assert_none(&truth::differences(&mut server, &cases));
}
