//! `tlsready host` under different OpenSSL configuration files: what it reports is what the library does.

#![cfg(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")))]

use std::path::Path;

use serde_json::Value;

use crate::support::{lab, program};

/// The path from `openssl_conf` to the section of commands; six lines.
pub(crate) const CHAIN: &str =
    "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = commands\n[commands]\n";

/// One run, with `OPENSSL_CONF` set to a file of this content.
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) object: Value,
}

pub(crate) fn host(conf: &str) -> Told {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let file = directory.path().join("openssl.cnf");
    std::fs::write(&file, conf).expect("the file is written");
    host_with(directory.path(), &file)
}

pub(crate) fn host_with(directory: &Path, file: &Path) -> Told {
    let output = program(directory)
        .args(["host", "--format", "json"])
        .env("OPENSSL_CONF", file)
        // A root that can be read, whatever the machine has.
        .env("SSL_CERT_FILE", lab().authority())
        .output()
        .expect("the program starts");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let object = serde_json::from_slice(&output.stdout).expect("one JSON object");
    Told { code: output.status.code().expect("an exit code"), object }
}

pub(crate) fn commands(body: &str) -> Told {
    host(&format!("{CHAIN}{body}\n"))
}

impl Told {
    pub(crate) fn stack(&self) -> &Value {
        &self.object["host"]["stacks"][0]
    }

    /// Returns whether the version is offered by default, and whether it is offered on request.
    pub(crate) fn version(&self, code: &str) -> (Option<bool>, &str) {
        let version = &self.stack()["versions"][code];
        (version["default"].as_bool(), version["when_asked"].as_str().expect("a word"))
    }

    /// Returns the clauses of the reason, as messages.
    pub(crate) fn reason(&self, code: &str) -> Vec<&Value> {
        let message = &self.stack()["versions"][code]["message"];
        match message["args"]["clauses"].as_array() {
            Some(clauses) => clauses.iter().collect(),
            None if message.is_null() => Vec::new(),
            None => vec![message],
        }
    }

    /// Returns the ids of the clauses of the reason.
    fn reason_ids(&self, code: &str) -> Vec<&str> {
        self.reason(code).into_iter().map(|clause| clause["id"].as_str().expect("an id")).collect()
    }

    /// Returns the arguments of the setting that a clause of the reason cites.
    fn cause(&self, code: &str, clause: &str) -> &Value {
        let found = self.reason(code).into_iter().find(|found| found["id"] == clause);
        let found = found.unwrap_or_else(|| panic!("{code}: no {clause} in {:?}", self.reason(code)));
        &found["args"]["cause"]
    }

    /// Returns the finding with this code.
    pub(crate) fn finding(&self, code: &str) -> &Value {
        let findings = self.object["host"]["findings"].as_array().expect("findings");
        findings.iter().find(|finding| finding["code"] == code).unwrap_or_else(|| panic!("no {code}: {findings:?}"))
    }

    /// Returns the first message of the evidence of a finding.
    fn first_evidence(&self, code: &str) -> &Value {
        &self.finding(code)["messages"]["evidence"][0]
    }

    /// Returns the value and the source of a setting.
    fn setting(&self, name: &str) -> (&str, &str) {
        let settings = self.stack()["settings"].as_array().expect("settings");
        let setting = settings.iter().find(|setting| setting["name"] == name);
        let field = |field| setting.and_then(|setting| setting[field].as_str()).unwrap_or_default();
        (field("value"), field("source"))
    }

    /// Returns the codes of the findings about TLS. Whether the machine has root certificates does not matter here.
    pub(crate) fn findings(&self) -> Vec<&str> {
        let findings = self.object["host"]["findings"].as_array().expect("findings");
        let codes = findings.iter().map(|finding| finding["code"].as_str().expect("a code"));
        codes.filter(|code| *code != "host-no-roots").collect()
    }

    fn offered(&self) -> Vec<&str> {
        let versions = self.stack()["default_offer"]["versions"].as_array();
        versions.into_iter().flatten().map(|version| version.as_str().expect("a code")).collect()
    }

