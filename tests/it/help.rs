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
