//! HTTP CONNECT (RFC 9110, 9.3.6). The proxy's refusal is a stage of its own, never the endpoint's answer.

use std::fmt::Write as _;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout_at;

use super::{Connected, Failure};
use crate::clean::clean_bytes;
use crate::message::Message;
use crate::observation::{ProxyRefusal, Unreached};

/// A reply with more than this before its blank line is no reply.
const LONGEST_REPLY: usize = 16 * 1024;
/// Header lines of a reply that are read.
const MOST_HEADERS: usize = 128;
/// Interim replies that are read over.
const MOST_INTERIM: usize = 16;

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

impl std::fmt::Debug for Proxy {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({}:{})", self.host, self.port)
    }
}

/// Why a text is not the URL of a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseProxyError {
    /// Not a URL.
    NotUrl,
    /// A scheme that is not supported.
    Scheme(String),
    /// No host.
    NoHost,
    /// A port on which nothing can listen.
    PortZero,
}

impl ParseProxyError {
    /// What is wrong.
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
            let user = percent_decoded(url.username());
            let password = percent_decoded(url.password().unwrap_or_default());
            format!("Basic {}", base64(&[user, password].join(&b':')))
        });
        if url.port() == Some(0) {
            return Err(ParseProxyError::PortZero);
        }
        Ok(Self { host, port: url.port_or_known_default().unwrap_or(80), authorization })
    }
}

/// RFC 3986, 2.1. A percent sign without two digits behind it stands for itself.
fn percent_decoded(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut rest = text.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, digit(behind.first()), digit(behind.get(1))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high << 4 | low) as u8);
                rest = &behind[2..];
            }
            _ => decoded.push(*first),
        }
    }
    decoded
}

/// RFC 4648, 4. Twelve lines, used once, for one header.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let number = group.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let sextet = (number >> (18 - 6 * place)) as usize & 63;
            text.push(if place <= group.len() { char::from(ALPHABET[sextet]) } else { '=' });
        }
    }
    text
}

/// What it means that the proxy itself was not reached.
pub(super) fn unreached(failure: Failure) -> Failure {
    match failure {
        Failure::Unreached(why) => Failure::Unreached(Unreached::Proxy(ProxyRefusal::Unreached(Box::new(why)))),
        local @ Failure::Local(_) => local,
    }
}

