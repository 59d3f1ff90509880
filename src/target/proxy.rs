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
    /// The value of `Proxy-Authorization`, if a user was given.
    authorization: Option<String>,
}

impl Proxy {
    /// Returns the value of `Proxy-Authorization`, if a user was given.
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }
}

impl std::fmt::Debug for Proxy {
    /// Omits the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({}:{})", self.host, self.port)
    }
}

/// Why a text is not the URL of a proxy.
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
}

impl ParseProxyError {
    /// Returns the message for the error.
    pub fn message(&self) -> Message {
        match self {
            Self::NotUrl => Message::ErrorProxyNotUrl,
            Self::Scheme(scheme) => Message::ErrorProxyScheme { scheme: scheme.clone() },
            Self::NoHost => Message::ErrorProxyNoHost,
            Self::PortZero => Message::ErrorProxyPortZero,
        }
    }
}

impl std::str::FromStr for Proxy {
    type Err = ParseProxyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = url::Url::parse(&text).map_err(|_| ParseProxyError::NotUrl)?;
        if url.scheme() != "http" {
            return Err(ParseProxyError::Scheme(url.scheme().to_owned()));
        }
        let host = match url.host() {
            None => return Err(ParseProxyError::NoHost),
            Some(url::Host::Ipv6(address)) => address.to_string(),
            Some(host) => host.to_string(),
        };
        let authorization = (!url.username().is_empty()).then(|| {
            // Escaped bytes that are not UTF-8 are sent unchanged, and so is a percent sign that begins no valid
            // escape.
            let user: Vec<u8> = percent_decode_str(url.username()).collect();
            let password = percent_decode_str(url.password().unwrap_or_default()).collect();
            format!("Basic {}", STANDARD.encode([user, password].join(&b':')))
        });
        if url.port() == Some(0) {
            return Err(ParseProxyError::PortZero);
        }
        Ok(Self { host, port: url.port_or_known_default().unwrap_or(80), authorization })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_as_people_write_them() {
        let proxy: Proxy = "http://user:p%40ss+w@proxy.example:3128".parse().unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy.example", 3128));
        assert_eq!(proxy.authorization.as_deref(), Some("Basic dXNlcjpwQHNzK3c="));
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
        let sent = |text: &str| text.parse::<Proxy>().expect("a proxy").authorization.expect("a user");
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
}
