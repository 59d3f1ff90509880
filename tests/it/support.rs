//! Helpers to run the program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tlsready::message::Message;
use tlsready::say::Words;

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code; 255 if the process was ended by a signal.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// Returns a command for the program in a directory, without environment variables of the tester that would change its
/// output.
pub(crate) fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlsready"));
    command.current_dir(directory).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    for variable in ["RUST_LOG", "NO_COLOR", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
}

/// Runs the program until it exits.
pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Outcome {
    outcome(program(directory).args(arguments).output().expect("the program starts"))
}

/// Runs the program with this standard input until it exits.
pub(crate) fn run_with_input(directory: &Path, arguments: &[&str], input: &[u8]) -> Outcome {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(input).expect("writable");
    std::io::Seek::rewind(&mut file).expect("a file");
    outcome(program(directory).args(arguments).stdin(file).output().expect("the program starts"))
}

/// Returns a path below `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Returns the names of the registry exports in the fixtures, in order.
pub(crate) fn exports() -> Vec<String> {
    let files = std::fs::read_dir(fixture("registry")).expect("the fixtures");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    let mut names: Vec<String> = names.filter(|name| Path::new(name).extension() == Some("reg".as_ref())).collect();
    names.sort();
    assert!(names.len() >= 14, "{names:?}");
    names
}

/// A lab shared by the test binary; it ends with the process.
pub(crate) struct SharedLab {
    lab: tlsready::lab::Lab,
    authority: tempfile::NamedTempFile,
    _runtime: tokio::runtime::Runtime,
}

/// Returns the lab, which is started on first use.
pub(crate) fn lab() -> &'static SharedLab {
    static LAB: OnceLock<SharedLab> = OnceLock::new();
    LAB.get_or_init(|| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let lab = runtime.block_on(tlsready::lab::Lab::start(time::OffsetDateTime::now_utc())).expect("the lab starts");
        let mut authority = tempfile::NamedTempFile::new().expect("a file");
        authority.write_all(lab.ca_pem().as_bytes()).expect("writable");
        SharedLab { lab, authority, _runtime: runtime }
    })
}

impl SharedLab {
    /// Returns `127.0.0.1:PORT` of the endpoint with this id.
    pub(crate) fn at(&self, id: &str) -> String {
        self.lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}")).address.to_string()
    }

    /// Returns the port of the endpoint with this id.
    pub(crate) fn port(&self, id: &str) -> u16 {
        self.lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}")).address.port()
    }

    /// Returns `NAME:PORT`, for `--connect 127.0.0.1`: the name in its certificate, which does not resolve.
    pub(crate) fn named(&self, id: &str) -> String {
        let endpoint = self.lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}"));
        format!("{}:{}", endpoint.server_name, endpoint.address.port())
    }

    /// Returns the path of a file with the CA of the lab.
    pub(crate) fn authority(&self) -> &Path {
        self.authority.path()
    }
}

/// An OpenSSL configuration with which every host that uses it offers exactly TLS 1.2 and 1.3.
const TLS12_AND_ABOVE: &str = "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = commands\n[commands]\n\
    MinProtocol = TLSv1.2\nCipherString = DEFAULT@SECLEVEL=2\n";

/// Whether the platform's TLS library reads roots and policy from where [`check_command`] puts them.
pub(crate) const HAS_OUR_ROOTS: bool = cfg!(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")));

/// Returns `tlsready check` on a host with known policy and roots: TLS 1.2 and above, and only the CA of the lab.
pub(crate) fn check_command(directory: &Path, arguments: &[&str]) -> Command {
    let conf = directory.join("openssl.cnf");
    std::fs::write(&conf, TLS12_AND_ABOVE).expect("writable");
    let mut command = program(directory);
    command.env("OPENSSL_CONF", conf).env("SSL_CERT_FILE", lab().authority()).env_remove("SSL_CERT_DIR");
    // A generous timeout for busy machines; endpoints that answer do not wait for it.
    command.arg("check").args(arguments);
    if !arguments.contains(&"--timeout") {
        command.args(["--timeout", "20s"]);
    }
    command
}

/// Runs [`check_command`] until it exits.
pub(crate) fn check(arguments: &[&str]) -> Outcome {
    let directory = tempfile::tempdir().expect("a directory");
    outcome(check_command(directory.path(), arguments).output().expect("the program starts"))
}

/// [`check`] with `--format json`, as an object.
pub(crate) fn check_json(arguments: &[&str]) -> (i32, serde_json::Value) {
    let outcome = check(&[arguments, &["--format", "json"]].concat());
    let object = serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    (outcome.code, object)
}

/// Returns the result of a process that has exited.
pub(crate) fn outcome(output: Output) -> Outcome {
    Outcome {
        code: output.status.code().unwrap_or(255),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// Returns a port of 127.0.0.1 where nothing listens: it was free a moment ago.
pub(crate) fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Returns a message in English, as the program prints it.
pub(crate) fn said(message: &Message) -> String {
    Words::english().say(message).to_string()
}
