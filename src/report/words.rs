//! The words that people read, in one place: states, verdicts, sides, reasons.

use crate::diagnosis::host::{Known, VersionFacts, WhenAsked};
use crate::diagnosis::{Reason, Side, SupportState, Verdict};
use crate::tls::Version;

/// A mark and a word for the same thing. The word alone must be enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// One column wide, outside ASCII.
    pub mark: &'static str,
    /// Three columns at most, so that five versions fit beside a name.
    pub word: &'static str,
    /// What it stands for, for the legend.
    pub meaning: &'static str,
}

/// The support of one version, as short as a column needs it.
pub const fn support(state: SupportState) -> Marked {
    match state {
        SupportState::Accepted => Marked { mark: "✓", word: "yes", meaning: "accepted" },
        SupportState::Refused => Marked { mark: "✗", word: "no", meaning: "refused" },
        SupportState::Unknown => Marked { mark: "?", word: "unk", meaning: "could not be told" },
        SupportState::NotTested => Marked { mark: "–", word: "n/a", meaning: "not tried" },
    }
}

/// The verdict, for rows and headings.
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "READY",
        Verdict::AtRisk => "AT RISK",
        Verdict::NotReady => "NOT READY",
        Verdict::Inconclusive => "INCONCLUSIVE",
    }
}

/// The verdict within a sentence: `2 at risk`.
pub const fn verdict_in_text(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "ready",
        Verdict::AtRisk => "at risk",
        Verdict::NotReady => "not ready",
        Verdict::Inconclusive => "inconclusive",
    }
}

/// Beside the verdict of an endpoint that can be used, but does what it was expected not to do.
pub const UNMET_MARK: &str = "(!)";

/// Beside the verdict of an endpoint that can be used, of which something that was asked could not be told.
pub const OPEN_MARK: &str = "(?)";

/// A cloud's name for people; ids that are not known are shown as they are.
pub fn cloud(id: &str) -> &str {
    match id {
        "public" => "Azure public",
        "gov" => "US Government",
        "china" => "China, 21Vianet",
        other => other,
    }
}

/// Whose side it is on.
pub const fn side(side: Side) -> &'static str {
    match side {
        Side::Host => "this host",
        Side::Endpoint => "the endpoint",
        Side::Network => "the network",
    }
}

/// A version as the head of a narrow column.
pub const fn column(version: Version) -> &'static str {
    match version {
        Version::Ssl3 => "SSL3",
        Version::Tls10 => "1.0",
        Version::Tls11 => "1.1",
        Version::Tls12 => "1.2",
        Version::Tls13 => "1.3",
    }
}

/// What this host can do with a version, in a few words. Three facts make them; unknown stays unknown.
pub const fn host_version(facts: &VersionFacts) -> &'static str {
    match (facts.supported, facts.default, facts.when_asked) {
        (_, Known::Yes, WhenAsked::Limited) => "offered, limited",
        (_, Known::Yes, _) => "yes",
        (Known::No, _, _) => "not supported",
        (_, Known::No, WhenAsked::Yes) => "only when asked",
        (_, Known::No, WhenAsked::Limited) => "only when asked, limited",
        (Known::Yes, Known::No, WhenAsked::No) => "switched off",
        (Known::Unknown, Known::No, WhenAsked::No) => "no",
        (_, Known::No, WhenAsked::Unknown) => "not by default",
        (_, Known::Unknown, WhenAsked::Yes) => "when asked; default unknown",
        (_, Known::Unknown, WhenAsked::Limited) => "limited; default unknown",
        (_, Known::Unknown, WhenAsked::No | WhenAsked::Unknown) => "unknown",
    }
}

