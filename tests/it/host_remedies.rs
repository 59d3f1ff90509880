//! `tlsready host` where OpenSSL's configuration leaves programs without a connection: it names the line, and what it
//! prints fixes the host.

#![cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]

use std::path::Path;

use serde_json::Value;

use crate::host::{CHAIN, Told, commands, host, host_with};
use crate::support::{check_command, lab, outcome, program};

/// Returns the lines to paste of the first finding, without those about environment variables.
fn pasted(told: &Told) -> Vec<String> {
    let steps = told.object["host"]["findings"][0]["remedy"].as_str().expect("a remedy");
    steps.lines().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned).collect()
}

/// Returns the commands with every line replaced that has the name of a pasted one, as the remedy says.
fn edited(body: &str, pasted: &[String]) -> String {
    let name = |line: &str| line.split('=').next().map(|name| name.trim().to_owned());
    let kept = body.lines().filter(|line| !pasted.iter().any(|new| name(new) == name(line)));
    kept.map(str::to_owned).chain(pasted.iter().cloned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_list_that_empties_the_offer_is_named_and_its_remedy_works() {
    for (body, name) in [
        ("Groups = brainpoolP256r1", "Groups"),
        ("SignatureAlgorithms = RSA+SHA1", "SignatureAlgorithms"),
        ("Ciphersuites =", "Ciphersuites"),
        ("Ciphersuites =\nGroups = brainpoolP256r1", "Ciphersuites"),
        ("MinProtocol = TLSv1.3\nCiphersuites =", "Ciphersuites"),
        ("CipherString = ECDHE-RSA-AES128-SHA\nMinProtocol = TLSv1.2\nMaxProtocol = TLSv1.1", "MaxProtocol"),
    ] {
        let told = commands(body);
        assert_eq!(told.code, 1, "{body}: {}", told.object);
        assert_eq!(told.stack()["versions"]["tls1.3"]["supported"], true, "{body}: the library has it");
        let reasons = told.object["host"]["findings"][0]["evidence"].to_string();
        assert!(reasons.contains(&format!("{name} ")), "{body}: {reasons}");
        assert!(!reasons.contains("built without"), "{body}: {reasons}");
        let fixed = commands(&edited(body, &pasted(&told)));
        assert_eq!(fixed.code, 0, "{body}: {:?}: {}", pasted(&told), fixed.object);
        for version in ["tls1.2", "tls1.3"] {
            assert_eq!(fixed.version(version), (Some(true), "yes"), "{body}: {:?}", pasted(&told));
        }
    }
}

/// Handshakes with these groups succeed, so they are not unknown.
#[test]
fn groups_that_are_rare_but_work() {
    for group in ["X448", "P-521", "ffdhe2048"] {
        let told = commands(&format!("Groups = {group}"));
        assert_eq!(told.code, 0, "{group}: {}", told.object);
        assert_eq!(told.version("tls1.3"), (Some(true), "yes"), "{group}: {:?}", told.reason("tls1.3"));
    }
    let told = commands("Groups = X448");
    assert_eq!(told.version("tls1.2"), (Some(true), "yes"), "{:?}", told.reason("tls1.2"));
    let told = commands("SignatureAlgorithms = ed25519");
    assert_eq!(told.version("tls1.3"), (Some(true), "yes"), "{:?}", told.reason("tls1.3"));
}

#[test]
fn a_security_level_that_rejects_usual_keys_is_not_ok() {
    for level in [3, 4, 5] {
        let body = format!("CipherString = DEFAULT@SECLEVEL={level}");
        let told = commands(&body);
        assert_eq!(told.code, 1, "{level}: {}", told.object);
        assert_eq!(told.object["host"]["readiness"], "not-ready");
        assert_eq!(told.findings()[0], "host-security-level-high");
        assert_eq!(pasted(&told), ["CipherString = DEFAULT@SECLEVEL=2"]);
        assert!(!told.object.to_string().contains("no server certificate chain"), "words of a library");
        assert_eq!(commands(&edited(&body, &pasted(&told))).code, 0);
    }
}

/// Runs a check of an endpoint that has a certificate with an RSA key of 2048 bits, and returns its report.
fn check_rsa(conf: &str, roots: &[(&str, &str)]) -> Value {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Rsa2048::start(directory.path());
    let arguments = [server.target.as_str(), "--format", "json", "--require-trust"];
    let mut command = check_command(directory.path(), &arguments);
    let file = directory.path().join("own.cnf");
    std::fs::write(&file, conf).expect("writable");
    command.env("OPENSSL_CONF", file).env("SSL_CERT_FILE", directory.path().join("root.pem"));
    for (name, value) in roots {
        command.env(name, value);
    }
    let ended = outcome(command.output().expect("the program starts"));
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

/// A server with a self-signed certificate and an RSA key of 2048 bits; its certificate is `root.pem`.
struct Rsa2048 {
    target: String,
}

impl Rsa2048 {
    fn start(directory: &Path) -> Self {
        use openssl::ssl::{SslAcceptor, SslMethod};
        use openssl::{asn1::Asn1Time, bn::BigNum, hash::MessageDigest, nid::Nid, pkey::PKey, rsa::Rsa, x509};

        let key = PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key");
        let mut name = x509::X509NameBuilder::new().expect("a name");
        name.append_entry_by_nid(Nid::COMMONNAME, "127.0.0.1").expect("a name");
        let name = name.build();
        let mut builder = x509::X509::builder().expect("a certificate");
        builder.set_version(2).expect("a version");
        builder
            .set_serial_number(&BigNum::from_u32(7).and_then(|number| number.to_asn1_integer()).expect("a number"))
            .expect("a number");
        builder.set_subject_name(&name).expect("a name");
        builder.set_issuer_name(&name).expect("a name");
        builder.set_not_before(&Asn1Time::days_from_now(0).expect("a date")).expect("a date");
        builder.set_not_after(&Asn1Time::days_from_now(2).expect("a date")).expect("a date");
        builder.set_pubkey(&key).expect("a key");
        let names = x509::extension::SubjectAlternativeName::new()
            .ip("127.0.0.1")
            .build(&builder.x509v3_context(None, None))
            .expect("names");
        builder.append_extension(names).expect("names");
        builder.sign(&key, MessageDigest::sha256()).expect("a signature");
        let certificate = builder.build();
        std::fs::write(directory.join("root.pem"), certificate.to_pem().expect("PEM")).expect("writable");
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).expect("a server");
        acceptor.set_certificate(&certificate).expect("a certificate");
        acceptor.set_private_key(&key).expect("a key");
        let acceptor = std::sync::Arc::new(acceptor.build());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let target = listener.local_addr().expect("an address").to_string();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let acceptor = std::sync::Arc::clone(&acceptor);
                std::thread::spawn(move || {
                    if let Ok(mut stream) = acceptor.accept(stream) {
                        let _ = std::io::Read::read(&mut stream, &mut [0; 16]);
                    }
                });
            }
        });
        Self { target }
    }
}

