//! OpenSSL's `s_server` on this machine, outside Wine: the service that disables old versions.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A server on a separate port.
pub(crate) struct Server {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts a server that accepts one version.
    pub(crate) fn only(option: &str) -> Self {
        Self::start(&[option])
    }

    /// Starts a server that accepts these versions and all between them.
    pub(crate) fn from(lowest: &str, highest: &str) -> Self {
        Self::start(&["-min_protocol", lowest, "-max_protocol", highest, "-cipher", "DEFAULT@SECLEVEL=0"])
    }

    /// Returns the endpoint for `tlsready check`.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn start(options: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("tlsready-server-").tempdir().unwrap();
        // RSA, like the services in the article. With RSA, Windows 7 has no suites that combine ECDHE and GCM.
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(folder.path())
            .output()
            .expect("openssl starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut process = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-cert", "certificate.pem", "-key", "key.pem"])
            .args(options)
            .env("OPENSSL_CONF", "/dev/null")
            .current_dir(folder.path())
            // The server ends when its input does.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ")?.rsplit(':').next()?.parse().ok())
            .expect("the server says which port it took");
        // Read and discard its output, so that the pipe does not fill up.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { process, port, _folder: folder }
    }
}
