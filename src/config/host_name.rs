//! Validates hosts: a DNS name (RFC 1123, 2.1; international names as A-labels, RFC 5890) or an IP literal.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::clean::clean;
use crate::message::Message;
use crate::target::Host;

/// Maximum length of a label of a DNS name, in octets (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;
/// Maximum length of a DNS name as text without the final dot, in octets (follows from the 255 of RFC 1035, 2.3.4).
const LONGEST_NAME: usize = 253;

/// Why a text is not a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostProblem {
    /// The text is empty.
    Empty,
    /// White space inside or around the text.
    Space,
    /// A control character.
    Control,
    /// `*`, which matches many names.
    Wildcard,
    /// `https://…` instead of only a host.
    Scheme,
    /// `name:443` instead of only a host.
    Port,
    /// A path, query or fragment.
    Path,
    /// `user@host`.
    Userinfo,
    /// Any other character that is not allowed in a name.
    Character(char),
    /// Two consecutive dots, or a leading dot.
    EmptyLabel,
    /// A part between dots is too long.
    LongLabel,
    /// The name is too long.
    LongName,
    /// A part between dots begins or ends with a hyphen.
    Hyphen,
    /// The last part is a number, so the text must be an IPv4 address, and it is not.
    NotIpv4,
    /// Brackets or colons, but not an IPv6 address.
    NotIpv6,
    /// `fe80::1%eth0`.
    Zone,
    /// Letters outside ASCII that do not form an international name.
    International,
}

impl HostProblem {
    /// Returns what is wrong with the text, which the message quotes.
    pub fn message(&self, text: &str) -> Message {
        let text = clean(text);
        match self {
            Self::Empty => Message::ErrorHostEmpty,
            Self::Space => Message::ErrorHostSpace { text },
            Self::Control => Message::ErrorHostControl { text },
            Self::Wildcard => Message::ErrorHostWildcard { text },
            Self::Scheme => Message::ErrorHostScheme { text },
            Self::Port => Message::ErrorHostPort { text },
            Self::Path => Message::ErrorHostPath { text },
            Self::Userinfo => Message::ErrorHostUserinfo { text },
            Self::Character(character) => Message::ErrorHostCharacter { text, character: character.to_string() },
            Self::EmptyLabel => Message::ErrorHostEmptyLabel { text },
            Self::LongLabel => Message::ErrorHostLongLabel { text, longest: LONGEST_LABEL as u64 },
            Self::LongName => Message::ErrorHostLongName { text, longest: LONGEST_NAME as u64 },
            Self::Hyphen => Message::ErrorHostHyphen { text },
            Self::NotIpv4 => Message::ErrorHostNotIpv4 { text },
            Self::NotIpv6 => Message::ErrorHostNotIpv6 { text },
            Self::Zone => Message::ErrorHostZone { text },
            Self::International => Message::ErrorHostInternational { text },
        }
    }

    /// Returns what to do about it.
    pub const fn hint(&self) -> Message {
        match self {
            Self::Empty => Message::HintHostEmpty,
            Self::Space | Self::Control => Message::HintHostRemoveCharacter,
            Self::Wildcard => Message::HintHostWildcard,
            Self::Scheme | Self::Path => Message::HintHostAlone,
            Self::Port => Message::HintHostPort,
            Self::Userinfo => Message::HintHostUserinfo,
            Self::Character(_) | Self::Hyphen => Message::HintHostCharacters,
            Self::EmptyLabel => Message::HintHostEmptyLabel,
            Self::LongLabel | Self::LongName => Message::HintHostTooLong,
            Self::NotIpv4 => Message::HintHostIpv4,
            Self::NotIpv6 => Message::HintHostIpv6,
            Self::Zone => Message::HintHostZone,
            Self::International => Message::HintHostInternational,
        }
    }
}

/// Reads a host without a port: a name, an IPv4 address, or an IPv6 address with or without brackets. Names are
/// returned as A-labels, in lower case, without the final dot.
pub fn parse_host(text: &str) -> Result<Host, HostProblem> {
    refuse_strangers(text)?;
    if let Some(inner) = text.strip_prefix('[') {
        return inner.strip_suffix(']').ok_or(HostProblem::NotIpv6).and_then(parse_ipv6);
    }
    match text.matches(':').count() {
        0 => parse_name(text),
        1 => Err(HostProblem::Port),
        _ => parse_ipv6(text),
    }
}

/// Rejects characters and forms that occur neither in a name nor in an address.
pub(crate) fn refuse_strangers(text: &str) -> Result<(), HostProblem> {
    if text.trim().is_empty() {
        return Err(HostProblem::Empty);
    }
    if text.contains("://") {
        return Err(HostProblem::Scheme);
    }
    for character in text.chars() {
        match character {
            '*' => return Err(HostProblem::Wildcard),
            '@' => return Err(HostProblem::Userinfo),
            '/' | '?' | '#' | '\\' => return Err(HostProblem::Path),
            _ if character.is_control() => return Err(HostProblem::Control),
            _ if character.is_whitespace() => return Err(HostProblem::Space),
            _ => {}
        }
    }
    Ok(())
}

