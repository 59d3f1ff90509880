//! What was seen of a TLS library that was tried in memory, version by version. Plain data: captured in `host`, judged in
//! `diagnosis`.

use std::collections::BTreeMap;

use crate::tls::{Alert, Version};
use crate::wire::Offer;

/// How the keys are agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyExchange {
    /// The client encrypts to the server's RSA key: no signature is made.
    Rsa,
    /// Ephemeral elliptic curves: the server signs its share.
    Ecdhe,
    /// TLS 1.3: always ephemeral, always signed.
    Tls13,
}

/// What a client did with a server's flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It continues, or would with a valid signature.
    GoesOn,
    /// Its policy rejects the flight, with this alert if it sent one in the clear.
    Refuses(Option<Alert>),
    /// Its hello holds nothing of that kind to select.
    NotInHello,
    /// Could not be determined: why.
    Unknown(Unseen),
}

/// Why something could not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The library makes no context or does not start a handshake; its words.
    NotStarted(String),
    /// The library offered the version once, and not the second time.
    OfferedOnce,
    /// It answered nothing to the test flight.
    NoAnswer,
    /// Its answer to the test flight cannot be read.
    UnreadableAnswer,
    /// The server for the TLS 1.3 test could not be set up: why.
    NoServer(String),
    /// The TLS 1.3 test broke off: why.
    BrokeOff(String),
    /// Client and test server have nothing in common: the server's words.
    NothingInCommon(String),
    /// The TLS 1.3 test handshake did not end.
    Endless,
    /// The platform's library cannot be tried on this system.
    NotAvailable,
    /// The library wrote nothing and did not say why.
    NothingWritten,
    /// Its hello has no version that is known here.
    NoKnownVersion,
    /// Its hello holds nothing that could be selected for a trial.
    NothingToSelect,
    /// It answers the trial flight of its highest version no more than that of this version.
    ControlFailed,
    /// The version was requested, and the hello offers these.
    OtherVersions(Vec<Version>),
}

/// What a library does with one version, with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// No hello leaves, or the hello leaves the version out.
    NotOffered,
    /// The hello offers it; for each kind of key exchange, whether the library continues.
    Offered(Vec<(KeyExchange, Step)>),
    /// The hello offers it and holds no suite that a server could select with it.
    NoSuite,
    /// Could not be determined: why.
    Unknown(Unseen),
}

/// What the kinds of key exchange come to together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The library continues with everything that its hello offers.
    GoesOn,
    /// With RSA key exchange, and not with ephemeral keys, which most servers want.
    OnlyRsa,
    /// With nothing.
    Refuses,
    /// The version is not in the hello, or cannot be selected with what is.
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

/// A policy of OpenSSL that can be lifted alone, to see whether it is the one that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lift {
    /// The security level, to 0.
    Level,
    /// The cipher suites, to the library's default list.
    Suites,
    /// The signature algorithms, to all of TLS 1.2.
    Signatures,
}

/// Everything that was seen of one version in OpenSSL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// With the defaults.
    pub default: Reaction,
    /// With the version requested as the lowest and the highest.
    pub pinned: Reaction,
    /// With the version requested and every policy lifted that can be lifted: whether a hello leaves.
    pub capable: Result<bool, Unseen>,
    /// With the version requested and one policy lifted, as far as that was tried, in this order. Nothing is tried where
    /// nothing is rejected, and no more when a lift has changed what was to be explained.
    pub lifted: Vec<(Lift, Reaction)>,
}

impl Evidence {
    /// Whether a library that has the version leaves it out when a program requests it: some policy decides.
    pub fn is_kept_out(&self) -> bool {
        self.pinned.whole() == Whole::Absent && self.capable == Ok(true)
    }

    /// Whether the library offers the version and then rejects what servers answer: some policy decides.
    pub fn is_limited(&self) -> bool {
        [&self.default, &self.pinned]
            .into_iter()
            .any(|reaction| matches!(reaction.whole(), Whole::OnlyRsa | Whole::Refuses))
    }

    /// The first policy whose lifting brings the version into the hello.
    pub fn lets_in(&self) -> Option<Lift> {
        self.first_lift(|whole| whole != Whole::Absent)
    }

    /// The first policy whose lifting lets every handshake continue.
    pub fn lets_continue(&self) -> Option<Lift> {
        self.first_lift(|whole| whole == Whole::GoesOn)
    }

    fn first_lift(&self, is_better: fn(Whole) -> bool) -> Option<Lift> {
        self.lifted.iter().find(|(_, reaction)| is_better(reaction.whole())).map(|(lift, _)| *lift)
    }
}

/// The first flight of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirstFlight {
    /// It left, and offers this.
    Left(Offer),
    /// None left: the library's own words.
    None(String),
    /// Could not be determined: why.
    Unknown(Unseen),
}

/// Whether a hello offers a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Could not be determined: why.
    Unknown(Unseen),
}

/// What was seen of one version in the platform's library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformEvidence {
    /// By default.
    pub default: Offered,
    /// When a program requests the version.
    pub asked: Offered,
    /// The library's words where no hello left for the version.
    pub evidence: Option<String>,
}

/// Everything that was captured of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Captured {
    /// Nothing was tried: that is not possible on this system yet.
    NotTried,
    /// OpenSSL, with every policy that can be lifted.
    Openssl {
        /// The hello that leaves by default.
        default_offer: Option<Offer>,
        /// Each version.
        versions: BTreeMap<Version, Evidence>,
    },
    /// A platform's library with no policy of its own to lift, such as Schannel.
    Platform {
        /// The hello that leaves by default.
        default: FirstFlight,
        /// Each version.
        versions: BTreeMap<Version, PlatformEvidence>,
    },
}

impl Captured {
    /// The hello that leaves by default, if one does.
    pub const fn default_offer(&self) -> Option<&Offer> {
        match self {
            Self::Openssl { default_offer, .. } => default_offer.as_ref(),
            Self::Platform { default: FirstFlight::Left(offer), .. } => Some(offer),
            Self::Platform { .. } | Self::NotTried => None,
        }
    }
}
