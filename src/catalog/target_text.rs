//! A target as the user types it: `host`, `host:port`, `[v6]:port`, or a URL.

use crate::clean::clean;
use crate::config::host_name::{HostProblem, parse_host, parse_ipv6, parse_name, refuse_strangers};
use crate::message::Message;
use crate::target::{Expectation, Host, Target};

/// The port of a target that does not specify one.
const DEFAULT_PORT: u16 = 443;

/// Schemes that begin with a TLS handshake, with their ports (IANA service name registry).
const TLS_SCHEMES: [(&str, u16); 14] = [
    ("https", 443),
    ("wss", 443),
    ("smtps", 465),
    ("submissions", 465),
    ("nntps", 563),
    ("ldaps", 636),
    ("ftps", 990),
    ("imaps", 993),
    ("pop3s", 995),
    ("sips", 5061),
    ("amqps", 5671),
    ("ircs", 6697),
    ("coaps+tcp", 5684),
    ("mqtts", 8883),
];

/// Schemes that begin in plain text.
const PLAIN_SCHEMES: [&str; 14] =
    ["http", "ws", "ftp", "ldap", "imap", "pop3", "pop", "smtp", "nntp", "irc", "mqtt", "amqp", "telnet", "gopher"];

/// Why a text is not a target. Does not repeat a password in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetProblem {
    shown: String,
    /// What is wrong.
    pub kind: TargetProblemKind,
}

/// What is wrong with a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetProblemKind {
    /// The host is not valid.
    Host(HostProblem),
    /// A path after a host, without a scheme.
    PathWithoutScheme,
    /// An address with the length of a prefix: `10.0.0.0/24`.
    Network,
    /// An IPv6 address without brackets that ends like a port: `::1:443`.
    MaybePort {
        /// What it is if the end is a port.
        with_port: String,
        /// What it is if it is not.
        without: String,
    },
    /// `user:password@host`.
    Userinfo,
    /// `http://` and others that begin in plain text.
    PlainText(String),
    /// A scheme whose port is not known.
    UnknownScheme(String),
    /// The text after the colon is not a number.
    PortNotNumber,
    /// 0, or more than 65535.
    PortOutOfRange,
    /// Several colons without brackets, and not an IPv6 address.
    Colons,
    /// Something other than a port after the closing bracket.
    AfterBracket,
}

impl From<HostProblem> for TargetProblemKind {
    fn from(problem: HostProblem) -> Self {
        Self::Host(problem)
    }
}

impl TargetProblem {
    /// Returns what is wrong, with the text.
    pub fn message(&self) -> Message {
        let text = self.shown.clone();
        match &self.kind {
            TargetProblemKind::Host(problem) => problem.message(&text),
            TargetProblemKind::PathWithoutScheme => Message::ErrorTargetPath { text },
            TargetProblemKind::Network => Message::ErrorTargetNetwork { text },
            TargetProblemKind::MaybePort { .. } => Message::ErrorTargetMaybePort { text },
            TargetProblemKind::Userinfo => HostProblem::Userinfo.message(&text),
            TargetProblemKind::PlainText(scheme) => Message::ErrorTargetPlainText { text, scheme: scheme.clone() },
            TargetProblemKind::UnknownScheme(scheme) => {
                Message::ErrorTargetUnknownScheme { text, scheme: scheme.clone() }
            }
            TargetProblemKind::PortNotNumber => Message::ErrorTargetPortNotNumber { text },
            TargetProblemKind::PortOutOfRange => Message::ErrorTargetPortOutOfRange { text },
            TargetProblemKind::Colons => Message::ErrorTargetColons { text },
            TargetProblemKind::AfterBracket => Message::ErrorTargetAfterBracket { text },
        }
    }

