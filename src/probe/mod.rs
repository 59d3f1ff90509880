//! One attempt, which is one connection by one prober for one version, results in one [`Observation`] without
//! interpretation.
//!
//! Every prober is a [`Handshake`]: bytes in, bytes out, no I/O. One driver moves the bytes, one tap sees them, and one
//! reader determines what was sent and answered, whichever library ran.

mod classify;
#[cfg(test)]
mod classify_tests;
mod drive;
mod needs;
pub(crate) mod pipe;
pub mod platform;
mod steps;
mod via_rustls;
#[cfg(test)]
mod via_rustls_tests;
mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::net::{self, Failure, Route};
use crate::observation::{
    Asked, End, Evidence, LocalReason, Observation, Prober, QuestionId, Repetition, Stage, StageTimes, TrustFacts,
    Unreached,
};
use crate::roots::Roots;
use crate::target::{Host, Transport};
use crate::tls::Alert;
use crate::wire::{Offer, ServerFlight};

use tokio::sync::Semaphore;

use needs::{Made, Need};
pub use platform::Platform;
use steps::Steps;
pub use via_rustls::RustlsProber;
pub use wire::Hello;

/// The peer of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerName {
    /// The name or address that certificates are checked against.
    pub host: Host,
    /// The server name to send, if any; never an IP literal.
    pub server_name: Option<String>,
}

/// The result of a step of a handshake.
#[derive(Debug)]
pub enum Progress {
    /// It needs bytes from the peer.
    More,
    /// It is complete, but the peer may still reject it (a client certificate in TLS 1.3), so its next bytes are wanted
    /// if they come soon.
    Listen,
    /// It has ended.
    Finished(Finish),
}

/// How a handshake ended on our side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The wire prober has what it needs: the peer's answer, or proof that none will come.
    Settled,
    /// The library reports a complete handshake.
    Completed,
    /// The library gave up.
    Failed {
        /// The peer's alert, if the library reports it by type. In TLS 1.3 the tap cannot see it.
        peer_alert: Option<Alert>,
        /// What the library says, as evidence, cleaned.
        evidence: Evidence,
    },
    /// The library did not return from a step.
    Stalled {
        /// How long we waited for it.
        waited: Duration,
    },
}

/// What a prober knows that the tap cannot see, or has already parsed.
#[derive(Debug, Default)]
pub struct Judged {
    /// The chain and its judgment.
    pub trust: Option<TrustFacts>,
    /// Whether a client certificate was requested, if the prober knows.
    pub certificate_requested: Option<bool>,
    /// The hello that was sent, from a prober that built it with our code; otherwise it is read from the tap.
    pub sent: Option<Arc<Offer>>,
}

/// One side of a handshake, without I/O.
pub trait Handshake: Send {
    /// Takes the bytes that came, makes as much progress as possible, and leaves the bytes to send in `output`. The
    /// first call has no input.
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress;

    /// Returns what the prober knows and the tap cannot see. Called once, at the end.
    fn judged(&mut self) -> Judged {
        Judged::default()
    }

    /// Returns the handshake's reader of what came, if it has one, so that the driver does not parse the same bytes
    /// again. Called before the first step, and at the end to take the reader's result.
    fn reading(&mut self) -> Option<&mut ServerFlight> {
        None
    }

    /// Returns whether a step may take long or block, so that it must not run on the threads of the connections.
    fn blocks(&self) -> bool {
        false
    }
}

/// Concurrent handshakes of the platform's stack. OpenSSL holds more than a hundred kilobytes for each, and more handshakes
/// would only wait for the processor. A run over a million endpoints must stay below 64 MB.
const MOST_NATIVE: usize = 256;

/// The probers of a run and what they share between attempts. Dropping them takes less than a millisecond.
#[derive(Debug)]
pub struct Probers {
    /// The platform's stack.
    pub platform: Platform,
    /// rustls.
    pub rustls: RustlsProber,
    roots: Roots,
    made: Made,
    /// Places for handshakes of the platform's stack.
    native: Semaphore,
    /// Runs steps of libraries that may block, each on a thread, with a limit on how many run concurrently.
    steps: Steps,
}

impl Probers {
    /// Creates probers that trust these roots. The roots are read once, so only probers and roots created later see
    /// changes of the host's store.
    pub fn new(roots: Roots) -> Self {
        Self {
            platform: Platform::new(roots.clone()),
            rustls: RustlsProber::new(roots.clone()),
            roots,
            made: Made::nothing(Made::most_makers()),
            native: Semaphore::new(MOST_NATIVE),
            steps: Steps::new(Self::most_steps()),
        }
    }

    /// Returns the roots that these probers trust.
    pub const fn roots(&self) -> &Roots {
        &self.roots
    }

