//! Moves bytes between a connection and a handshake through the tap, until one of them ends or the deadline passes.

use std::io;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::time::{timeout, timeout_at};

use super::steps::Steps;
use super::{Finish, Handshake, Judged, Progress};
use crate::net::{Connected, Ended, Framing, Tap};
use crate::wire::{FlightLimits, ServerFlight, Stop, WireProblem};

/// Bounds on how long to listen to a peer after a complete handshake: enough for a round trip and the peer's work.
const LISTEN_LEAST: Duration = Duration::from_millis(20);
const LISTEN_MOST: Duration = Duration::from_millis(500);
/// How long a last look takes at a peer that has sent nothing: the runtime must poll the system once.
const LAST_LOOK: Duration = Duration::from_millis(1);

/// The result of a driven handshake.
#[derive(Debug)]
pub(super) struct Driven {
    pub(super) tap: Tap,
    /// What the peer sent unencrypted, whichever library ran.
    pub(super) server: ServerFlight,
    /// How our side ended it; `None` if it was still waiting.
    pub(super) finish: Option<Finish>,
    pub(super) judged: Judged,
    pub(super) began: Instant,
    pub(super) finished: Instant,
}

/// Drives a handshake to its end. `up` is when the connection was established. The time from then until our first bytes
/// leave is this machine's, so it is added to the peer's deadline: a busy machine must not report its peers as silent.
pub(super) async fn drive(
    connected: Connected,
    mut handshake: Box<dyn Handshake>,
    steps: &Steps,
    up: Instant,
    mut deadline: Instant,
) -> Driven {
    let Connected { stream, early, mut framing, .. } = connected;
    let mut tap = Tap::new();
    let mut server = handshake.reading().is_none().then(|| Box::new(ServerFlight::new(FlightLimits::FLIGHT)));
    let began = Instant::now();
    let mut input = Vec::new();
    if !early.is_empty() {
        input = framing.inbound(early);
        if !input.is_empty() {
            tap.note_received(&input, began);
        }
    }
    let mut listening = None;
    let finish = loop {
        let mut output = Vec::new();
        let closed = tap.ended != Ended::Open;
        if let Some(server) = &mut server {
            server.push(&input);
        }
        let progress;
        // The deadline does not run until our first bytes leave.
        let since = if tap.first_sent.is_none() { up } else { Instant::now() };
        let patience = deadline.saturating_duration_since(since);
        (handshake, progress) = step(handshake, steps, &input, closed, &mut output, patience).await;
        if !output.is_empty() {
            let now = Instant::now();
            if tap.first_sent.is_none() {
                deadline += now.saturating_duration_since(up);
            }
            if let Err(error) = write_all(&stream, &framing.outbound(&output), deadline).await {
                // What the peer sent before it cut the connection may still be readable.
                tracing::trace!(%error, "write failed");
            }
            tap.note_sent(output, now);
        }
        match progress {
            Progress::Finished(finish) => break Some(finish),
            Progress::Listen if listening.is_none() => listening = Some(listen_until(&tap, deadline)),
            _ if closed => break None,
            // A library may keep reading a flood as long as it lasts, but nothing in it can be an answer.
            _ if server.as_deref().is_some_and(is_flooded) => break None,
            _ => {}
        }
        input = read(&stream, &mut framing, &mut tap, listening.unwrap_or(deadline)).await;
        if tap.ended == Ended::Deadline {
            break listening.map(|_| {
                tap.ended = Ended::Open;
                Finish::Completed
            });
        }
    };
    let judged = handshake.judged();
    let own = || handshake.reading().map(|own| std::mem::replace(own, ServerFlight::new(FlightLimits::HELLO)));
    let server = server.map(|server| *server).or_else(own).unwrap_or_else(|| ServerFlight::new(FlightLimits::HELLO));
    Driven { tap, server, finish, judged, began, finished: Instant::now() }
}

fn is_flooded(server: &ServerFlight) -> bool {
    server.stop == Some(Stop::Invalid(WireProblem::Flood))
}

/// Runs one step, on this thread or, if it may block, on a separate one.
async fn step(
    mut handshake: Box<dyn Handshake>,
    steps: &Steps,
    input: &[u8],
    closed: bool,
    output: &mut Vec<u8>,
    patience: Duration,
) -> (Box<dyn Handshake>, Progress) {
    if handshake.blocks() {
        // On the heap, so that attempts that never need it do not reserve space for it.
        return Box::pin(steps.run(handshake, input.to_vec(), closed, output, patience)).await;
    }
    let progress = handshake.step(input, closed, output);
    (handshake, progress)
}

fn listen_until(tap: &Tap, deadline: Instant) -> Instant {
    let round_trip = match (tap.first_sent, tap.first_received) {
        (Some(sent), Some(received)) => received.saturating_duration_since(sent),
        _ => Duration::ZERO,
    };
    deadline.min(Instant::now() + (2 * round_trip).clamp(LISTEN_LEAST, LISTEN_MOST))
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8], deadline: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                timeout_at(deadline.into(), stream.writable()).await.map_err(|_| io::ErrorKind::TimedOut)??;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads available bytes; notes a close, an error or the deadline on the tap.
async fn read(stream: &TcpStream, framing: &mut Framing, tap: &mut Tap, deadline: Instant) -> Vec<u8> {
    loop {
        match readable(stream, tap, deadline).await {
            None => {
                tap.ended = Ended::Deadline;
                return Vec::new();
            }
            Some(Err(error)) => {
                tap.note_error(&error);
                return Vec::new();
            }
            Some(Ok(())) => {}
        }
        match try_read(stream, framing, tap) {
            Ok(bytes) => return bytes,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => {
                tap.note_error(&error);
                return Vec::new();
            }
        }
    }
}

