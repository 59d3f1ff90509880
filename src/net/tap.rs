//! The tap: records what a connection carried, for every prober.

use std::io;
use std::time::Instant;

use super::io_end::{self, Cut};

/// How many bytes of ours are kept: more than a hello, a key exchange and an alert.
const KEPT_SENT: usize = 16 * 1024;
/// How many of the peer's bytes are kept, as evidence; their contents are parsed as they come. This bounds the memory
/// of a connection, whatever the peer sends.
const KEPT_RECEIVED: usize = 256;

/// How the peer's direction ended, if it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Not yet.
    Open,
    /// The peer closed it.
    Closed,
    /// The peer reset it.
    Reset,
    /// The deadline came first.
    Deadline,
}

/// What one connection carried: the first bytes of both directions, how it ended, and when.
#[derive(Debug)]
pub struct Tap {
    /// Bytes that were sent, up to a limit.
    pub sent: Vec<u8>,
    /// The first bytes received, as evidence.
    pub received: Vec<u8>,
    /// How many bytes were received in total.
    pub received_total: u64,
    /// How the peer's direction ended.
    pub ended: Ended,
    /// When the first bytes were sent.
    pub first_sent: Option<Instant>,
    /// When the first bytes were received.
    pub first_received: Option<Instant>,
}

impl Default for Tap {
    fn default() -> Self {
        Self::new()
    }
}

impl Tap {
    /// Creates a tap for a new connection.
    pub const fn new() -> Self {
        Self {
            sent: Vec::new(),
            received: Vec::new(),
            received_total: 0,
            ended: Ended::Open,
            first_sent: None,
            first_received: None,
        }
    }

    /// Notes bytes that were sent.
    pub fn note_sent(&mut self, bytes: Vec<u8>, now: Instant) {
        if self.sent.is_empty() && bytes.len() <= KEPT_SENT {
            self.sent = bytes;
        } else {
            keep(&mut self.sent, &bytes, KEPT_SENT);
        }
        self.first_sent.get_or_insert(now);
    }

    /// Notes bytes that were received; none means that the peer closed.
    pub fn note_received(&mut self, bytes: &[u8], now: Instant) {
        if bytes.is_empty() {
            self.ended = Ended::Closed;
            return;
        }
        keep(&mut self.received, bytes, KEPT_RECEIVED);
        self.received_total += bytes.len() as u64;
        self.first_received.get_or_insert(now);
    }

    /// Notes that reading or writing failed.
    pub fn note_error(&mut self, error: &io::Error) {
        self.ended = match io_end::of_stream(error) {
            Cut::Reset => Ended::Reset,
            Cut::TimedOut => Ended::Deadline,
        };
    }
}

fn keep(kept: &mut Vec<u8>, bytes: &[u8], most: usize) {
    let room = most - kept.len().min(most);
    kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
}
