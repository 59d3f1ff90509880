//! `[[service]]` and `[[service.endpoint]]`.

use std::collections::{HashMap, HashSet};

use toml::de::DeValue;

use super::host_name::parse_host;
use super::pattern::HostPattern;
use super::walk::{Table, Value, Walk};
use super::{Agent, Cloud, Endpoint, Hosts, Service, Variable};
use crate::clean::clean;
use crate::message::Message;
use crate::target::Expectation;
use crate::tls::Version;

/// The keys that each level inherits from the level above and may override.
pub(crate) const OVERRIDES: [&str; 4] = ["port", "require", "refuse", "trust"];

/// The declared names that entries may refer to.
pub(crate) struct Names<'c> {
    /// The declared variables.
    pub(crate) variables: &'c [Variable],
    /// The declared agents.
    pub(crate) agents: &'c [Agent],
    by_name: HashMap<&'c str, &'c Variable>,
    ids: HashSet<&'c str>,
}

impl<'c> Names<'c> {
    /// Indexes what the file declares.
    pub(crate) fn new(variables: &'c [Variable], agents: &'c [Agent]) -> Self {
        Self {
            variables,
            agents,
            by_name: variables.iter().map(|variable| (variable.name.as_str(), variable)).collect(),
            ids: agents.iter().map(|agent| agent.id.as_str()).collect(),
        }
    }
}

/// The settings that a level passes on to the next.
#[derive(Clone, Debug)]
pub(crate) struct Inherited {
    port: u16,
    expectation: Expectation,
    agents: Vec<String>,
    source: Option<String>,
    note: Option<String>,
}

impl Default for Inherited {
    fn default() -> Self {
        // An agent verifies certificates, so a catalog expects them to be trusted.
        let expectation = Expectation { trust: true, ..Expectation::default() };
        Self { port: 443, expectation, agents: Vec::new(), source: None, note: None }
    }
}

impl Inherited {
    /// Returns these settings with the overrides of the table. A wrong value is recorded, and the inherited one is
    /// kept.
    pub(crate) fn overridden(&self, walk: &mut Walk, table: Table<'_, '_>) -> Self {
        let mut own = self.clone();
        if let Some(port) = table.get("port").and_then(|value| walk.port(value)) {
            own.port = port;
        }
        if let Some(trust) = table.get("trust").and_then(|value| walk.switch("trust", value)) {
            own.expectation.trust = trust;
        }
        let require = table.get("require").map(|value| (value, walk.version("require", value)));
        if let Some((_, Some(version))) = require {
            own.expectation.require = version;
        }
        let refuse = table.get("refuse").map(|value| (value, versions(walk, value)));
        if let Some((_, Some(versions))) = &refuse {
            own.expectation.refuse.clone_from(versions);
        }
        // Only if one of the two is written here, so that an inherited contradiction is not reported again at every
        // entry.
        let written = refuse.map(|(value, _)| value).or(require.map(|(value, _)| value));
        let Expectation { require, refuse, .. } = &own.expectation;
        if let Some(value) = written
            && refuse.contains(require)
        {
            let message = Message::ConfigRequiredAndRefused { version: *require };
            walk.problem(value.span().start, message, [Message::HintRequiredAndRefused]);
        }
        own
    }

    /// Returns these settings with everything that services and entries may set, which is more than [`OVERRIDES`].
    fn described(&self, walk: &mut Walk, table: Table<'_, '_>, names: &Names<'_>) -> Self {
        let mut own = self.overridden(walk, table);
        if let Some(value) = table.get("agents") {
            own.agents = agents(walk, value, names);
        }
        own.source = walk.optional_text(table, "source").or(own.source);
        own.note = walk.optional_text(table, "note").or(own.note);
        own
    }
}

fn versions(walk: &mut Walk, value: &Value<'_>) -> Option<Vec<Version>> {
    let DeValue::Array(list) = value.get_ref() else {
        let hint = Message::HintWrite { example: "refuse = [\"1.0\", \"1.1\"]".to_owned() };
        walk.problem(value.span().start, Message::ConfigRefuseNotList, [hint]);
        return None;
    };
    let mut versions = Vec::new();
    for item in list {
        let Some(version) = walk.version("refuse", item) else { continue };
        if versions.contains(&version) {
            walk.problem(item.span().start, Message::ConfigRefusedTwice { version }, [Message::HintRemoveOne]);
        } else {
            versions.push(version);
        }
    }
    Some(versions)
}

