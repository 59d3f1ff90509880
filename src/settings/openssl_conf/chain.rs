//! Sections → commands: follows the chain from `openssl_conf` through `ssl_conf` to `system_default` and collects
//! commands.

use std::collections::HashSet;

use super::providers;
use super::reader::{DEFAULT_SECTION, Reading, Section};
use super::values::{self, Judgment};
use super::{
    Anchor, CommandProblem, ConfFault, ConfFiles, ConfProblem, ConfProblemKind, ConfState, FileProblem, LARGEST_FILE,
    Limit, OpensslConf, Place, TlsCommand,
};

/// Limit on the commands that the library is asked about. A file has one of each name.
const MOST_ASKED: usize = 100;

/// Reads the file at `path` and everything that it includes.
pub fn read(path: &str, files: &dyn ConfFiles) -> OpensslConf {
    let mut reading = Reading::new(files, path);
    let mut conf = OpensslConf::bare(path.to_owned(), ConfState::Read);
    let text = match files.read(path, LARGEST_FILE) {
        Ok(text) => text,
        Err(FileProblem::Missing) => {
            conf.state = ConfState::Missing;
            return conf;
        }
        Err(FileProblem::TooLarge) => return conf.stopped(Limit::FileSize),
        Err(problem) => {
            conf.problems.push(ConfProblem { place: path.to_owned(), fault: ConfFault::Unreadable(problem) });
            conf.state = ConfState::Ignored;
            return conf;
        }
    };
    reading.text(path, &text, 0);
    conf.anchor = resolve(&mut reading, &mut conf.commands);
    conf.providers = providers::listed(&reading);
    conf.problems = reading.problems;
    conf.problems.sort_by_key(ConfProblem::kind);
    let has = |kind| conf.problems.iter().any(|problem| problem.kind() == kind);
    if has(ConfProblemKind::FileIgnored) {
        conf.state = ConfState::Ignored;
    } else if has(ConfProblemKind::LimitReached) {
        conf.state = ConfState::Unknown;
    }
    if conf.state != ConfState::Read || has(ConfProblemKind::PolicyIgnored) {
        conf.commands.clear();
    }
    conf
}

impl OpensslConf {
    /// Returns a configuration that was not read because of a limit of this reader.
    pub fn unread(path: String, limit: Limit) -> Self {
        Self::bare(path, ConfState::Unknown).stopped(limit)
    }

    fn stopped(mut self, limit: Limit) -> Self {
        self.problems.push(ConfProblem { place: self.path.clone(), fault: ConfFault::Limit(limit) });
        self.state = ConfState::Unknown;
        self
    }

    /// Returns a configuration without a file, or with one that is always empty. `path` is the value of `OPENSSL_CONF`,
    /// which may be empty.
    pub fn switched_off(path: String) -> Self {
        Self::bare(path, ConfState::SwitchedOff)
    }

    fn bare(path: String, state: ConfState) -> Self {
        Self { path, state, commands: Vec::new(), problems: Vec::new(), anchor: Anchor::Start, providers: None }
    }

    /// Asks the library itself about each well-formed command. `refuses` returns the library's error if it rejects one.
    pub fn ask_library(&mut self, refuses: impl Fn(&TlsCommand) -> Option<String>) {
        // A name can be repeated with prefixes, and asking takes time.
        let first = self.commands.len().saturating_sub(MOST_ASKED);
        for command in self.commands.iter_mut().skip(first).filter(|command| command.accepted) {
            if let Some(evidence) = refuses(command) {
                command.accepted = false;
                let fault = ConfFault::Command {
                    name: command.name.clone(),
                    value: command.value.clone(),
                    problem: CommandProblem::Rejected { evidence },
                };
                self.problems.push(ConfProblem { place: command.place.to_string(), fault });
            }
        }
        self.problems.sort_by_key(ConfProblem::kind);
    }

    /// Returns the security level that the file sets, and the command that sets it.
    pub fn security_level(&self) -> Option<(u32, &TlsCommand)> {
        let command = self.deciding("CipherString")?;
        Some((values::level_of(&command.value)?, command))
    }
}

/// Walks the chain, collects the commands, and notes where it breaks.
fn resolve(reading: &mut Reading<'_>, commands: &mut Vec<TlsCommand>) -> Anchor {
    let mut reached = HashSet::new();
    let anchor = walk(reading, commands, &mut reached);
    unreached(reading, &reached);
    anchor
}

