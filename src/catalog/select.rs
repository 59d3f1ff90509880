//! Selection: services, agents, clouds and variables → targets, and the endpoints skipped because a variable has no
//! value.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::Catalog;
use crate::clean::clean;
use crate::config::suggest::did_you_mean;
use crate::config::{Cloud, Endpoint, Form, HostPattern, Service, Variable};
use crate::error::{CommandError, Problem};
use crate::message::Message;
use crate::target::{Origin, Target};

/// What the user selects from a catalog. An empty list selects all; for clouds, the public cloud only.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Service ids.
    pub services: Vec<String>,
    /// Agent ids. If services are also given, an endpoint must match both.
    pub agents: Vec<String>,
    /// Clouds.
    pub clouds: Vec<Cloud>,
    /// Variables as `name=value`.
    pub variables: Vec<String>,
}

/// The result of a selection.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The clouds that were selected.
    pub clouds: Vec<Cloud>,
    /// The endpoints that can be probed, in catalog order.
    pub chosen: Vec<Chosen>,
    /// The endpoints that cannot be probed because a variable has no value.
    pub skipped: Vec<Skipped>,
}

impl Selected {
    /// Returns the targets alone.
    pub fn into_targets(self) -> Vec<Target> {
        self.chosen.into_iter().map(|chosen| chosen.target).collect()
    }
}

/// A target with what else the catalog knows about it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The target; its origin is always set.
    pub target: Target,
    /// The source of the entry: document and date.
    pub source: Option<String>,
}

/// An endpoint that cannot be probed because its name is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Service id.
    pub service: String,
    /// Service name for people.
    pub service_name: String,
    /// What the endpoint is for.
    pub purpose: String,
    /// The clouds, comma-separated.
    pub cloud: String,
    /// Ids of the agents that connect to it.
    pub agents: Vec<String>,
    /// The host with its placeholders.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The variables that have no value.
    pub missing: Vec<String>,
    /// The flags that set them: `--var workspace_id=<GUID>`.
    pub flags: Vec<String>,
    /// The source of the entry.
    pub source: Option<String>,
    /// What a handshake cannot show, or what is not confirmed.
    pub note: Option<String>,
}

impl Skipped {
    /// Returns the flags that would include the endpoint, ready to paste.
    pub fn flags_to_paste(&self) -> String {
        self.flags.join(" ")
    }
}

/// Everything that is wrong with a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectionProblem {
    /// Each with its hints; never empty.
    pub list: Vec<Problem>,
}

impl From<SelectionProblem> for CommandError {
    fn from(problem: SelectionProblem) -> Self {
        Self::several(problem.list)
    }
}

/// Returns the flag that sets a variable.
pub(crate) fn flag(variable: &Variable) -> String {
    format!("--var {}={}", variable.name, variable.form.placeholder())
}

impl Catalog {
    /// Picks endpoints and fills in the variables. Every problem of the selection is reported at once.
    pub fn select(&self, selection: &Selection) -> Result<Selected, SelectionProblem> {
        let mut problems = Vec::new();
        self.check_names(selection, &mut problems);
        let values = self.values(&selection.variables, &mut problems);
        if !problems.is_empty() {
            return Err(SelectionProblem { list: problems });
        }
        let mut clouds = if selection.clouds.is_empty() { vec![Cloud::Public] } else { selection.clouds.clone() };
        clouds.sort_unstable();
        clouds.dedup();
        let mut filling = Filling {
            catalog: self,
            values: &values,
            clouds: &clouds,
            chosen: Vec::new(),
            skipped: Vec::new(),
            problems,
        };
        for service in &self.config.services {
            if !selection.services.is_empty() && !selection.services.contains(&service.id) {
                continue;
            }
            for endpoint in &service.endpoints {
                if selection.agents.is_empty() || endpoint.agents.iter().any(|agent| selection.agents.contains(agent)) {
                    filling.endpoint(service, endpoint);
                }
            }
        }
        let Filling { chosen, skipped, problems, .. } = filling;
        if !problems.is_empty() {
            return Err(SelectionProblem { list: problems });
        }
        if chosen.is_empty() && skipped.is_empty() {
            return Err(self.nothing(selection, &clouds));
        }
        Ok(Selected { clouds, chosen, skipped })
    }

    fn nothing(&self, selection: &Selection, clouds: &[Cloud]) -> SelectionProblem {
        let codes = clouds.iter().map(|cloud| cloud.code().to_owned()).collect();
        let message = Message::ErrorNothingInCloud { catalog: Box::new(self.source.message()), clouds: codes };
        let mut hints = Vec::new();
        for service in self.config.services.iter().filter(|service| selection.services.contains(&service.id)) {
            let has_any =
                |cloud: &Cloud| service.endpoints.iter().any(|entry| !entry.hosts.in_cloud(*cloud).is_empty());
            let clouds = Cloud::ALL.into_iter().filter(has_any).map(|cloud| cloud.code().to_owned()).collect();
            hints.push(Message::HintServiceInClouds { service: service.id.clone(), clouds });
        }
        hints.push(Message::HintListCatalog);
        SelectionProblem { list: vec![Problem::new(message, hints)] }
    }

    fn check_names(&self, selection: &Selection, problems: &mut Vec<Problem>) {
        let services = self.config.services.iter().map(|service| service.id.as_str());
        let agents = self.config.agents.iter().map(|agent| agent.id.as_str());
        for id in &selection.services {
            if !services.clone().any(|known| known == id) {
                let message = Message::ErrorUnknownService { service: clean(id) };
                problems.push(Problem::new(message, did_you_mean(id, "services", services.clone())));
            }
        }
        for id in &selection.agents {
            if !agents.clone().any(|known| known == id) {
                let message = Message::ConfigUnknownAgent { agent: clean(id) };
                problems.push(Problem::new(message, did_you_mean(id, "agents", agents.clone())));
            }
        }
    }

