//! The proxy through which an endpoint is reached.

use crate::message::Message;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

/// An HTTP proxy, as given by `--proxy`.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The user and the password, if a user was given.
    credentials: Option<Credentials>,
}

#[derive(Clone, PartialEq, Eq)]
struct Credentials {
    user: Vec<u8>,
    /// `None` if the URL has a user and no password.
    password: Option<Vec<u8>>,
}

impl Proxy {
    /// Returns the value of `Proxy-Authorization` (RFC 7617), if a user was given.
    pub fn authorization(&self) -> Option<String> {
        let Credentials { user, password } = self.credentials.as_ref()?;
        let both = [user.as_slice(), password.as_deref().unwrap_or_default()].join(&b':');
        Some(format!("Basic {}", STANDARD.encode(both)))
    }

    /// Replaces a text that came through the proxy if it contains the password, as it is or in a usual encoding: the proxy
    /// knows it, and can put it into a certificate of its own.
    pub fn conceal(&self, text: &mut String) {
        let Some(Credentials { user, password: Some(password) }) = &self.credentials else { return };
        // A shorter one is in many texts by accident.
        if password.len() >= SHORTEST_SECRET && reveals(text, password, &[user.as_slice(), b":", password].concat()) {
            "…".clone_into(text);
        }
    }

    /// Reports whether a user was given.
    pub const fn has_user(&self) -> bool {
        self.credentials.is_some()
    }

    /// Sets the password of a user that was given without one. A password in the URL takes precedence.
    #[must_use]
    pub fn with_password(mut self, password: &[u8]) -> Self {
        if let Some(credentials) = &mut self.credentials {
            credentials.password.get_or_insert_with(|| password.to_vec());
        }
        self
    }
}

/// The length of the shortest password that is looked for in texts.
const SHORTEST_SECRET: usize = 3;

/// Reports whether a text contains one of two secrets, the second of which contains the first, in plain, hexadecimal,
/// percent-encoded or base64. Upper and lower case are the same.
fn reveals(text: &str, password: &[u8], both: &[u8]) -> bool {
    let lower = text.to_lowercase();
    let separated =
        |secret: &[u8], before: &str| secret.iter().fold(String::new(), |hex, byte| format!("{hex}{before}{byte:02x}"));
    let mut forms = vec![
        String::from_utf8_lossy(password).to_lowercase(),
        separated(password, ""),
        separated(password, "%"),
        separated(password, ":"),
        percent_encoding::percent_encode(password, percent_encoding::NON_ALPHANUMERIC).to_string().to_lowercase(),
    ];
    // In base64, what precedes a text shifts it by up to two bytes, and its first and last characters depend on what is
    // around it.
    for (secret, shift) in [(password, 0), (password, 1), (password, 2), (both, 0)] {
        let encoded = STANDARD.encode([&b"\0\0"[..shift], secret].concat());
        let whole = encoded.trim_end_matches('=');
        let begin = [0, 2, 3][shift];
        let end = whole.len() - usize::from(whole.len() < encoded.len());
        forms.extend(whole.get(begin..end).map(str::to_lowercase));
    }
    let text = lower.replace('-', "+").replace('_', "/");
    forms.iter().any(|form| form.len() >= SHORTEST_SECRET && (lower.contains(form) || text.contains(form)))
}

impl std::fmt::Display for Proxy {
    /// Formats host and port, without the user and the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl std::fmt::Debug for Proxy {
    /// Omits the user and the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// Why a text is not the URL of a proxy. Contains no part of the text that may belong to a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseProxyError {
    /// Not a URL.
    NotUrl,
    /// An unsupported scheme.
    Scheme(String),
    /// No host.
    NoHost,
    /// Port 0, on which nothing can listen.
    PortZero,
    /// A character in the user or password that ends them in a URL, so that the rest would be read as something else.
    Reserved,
    /// Something after the port: a path, a query, or a fragment.
    Path,
    /// A colon in the name of the user, which `Basic` cannot carry (RFC 7617, 2).
    ColonInUser,
}

