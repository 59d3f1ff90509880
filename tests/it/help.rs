//! Documentation printed by the program: help of every subcommand, completions, the manual page.

use crate::support::run;

fn says(arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let outcome = run(directory.path(), arguments);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{arguments:?}");
    outcome.stdout.replace("tlsready.exe", "tlsready")
}

#[test]
fn help_of_every_verb() {
    insta::assert_snapshot!("help", says(&["--help"]));
    for verb in ["check", "host", "catalog", "lab", "explain", "schema", "completions", "man"] {
        insta::assert_snapshot!(format!("help_{verb}"), says(&[verb, "--help"]));
    }
}

#[test]
fn the_version_is_the_package_s() {
    assert_eq!(says(&["--version"]), format!("tlsready {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = says(&["completions", shell]);
        for word in ["check", "--require-trust", "explain", "schema"] {
            assert!(script.contains(word.trim_start_matches("--")), "{shell}: {word}");
        }
    }
}

#[test]
fn the_manual_page_names_every_verb() {
    let page = says(&["man"]);
    assert!(page.contains(".TH tlsready 1"), "{page}");
    for verb in ["check", "host", "catalog", "lab", "explain", "schema", "completions"] {
        assert!(page.contains(&format!("tlsready\\-{verb}(1)")), "{verb}");
    }
}

#[test]
fn a_code_in_full_and_all_of_them() {
    insta::assert_snapshot!("explain_one", says(&["explain", "certificate-not-trusted"]));
    let list = says(&["explain"]);
    for code in tlsready::report::screens::explain::codes() {
        assert!(list.lines().any(|line| line.trim() == code), "{code}");
        assert!(says(&["explain", code]).starts_with(code));
    }
}

#[test]
fn every_command_has_a_manual_page_with_its_options() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().to_str().expect("UTF-8");
    says(&["man", "--all", path]);
    for (verb, option) in [("check", "require\\-trust"), ("host", "registry"), ("catalog", "print\\-default")] {
        let page = says(&["man", verb]);
        assert!(page.contains(&format!(".TH tlsready-{verb} 1")) && page.contains(option), "{page}");
        let file = std::fs::read_to_string(directory.path().join(format!("tlsready-{verb}.1"))).expect("the page");
        assert!(file.contains(option), "{file}");
    }
    assert_eq!(run(directory.path(), &["man", "nonsense"]).code, 2);
}

#[test]
fn shells_complete_the_values() {
    for shell in ["bash", "fish", "zsh"] {
        let script = says(&["completions", shell]);
        for value in ["log-analytics", "mma", "ssl3", "native"] {
            assert!(script.contains(value), "{shell}: {value}");
        }
        // clap_complete does not complete arguments without a flag for fish.
        for code in ["certificate-not-trusted", "TlsVersionCheck"] {
            assert!(shell == "fish" || script.contains(code), "{shell}: {code}");
        }
    }
}
