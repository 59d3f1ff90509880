//! The right answer of each endpoint of the lab.

use std::collections::BTreeMap;

use crate::diagnosis::{Reason, SupportState};
use crate::observation::TrustJudgment;
use crate::tls::Version;

/// What `check` must conclude about an endpoint to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// For all five versions: the conclusion, and the reasons that are right.
    pub versions: BTreeMap<Version, (SupportState, Vec<Reason>)>,
    /// How a stack that has the lab's CA as a root must judge the chain; `None` if no handshake of TLS 1.2 or TLS 1.3
    /// gets far enough to judge one.
    pub trust: Option<TrustJudgment>,
}

impl Expected {
    pub(super) fn new(row: Row, trust: Option<TrustJudgment>) -> Self {
        let versions =
            Version::ALL.into_iter().zip(row).map(|(version, (state, reasons))| (version, (state, reasons.to_vec())));
        Self { versions: versions.collect(), trust }
    }

    /// Returns whether this conclusion is right.
    pub fn agrees(&self, version: Version, state: SupportState, reason: Reason) -> bool {
        self.versions.get(&version).is_some_and(|(right, reasons)| *right == state && reasons.contains(&reason))
    }
}

/// A conclusion with the reasons that are right for it.
pub(super) type Cell = (SupportState, &'static [Reason]);

/// A cell for each of SSL 3.0, TLS 1.0, 1.1, 1.2 and 1.3.
pub(super) type Row = [Cell; 5];

/// Accepted by a `ServerHello`.
pub(super) const YES: Cell = (SupportState::Accepted, &[Reason::ServerHello]);
/// Accepted by a `HelloRetryRequest`.
pub(super) const RETRY: Cell = (SupportState::Accepted, &[Reason::HelloRetryRequest]);
/// Accepted either way: on a busy machine a slow server is asked again, without a key share, before its first answer.
pub(super) const YES_OR_RETRY: Cell = (SupportState::Accepted, &[Reason::ServerHello, Reason::HelloRetryRequest]);
/// Accepted on one try and not on another; a run that tries once sees only one of them.
pub(super) const UNSTABLE: Cell = (SupportState::Accepted, &[Reason::Unstable, Reason::ServerHello]);
/// Rejected by a `ServerHello` of a lower version.
pub(super) const LOWER: Cell = (SupportState::Refused, &[Reason::AnswersLower]);
/// Rejected by alert 70.
pub(super) const VERSION_ALERT: Cell = (SupportState::Refused, &[Reason::AlertProtocolVersion]);
/// Rejected by another fatal alert to every hello.
pub(super) const OTHER_ALERT: Cell = (SupportState::Refused, &[Reason::AlertOther]);
/// Rejected by an alert that depends on the serving library.
pub(super) const ANY_ALERT: Cell = (SupportState::Refused, &[Reason::AlertProtocolVersion, Reason::AlertOther]);
/// Rejected by reset, since another version is accepted.
pub(super) const RESET: Cell = (SupportState::Refused, &[Reason::Reset]);
/// Rejected by close, since another version is accepted.
pub(super) const CLOSED: Cell = (SupportState::Refused, &[Reason::Closed]);
/// Rejected by silence, since another version is accepted.
pub(super) const SILENT: Cell = (SupportState::Refused, &[Reason::Silent]);
/// Reset, and nothing at this endpoint answers with TLS.
pub(super) const RESET_NO_TLS: Cell = (SupportState::Unknown, &[Reason::ResetNoTls]);
/// Closed, and nothing at this endpoint answers with TLS.
pub(super) const CLOSED_NO_TLS: Cell = (SupportState::Unknown, &[Reason::ClosedNoTls]);
/// Silent, and nothing at this endpoint answers with TLS.
pub(super) const SILENT_NO_TLS: Cell = (SupportState::Unknown, &[Reason::SilentNoTls]);
/// Alerts about something other than the version, to every hello.
pub(super) const ALERT_ABOUT_OTHER: Cell = (SupportState::Unknown, &[Reason::AlertNotAboutVersion]);
/// The server name is rejected.
pub(super) const NAME: Cell = (SupportState::Unknown, &[Reason::NameRefused]);
/// Not TLS.
pub(super) const NOT_TLS: Cell = (SupportState::Unknown, &[Reason::NotTls]);
/// TLS that breaks its own rules.
pub(super) const INVALID: Cell = (SupportState::Unknown, &[Reason::InvalidAnswer]);
/// An answer that is cut off: invalid, or no answer at all.
pub(super) const CUT: Cell = (SupportState::Unknown, &[Reason::InvalidAnswer, Reason::ClosedNoTls]);
/// Bytes without end: abandoned at a limit or at the deadline.
pub(super) const ENDLESS: Cell = (SupportState::Unknown, &[Reason::InvalidAnswer, Reason::SilentNoTls]);
