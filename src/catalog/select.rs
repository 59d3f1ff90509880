//! Selection: which services, agents and clouds, with which variables → targets, and what was skipped for want of one.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::Serialize;

use super::Catalog;
use crate::config::suggest::{did_you_mean, quoted};
use crate::config::{Cloud, Endpoint, Form, HostPattern, Service, Variable};
use crate::error::CommandError;
use crate::target::{Host, Origin, Target};

/// What the user wants of a catalog. An empty list means all, and the public cloud.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Service ids.
    pub services: Vec<String>,
    /// Agent ids; with services too, both must fit.
    pub agents: Vec<String>,
    /// Clouds.
    pub clouds: Vec<Cloud>,
    /// Variables as `name=value`.
    pub variables: Vec<String>,
}

/// What a selection came to.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The clouds that were looked at.
    pub clouds: Vec<Cloud>,
    /// What can be probed, in the order of the catalog.
    pub chosen: Vec<Chosen>,
    /// What cannot, for want of a variable.
    pub skipped: Vec<Skipped>,
}

impl Selected {
    /// The targets alone.
    pub fn into_targets(self) -> Vec<Target> {
        self.chosen.into_iter().map(|chosen| chosen.target).collect()
    }
}

/// A target with what the catalog knows beyond it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The target; its origin is always set.
    pub target: Target,
    /// Where the entry comes from: document and date.
    pub source: Option<String>,
}

/// An endpoint that cannot be probed, since its name is not known.
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
    /// Ids of the agents that talk to it.
    pub agents: Vec<String>,
    /// The host with its placeholders.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The variables that have no value.
    pub missing: Vec<String>,
    /// The flags that set them: `--var workspace_id=<GUID>`.
    pub flags: Vec<String>,
    /// Where the entry comes from.
    pub source: Option<String>,
    /// What a handshake cannot tell, or what is not confirmed.
    pub note: Option<String>,
}

impl Skipped {
    /// The flags that would include it, as they are pasted.
    pub fn flags_to_paste(&self) -> String {
        self.flags.join(" ")
    }
}

/// What is wrong with a selection: each with its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectionProblem {
    /// Message and hint; never empty.
    pub list: Vec<(String, String)>,
}

impl fmt::Display for SelectionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, (message, hint)) in self.list.iter().enumerate() {
            let separator = if count == 0 { "" } else { "\n" };
            write!(f, "{separator}{message}\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SelectionProblem {}

impl From<SelectionProblem> for CommandError {
    fn from(problem: SelectionProblem) -> Self {
        // The first "error: " is written by the error itself.
        let texts = problem.list.iter().map(|(message, hint)| format!("{message}\nhint: {hint}"));
        Self::usage(texts.collect::<Vec<_>>().join("\nerror: "))
    }
}

/// The flag that sets a variable.
pub(crate) fn flag(variable: &Variable) -> String {
    format!("--var {}={}", variable.name, variable.form.placeholder())
}

impl Catalog {
    /// Picks endpoints and fills in the variables. Every problem of the selection is told at once.
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
        let codes: Vec<&str> = clouds.iter().map(|cloud| cloud.code()).collect();
        let message = format!("{} has no endpoint for this selection in cloud {}", self.source, codes.join(", "));
        let mut elsewhere = Vec::new();
        for service in self.config.services.iter().filter(|service| selection.services.contains(&service.id)) {
            let has_any =
                |cloud: &Cloud| service.endpoints.iter().any(|entry| !entry.hosts.in_cloud(*cloud).is_empty());
            let clouds: Vec<&str> = Cloud::ALL.into_iter().filter(has_any).map(Cloud::code).collect();
            elsewhere.push(format!("{} has endpoints in {}", service.id, clouds.join(" and ")));
        }
        elsewhere.push("tlsready catalog lists what there is".to_owned());
        SelectionProblem { list: vec![(message, elsewhere.join("; "))] }
    }

    fn check_names(&self, selection: &Selection, problems: &mut Vec<(String, String)>) {
        let services = self.config.services.iter().map(|service| service.id.as_str());
        let agents = self.config.agents.iter().map(|agent| agent.id.as_str());
        for id in &selection.services {
            if !services.clone().any(|known| known == id) {
                problems
                    .push((format!("unknown service {}", quoted(id)), did_you_mean(id, "services", services.clone())));
            }
        }
        for id in &selection.agents {
            if !agents.clone().any(|known| known == id) {
                problems.push((format!("unknown agent {}", quoted(id)), did_you_mean(id, "agents", agents.clone())));
            }
        }
    }

    /// The values in force: those of the file, then those of the command line.
    fn values(&self, given: &[String], problems: &mut Vec<(String, String)>) -> BTreeMap<String, String> {
        let variables = &self.config.variables;
        let of_file = variables.iter().filter_map(|variable| Some((variable.name.clone(), variable.value.clone()?)));
        let mut values: BTreeMap<String, String> = of_file.collect();
        let mut on_line: HashMap<&str, &str> = HashMap::new();
        for text in given {
            let Some((name, value)) = text.split_once('=') else {
                problems.push((format!("--var {} has no value", quoted(text)), "write --var name=value".to_owned()));
                continue;
            };
            let Some(variable) = variables.iter().find(|variable| variable.name == name) else {
                let hint = did_you_mean(name, "variables", variables.iter().map(|variable| variable.name.as_str()));
                problems.push((format!("unknown variable {}", quoted(name)), hint));
                continue;
            };
            if let Err(problem) = variable.form.check(value) {
                let hint =
                    variable.help.as_deref().map_or_else(|| format!("write {}", flag(variable)), crate::clean::clean);
                problems.push((format!("--var {name}: {} {problem}", quoted(value)), hint));
            } else if on_line.insert(name, value).is_some_and(|earlier| earlier != value) {
                problems
                    .push((format!("--var {name} is given twice, with different values"), "give it once".to_owned()));
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
    problems: Vec<(String, String)>,
}

impl Filling<'_> {
    /// An endpoint that is the same in several of the clouds looked at is probed once.
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
                let message = format!("host {} {problem} ({pattern} with these variables)", quoted(&given));
                let hint = format!("check --var {}", pattern.variables().join(" and --var "));
                if !self.problems.iter().any(|(known, _)| *known == message) {
                    self.problems.push((message, hint));
                }
                return;
            }
        };
        let sni = match &host {
            Host::Name(name) => Some(name.clone()),
            Host::Address(_) => None,
        };
        let origin = Origin {
            service: service.id.clone(),
            service_name: service.name.clone(),
            purpose: endpoint.purpose.clone(),
            cloud,
            agents: endpoint.agents.clone(),
            note: endpoint.note.clone(),
        };
        let target = Target {
            host,
            port: endpoint.port,
            given,
            connect: None,
            sni,
            expectation: endpoint.expectation.clone(),
            origin: Some(origin),
        };
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
