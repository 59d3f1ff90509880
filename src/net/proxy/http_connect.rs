//! HTTP CONNECT (RFC 9110, 9.3.6).

use std::fmt::Write as _;

use super::phrases::registered_phrase;
use crate::clean::clean_bytes;
use crate::net::connection::Failure;
use crate::net::preamble::{Broken, Preamble, Step};
use crate::observation::{AuthScheme, Evidence, ProxyRefusal, Stage, Unreached};

/// Longest accepted reply up to its blank line.
const LONGEST_REPLY: usize = 16 * 1024;
/// Most header lines accepted in a reply.
const MOST_HEADERS: usize = 128;
/// Most interim replies that are skipped.
const MOST_INTERIM: usize = 16;

/// Asks for a tunnel.
#[derive(Debug)]
pub(super) struct HttpConnect {
    /// The request, until it is sent.
    request: Option<String>,
    /// Whether the request contains a password.
    secret: Secret,
    reply: Vec<u8>,
}

/// Whether a password was sent. A proxy that repeats it, in whatever encoding, must not bring it into a report, so after
/// that no text of the proxy is kept: only what can be said in words of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// It was.
    Sent,
    /// It was not.
    None,
}

impl HttpConnect {
    /// Creates the request for this authority, with this value of `Proxy-Authorization`.
    pub(super) fn new(authority: &str, authorization: Option<&str>) -> Self {
        let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        let secret = if authorization.is_some() { Secret::Sent } else { Secret::None };
        if let Some(value) = authorization {
            // Writing to a String cannot fail.
            let _ = write!(request, "Proxy-Authorization: {value}\r\n");
        }
        request.push_str("\r\n");
        Self { request: Some(request), secret, reply: Vec::new() }
    }
}

impl Preamble for HttpConnect {
    const STAGE: Stage = Stage::Proxy;

    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, Failure> {
        if let Some(request) = self.request.take() {
            output.extend_from_slice(request.as_bytes());
        }
        self.reply.extend_from_slice(input);
        Ok(match judge_reply(&self.reply, self.secret).map_err(refused)? {
            Some(length) => Step::Done { early: self.reply.split_off(length) },
            None => Step::More,
        })
    }

    fn broken(&self, how: Broken<'_>) -> Failure {
        refused(match how {
            Broken::Closed if self.reply.is_empty() => ProxyRefusal::Broken { evidence: Evidence::NoReply },
            Broken::Closed if self.secret == Secret::Sent => {
                ProxyRefusal::Broken { evidence: Evidence::ClosedAfterWithheld(self.reply.len()) }
            }
            Broken::Closed => ProxyRefusal::Broken { evidence: Evidence::ClosedAfter(clean_bytes(&self.reply)) },
            Broken::Failed(error) => ProxyRefusal::Broken { evidence: error.to_string().into() },
            Broken::Silent { waited } => ProxyRefusal::Silent { waited },
        })
    }
}

const fn refused(refusal: ProxyRefusal) -> Failure {
    Failure::Unreached(Unreached::Proxy(refusal))
}

/// Parses as much of the reply as has come. Returns the length of the reply if the tunnel is granted, or `None` if more
/// must come. Skips interim replies before the final one (RFC 9110, 15.2).
///
/// # Errors
/// The proxy refuses, or its reply is not HTTP.
pub(crate) fn judge_reply(reply: &[u8], secret: Secret) -> Result<Option<usize>, ProxyRefusal> {
    let broken = |evidence| Err(ProxyRefusal::Broken { evidence });
    let mut begin = 0;
    for _ in 0..=MOST_INTERIM {
        let rest = reply.get(begin..).unwrap_or_default();
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(rest) {
            Ok(httparse::Status::Complete(length)) => match response.code.unwrap_or_default() {
                200..=299 => return Ok(Some(begin + length)),
                // 101 answers a request to upgrade, which CONNECT does not contain: no final reply follows it.
                100 | 102..=199 => begin += length,
                407 => {
                    let schemes = schemes(response.headers);
                    return Err(ProxyRefusal::Authentication { sent: secret == Secret::Sent, schemes });
                }
                code => {
                    let reason = match secret {
                        Secret::Sent => registered_phrase(code).to_owned(),
                        Secret::None => clean_bytes(response.reason.unwrap_or_default().as_bytes()),
                    };
                    return Err(ProxyRefusal::Status { code, reason });
                }
            },
            Ok(httparse::Status::Partial) if reply.len() <= LONGEST_REPLY => return Ok(None),
            Ok(httparse::Status::Partial) => return broken(Evidence::EndlessReply),
            Err(httparse::Error::TooManyHeaders) => {
                return broken(Evidence::TooManyHeaders(MOST_HEADERS));
            }
            Err(error) if secret == Secret::Sent => return broken(Evidence::NotHttpWithheld(error.to_string())),
            Err(error) => return broken(Evidence::NotHttp(error.to_string(), clean_bytes(rest))),
        }
    }
    broken(Evidence::TooManyInterim(MOST_INTERIM))
}