    /// Returns what to do.
    pub fn hint(&self) -> Message {
        match &self.kind {
            TargetProblemKind::Host(HostProblem::Wildcard) => Message::HintTargetWildcard,
            TargetProblemKind::Host(problem) => problem.hint(),
            TargetProblemKind::PathWithoutScheme => Message::HintTargetPath,
            TargetProblemKind::Network => Message::HintTargetNetwork,
            TargetProblemKind::MaybePort { with_port, without } => {
                Message::HintTargetMaybePort { with_port: with_port.clone(), without: without.clone() }
            }
            TargetProblemKind::Userinfo => HostProblem::Userinfo.hint(),
            TargetProblemKind::PlainText(_) => Message::HintTargetPlainText,
            TargetProblemKind::UnknownScheme(_) => {
                let schemes = TLS_SCHEMES.iter().map(|(scheme, _)| (*scheme).to_owned()).collect();
                Message::HintTargetUnknownScheme { schemes }
            }
            TargetProblemKind::PortNotNumber | TargetProblemKind::PortOutOfRange => Message::HintPort,
            TargetProblemKind::Colons | TargetProblemKind::AfterBracket => HostProblem::NotIpv6.hint(),
        }
    }
}

/// Reads a target: the host and the port. The port is 443 unless the text or its scheme says otherwise.
///
/// Without brackets, the whole text must be the IPv6 address. One that ends like a port is rejected with both ways to write it.
pub fn parse_target(text: &str) -> Result<(Host, u16), TargetProblem> {
    read(text).map(|written| (written.host, written.port))
}

/// Reads a target as [`parse_target`] does and adds its expectation. The target sends its own name as SNI.
pub fn target_from_text(text: &str, expectation: Expectation) -> Result<Target, TargetProblem> {
    let Written { host, port, given } = read(text)?;
    Ok(Target::new(host, port, given).with_expectation(expectation))
}

/// A target that was read.
struct Written<'t> {
    host: Host,
    port: u16,
    /// The part of the text that is the host.
    given: &'t str,
}

fn read(text: &str) -> Result<Written<'_>, TargetProblem> {
    split(text).map_err(|kind| TargetProblem { shown: clean(&without_password(text)), kind })
}

fn split(text: &str) -> Result<Written<'_>, TargetProblemKind> {
    if text.trim().is_empty() {
        return Err(HostProblem::Empty.into());
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        if let Some(before) = text.find('@').map(|at| &text[..at])
            && !before.contains('/')
        {
            return Err(TargetProblemKind::Userinfo);
        }
        let is_path = |error: HostProblem| match error {
            HostProblem::Path if is_network(text) => TargetProblemKind::Network,
            HostProblem::Path => TargetProblemKind::PathWithoutScheme,
            other => other.into(),
        };
        refuse_strangers(text).map_err(is_path)?;
        return authority(text, DEFAULT_PORT);
    };
    let scheme = scheme.to_ascii_lowercase();
    // The text before "://" must look like a scheme before an error calls it one (RFC 3986, 3.1).
    refuse_strangers(&scheme)?;
    let known = TLS_SCHEMES.iter().find(|(known, _)| *known == scheme);
    let Some((_, port)) = known else {
        return Err(if PLAIN_SCHEMES.contains(&scheme.as_str()) {
            TargetProblemKind::PlainText(scheme)
        } else {
            TargetProblemKind::UnknownScheme(clean(&scheme))
        });
    };
    if rest.chars().any(char::is_control) {
        return Err(HostProblem::Control.into());
    }
    if rest.chars().any(char::is_whitespace) {
        return Err(HostProblem::Space.into());
    }
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let host = &rest[..end];
    if host.contains('@') {
        return Err(TargetProblemKind::Userinfo);
    }
    refuse_strangers(host)?;
    authority(host, *port)
}

