//! Reads the hello of whoever connects: whole, bounded, and only as far as the lab must know it.

use std::io;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::tls::Version;

/// Longest hello that is read, record headers included.
const LONGEST: usize = 64 * 1024;

/// What a client sent first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// A whole `ClientHello`.
    Hello(Hello),
    /// Something else, or a hello that cannot be read.
    Other,
    /// Nothing whole: the client went away.
    Gone,
}

/// A `ClientHello`, as far as the lab must know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hello {
    /// Its bytes, as they came, with whatever came after them.
    pub raw: Vec<u8>,
    /// `client_version`.
    pub client_version: u16,
    /// The numbers of `supported_versions`, if that extension is there.
    pub listed: Option<Vec<u16>>,
    /// `session_id`, which a TLS 1.3 server echoes.
    pub session_id: Vec<u8>,
    /// Cipher suites, signalling values included.
    pub cipher_suites: Vec<u16>,
}

impl Hello {
    /// Whether a server that knows all versions would take this hello as an offer of `version`. Without a list, a
    /// hello offers everything up to its `client_version` (RFC 5246, appendix E.1).
    pub(super) fn offers(&self, version: Version) -> bool {
        match &self.listed {
            Some(listed) => listed.contains(&version.number()),
            None => version <= Version::Tls12 && version.number() <= self.client_version,
        }
    }

    /// The highest version offered.
    pub(super) fn highest(&self) -> Option<Version> {
        Version::ALL.into_iter().rev().find(|version| self.offers(*version))
    }

    /// The version that a server with these versions selects.
    pub(super) fn select(&self, served: &[Version]) -> Option<Version> {
        served.iter().copied().filter(|version| self.offers(*version)).max()
    }

    /// The first of `preferred` that the hello offers.
    pub(super) fn pick_suite(&self, preferred: &[u16]) -> Option<u16> {
        preferred.iter().copied().find(|suite| self.cipher_suites.contains(suite))
    }
}

/// Reads until the hello is whole.
pub(super) async fn read(stream: &mut TcpStream) -> io::Result<First> {
    let mut raw = Vec::with_capacity(1024);
    loop {
        match parse(&raw) {
            Parsed::NeedMore if raw.len() >= LONGEST => return Ok(First::Other),
            Parsed::NeedMore => {}
            Parsed::Other => return Ok(First::Other),
            Parsed::Hello(mut hello) => {
                hello.raw = raw;
                return Ok(First::Hello(hello));
            }
        }
        if stream.read_buf(&mut raw).await? == 0 {
            return Ok(First::Gone);
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Parsed {
    NeedMore,
    Other,
    Hello(Hello),
}

/// Joins the records and reads the first message in them.
fn parse(raw: &[u8]) -> Parsed {
    let mut message = Vec::new();
    let mut rest = raw;
    loop {
        match *rest {
            [22, 3, _, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                let Some(fragment) = rest.get(5..5 + length) else { return Parsed::NeedMore };
                message.extend_from_slice(fragment);
                rest = &rest[5 + length..];
            }
            [] | [22] | [22, 3, ..] => return Parsed::NeedMore,
            _ => return Parsed::Other,
        }
        match *message {
            [1, 0, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                if let Some(body) = message.get(4..4 + length) {
                    return read_body(body).map_or(Parsed::Other, Parsed::Hello);
                }
            }
            [] | [1] | [1, 0] | [1, 0, _] => {}
            _ => return Parsed::Other,
        }
    }
}

/// RFC 8446, 4.1.2. `None` when a length runs past its end.
fn read_body(body: &[u8]) -> Option<Hello> {
    let (version, rest) = body.split_first_chunk::<2>()?;
    let (_random, rest) = rest.split_first_chunk::<32>()?;
    let (session_id, rest) = vector8(rest)?;
    let (suites, rest) = vector16(rest)?;
    let (_compression, rest) = vector8(rest)?;
    let mut hello = Hello {
        raw: Vec::new(),
        client_version: u16::from_be_bytes(*version),
        listed: None,
        session_id: session_id.to_vec(),
        cipher_suites: numbers(suites),
    };
    if rest.is_empty() {
        return Some(hello);
    }
    let (mut block, _) = vector16(rest)?;
    while let Some((kind, after)) = block.split_first_chunk::<2>() {
        let (data, after) = vector16(after)?;
        if u16::from_be_bytes(*kind) == 43 {
            hello.listed = Some(numbers(vector8(data)?.0));
        }
        block = after;
    }
    Some(hello)
}

fn vector8(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

fn vector16(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

fn numbers(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}
