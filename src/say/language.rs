//! Chooses the output language: the requested one, if the program has it.

use std::borrow::Cow;

use fluent_bundle::FluentResource;
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use super::Bundle;

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language of the catalog.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language {
    /// Its folder below `locales/`.
    name: &'static str,
    /// Whether its texts are altered, to show which texts are not from the catalog.
    pseudo: bool,
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.pseudo { PSEUDO } else { self.name })
    }
}

/// The languages that the user and the system request, in order of precedence; each may be missing.
#[derive(Clone, Debug, Default)]
pub struct Wishes<'a> {
    /// `--lang`, then `TLSREADY_LANG`, `LC_ALL`, `LC_MESSAGES`, `LANG`, then the language of the user interface.
    pub languages: Vec<Cow<'a, str>>,
}

/// The pseudo-locale, named as in CLDR: English with accents, a third longer, in brackets.
pub(super) const PSEUDO: &str = "en-XA";

impl Language {
    /// The language in which every message exists.
    pub const ENGLISH: Self = Self { name: "en", pseudo: false };
    /// Altered English, to test layouts and to find texts that are not from the catalog.
    pub const PSEUDO: Self = Self { name: "en", pseudo: true };

    /// Returns the names of all languages.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// Returns the language with this name (`en`, `ja`, `en-XA`), if the catalog has it.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(PSEUDO) {
            return Some(Self::PSEUDO);
        }
        let wanted: LanguageIdentifier = name.parse().ok()?;
        Self::among(&[wanted])
    }

    /// Returns the language of the first wish that is not empty; English if there is none or the catalog lacks it.
    pub fn choose(wishes: &Wishes<'_>) -> Self {
        let first = wishes.languages.iter().find(|wish| !wish.is_empty());
        let Some(first) = first else { return Self::ENGLISH };
        // The C locale, with or without a character set, selects English.
        let plain = first.split(['.', '@']).next().unwrap_or_default();
        Self::named(plain).unwrap_or(Self::ENGLISH)
    }

    fn among(wanted: &[LanguageIdentifier]) -> Option<Self> {
        let available: Vec<LanguageIdentifier> = Self::names().filter_map(|name| name.parse().ok()).collect();
        let chosen = negotiate_languages(wanted, &available, None, NegotiationStrategy::Lookup);
        let chosen = chosen.first()?.to_string();
        Self::names().find(|name| *name == chosen).map(|name| Self { name, pseudo: false })
    }

    /// Returns its catalog, followed by the English one.
    pub(super) fn bundles(self) -> Vec<Bundle> {
        let mut bundles = vec![bundle(self)];
        if self.name != Self::ENGLISH.name {
            bundles.push(bundle(Self::ENGLISH));
        }
        bundles
    }

    /// Returns the files of a language: names and contents.
    #[cfg(test)]
    pub(crate) fn files(name: &str) -> &'static [(&'static str, &'static str)] {
        EMBEDDED.iter().find(|(known, _)| *known == name).map_or(&[], |(_, files)| files)
    }

    /// Puts a text of the pseudo-locale in brackets.
    pub(super) fn dress(self, text: &str) -> String {
        if self.pseudo && !text.is_empty() { format!("[{text}]") } else { text.to_owned() }
    }
}

fn bundle(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.name.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // Isolation marks around arguments would end up in commands to paste.
    bundle.set_use_isolating(false);
    if language.pseudo {
        bundle.set_transform(Some(disguise));
    }
    let files = EMBEDDED.iter().find(|(name, _)| *name == language.name).map_or(&[][..], |(_, files)| files);
    for (_, text) in files {
        // The build has parsed the English catalog; a test parses the others.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Replaces letters by accented ones, and adds a third more.
fn disguise(text: &str) -> Cow<'_, str> {
    let mut disguised = String::with_capacity(text.len() * 2);
    let mut letters = 0;
    for character in text.chars() {
        let other = match character {
            'a' => 'á',
            'e' => 'é',
            'i' => 'í',
            'o' => 'ó',
            'u' => 'ú',
            'n' => 'ñ',
            'c' => 'ç',
            's' => 'š',
            'y' => 'ý',
            'A' => 'Á',
            'E' => 'É',
            'I' => 'Í',
            'O' => 'Ó',
            'U' => 'Ú',
            'T' => 'Ť',
            other => other,
        };
        disguised.push(other);
        letters += usize::from(character.is_alphabetic());
        if character.is_alphabetic() && letters.is_multiple_of(3) {
            disguised.push(other);
        }
    }
    disguised.into()
}