    /// Returns the values in force: those of the command line override those of the file.
    fn values(&self, given: &[String], problems: &mut Vec<Problem>) -> BTreeMap<String, String> {
        let variables = &self.config.variables;
        let of_file = variables.iter().filter_map(|variable| Some((variable.name.clone(), variable.value.clone()?)));
        let mut values: BTreeMap<String, String> = of_file.collect();
        let mut on_line: HashMap<&str, &str> = HashMap::new();
        for text in given {
            let Some((name, value)) = text.split_once('=') else {
                let hint = Message::HintWrite { example: "--var NAME=VALUE".to_owned() };
                problems.push(Problem::new(Message::ErrorVariableWithoutValue { text: clean(text) }, [hint]));
                continue;
            };
            let Some(variable) = variables.iter().find(|variable| variable.name == name) else {
                let hints = did_you_mean(name, "variables", variables.iter().map(|variable| variable.name.as_str()));
                problems.push(Problem::new(Message::ErrorUnknownVariable { variable: clean(name) }, hints));
                continue;
            };
            if let Err(problem) = variable.form.check(value) {
                let problem = Box::new(problem.message(value));
                let message = Message::PlaceFlag { flag: format!("--var {name}"), problem };
                let hint = match &variable.help {
                    Some(help) => Message::HintOfCatalog { text: clean(help) },
                    None => Message::HintWrite { example: flag(variable) },
                };
                problems.push(Problem::new(message, [hint]));
            } else if on_line.insert(name, value).is_some_and(|earlier| earlier != value) {
                let message = Message::ErrorVariableTwice { variable: name.to_owned() };
                problems.push(Problem::new(message, [Message::HintGiveOnce]));
            }
            values.insert(name.to_owned(), value.to_owned());
        }
        values
    }
}

/// Turns entries into targets.
struct Filling<'c> {
    catalog: &'c Catalog,
    values: &'c BTreeMap<String, String>,
    clouds: &'c [Cloud],
    chosen: Vec<Chosen>,
    skipped: Vec<Skipped>,
    problems: Vec<Problem>,
}

impl Filling<'_> {
    /// Adds an endpoint. If several selected clouds share it, it is probed once.
    fn endpoint(&mut self, service: &Service, endpoint: &Endpoint) {
        let mut met: Vec<(&HostPattern, Vec<Cloud>)> = Vec::new();
        let mut places: HashMap<&HostPattern, usize> = HashMap::new();
        for cloud in self.clouds {
            for pattern in endpoint.hosts.in_cloud(*cloud) {
                let place = *places.entry(pattern).or_insert(met.len());
                match met.get_mut(place) {
                    Some((_, clouds)) => clouds.push(*cloud),
                    None => met.push((pattern, vec![*cloud])),
                }
            }
        }
        for (pattern, clouds) in met {
            let codes: Vec<&str> = clouds.iter().map(|cloud| cloud.code()).collect();
            self.host(service, endpoint, pattern, codes.join(","));
        }
    }

    fn host(&mut self, service: &Service, endpoint: &Endpoint, pattern: &HostPattern, cloud: String) {
        let value = |name: &str| self.values.get(name).map(String::as_str);
        let Some(given) = pattern.fill(value) else {
            self.skip(service, endpoint, pattern, cloud);
            return;
        };
        let host = match crate::config::host_name::parse_host(&given) {
            Ok(host) => host,
            Err(problem) => {
                let problem = Box::new(problem.message(&given));
                let message = Message::ErrorFilledHost { pattern: pattern.to_string(), problem };
                let flags = pattern.variables().into_iter().map(|name| format!("--var {name}")).collect();
                if !self.problems.iter().any(|known| known.message == message) {
                    self.problems.push(Problem::new(message, [Message::HintCheckFlags { flags }]));
                }
                return;
            }
        };
        let origin = Origin {
            service: service.id.clone(),
            service_name: service.name.clone(),
            purpose: endpoint.purpose.clone(),
            cloud,
            agents: endpoint.agents.clone(),
            note: endpoint.note.clone(),
        };
        let target =
            Target::new(host, endpoint.port, given).with_expectation(endpoint.expectation.clone()).with_origin(origin);
        self.chosen.push(Chosen { target, source: endpoint.source.clone() });
    }

    fn skip(&mut self, service: &Service, endpoint: &Endpoint, pattern: &HostPattern, cloud: String) {
        let is_missing = |name: &&str| !self.values.contains_key(*name);
        let missing: Vec<String> = pattern.variables().into_iter().filter(is_missing).map(ToOwned::to_owned).collect();
        let flags = missing.iter().map(|name| self.flag_of(name)).collect();
        self.skipped.push(Skipped {
            service: service.id.clone(),
            service_name: service.name.clone(),
            purpose: endpoint.purpose.clone(),
            cloud,
            agents: endpoint.agents.clone(),
            host: pattern.to_string(),
            port: endpoint.port,
            missing,
            flags,
            source: endpoint.source.clone(),
            note: endpoint.note.clone(),
        });
    }

    fn flag_of(&self, name: &str) -> String {
        let variable = self.catalog.config.variables.iter().find(|variable| variable.name == name);
        variable.map_or_else(|| format!("--var {name}={}", Form::Name.placeholder()), flag)
    }
}