    /// Returns how many blocking steps may run concurrently, each on a thread: without a limit, hundreds of answers at
    /// once would start hundreds of threads. OpenSSL only computes, so more than two per processor would only use
    /// memory. On other platforms a step may wait for a revocation list.
    pub fn most_steps() -> usize {
        if cfg!(any(windows, target_vendor = "apple")) {
            return 64;
        }
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).saturating_mul(2).min(8)
    }

    /// Limits the number of threads to fewer than the default. Must be called before the first attempt.
    #[must_use]
    pub fn with_steps(mut self, most: usize) -> Self {
        self.steps = Steps::new(most.clamp(1, Self::most_steps()));
        self.made = Made::nothing(Made::most_makers().min(most));
        self
    }

    /// Waits until everything slow that an attempt needs (root stores) is ready; the first call creates it on a
    /// separate thread. Call this early so that no attempt has to wait. Returns at once for attempts that need nothing
    /// slow.
    ///
    /// # Errors
    /// It is not ready in time; contains how long this call waited.
    pub async fn ready(
        self: &Arc<Self>,
        prober: Prober,
        asked: Asked,
        send_name: bool,
        patience: Duration,
    ) -> Result<(), Duration> {
        match Need::of(prober, asked, send_name) {
            Some(need) => self.wait_for(need, patience).await,
            None => Ok(()),
        }
    }

    fn start(&self, attempt: &Attempt<'_>) -> Result<Box<dyn Handshake>, LocalReason> {
        match (attempt.prober, attempt.asked) {
            (Prober::Wire, Asked::Pinned(version)) => wire::start(version, attempt.hello, attempt.peer)
                .map(|handshake| Box::new(handshake) as Box<dyn Handshake>)
                .ok_or(LocalReason::ProberCannot),
            (Prober::Wire, Asked::Default) => Err(LocalReason::ProberCannot),
            (Prober::Native, asked) => self.platform.start(asked, attempt.peer),
            (Prober::Rustls, asked) => self.rustls.start(asked, attempt.peer),
        }
    }
}

/// One connection to make.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The question that it is made for.
    pub question: QuestionId,
    /// The prober that makes it.
    pub prober: Prober,
    /// The version that is requested.
    pub asked: Asked,
    /// The hello to send, if the prober is wire.
    pub hello: &'a Hello,
    /// Which repetition it is; `None` for first attempts.
    pub repetition: Option<Repetition>,
    /// The route to the endpoint.
    pub route: &'a Route,
    /// How TLS is reached at the end of the route.
    pub transport: Transport,
    /// The peer of the handshake.
    pub peer: &'a PeerName,
    /// When it must have ended. Time that this machine takes before it sends anything is added.
    pub deadline: Instant,
}

impl Attempt<'_> {
    /// Returns an observation with this end at this stage.
    pub(crate) fn ended(&self, reached: Stage, end: End) -> Observation {
        Observation::new(self.prober, self.asked, reached, end)
            .with_question(self.question)
            .with_variant(self.hello.variant())
            .with_repetition(self.repetition)
            .with_address(self.route.address())
    }
}

/// Notified of events while an attempt runs.
pub trait Watch: Sync {
    /// Called when the connection is established.
    fn connected(&self) {}
}

impl Watch for () {}

/// Makes one attempt. Never fails: every outcome is an observation.
pub async fn attempt(probers: &Arc<Probers>, attempt: &Attempt<'_>, watch: &dyn Watch) -> Observation {
    let connected = match net::connect(attempt.route, attempt.transport, attempt.deadline).await {
        Ok(connected) => connected,
        Err((stage, failure)) => return attempt.ended(stage, unreached(failure)),
    };
    let up = Instant::now();
    let connect = Some(connected.took);
    watch.connected();
    // Only now: an attempt that cannot connect must not keep others from their handshakes. The semaphore is never closed.
    let _place = match attempt.prober {
        Prober::Native => probers.native.acquire().await.ok(),
        Prober::Wire | Prober::Rustls => None,
    };
    let patience = attempt.deadline.saturating_duration_since(up) + steps::GRACE;
    let send_name = attempt.peer.server_name.is_some();
    if let Err(waited) = probers.ready(attempt.prober, attempt.asked, send_name, patience).await {
        return attempt.ended(Stage::Hello, End::Local(LocalReason::Stalled { waited }));
    }
    // Created only when the attempt is over, so that hundreds of waiting attempts do not each hold one.
    let mut observation = match probers.start(attempt) {
        Err(reason) => attempt.ended(Stage::Hello, End::Local(reason)),
        Ok(handshake) => {
            let driven = drive::drive(connected, handshake, &probers.steps, up, attempt.deadline).await;
            tracing::trace!(
                prober = %attempt.prober, asked = ?attempt.asked, next_hop = %attempt.route.next_hop(),
                sent = driven.tap.sent.len(), received = driven.tap.received_total, "bytes"
            );
            classify::classify(attempt.ended(Stage::Hello, End::Done), driven)
        }
    };
    observation.times.connect = connect;
    tracing::debug!(
        prober = %observation.prober, asked = ?observation.asked, variant = ?observation.variant,
        address = ?observation.address, reached = ?observation.reached, end = ?observation.end, "attempt ended"
    );
    observation
}

fn unreached(failure: Failure) -> End {
    match failure {
        Failure::Unreached(why) => End::Unreached(why),
        Failure::Local(reason) => End::Local(reason),
    }
}

/// Returns an observation for an endpoint that could not be tried because a name did not resolve.
pub fn never_tried(prober: Prober, asked: Asked, why: Unreached, took: Duration) -> Observation {
    let times = StageTimes { resolve: Some(took), ..StageTimes::default() };
    Observation::new(prober, asked, Stage::Resolve, End::Unreached(why)).with_times(times)
}