fn first_finding(report: &Value) -> &Value {
    &report["endpoints"][0]["findings"][0]
}

#[test]
fn what_the_level_of_this_host_rejects_is_on_the_side_of_this_host() {
    let strict = check_rsa(&format!("{CHAIN}CipherString = DEFAULT@SECLEVEL=3\n"), &[]);
    let finding = first_finding(&strict);
    assert_eq!((&finding["code"], &finding["side"]), (&"certificate-not-trusted".into(), &"host".into()), "{finding}");
    assert!(finding["remedy"].to_string().contains("@SECLEVEL=2"), "{finding}");
    let usual = check_rsa(&format!("{CHAIN}CipherString = DEFAULT@SECLEVEL=2\n"), &[]);
    assert_eq!(usual["endpoints"][0]["verdict"], "ready", "{usual:#}");
}

#[test]
fn a_host_without_roots_is_neither_ok_nor_the_endpoint_s_fault() {
    let gone = [("SSL_CERT_FILE", "/nonexistent/roots.pem"), ("SSL_CERT_DIR", "/nonexistent")];
    let report = check_rsa(&format!("{CHAIN}MinProtocol = TLSv1.2\n"), &gone);
    let finding = first_finding(&report);
    assert_eq!((&finding["code"], &finding["side"]), (&"certificate-not-trusted".into(), &"host".into()), "{finding}");
    assert!(finding["remedy"].to_string().contains("SSL_CERT_FILE"), "{finding}");

    let directory = tempfile::tempdir().expect("a directory");
    let mut command = program(directory.path());
    command.args(["host", "--format", "json"]).envs(gone);
    let ended = outcome(command.output().expect("the program starts"));
    assert_eq!(ended.code, 1, "{ended:?}");
    let object: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(object["host"]["readiness"], "not-ready");
    assert_eq!(object["host"]["findings"][0]["code"], "host-no-roots");
    assert_eq!(object["host"]["sentence"], object["host"]["findings"][0]["summary"]);
}

#[test]
fn a_library_that_no_program_can_use() {
    let start = "openssl_conf = init\n[init]\nproviders = list\n[list]\n";
    let only = |name: &str| format!("{start}{name} = own\n[own]\nactivate = 1\n");
    for conf in [only("legacy"), only("base"), format!("{}default = off\n[off]\n", only("legacy"))] {
        let told = host(&conf);
        if told.library() < (3, 0) {
            return;
        }
        // A system may come without the module of the provider `legacy`; then nothing is activated.
        if told.code == 0 {
            continue;
        }
        assert_eq!(told.code, 1, "{conf}: {}", told.object);
        assert_eq!(told.findings()[0], "host-library-unusable", "{conf}");
        let finding = told.finding("host-library-unusable");
        assert!(finding["summary"].to_string().contains("openssl.cnf:4"), "{finding}");
        let lines = pasted(&told);
        assert_eq!(lines.last().map(String::as_str), Some("activate = 1"), "{lines:?}");
    }
    let directory = tempfile::tempdir().expect("a directory");
    let told = {
        let file = directory.path().join("openssl.cnf");
        std::fs::write(&file, only("base")).expect("writable");
        host_with(directory.path(), &file)
    };
    assert_eq!(pasted(&told), ["default = default_sect", "[default_sect]", "activate = 1"]);
    // As the remedy says: the link below the header of the list, the section at the end.
    let fixed = only("base").replace("[list]\n", "[list]\ndefault = default_sect\n") + "[default_sect]\nactivate = 1\n";
    assert_eq!(host(&fixed).code, 0);

    let report = {
        let mut command = check_command(directory.path(), &[&lab().at("tls12-and-tls13"), "--format", "json"]);
        command.env("OPENSSL_CONF", directory.path().join("base.cnf"));
        std::fs::write(directory.path().join("base.cnf"), only("base")).expect("writable");
        let ended = outcome(command.output().expect("the program starts"));
        assert_eq!(ended.code, 1, "{ended:?}");
        serde_json::from_str::<Value>(&ended.stdout).expect("JSON")
    };
    let finding = first_finding(&report);
    assert_eq!((&finding["code"], &finding["side"]), (&"host-library-unusable".into(), &"host".into()), "{finding}");
    assert!(!finding["remedy"].to_string().contains("update"), "{finding}");
}