impl ParseProxyError {
    /// Returns the message for the error.
    pub fn message(&self) -> Message {
        match self {
            Self::NotUrl => Message::ErrorProxyNotUrl,
            Self::Scheme(scheme) => Message::ErrorProxyScheme { scheme: scheme.clone() },
            Self::NoHost => Message::ErrorProxyNoHost,
            Self::PortZero => Message::ErrorProxyPortZero,
            Self::Reserved => Message::ErrorProxyReserved,
            Self::Path => Message::ErrorProxyPath,
            Self::ColonInUser => Message::ErrorProxyColonInUser,
        }
    }

    /// Returns what to do about it.
    pub fn hint(&self) -> Message {
        match self {
            // Without an `@`, nothing is known to be a password; a path may still be the rest of one.
            Self::NotUrl | Self::Reserved | Self::Path => Message::HintProxyEncode {
                form: "http://user:password@host:port".to_owned(),
                at: "%40".to_owned(),
                colon: "%3A".to_owned(),
                slash: "%2F".to_owned(),
                hash: "%23".to_owned(),
                question: "%3F".to_owned(),
                percent: "%25".to_owned(),
            },
            Self::Scheme(_) | Self::NoHost | Self::PortZero | Self::ColonInUser => Message::HintProxy,
        }
    }
}

impl std::str::FromStr for Proxy {
    type Err = ParseProxyError;

    /// Reads `[http://][user[:password]@]host[:port][/]`. The last `@` ends the password, so that no part of one is taken
    /// for a host; a backslash in the user is that of `DOMAIN\user`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => {
                if !scheme.eq_ignore_ascii_case("http") {
                    return Err(ParseProxyError::Scheme(scheme.to_owned()));
                }
                rest
            }
            _ => text,
        };
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, rest),
        };
        let is_reserved = |character: char| matches!(character, '/' | '?' | '#') || character.is_control();
        if credentials.is_some_and(|text| text.contains(is_reserved)) {
            return Err(ParseProxyError::Reserved);
        }
        let place = place.strip_suffix('/').unwrap_or(place);
        if place.is_empty() || place.starts_with(':') {
            return Err(ParseProxyError::NoHost);
        }
        if place.contains(['/', '?', '#', '\\']) {
            return Err(ParseProxyError::Path);
        }
        // The parser of URLs removes these.
        if place.contains(|character: char| character.is_whitespace() || character.is_control()) {
            return Err(ParseProxyError::NotUrl);
        }
        let url = url::Url::parse(&format!("http://{place}/")).map_err(|_| ParseProxyError::NotUrl)?;
        let host = match url.host() {
            None => return Err(ParseProxyError::NoHost),
            Some(url::Host::Ipv6(address)) => address.to_string(),
            Some(host) => host.to_string(),
        };
        if url.port() == Some(0) {
            return Err(ParseProxyError::PortZero);
        }
        let credentials = credentials.filter(|text| !text.is_empty()).map(read_credentials).transpose()?;
        Ok(Self { host, port: url.port_or_known_default().unwrap_or(80), credentials })
    }
}

/// Reports whether a text has the form of a scheme (RFC 3986, 3.1). Anything else before `://` may be part of a password.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.'))
}

