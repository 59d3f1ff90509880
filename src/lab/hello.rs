//! Reads the hello of a client: whole, and within the limits of `wire`.

use std::io;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::tls::{CipherSuite, ExtensionType, Version};
use crate::wire::build::kind;
use crate::wire::{ClientHello, Event, FlightLimits, Offer, RecordReader};

/// What a client sends first.
#[derive(Debug)]
pub(super) enum First {
    /// A whole `ClientHello`.
    Hello(Box<Hello>),
    /// Something else, or a hello that cannot be read.
    Other,
    /// Nothing complete: the client closed the connection.
    Gone,
}

/// A `ClientHello`.
#[derive(Debug)]
pub(super) struct Hello {
    /// Its bytes as they came, with any that came after them.
    pub raw: Vec<u8>,
    /// Its fields.
    pub fields: ClientHello,
    /// What it offers.
    pub offer: Offer,
    /// Whether it came in one piece, as a server sees it that reads once.
    pub in_one_piece: bool,
}

impl Hello {
    pub(super) fn new(raw: Vec<u8>, fields: ClientHello) -> Self {
        let offer = Offer::of(&fields);
        Self { raw, fields, offer, in_one_piece: true }
    }

    /// Returns whether the hello has this extension.
    pub(super) fn has_extension(&self, kind: ExtensionType) -> bool {
        self.fields.extensions.iter().flatten().any(|extension| extension.kind == kind)
    }

    /// Returns the length of the message, without the headers of records.
    pub(super) fn length(&self) -> usize {
        self.fields.to_message().len()
    }

    /// Returns whether a server that knows all versions would treat this hello as an offer of `version`. Without a
    /// list, a hello offers everything up to its `client_version` (RFC 5246, appendix E.1).
    pub(super) fn offers(&self, version: Version) -> bool {
        if self.offer.versions_listed {
            self.offer.versions.contains(&version)
        } else {
            version <= Version::Tls12 && version.number() <= self.fields.version
        }
    }

    /// Returns the highest version offered.
    pub(super) fn highest(&self) -> Option<Version> {
        self.select(&Version::ALL)
    }

    /// Returns the version that a server with these versions selects.
    pub(super) fn select(&self, served: &[Version]) -> Option<Version> {
        served.iter().copied().filter(|version| self.offers(*version)).max()
    }

    /// Returns the first of `preferred` that the hello offers.
    pub(super) fn pick_suite(&self, preferred: &[CipherSuite]) -> Option<CipherSuite> {
        preferred.iter().copied().find(|suite| self.has_suite(*suite))
    }

    /// Returns whether the hello offers this suite.
    pub(super) fn has_suite(&self, suite: CipherSuite) -> bool {
        self.fields.cipher_suites.contains(&suite)
    }
}

/// Reads until the hello is whole.
pub(super) async fn read(stream: &mut TcpStream) -> io::Result<First> {
    let mut reader = RecordReader::new(FlightLimits::HELLO);
    let mut raw = Vec::with_capacity(2048);
    loop {
        let known = raw.len();
        if stream.read_buf(&mut raw).await? == 0 {
            return Ok(if known > 0 && reader.next().is_err() { First::Other } else { First::Gone });
        }
        reader.push(&raw[known..]);
        match reader.next() {
            Ok(None) => {}
            Ok(Some(Event::Message { kind: kind::CLIENT_HELLO, body })) => {
                let Ok(fields) = ClientHello::parse(&body) else { return Ok(First::Other) };
                let in_one_piece = known == 0;
                return Ok(First::Hello(Box::new(Hello { in_one_piece, ..Hello::new(raw, fields) })));
            }
            Ok(Some(_)) | Err(_) => return Ok(First::Other),
        }
    }
}
