//! Progress on stderr, when that is a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::message::Message;
use crate::say::Words;

/// A bar over a known number of endpoints, a counter over an unknown one, or nothing.
pub(super) fn bar(quiet: bool, endpoints: Option<usize>, words: &Words) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match endpoints {
        Some(count) => (ProgressBar::new(count as u64), "{spinner} {pos}/{len} {prefix} [{bar:30}] {elapsed} {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {pos} {prefix}  {elapsed} {msg}"),
    };
    // A template that cannot be read would only look different.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(words.say(&Message::ProgressEndpoints).to_string());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