fn walk(reading: &mut Reading<'_>, commands: &mut Vec<TlsCommand>, reached: &mut HashSet<String>) -> Anchor {
    let Some(start) = named(reading, DEFAULT_SECTION, |name| name == "openssl_conf") else { return Anchor::Start };
    let Some(modules) = follow(reading, &start, false) else { return Anchor::Start };
    reached.insert(start.value.clone());
    let is_module = |name: &str| name == "ssl_conf" || name.starts_with("ssl_conf.");
    let Some(ssl_conf) = named(reading, &start.value, is_module) else {
        return Anchor::Modules { section: start.value, place: modules };
    };
    let ssl_place = follow(reading, &ssl_conf, true);
    let Some(ssl) = ssl_place.and_then(|_| reading.sections.get(&ssl_conf.value).cloned()) else {
        return Anchor::Modules { section: start.value, place: modules };
    };
    reached.insert(ssl_conf.value.clone());
    // If one entry leads nowhere, OpenSSL drops them all.
    let mut complete = true;
    for entry in ssl.entries.iter() {
        let link = Link { name: entry.name.clone(), value: entry.value.clone(), place: entry.place.to_string() };
        complete &= follow(reading, &link, true).is_some();
        reached.insert(entry.value.clone());
    }
    let Some(default) = ssl.get("system_default") else {
        return Anchor::SslConf { section: ssl_conf.value, place: ssl.place };
    };
    let Some(section) = reading.sections.get(&default.value).cloned() else {
        return Anchor::SslConf { section: ssl_conf.value, place: ssl.place };
    };
    if complete {
        collect(reading, &section, commands);
    }
    Anchor::Commands { section: default.value.clone(), place: section.place }
}

/// One step of the chain: a name whose value is the name of a section.
struct Link {
    name: String,
    value: String,
    place: String,
}

fn named(reading: &Reading<'_>, section: &str, wanted: impl Fn(&str) -> bool) -> Option<Link> {
    let entry = reading.sections.get(section)?.entries.iter().rev().find(|entry| wanted(&entry.name))?;
    Some(Link { name: entry.name.clone(), value: entry.value.clone(), place: entry.place.to_string() })
}

/// Returns the place of the section that is named, or notes the fault.
fn follow(reading: &mut Reading<'_>, link: &Link, must_hold_something: bool) -> Option<Place> {
    let section = reading.sections.get(&link.value);
    let (name, named) = (link.name.clone(), link.value.clone());
    let fault = match section {
        None => ConfFault::NoSection { name, section: named },
        Some(section) if must_hold_something && section.entries.is_empty() => {
            ConfFault::EmptySection { name, section: named }
        }
        Some(section) => return Some(section.place.clone()),
    };
    reading.problem(&link.place, fault);
    None
}

fn collect(reading: &mut Reading<'_>, section: &Section, commands: &mut Vec<TlsCommand>) {
    for entry in section.entries.iter() {
        let (name, accepted, datagram_only) = match values::judge(&entry.name, &entry.value) {
            Judgment::Beside => continue,
            Judgment::Taken { name, datagram_only } => (name.to_owned(), true, datagram_only),
            Judgment::Refused { name, problem } => {
                let fault = ConfFault::Command { name: entry.name.clone(), value: entry.value.clone(), problem };
                reading.problem(&entry.place, fault);
                (name, false, false)
            }
        };
        let (value, place) = (entry.value.clone(), entry.place.clone());
        commands.push(TlsCommand { name, value, place, accepted, datagram_only });
    }
}

/// Reports sections that look meant for TLS but are never reached.
fn unreached(reading: &mut Reading<'_>, reached: &HashSet<String>) {
    let mut problems = Vec::new();
    for name in &reading.order {
        let Some(section) = reading.sections.get(name) else { continue };
        if name != DEFAULT_SECTION
            && let Some(entry) = section.get("openssl_conf")
        {
            problems.push((entry.place.clone(), ConfFault::MisplacedStart { section: name.clone() }));
        }
        if reached.contains(name) {
            continue;
        }
        if let Some(entry) = section.entries.iter().find(|entry| values::decides_versions(&entry.name)) {
            let fault =
                ConfFault::Unreached { name: entry.name.clone(), value: entry.value.clone(), section: name.clone() };
            problems.push((entry.place.clone(), fault));
        }
    }
    for (place, fault) in problems {
        reading.problem(&place, fault);
    }
}
