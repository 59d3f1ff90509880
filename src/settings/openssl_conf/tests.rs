//! Files as text, by the rules of OpenSSL 3.0 as determined by trying them by hand.

use std::collections::HashMap;

use super::*;

#[derive(Default)]
struct Texts {
    files: HashMap<&'static str, Vec<u8>>,
    directories: HashMap<&'static str, Vec<&'static str>>,
    variables: HashMap<&'static str, &'static str>,
}

impl ConfFiles for Texts {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileProblem> {
        let text = self.files.get(path).ok_or(FileProblem::Missing)?;
        if text.len() > limit { Err(FileProblem::TooLarge) } else { Ok(text.clone()) }
    }

    fn entries(&self, path: &str) -> Option<Vec<String>> {
        Some(self.directories.get(path)?.iter().map(|entry| (*entry).to_owned()).collect())
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| (*value).to_owned())
    }
}

const CHAIN: &str = "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = sysdef\n[sysdef]\n"; // six lines

fn texts(main: impl Into<Vec<u8>>) -> Texts {
    Texts { files: HashMap::from([("/etc/o.cnf", main.into())]), ..Texts::default() }
}

fn policy(body: &str) -> OpensslConf {
    read("/etc/o.cnf", &texts(format!("{CHAIN}{body}")))
}

fn faults(conf: &OpensslConf) -> Vec<(&str, ConfFault)> {
    conf.problems.iter().map(|problem| (problem.place.as_str(), problem.fault.clone())).collect()
}

fn command(name: &str, value: &str, problem: CommandProblem) -> ConfFault {
    ConfFault::Command { name: name.to_owned(), value: value.to_owned(), problem }
}

fn no_section(name: &str, section: &str) -> ConfFault {
    ConfFault::NoSection { name: name.to_owned(), section: section.to_owned() }
}

#[test]
fn commands_come_with_their_lines() {
    let conf = policy("MinProtocol = TLSv1.2\n# a comment\n\nCipherString = DEFAULT@SECLEVEL=2 # and one here\n");
    assert_eq!(conf.state, ConfState::Read);
    assert!(conf.problems.is_empty(), "{:?}", conf.problems);
    let command = conf.deciding("MinProtocol").expect("it is there");
    assert_eq!((command.value.as_str(), command.place.to_string().as_str()), ("TLSv1.2", "/etc/o.cnf:7"));
    assert_eq!(conf.security_level().map(|(level, command)| (level, command.place.line)), Some((2, 10)));
}

#[test]
fn prefixes_case_and_repetition_are_read_as_openssl_reads_them() {
    let conf =
        policy("TLS.MinProtocol = TLSv1.2\nDTLS.MinProtocol = DTLSv1.2\nmaxprotocol=TLSv1.2\nMaxProtocol = TLSv1.3\n");
    assert_eq!(conf.deciding("MinProtocol").map(|command| command.value.as_str()), Some("TLSv1.2"));
    assert_eq!(conf.deciding("MaxProtocol").map(|command| command.value.as_str()), Some("TLSv1.3"));
    let conf = policy("MinProtocol = TLSv1.2\nCipherString = DEFAULT\nMinProtocol = TLSv1.1\n");
    let order: Vec<_> = conf.commands.iter().map(|command| (command.name.as_str(), command.place.line)).collect();
    assert_eq!(order, [("CipherString", 8), ("MinProtocol", 9)]);
}

#[test]
fn a_syntax_error_takes_the_whole_file_and_every_one_is_reported() {
    let conf = policy("MinProtocol = TLSv1.2\nfoo bar\n[ unclosed\nx = ${nix}\n");
    assert_eq!(conf.state, ConfState::Ignored);
    assert!(conf.commands.is_empty());
    assert_eq!(
        faults(&conf),
        [
            ("/etc/o.cnf:8", ConfFault::Syntax(SyntaxProblem::MissingEqualSign("foo".to_owned()))),
            ("/etc/o.cnf:9", ConfFault::Syntax(SyntaxProblem::MissingCloseBracket)),
            ("/etc/o.cnf:10", ConfFault::Syntax(SyntaxProblem::NoSuchVariable("nix".to_owned()))),
        ]
    );
}

#[test]
fn a_bad_value_is_reported_with_the_right_one() {
    let conf = policy(
        "MinProtocol = tls1.2\nMaxProtocol = TLSv9\nMinProtokol = TLSv1.2\nCipherString = DEFAULT@SECLEVEL=7\nProtocol = ALL, -TLSv1.9,-TLSv1\n",
    );
    assert_eq!(conf.state, ConfState::Read);
    assert_eq!(conf.deciding("MinProtocol"), None);
    assert_eq!(
        faults(&conf),
        [
            ("/etc/o.cnf:7", command("MinProtocol", "tls1.2", CommandProblem::Spelling { wanted: "TLSv1.2" })),
            ("/etc/o.cnf:8", command("MaxProtocol", "TLSv9", CommandProblem::NotAProtocol)),
            (
                "/etc/o.cnf:9",
                command("MinProtokol", "TLSv1.2", CommandProblem::UnknownName { nearest: Some("MinProtocol") })
            ),
            (
                "/etc/o.cnf:10",
                command("CipherString", "DEFAULT@SECLEVEL=7", CommandProblem::NotALevel { level: "7".to_owned() })
            ),
            (
                "/etc/o.cnf:11",
                command(
                    "Protocol",
                    "ALL, -TLSv1.9,-TLSv1",
                    CommandProblem::UnknownItem { item: "-TLSv1.9".to_owned() }
                )
            ),
        ]
    );
}