/// Why a conclusion was drawn, to be read after a count of endpoints or after a version.
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::ServerHello => "ServerHello of that version",
        Reason::HelloRetryRequest => "HelloRetryRequest",
        Reason::Unstable => "accepted on some tries only",
        Reason::AnswersLower => "answers a lower version",
        Reason::AlertProtocolVersion => "alert protocol_version (70)",
        Reason::AlertOther => "fatal alert",
        Reason::Reset => "connection reset after the hello",
        Reason::Closed => "connection closed after the hello",
        Reason::Silent => "no answer to the hello",
        Reason::ResetNoTls => "connection reset, nothing there answers TLS",
        Reason::ClosedNoTls => "connection closed, nothing there answers TLS",
        Reason::SilentNoTls => "silent, nothing there answers TLS",
        Reason::MixedAnswers => "different answers to different hellos",
        Reason::NameRefused => "server name refused",
        Reason::InvalidAnswer => "answer breaks the rules of TLS",
        Reason::NotTls => "answer is not TLS",
        Reason::NotResolved => "name not resolved",
        Reason::NoAddressOfFamily => "no address of the family asked for",
        Reason::ConnectionRefused => "connection refused",
        Reason::ConnectTimeout => "connection timed out",
        Reason::Unreachable => "no way there",
        Reason::ProxyRefused => "no tunnel from the proxy",
        Reason::LocalLimit => "this machine ran out of something",
        Reason::LocalStall => "this host's TLS library did not come back",
        Reason::Cancelled => "run stopped before",
        Reason::ProberOff => "prober that could tell was not asked",
        Reason::NotAsked => "version not asked for",
    }
}

/// Whether the reason says that no TLS byte ever reached the endpoint: a word about the way there, none about TLS.
pub const fn is_before_tls(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::NotResolved
            | Reason::NoAddressOfFamily
            | Reason::ConnectionRefused
            | Reason::ConnectTimeout
            | Reason::Unreachable
            | Reason::ProxyRefused
            | Reason::LocalLimit
    )
}

