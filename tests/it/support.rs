//! Runs the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code; 255 when a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// The program, in a directory, with nothing of the tester's environment that would change its answer.
pub(crate) fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlsready"));
    command.current_dir(directory).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    for variable in ["RUST_LOG", "NO_COLOR", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
}

/// Runs it to its end.
pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Outcome {
    let output = program(directory).args(arguments).output().expect("the program starts");
    Outcome {
        code: output.status.code().unwrap_or(255),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A path below `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