    /// Returns the major and minor version of the library that the program is linked to.
    pub(crate) fn library(&self) -> (u32, u32) {
        let name = self.stack()["name"].as_str().expect("a name");
        let mut numbers = name.split([' ', '.']).skip(1).map(|number| number.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    }

    /// OpenSSL 3.0 keeps TLS 1.0 and 1.1 above security level 0, but without any usable signature. From 3.1 on, they
    /// need level 0.
    fn keeps_old_versions_without_signatures(&self) -> bool {
        self.library() == (3, 0) && self.stack()["name"].as_str().is_some_and(|name| name.starts_with("OpenSSL"))
    }

    /// Ubuntu's library has a different rule at level 2, as other libraries may, so only an unmodified 3.0 is tested
    /// for the rules of 3.0.
    fn is_plain_3_0(&self) -> bool {
        self.keeps_old_versions_without_signatures()
            && !self.object["host"]["os"].as_str().is_some_and(|os| os.contains("Ubuntu"))
    }
}

#[test]
fn an_empty_policy_is_the_library_s_own() {
    let told = host("# nothing\n");
    assert_eq!(told.code, 0);
    assert_eq!(told.version("tls1.2"), (Some(true), "yes"));
    assert_eq!(told.version("tls1.3"), (Some(true), "yes"));
    assert_eq!(told.findings(), Vec::<&str>::new());
    assert_eq!(told.setting("configuration file").1, "named by OPENSSL_CONF");
    assert_eq!(told.stack()["versions"]["tls1.2"].get("reason"), None);
    if told.is_plain_3_0() && told.setting("security level").0 == "2" {
        assert_eq!(told.offered(), ["tls1.3", "tls1.2", "tls1.1", "tls1.0"]);
        for version in ["tls1.0", "tls1.1"] {
            assert_eq!(told.version(version), (Some(true), "limited"));
            assert_eq!(told.cause(version, "openssl-ecdhe-rejected")["args"]["level"], "2");
        }
    }
}

#[test]
fn a_minimum_takes_the_old_versions_out_of_the_default_only() {
    let told = commands("MinProtocol = TLSv1.2");
    assert_eq!(told.code, 0);
    assert_eq!(told.offered(), ["tls1.3", "tls1.2"]);
    assert_eq!(told.version("tls1.0").0, Some(false));
    let (value, source) = told.setting("MinProtocol");
    assert_eq!(value, "TLS 1.2");
    assert!(source.ends_with("openssl.cnf:7"), "{source}");
    let cause = told.cause("tls1.1", "openssl-default-without");
    assert_eq!((&cause["args"]["name"], &cause["args"]["value"]), (&"MinProtocol".into(), &"TLSv1.2".into()));
    if told.is_plain_3_0() {
        assert_eq!(told.version("tls1.0").1, "limited");
    }
}

#[test]
fn a_maximum_takes_tls_1_3_out_of_the_default_only() {
    let told = commands("MaxProtocol = TLSv1.2");
    assert_eq!(told.code, 0);
    assert_eq!(told.version("tls1.3"), (Some(false), "yes"));
    assert_eq!(told.version("tls1.2"), (Some(true), "yes"));
    // Without TLS 1.3, the hello does not list versions, so the lower versions were determined by handshakes.
    assert_eq!(told.stack()["default_offer"]["versions_listed"], false);
    assert_eq!(told.findings(), ["host-default-lacks-tls13"]);
    if told.is_plain_3_0() {
        assert_eq!(told.version("tls1.0"), (Some(true), "limited"));
    }
}

#[test]
fn a_maximum_below_tls_1_2_is_what_the_exit_code_is_for() {
    let told = commands("MaxProtocol = TLSv1.1");
    assert_eq!(told.code, 1);
    assert_eq!(told.version("tls1.2"), (Some(false), "yes"));
    assert_eq!(told.findings()[0], "host-default-below-tls12");
    let reason = &told.first_evidence("host-default-below-tls12")["args"]["reason"];
    let clause = reason["args"]["clauses"].get(0).unwrap_or(reason);
    assert_eq!(clause["args"]["cause"]["args"]["value"], "TLSv1.1", "{reason}");
    let told = commands("MinProtocol = TLSv1.3\nMaxProtocol = TLSv1.1");
    assert_eq!(told.code, 1);
    assert_eq!(told.stack()["default_offer"], Value::Null);
}

#[test]
fn a_minimum_of_tls_1_3_is_a_finding() {
    let told = commands("MinProtocol = TLSv1.3");
    assert_eq!(told.code, 0);
    assert_eq!(told.version("tls1.2"), (Some(false), "yes"));
    assert_eq!(told.findings(), ["host-default-only-tls13"]);
}

#[test]
fn versions_disabled_one_by_one_are_disabled_for_every_program() {
    let told = commands("Protocol = ALL,-TLSv1.1,-TLSv1");
    for version in ["tls1.0", "tls1.1"] {
        assert_eq!(told.version(version), (Some(false), "no"));
        assert_eq!(told.stack()["versions"][version]["supported"], true);
        assert_eq!(told.reason_ids(version), ["openssl-disabled"]);
        assert_eq!(told.cause(version, "openssl-disabled")["args"]["value"], "ALL,-TLSv1.1,-TLSv1");
    }
    assert_eq!(told.version("tls1.2"), (Some(true), "yes"));
}

#[test]
fn security_levels() {
    let zero = commands("CipherString = DEFAULT@SECLEVEL=0");
    assert_eq!(zero.setting("security level").0, "0");
    for version in ["tls1.0", "tls1.1", "tls1.2", "tls1.3"] {
        assert_eq!(zero.version(version), (Some(true), "yes"), "{version}");
    }
    assert_eq!(zero.findings(), ["host-policy-lowered"]);

    let one = commands("CipherString = DEFAULT@SECLEVEL=1");
    if one.keeps_old_versions_without_signatures() {
        assert_eq!(one.version("tls1.0"), (Some(true), "limited"));
    } else {
        assert_eq!(one.version("tls1.0"), (Some(false), "no"));
    }

    let three = commands("CipherString = DEFAULT@SECLEVEL=3");
    assert_eq!(three.version("tls1.0"), (Some(false), "no"));
    assert_eq!(three.version("tls1.1"), (Some(false), "no"));
    let cited = three.reason("tls1.0").into_iter().any(|clause| clause["args"]["cause"]["args"]["level"] == "3");
    assert!(cited, "{:?}", three.reason("tls1.0"));
    assert_eq!(three.version("tls1.2"), (Some(true), "yes"));
    assert_eq!((three.code, three.findings()), (1, vec!["host-security-level-high"]));
    assert_eq!(three.offered().contains(&"tls1.1"), three.keeps_old_versions_without_signatures());

    let four = commands("CipherString = DEFAULT@SECLEVEL=4");
    assert_eq!(four.version("tls1.1"), (Some(false), "no"));
    assert!(!four.offered().contains(&"tls1.1"));
    assert_eq!(four.version("tls1.2"), (Some(true), "yes"));
    assert_eq!(four.version("tls1.3"), (Some(true), "yes"));
}

#[test]
fn a_policy_like_red_hat_s_is_read_through_its_include() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let included = directory.path().join("opensslcnf.config");
    std::fs::write(
        &included,
        "CipherString = @SECLEVEL=2:kEECDH:kRSA:kEDH:!DES:!RC4:!eNULL:!aNULL:!MD5\nTLS.MinProtocol = TLSv1.2\n\
         TLS.MaxProtocol = TLSv1.3\nDTLS.MinProtocol = DTLSv1.2\nDTLS.MaxProtocol = DTLSv1.2\n",
    )
    .expect("the file is written");
    let file = directory.path().join("openssl.cnf");
    std::fs::write(&file, format!("{CHAIN}.include = {}\n", included.display())).expect("the file is written");
    let told = host_with(directory.path(), &file);
    assert_eq!(told.code, 0);
    assert_eq!(told.findings(), Vec::<&str>::new());
    assert_eq!(told.offered(), ["tls1.3", "tls1.2"]);
    for (name, value, line) in
        [("MinProtocol", "TLS 1.2", 2), ("MaxProtocol", "TLS 1.3", 3), ("security level", "2", 1)]
    {
        assert_eq!(told.setting(name).0, value);
        assert!(told.setting(name).1.ends_with(&format!("opensslcnf.config:{line}")), "{}", told.setting(name).1);
    }
}