/// Reads `host`, `host:port`, `[v6]`, `[v6]:port`, or a bare IPv6 address.
fn authority(text: &str, default_port: u16) -> Result<Written<'_>, TargetProblemKind> {
    if text.starts_with('[') {
        let end = text.find(']').ok_or(HostProblem::NotIpv6)?;
        let (given, after) = text.split_at(end + 1);
        let port = match after.strip_prefix(':') {
            Some(port) => parse_port(port)?,
            None if after.is_empty() => default_port,
            None => return Err(TargetProblemKind::AfterBracket),
        };
        return Ok(Written { host: parse_host(given)?, port, given });
    }
    let (given, port) = match text.matches(':').count() {
        0 => (text, None),
        1 => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        _ => {
            let host = parse_ipv6(text).map_err(|problem| match problem {
                HostProblem::NotIpv6 => TargetProblemKind::Colons,
                other => other.into(),
            })?;
            // Both are possible, and the port is what is usually meant.
            if let Some((address, port @ ("443" | "8443"))) = text.rsplit_once(':')
                && parse_ipv6(address).is_ok()
            {
                let (with_port, without) = (format!("[{address}]:{port}"), format!("[{text}]"));
                return Err(TargetProblemKind::MaybePort { with_port, without });
            }
            return Ok(Written { host, port: default_port, given: text });
        }
    };
    let host = parse_name(given)?;
    let port = port.map_or(Ok(default_port), parse_port)?;
    Ok(Written { host, port, given })
}

/// An address, a slash, and a number.
fn is_network(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(address, length)| address.parse::<std::net::IpAddr>().is_ok() && length.parse::<u8>().is_ok())
}

fn parse_port(text: &str) -> Result<u16, TargetProblemKind> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A sign is not valid in a port, but shows that a number was meant.
        let number = text.strip_prefix('-').is_some_and(|rest| rest.parse::<u64>().is_ok());
        return Err(if number { TargetProblemKind::PortOutOfRange } else { TargetProblemKind::PortNotNumber });
    }
    text.parse().ok().filter(|port| *port != 0).ok_or(TargetProblemKind::PortOutOfRange)
}

