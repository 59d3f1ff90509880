//! Builds server messages: for the lab, which sends them to clients, and for `host`, which sends them to this host's
//! own libraries. They are valid except where a value would have to be computed: there is no cryptography here.
//!
//! Every field can be set to a false value. Code that builds a false message says why.

mod key_exchange;
mod server_hello;

pub(crate) use key_exchange::{BASE_POINTS, ServerKeyExchange};
pub(crate) use server_hello::ServerHello;

use super::codec::Put;
pub(crate) use super::record::content;
pub(crate) use super::server_hello::message as kind;
use crate::tls::AlertDescription;

/// Returns one record. The fragment must be shorter than 2^16 bytes.
pub(crate) fn record(content: u8, version: u16, fragment: &[u8]) -> Vec<u8> {
    let mut record = Vec::with_capacity(5 + fragment.len());
    record.put_u8(content);
    record.put_u16(version);
    record.put_vector16(|body| body.extend_from_slice(fragment));
    record
}

/// Returns one handshake message.
pub(crate) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(4 + body.len());
    message.put_u8(kind);
    message.put_vector24(|bytes| bytes.extend_from_slice(body));
    message
}

/// Returns one handshake message in one record.
pub(crate) fn handshake(kind: u8, version: u16, body: &[u8]) -> Vec<u8> {
    record(content::HANDSHAKE, version, &message(kind, body))
}

/// Returns a fatal alert in a record of this version.
pub(crate) fn fatal(description: AlertDescription, version: u16) -> Vec<u8> {
    record(content::ALERT, version, &[2, description.0])
}

/// Returns a warning alert in a record of this version.
pub(crate) fn warning(description: AlertDescription, version: u16) -> Vec<u8> {
    record(content::ALERT, version, &[1, description.0])
}

/// Returns the body of a `Certificate` message up to TLS 1.2 (RFC 5246, 7.4.2): a chain, leaf first, DER.
pub(crate) fn certificates<'a>(chain: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut body = Vec::with_capacity(2048);
    body.put_vector24(|list| {
        for der in chain {
            list.put_vector24(|certificate| certificate.extend_from_slice(der));
        }
    });
    body
}
