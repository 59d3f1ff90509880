//! The first lines: this host, and what it has to offer.

use crate::diagnosis::host::{HostAssessment, Linkage, StackAssessment};
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labelled, plain_name, width};
use crate::report::model::Report;
use crate::report::words;
use crate::tls::Version;

const LABEL: &str = "this host  ";

/// Who this host is, what its platform's stack has for each version, where the endpoints come from.
pub(super) fn lines(report: &Report, page: Page<'_>) -> Vec<String> {
    let host = &report.host;
    let mut lines = who(host, page);
    if let Some(stack) = host.platform_stack() {
        lines.extend(versions(stack, &report.versions(), page));
        if stack.linkage == Linkage::Bundled {
            let text = "This build brings its own TLS library: what it offers is not what other programs here offer.";
            lines.extend(labelled(&" ".repeat(width(LABEL)), text, page.width));
        }
    }
    if let Some(source) = &report.catalog_source {
        lines.extend(labelled("catalog    ", &plain_name(page, source), page.width));
    }
    lines
}

/// `this host  web01 · Debian GNU/Linux 12 (bookworm) · OpenSSL 3.0.22`
pub(in crate::report) fn who(host: &HostAssessment, page: Page<'_>) -> Vec<String> {
    let dot = if page.unicode { " · " } else { " - " };
    let stack = host.platform_stack();
    let who = [
        host.name.as_deref().unwrap_or_default(),
        &host.operating_system,
        stack.map_or("no TLS library of the platform found", |stack| &stack.name),
    ];
    let who: Vec<String> = who.iter().filter(|part| !part.is_empty()).map(|part| plain_name(page, part)).collect();
    let mut lines = labelled(LABEL, &who.join(dot), page.width);
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(LABEL.trim_end(), &page.paint(Role::Heading, LABEL.trim_end()), 1);
    }
    lines
}

/// `TLS 1.0 only when asked   TLS 1.2 yes`, broken only between versions.
fn versions(stack: &StackAssessment, asked: &[Version], page: Page<'_>) -> Vec<String> {
    let indent = " ".repeat(width(LABEL));
    let mut items = Vec::new();
    let mut all_plain = true;
    for version in asked {
        let words = stack.versions.get(version).map_or("unknown", words::host_version);
        all_plain &= matches!(words, "yes" | "not supported");
        items.push((format!("{version} {words}"), format!("{version} {}", page.paint(Role::Heading, words))));
    }
    if !all_plain {
        let hint = "(why: tlsready host)";
        items.push((hint.to_owned(), page.paint(Role::Aside, hint)));
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
                used = width(&indent) + width(&text);
            }
        }
    }
    lines
}