/// `1 endpoint`, `3 endpoints`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A duration as people say it: `0.31 s`, `12.4 s`, `2 min 5 s`.
pub fn duration(duration: std::time::Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 9.995 {
        format!("{seconds:.2} s")
    } else if seconds < 99.95 {
        format!("{seconds:.1} s")
    } else {
        let seconds = duration.as_secs();
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::time::Duration;

    use serde::Serialize;

    use super::*;
    use crate::diagnosis::{FindingCode, ProberOutcome};
    use crate::report::model::EndCode;

    /// Every variant, as a list. A variant that is missing here does not compile: add it, then review the snapshot.
    macro_rules! every {
        ($type:ident: $($variant:ident),+ $(,)?) => {{
            let all = [$($type::$variant),+];
            for one in all {
                match one { $($type::$variant)|+ => () }
            }
            all
        }};
    }

    fn every_reason() -> Vec<Reason> {
        every!(Reason:
            ServerHello, HelloRetryRequest, Unstable, AnswersLower, AlertProtocolVersion, AlertOther, Reset, Closed,
            Silent, ResetNoTls, ClosedNoTls, SilentNoTls, MixedAnswers, NameRefused, InvalidAnswer, NotTls, NotResolved,
            NoAddressOfFamily, ConnectionRefused, ConnectTimeout, Unreachable, ProxyRefused, LocalLimit, LocalStall, Cancelled, ProberOff,
            NotAsked,
        )
        .to_vec()
    }

    fn every_finding_code() -> Vec<FindingCode> {
        every!(FindingCode:
            HostDefaultLacksVersion, HostLacksVersion, HostStackAborts, HostHelloRefused, HandshakeNotFinished, EndpointLacksVersion, EndpointRefusesAll, EndpointAcceptsRefused, EndpointRefusesName, EndpointNotTls, EndpointInvalidAnswer, EndpointWantsClientCertificate, EndpointUnstable, CertificateNotTrusted, CertificateJudgedDifferently, EndpointAnswersDiffer, NoTlsAnswer, DowngradeContradiction, NameNotResolved, NoAddressOfFamily, ConnectionRefused, ConnectTimeout, Unreachable, ProxyRefused, HostExhausted, HostStackStalled, RunStopped, HostOfferUnknown, NotEnoughTried, HostDefaultBelowTls12, HostDefaultOnlyTls13, HostDefaultLacksTls13,
            HostConfigurationIgnored, HostSettingIgnored, HostSecurityLevelHigh, HostPolicyLowered, HostLibraryBundled,
            HostNoRoots, SchannelDefaultLacksTls12, SchannelDefaultUnknown, Tls12NotSupported, NoSuiteForTls12, Dotnet4LacksTls12,
            Dotnet4Unknown, DotnetExplicitZero, WrongValueType, SystemDefaultMakesWorse, Dotnet2LacksTls12, WinhttpLacksTls12,
            SuiteNamesWithoutCurve, NoEcdheRsaGcm, RegistryStray, AlgorithmValueUnknown, SuitesDenied, ServicePackMissing,
            ChangedSinceStart, ProgramOverrides, FipsMode).to_vec()
    }

    fn every_engine_outcome() -> Vec<ProberOutcome> {
        every!(ProberOutcome:
            Completed, PeerRefusedLater, PeerRefused, PeerAnsweredLower, NothingOffered, LocalAborted, NotTrusted,
            ProberCannot, Unknown,
        )
        .to_vec()
    }

    fn every_end_code() -> Vec<EndCode> {
        every!(EndCode:
            Done, Alert, Reset, Closed, Silent, NotTls, Invalid, NothingOffered, LocalAborted, NotTrusted, ProberCannot,
            LocalLimit, LocalStall, Cancelled, NotResolved, ResolverTimeout, NoAddressOfFamily, ConnectionRefused, ConnectTimeout,
            NoRoute, ProxyRefused, ProxyUnreached, ProxyBroken, ProxyTimeout, ConnectError,
        )
        .to_vec()
    }

    fn code(value: impl Serialize) -> String {
        serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
    }

    fn list<T: Serialize + Copy>(title: &str, all: &[T], words: impl Fn(T) -> String, text: &mut String) {
        writeln!(text, "{title}").unwrap();
        for one in all {
            let line = format!("  {:26}{}", code(one), words(*one));
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
    }

    #[test]
    fn every_code_is_listed() {
        let mut text = String::new();
        let states = every!(SupportState: Accepted, Refused, Unknown, NotTested);
        let verdicts = every!(Verdict: Ready, AtRisk, NotReady, Inconclusive);
        let sides = every!(Side: Host, Endpoint, Network);
        list("verdict", &verdicts, |one| verdict(one).to_owned(), &mut text);
        list("side", &sides, |one| side(one).to_owned(), &mut text);
        list("support", &states, |one| format!("{} {}", support(one).mark, support(one).word), &mut text);
        list("reason", &every_reason(), |one| reason(one).to_owned(), &mut text);
        list("finding", &every_finding_code(), |_| String::new(), &mut text);
        list("prober result", &every_engine_outcome(), |_| String::new(), &mut text);
        list("attempt end", &every_end_code(), |_| String::new(), &mut text);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn host_words_never_turn_unknown_into_yes_or_no() {
        let words = |supported, default, when_asked| {
            host_version(&VersionFacts { supported, default, when_asked, reason: None })
        };
        assert_eq!(words(Known::Yes, Known::Yes, WhenAsked::Yes), "yes");
        assert_eq!(words(Known::Yes, Known::No, WhenAsked::Yes), "only when asked");
        assert_eq!(words(Known::No, Known::No, WhenAsked::No), "not supported");
        assert_eq!(words(Known::Yes, Known::No, WhenAsked::No), "switched off");
        assert_eq!(words(Known::Unknown, Known::Unknown, WhenAsked::Unknown), "unknown");
        assert_eq!(words(Known::Yes, Known::Unknown, WhenAsked::Unknown), "unknown");
        assert_eq!(words(Known::Yes, Known::Unknown, WhenAsked::Yes), "when asked; default unknown");
    }

    #[test]
    fn durations_as_people_say_them() {
        let words = |milliseconds| duration(Duration::from_millis(milliseconds));
        assert_eq!(words(0), "0.00 s");
        assert_eq!(words(310), "0.31 s");
        assert_eq!(words(9_994), "9.99 s");
        assert_eq!(words(9_996), "10.0 s");
        assert_eq!(words(125_000), "2 min 5 s");
    }
}