#[test]
fn a_broken_chain_is_reported_where_it_breaks() {
    let empty = ConfFault::EmptySection { name: "ssl_conf".to_owned(), section: "b".to_owned() };
    for (text, place, fault) in [
        ("openssl_conf = nix\n", "/etc/o.cnf:1", no_section("openssl_conf", "nix")),
        ("openssl_conf = a\n[a]\nssl_conf = b\n", "/etc/o.cnf:3", no_section("ssl_conf", "b")),
        ("openssl_conf = a\n[a]\nssl_conf = b\n[b]\n", "/etc/o.cnf:3", empty),
        (
            "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\nother = d\n[c]\nMinProtocol = TLSv1.2\n",
            "/etc/o.cnf:6",
            no_section("other", "d"),
        ),
    ] {
        let conf = read("/etc/o.cnf", &texts(text));
        assert_eq!(faults(&conf), [(place, fault)]);
        assert_eq!(conf.problems[0].kind(), ConfProblemKind::PolicyIgnored);
        assert!(conf.commands.is_empty());
    }
}

#[test]
fn sections_that_nothing_leads_to_are_reported() {
    let conf = read("/etc/o.cnf", &texts("[x]\nopenssl_conf = init\n[system_default_sect]\nMinProtocol = TLSv1.2\n"));
    assert_eq!(conf.anchor, Anchor::Start);
    assert_eq!(
        faults(&conf),
        [
            ("/etc/o.cnf:2", ConfFault::MisplacedStart { section: "x".to_owned() }),
            (
                "/etc/o.cnf:4",
                ConfFault::Unreached {
                    name: "MinProtocol".to_owned(),
                    value: "TLSv1.2".to_owned(),
                    section: "system_default_sect".to_owned()
                }
            ),
        ]
    );
    // An application's section is reached by that application.
    let conf = read(
        "/etc/o.cnf",
        &texts("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nnodejs_conf = c\n[c]\nMinProtocol = TLSv1.2\n"),
    );
    assert!(conf.problems.is_empty(), "{:?}", conf.problems);
    assert!(conf.commands.is_empty());
}

#[test]
fn includes_of_files_and_directories_continue_the_section() {
    let mut files = texts(format!("{CHAIN}.include = /etc/policy.config\n.include /etc/d\nCipherString = DEFAULT\n"));
    files.files.insert("/etc/policy.config", b"MinProtocol = TLSv1.1\n".to_vec());
    files.files.insert("/etc/d/a.cnf", b"\nMinProtocol = TLSv1.2\n".to_vec());
    files.files.insert("/etc/d/readme.txt", b"no configuration at all\n".to_vec());
    files.directories.insert("/etc/d", vec!["readme.txt", "a.cnf"]);
    let conf = read("/etc/o.cnf", &files);
    assert!(conf.problems.is_empty(), "{:?}", conf.problems);
    assert_eq!(
        conf.deciding("MinProtocol").map(|command| command.place.to_string()),
        Some("/etc/d/a.cnf:2".to_owned())
    );
    assert_eq!(conf.deciding("CipherString").map(|command| command.place.to_string()), Some("/etc/o.cnf:9".to_owned()));
}

#[test]
fn a_missing_include_is_reported_and_does_not_affect_the_rest() {
    let conf = policy("MinProtocol = TLSv1.2\n.include /etc/gone.cnf\n");
    assert_eq!(conf.state, ConfState::Read);
    assert_eq!(conf.problems[0].kind(), ConfProblemKind::NotReached);
    assert_eq!(conf.problems[0].place, "/etc/o.cnf:8");
    assert!(conf.deciding("MinProtocol").is_some());
}

#[test]
fn includes_that_never_end_are_left() {
    let conf = policy(".include /etc/o.cnf\n");
    assert_eq!(conf.state, ConfState::Unknown);
    assert_eq!(conf.problems.iter().filter(|problem| problem.kind() == ConfProblemKind::LimitReached).count(), 1);
}

