//! Which commands OpenSSL accepts in `system_default`, and with which values (`SSL_CONF_cmd(3)`, "Supported
//! configuration file commands").

use super::CommandProblem;
use crate::tls::Version;

/// What OpenSSL does with a name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgment {
    /// OpenSSL accepts it, as far as the form shows. The name is as OpenSSL spells it.
    Taken { name: &'static str, datagram_only: bool },
    /// OpenSSL rejects it, and why.
    Refused { name: String, problem: CommandProblem },
    /// It is about certificates or verification and does not decide versions.
    Beside,
}

/// Commands that affect what is offered or accepted. Those that decide versions come first, starting with the bounds.
static COMMANDS: [&str; 13] = [
    "MinProtocol",
    "MaxProtocol",
    "Protocol",
    "CipherString",
    "Ciphersuites",
    "Options",
    "Groups",
    "Curves",
    "ECDHParameters",
    "SignatureAlgorithms",
    "ClientSignatureAlgorithms",
    "RecordPadding",
    "NumTickets",
];

/// Commands that OpenSSL knows but that do not matter here.
const BESIDE: [&str; 19] = [
    "VerifyMode",
    "CertValidation",
    "HostName",
    "Certificate",
    "PrivateKey",
    "ServerInfoFile",
    "ChainCAPath",
    "ChainCAFile",
    "ChainCAStore",
    "VerifyCAPath",
    "VerifyCAFile",
    "VerifyCAStore",
    "RequestCAFile",
    "ClientCAFile",
    "RequestCAPath",
    "ClientCAPath",
    "RequestCAStore",
    "ClientCAStore",
    "DHParameters",
];

/// Values of `MinProtocol` and `MaxProtocol`, case-sensitive.
pub const BOUNDS: [&str; 8] = ["None", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "DTLSv1", "DTLSv1.2"];

/// Items of `Protocol`, not case-sensitive.
const PROTOCOLS: [&str; 9] = ["ALL", "SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "DTLSv1", "DTLSv1.2"];

/// Items of `Options`, not case-sensitive.
const OPTIONS: [&str; 27] = [
    "SessionTicket",
    "EmptyFragments",
    "Bugs",
    "Compression",
    "ServerPreference",
    "NoResumptionOnRenegotiation",
    "DHSingle",
    "ECDHSingle",
    "UnsafeLegacyRenegotiation",
    "UnsafeLegacyServerConnect",
    "ClientRenegotiation",
    "EncryptThenMac",
    "NoRenegotiation",
    "AllowNoDHEKEX",
    "PreferNoDHEKEX",
    "PrioritizeChaCha",
    "MiddleboxCompat",
    "AntiReplay",
    "ExtendedMasterSecret",
    "CANames",
    "KTLS",
    "StrictCertCheck",
    "TxCertificateCompression",
    "RxCertificateCompression",
    "KTLSTxZerocopySendfile",
    "IgnoreUnexpectedEOF",
    "LegacyECPointFormats",
];

/// Returns whether a name decides versions or suites: a section that contains it is meant for TLS.
pub(super) fn decides_versions(name: &str) -> bool {
    COMMANDS[..5].iter().any(|known| known.eq_ignore_ascii_case(without_prefix(name)))
}

/// Returns the commands whose values are shown as written: all that decide the hello except the bounds, whose effective
/// values are shown instead.
pub fn shown_as_written() -> &'static [&'static str] {
    &COMMANDS[2..10]
}

/// Removes everything up to the first dot, as OpenSSL does: `TLS.MinProtocol` is `MinProtocol`.
fn without_prefix(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, rest)| rest)
}

/// Judges one assignment of the section that `system_default` names.
pub(super) fn judge(name: &str, value: &str) -> Judgment {
    let bare = without_prefix(name);
    if BESIDE.iter().any(|known| known.eq_ignore_ascii_case(bare)) {
        return Judgment::Beside;
    }
    let Some(known) = COMMANDS.into_iter().find(|known| known.eq_ignore_ascii_case(bare)) else {
        let problem = CommandProblem::UnknownName { nearest: nearest(bare, &COMMANDS) };
        return Judgment::Refused { name: bare.to_owned(), problem };
    };
    let refused = |problem| Judgment::Refused { name: known.to_owned(), problem };
    match known {
        "MinProtocol" | "MaxProtocol" => match bound_problem(value) {
            Some(problem) => refused(problem),
            None => Judgment::Taken { name: known, datagram_only: value.starts_with("DTLS") },
        },
        "Protocol" => match list_problem(value, &PROTOCOLS) {
            Some(problem) => refused(problem),
            None => Judgment::Taken { name: known, datagram_only: false },
        },
        "Options" => match list_problem(value, &OPTIONS) {
            Some(problem) => refused(problem),
            None => Judgment::Taken { name: known, datagram_only: false },
        },
        "CipherString" => match level_problem(value) {
            Some(problem) => refused(problem),
            None => Judgment::Taken { name: known, datagram_only: false },
        },
        _ => Judgment::Taken { name: known, datagram_only: false },
    }
}

fn bound_problem(value: &str) -> Option<CommandProblem> {
    if BOUNDS.contains(&value) {
        return None;
    }
    let spelled = value.parse().ok().map(configuration_name);
    Some(spelled.map_or(CommandProblem::NotAProtocol, |wanted| CommandProblem::Spelling { wanted }))
}

/// Returns the version as openssl.cnf spells it.
pub(super) const fn configuration_name(version: Version) -> &'static str {
    match version {
        Version::Ssl3 => "SSLv3",
        Version::Tls10 => "TLSv1",
        Version::Tls11 => "TLSv1.1",
        Version::Tls12 => "TLSv1.2",
        Version::Tls13 => "TLSv1.3",
    }
}

/// Returns the first problem of a list. OpenSSL applies the items one by one, up to the first that is wrong.
fn list_problem(value: &str, known: &[&str]) -> Option<CommandProblem> {
    value.split(',').map(str::trim).find_map(|item| {
        let bare = item.strip_prefix(['+', '-']).unwrap_or(item);
        if known.iter().any(|name| name.eq_ignore_ascii_case(bare)) {
            None
        } else if item.is_empty() {
            Some(CommandProblem::EmptyItem)
        } else {
            Some(CommandProblem::UnknownItem { item: item.to_owned() })
        }
    })
}

/// Returns the problem of a cipher string's `@SECLEVEL=`, which takes one digit from 0 to 5.
fn level_problem(value: &str) -> Option<CommandProblem> {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once("@SECLEVEL=") {
        let end = after.find([':', ' ', ';', ',']).unwrap_or(after.len());
        let level = &after[..end];
        if !matches!(level.as_bytes(), [b'0'..=b'5']) {
            return Some(CommandProblem::NotALevel { level: level.to_owned() });
        }
        rest = after;
    }
    None
}

/// Returns the security level that a cipher string sets, if any.
pub(super) fn level_of(value: &str) -> Option<u32> {
    let (_, after) = value.rsplit_once("@SECLEVEL=")?;
    after.chars().next()?.to_digit(10).filter(|level| *level <= 5)
}

/// Returns the known name closest to this one, within an edit distance of two.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    if name.len() > 40 {
        return None;
    }
    let name = name.to_ascii_lowercase();
    known
        .iter()
        .map(|candidate| (strsim::levenshtein(&name, &candidate.to_ascii_lowercase()), *candidate))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, candidate)| candidate)
}