/// Returns the schemes of the `Proxy-Authenticate` headers, each once.
fn schemes(headers: &[httparse::Header<'_>]) -> Vec<AuthScheme> {
    let mut schemes = Vec::new();
    for header in headers.iter().filter(|header| header.name.eq_ignore_ascii_case("Proxy-Authenticate")) {
        for scheme in challenges(&String::from_utf8_lossy(header.value)) {
            if !schemes.contains(&scheme) {
                schemes.push(scheme);
            }
        }
    }
    schemes.sort_unstable();
    schemes
}

/// Returns the schemes of a list of challenges (RFC 9110, 11.6.1): `Negotiate, Basic realm="a, b", charset="UTF-8"`. In
/// such a list, a parameter has a `=` right after its name, and a scheme does not.
fn challenges(value: &str) -> Vec<AuthScheme> {
    let mut quoted = false;
    let mut escaped = false;
    let parts = value.split(|character| {
        let ends = character == ',' && !quoted;
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        ends
    });
    let scheme = |part: &str| {
        let part = part.trim();
        let name = part.split(|character: char| character.is_whitespace() || character == '=').next()?;
        let rest = part.get(name.len()..)?.trim_start();
        (!name.is_empty() && !rest.starts_with('=')).then(|| AuthScheme::named(name))
    };
    parts.filter_map(scheme).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge_reply(reply: &[u8]) -> Result<Option<usize>, ProxyRefusal> {
        super::judge_reply(reply, Secret::None)
    }

    /// The same list in one line or in several, with commas in quotes.
    #[test]
    fn schemes_are_read_from_challenges() {
        use AuthScheme::{Basic, Digest, Negotiate, Ntlm, Other};
        for (headers, expected) in [
            ("", vec![]),
            ("Proxy-Authenticate: NTLM\r\n", vec![Ntlm]),
            ("Proxy-Authenticate: Negotiate\r\nproxy-authenticate: ntlm\r\n", vec![Ntlm, Negotiate]),
            (
                "Proxy-Authenticate: Negotiate YII=, Basic realm=\"a, Digest\", charset=\"UTF-8\"\r\n",
                vec![Basic, Negotiate],
            ),
            ("Proxy-Authenticate: Digest realm = \"\\\", NTLM\" , nonce=x, qop=\"auth,auth-int\"\r\n", vec![Digest]),
            ("Proxy-Authenticate: \x41coin\r\nProxy-Authenticate: ,,\r\n", vec![Other]),
        ] {
            let reply = format!("HTTP/1.1 407 Proxy\r\n{headers}\r\n");
            for (secret, sent) in [(Secret::None, false), (Secret::Sent, true)] {
                let refused = Err(ProxyRefusal::Authentication { sent, schemes: expected.clone() });
                assert_eq!(super::judge_reply(reply.as_bytes(), secret), refused, "{headers}");
            }
        }
    }

    /// The password may be in any text of the proxy, in an encoding that is not foreseen.
    #[test]
    fn no_text_of_a_proxy_that_knows_the_password_is_kept() {
        for (reply, expected) in
            [("HTTP/1.1 403 dXNlcjpzM2NyZXQ=\r\n\r\n", "Forbidden"), ("HTTP/1.1 499 73336372\r\n\r\n", "")]
        {
            let judged = super::judge_reply(reply.as_bytes(), Secret::Sent);
            assert!(matches!(&judged, Err(ProxyRefusal::Status { reason, .. }) if reason == expected), "{judged:?}");
        }
        let echo = "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: Basic dXNlcjpzM2NyZXQ=\r\n\r\n";
        let judged = super::judge_reply(echo.as_bytes(), Secret::Sent);
        assert!(!format!("{judged:?}").contains("dXNl"), "{judged:?}");
        assert!(matches!(judged, Err(ProxyRefusal::Broken { evidence: Evidence::NotHttpWithheld(_) })));
        let mut connect = HttpConnect::new("a:443", Some("Basic dXNlcjpzM2NyZXQ="));
        connect.step(b"HTTP/1.1 403 dXNl", &mut Vec::new()).expect("not complete");
        assert!(!format!("{:?}", connect.broken(Broken::Closed)).contains("dXNl"));
    }

    /// Interim replies before the final one are skipped (RFC 9110, 15.2), up to a limit.
    #[test]
    fn interim_replies_are_no_reply() {
        let interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\n".as_slice();
        assert_eq!(judge_reply(interim), Ok(None));
        assert_eq!(judge_reply(&[interim, b"HTTP/1.1 200 OK\r\n\r\n220"].concat()), Ok(Some(interim.len() + 19)));
        let refused = judge_reply(&[interim, b"HTTP/1.1 403 Forbidden\r\n\r\n"].concat());
        assert!(matches!(refused, Err(ProxyRefusal::Status { code: 403, .. })), "{refused:?}");
        let endless = judge_reply(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
        assert!(matches!(&endless, Err(ProxyRefusal::Broken { evidence: Evidence::TooManyInterim(_) })), "{endless:?}");
        // No upgrade was requested, and no final reply follows 101.
        let switched = judge_reply(b"HTTP/1.1 101 Switching Protocols\r\n\r\n");
        assert!(matches!(switched, Err(ProxyRefusal::Status { code: 101, .. })), "{switched:?}");
    }

    #[test]
    fn too_many_headers_are_told_as_that() {
        let reply = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(500));
        let judged = judge_reply(reply.as_bytes());
        assert!(matches!(&judged, Err(ProxyRefusal::Broken { evidence: Evidence::TooManyHeaders(_) })), "{judged:?}");
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
