//! The protocol spoken on a connection before TLS begins: nothing, a request to a proxy, later STARTTLS and similar.
//!
//! A preamble is sans-io: bytes in, bytes out. Each has a separate file; [`begin`] chooses the one that a [`Transport`]
//! needs.

mod direct;

use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout_at;

use super::connection::{Connected, Failure};
use crate::observation::Stage;
use crate::target::Transport;
use direct::Direct;

/// One side of a conversation that ends where the next protocol begins.
pub(super) trait Preamble: Send {
    /// The stage of an attempt during this preamble.
    const STAGE: Stage;

    /// Takes the bytes that came, and leaves the bytes to send in `output`. The first call gets the bytes that came
    /// earlier, usually none.
    ///
    /// # Errors
    /// The peer refuses, or sends something that is not in its protocol.
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, Failure>;

    /// Returns the failure if the connection ended before the preamble did.
    fn broken(&self, how: Broken<'_>) -> Failure;
}

/// The result of a step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It needs more bytes.
    More,
    /// The next protocol begins.
    Done {
        /// Bytes of the next protocol that have already come.
        early: Vec<u8>,
    },
}

/// How a connection ended before the preamble did.
#[derive(Debug)]
pub(super) enum Broken<'a> {
    /// The peer closed it.
    Closed,
    /// Reading or writing failed.
    Failed(&'a io::Error),
    /// The deadline came first.
    Silent {
        /// How long we waited, connecting included.
        waited: Duration,
    },
}

/// Speaks the preamble that a transport needs with the endpoint.
pub(super) async fn begin(
    transport: Transport,
    connected: Connected,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, (Stage, Failure)> {
    match transport {
        Transport::Tls => speak(Direct, connected, began, deadline).await,
    }
}

/// Drives a preamble to its end over an established connection.
pub(super) async fn speak<P: Preamble>(
    mut preamble: P,
    mut connected: Connected,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, (Stage, Failure)> {
    let mut output = Vec::new();
    let step = preamble.step(&std::mem::take(&mut connected.early), &mut output).map_err(at::<P>)?;
    match step {
        Step::Done { early } if output.is_empty() => {
            connected.early = early;
            Ok(connected)
        }
        // On the heap, so that connections without a preamble do not reserve space for it.
        step => Box::pin(go_on(preamble, connected, step, output, began, deadline)).await.map_err(at::<P>),
    }
}

const fn at<P: Preamble>(failure: Failure) -> (Stage, Failure) {
    (P::STAGE, failure)
}

async fn go_on<P: Preamble>(
    mut preamble: P,
    mut connected: Connected,
    step: Step,
    output: Vec<u8>,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, Failure> {
    let spoken = timeout_at(deadline.into(), converse(&mut preamble, &mut connected.stream, step, output)).await;
    connected.early = spoken.unwrap_or_else(|_| Err(preamble.broken(Broken::Silent { waited: began.elapsed() })))?;
    connected.took = began.elapsed();
    Ok(connected)
}

/// Sends and reads in turns; returns the bytes that came after the preamble.
async fn converse<P: Preamble>(
    preamble: &mut P,
    stream: &mut TcpStream,
    mut step: Step,
    mut output: Vec<u8>,
) -> Result<Vec<u8>, Failure> {
    loop {
        stream.write_all(&output).await.map_err(|error| preamble.broken(Broken::Failed(&error)))?;
        if let Step::Done { early } = step {
            return Ok(early);
        }
        let mut chunk = [0; 2048];
        let count = stream.read(&mut chunk).await.map_err(|error| preamble.broken(Broken::Failed(&error)))?;
        if count == 0 {
            return Err(preamble.broken(Broken::Closed));
        }
        output.clear();
        step = preamble.step(&chunk[..count], &mut output)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::net::Ipv4Addr;

    use tokio::net::TcpListener;

    use crate::observation::Unreached;

    /// A protocol like those with STARTTLS: a greeting, a request and a reply of one line each.
    #[derive(Debug, Default)]
    struct Lines {
        read: Vec<u8>,
        lines: usize,
    }

    impl Preamble for Lines {
        const STAGE: Stage = Stage::Connect;

        fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<Step, Failure> {
            self.read.extend_from_slice(input);
            while let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let rest = self.read.split_off(end + 1);
                let line = std::mem::replace(&mut self.read, rest);
                match (self.lines, line.as_slice()) {
                    (0, _) => output.extend_from_slice(b"STARTTLS\n"),
                    (_, b"yes\n") => return Ok(Step::Done { early: std::mem::take(&mut self.read) }),
                    _ => return Err(Failure::Unreached(Unreached::Refused)),
                }
                self.lines += 1;
            }
            Ok(Step::More)
        }

        fn broken(&self, how: Broken<'_>) -> Failure {
            Failure::Unreached(Unreached::Other { evidence: format!("{how:?} after {} lines", self.lines).into() })
        }
    }

    /// Returns the outcome with a peer that sends these pieces: the first at once, each other one after it has received
    /// something.
    async fn spoken(pieces: &'static [&'static str]) -> Result<Vec<u8>, (Stage, Failure)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let peer = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            for (place, piece) in pieces.iter().enumerate() {
                if place > 0 {
                    stream.read_u8().await.expect("a word");
                }
                stream.write_all(piece.as_bytes()).await.expect("it is heard");
            }
            stream.shutdown().await.expect("it ends");
            while stream.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {}
        });
        let stream = TcpStream::connect(address).await.expect("it connects");
        let now = Instant::now();
        let spoken = speak(Lines::default(), Connected::new(stream, Duration::ZERO), now, now + Duration::from_mins(1));
        let spoken = spoken.await.map(|connected| connected.early);
        peer.await.expect("it ends well");
        spoken
    }

    #[tokio::test]
    async fn the_next_protocol_begins_where_the_preamble_ends() {
        assert_eq!(spoken(&["hello\n", "yes\n"]).await, Ok(Vec::new()));
        assert_eq!(spoken(&["hello\n", "yes\nTLS"]).await, Ok(b"TLS".to_vec()));
        let refused = Err((Stage::Connect, Failure::Unreached(Unreached::Refused)));
        assert_eq!(spoken(&["hello\n", "no\n"]).await, refused);
        let broken = Unreached::Other { evidence: "Closed after 1 lines".to_owned().into() };
        assert_eq!(spoken(&["hello\n", "ye"]).await, Err((Stage::Connect, Failure::Unreached(broken))));
    }

    #[tokio::test]
    async fn direct_tls_says_nothing_and_keeps_what_came() {
        let mut output = Vec::new();
        for early in [&b""[..], b"220 mail"] {
            let step = Direct.step(early, &mut output);
            assert_eq!((step, output.as_slice()), (Ok(Step::Done { early: early.to_vec() }), &[][..]));
        }
    }
}
