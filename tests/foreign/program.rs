//! Finds the programs, and reports which are missing.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

/// Returns where `name` is on this machine. If it is missing: prints that on stderr, or fails in CI.
///
/// Servers are in `sbin`, which is not in every user's `PATH`.
pub(crate) fn find(name: &str, package: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let beyond = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path).chain(beyond).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        not_run(name, &format!("the program is not on this machine (Debian package {package})"));
    }
    found
}

/// Reports that something could not be tested; in CI, where everything is installed, that is a failure.
pub(crate) fn not_run(what: &str, why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{what} was not tried: {why}");
    // Not `eprintln!`: the test harness would discard it when the test passes.
    let _ = writeln!(std::io::stderr(), "NOT RUN: {what}: {why}");
}

/// Runs a program that prepares something and must succeed; returns its standard output.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{said}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    said
}
