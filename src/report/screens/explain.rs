//! `tlsready explain`: a code in full, and the list of codes. The texts are in the catalog, looked up by code.

mod codes;
mod commands;
#[cfg(test)]
mod tests;

use self::codes::{Entry, Kind, normal};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labeled, plain, width, wrap};

/// Returns the full explanation of a code, if it exists. A code may be several things, such as a finding and a reason.
/// Words that reports print are codes too: `NOT READY`, `limited`, `protocol_version`, `70`, `DisabledByDefault`. If it is a message id of Microsoft's checker (`TlsVersionCheck.Failed.NotExplicitlyEnabled`), its rule is explained.
pub fn one(wanted: &str, page: Page<'_>) -> Option<String> {
    let (wanted, is_message_id) = match wanted.trim().split_once('.') {
        Some((rule, _)) => (rule, true),
        None => (wanted.trim(), false),
    };
    let wanted = normal(wanted);
    let found: Vec<String> = Entry::all()
        .filter(|entry| normal(entry.code) == wanted)
        .filter(|entry| entry.kind == Kind::Rule || !is_message_id)
        .map(|entry| in_full(entry, page))
        .collect();
    (!found.is_empty()).then(|| found.join("\n"))
}

/// Returns every code once, sorted.
pub fn codes() -> Vec<&'static str> {
    sorted(Entry::all())
}

/// Returns every code of a finding, a reason, a result, an end, a problem or a rule once, sorted: those of the schemas that
/// the program itself defines, without words such as verdicts, alerts and settings.
pub fn defined_codes() -> Vec<&'static str> {
    sorted(Entry::all().filter(|entry| !entry.kind.is_word()))
}

fn sorted(entries: impl Iterator<Item = Entry>) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = entries.map(|entry| entry.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Returns every code with one sentence, under a heading for each kind.
pub fn list(page: Page<'_>) -> String {
    let mut lines = Vec::new();
    for kind in Kind::ALL {
        lines.extend(heading("", &kind.heading(), page));
        for entry in Entry::of(kind) {
            lines.push(format!("  {}", entry.code));
            lines.extend(paragraph("      ", &summary(entry, page), page));
        }
        lines.push(String::new());
    }
    let one = page.words.say(&Message::ScreenExplainOne { command: "tlsready explain CODE".to_owned() });
    lines.extend(paragraph("", &one, page));
    lines.push(String::new());
    lines.join("\n")
}

fn in_full(entry: Entry, page: Page<'_>) -> String {
    let mut lines = title(entry, page);
    lines.extend(paragraph("  ", &summary(entry, page), page));
    if let Some(more) = page.words.look_up(&entry.id(), Some("means")) {
        lines.push(String::new());
        lines.extend(paragraph("  ", &more, page));
    }
    let parts = [
        (Message::ScreenExplainDetermined, DETERMINED),
        (Message::ScreenExplainCauses, CAUSE),
        (Message::ScreenExplainSteps, STEP),
        (Message::ScreenExplainSources, SOURCE),
    ];
    for (title, attribute) in parts {
        let items = items(entry, attribute, page);
        if items.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.extend(heading("  ", &title, page));
        for (number, item) in (1..).zip(items) {
            lines.extend(paragraph("  - ", &item, page));
            if attribute == STEP {
                lines.extend(commands::after(&entry.id(), number).iter().map(|command| format!("      {command}")));
            }
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The attributes of a message that are lists: each is followed by a number.
const DETERMINED: &str = "determined";
const CAUSE: &str = "cause";
const STEP: &str = "do";
const SOURCE: &str = "source";

/// Returns the summary of a code, one sentence.
fn summary(entry: Entry, page: Page<'_>) -> String {
    page.words.look_up(&entry.id(), None).unwrap_or_default()
}

/// Returns the items of a list: `do-1`, `do-2`, and so on.
fn items(entry: Entry, attribute: &str, page: Page<'_>) -> Vec<String> {
    let id = entry.id();
    (1..).map_while(|number: u32| page.words.look_up(&id, Some(&format!("{attribute}-{number}")))).collect()
}

/// Returns the code on the left and its kind on the right, or below if the line is too short for both.
fn title(entry: Entry, page: Page<'_>) -> Vec<String> {
    let code = page.paint(Role::Heading, entry.code);
    let kind = plain(page, &page.words.say(&entry.kind.name()));
    let painted = page.paint(Role::Aside, &kind);
    match page.width.checked_sub(width(entry.code) + width(&kind)) {
        Some(gap @ 2..) => vec![format!("{code}{}{painted}", " ".repeat(gap))],
        _ => vec![code, format!("  {painted}")],
    }
}

fn heading(indent: &str, message: &Message, page: Page<'_>) -> Vec<String> {
    let text = plain(page, &page.words.say(message));
    let lines = wrap(&text, page.width.saturating_sub(width(indent)));
    lines.iter().map(|line| format!("{indent}{}", page.paint(Role::Heading, line))).collect()
}

fn paragraph(label: &str, text: &str, page: Page<'_>) -> Vec<String> {
    labeled(label, &plain(page, text), page.width)
}
