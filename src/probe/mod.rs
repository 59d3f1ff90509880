//! One attempt: one connection by one prober for one version → one [`Observation`]. No opinion.
//!
//! Every prober is a [`Handshake`]: bytes in, bytes out, no I/O. One driver moves the bytes, one tap sees them, and one
//! reader says what was really sent and answered, whatever library ran.

mod classify;
#[cfg(test)]
mod classify_tests;
mod drive;
mod needs;
mod pipe;
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
    Asked, End, Evidence, LocalReason, Observation, Prober, QuestionId, Stage, StageTimes, TrustFacts, Unreached,
};
use crate::roots::Roots;
use crate::target::{Host, Transport};
use crate::tls::Alert;
use crate::wire::{Offer, ServerFlight};

use needs::{Made, Need};
pub use platform::Platform;
use steps::Steps;
pub use via_rustls::RustlsProber;
pub use wire::Hello;

/// Whom a handshake is with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerName {
    /// What certificates are checked against.
    pub host: Host,
    /// The server name to send, if any; never an IP literal.
    pub server_name: Option<String>,
}

/// What a step of a handshake led to.
#[derive(Debug)]
pub enum Progress {
    /// It needs bytes from the peer.
    More,
    /// It is complete, but the peer may still refuse (a client certificate in TLS 1.3): its next bytes are wanted, if they
    /// come soon.
    Listen,
    /// It has ended.
    Finished(Finish),
}

/// How a handshake ended on our side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The wire prober has what it wants: the peer's answer, or proof that none will come.
    Settled,
    /// The library says that it is complete.
    Completed,
    /// The library gave up.
    Failed {
        /// The alert of the peer that the library reports, where it does so by type. In TLS 1.3 the tap cannot see it.
        peer_alert: Option<Alert>,
        /// What the library says, as evidence, cleaned.
        evidence: Evidence,
    },
    /// The library did not come back from a step.
    Stalled {
        /// How long it was waited for.
        waited: Duration,
    },
}

/// What an prober knows that the tap cannot see, or has already read of it.
#[derive(Debug, Default)]
pub struct Judged {
    /// The chain and its judgment.
    pub trust: Option<TrustFacts>,
    /// Whether a client certificate was wanted, where the prober can tell.
    pub certificate_requested: Option<bool>,
    /// The hello that was sent, from an prober that wrote it with our own code; else it is read off the tap.
    pub sent: Option<Arc<Offer>>,
}

/// One side of a handshake, without I/O.
pub trait Handshake: Send {
    /// Takes the bytes that came, makes what progress it can, and leaves the bytes to send in `output`. The first call
    /// comes without input.
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress;

    /// What it knows that the tap cannot see. Called once, at the end.
    fn judged(&mut self) -> Judged {
        Judged::default()
    }

    /// Its own reading of what came, if it has one: then the driver does not read the same bytes again. Called before the
    /// first step, and once more at the end for what it holds.
    fn reading(&mut self) -> Option<&mut ServerFlight> {
        None
    }

    /// Whether a step may take long or wait for something, so that it must not run among the connections.
    fn blocks(&self) -> bool {
        false
    }
}

/// The probers of a run, with what they share between attempts. Dropping them takes less than a millisecond.
#[derive(Debug)]
pub struct Probers {
    /// The platform's stack.
    pub platform: Platform,
    /// rustls.
    pub rustls: RustlsProber,
    roots: Roots,
    made: Made,
    /// Steps of libraries that may wait for the system, at the same time: each holds a thread.
    steps: Steps,
}

impl Probers {
    /// Probers that trust these roots. They read them once: others that are made later, with roots made later, see a store
    /// that has changed.
    pub fn new(roots: Roots) -> Self {
        Self {
            platform: Platform::new(roots.clone()),
            rustls: RustlsProber::new(roots.clone()),
            roots,
            made: Made::nothing(Made::most_makers()),
            steps: Steps::new(Self::most_steps()),
        }
    }

    /// What these probers trust.
    pub const fn roots(&self) -> &Roots {
        &self.roots
    }

    /// Steps at the same time that run on threads of their own. Hundreds of answers that come at once would make hundreds of
    /// threads. OpenSSL only computes, so more than two for each processor would only take memory; other platforms may wait
    /// for a revocation list in a step.
    pub fn most_steps() -> usize {
        if cfg!(any(windows, target_vendor = "apple")) {
            return 64;
        }
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).saturating_mul(2).min(8)
    }

    /// The same probers with fewer threads at the same time, before their first attempt.
    #[must_use]
    pub fn with_steps(mut self, most: usize) -> Self {
        self.steps = Steps::new(most.clamp(1, Self::most_steps()));
        self.made = Made::nothing(Made::most_makers().min(most));
        self
    }

    /// Waits until what an attempt needs is there that takes long (root stores), which the first call makes on a thread of
    /// its own. To be called early, so that no attempt has to wait; those that need nothing of the kind never do.
    pub async fn ready(self: &Arc<Self>, prober: Prober, asked: Asked, send_name: bool) {
        if let Some(need) = Need::of(prober, asked, send_name) {
            self.wait_for(need).await;
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
    /// For which question.
    pub question: QuestionId,
    /// By which prober.
    pub prober: Prober,
    /// For which version.
    pub asked: Asked,
    /// With which hello, where the prober is wire.
    pub hello: &'a Hello,
    /// On which way.
    pub route: &'a Route,
    /// How TLS is reached at its end.
    pub transport: Transport,
    /// With whom.
    pub peer: &'a PeerName,
    /// When it must have ended, but for time that this machine takes by itself before it has said a word.
    pub deadline: Instant,
}

impl Attempt<'_> {
    /// What is seen when it has come to this end, and no further than this stage.
    fn ended(&self, reached: Stage, end: End) -> Observation {
        Observation::new(self.prober, self.asked, reached, end)
            .with_question(self.question)
            .with_variant(self.hello.variant())
            .with_address(self.route.address())
    }
}

/// Something that happens while an attempt runs, for those who wait for it.
pub trait Watch: Sync {
    /// The connection is up.
    fn connected(&self) {}
}

impl Watch for () {}

/// Makes one attempt. Never fails: whatever happens is an observation.
pub async fn attempt(probers: &Arc<Probers>, attempt: &Attempt<'_>, watch: &dyn Watch) -> Observation {
    let connected = match net::connect(attempt.route, attempt.transport, attempt.deadline).await {
        Ok(connected) => connected,
        Err((stage, failure)) => return attempt.ended(stage, unreached(failure)),
    };
    let up = Instant::now();
    let connect = Some(connected.took);
    watch.connected();
    probers.ready(attempt.prober, attempt.asked, attempt.peer.server_name.is_some()).await;
    // Made only when it is over: hundreds of attempts wait at the same time, and none of them carries it.
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

/// An observation for an endpoint that could not even be tried: its name did not resolve.
pub fn never_tried(prober: Prober, asked: Asked, why: Unreached, took: Duration) -> Observation {
    let times = StageTimes { resolve: Some(took), ..StageTimes::default() };
    Observation::new(prober, asked, Stage::Resolve, End::Unreached(why)).with_times(times)
}