#[test]
fn limits_hold() {
    let conf = read("/etc/o.cnf", &texts(vec![b'#'; LARGEST_FILE + 1]));
    assert_eq!(conf.state, ConfState::Unknown);
    let conf = policy(&format!("x = {}\n", "y".repeat(LONGEST_LINE)));
    assert_eq!(conf.state, ConfState::Unknown);
    // Doubling a variable twenty times would expand it beyond a megabyte.
    let steps: Vec<_> = (0..20).map(|step| format!("a{} = $a{step}$a{step}\n", step + 1)).collect();
    let doubling = format!("a0 = 1234567890\n{}", steps.concat());
    let conf = read("/etc/o.cnf", &texts(doubling));
    assert_eq!(conf.state, ConfState::Ignored);
    assert!(conf.problems.len() <= MOST_PROBLEMS);
    let many = "x\n".repeat(10_000);
    assert_eq!(read("/etc/o.cnf", &texts(many)).problems.len(), MOST_PROBLEMS);
}

#[test]
fn quotes_continuations_and_variables() {
    let mut files = texts(
        "\u{feff}policy = TLSv1.2\nopenssl_conf = \"in\"it\n[init]\nssl_conf = ssl\n[ ssl ]\nsystem_default = sys\\\n def\n\
         [sys def]\nMinProtocol = ${policy}\nMaxProtocol = ${ENV::TOP}\nCipherString = 'a#b':\\#c\nother::x = $(policy)\n",
    );
    files.variables.insert("TOP", "TLSv1.3");
    let conf = read("/etc/o.cnf", &files);
    assert!(conf.problems.is_empty(), "{:?}", conf.problems);
    let values: Vec<_> = conf.commands.iter().map(|command| (command.value.as_str(), command.place.line)).collect();
    assert_eq!(values, [("TLSv1.2", 9), ("TLSv1.3", 10), ("a#b:#c", 11)]);
}

#[test]
fn a_missing_file_is_not_a_problem_by_itself() {
    let conf = read("/etc/nix.cnf", &texts(""));
    assert_eq!(conf.state, ConfState::Missing);
    assert!(conf.problems.is_empty());
}

#[test]
fn utf16_is_a_syntax_error_and_no_bytes_panic() {
    let utf16: Vec<u8> = "\u{feff}openssl_conf = x\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("/etc/o.cnf", &texts(utf16)).state, ConfState::Ignored);
    for byte in 0..=255_u8 {
        for text in
            [vec![byte], vec![b'a', b'=', byte], vec![b'$', byte], vec![b'a', b'=', b'$', byte], vec![b'[', byte]]
        {
            read("/etc/o.cnf", &texts(text));
        }
    }
    for text in [
        "a=${", "a=$(", "a=$", "a=${x::", "a=\\", "a='", "a='\\", "[\\", "a\\", "::", ".include", ".pragma", "a=${x::y",
    ] {
        read("/etc/o.cnf", &texts(text));
    }
}

#[test]
fn what_the_library_rejects_is_reported() {
    let mut conf = policy("CipherString = NONSENSE\nMinProtocol = TLSv1.2\n");
    conf.ask_library(|command| (command.value == "NONSENSE").then(|| "no cipher match".to_owned()));
    assert_eq!(conf.deciding("CipherString"), None);
    assert_eq!(conf.problems.len(), 1);
    assert_eq!(conf.problems[0].place, "/etc/o.cnf:7");
}

#[test]
fn providers_are_listed_with_their_sections() {
    let text = "openssl_conf = a\n[a]\nproviders = p\n[p]\nlegacy = l\ndefault = d\nbase = b\n[l]\nactivate = 1\n[d]\n\
                activate = 0\n";
    let conf = read("/etc/o.cnf", &texts(text));
    let providers = conf.providers.expect("a list");
    assert_eq!((providers.section.as_str(), providers.place.line), ("p", 4));
    let found: Vec<_> = providers
        .listed
        .iter()
        .map(|it| (it.name.as_str(), it.is_active, it.place.as_ref().map(|place| place.line)))
        .collect();
    assert_eq!(found, [("legacy", true, Some(8)), ("default", false, Some(10)), ("base", false, None)]);
    assert_eq!(read("/etc/o.cnf", &texts("openssl_conf = a\n[a]\nssl_conf = b\n")).providers, None);
}

/// 80,000 names took seconds when each was compared with every other.
#[test]
fn a_section_with_many_names_is_read_in_time() {
    let names = (0..80_000).map(|number| format!("n{number}=1\n")).collect::<Vec<_>>().concat();
    let text = format!("[s]\n{names}n7=2\n");
    assert!(text.len() < LARGEST_FILE);
    // Many links to one large section are not many copies of it.
    let links = (0..30_000).map(|number| format!("n{number}=s\n")).collect::<Vec<_>>().concat();
    let many = (0..20_000).map(|number| format!("n{number}=1\n")).collect::<Vec<_>>().concat();
    let linked = format!("openssl_conf = a\n[a]\nssl_conf = b\n[b]\n{links}[s]\n{many}");
    let began = std::time::Instant::now();
    for text in [text, linked] {
        assert_eq!(read("/etc/o.cnf", &texts(text)).state, ConfState::Read);
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
}
