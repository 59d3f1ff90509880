//! Record layer (RFC 8446, 5.1): any chunks in, complete handshake messages and alerts out. A read may return part of a
//! record or several, and a record may contain part of a message or several.

use super::WireProblem;
use super::backlog::Backlog;
use super::looks_like::{self, LooksLike};
use crate::tls::Alert;

/// Content types (RFC 8446, 5.1).
pub(crate) mod content {
    pub(crate) const CHANGE_CIPHER_SPEC: u8 = 20;
    pub(crate) const ALERT: u8 = 21;
    pub(crate) const HANDSHAKE: u8 = 22;
    pub(crate) const APPLICATION_DATA: u8 = 23;
}

const HEADER: usize = 5;
/// 2^14 plus what old versions allow for protection (RFC 5246, 6.2.3).
const LONGEST_RECORD: u16 = (1 << 14) + 2048;

/// How much is read before it counts as a flood. The limits bound what one connection can make us hold or do.
#[derive(Clone, Copy, Debug)]
pub struct FlightLimits {
    /// Total bytes.
    pub bytes: usize,
    /// Total records. In records of one byte each, this limits the length of a message before `message` does.
    pub records: u32,
    /// Length of one handshake message.
    pub message: usize,
}

impl FlightLimits {
    /// Enough for a `ServerHello`, however it is split.
    pub const HELLO: Self = Self { bytes: 64 * 1024, records: 4096, message: 16 * 1024 };
    /// Enough for a certificate chain too.
    pub const FLIGHT: Self = Self { bytes: 256 * 1024, records: 16 * 1024, message: 64 * 1024 };
}

/// One thing that a peer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An alert.
    Alert(Alert),
    /// A complete handshake message.
    Message {
        /// Its type.
        kind: u8,
        /// Its contents, without the header.
        body: Vec<u8>,
    },
    /// From here on, the peer's records are protected (TLS 1.2 and below; meaningless in TLS 1.3).
    ChangeCipherSpec,
    /// A protected record; its contents are unknown.
    Protected,
}

/// Why reading stopped. It cannot continue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The bytes are not TLS.
    NotTls(LooksLike),
    /// The bytes are TLS but break its rules.
    Invalid(WireProblem),
}

/// The result of taking one record off the pending bytes.
enum Taken {
    /// It is not complete yet.
    Nothing,
    /// A piece of a message or an alert.
    Fragment,
    /// A complete event.
    Event(Event),
}

/// Joins chunks into records, and records into messages.
#[derive(Debug)]
pub struct RecordReader {
    limits: FlightLimits,
    /// Bytes that are not consumed yet: at most one record and one chunk.
    pending: Backlog,
    messages: Backlog,
    alerts: Backlog,
    total: usize,
    /// Whether more bytes arrived than the limit permits.
    flooded: bool,
    records: u32,
    /// Whether a `ChangeCipherSpec` has passed.
    protected: bool,
    stopped: Option<Stop>,
}

impl RecordReader {
    /// Creates a reader with these limits.
    pub const fn new(limits: FlightLimits) -> Self {
        Self {
            limits,
            pending: Backlog::new(),
            messages: Backlog::new(),
            alerts: Backlog::new(),
            total: 0,
            flooded: false,
            records: 0,
            protected: false,
            stopped: None,
        }
    }

    /// Takes the next chunk, split anywhere. Bytes within the limit are read, whatever arrives with them.
    pub fn push(&mut self, chunk: &[u8]) {
        if self.stopped.is_some() {
            return;
        }
        let room = self.limits.bytes.saturating_sub(self.total);
        self.flooded |= chunk.len() > room;
        let chunk = &chunk[..chunk.len().min(room)];
        self.total += chunk.len();
        self.pending.extend(chunk);
    }

