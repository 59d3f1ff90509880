//! Converts messages to text, in one language with English as the fallback. This is the only module that produces
//! prose.
//!
//! The catalog is in Fluent format (`locales/<language>/*.ftl`), embedded in the program and parsed when the first
//! message is requested. `main` makes [`Words`] once and passes it on together with the style. There is no global
//! language, so one process can use several. Only English, the language of data, is shared by the whole process.

mod language;
mod lists;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::clean::clean_sentence;
use crate::message::{Arg, Message};

pub use language::{Language, Wishes};

/// Maximum number of messages whose text is cached: most endpoints of a long run are described by the same few
/// messages.
const MOST_REMEMBERED: usize = 4096;

type Bundle = FluentBundle<FluentResource>;

/// The texts of one language.
pub struct Words {
    language: Language,
    /// The chosen language, then English if that is not the chosen one.
    bundles: LazyLock<Vec<Bundle>, Box<dyn FnOnce() -> Vec<Bundle> + Send>>,
    remembered: Mutex<HashMap<Message, Arc<str>>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({:?})", self.language)
    }
}

impl Words {
    /// Makes the texts of a language. Cheap: the catalog is parsed with the first message.
    pub fn new(language: Language) -> Self {
        let read: Box<dyn FnOnce() -> Vec<Bundle> + Send> = Box::new(move || language.bundles());
        Self { language, bundles: LazyLock::new(read), remembered: Mutex::default() }
    }

    /// Returns English, the language of data, whatever the language for people is. Shared, so that a process parses its
    /// catalog only once.
    pub fn english() -> Arc<Self> {
        static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::new(Language::ENGLISH)));
        Arc::clone(&ENGLISH)
    }

    /// Returns the texts of a language for the whole process; for English the shared ones.
    pub fn shared(language: Language) -> Arc<Self> {
        if language == Language::ENGLISH { Self::english() } else { Arc::new(Self::new(language)) }
    }

    /// Returns the language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Parses the catalog now, so that the first message does not wait for it (some milliseconds).
    pub fn warm_up(&self) {
        LazyLock::force(&self.bundles);
    }

    /// Returns a message as text: one line, safe to show.
    pub fn say(&self, message: &Message) -> Arc<str> {
        if let Some(known) = self.remembered().get(message) {
            return Arc::clone(known);
        }
        let args: FluentArgs<'_> =
            message.args().into_iter().map(|(name, arg)| (Cow::Borrowed(name), self.value(arg))).collect();
        let text: Arc<str> = self.format(message.id(), None, Some(&args)).unwrap_or_default().into();
        let mut remembered = self.remembered();
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(message.clone(), Arc::clone(&text));
        text
    }

    /// Returns a message as text, with `shorten` applied to each argument that is never translated: a screen has less
    /// room for paths than data has.
    pub fn say_with(&self, message: &Message, shorten: &dyn Fn(&str) -> String) -> String {
        let args: FluentArgs<'_> = message
            .args()
            .into_iter()
            .map(|(name, arg)| {
                let value = match arg {
                    Arg::Verbatim(text) => clean_sentence(&shorten(text)).into(),
                    Arg::Message(message) => self.say_with(message, shorten).into(),
                    other => self.value(other),
                };
                (Cow::Borrowed(name), value)
            })
            .collect();
        self.format(message.id(), None, Some(&args)).unwrap_or_default()
    }

    /// Returns several messages as clauses of one line.
    pub fn clauses(&self, messages: &[Message]) -> String {
        lists::clauses(self, messages)
    }

    /// Returns the text of an id and attribute in the catalog, for messages that are looked up by a code (`explain-…`).
    pub fn look_up(&self, id: &str, attribute: Option<&str>) -> Option<String> {
        self.format(id, attribute, None)
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, HashMap<Message, Arc<str>>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn format(&self, id: &str, attribute: Option<&str>, args: Option<&FluentArgs<'_>>) -> Option<String> {
        self.bundles.iter().find_map(|bundle| {
            let message = bundle.get_message(id)?;
            let pattern = match attribute {
                None => message.value()?,
                Some(name) => message.get_attribute(name)?.value(),
            };
            // A test formats every message of every language without errors.
            let text = bundle.format_pattern(pattern, args, &mut Vec::new());
            Some(self.language.dress(&one_line(&text)))
        })
    }

    fn value<'a>(&self, arg: Arg<'a>) -> FluentValue<'a> {
        match arg {
            Arg::Version(version) => FluentValue::from(version.name()),
            Arg::Versions(versions) => lists::items(self, versions.iter().map(|version| version.name())).into(),
            Arg::Count(count) => FluentValue::from(count),
            Arg::Verbatim(text) => FluentValue::from(clean_sentence(text)),
            Arg::List(texts) => lists::items(self, texts.iter().map(|text| clean_sentence(text))).into(),
            Arg::Duration(duration) => lists::duration(self, duration).into(),
            Arg::Code(code) => FluentValue::from(code),
            Arg::Message(message) => self.say(message).to_string().into(),
            Arg::Messages(messages) => self.clauses(messages).into(),
        }
    }
}

/// Returns the ids in the English catalog that begin with one of these prefixes, for tests of messages that are looked
/// up by a code.
#[cfg(test)]
pub(crate) fn ids_with(begins: &[&str]) -> std::collections::BTreeSet<String> {
    let lines = Language::files("en").iter().flat_map(|(_, text)| text.lines());
    let ids = lines.filter_map(|line| line.split_once(" =").map(|(id, _)| id));
    ids.filter(|id| begins.iter().any(|begin| id.starts_with(begin))).map(str::to_owned).collect()
}

/// Joins lines: line breaks in the catalog only format its source.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
