//! What one side said in clear, gathered from its bytes: the same reading for our own engine and for the tap over
//! every other one.

use super::record::{Event, Limits, RecordReader, Stop};
use super::server_hello::{certificates, message};
use super::{ClientHello, LooksLike, ServerHello, WireProblem};
use crate::tls::Alert;

/// Warnings in a row that are read over before it is a flood.
const MOST_WARNINGS: u32 = 64;

/// A server's side.
#[derive(Debug)]
pub struct ServerFlight {
    reader: RecordReader,
    /// Its first `ServerHello` (or `HelloRetryRequest`).
    pub hello: Option<ServerHello>,
    /// The chain, as far as it was in clear.
    pub certificates: Vec<Vec<u8>>,
    /// Whether a `CertificateRequest` was in clear.
    pub certificate_requested: bool,
    /// The first alert that ends the connection, if it was in clear.
    pub alert: Option<Alert>,
    /// Why reading stopped, if it did.
    pub stop: Option<Stop>,
    warnings: u32,
}

impl ServerFlight {
    /// Nothing read yet.
    pub const fn new(limits: Limits) -> Self {
        Self {
            reader: RecordReader::new(limits),
            hello: None,
            certificates: Vec::new(),
            certificate_requested: false,
            alert: None,
            stop: None,
            warnings: 0,
        }
    }

    /// Reads the next chunk.
    pub fn push(&mut self, chunk: &[u8]) {
        self.reader.push(chunk);
        while self.stop.is_none() && self.alert.is_none() {
            match self.reader.next() {
                Ok(None) => return,
                Ok(Some(event)) => self.take(event),
                Err(stop) => self.stop = Some(stop),
            }
        }
    }

    /// Whether the question of the version is settled, one way or another.
    pub const fn is_settled(&self) -> bool {
        self.hello.is_some() || self.alert.is_some() || self.stop.is_some()
    }

    /// What is wrong with what came, when no more will come.
    pub fn unfinished(&self) -> Option<Stop> {
        self.stop.clone().or_else(|| self.reader.unfinished())
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Alert(alert) if alert.ends_connection() => self.alert = Some(alert),
            // A warning is no answer: read on.
            Event::Alert(_) => self.count_warning(),
            Event::Message { kind, body } => self.take_message(kind, &body),
            // Before a ServerHello nothing can be protected.
            Event::ChangeCipherSpec if self.hello.is_none() => self.refuse(WireProblem::UnexpectedRecord(20)),
            Event::Protected if self.hello.is_none() => self.refuse(WireProblem::UnexpectedRecord(23)),
            Event::ChangeCipherSpec | Event::Protected => {}
        }
    }

    fn take_message(&mut self, kind: u8, body: &[u8]) {
        match (kind, &self.hello) {
            (message::SERVER_HELLO, None) => match ServerHello::parse(body) {
                Ok(hello) => self.hello = Some(hello),
                Err(problem) => self.refuse(problem),
            },
            // Ignored by a client that is negotiating (RFC 5246, 7.4.1.1).
            (message::HELLO_REQUEST, None) if body.is_empty() => self.count_warning(),
            (message::CLIENT_HELLO, None) => self.stop = Some(Stop::NotTls(LooksLike::Echo)),
            (other, None) => self.refuse(WireProblem::UnexpectedMessage(other)),
            (message::CERTIFICATE, Some(_)) => {
                // A chain that cannot be read takes nothing from the version that was selected.
                self.certificates = certificates(body).unwrap_or_default();
            }
            (message::CERTIFICATE_REQUEST, Some(_)) => self.certificate_requested = true,
            _ => {}
        }
    }

    fn count_warning(&mut self) {
        self.warnings += 1;
        if self.warnings > MOST_WARNINGS {
            self.refuse(WireProblem::Flood);
        }
    }

    fn refuse(&mut self, problem: WireProblem) {
        self.stop = Some(Stop::Invalid(problem));
    }
}

/// A client's side, as the tap saw it leave.
#[derive(Debug)]
pub struct ClientFlight {
    /// Its first `ClientHello`.
    pub hello: Option<ClientHello>,
    /// The first alert that it sent in clear and that ends the connection.
    pub alert: Option<Alert>,
}

impl ClientFlight {
    /// Reads everything that left.
    pub fn read(bytes: &[u8]) -> Self {
        let mut flight = Self { hello: None, alert: None };
        let mut reader = RecordReader::new(Limits::FLIGHT);
        reader.push(bytes);
        while let Ok(Some(event)) = reader.next() {
            match event {
                Event::Message { kind: message::CLIENT_HELLO, body } if flight.hello.is_none() => {
                    flight.hello = ClientHello::parse(&body).ok();
                }
                Event::Alert(alert) if alert.ends_connection() => {
                    flight.alert.get_or_insert(alert);
                }
                _ => {}
            }
        }
        flight
    }
}