/// Removes everything between the scheme and the last `@` from the text.
fn without_password(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    match text[start..].rfind('@') {
        Some(at) => format!("{}…{}", &text[..start], &text[start + at..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say::Words;
    use proptest::prelude::*;
    use std::sync::{Arc, LazyLock};

    static WORDS: LazyLock<Arc<Words>> = LazyLock::new(Words::english);

    fn shown(text: &str) -> String {
        match parse_target(text) {
            Ok((host, port)) => format!("{host}:{port}"),
            Err(problem) => panic!("{problem:?}"),
        }
    }

    #[test]
    fn every_way_to_write_a_target() {
        for (text, target) in [
            ("example.com", "example.com:443"),
            ("Example.COM.", "example.com:443"),
            ("example.com:8443", "example.com:8443"),
            ("example.com.:8443", "example.com:8443"),
            ("münchen.example", "xn--mnchen-3ya.example:443"),
            ("192.0.2.1", "192.0.2.1:443"),
            ("192.0.2.1:1", "192.0.2.1:1"),
            ("[2001:db8::1]:65535", "[2001:db8::1]:65535"),
            ("[::1]", "[::1]:443"),
            ("::1", "[::1]:443"),
            ("[::1:443]", "[::1:443]:443"),
            ("2001:db8::10:25", "[2001:db8::10:25]:443"),
            ("https://example.com", "example.com:443"),
            ("HTTPS://Example.com:8443/a?b=c#d", "example.com:8443"),
            ("https://example.com?x@y", "example.com:443"),
            ("https://[::1]:8443/", "[::1]:8443"),
            ("wss://example.com/socket", "example.com:443"),
            ("ldaps://dc01.example.com", "dc01.example.com:636"),
            ("ldaps://dc01.example.com:3269", "dc01.example.com:3269"),
            ("amqps://example.com", "example.com:5671"),
        ] {
            assert_eq!(shown(text), target, "{text}");
        }
    }

    #[test]
    fn each_problem_has_its_name() {
        use TargetProblemKind as Kind;
        for (text, kind) in [
            ("", Kind::Host(HostProblem::Empty)),
            ("   ", Kind::Host(HostProblem::Empty)),
            (":443", Kind::Host(HostProblem::Empty)),
            ("https://", Kind::Host(HostProblem::Empty)),
            ("https:///path", Kind::Host(HostProblem::Empty)),
            ("exa mple.com", Kind::Host(HostProblem::Space)),
            ("https://exa mple.com", Kind::Host(HostProblem::Space)),
            ("exa\u{1b}[31mmple.com", Kind::Host(HostProblem::Control)),
            ("https://a\0b", Kind::Host(HostProblem::Control)),
            ("*.example.com", Kind::Host(HostProblem::Wildcard)),
            ("https://*.example.com", Kind::Host(HostProblem::Wildcard)),
            ("example.com:0", Kind::PortOutOfRange),
            ("example.com:70000", Kind::PortOutOfRange),
            ("example.com:99999999999999999999999", Kind::PortOutOfRange),
            ("example.com:-1", Kind::PortOutOfRange),
            ("example.com:+443", Kind::PortNotNumber),
            ("10.0.0.0/24", Kind::Network),
            ("2001:db8::/32", Kind::Network),
            ("::1:443", Kind::MaybePort { with_port: "[::1]:443".to_owned(), without: "[::1:443]".to_owned() }),
            ("example.com:", Kind::PortNotNumber),
            ("example.com:https", Kind::PortNotNumber),
            ("https://example.com:0", Kind::PortOutOfRange),
            ("1::2::3", Kind::Colons),
            ("example.com:443:443", Kind::Colons),
            ("[::1", Kind::Host(HostProblem::NotIpv6)),
            ("[example.com]:443", Kind::Host(HostProblem::NotIpv6)),
            ("[::1]443", Kind::AfterBracket),
            ("fe80::1%eth0", Kind::Host(HostProblem::Zone)),
            ("[fe80::1%25eth0]", Kind::Host(HostProblem::Zone)),
            ("https://user:secret@example.com", Kind::Userinfo),
            ("user@example.com", Kind::Userinfo),
            ("example.com/path", Kind::PathWithoutScheme),
            ("http://example.com", Kind::PlainText("http".to_owned())),
            ("HTTP://example.com:8443", Kind::PlainText("http".to_owned())),
            ("gemini://example.com", Kind::UnknownScheme("gemini".to_owned())),
            ("256.1.1.1", Kind::Host(HostProblem::NotIpv4)),
            ("a,b", Kind::Host(HostProblem::Character(','))),
        ] {
            assert_eq!(parse_target(text).map_err(|problem| problem.kind), Err(kind), "{text:?}");
        }
    }

    #[test]
    fn a_password_is_not_repeated_and_nothing_acts_on_the_terminal() {
        let message = |text| parse_target(text).unwrap_err().message();
        assert_eq!(
            message("https://user:secret@example.com"),
            Message::ErrorHostUserinfo { text: "https://…@example.com".to_owned() }
        );
        assert!(!format!("{:?}", message("user:secret@host name")).contains("secret"));
        assert!(!format!("{:?}", message("a\u{1b}[31mb")).contains('\u{1b}'));
    }

    #[test]
    fn what_was_given_is_kept() {
        let target = target_from_text("https://Example.COM:8443/x", Expectation::default()).unwrap();
        assert_eq!((target.given.as_str(), target.sni.as_deref()), ("Example.COM", Some("example.com")));
        assert_eq!(target_from_text("192.0.2.1", Expectation::default()).unwrap().sni, None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}|[\\x00-\\xff]{0,30}|(https|http|x)?(://)?[a-z0-9.:*@\\[\\]%/ -]{0,40}") {
            if let Err(problem) = parse_target(&text) {
                let said = WORDS.say(&problem.message());
                prop_assert!(!said.is_empty() && !said.chars().any(char::is_control));
                prop_assert!(!WORDS.say(&problem.hint()).is_empty());
            }
        }

        #[test]
        fn what_is_shown_is_read_again(host in "[a-zA-Z0-9_-]{1,20}(\\.[a-zA-Z0-9-]{1,20}){0,3}\\.?|[0-9a-f:]{2,20}|[äöüßéñ漢字a-z]{1,10}\\.de", port in 1u16..) {
            for text in [host.clone(), format!("{host}:{port}"), format!("[{host}]:{port}"), format!("https://{host}:{port}/x")] {
                if let Ok((host, port)) = parse_target(&text) {
                    prop_assert_eq!(parse_target(&format!("{host}:{port}")), Ok((host, port)));
                }
            }
        }
    }
}
