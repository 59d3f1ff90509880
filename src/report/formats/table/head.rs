//! The first lines: this host and what it offers.

use crate::diagnosis::host::{HostAssessment, Linkage, StackAssessment};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labeled, plain_name, width};
use crate::report::model::Report;
use crate::report::words;
use crate::tls::Version;

/// Columns between a label and its text.
const GAP: usize = 2;

/// Returns the lines about this host, what its platform's stack offers for each version, and the source of the
/// endpoints.
pub(super) fn lines(report: &Report, page: Page<'_>) -> Vec<String> {
    let host = &report.host;
    let mut lines = who(host, page);
    let indent = " ".repeat(label_width(page));
    if let Some(stack) = host.platform_stack() {
        lines.extend(versions(stack, &report.versions(), &indent, page));
        if stack.linkage == Linkage::Bundled {
            lines.extend(labeled(&indent, &page.say(&Message::TableBundledLibrary), page.width));
        }
    }
    if let Some(source) = &report.catalog_source {
        let label = page.say(&Message::TableCatalog);
        lines.extend(labeled(&padded(&label, page), &page.say(&source.message()), page.width));
    }
    if let Some(proxy) = proxy(report) {
        let label = page.say(&Message::TableProxy);
        lines.extend(labeled(&padded(&label, page), &plain_name(page, &proxy), page.width));
    }
    lines
}

/// Returns the proxy through which the endpoints were probed: it is the same for all.
fn proxy(report: &Report) -> Option<String> {
    report.endpoints.iter().find_map(|endpoint| endpoint.target.proxy()).map(ToString::to_string)
}

/// Returns a line such as `this host  web01 · Debian GNU/Linux 12 (bookworm) · OpenSSL 3.0.22`.
pub(in crate::report) fn who(host: &HostAssessment, page: Page<'_>) -> Vec<String> {
    let dot = if page.unicode { " · " } else { " - " };
    let library =
        host.platform_stack().map_or_else(|| page.say(&Message::TableNoLibrary), |stack| plain_name(page, &stack.name));
    let who =
        [plain_name(page, host.name.as_deref().unwrap_or_default()), plain_name(page, &host.operating_system), library];
    let who: Vec<String> = who.into_iter().filter(|part| !part.is_empty()).collect();
    let label = page.say(&Message::TableThisHost);
    let mut lines = labeled(&padded(&label, page), &who.join(dot), page.width);
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(&label, &page.paint(Role::Heading, &label), 1);
    }
    lines
}

/// Returns the columns of the labels and the gap after them.
fn label_width(page: Page<'_>) -> usize {
    let labels = [Message::TableThisHost, Message::TableCatalog, Message::TableProxy];
    labels.iter().map(|label| width(&page.say(label))).max().unwrap_or_default() + GAP
}

fn padded(label: &str, page: Page<'_>) -> String {
    format!("{label}{}", " ".repeat(label_width(page).saturating_sub(width(label))))
}

/// Returns lines such as `TLS 1.0 only on request   TLS 1.2 yes`, broken only between versions.
fn versions(stack: &StackAssessment, asked: &[Version], indent: &str, page: Page<'_>) -> Vec<String> {
    let mut items = Vec::new();
    let mut all_plain = true;
    for version in asked {
        let state = stack.versions.get(version).map_or("unknown", words::host_version);
        all_plain &= matches!(state, "default" | "not-supported");
        let words = page.say(&Message::TableHostVersion { state });
        items.push((format!("{version} {words}"), format!("{version} {}", page.paint(Role::Heading, &words))));
    }
    if !all_plain {
        let hint = page.say(&Message::TableWhy { command: "tlsready host".to_owned() });
        let painted = page.paint(Role::Aside, &hint);
        items.push((hint, painted));
    }
    let mut lines = Vec::new();
    let mut used = 0;
    for (text, painted) in items {
        match lines.last_mut() {
            Some(line) if used + 3 + width(&text) <= page.width => {
                *line = format!("{line}   {painted}");
                used += 3 + width(&text);
            }
            _ => {
                lines.push(format!("{indent}{painted}"));
                used = width(indent) + width(&text);
            }
        }
    }
    lines
}