/// Reads an IPv6 address without brackets.
pub(crate) fn parse_ipv6(text: &str) -> Result<Host, HostProblem> {
    if text.contains('%') {
        return Err(HostProblem::Zone);
    }
    text.parse::<Ipv6Addr>().map(|address| Host::Address(address.into())).map_err(|_| HostProblem::NotIpv6)
}

/// Reads a name or an IPv4 address.
pub(crate) fn parse_name(text: &str) -> Result<Host, HostProblem> {
    let stranger = |character: &char| {
        character.is_ascii() && !matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.')
    };
    if let Some(character) = text.chars().find(stranger) {
        return Err(HostProblem::Character(character));
    }
    let name = if text.is_ascii() { text.to_ascii_lowercase() } else { to_a_labels(text)? };
    let name = name.strip_suffix('.').unwrap_or(&name);
    if name.is_empty() {
        return Err(HostProblem::Empty);
    }
    if name.len() > LONGEST_NAME {
        return Err(HostProblem::LongName);
    }
    for label in name.split('.') {
        check_label(label)?;
    }
    // Resolvers parse a name that ends in a number as an IPv4 address, each with different spellings.
    let last = name.rsplit('.').next().unwrap_or(name);
    let hexadecimal = last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hexadecimal || last.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse::<Ipv4Addr>().map(|address| Host::Address(address.into())).map_err(|_| HostProblem::NotIpv4);
    }
    Ok(Host::Name(name.to_owned()))
}

fn check_label(label: &str) -> Result<(), HostProblem> {
    if label.is_empty() {
        Err(HostProblem::EmptyLabel)
    } else if label.len() > LONGEST_LABEL {
        Err(HostProblem::LongLabel)
    } else if label.starts_with('-') || label.ends_with('-') {
        Err(HostProblem::Hyphen)
    } else {
        Ok(())
    }
}

/// Converts a name according to UTS 46, as browsers do. Rejects a name that becomes an address by the conversion.
fn to_a_labels(text: &str) -> Result<String, HostProblem> {
    // A URL may contain characters that a name may not: "㈀" is converted to "(…)".
    let is_plain =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    match url::Host::parse(text) {
        Ok(url::Host::Domain(name)) if is_plain(&name) => Ok(name),
        _ => Err(HostProblem::International),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_brought_to_one_form() {
        for (text, host) in [
            ("Example.COM", "example.com"),
            ("example.com.", "example.com"),
            ("München.de", "xn--mnchen-3ya.de"),
            ("a_b.example", "a_b.example"),
            ("localhost", "localhost"),
            ("192.0.2.1", "192.0.2.1"),
            ("2001:DB8::1", "[2001:db8::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(parse_host(text).map(|host| host.to_string()), Ok(host.to_owned()), "{text}");
        }
    }

    #[test]
    fn each_problem_has_its_name() {
        let long_label = format!("{}.com", "a".repeat(64));
        let long_name = format!("{}com", "abcdefg.".repeat(32));
        for (text, problem) in [
            ("", HostProblem::Empty),
            ("  ", HostProblem::Empty),
            (".", HostProblem::Empty),
            ("a b", HostProblem::Space),
            (" a", HostProblem::Space),
            ("a\u{7}b", HostProblem::Control),
            ("a\nb", HostProblem::Control),
            ("*.a.com", HostProblem::Wildcard),
            ("https://a.com", HostProblem::Scheme),
            ("a.com:443", HostProblem::Port),
            ("a.com/x", HostProblem::Path),
            ("u@a.com", HostProblem::Userinfo),
            ("a,b", HostProblem::Character(',')),
            ("%41.de", HostProblem::Character('%')),
            ("a..b", HostProblem::EmptyLabel),
            (".a", HostProblem::EmptyLabel),
            (&long_label, HostProblem::LongLabel),
            (&long_name, HostProblem::LongName),
            ("-a.b", HostProblem::Hyphen),
            ("a-.b", HostProblem::Hyphen),
            ("256.1.1.1", HostProblem::NotIpv4),
            ("1.2.3", HostProblem::NotIpv4),
            ("0x7f.1", HostProblem::NotIpv4),
            ("a.0x1", HostProblem::NotIpv4),
            ("1234", HostProblem::NotIpv4),
            ("0177.0.0.1", HostProblem::NotIpv4),
            ("1::2::3", HostProblem::NotIpv6),
            ("[::1", HostProblem::NotIpv6),
            ("[1.2.3.4]", HostProblem::NotIpv6),
            ("fe80::1%eth0", HostProblem::Zone),
            ("\u{661}.com", HostProblem::International),
            ("１２７.0.0.1", HostProblem::International),
        ] {
            assert_eq!(parse_host(text), Err(problem), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_what_is_read_reads_again(text in "\\PC{0,40}|[a-z0-9.:*@\\[\\]%/-]{0,40}|[\\x00-\\x7f]{0,20}") {
            if let Ok(host) = parse_host(&text) {
                prop_assert_eq!(parse_host(&host.to_string()), Ok(host));
            }
        }
    }
}