    /// Returns the next event, or `None` if more bytes are needed.
    ///
    /// # Errors
    /// The rest cannot be read. Every later call returns the same error.
    #[expect(clippy::should_implement_trait, reason = "an iterator would end at the first None")]
    pub fn next(&mut self) -> Result<Option<Event>, Stop> {
        loop {
            if let Some(event) = self.complete()? {
                return Ok(Some(event));
            }
            if let Some(stop) = &self.stopped {
                return Err(stop.clone());
            }
            match self.take_record() {
                Ok(Taken::Nothing) if self.flooded => {
                    return Err(self.stopped.insert(Stop::Invalid(WireProblem::Flood)).clone());
                }
                Ok(Taken::Nothing) => return Ok(None),
                Ok(Taken::Event(event)) => return Ok(Some(event)),
                Ok(Taken::Fragment) => {}
                Err(stop) => return Err(self.stopped.insert(stop).clone()),
            }
        }
    }

    /// Returns what the incomplete bytes look like if no more will follow.
    pub fn unfinished(&self) -> Option<Stop> {
        if let Some(stop) = &self.stopped {
            return Some(stop.clone());
        }
        let pending = self.pending.rest();
        if self.records == 0 && !looks_like::may_be_tls(pending) {
            return Some(Stop::NotTls(looks_like::guess(pending)));
        }
        (!pending.is_empty() || !self.messages.rest().is_empty() || !self.alerts.rest().is_empty())
            .then_some(Stop::Invalid(WireProblem::Truncated("the answer")))
    }

    /// Returns a message or an alert that is already complete.
    fn complete(&mut self) -> Result<Option<Event>, Stop> {
        if let Some(&[level, description]) = self.alerts.rest().first_chunk::<2>() {
            self.alerts.consume(2);
            return Ok(Some(Event::Alert(Alert::from_bytes([level, description]))));
        }
        let Some(&[kind, high, middle, low]) = self.messages.rest().first_chunk::<4>() else { return Ok(None) };
        let length = usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low);
        if length > self.limits.message {
            let stop = Stop::Invalid(WireProblem::MessageTooLong(length));
            return Err(self.stopped.insert(stop).clone());
        }
        let Some(body) = self.messages.rest().get(4..4 + length) else { return Ok(None) };
        let body = body.to_vec();
        self.messages.consume(4 + length);
        Ok(Some(Event::Message { kind, body }))
    }

    /// Takes one record off the pending bytes.
    fn take_record(&mut self) -> Result<Taken, Stop> {
        let pending = self.pending.rest();
        if self.records == 0 && !looks_like::may_be_tls(pending) {
            // A few more bytes make a better guess.
            return match looks_like::enough(pending) {
                Some(enough) => Err(Stop::NotTls(looks_like::guess(enough))),
                None => Ok(Taken::Nothing),
            };
        }
        let Some(&[kind, major, _, high, low]) = pending.first_chunk::<HEADER>() else {
            return Ok(Taken::Nothing);
        };
        let length = u16::from_be_bytes([high, low]);
        if !(content::CHANGE_CIPHER_SPEC..=content::APPLICATION_DATA).contains(&kind) || major != 3 {
            return Err(Stop::Invalid(WireProblem::UnexpectedRecord(kind)));
        }
        if length > LONGEST_RECORD {
            return Err(Stop::Invalid(WireProblem::RecordTooLong(length)));
        }
        let end = HEADER + usize::from(length);
        let Some(fragment) = pending.get(HEADER..end) else { return Ok(Taken::Nothing) };
        self.records += 1;
        if self.records > self.limits.records {
            return Err(Stop::Invalid(WireProblem::Flood));
        }
        let taken = match kind {
            // After ChangeCipherSpec, an alert of two bytes is unencrypted: protection would make it longer.
            content::HANDSHAKE if self.protected => Taken::Event(Event::Protected),
            content::ALERT if self.protected && fragment.len() != 2 => Taken::Event(Event::Protected),
            content::HANDSHAKE => {
                self.messages.extend(fragment);
                Taken::Fragment
            }
            content::ALERT => {
                self.alerts.extend(fragment);
                Taken::Fragment
            }
            content::CHANGE_CIPHER_SPEC => {
                self.protected = true;
                Taken::Event(Event::ChangeCipherSpec)
            }
            _ => Taken::Event(Event::Protected),
        };
        self.pending.consume(end);
        Ok(taken)
    }

    /// Returns how many bytes are held until more arrive: unread ones, and parts of messages and alerts.
    #[cfg(any(test, fuzzing))]
    pub fn held(&self) -> usize {
        self.pending.held() + self.messages.held() + self.alerts.held()
    }
}
