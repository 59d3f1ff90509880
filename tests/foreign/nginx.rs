//! nginx: one process, with one socket per case.

use std::fmt::Write as _;
use std::process::Command;

use crate::certificate::{NAME, P256, RSA};
use crate::program;
use crate::server::Server;
use crate::truth::{self, Case};

/// The directives of a case in the `server` block, in addition to `listen`; `{port}` becomes its port.
struct Socket {
    /// Follows the port in `listen`.
    listen: &'static str,
    directives: String,
    case: Case,
}

fn versions(list: &str) -> Socket {
    let protocols: Vec<_> =
        list.split(' ').map(|v| if v == "1.0" { "TLSv1".into() } else { format!("TLSv{v}") }).collect();
    tls(&format!("ssl_protocols {};", protocols.join(" ")), Case::accepts(format!("nginx {list}"), list))
}

fn tls(directives: &str, case: Case) -> Socket {
    Socket { listen: "ssl", directives: format!("{directives} return 200;"), case }
}

#[test]
fn every_combination_of_versions_and_more() {
    let Some(nginx) = program::find("nginx", "nginx-light") else { return };
    let all = "1.0 1.1 1.2 1.3";
    let mut sockets: Vec<_> = truth::COMBINATIONS.map(versions).into();
    let every = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;";
    let with = |more: &str, name: &str, accepted: &str| tls(&format!("{every} {more}"), Case::accepts(name, accepted));
    sockets.extend([
        with("ssl_certificate p256.crt; ssl_certificate_key p256.key;", "nginx, both certificates", all),
        with("ssl_verify_client on; ssl_client_certificate rsa.crt;", "nginx wants a client certificate", all),
        with("ssl_prefer_server_ciphers on; ssl_ecdh_curve secp521r1;", "nginx, P-521 alone", all),
        with("ssl_ciphers DEFAULT@SECLEVEL=2;", "nginx at level 2", "1.2 1.3"),
        with("ssl_ciphers AES128-SHA:@SECLEVEL=0;", "nginx, AES128-SHA alone below 1.3", all),
        with("ssl_ciphers AES128-GCM-SHA256:@SECLEVEL=0;", "nginx, AES128-GCM alone below 1.3", "1.2 1.3"),
        with("ssl_buffer_size 512;", "nginx, short records", all),
        // The first server of a socket decides about versions, whatever name is requested.
        Socket {
            listen: "ssl",
            directives: format!(
                "ssl_protocols TLSv1.2; return 200; }} server {{ listen 127.0.0.1:{{port}} ssl; server_name {NAME}; \
                 ssl_protocols TLSv1.3; return 200;"
            ),
            case: Case::accepts("nginx, another server's versions", "1.2").asked_for(NAME),
        },
        Socket {
            listen: "ssl",
            directives: format!("{every} ssl_reject_handshake on;"),
            case: Case::accepts("nginx rejects handshakes", "").but_unknown(all).asked_for(NAME),
        },
        Socket {
            listen: "",
            directives: "return 200;".into(),
            case: Case::tells_nothing("nginx without TLS").because("not-tls"),
        },
        Socket {
            listen: "ssl proxy_protocol",
            directives: "return 200;".into(),
            case: Case::tells_nothing("nginx behind a balancer that is not there"),
        },
    ]);

    let (sockets, cases): (Vec<_>, Vec<_>) = sockets.into_iter().map(|s| ((s.listen, s.directives), s.case)).unzip();
    let mut server = Server::start(cases.len(), |folder, ports| {
        RSA.write_pem(folder, "rsa");
        P256.write_pem(folder, "p256");
        let mut configuration = String::from(
            "daemon off; master_process off; pid nginx.pid; error_log stderr info; events { worker_connections 256; }\n\
             http { access_log off; ssl_certificate rsa.crt; ssl_certificate_key rsa.key;\n\
             ssl_ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0; client_body_temp_path body; proxy_temp_path proxy;\n\
             fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n",
        );
        for ((listen, directives), port) in sockets.iter().zip(ports) {
            let directives = directives.replace("{port}", &port.to_string());
            writeln!(configuration, "server {{ listen 127.0.0.1:{port} {listen}; {directives} }}").unwrap();
        }
        configuration += "}\n";
        std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
        let mut command = Command::new(&nginx);
        command.arg("-p").arg(folder).args(["-c", "nginx.conf", "-e", "stderr"]).env("OPENSSL_CONF", "/dev/null");
        command.current_dir(folder);
        command
    });
    truth::assert_none(&truth::differences(&mut server, &cases));
}
