//! Codes → their messages, in one place: states, verdicts, sides, reasons. Marks are the same in every language.

use crate::diagnosis::host::{Known, VersionFacts, WhenAsked};
use crate::diagnosis::{Reason, Side, SupportState, Verdict};
use crate::message::Message;
use crate::tls::Version;

/// Returns the support of one version as a mark, one column wide and outside ASCII. The word alone must be enough.
pub const fn mark(state: SupportState) -> &'static str {
    match state {
        SupportState::Accepted => "✓",
        SupportState::Refused => "✗",
        SupportState::Unknown => "?",
        SupportState::NotTested => "–",
    }
}

/// Returns the support of one version, short enough for a column.
pub fn state(state: SupportState) -> Message {
    Message::TableState { state: state.into() }
}

/// Returns the meaning of the word for a state, for the legend.
pub fn meaning(state: SupportState) -> Message {
    Message::TableLegendState { state: state.into() }
}

/// Returns the verdict, for rows and headings.
pub fn verdict(verdict: Verdict) -> Message {
    Message::TableVerdict { verdict: verdict.into() }
}

/// Marks the verdict of an endpoint that can be used but does not meet an expectation.
pub const UNMET_MARK: &str = "(!)";

/// Marks the verdict of an endpoint that can be used but had an inconclusive check.
pub const OPEN_MARK: &str = "(?)";

/// Returns the side that a finding is on.
pub fn side(side: Side) -> Message {
    Message::TableSide { side: side.into() }
}

/// Returns why a conclusion was drawn, to follow a count of endpoints or a version.
pub fn reason(reason: Reason) -> Message {
    Message::EndpointReason { reason: reason.into() }
}

/// Returns a version as the heading of a narrow column.
pub const fn column(version: Version) -> &'static str {
    match version {
        Version::Ssl3 => "SSL3",
        Version::Tls10 => "1.0",
        Version::Tls11 => "1.1",
        Version::Tls12 => "1.2",
        Version::Tls13 => "1.3",
    }
}

/// Returns what this host can do with a version, as a code by which the catalog chooses words. It follows from three
/// facts; unknown stays unknown.
pub const fn host_version(facts: &VersionFacts) -> &'static str {
    match (facts.supported, facts.default, facts.when_asked) {
        (_, Known::Yes, WhenAsked::Limited) => "default-limited",
        (_, Known::Yes, _) => "default",
        (Known::No, _, _) => "not-supported",
        (_, Known::No, WhenAsked::Yes) => "request",
        (_, Known::No, WhenAsked::Limited) => "request-limited",
        (Known::Yes, Known::No, WhenAsked::No) => "disabled",
        (Known::Unknown, Known::No, WhenAsked::No) => "no",
        (_, Known::No, WhenAsked::Unknown) => "not-default",
        (_, Known::Unknown, WhenAsked::Yes) => "request-default-unknown",
        (_, Known::Unknown, WhenAsked::Limited) => "limited-default-unknown",
        (_, Known::Unknown, WhenAsked::No | WhenAsked::Unknown) => "unknown",
    }
}

/// Returns `1 endpoint`, `3 endpoints`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use strum::VariantArray;

    use super::*;
    use crate::diagnosis::{FindingCode, ProberOutcome};
    use crate::observation::TrustProblem;
    use crate::report::layout::text::width;
    use crate::report::layout::{english, style::Style};
    use crate::report::model::EndCode;

    fn said(message: &Message) -> String {
        english(Style::PLAIN).say(message)
    }

    fn list<T: VariantArray + Copy + Into<&'static str>>(title: &str, words: impl Fn(T) -> String, text: &mut String) {
        writeln!(text, "{title}").unwrap();
        for one in T::VARIANTS {
            let code: &str = (*one).into();
            writeln!(text, "{}", format!("  {code:26}{}", words(*one)).trim_end()).unwrap();
        }
    }

    #[test]
    fn every_code_is_listed() {
        let mut text = String::new();
        list("verdict", |one: Verdict| said(&verdict(one)), &mut text);
        list("side", |one: Side| said(&side(one)), &mut text);
        list("support", |one: SupportState| format!("{} {}", mark(one), said(&state(one))), &mut text);
        list("reason", |one: Reason| said(&reason(one)), &mut text);
        list("finding", |_: FindingCode| String::new(), &mut text);
        list("prober result", |_: ProberOutcome| String::new(), &mut text);
        list("attempt end", |_: EndCode| String::new(), &mut text);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn every_reason_has_words() {
        for one in Reason::VARIANTS {
            let code: &str = (*one).into();
            assert_ne!(said(&reason(*one)), code, "endpoint-reason in endpoint-reasons.ftl");
        }
    }

    #[test]
    fn every_problem_of_a_certificate_has_words() {
        let text = |problem| said(&Message::EndpointTrustProblem { problem });
        for one in TrustProblem::VARIANTS.iter().filter(|one| **one != TrustProblem::Malformed) {
            assert_ne!(text((*one).into()), text("malformed"), "{one:?}: endpoint-trust-problem in the catalog");
        }
    }

    #[test]
    fn the_words_of_states_fit_their_columns() {
        for one in SupportState::VARIANTS {
            assert!(width(&said(&state(*one))) <= 3, "{one:?}");
            assert_eq!(width(mark(*one)), 1, "{one:?}");
        }
    }

    #[test]
    fn host_words_never_turn_unknown_into_yes_or_no() {
        let words = |supported, default, when_asked| {
            host_version(&VersionFacts { supported, default, when_asked, reason: None })
        };
        assert_eq!(words(Known::Yes, Known::Yes, WhenAsked::Yes), "default");
        assert_eq!(words(Known::Yes, Known::No, WhenAsked::Yes), "request");
        assert_eq!(words(Known::No, Known::No, WhenAsked::No), "not-supported");
        assert_eq!(words(Known::Yes, Known::No, WhenAsked::No), "disabled");
        assert_eq!(words(Known::Unknown, Known::Unknown, WhenAsked::Unknown), "unknown");
        assert_eq!(words(Known::Yes, Known::Unknown, WhenAsked::Unknown), "unknown");
        assert_eq!(words(Known::Yes, Known::Unknown, WhenAsked::Yes), "request-default-unknown");
    }
}