#[test]
fn suites_without_which_a_version_is_an_empty_offer() {
    let told = commands("CipherString = ECDHE-RSA-AES256-GCM-SHA384");
    assert_eq!(told.version("tls1.2"), (Some(true), "yes"));
    assert_eq!(told.version("tls1.0"), (Some(false), "no"));
}

/// Returns the place of a fault.
fn place(evidence: &Value) -> &str {
    evidence["args"]["place"].as_str().expect("a place")
}

#[test]
fn files_that_openssl_ignores_silently() {
    let defaults = host("");
    let as_defaults = |told: &Told| {
        for version in ["tls1.0", "tls1.1", "tls1.2", "tls1.3"] {
            assert_eq!(told.version(version), defaults.version(version), "{version}");
        }
    };

    let syntax = commands("MinProtocol = TLSv1.3\nthis is no assignment");
    as_defaults(&syntax);
    assert_eq!(syntax.findings(), ["host-configuration-ignored"]);
    assert!(place(syntax.first_evidence("host-configuration-ignored")).ends_with("openssl.cnf:8"));

    let value = commands("MinProtocol = TLSv1.9");
    as_defaults(&value);
    assert_eq!(value.findings(), ["host-setting-ignored"]);
    assert!(place(value.first_evidence("host-setting-ignored")).ends_with("openssl.cnf:7"));

    let chain = host("openssl_conf = init\n[init]\nssl_conf = gone\n[other]\nMinProtocol = TLSv1.3\n");
    as_defaults(&chain);
    assert_eq!(chain.findings(), ["host-configuration-ignored", "host-setting-ignored"]);

    // If a module listed before the TLS section cannot be loaded, OpenSSL ignores that section too. The text of the
    // file does not show this.
    let module = host(
        &CHAIN
            .replace("[init]\n", "[init]\nno_such_module = x\n")
            .replace("[commands]\n", "[commands]\nMinProtocol = TLSv1.3\n"),
    );
    as_defaults(&module);
    assert_eq!(module.findings(), ["host-configuration-ignored"]);
    let fault = &module.first_evidence("host-configuration-ignored")["args"]["fault"];
    assert_eq!(fault["id"], "openssl-fault-not-in-force");

    let directory = tempfile::tempdir().expect("a directory for the test");
    let missing = host_with(directory.path(), &directory.path().join("missing.cnf"));
    as_defaults(&missing);
    assert_eq!(missing.findings(), ["host-configuration-ignored"]);
    let not_a_file = host_with(directory.path(), directory.path());
    as_defaults(&not_a_file);
    assert_eq!(not_a_file.findings(), ["host-configuration-ignored"]);
}

