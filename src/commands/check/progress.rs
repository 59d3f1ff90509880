//! Progress on stderr, if that is a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::message::Message;
use crate::say::Words;

/// Returns a bar if the number of endpoints is known, a counter if it is not, or a hidden bar.
pub(super) fn bar(quiet: bool, endpoints: Option<usize>, words: &Words) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match endpoints {
        Some(count) => (ProgressBar::new(count as u64), "{spinner} {pos}/{len} {prefix} [{bar:30}] {elapsed} {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {pos} {prefix}  {elapsed} {msg}"),
    };
    // A template that cannot be parsed only changes the appearance.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(words.say(&Message::ProgressEndpoints).to_string());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
