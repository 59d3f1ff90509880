//! Why something could not be observed, as messages.

use crate::message::Message;
use crate::observation::capture::Unseen;

/// Returns the reason as a clause.
pub(super) fn message(unseen: &Unseen) -> Message {
    match unseen.clone() {
        Unseen::NotStarted(evidence) => Message::HostUnseenNotStarted { evidence },
        Unseen::OfferedOnce => Message::HostUnseenOfferedOnce,
        Unseen::NoAnswer => Message::HostUnseenNoAnswer,
        Unseen::UnreadableAnswer => Message::HostUnseenUnreadableAnswer,
        Unseen::NoServer(evidence) => Message::HostUnseenNoServer { evidence },
        Unseen::BrokeOff(evidence) => Message::HostUnseenBrokeOff { evidence },
        Unseen::NothingInCommon => Message::HostUnseenNothingInCommon,
        Unseen::Endless => Message::HostUnseenEndless,
        Unseen::NotAvailable => Message::HostUnseenNotAvailable,
        Unseen::NothingWritten => Message::HostUnseenNothingWritten,
        Unseen::NoKnownVersion => Message::HostUnseenNoKnownVersion,
        Unseen::NothingToSelect => Message::HostUnseenNothingToSelect,
        Unseen::ControlFailed => Message::HostUnseenControlFailed,
        Unseen::OtherVersions(versions) => Message::HostUnseenOtherVersions { versions },
    }
}
