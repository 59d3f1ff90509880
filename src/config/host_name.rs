//! What a host may be: a DNS name (RFC 1123, 2.1; international names as A-labels, RFC 5890) or an IP literal.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::target::Host;

/// Longest label of a DNS name, in octets (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;
/// Longest DNS name as text without the final dot, in octets (follows from the 255 of RFC 1035, 2.3.4).
const LONGEST_NAME: usize = 253;

/// Why a text is no host. `Display` reads on after the quoted text: `"*.example.com" is a wildcard …`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostProblem {
    /// Nothing there.
    #[error("is empty")]
    Empty,
    /// White space inside or around it.
    #[error("contains a space")]
    Space,
    /// A control character.
    #[error("contains a control character")]
    Control,
    /// `*` stands for many names.
    #[error("is a wildcard, not an endpoint")]
    Wildcard,
    /// `https://…` where only a host may stand.
    #[error("contains a scheme")]
    Scheme,
    /// `name:443` where only a host may stand.
    #[error("contains a port")]
    Port,
    /// A path, query or fragment.
    #[error("contains a path")]
    Path,
    /// `user@host`.
    #[error("contains a user name")]
    Userinfo,
    /// Any other character that no name has.
    #[error("contains the character '{}', which no host name has", .0.escape_debug())]
    Character(char),
    /// Two dots in a row, or a dot in front.
    #[error("has an empty part between dots")]
    EmptyLabel,
    /// A part between dots is too long.
    #[error("has a part of more than 63 characters")]
    LongLabel,
    /// The name is too long.
    #[error("is longer than 253 characters")]
    LongName,
    /// A part between dots begins or ends with a hyphen.
    #[error("has a part that begins or ends with a hyphen")]
    Hyphen,
    /// The last part is a number, so it must be an IPv4 address, and it is not.
    #[error("is neither a name nor an IPv4 address")]
    NotIpv4,
    /// Brackets or colons, but no IPv6 address.
    #[error("is not an IPv6 address")]
    NotIpv6,
    /// `fe80::1%eth0`.
    #[error("has a zone index, which only this machine understands")]
    Zone,
    /// Letters outside ASCII that make no international name.
    #[error("is not a valid international name")]
    International,
}

impl HostProblem {
    /// The way out.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "write a name such as example.com, or an address",
            Self::Space | Self::Control => "remove it",
            Self::Wildcard => "write out the names that are used, or put a variable such as {account} in its place",
            Self::Scheme | Self::Path => "write the name alone",
            Self::Port => "write the name alone; the port has a key of its own: port = 8443",
            Self::Userinfo => "leave the user name out: no request is sent, only a handshake is made",
            Self::Character(_) | Self::Hyphen => "a name has letters, digits, hyphens and dots",
            Self::EmptyLabel => "write one dot between the parts of the name",
            Self::LongLabel | Self::LongName => "check the name: DNS cannot hold one of this length",
            Self::NotIpv4 => "an IPv4 address has four numbers from 0 to 255, such as 192.0.2.1",
            Self::NotIpv6 => "write an IPv6 address such as 2001:db8::1, in brackets before a port: [2001:db8::1]:443",
            Self::Zone => "use a global address or a name",
            Self::International => "write the name as its registry spells it, or in its xn-- form",
        }
    }
}

/// Reads a host that stands alone: a name, an IPv4 address, an IPv6 address with or without brackets.
/// Names come back as A-labels, lower case, without the final dot.
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

/// Characters and shapes that neither a name nor an address has, each called by its name.
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
    // What ends in a number would be taken for an IPv4 address by every resolver, in spellings of its own choice.
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

/// UTS 46 as browsers apply it. A name that turns into an address on the way was none.
fn to_a_labels(text: &str) -> Result<String, HostProblem> {
    // A URL may hold characters that a name may not ("㈀" becomes "(…)" on the way).
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