/// Asks for a tunnel over a fresh connection to the proxy.
pub(super) async fn tunnel(
    mut stream: TcpStream,
    proxy: &Proxy,
    authority: &str,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, ProxyRefusal> {
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if let Some(value) = &proxy.authorization {
        // Writing to a String cannot fail.
        let _ = write!(request, "Proxy-Authorization: {value}\r\n");
    }
    request.push_str("\r\n");
    match timeout_at(deadline.into(), exchange(&mut stream, request.as_bytes())).await {
        Err(_) => Err(ProxyRefusal::Silent { waited: began.elapsed() }),
        Ok(Err(refusal)) => Err(refusal),
        Ok(Ok(early)) => Ok(Connected { stream, took: began.elapsed(), early }),
    }
}

/// Sends the request and reads the reply to its blank line. Gives what came behind it.
async fn exchange(stream: &mut TcpStream, request: &[u8]) -> Result<Vec<u8>, ProxyRefusal> {
    let broken = |evidence: String| ProxyRefusal::Broken { evidence };
    stream.write_all(request).await.map_err(|error| broken(error.to_string()))?;
    let mut reply = Vec::with_capacity(1024);
    loop {
        if let Some(length) = judge_reply(&reply)? {
            return Ok(reply.split_off(length));
        }
        let mut chunk = [0; 2048];
        let count = stream.read(&mut chunk).await.map_err(|error| broken(error.to_string()))?;
        if count == 0 {
            return Err(broken(if reply.is_empty() {
                "closed the connection without a reply".to_owned()
            } else {
                format!("closed the connection after: {}", clean_bytes(&reply))
            }));
        }
        reply.extend_from_slice(&chunk[..count]);
    }
}

/// Judges what came as far as it has come: the length up to the tunnel when it is granted, `None` when more is to come. Interim
/// replies before the final one are read over (RFC 9110, 15.2).
///
/// # Errors
/// It refuses, or it is no HTTP reply.
pub(crate) fn judge_reply(reply: &[u8]) -> Result<Option<usize>, ProxyRefusal> {
    let broken = |evidence: String| Err(ProxyRefusal::Broken { evidence });
    let mut begin = 0;
    for _ in 0..=MOST_INTERIM {
        let rest = reply.get(begin..).unwrap_or_default();
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(rest) {
            Ok(httparse::Status::Complete(length)) => match response.code.unwrap_or_default() {
                200..=299 => return Ok(Some(begin + length)),
                // 101 is an answer to a wish that CONNECT does not have: nothing comes behind it.
                100 | 102..=199 => begin += length,
                code => {
                    let reason = clean_bytes(response.reason.unwrap_or_default().as_bytes());
                    return Err(ProxyRefusal::Status { code, reason });
                }
            },
            Ok(httparse::Status::Partial) if reply.len() <= LONGEST_REPLY => return Ok(None),
            Ok(httparse::Status::Partial) => return broken("its reply has no end".to_owned()),
            Err(httparse::Error::TooManyHeaders) => {
                return broken(format!("its reply has more than {MOST_HEADERS} header lines"));
            }
            Err(error) => return broken(format!("no HTTP reply ({error}): {}", clean_bytes(rest))),
        }
    }
    broken(format!("more than {MOST_INTERIM} interim replies (1xx) and no final one"))
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
        assert_eq!(sent("http://user:a&b=c@proxy.example"), format!("Basic {}", base64(b"user:a&b=c")));
        assert_eq!(
            sent("http://us%26er:%3d%25+%c3%a4@proxy.example"),
            format!("Basic {}", base64("us&er:=%+ä".as_bytes()))
        );
        // Bytes that are no UTF-8 go out as they are meant; a percent sign that begins nothing is one.
        assert_eq!(sent("http://u:%ff%zz%4@proxy.example"), format!("Basic {}", base64(b"u:\xff%zz%4")));
    }

    #[test]
    fn a_port_of_0_is_none() {
        for bad in ["http://proxy.example:0", "proxy.example:0"] {
            assert_eq!(bad.parse::<Proxy>(), Err(ParseProxyError::PortZero));
        }
    }

    /// RFC 9110, 15.2: what comes before the final reply is read over, if it comes to an end.
    #[test]
    fn interim_replies_are_no_reply() {
        let interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\n".as_slice();
        assert_eq!(judge_reply(interim), Ok(None));
        assert_eq!(judge_reply(&[interim, b"HTTP/1.1 200 OK\r\n\r\n220"].concat()), Ok(Some(interim.len() + 19)));
        let refused = judge_reply(&[interim, b"HTTP/1.1 403 Forbidden\r\n\r\n"].concat());
        assert!(matches!(refused, Err(ProxyRefusal::Status { code: 403, .. })), "{refused:?}");
        let endless = judge_reply(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
        assert!(
            matches!(&endless, Err(ProxyRefusal::Broken { evidence }) if evidence.contains("interim")),
            "{endless:?}"
        );
        // Switching protocols was not asked for, and nothing comes behind it that is a reply.
        let switched = judge_reply(b"HTTP/1.1 101 Switching Protocols\r\n\r\n");
        assert!(matches!(switched, Err(ProxyRefusal::Status { code: 101, .. })), "{switched:?}");
    }

    #[test]
    fn too_many_headers_are_told_as_that() {
        let reply = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(500));
        let judged = judge_reply(reply.as_bytes());
        assert!(
            matches!(&judged, Err(ProxyRefusal::Broken { evidence }) if evidence.contains("header lines")),
            "{judged:?}"
        );
    }

    #[test]
    fn base64_as_in_the_rfc() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }

    #[test]
    fn replies() {
        assert_eq!(judge_reply(b"HTTP/1.1 200 OK\r\nX: y\r\n"), Ok(None));
        assert_eq!(judge_reply(b"HTTP/1.1 200 OK\r\n\r\n220 smtp"), Ok(Some(19)));
        assert_eq!(
            judge_reply(b"HTTP/1.1 407 Auth\x1b[31m\r\n\r\n")
                .map_err(|refusal| matches!(refusal, ProxyRefusal::Broken { .. })),
            Err(true)
        );
        assert!(matches!(judge_reply(b"HTTP/1.0 403 Forbidden\r\n\r\n"), Err(ProxyRefusal::Status { code: 403, .. })));
        assert!(matches!(judge_reply(b"SSH-2.0-x\r\n"), Err(ProxyRefusal::Broken { .. })));
        assert!(matches!(
            judge_reply(&[b"HTTP/1.1 200 OK\r\nX: ".as_slice(), vec![b'y'; 20_000].as_slice()].concat()),
            Err(ProxyRefusal::Broken { .. })
        ));
    }
}