fn agents(walk: &mut Walk, value: &Value<'_>, names: &Names<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for (id, offset) in walk.texts("agents", value) {
        if !names.ids.contains(id) {
            let mut hints = walk.hints_for(id, "agents", names.agents.iter().map(|agent| agent.id.as_str()));
            if is_id(id) {
                hints.push(Message::HintDeclareAgent { example: format!("{id} = {{ name = \"…\" }}") });
            }
            walk.problem(offset, Message::ConfigUnknownAgent { agent: clean(id) }, hints);
        } else if seen.contains(id) {
            walk.problem(offset, Message::ConfigAgentTwice { agent: clean(id) }, [Message::HintRemoveOne]);
        }
        seen.insert(id);
        ids.push(id.to_owned());
    }
    ids
}

/// Returns whether this is a valid id of a service or an agent.
pub(crate) fn is_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Records an id that cannot be written on the command line; `what` is `service` or `agent`.
pub(crate) fn check_id(walk: &mut Walk, what: &'static str, id: &str, offset: usize) {
    if !is_id(id) {
        walk.problem(offset, Message::ConfigBadId { what, id: clean(id) }, [Message::HintId]);
    }
}

/// Reads every service.
pub(crate) fn services(
    walk: &mut Walk,
    tables: &[Table<'_, '_>],
    defaults: &Inherited,
    names: &Names<'_>,
) -> Vec<Service> {
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut services = Vec::new();
    for table in tables {
        let service = service(walk, *table, defaults, names);
        if let Some(value) = table.get("id")
            && !service.id.is_empty()
        {
            let offset = value.span().start;
            if let Some(line) = lines.get(&service.id) {
                let hint = Message::HintDuplicateService { line: *line as u64 };
                walk.problem(offset, Message::ConfigDuplicateService { id: clean(&service.id) }, [hint]);
            } else {
                lines.insert(service.id.clone(), walk.line(offset));
            }
        }
        services.push(service);
    }
    services
}

fn service(walk: &mut Walk, table: Table<'_, '_>, defaults: &Inherited, names: &Names<'_>) -> Service {
    walk.known_keys(
        table,
        &["id", "name", "agents", "source", "note", "port", "require", "refuse", "trust", "endpoint"],
    );
    let id = walk.required_text(table, "service", "id");
    if let Some(value) = table.get("id").filter(|_| !id.is_empty()) {
        check_id(walk, "service", &id, value.span().start);
    }
    let name = walk.required_text(table, "service", "name");
    let own = defaults.described(walk, table, names);
    let entries = table.get("endpoint").map(|value| walk.tables("service.endpoint", value)).unwrap_or_default();
    let written =
        table.get("endpoint").is_some_and(|value| value.get_ref().as_array().is_none_or(|list| !list.is_empty()));
    if !written {
        walk.missing(table.offset, Message::ConfigServiceWithoutEndpoint, Message::HintAddEndpoint);
    }
    let mut seen = Seen::default();
    let endpoints = entries.into_iter().map(|entry| endpoint(walk, entry, (&name, &own), names, &mut seen)).collect();
    Service { id, name, endpoints }
}

/// The endpoints of a service that were read so far, with their lines.
type Seen = HashMap<(Cloud, String, u16), usize>;

fn endpoint(
    walk: &mut Walk,
    table: Table<'_, '_>,
    (service_name, service): (&str, &Inherited),
    names: &Names<'_>,
    seen: &mut Seen,
) -> Endpoint {
    walk.known_keys(table, &["purpose", "host", "agents", "source", "note", "port", "require", "refuse", "trust"]);
    // Without a purpose of its own, an endpoint is for what its service is.
    let purpose = walk.optional_text(table, "purpose").unwrap_or_else(|| service_name.to_owned());
    let own = service.described(walk, table, names);
    let hosts = if let Some(value) = table.get("host") {
        let mut reader = HostReader { walk, names, port: own.port, seen };
        reader.hosts(value)
    } else {
        let message = Message::ConfigMissingKey { what: "endpoint", key: "host".to_owned() };
        walk.missing(table.offset, message, Message::HintAdd { example: "host = \"name.example.com\"".to_owned() });
        Hosts::Everywhere(Vec::new())
    };
    let Inherited { port, expectation, agents, source, note } = own;
    Endpoint { purpose, hosts, port, expectation, agents, source, note }
}

/// Reads `host`: a string, a list of strings, or either of them per cloud.
struct HostReader<'r, 'c> {
    walk: &'r mut Walk,
    names: &'r Names<'c>,
    port: u16,
    seen: &'r mut Seen,
}

