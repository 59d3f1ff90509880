//! The results of trying a TLS library in memory, version by version. Plain data: collected in `host`, judged in
//! `diagnosis`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::tls::{Alert, Version};
use crate::wire::Offer;

/// The kind of key exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyExchange {
    /// The client encrypts to the server's RSA key; nothing is signed.
    Rsa,
    /// Ephemeral elliptic curves: the server signs its share.
    Ecdhe,
    /// TLS 1.3: always ephemeral, always signed.
    Tls13,
}

/// How a client reacted to a server's flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It continues, or would with a valid signature.
    GoesOn,
    /// Its policy rejects the flight, with this alert if it sent one in the clear.
    Refuses(Option<Alert>),
    /// Its hello offers nothing of that kind for a server to select.
    NotInHello,
    /// Could not be determined, with the reason.
    Unknown(Unseen),
}

/// Why something could not be observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The library does not create a context or does not start a handshake; holds the library's message.
    NotStarted(String),
    /// The library offered the version the first time but not the second.
    OfferedOnce,
    /// It did not answer the test flight.
    NoAnswer,
    /// Its answer to the test flight cannot be read.
    UnreadableAnswer,
    /// The server for the TLS 1.3 test could not be set up; holds the reason.
    NoServer(String),
    /// The TLS 1.3 test broke off; holds the reason.
    BrokeOff(String),
    /// Client and test server have no parameters in common.
    NothingInCommon,
    /// The TLS 1.3 test handshake did not end.
    Endless,
    /// The platform's library cannot be tried on this system.
    NotAvailable,
    /// The library wrote nothing and did not say why.
    NothingWritten,
    /// Its hello offers no version that this program knows.
    NoKnownVersion,
    /// Its hello offers nothing that a test flight could select.
    NothingToSelect,
    /// It does not continue with the test flight for its highest version either, so its reaction to this version proves
    /// nothing.
    ControlFailed,
    /// The version was requested, but the hello offers these versions instead.
    OtherVersions(Vec<Version>),
}

/// How a library handles one version under one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// The library sends no hello, or its hello leaves the version out.
    NotOffered,
    /// The hello offers it; lists whether the library continues, for each kind of key exchange.
    Offered(Vec<(KeyExchange, Step)>),
    /// The hello offers it but has no suite that a server could select with it.
    NoSuite,
    /// Could not be determined, with the reason.
    Unknown(Unseen),
}

/// A [`Reaction`] summed up over all kinds of key exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The library continues with ephemeral keys (or TLS 1.3).
    GoesOn,
    /// The library continues with RSA key exchange but not with ephemeral keys, which most servers want.
    OnlyRsa,
    /// The library continues with no kind of key exchange.
    Refuses,
    /// The hello does not offer the version, or offers no suite for it.
    Absent,
    /// Could not be determined.
    Unknown,
}

impl Reaction {
    /// Sums up what the library does with the version.
    pub fn whole(&self) -> Whole {
        let steps = match self {
            Self::NotOffered | Self::NoSuite => return Whole::Absent,
            Self::Unknown(_) => return Whole::Unknown,
            Self::Offered(steps) => steps,
        };
        let goes_on = |wanted: fn(KeyExchange) -> bool| {
            steps.iter().any(|(exchange, step)| wanted(*exchange) && *step == Step::GoesOn)
        };
        if goes_on(|exchange| exchange != KeyExchange::Rsa) {
            return Whole::GoesOn;
        }
        if steps.iter().any(|(_, step)| matches!(step, Step::Unknown(_)))
            || steps.iter().all(|(_, step)| *step == Step::NotInHello)
        {
            return Whole::Unknown;
        }
        if goes_on(|exchange| exchange == KeyExchange::Rsa) { Whole::OnlyRsa } else { Whole::Refuses }
    }
}

/// An OpenSSL policy that can be lifted separately, to find out whether it is the deciding one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lift {
    /// Sets the security level to 0.
    Level,
    /// Sets the cipher suites to the library's default list.
    Suites,
    /// Sets the signature algorithms to all of TLS 1.2.
    Signatures,
    /// Sets the groups to those that every server knows.
    Groups,
    /// Sets the cipher suites of TLS 1.3 to all of them.
    Suites13,
}

/// Everything that was observed of one version in OpenSSL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The reaction with the defaults.
    pub default: Reaction,
    /// The reaction with the version requested as both the lowest and the highest.
    pub pinned: Reaction,
    /// Whether a hello is sent with the version requested and every policy lifted that can be lifted.
    pub capable: Result<bool, Unseen>,
    /// The reactions with the version requested and one policy lifted, in the order tried. Empty if nothing is
    /// rejected; ends with the first lift that explains the rejection.
    pub lifted: Vec<(Lift, Reaction)>,
}

impl Evidence {
    /// Returns whether the library has the version but leaves it out when a program requests it, so that some policy
    /// decides.
    pub fn is_kept_out(&self) -> bool {
        self.pinned.whole() == Whole::Absent && self.capable == Ok(true)
    }

    /// Returns whether the library offers the version but then rejects what servers answer, so that some policy
    /// decides.
    pub fn is_limited(&self) -> bool {
        [&self.default, &self.pinned]
            .into_iter()
            .any(|reaction| matches!(reaction.whole(), Whole::OnlyRsa | Whole::Refuses))
    }

    /// Returns the first policy whose lifting brings the version into the hello.
    pub fn lets_in(&self) -> Option<Lift> {
        self.first_lift(|whole| whole != Whole::Absent)
    }

    /// Returns the first policy whose lifting lets handshakes continue.
    pub fn lets_continue(&self) -> Option<Lift> {
        self.first_lift(|whole| whole == Whole::GoesOn)
    }

    fn first_lift(&self, is_better: fn(Whole) -> bool) -> Option<Lift> {
        self.lifted.iter().find(|(_, reaction)| is_better(reaction.whole())).map(|(lift, _)| *lift)
    }
}

/// The first flight that a library sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirstFlight {
    /// It was sent, and offers this.
    Left(Offer),
    /// None was sent; holds the library's message.
    None(String),
    /// Could not be determined, with the reason.
    Unknown(Unseen),
}

/// Whether a hello offers a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Could not be determined, with the reason.
    Unknown(Unseen),
}

/// What was observed of one version in the platform's library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformEvidence {
    /// Whether the version is offered by default.
    pub default: Offered,
    /// Whether the version is offered when a program requests it.
    pub asked: Offered,
    /// The library's message if it sent no hello for the version.
    pub evidence: Option<String>,
}

/// Everything that was observed of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Captured {
    /// Nothing was tried, because this system is not supported yet.
    NotTried,
    /// The library did not return in this time.
    Late(Duration),
    /// OpenSSL, with each policy that can be lifted.
    Openssl {
        /// The hello that is sent by default.
        default_offer: Option<Offer>,
        /// What was observed of each version.
        versions: BTreeMap<Version, Evidence>,
    },
    /// A platform's library without policies that can be lifted, such as Schannel.
    Platform {
        /// The hello that is sent by default.
        default: FirstFlight,
        /// What was observed of each version.
        versions: BTreeMap<Version, PlatformEvidence>,
    },
}

impl Captured {
    /// Returns the hello that is sent by default, if there is one.
    pub const fn default_offer(&self) -> Option<&Offer> {
        match self {
            Self::Openssl { default_offer, .. } => default_offer.as_ref(),
            Self::Platform { default: FirstFlight::Left(offer), .. } => Some(offer),
            Self::Platform { .. } | Self::NotTried | Self::Late(_) => None,
        }
    }
}
