//! Which language to speak: what was asked for, among what the program has.

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
    /// Whether its texts are dressed up, to see which are not from the catalog.
    pseudo: bool,
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.pseudo { PSEUDO } else { self.name })
    }
}

/// What the user and the system want, the most important first; each may be missing.
#[derive(Clone, Debug, Default)]
pub struct Wishes<'a> {
    /// `--lang`, then `TLSREADY_LANG`, `LC_ALL`, `LC_MESSAGES`, `LANG`, then the language of the user interface.
    pub languages: Vec<Cow<'a, str>>,
}

/// English with accents, a third longer, in brackets: the code of the pseudo-locale in CLDR.
pub(super) const PSEUDO: &str = "en-XA";

impl Language {
    /// The language that every message exists in.
    pub const ENGLISH: Self = Self { name: "en", pseudo: false };
    /// English in disguise, to test layouts and to find texts that are not from the catalog.
    pub const PSEUDO: Self = Self { name: "en", pseudo: true };

    /// Every language, by its name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// The language of this name (`en`, `ja`, `en-XA`), if the catalog has it.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(PSEUDO) {
            return Some(Self::PSEUDO);
        }
        let wanted: LanguageIdentifier = name.parse().ok()?;
        Self::among(&[wanted])
    }

    /// The best language for these wishes; English where there is none.
    pub fn choose(wishes: &Wishes<'_>) -> Self {
        let first = wishes.languages.iter().find(|wish| !wish.is_empty());
        let Some(first) = first else { return Self::ENGLISH };
        // The C locale, with or without a character set, is English.
        let plain = first.split(['.', '@']).next().unwrap_or_default();
        Self::named(plain).unwrap_or(Self::ENGLISH)
    }

    fn among(wanted: &[LanguageIdentifier]) -> Option<Self> {
        let available: Vec<LanguageIdentifier> = Self::names().filter_map(|name| name.parse().ok()).collect();
        let chosen = negotiate_languages(wanted, &available, None, NegotiationStrategy::Lookup);
        let chosen = chosen.first()?.to_string();
        Self::names().find(|name| *name == chosen).map(|name| Self { name, pseudo: false })
    }

    /// Its catalog, then the English one.
    pub(super) fn bundles(self) -> Vec<Bundle> {
        let mut bundles = vec![bundle(self)];
        if self.name != Self::ENGLISH.name {
            bundles.push(bundle(Self::ENGLISH));
        }
        bundles
    }

    /// The files of a language: names and contents.
    #[cfg(test)]
    pub(crate) fn files(name: &str) -> &'static [(&'static str, &'static str)] {
        EMBEDDED.iter().find(|(known, _)| *known == name).map_or(&[], |(_, files)| files)
    }

    /// A text of the pseudo-language stands in brackets.
    pub(super) fn dress(self, text: &str) -> String {
        if self.pseudo && !text.is_empty() { format!("[{text}]") } else { text.to_owned() }
    }
}

fn bundle(language: Language) -> Bundle {
    let identifier: LanguageIdentifier = language.name.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // Marks around arguments would get into commands to paste.
    bundle.set_use_isolating(false);
    if language.pseudo {
        bundle.set_transform(Some(disguise));
    }
    let files = EMBEDDED.iter().find(|(name, _)| *name == language.name).map_or(&[][..], |(_, files)| files);
    for (_, text) in files {
        // The build has parsed it; a test parses those of other languages.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Other letters, and a third more of them.
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
