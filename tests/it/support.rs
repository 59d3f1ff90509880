//! Runs the real program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tlsready::message::Message;
use tlsready::say::Words;

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
    outcome(program(directory).args(arguments).output().expect("the program starts"))
}

/// A path below `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The names of the registry exports among the fixtures, in order.
pub(crate) fn exports() -> Vec<String> {
    let files = std::fs::read_dir(fixture("registry")).expect("the fixtures");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    let mut names: Vec<String> = names.filter(|name| Path::new(name).extension() == Some("reg".as_ref())).collect();
    names.sort();
    assert!(names.len() >= 14, "{names:?}");
    names
}

/// A lab for the whole test binary: it ends with the process.
pub(crate) struct SharedLab {
    lab: tlsready::lab::Lab,
    authority: tempfile::NamedTempFile,
    _runtime: tokio::runtime::Runtime,
}

/// The lab, started when it is first asked for.
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
    /// `127.0.0.1:PORT` of the endpoint with this id.
    pub(crate) fn at(&self, id: &str) -> String {
        self.lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}")).address.to_string()
    }

    /// Its port.
    pub(crate) fn port(&self, id: &str) -> u16 {
        self.lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}")).address.port()
    }

    /// `NAME:PORT`, for `--connect 127.0.0.1`: the name on its certificate, which does not resolve.
    pub(crate) fn named(&self, id: &str) -> String {
        let endpoint = self.lab.endpoint(id).unwrap_or_else(|| panic!("no endpoint {id}"));
        format!("{}:{}", endpoint.server_name, endpoint.address.port())
    }

    /// A file with the lab's own CA.
    pub(crate) fn authority(&self) -> &Path {
        self.authority.path()
    }
}

/// A configuration of OpenSSL that makes every host with that library offer TLS 1.2 and 1.3, and no more.
const TLS12_AND_ABOVE: &str = "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = commands\n[commands]\n\
    MinProtocol = TLSv1.2\nCipherString = DEFAULT@SECLEVEL=2\n";

/// Whether the platform's stack takes roots and policy from where [`check_command`] puts them.
pub(crate) const HAS_OUR_ROOTS: bool = cfg!(not(any(windows, target_vendor = "apple", feature = "vendored-openssl")));

/// `tlsready check` on a host whose policy and roots are known: TLS 1.2 and above, the lab's CA and no other.
pub(crate) fn check_command(directory: &Path, arguments: &[&str]) -> Command {
    let conf = directory.join("openssl.cnf");
    std::fs::write(&conf, TLS12_AND_ABOVE).expect("writable");
    let mut command = program(directory);
    command.env("OPENSSL_CONF", conf).env("SSL_CERT_FILE", lab().authority()).env_remove("SSL_CERT_DIR");
    // Patience for a busy machine: nothing that answers waits for it.
    command.arg("check").args(arguments);
    if !arguments.contains(&"--timeout") {
        command.args(["--timeout", "20s"]);
    }
    command
}

/// Runs [`check_command`] to its end.
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

/// What a finished process left behind.
pub(crate) fn outcome(output: Output) -> Outcome {
    Outcome {
        code: output.status.code().unwrap_or(255),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A port of 127.0.0.1 on which nothing listens: it was free a moment ago.
pub(crate) fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A message in English, as the program prints it.
pub(crate) fn said(message: &Message) -> String {
    Words::english().say(message).to_string()
}
