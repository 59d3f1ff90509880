//! A temporary Windows: a copy of Wine's template.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use tempfile::TempDir;

const WINE: &str = "/usr/lib/wine/wine64";
const WINE_SERVER: &str = "/usr/lib/wine/wineserver";

/// Output of Wine's `start`, which Wine runs when it could not start a program directly.
const NOT_STARTED: &str = "Application could not be started";

/// The compiler that also builds the exe.
const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code; -1 if the process was ended by a signal.
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit {}\n{}\n{}", self.code, self.stdout, self.stderr)
    }
}

/// The registry and files of one Windows.
pub(crate) struct Windows {
    folder: TempDir,
}

impl Drop for Windows {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.command(WINE_SERVER).arg("-k").status();
    }
}

impl Windows {
    /// A Server 2008 R2 that was never used. Its files are hard links to the template's; the registry is a copy.
    pub(crate) fn fresh() -> Self {
        let template = variable("TLSREADY_WINE_PREFIX");
        let folder = tempfile::Builder::new().prefix("tlsready-windows-").tempdir().unwrap();
        let windows = Self { folder };
        let linked = copy("-al", &template, &windows.prefix());
        if !linked {
            // The template is on another file system.
            let _ = fs::remove_dir_all(windows.prefix());
            assert!(copy("-a", &template, &windows.prefix()), "cannot copy {}", template.display());
        }
        for name in ["system.reg", "user.reg", "userdef.reg"] {
            let own = windows.prefix().join(name);
            fs::remove_file(&own).unwrap();
            fs::copy(template.join(name), own).unwrap();
        }
        // Wine keeps some state, such as rights, only in memory. Its server must therefore outlast each program: it
        // stays for a minute after the last one.
        let stays = windows.command(WINE_SERVER).arg("-p60").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(stays.as_ref().is_ok_and(ExitStatus::success), "{WINE_SERVER} -p60: {stays:?}");
        windows
    }

    fn prefix(&self) -> PathBuf {
        self.folder.path().join("prefix")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("WINEPREFIX", self.prefix()).env("WINEDEBUG", "-all").current_dir(self.folder.path());
        for variable in ["DISPLAY", "GNUTLS_SYSTEM_PRIORITY_FILE", "RUST_LOG", "NO_COLOR", "COLUMNS"] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs Wine with output to files, not pipes: its background processes keep pipes open for half a minute.
    fn wine(&self, arguments: &[&str]) -> Outcome {
        let said = ["stdout.txt", "stderr.txt"].map(|name| self.folder.path().join(name));
        let [stdout, stderr] = [&said[0], &said[1]].map(|path| fs::File::create(path).unwrap());
        let status = self
            .command(WINE)
            .args(arguments)
            .stdout(stdout)
            .stderr(stderr)
            .status()
            .unwrap_or_else(|error| panic!("{WINE}: {error}"));
        let [stdout, stderr] = said.map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).replace("\r\n", "\n"));
        Outcome { code: status.code().unwrap_or(-1), stdout, stderr }
    }

    /// Runs a program of Wine. On a busy machine, Wine sometimes fails to start one and reports that, and succeeds a
    /// moment later. Any other failure counts immediately.
    #[track_caller]
    fn succeed(&self, arguments: &[&str]) {
        let mut outcome = self.wine(arguments);
        for _ in 0..2 {
            if outcome.code == 0 || !outcome.stderr.contains(NOT_STARTED) && !outcome.stdout.contains(NOT_STARTED) {
                break;
            }
            outcome = self.wine(arguments);
        }
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome}");
    }

    /// Runs the program under test.
    pub(crate) fn tlsready(&self, arguments: &[&str]) -> Outcome {
        let exe = variable("TLSREADY_WINDOWS_EXE");
        let exe = exe.to_str().unwrap();
        self.wine(&[&[exe], arguments].concat())
    }

    /// Makes Wine report another Windows version.
    pub(crate) fn pretend(&self, version: &str) {
        self.succeed(&["winecfg", "-v", version]);
    }

    /// Removes the right of all users to read these keys below `HKEY_LOCAL_MACHINE`, while this Windows runs.
    #[track_caller]
    pub(crate) fn deny(&self, paths: &[&str]) {
        let exe = self.folder.path().join("deny.exe");
        let made = Command::new(COMPILER)
            .args(["-Wall", "-Werror", "-o"])
            .args([&exe, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/windows/deny.c"))])
            .arg("-ladvapi32")
            .output()
            .unwrap_or_else(|error| panic!("{COMPILER}: {error}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        self.succeed(&[&["deny.exe"], paths].concat());
    }

    /// Imports a registry file, as a double-click on the file does.
    #[track_caller]
    pub(crate) fn import(&self, text: &str) {
        fs::write(self.folder.path().join("import.reg"), text).unwrap();
        self.succeed(&["reg", "import", "import.reg"]);
    }

    /// Runs each line unchanged in `cmd`; each must succeed.
    #[track_caller]
    pub(crate) fn run_lines(&self, lines: &str) {
        for line in lines.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            fs::write(self.folder.path().join("line.cmd"), format!("@echo off\r\n{line}\r\n")).unwrap();
            self.succeed(&["cmd", "/c", "line.cmd"]);
        }
    }

    /// Exports the relevant keys, as an administrator does. Returns the names of the files.
    #[track_caller]
    pub(crate) fn export(&self) -> Vec<String> {
        let keys = [
            r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL",
            r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion",
            r"HKLM\SOFTWARE\Microsoft\.NETFramework",
            r"HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework",
            r"HKLM\SOFTWARE\Microsoft\NET Framework Setup",
        ];
        let mut names = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            let name = format!("export-{index}.reg");
            self.succeed(&["reg", "export", key, &name, "/y"]);
            names.push(name);
        }
        names
    }
}

fn variable(name: &str) -> PathBuf {
    let value =
        std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run bash scripts/windows.sh story"));
    PathBuf::from(value)
}

fn copy(how: &str, from: &Path, to: &Path) -> bool {
    Command::new("cp").arg(how).arg(from).arg(to).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
