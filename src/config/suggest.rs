//! "Did you mean …": the nearest known word, for hints.

use crate::clean::clean;

/// Longest word for which a nearest one is looked for: what is longer is no slip of the finger.
const LONGEST: usize = 64;

/// How many known words are compared.
const MOST_COMPARED: usize = 1000;

/// How many known words a hint lists.
const MOST_LISTED: usize = 40;

/// The known word nearest to `word`, if it is near enough to be a slip.
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

/// A hint that names the nearest known word, or else all of them; `what` is their plural, such as "services".
pub fn did_you_mean<'k>(word: &str, what: &str, known: impl IntoIterator<Item = &'k str> + Clone) -> String {
    let listed: Vec<String> = known.clone().into_iter().take(MOST_LISTED).map(clean).collect();
    let more = if known.clone().into_iter().nth(MOST_LISTED).is_some() { ", …" } else { "" };
    let all = match listed.len() {
        0 => format!("no {what} are declared"),
        _ => format!("known {what}: {}{more}", listed.join(", ")),
    };
    match nearest(word, known) {
        Some(candidate) => format!("did you mean \"{}\"? ({all})", clean(candidate)),
        None => all,
    }
}

/// Text from a file or flag in quotes, safe to show.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", clean(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognized_and_a_stranger_is_not() {
        let known = ["port", "require", "refuse", "workspace_id"];
        assert_eq!(nearest("prot", known), Some("port"));
        assert_eq!(nearest("requires", known), Some("require"));
        assert_eq!(nearest("workspace", known), Some("workspace_id"));
        assert_eq!(nearest("WORKSPACE_ID", known), Some("workspace_id"));
        assert_eq!(nearest("banana", known), None);
        assert_eq!(nearest(&"port".repeat(100), known), None);
        assert_eq!(did_you_mean("prot", "keys", ["port", "host"]), "did you mean \"port\"? (known keys: port, host)");
        assert_eq!(did_you_mean("x", "agents", []), "no agents are declared");
    }
}
