//! How a server's bytes are cut before they are sent. A handshake may be spread over any number of records and segments
//! (RFC 8446, 5.1).

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::tls::AlertDescription;
use crate::wire::build;

/// The pause between two writes that should arrive separately.
const PAUSE: Duration = Duration::from_millis(1);

/// How to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// As the library writes it.
    AsIs,
    /// Handshake messages in clear are spread over one-byte records.
    ByteRecords,
    /// Handshake messages in clear are spread over 40-byte records, each written in two parts.
    SplitRecords,
    /// Records are unchanged; every byte is written separately.
    ByteWrites,
    /// A warning comes before anything else.
    WarningFirst,
}

/// The sending side of one connection.
#[derive(Debug)]
pub(super) struct Delivery {
    cut: Cut,
    /// Nothing is protected yet, so that handshake records may be cut.
    in_clear: bool,
    begun: bool,
}

impl Delivery {
    pub(super) const fn new(cut: Cut) -> Self {
        Self { cut, in_clear: true, begun: false }
    }

    /// Sends whole records.
    pub(super) async fn send(&mut self, stream: &mut TcpStream, records: &[u8]) -> io::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let first = !std::mem::replace(&mut self.begun, true);
        match self.cut {
            Cut::AsIs => stream.write_all(records).await,
            Cut::WarningFirst => {
                if first {
                    stream.write_all(&build::warning(AlertDescription::UNRECOGNIZED_NAME, 0x0303)).await?;
                }
                stream.write_all(records).await
            }
            Cut::ByteRecords => stream.write_all(&self.cut_records(records, 1).concat()).await,
            Cut::SplitRecords => {
                for record in self.cut_records(records, 40) {
                    for part in record.chunks(record.len().div_ceil(2)) {
                        stream.write_all(part).await?;
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Ok(())
            }
            Cut::ByteWrites => {
                for byte in records.chunks(1) {
                    stream.write_all(byte).await?;
                    tokio::task::yield_now().await;
                }
                Ok(())
            }
        }
    }

    /// Returns all that would be sent, in one piece.
    #[cfg(test)]
    pub(super) fn cut(&mut self, records: &[u8]) -> Vec<u8> {
        let size = if self.cut == Cut::ByteRecords { 1 } else { 40 };
        self.cut_records(records, size).concat()
    }

    /// Spreads handshake records over records of at most `size` bytes, up to the first that may be protected.
    fn cut_records(&mut self, records: &[u8], size: usize) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        let mut rest = records;
        while let [kind, major, minor, high, low, after @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some((fragment, after)) = after.split_at_checked(length) else { break };
            self.in_clear &= *kind == build::content::HANDSHAKE;
            if self.in_clear {
                let version = u16::from_be_bytes([*major, *minor]);
                pieces.extend(fragment.chunks(size).map(|part| build::record(*kind, version, part)));
            } else {
                pieces.push(rest[..5 + length].to_vec());
            }
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(rest.to_vec());
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_handshake_records_in_clear_are_cut_and_nothing_is_lost() {
        let hello = build::record(22, 0x0303, &[1, 2, 3]);
        let change = build::record(20, 0x0303, &[1]);
        let finished = build::record(22, 0x0303, &[9, 9]);
        let mut delivery = Delivery::new(Cut::ByteRecords);
        let pieces = delivery.cut_records(&[hello, change.clone(), finished.clone()].concat(), 1);
        assert_eq!(
            pieces,
            [
                build::record(22, 0x0303, &[1]),
                build::record(22, 0x0303, &[2]),
                build::record(22, 0x0303, &[3]),
                change,
                finished.clone()
            ]
        );
        assert_eq!(delivery.cut_records(&finished, 1), [finished], "protected from here on");
    }
}
