//! A host with placeholders: `{workspace_id}.ods.opinsights.azure.com`.

use std::fmt;

use super::host_name::{HostProblem, parse_host};
use crate::clean::clean;
use crate::message::Message;
use crate::target::Host;

/// A host as written in a catalog; `{name}` is replaced by the value of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostPattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Text(String),
    Variable(String),
}

/// Why a text is not a host pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternProblem {
    /// `{name` without the closing brace.
    Unclosed,
    /// A closing brace without an opening one.
    Unopened,
    /// `{}`, or a name that is not a valid variable name.
    Name(String),
    /// The text around the placeholders is not a valid host.
    Host(HostProblem),
}

impl From<HostProblem> for PatternProblem {
    fn from(problem: HostProblem) -> Self {
        Self::Host(problem)
    }
}

impl PatternProblem {
    /// Returns what is wrong with the text, which the message quotes.
    pub fn message(&self, text: &str) -> Message {
        match self {
            Self::Unclosed => Message::ErrorPatternUnclosed { text: clean(text) },
            Self::Unopened => Message::ErrorPatternUnopened { text: clean(text) },
            Self::Name(name) => Message::ErrorPatternName { text: clean(text), name: clean(name) },
            Self::Host(problem) => problem.message(text),
        }
    }

    /// Returns what to do about it.
    pub const fn hint(&self) -> Message {
        match self {
            Self::Unclosed | Self::Unopened => Message::HintPlaceholder,
            Self::Name(_) => Message::HintVariableName,
            Self::Host(problem) => problem.hint(),
        }
    }
}

/// Returns whether this is a valid name of a variable.
pub fn is_variable_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl HostPattern {
    /// Reads a pattern. Does not check whether its variables exist.
    pub fn parse(text: &str) -> Result<Self, PatternProblem> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from_brace) = rest.split_at(at);
            let Some(inside) = from_brace.strip_prefix('{') else { return Err(PatternProblem::Unopened) };
            let (name, after) = inside.split_once('}').ok_or(PatternProblem::Unclosed)?;
            if name.contains('{') {
                return Err(PatternProblem::Unclosed);
            }
            if !is_variable_name(name) {
                return Err(PatternProblem::Name(name.to_owned()));
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Variable(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let pattern = Self { parts };
        // The text must be a valid host with any label in place of the placeholders.
        parse_host(&pattern.fill(|_| Some("x")).unwrap_or_default())?;
        Ok(pattern)
    }

    /// Returns the names of its variables, in order and without duplicates.
    pub fn variables(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for part in &self.parts {
            if let Part::Variable(name) = part
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        }
        names
    }

    /// Returns the text with every variable replaced, or `None` if one has no value.
    pub fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Variable(name) => text.push_str(value(name)?),
            }
        }
        Some(text)
    }

    /// Returns whether a host can be made of the pattern: its text as it is, and in place of each variable something that
    /// `fits` it. A pattern of variables alone matches nothing, because it could be any host.
    pub fn matches(&self, host: &str, fits: &dyn Fn(&str, &str) -> bool) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Text(text) if text.len() > 1))
            && rest(&self.parts, host, fits)
    }

    /// Returns the host with every variable replaced, or `None` if one has no value.
    pub fn host<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Option<Result<Host, HostProblem>> {
        self.fill(value).map(|text| parse_host(&text))
    }
}

/// Returns whether the parts match all of the text.
fn rest(parts: &[Part], text: &str, fits: &dyn Fn(&str, &str) -> bool) -> bool {
    match parts.split_first() {
        None => text.is_empty(),
        Some((Part::Text(literal), after)) => {
            let begins = text.get(..literal.len()).is_some_and(|start| start.eq_ignore_ascii_case(literal));
            begins && rest(after, &text[literal.len()..], fits)
        }
        Some((Part::Variable(name), after)) => {
            // What ends differently cannot match, and most hosts do.
            if let Some(Part::Text(last)) = after.last()
                && !text.get(text.len().saturating_sub(last.len())..).is_some_and(|end| end.eq_ignore_ascii_case(last))
            {
                return false;
            }
            let mut ends = text.char_indices().map(|(at, character)| at + character.len_utf8());
            ends.any(|end| fits(name, &text[..end]) && rest(after, &text[end..], fits))
        }
    }
}

impl fmt::Display for HostPattern {
    /// Writes the pattern as it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Text(literal) => f.write_str(literal)?,
                Part::Variable(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn variables_are_found_and_filled() {
        let pattern = HostPattern::parse("{tenant}.{dc}.portal.example.com").unwrap();
        assert_eq!(pattern.variables(), ["tenant", "dc"]);
        assert_eq!(pattern.fill(|name| (name == "tenant").then_some("contoso")), None);
        let filled = pattern.host(|name| Some(if name == "dc" { "EU2" } else { "contoso" }));
        assert_eq!(filled, Some(Ok(Host::Name("contoso.eu2.portal.example.com".to_owned()))));
        assert_eq!(pattern.host(|_| Some("a b")), Some(Err(HostProblem::Space)));
        assert_eq!(HostPattern::parse("{host}").unwrap().to_string(), "{host}");
    }

    #[test]
    fn each_problem_has_its_name() {
        for (text, problem) in [
            ("{a.example.com", PatternProblem::Unclosed),
            ("{a{b}.example.com", PatternProblem::Unclosed),
            ("a}.example.com", PatternProblem::Unopened),
            ("{}.example.com", PatternProblem::Name(String::new())),
            ("{A b}.example.com", PatternProblem::Name("A b".to_owned())),
            ("{a}.*.example.com", PatternProblem::Host(HostProblem::Wildcard)),
            ("", PatternProblem::Host(HostProblem::Empty)),
            ("{a}..com", PatternProblem::Host(HostProblem::EmptyLabel)),
        ] {
            assert_eq!(HostPattern::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_host_is_recognized() {
        let matches = |pattern: &str, host: &str| {
            HostPattern::parse(pattern).unwrap().matches(host, &|_, value| !value.contains('.'))
        };
        assert!(matches("a.example.com", "a.example.com"));
        assert!(matches("{tenant}.{dc}.portal.example.com", "contoso.eu2.portal.example.com"));
        assert!(matches("x-{a}-y.example.com", "x-1-2-y.EXAMPLE.com"));
        for (pattern, host) in [
            ("a.example.com", "b.example.com"),
            ("a.example.com", "a.example.com.evil"),
            ("{tenant}.example.com", ".example.com"),
            ("{tenant}.example.com", "a.b.example.com"),
            ("{tenant}.example.com", "a.example.com.evil"),
            ("{tenant}.example.com", "ä"),
            ("{host}", "anything"),
            ("{a}.{b}", "any.thing"),
        ] {
            assert!(!matches(pattern, host), "{pattern} {host}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(text in "[a-z{}.]{0,30}") {
            if let Ok(pattern) = HostPattern::parse(&text) {
                prop_assert_eq!(pattern.to_string(), text);
            }
        }
    }
}
