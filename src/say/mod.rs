//! Messages → words, in one language with English as the last resort. Nothing else in the program makes prose.
//!
//! The catalog is Fluent (`locales/<language>/*.ftl`), embedded in the program and parsed when the first message is said.
//! [`Words`] is made once by `main` and passed on beside the style; there is no global language, so one process can speak
//! several. Only English, which data is in, is the same for all of it.

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

/// Messages whose words are remembered: most endpoints of a long run are described by the same few.
const MOST_REMEMBERED: usize = 4096;

type Bundle = FluentBundle<FluentResource>;

/// The words of one language.
pub struct Words {
    language: Language,
    /// The chosen language, then English unless that is the chosen one.
    bundles: LazyLock<Vec<Bundle>, Box<dyn FnOnce() -> Vec<Bundle> + Send>>,
    remembered: Mutex<HashMap<Message, Arc<str>>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({:?})", self.language)
    }
}

impl Words {
    /// The words of a language. Cheap: the catalog is parsed with the first message.
    pub fn new(language: Language) -> Self {
        let read: Box<dyn FnOnce() -> Vec<Bundle> + Send> = Box::new(move || language.bundles());
        Self { language, bundles: LazyLock::new(read), remembered: Mutex::default() }
    }

    /// English, which data is in, whatever people read. Shared, so that a process parses its catalog once.
    pub fn english() -> Arc<Self> {
        static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::new(Language::ENGLISH)));
        Arc::clone(&ENGLISH)
    }

    /// The words of a language for the whole process: for English the shared ones.
    pub fn shared(language: Language) -> Arc<Self> {
        if language == Language::ENGLISH { Self::english() } else { Arc::new(Self::new(language)) }
    }

    /// Which language it is.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Parses the catalog now, so that the first message need not wait for it (some milliseconds).
    pub fn warm_up(&self) {
        LazyLock::force(&self.bundles);
    }

    /// A message in words: one line, safe to show.
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

    /// A message in words, each argument that is never translated put through `shorten` first: a screen has less room for
    /// paths than data.
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

    /// Several messages as clauses of one line.
    pub fn clauses(&self, messages: &[Message]) -> String {
        lists::clauses(self, messages)
    }

    /// The text that the catalog has under an id and attribute, for what is looked up by a code (`explain-…`).
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
            // A test formats every message of every language: none has an error.
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

/// The ids of the English catalog that begin like one of these, for tests of what is looked up by a code.
#[cfg(test)]
pub(crate) fn ids_with(begins: &[&str]) -> std::collections::BTreeSet<String> {
    let lines = Language::files("en").iter().flat_map(|(_, text)| text.lines());
    let ids = lines.filter_map(|line| line.split_once(" =").map(|(id, _)| id));
    ids.filter(|id| begins.iter().any(|begin| id.starts_with(begin))).map(str::to_owned).collect()
}

/// Line breaks of the catalog are those of its editor.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
