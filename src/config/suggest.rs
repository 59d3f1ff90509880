//! "Did you mean …": the nearest known word, for hints.

use crate::clean::clean;
use crate::message::Message;

/// Maximum length of a word for which a suggestion is made: a longer one is not a typo.
const LONGEST: usize = 64;

/// Maximum number of known words that are compared.
const MOST_COMPARED: usize = 1000;

/// Maximum number of known words that a hint lists.
const MOST_LISTED: usize = 40;

/// Returns the known word nearest to `word`, if it is near enough to be a typo.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let near_enough = |candidate: &str| {
        let distance = strsim::damerau_levenshtein(&word, candidate);
        let part_of_it = word.len() >= 3 && candidate.contains(word.as_str());
        (distance <= 1 + word.chars().count().min(candidate.chars().count()) / 4 || part_of_it).then_some(distance)
    };
    known
        .into_iter()
        .take(MOST_COMPARED)
        .filter_map(|candidate| near_enough(candidate).map(|distance| (distance, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns hints for an unknown word: the nearest known one, and all of them. `what` is the code of their kind, such as
/// `services`.
pub fn did_you_mean<'k>(
    word: &str,
    what: &'static str,
    known: impl IntoIterator<Item = &'k str> + Clone,
) -> Vec<Message> {
    let listed: Vec<String> = known.clone().into_iter().take(MOST_LISTED).map(clean).collect();
    let all = if listed.is_empty() {
        Message::HintNoneDeclared { what }
    } else if known.clone().into_iter().nth(MOST_LISTED).is_some() {
        Message::HintKnownSome { what, known: listed.join(", ") }
    } else {
        Message::HintKnown { what, known: listed.join(", ") }
    };
    let near = nearest(word, known).map(|near| Message::HintDidYouMean { suggestion: clean(near) });
    near.into_iter().chain([all]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_recognized_and_another_word_is_not() {
        let known = ["port", "require", "refuse", "workspace_id"];
        assert_eq!(nearest("prot", known), Some("port"));
        assert_eq!(nearest("requires", known), Some("require"));
        assert_eq!(nearest("workspace", known), Some("workspace_id"));
        assert_eq!(nearest("WORKSPACE_ID", known), Some("workspace_id"));
        assert_eq!(nearest("banana", known), None);
        assert_eq!(nearest(&"port".repeat(100), known), None);
        let suggestion = Message::HintDidYouMean { suggestion: "port".to_owned() };
        let known = Message::HintKnown { what: "keys", known: "port, host".to_owned() };
        assert_eq!(did_you_mean("prot", "keys", ["port", "host"]), [suggestion, known]);
        assert_eq!(did_you_mean("x", "agents", []), [Message::HintNoneDeclared { what: "agents" }]);
    }
}