/// Escaped bytes that are not UTF-8 are kept unchanged, and so is a percent sign that begins no valid escape.
fn read_credentials(text: &str) -> Result<Credentials, ParseProxyError> {
    let (user, password) = match text.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (text, None),
    };
    let decode = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
    let user = decode(user);
    if user.contains(&b':') {
        return Err(ParseProxyError::ColonInUser);
    }
    Ok(Credentials { user, password: password.map(decode) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_as_people_write_them() {
        let proxy: Proxy = "http://user:p%40ss+w@proxy.example:3128".parse().unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy.example", 3128));
        assert_eq!(proxy.authorization().as_deref(), Some("Basic dXNlcjpwQHNzK3c="));
        assert!(!format!("{proxy:?}").contains("ss"));
        let proxy: Proxy = "10.0.0.1:8080".parse().unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("10.0.0.1", 8080));
        let proxy: Proxy = "http://[::1]".parse().unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("::1", 80));
        for bad in ["", "https://proxy.example", "socks5://proxy.example", "http://", "http://:80"] {
            assert!(bad.parse::<Proxy>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_is_sent_whole() {
        let sent = |text: &str| text.parse::<Proxy>().expect("a proxy").authorization().expect("a user");
        assert_eq!(sent("http://user:a&b=c@proxy.example"), format!("Basic {}", STANDARD.encode("user:a&b=c")));
        assert_eq!(
            sent("http://us%26er:%3d%25+%c3%a4@proxy.example"),
            format!("Basic {}", STANDARD.encode("us&er:=%+ä"))
        );
        // Escaped bytes that are not UTF-8 are sent unchanged, as is a percent sign that begins no valid escape.
        assert_eq!(sent("http://u:%ff%zz%4@proxy.example"), format!("Basic {}", STANDARD.encode(b"u:\xff%zz%4")));
    }

    #[test]
    fn a_port_of_0_is_none() {
        for bad in ["http://proxy.example:0", "proxy.example:0"] {
            assert_eq!(bad.parse::<Proxy>(), Err(ParseProxyError::PortZero));
        }
    }

    /// Whatever is in a password, no part of it becomes a host, a port or a word of an error.
    #[test]
    fn a_character_that_ends_a_password_is_refused_and_nothing_of_it_is_shown() {
        for bad in [
            "http://bob:s3c:r@t/@127.0.0.1:3128",
            "bob:s3c:r@t/@127.0.0.1:3128",
            "http://bob:p@ss:w/rd@proxy.example:3128",
            "http://bob:s3c?r@proxy.example",
            "http://bob:s3c#r@proxy.example",
            "bob:s3c://r@proxy.example",
            "http://bob:s3c\tr@proxy.example",
        ] {
            assert_eq!(bad.parse::<Proxy>(), Err(ParseProxyError::Reserved), "{bad}");
        }
        for bad in ["http://proxy.example:3128/path", "proxy.example/?a", "http://proxy.example#a", "CORP\\proxy:80"] {
            assert_eq!(bad.parse::<Proxy>(), Err(ParseProxyError::Path), "{bad}");
        }
        // The host was left out.
        assert_eq!("http://bob:s3cret".parse::<Proxy>(), Err(ParseProxyError::NotUrl));
        for error in [ParseProxyError::Reserved, ParseProxyError::Path, ParseProxyError::NotUrl] {
            assert!(matches!(error.hint(), Message::HintProxyEncode { .. }), "{error:?}");
        }
        let proxy: Proxy = "http://proxy.example:3128/".parse().unwrap();
        assert_eq!(proxy.to_string(), "proxy.example:3128");
    }

    #[test]
    fn a_user_of_a_domain_is_a_user() {
        let proxy: Proxy = "CORP\\bob:pw@proxy".parse().unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy", 80));
        assert_eq!(proxy.authorization(), Some(format!("Basic {}", STANDARD.encode("CORP\\bob:pw"))));
        assert_eq!("us%3Aer:pw@proxy".parse::<Proxy>(), Err(ParseProxyError::ColonInUser));
    }

    #[test]
    fn a_text_that_contains_the_password_is_concealed() {
        let proxy: Proxy = "http://bob:s3c%2Fret%3E%3E@proxy".parse().unwrap();
        let conceals = |text: &str| {
            let mut concealed = text.to_owned();
            proxy.conceal(&mut concealed);
            concealed != text
        };
        let base64 = |text: &str| STANDARD.encode(text);
        for text in [
            "CN=s3c/ret>>",
            "CN=S3C/RET>>",
            "7333632f7265743e3e",
            "%73%33%63%2f%72%65%74%3e%3e",
            "s3c%2Fret%3E%3E",
            &base64("s3c/ret>>"),
            &base64("bob:s3c/ret>>"),
            &base64("x:s3c/ret>>, and more"),
            &base64("xy:s3c/ret>>").replace('+', "-").replace('/', "_"),
        ] {
            assert!(conceals(text), "{text}");
        }
        for text in ["CN=management.azure.com", "bob", "s3c", ""] {
            assert!(!conceals(text), "{text}");
        }
    }

    #[test]
    fn a_password_from_elsewhere_is_for_a_user_without_one() {
        let sent = |text: &str| text.parse::<Proxy>().unwrap().with_password(b"el:se/where").authorization();
        assert_eq!(sent("http://bob@proxy"), Some(format!("Basic {}", STANDARD.encode("bob:el:se/where"))));
        assert_eq!(sent("http://bob:own@proxy"), Some(format!("Basic {}", STANDARD.encode("bob:own"))));
        assert_eq!(sent("http://proxy"), None);
    }
}
