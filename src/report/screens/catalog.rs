//! The output of `tlsready catalog`: the endpoints that would be probed, and those that lack a variable.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalog::{Catalog, Chosen, Cloud, Selected, Skipped, flag};
use crate::config::{Agent, Form, Hosts, Variable};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{labeled, plain, plain_name, width};
use crate::say::Words;
use crate::target::{Expectation, Host, Origin};
use crate::tls::Version;

/// The version that nearly every entry requires; only exceptions are shown.
const USUAL: Version = Version::Tls12;

/// What several hosts in the list share.
#[derive(PartialEq, Eq)]
struct Heading<'c> {
    purpose: &'c str,
    cloud: &'c str,
    agents: &'c [String],
    note: Option<&'c str>,
}

/// Returns the catalog as text for people.
pub fn table(catalog: &Catalog, selected: &Selected, page: Page<'_>) -> String {
    let mut list = List { text: String::new(), page, clouds: selected.clouds.len() > 1 };
    let clouds = selected.clouds.iter().map(|cloud| page.words.say(&cloud.message()).to_string()).collect();
    let from = Box::new(catalog.source.message());
    // A file that names no cloud is about its author's own endpoints.
    let mut entries = catalog.config.services.iter().flat_map(|service| &service.endpoints);
    list.message(
        "",
        &if entries.any(|entry| matches!(entry.hosts, Hosts::PerCloud(_))) {
            Message::CatalogTitle { clouds, catalog: from }
        } else {
            Message::CatalogTitleOwn { catalog: from }
        },
    );
    list.message("", &Message::CatalogExpectedOfEach { require: USUAL });
    for service in &catalog.config.services {
        let chosen: Vec<(&Chosen, &Origin)> = selected
            .chosen
            .iter()
            .filter_map(|chosen| Some((chosen, chosen.target.origin.as_ref()?)))
            .filter(|(_, origin)| origin.service == service.id)
            .collect();
        let skipped: Vec<&Skipped> = selected.skipped.iter().filter(|skipped| skipped.service == service.id).collect();
        if chosen.is_empty() && skipped.is_empty() {
            continue;
        }
        list.service(&service.name, &service.id);
        list.chosen(&chosen);
        list.skipped(&skipped);
    }
    list.text.push('\n');
    list.message("", &summary(selected));
    if !selected.skipped.is_empty() {
        list.message("", &Message::CatalogSummarySkipped { skipped: selected.skipped.len() as u64 });
    }
    list.variables(catalog, selected);
    list.text
}

fn summary(selected: &Selected) -> Message {
    let services: BTreeSet<&str> = selected
        .chosen
        .iter()
        .filter_map(|chosen| chosen.target.origin.as_ref())
        .map(|origin| origin.service.as_str())
        .collect();
    Message::CatalogSummary { endpoints: selected.chosen.len() as u64, services: services.len() as u64 }
}

/// The text under construction.
struct List<'a> {
    text: String,
    page: Page<'a>,
    /// Whether entries show the cloud that they belong to.
    clouds: bool,
}

