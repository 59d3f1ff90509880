//! Fixed bytes: the `ClientHello`s that the floor client sends, and a server's first answer, which needs no
//! cryptography.

use tlsready::tls::Version;
use tlsready::wire::{HelloVariant, Randomness, hello};

/// The last octet of the address that accepts connections and never answers.
pub(crate) const SILENT: u8 = 250;

/// The `ClientHello`s of the default versions, as `tlsready` sends them to an address without a name.
pub(crate) fn hellos() -> Vec<Vec<u8>> {
    Version::DEFAULT
        .into_iter()
        .filter_map(|version| hello(version, HelloVariant::Standard, None, &Randomness::draw()))
        .map(|hello| hello.to_record())
        .collect()
}

/// A `ServerHello` that selects the version of the ClientHello; empty if there are too few bytes. Sufficient for the
/// `ClientHello`s of `tlsready`: only those for TLS 1.3 have a session ID.
pub(crate) fn answer(client: &[u8]) -> Vec<u8> {
    let (Some(version), Some(length)) = (client.get(9..11), client.get(43)) else { return Vec::new() };
    let Some(session) = client.get(44..44 + usize::from(*length)) else { return Vec::new() };
    let is_tls13 = !session.is_empty();
    let suite: [u8; 2] = match (is_tls13, version) {
        (true, _) => [0x13, 0x01],
        (false, [3, 3]) => [0xc0, 0x2f],
        (false, _) => [0xc0, 0x13],
    };
    let mut body = version.to_vec();
    // Any bytes, as long as the last eight are not a downgrade sentinel.
    body.extend_from_slice(&[0x5a; 32]);
    body.push(*length);
    body.extend_from_slice(session);
    body.extend_from_slice(&suite);
    body.push(0);
    if is_tls13 {
        body.extend_from_slice(&[0, 46, 0, 0x2b, 0, 2, 3, 4, 0, 0x33, 0, 36, 0, 0x1d, 0, 32]);
        body.extend_from_slice(&[9; 32]);
    } else {
        body.extend_from_slice(&[0, 5, 0xff, 1, 0, 1, 0]);
    }
    // ServerHellos of this kind are shorter than 256 bytes.
    let length = body.len() as u8;
    let mut record = vec![22, 3, version[1].min(3), 0, length + 4, 2, 0, 0, length];
    record.extend_from_slice(&body);
    record
}
