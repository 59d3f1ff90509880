//! What a server really accepts, and whether `tlsready check` says so.

use std::fmt::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::server::{self, Server};

/// Every version, by its code in data.
const VERSIONS: [&str; 5] = ["ssl3", "tls1.0", "tls1.1", "tls1.2", "tls1.3"];

/// Every combination of versions that a server can be configured to accept, except SSL 3.0.
pub(crate) const COMBINATIONS: [&str; 15] = [
    "1.0",
    "1.1",
    "1.2",
    "1.3",
    "1.0 1.1",
    "1.0 1.2",
    "1.0 1.3",
    "1.1 1.2",
    "1.1 1.3",
    "1.2 1.3",
    "1.0 1.1 1.2",
    "1.0 1.1 1.3",
    "1.0 1.2 1.3",
    "1.1 1.2 1.3",
    "1.0 1.1 1.2 1.3",
];

/// One endpoint of a server, and what is true about it.
pub(crate) struct Case {
    name: String,
    /// The required `support` of each version.
    support: [&'static str; 5],
    /// The required suite of every accepted version.
    cipher_suite: Option<String>,
    /// The required `reason` of every version that is not accepted.
    reason: Option<&'static str>,
    /// The argument of `--sni`.
    sni: Option<&'static str>,
}

impl Case {
    /// The endpoint accepts only these versions (`"1.0 1.2"`).
    pub(crate) fn accepts(name: impl Into<String>, versions: &str) -> Self {
        let case = Self { name: name.into(), support: ["refused"; 5], cipher_suite: None, reason: None, sni: None };
        case.set(versions, "accepted")
    }

    /// These versions are unknown.
    pub(crate) fn but_unknown(self, versions: &str) -> Self {
        self.set(versions, "unknown")
    }

    fn set(mut self, versions: &str, support: &'static str) -> Self {
        for version in versions.split_whitespace() {
            let code = if version == "ssl3" { version.to_owned() } else { format!("tls{version}") };
            let index = VERSIONS.iter().position(|known| *known == code).unwrap();
            self.support[index] = support;
        }
        self
    }

    /// Every version is unknown.
    pub(crate) fn tells_nothing(name: impl Into<String>) -> Self {
        Self { support: ["unknown"; 5], ..Self::accepts(name, "") }
    }

    /// Every accepted version must be accepted with this suite.
    pub(crate) fn with_suite(self, suite: impl Into<String>) -> Self {
        Self { cipher_suite: Some(suite.into()), ..self }
    }

    /// Every version that is not accepted must have this reason.
    pub(crate) fn because(self, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// The check requests this name (or `none`).
    pub(crate) fn asked_for(self, sni: &'static str) -> Self {
        Self { sni: Some(sni), ..self }
    }

    /// Returns every difference between the report and the truth; empty if the report is right.
    fn differences(&self, server: &Server, port: u16) -> String {
        let report = check(server, port, self.sni);
        let mut differences = String::new();
        for (version, truth) in VERSIONS.iter().zip(self.support) {
            let said = &report["endpoints"][0]["versions"][version];
            let right = said["support"] == truth
                && (truth != "accepted"
                    || self.cipher_suite.as_ref().is_none_or(|suite| said["cipher_suite"] == **suite))
                && (truth == "accepted" || self.reason.is_none_or(|reason| said["reason"] == reason));
            if !right {
                let suite = self.cipher_suite.as_deref().unwrap_or_default();
                let reason = self.reason.unwrap_or_default();
                writeln!(differences, "  {}: {version} is {truth} {suite}{reason}; tlsready says {said}", self.name)
                    .unwrap();
            }
        }
        differences
    }
}

/// Checks one server, its endpoints in the order of its ports, and returns the differences.
pub(crate) fn differences(server: &mut Server, cases: &[Case]) -> String {
    assert_eq!(server.ports.len(), cases.len());
    let differences: String =
        cases.iter().zip(&server.ports).map(|(case, port)| case.differences(server, *port)).collect();
    if differences.is_empty() {
        return differences;
    }
    let ended = if server.has_ended() { " (IT HAS ENDED)" } else { "" };
    format!("{differences}    the server's last words{ended}:\n{}", server::last_lines(&server.said()))
}

/// Fails with all differences.
pub(crate) fn assert_none(differences: &str) {
    assert!(differences.is_empty(), "tlsready does not tell the truth:\n{differences}");
}

/// Runs the program as users run it, and returns its report.
fn check(server: &Server, port: u16, sni: Option<&str>) -> Value {
    let mut command = server.command(env!("CARGO_BIN_EXE_tlsready"));
    command
        .args(["check", &format!("127.0.0.1:{port}"), "--probers", "wire", "--format", "json"])
        .args(["--versions", "ssl3,1.0,1.1,1.2,1.3"])
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    if let Some(sni) = sni {
        command.args(["--sni", sni]);
    }
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        panic!("{command:?}: {} and no JSON ({error}):\n{said}{complaint}", output.status)
    })
}