/// Waits until there is something to read; returns `None` at the deadline.
async fn readable(stream: &TcpStream, tap: &Tap, deadline: Instant) -> Option<io::Result<()>> {
    // `readable` returns at once for a peer that always sends, so the deadline must be checked first.
    if Instant::now() < deadline
        && let Ok(ready) = timeout_at(deadline.into(), stream.readable()).await
    {
        return Some(ready);
    }
    // After a pause of this machine or process (Ctrl-Z), the deadline may have passed before we looked at what came.
    if tap.received_total == 0 { timeout(LAST_LOOK, stream.readable()).await.ok() } else { None }
}

/// Reads into a new buffer each time, so that waiting attempts hold none. A few hundred bytes settle most attempts of
/// the wire prober.
fn try_read(stream: &TcpStream, framing: &mut Framing, tap: &mut Tap) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(if tap.received_total == 0 { 1024 } else { 8192 });
    let is_end = stream.try_read_buf(&mut bytes)? == 0;
    let bytes = framing.inbound(bytes);
    if bytes.is_empty() && !is_end {
        // Only part of a frame.
        return Err(io::ErrorKind::WouldBlock.into());
    }
    tap.note_received(&bytes, Instant::now());
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;
    use tokio::net::TcpListener;

    /// Sends more than fits into any window, and waits for an answer.
    struct Talker;

    impl Handshake for Talker {
        fn step(&mut self, _input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
            output.resize(64 * 1024 * 1024, 7);
            if closed { Progress::Finished(Finish::Settled) } else { Progress::More }
        }
    }

    /// Never finishes, like a library that skips what it does not know.
    struct Listener;

    impl Handshake for Listener {
        fn step(&mut self, _input: &[u8], _closed: bool, _output: &mut Vec<u8>) -> Progress {
            Progress::More
        }
    }

    async fn connected() -> (Connected, TcpStream) {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (stream, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let stream = stream.expect("it connects");
        (Connected::new(stream, Duration::ZERO), accepted.expect("it is accepted").0)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_peer_that_does_not_read_is_not_written_to_for_longer_than_the_deadline() {
        let (connected, _peer) = connected().await;
        let now = Instant::now();
        let steps = Steps::new(1);
        let driven = drive(connected, Box::new(Talker), &steps, now, now + Duration::from_millis(200)).await;
        assert_eq!(driven.tap.ended, Ended::Deadline);
        assert!(driven.tap.sent.len() < 64 * 1024, "what is kept of it is bounded");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_peer_that_never_pauses_does_not_outlast_the_limits() {
        let (connected, peer) = connected().await;
        let flood = tokio::spawn(async move {
            // Empty handshake records: each is allowed, but none has any effect.
            let records = [[22, 3, 3, 0, 0]; 1000].concat();
            while peer.writable().await.is_ok() {
                if matches!(peer.try_write(&records), Err(error) if error.kind() != io::ErrorKind::WouldBlock) {
                    return;
                }
            }
        });
        let now = Instant::now();
        let steps = Steps::new(1);
        let driven = drive(connected, Box::new(Listener), &steps, now, now + Duration::from_mins(1)).await;
        assert_eq!(driven.server.stop, Some(Stop::Invalid(WireProblem::Flood)));
        assert!(driven.tap.received.len() <= 256 && driven.tap.received_total > 256);
        flood.abort();
    }

    #[tokio::test]
    async fn an_answer_that_is_there_is_no_silence_however_late_it_is_looked_at() {
        let (connected, peer) = connected().await;
        peer.try_write(&[1, 2, 3]).expect("there is room");
        let past = Instant::now();
        let mut tap = Tap::new();
        assert_eq!(read(&connected.stream, &mut Framing::None, &mut tap, past).await, [1, 2, 3]);
        // Once the peer has sent something, there is no last look after the deadline.
        peer.try_write(&[4]).expect("there is room");
        assert!(read(&connected.stream, &mut Framing::None, &mut tap, past).await.is_empty());
        assert_eq!(tap.ended, Ended::Deadline);
    }

    /// Sends a hello, and then waits for something that does not come.
    struct Stuck(std::sync::mpsc::Receiver<()>);

    impl Handshake for Stuck {
        fn step(&mut self, input: &[u8], _closed: bool, output: &mut Vec<u8>) -> Progress {
            if input.is_empty() {
                output.push(7);
            } else {
                // Returns when the sender is dropped.
                let _ = self.0.recv();
            }
            Progress::More
        }

        fn blocks(&self) -> bool {
            true
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_library_that_does_not_come_back_does_not_outlast_the_deadline() {
        let (connected, peer) = connected().await;
        peer.try_write(&[1]).expect("there is room");
        let (release, released) = std::sync::mpsc::channel();
        let now = Instant::now();
        let steps = Steps::new(1).strict();
        let drive = drive(connected, Box::new(Stuck(released)), &steps, now, now + Duration::from_millis(200));
        let driven = tokio::time::timeout(Duration::from_mins(1), drive).await.expect("it ends");
        assert!(matches!(driven.finish, Some(Finish::Stalled { .. })), "{:?}", driven.finish);
        assert_eq!((driven.tap.sent.as_slice(), driven.tap.received.as_slice()), (&[7][..], &[1][..]));
        drop(release);
    }
}