impl List<'_> {
    /// Adds a text after a label, wrapped to the width.
    fn paragraph(&mut self, label: &str, text: &str) {
        for line in labeled(label, &plain(self.page, text), self.page.width) {
            self.line(&line);
        }
    }

    fn message(&mut self, label: &str, message: &Message) {
        self.paragraph(label, &self.page.words.say(message));
    }

    /// Returns a label of the catalog, indented and followed by a space.
    fn label(&self, indent: usize, label: &Message) -> String {
        format!("{}{} ", " ".repeat(indent), self.page.words.say(label))
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn service(&mut self, name: &str, id: &str) {
        let (name, id) = (plain_name(self.page, name), plain_name(self.page, id));
        let gap = self.page.width.saturating_sub(width(&name) + width(&id));
        let heading = self.page.paint(Role::Heading, &name);
        self.text.push('\n');
        if gap >= 2 {
            self.line(&format!("{heading}{}{id}", " ".repeat(gap)));
        } else {
            self.line(&heading);
            self.line(&id);
        }
    }

    fn chosen(&mut self, chosen: &[(&Chosen, &Origin)]) {
        let mut last: Option<(Heading<'_>, &Expectation)> = None;
        for (chosen, origin) in chosen {
            let heading = Heading {
                purpose: &origin.purpose,
                cloud: &origin.cloud,
                agents: &origin.agents,
                note: origin.note.as_deref(),
            };
            let expectation = &chosen.target.expectation;
            if last.as_ref().is_none_or(|(known, expected)| *known != heading || *expected != expectation) {
                self.heading(&heading);
                self.expectation(expectation);
                last = Some((heading, expectation));
            }
            // A name is never broken over two lines: users copy it.
            self.line(&format!("    {}:{}", chosen.target.host, chosen.target.port));
        }
    }

    fn skipped(&mut self, skipped: &[&Skipped]) {
        let mut last: Option<Heading<'_>> = None;
        for skipped in skipped {
            let heading = Heading {
                purpose: &skipped.purpose,
                cloud: &skipped.cloud,
                agents: &skipped.agents,
                note: skipped.note.as_deref(),
            };
            if last.as_ref() != Some(&heading) {
                self.heading(&heading);
                last = Some(heading);
            }
            let host = format!("{}:{}", plain_name(self.page, &skipped.host), skipped.port);
            let needs = self.page.words.say(&Message::CatalogSkipped { flags: skipped.flags.join(" ") });
            if 4 + width(&host) + 2 + width(&needs) <= self.page.width {
                self.line(&format!("    {host}  {needs}"));
            } else {
                self.line(&format!("    {host}"));
                self.paragraph("      ", &needs);
            }
        }
    }

    fn heading(&mut self, heading: &Heading<'_>) {
        let cloud = if self.clouds { format!("[{}] ", heading.cloud) } else { String::new() };
        let agents = match heading.agents {
            [] => String::new(),
            agents => format!(" · {}", agents.join(", ")),
        };
        self.paragraph("  ", &format!("{cloud}{}{agents}", heading.purpose));
        if let Some(note) = heading.note {
            self.paragraph(&self.label(4, &Message::CatalogLabelNote), note);
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        let mut parts = Vec::new();
        if expectation.require != USUAL {
            parts.push(Message::CatalogExpectsVersion { version: expectation.require });
        }
        if !expectation.refuse.is_empty() {
            parts.push(Message::CatalogExpectsRefused { versions: expectation.refuse.clone() });
        }
        if !expectation.trust {
            parts.push(Message::CatalogExpectsNoTrust);
        }
        if !parts.is_empty() {
            self.paragraph(&self.label(4, &Message::CatalogLabelExpected), &self.page.words.clauses(&parts));
        }
    }

    /// Adds the variables that are needed to probe the skipped endpoints.
    fn variables(&mut self, catalog: &Catalog, selected: &Selected) {
        let missing: BTreeSet<&str> =
            selected.skipped.iter().flat_map(|skipped| skipped.missing.iter().map(String::as_str)).collect();
        let wanted: Vec<(String, String)> = catalog
            .config
            .variables
            .iter()
            .filter(|variable| missing.contains(variable.name.as_str()))
            .map(|variable| (plain_name(self.page, &flag(variable)), help(variable, self.page.words)))
            .collect();
        let widest = wanted.iter().map(|(flag, _)| width(flag)).max().unwrap_or_default();
        for (flag, help) in wanted {
            let gap = " ".repeat(widest - width(&flag) + 2);
            self.paragraph(&format!("  {flag}{gap}"), if help.is_empty() { "-" } else { &help });
        }
    }
}

/// Returns where to find the value, with an example unless the help has it. GUIDs get no example: they all look alike.
fn help(variable: &Variable, words: &Words) -> String {
    let help = variable.help.clone();
    let is_new = |example: &&String| {
        variable.form != Form::Guid && !help.as_ref().is_some_and(|help| help.contains(example.as_str()))
    };
    let message = match (variable.example.as_ref().filter(is_new).cloned(), help.clone()) {
        (None, help) => return help.unwrap_or_default(),
        (Some(example), None) => Message::CatalogVariableExample { example },
        (Some(example), Some(help)) => Message::CatalogVariableHelp { help, example },
    };
    words.say(&message).to_string()
}

/// The listing for programs. Within a schema version, fields are added, never renamed or dropped.
#[derive(Serialize)]
struct Listing<'c> {
    schema_version: u32,
    source: String,
    clouds: &'c [Cloud],
    endpoints: Vec<Listed<'c>>,
    skipped: &'c [Skipped],
    variables: &'c [Variable],
    agents: &'c [Agent],
    summary: Summary,
}

/// One endpoint that would be probed.
#[derive(Serialize)]
struct Listed<'c> {
    /// Without the brackets of an IPv6 address: the port has a separate field.
    host: String,
    port: u16,
    #[serde(flatten)]
    origin: &'c Origin,
    require: Version,
    refuse: &'c [Version],
    trust: bool,
    source: Option<&'c str>,
}

#[derive(Serialize)]
struct Summary {
    endpoints: usize,
    skipped: usize,
}

/// Returns the catalog as JSON for programs.
pub fn json(catalog: &Catalog, selected: &Selected) -> Result<String, serde_json::Error> {
    let listing = Listing {
        schema_version: 1,
        source: catalog.source.code(),
        clouds: &selected.clouds,
        endpoints: selected.chosen.iter().filter_map(listed).collect(),
        skipped: &selected.skipped,
        variables: &catalog.config.variables,
        agents: &catalog.config.agents,
        summary: Summary { endpoints: selected.chosen.len(), skipped: selected.skipped.len() },
    };
    Ok(serde_json::to_string_pretty(&listing)? + "\n")
}

fn listed(chosen: &Chosen) -> Option<Listed<'_>> {
    let target = &chosen.target;
    let host = match &target.host {
        Host::Name(name) => name.clone(),
        Host::Address(address) => address.to_string(),
    };
    Some(Listed {
        host,
        port: target.port,
        origin: target.origin.as_ref()?,
        require: target.expectation.require,
        refuse: &target.expectation.refuse,
        trust: target.expectation.trust,
        source: chosen.source.as_deref(),
    })
}
