//! What one side sent unencrypted, collected from its bytes. The wire prober reads it in the same way as the tap below
//! every other prober.

use super::record::{Event, FlightLimits, RecordReader, Stop};
use super::server_hello::{certificates, message};
use super::{ClientHello, LooksLike, ServerHello, WireProblem};
use crate::tls::Alert;

/// Consecutive warnings that are skipped before they count as a flood.
const MOST_WARNINGS: u32 = 64;

/// A server's side.
#[derive(Debug)]
pub struct ServerFlight {
    reader: RecordReader,
    /// Its first `ServerHello` (or `HelloRetryRequest`).
    pub hello: Option<ServerHello>,
    /// The certificate chain, if it was unencrypted.
    pub certificates: Vec<Vec<u8>>,
    /// Whether there was an unencrypted `CertificateRequest`.
    pub certificate_requested: bool,
    /// The first alert that ends the connection, if it was unencrypted.
    pub alert: Option<Alert>,
    /// Why reading stopped, if it did.
    pub stop: Option<Stop>,
    warnings: u32,
}

impl ServerFlight {
    /// Creates a flight that has not read anything yet.
    pub const fn new(limits: FlightLimits) -> Self {
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

    /// Returns whether it is known which version the server selects, if any.
    pub const fn is_settled(&self) -> bool {
        self.hello.is_some() || self.alert.is_some() || self.stop.is_some()
    }

    /// Returns what is wrong with the received bytes if no more will follow.
    pub fn unfinished(&self) -> Option<Stop> {
        self.stop.clone().or_else(|| self.reader.unfinished())
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Alert(alert) if alert.ends_connection() => self.alert = Some(alert),
            // A warning is not an answer: continue reading.
            Event::Alert(_) => self.count_warning(),
            Event::Message { kind, body } => self.take_message(kind, &body),
            // Nothing can be protected before a ServerHello.
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
            // A client that is negotiating ignores it (RFC 5246, 7.4.1.1).
            (message::HELLO_REQUEST, None) if body.is_empty() => self.count_warning(),
            (message::CLIENT_HELLO, None) => self.stop = Some(Stop::NotTls(LooksLike::Echo)),
            (other, None) => self.refuse(WireProblem::UnexpectedMessage(other)),
            (message::CERTIFICATE, Some(_)) => {
                // An unreadable chain does not change the selected version.
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

/// A client's side, as the tap saw it.
#[derive(Debug)]
pub struct ClientFlight {
    /// Its first `ClientHello`.
    pub hello: Option<ClientHello>,
    /// The first alert that it sent unencrypted and that ends the connection.
    pub alert: Option<Alert>,
}

impl ClientFlight {
    /// Reads everything that was sent.
    pub fn read(bytes: &[u8]) -> Self {
        let mut flight = Self { hello: None, alert: None };
        let mut reader = RecordReader::new(FlightLimits::FLIGHT);
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

#[cfg(test)]
mod tests {
    use super::*;

    const WARNING: [u8; 7] = [21, 3, 3, 0, 2, 1, 112];
    const HELLO_REQUEST: [u8; 9] = [22, 3, 3, 0, 4, 0, 0, 0, 0];
    const PROTOCOL_VERSION: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];

    fn read(bytes: &[u8]) -> ServerFlight {
        let mut flight = ServerFlight::new(FlightLimits::HELLO);
        flight.push(bytes);
        flight
    }

    fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
        [&[kind, 3, 3, 0, fragment.len() as u8], fragment].concat()
    }

    fn server_hello() -> Vec<u8> {
        let body = [&[3, 3][..], &[9; 32], &[0, 0xc0, 0x2f, 0]].concat();
        record(22, &[&[2, 0, 0, body.len() as u8], body.as_slice()].concat())
    }

    #[expect(clippy::unnecessary_wraps, reason = "what it is compared with")]
    fn invalid(problem: WireProblem) -> Option<Stop> {
        Some(Stop::Invalid(problem))
    }

    #[test]
    fn warnings_and_hello_requests_are_read_over() {
        for noise in
            [WARNING.repeat(64), HELLO_REQUEST.repeat(64), [WARNING.repeat(30), HELLO_REQUEST.repeat(34)].concat()]
        {
            let flight = read(&noise);
            assert!(!flight.is_settled() && flight.unfinished().is_none());
            assert_eq!(
                read(&[noise.clone(), PROTOCOL_VERSION.to_vec()].concat()).alert.map(|it| it.description.0),
                Some(70)
            );
            assert!(read(&[noise, server_hello()].concat()).hello.is_some());
        }
    }

    #[test]
    fn the_65th_is_a_flood() {
        assert_eq!(read(&WARNING.repeat(65)).stop, invalid(WireProblem::Flood));
        assert_eq!(read(&HELLO_REQUEST.repeat(65)).stop, invalid(WireProblem::Flood));
        let mixed = [WARNING.repeat(60), HELLO_REQUEST.repeat(5), server_hello()].concat();
        assert_eq!((read(&mixed).stop, read(&mixed).hello), (invalid(WireProblem::Flood), None));
    }

    #[test]
    fn a_goodbye_ends_it_also_as_a_warning() {
        assert_eq!(read(&record(21, &[1, 0])).alert.map(|alert| alert.description.0), Some(0));
        assert_eq!(
            read(&record(21, &[9, 90])).alert.map(|alert| alert.description.0),
            Some(90),
            "no level is no warning"
        );
    }

    #[test]
    fn what_cannot_stand_before_an_answer() {
        let hello = super::super::hello(
            crate::tls::Version::Tls12,
            super::super::HelloVariant::Standard,
            None,
            &super::super::Randomness::draw(),
        );
        let echo = hello.expect("there is one").to_record();
        assert_eq!(read(&echo).stop, Some(Stop::NotTls(LooksLike::Echo)));
        assert_eq!(read(&record(22, &[0, 0, 0, 1, 7])).stop, invalid(WireProblem::UnexpectedMessage(0)));
        assert_eq!(read(&record(22, &[11, 0, 0, 0])).stop, invalid(WireProblem::UnexpectedMessage(11)));
        assert_eq!(read(&record(20, &[1])).stop, invalid(WireProblem::UnexpectedRecord(20)));
        assert_eq!(read(&record(23, &[1, 2])).stop, invalid(WireProblem::UnexpectedRecord(23)));
        assert_eq!(
            read(&[WARNING.to_vec(), record(24, &[1])].concat()).stop,
            invalid(WireProblem::UnexpectedRecord(24))
        );
        assert_eq!(read(&[22, 3, 3, 0x48, 1]).stop, invalid(WireProblem::RecordTooLong(0x4801)));
    }

    #[test]
    fn what_follows_an_answer_takes_nothing_from_it() {
        for (what, after) in [
            ("an alert", record(21, &[2, 80])),
            ("a chain that cannot be read", record(22, &[11, 0, 0, 2, 9, 9])),
            ("protected records", [record(20, &[1]), record(23, &[0; 40]), record(22, &[0; 40])].concat()),
            ("another ServerHello", server_hello()),
            ("noise", vec![0; 40]),
        ] {
            let flight = read(&[server_hello(), after].concat());
            assert!(flight.is_settled(), "{what}");
            assert_eq!(flight.hello.map(|hello| hello.version), Some(0x0303), "{what}");
            assert!(flight.certificates.is_empty(), "{what}");
        }
    }

    #[test]
    fn half_an_answer_is_unfinished() {
        let hello = server_hello();
        for end in 1..hello.len() {
            let flight = read(&hello[..end]);
            assert!(!flight.is_settled(), "{end}");
            assert_eq!(flight.unfinished(), invalid(WireProblem::Truncated("the answer")), "{end}");
        }
        assert_eq!(read(&[]).unfinished(), None);
        assert_eq!(read(b"SSH-").unfinished(), Some(Stop::NotTls(LooksLike::Ssh)));
    }

    #[test]
    fn our_own_side_is_read_as_well() {
        let alert = ClientFlight::read(&record(21, &[2, 70]));
        assert!(alert.hello.is_none());
        assert_eq!(alert.alert.map(|alert| alert.description.0), Some(70));
        assert!(ClientFlight::read(b"GET / HTTP/1.1\r\n").hello.is_none());
    }
}
