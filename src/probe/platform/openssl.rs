//! A bare `SSL_CTX` of the system's OpenSSL, because that alone follows `openssl.cnf` and the distribution's policy.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use openssl::error::ErrorStack;
use openssl::ssl::{
    HandshakeError, MidHandshakeSslStream, Ssl, SslContext, SslMethod, SslRef, SslStream, SslVerifyMode,
};
use openssl::x509::{X509, X509VerifyResult};

use crate::clean::clean;
use crate::observation::{Evidence, LocalReason, TrustFacts, TrustJudgment, TrustProblem};
use crate::probe::pipe::Pipe;
use crate::probe::{Finish, Handshake, Judged, PeerName, Progress};
use crate::roots::Roots;
use crate::target::Host;
use crate::tls::{Alert, AlertDescription};

/// Returns whether the default offer of a program that does not request a version can be captured on this platform.
pub const fn has_default_offer() -> bool {
    true
}

/// A context in which this program sets no versions, suites or groups.
#[derive(Clone)]
pub(super) struct Stack(SslContext);

impl std::fmt::Debug for Stack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stack(SSL_CTX)")
    }
}

/// Begins a handshake with the caller's context and settings for this one handshake. Used to find out what this host
/// would do, where a context and a root store for each setting would take too long.
pub(crate) fn start_with(
    context: &SslContext,
    peer: &PeerName,
    set: impl FnOnce(&mut SslRef) -> Result<(), ErrorStack>,
) -> Result<Box<dyn Handshake>, ErrorStack> {
    Stack(context.clone()).begin(peer, set)
}

fn aborted(error: &ErrorStack) -> LocalReason {
    LocalReason::Aborted { alert: None, evidence: clean(&error.to_string()).into() }
}

impl Stack {
    pub(super) fn new(roots: &Roots) -> Result<Self, String> {
        let build = || -> Result<SslContext, ErrorStack> {
            let mut builder = SslContext::builder(SslMethod::tls())?;
            // An unreadable store shows in the judgment of the certificate.
            if roots.are_of_this_host() {
                let _ = builder.set_default_verify_paths();
            }
            for der in roots.more() {
                builder.cert_store_mut().add_cert(X509::from_der(der)?)?;
            }
            Ok(builder.build())
        };
        build().map(Self).map_err(|error| clean(&error.to_string()))
    }

    pub(super) fn start(&self, peer: &PeerName) -> Result<Box<dyn Handshake>, LocalReason> {
        self.begin(peer, |_| Ok(())).map_err(|error| aborted(&error))
    }

    fn begin(
        &self,
        peer: &PeerName,
        set: impl FnOnce(&mut SslRef) -> Result<(), ErrorStack>,
    ) -> Result<Box<dyn Handshake>, ErrorStack> {
        let first_problem = Arc::new(Mutex::new(None));
        let mut ssl = self.prepare(peer, &first_problem)?;
        set(&mut ssl)?;
        Ok(Box::new(BareHandshake { pipe: Pipe::default(), state: State::Ready(ssl), first_problem, trust: None }))
    }

    fn prepare(&self, peer: &PeerName, first: &FirstProblem) -> Result<Ssl, ErrorStack> {
        let mut ssl = Ssl::new(&self.0)?;
        if let Some(name) = &peer.server_name {
            ssl.set_hostname(name)?;
        }
        match &peer.host {
            Host::Name(name) => ssl.param_mut().set_host(name)?,
            Host::Address(IpAddr::V4(address)) => ssl.param_mut().set_ip((*address).into())?,
            Host::Address(IpAddr::V6(address)) => ssl.param_mut().set_ip((*address).into())?,
        }
        let first = Arc::clone(first);
        // Note a problem but continue: trust and version are separate facts.
        ssl.set_verify_callback(SslVerifyMode::PEER, move |fine, context| {
            if !fine {
                first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(context.error());
            }
            true
        });
        Ok(ssl)
    }
}

type FirstProblem = Arc<Mutex<Option<X509VerifyResult>>>;

enum State {
    Ready(Ssl),
    Waiting(MidHandshakeSslStream<Pipe>),
    /// Complete. In TLS 1.3 we still listen to the peer, because it may reject.
    Complete(SslStream<Pipe>),
    Ended,
}

struct BareHandshake {
    pipe: Pipe,
    state: State,
    first_problem: FirstProblem,
    trust: Option<TrustFacts>,
}