impl HostReader<'_, '_> {
    fn hosts(&mut self, value: &Value<'_>) -> Hosts {
        let DeValue::Table(table) = value.get_ref() else {
            return Hosts::Everywhere(self.list(value, &Cloud::ALL));
        };
        let table = Table { table, offset: value.span().start };
        let mut clouds = Vec::new();
        for (key, offset, value) in table.in_order() {
            if let Some(cloud) = Cloud::ALL.into_iter().find(|cloud| cloud.code() == key) {
                clouds.push((cloud, self.list(value, &[cloud])));
            } else {
                let hints = self.walk.hints_for(key, "clouds", Cloud::ALL.map(Cloud::code));
                self.walk.problem(offset, Message::ConfigUnknownCloud { cloud: clean(key) }, hints);
            }
        }
        if table.table.is_empty() {
            let hint = Message::HintWriteOrNoEntry { example: "host = { public = \"…\" }".to_owned() };
            self.walk.problem(table.offset, Message::ConfigEmpty { key: "host".to_owned() }, [hint]);
        }
        Hosts::PerCloud(clouds)
    }

    fn list(&mut self, value: &Value<'_>, clouds: &[Cloud]) -> Vec<HostPattern> {
        match value.get_ref() {
            DeValue::String(text) => self.host(text, value.span().start, clouds).into_iter().collect(),
            DeValue::Array(list) => {
                if list.is_empty() {
                    self.walk.problem(value.span().start, Message::ConfigNoHosts, [Message::HintHostOrNoKey]);
                }
                list.iter().filter_map(|item| self.item(item, clouds)).collect()
            }
            _ => {
                let examples =
                    ["host = \"…\"", "host = [\"…\", \"…\"]", "host = { public = \"…\", gov = \"…\", china = \"…\" }"];
                let hints = examples.map(|example| Message::HintWrite { example: example.to_owned() });
                self.walk.problem(value.span().start, Message::ConfigHostType, hints);
                Vec::new()
            }
        }
    }

    fn item(&mut self, item: &Value<'_>, clouds: &[Cloud]) -> Option<HostPattern> {
        if let DeValue::String(text) = item.get_ref() {
            return self.host(text, item.span().start, clouds);
        }
        let hint = Message::HintWrite { example: "host = [\"…\", \"…\"]".to_owned() };
        self.walk.problem(item.span().start, Message::ConfigHostItemType, [hint]);
        None
    }

    fn host(&mut self, text: &str, offset: usize, clouds: &[Cloud]) -> Option<HostPattern> {
        let pattern = match HostPattern::parse(text) {
            Ok(pattern) => pattern,
            Err(problem) => {
                self.walk.problem(offset, problem.message(text), [problem.hint()]);
                return None;
            }
        };
        for name in pattern.variables() {
            if !self.names.by_name.contains_key(name) {
                let known = self.names.variables.iter().map(|variable| variable.name.as_str());
                let mut hints = self.walk.hints_for(name, "variables", known);
                hints.push(Message::HintDeclareVariable { example: format!("{name} = {{ help = \"…\" }}") });
                let message = Message::ConfigUnknownVariable { variable: clean(name), host: clean(text) };
                self.walk.problem(offset, message, hints);
            }
        }
        self.check_values(&pattern, text, offset);
        self.remember(&pattern, offset, clouds);
        Some(pattern)
    }

    /// Checks that the pattern becomes a valid host with the values that the file sets.
    fn check_values(&mut self, pattern: &HostPattern, text: &str, offset: usize) {
        let value = |name: &str| self.names.by_name.get(name)?.value.as_deref();
        if !pattern.variables().is_empty()
            && let Some(filled) = pattern.fill(value)
            && let Err(problem) = parse_host(&filled)
        {
            let problem_text = Box::new(problem.message(&filled));
            let message = Message::ConfigFilledHost { host: clean(text), problem: problem_text };
            self.walk.problem(offset, message, [problem.hint()]);
        }
    }

    /// Reports a host and port that already occur in the same service and cloud.
    fn remember(&mut self, pattern: &HostPattern, offset: usize, clouds: &[Cloud]) {
        let name = pattern.to_string().trim_end_matches('.').to_ascii_lowercase();
        let line = self.walk.line(offset);
        let mut first = None;
        for cloud in clouds {
            let key = (*cloud, name.clone(), self.port);
            match self.seen.get(&key) {
                Some(line) => first = first.or(Some((*cloud, *line))),
                None => {
                    self.seen.insert(key, line);
                }
            }
        }
        if let Some((cloud, line)) = first {
            let message = Message::ConfigDuplicateEndpoint {
                endpoint: format!("{}:{}", clean(&name), self.port),
                cloud: cloud.code().to_owned(),
            };
            self.walk.problem(offset, message, [Message::HintDuplicateEndpoint { line: line as u64 }]);
        }
    }
}