#[test]
fn the_lines_that_are_printed_fix_the_host() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let file = directory.path().join("openssl.cnf");
    let broken = format!("{CHAIN}MaxProtocol = TLSv1.1\n");
    std::fs::write(&file, &broken).expect("the file is written");
    let told = host_with(directory.path(), &file);
    assert_eq!(told.code, 1);
    let remedy = told.object["host"]["findings"][0]["remedy"].as_str().expect("a remedy");
    let lines: Vec<_> = remedy.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    assert_eq!(lines, ["MaxProtocol = TLSv1.3"]);
    std::fs::write(&file, broken.replace("MaxProtocol = TLSv1.1", lines[0])).expect("the file is written");
    let told = host_with(directory.path(), &file);
    assert_eq!(told.code, 0);
    assert_eq!(told.version("tls1.2"), (Some(true), "yes"));
    assert_eq!(told.version("tls1.3"), (Some(true), "yes"));
}

/// Both are common ways to disable the file, and OpenSSL continues silently.
#[test]
fn a_configuration_that_is_disabled_is_not_a_mistake() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let link = directory.path().join("openssl.cnf");
    std::os::unix::fs::symlink("/dev/null", &link).expect("a link");
    for (file, value) in [("", "none"), ("/dev/null", "/dev/null"), (link.to_str().expect("UTF-8"), "")] {
        let told = host_with(directory.path(), Path::new(file));
        assert_eq!(told.code, 0, "{file}: {}", told.object);
        assert!(!told.object.to_string().contains("configuration-ignored"), "{file}: {}", told.object);
        let (said, source) = told.setting("configuration file");
        assert!(said == value || said == file, "{file}: {said}");
        assert!(source.contains("OPENSSL_CONF") && source.ends_with("disables it"), "{file}: {source}");
        // The defaults of the library apply.
        assert_eq!(told.version("tls1.2"), (Some(true), "yes"));
        assert!(told.setting("MinProtocol").1.contains("library default"));
    }
}

#[test]
fn the_screen_fits_eighty_columns_and_names_the_cause_first() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    std::fs::write(directory.path().join("openssl.cnf"), format!("{CHAIN}MaxProtocol = TLSv1.1\n")).expect("written");
    let output =
        program(directory.path()).arg("host").env("OPENSSL_CONF", "openssl.cnf").output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for line in text.lines().filter(|line| !line.starts_with("    ")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let paragraphs: Vec<_> = text.split("\n\n").collect();
    assert!(paragraphs[0].starts_with("this host"), "{text}");
    assert!(paragraphs[1].starts_with("NOT READY"), "{text}");
    assert!(paragraphs[1].contains("openssl.cnf:7"), "{text}");
    assert!(text.contains("security level"), "{text}");
}

#[test]
fn no_roots_is_a_finding() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let output = program(directory.path())
        .args(["host", "--format", "json"])
        .env("SSL_CERT_FILE", directory.path().join("gone.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .expect("the program starts");
    let object: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let told = Told { code: output.status.code().expect("an exit code"), object };
    assert_eq!(told.object["host"]["trust_store"]["roots"], 0);
    let evidence = told.first_evidence("host-no-roots");
    let files = evidence["args"]["source"]["args"]["files"].as_array().expect("files");
    assert!(files[0].as_str().expect("a file").contains("gone.pem"), "{evidence}");
}