impl Handshake for BareHandshake {
    fn step(&mut self, input: &[u8], closed: bool, output: &mut Vec<u8>) -> Progress {
        self.pipe.feed(input, closed);
        let result = match std::mem::replace(&mut self.state, State::Ended) {
            State::Ready(ssl) => ssl.connect(self.pipe.clone()),
            State::Waiting(handshake) => handshake.handshake(),
            State::Complete(stream) => return self.listen(stream),
            State::Ended => {
                return Progress::Finished(Finish::Failed { peer_alert: None, evidence: Evidence::AlreadyEnded });
            }
        };
        self.pipe.drain(output);
        match result {
            Ok(stream) => {
                self.note_trust(stream.ssl());
                let listens = stream.ssl().version2() == Some(openssl::ssl::SslVersion::TLS1_3);
                self.state = State::Complete(stream);
                if listens { Progress::Listen } else { Progress::Finished(Finish::Completed) }
            }
            Err(HandshakeError::WouldBlock(handshake)) => {
                self.state = State::Waiting(handshake);
                Progress::More
            }
            Err(HandshakeError::Failure(handshake)) => {
                self.note_trust(handshake.ssl());
                let alert = handshake.error().ssl_error().and_then(peer_alert);
                Progress::Finished(failed(alert, &handshake.error().to_string()))
            }
            Err(HandshakeError::SetupFailure(error)) => {
                Progress::Finished(failed(peer_alert(&error), &error.to_string()))
            }
        }
    }

    fn judged(&mut self) -> Judged {
        Judged { trust: self.trust.take(), ..Judged::default() }
    }

    fn blocks(&self) -> bool {
        true
    }
}

impl BareHandshake {
    /// Reads what the peer sends after a TLS 1.3 handshake: tickets and data are accepted, an alert is a rejection.
    fn listen(&mut self, mut stream: SslStream<Pipe>) -> Progress {
        match stream.ssl_read(&mut [0; 1024]) {
            Err(error) if error.code() == openssl::ssl::ErrorCode::SSL => {
                let alert = error.ssl_error().and_then(peer_alert);
                Progress::Finished(failed(alert, &error.to_string()))
            }
            _ => {
                self.state = State::Complete(stream);
                Progress::Finished(Finish::Completed)
            }
        }
    }

    fn note_trust(&mut self, ssl: &SslRef) {
        let Some(chain) = ssl.peer_cert_chain() else { return };
        let chain: Vec<_> = chain.iter().filter_map(|certificate| certificate.to_der().ok()).collect();
        let first = self.first_problem.lock().unwrap_or_else(PoisonError::into_inner).take();
        let judgment = match first {
            None if ssl.verify_result() == X509VerifyResult::OK => TrustJudgment::Trusted,
            None => TrustJudgment::NotTrusted(problem(ssl.verify_result())),
            Some(first) => TrustJudgment::NotTrusted(problem(first)),
        };
        self.trust = Some(TrustFacts { chain, judgment });
    }
}

/// Maps `X509_V_ERR_…` numbers (`x509_vfy.h`).
fn problem(result: X509VerifyResult) -> TrustProblem {
    match result.as_raw() {
        2 | 18..=21 => TrustProblem::UnknownIssuer,
        10 => TrustProblem::Expired,
        9 => TrustProblem::NotYetValid,
        62 | 64 => TrustProblem::WrongName,
        23 => TrustProblem::Revoked,
        66..=68 => TrustProblem::UnsupportedAlgorithm,
        _ => TrustProblem::Malformed,
    }
}

/// Returns how a handshake ended that another library made with OpenSSL. Omits what the library adds about the
/// certificate, which is not judged there.
pub(super) fn failed_by(error: &(dyn std::error::Error + 'static)) -> Finish {
    match error.source().and_then(|cause| cause.downcast_ref::<ErrorStack>()) {
        Some(cause) => failed(peer_alert(cause), &cause.to_string()),
        None => failed(None, &error.to_string()),
    }
}

/// Returns the alert that the peer sent: reasons from 1000 up are alert numbers (`SSL_AD_REASON_OFFSET`).
pub(crate) fn peer_alert(errors: &ErrorStack) -> Option<Alert> {
    const LIBRARY_SSL: i32 = 20;
    errors
        .errors()
        .iter()
        .filter(|error| error.library_code() == LIBRARY_SSL)
        .filter_map(|error| u8::try_from(error.reason_code() - 1000).ok())
        .map(|number| Alert::fatal(AlertDescription(number)))
        .next()
}

fn failed(peer_alert: Option<Alert>, evidence: &str) -> Finish {
    Finish::Failed { peer_alert, evidence: clean(evidence).into() }
}
