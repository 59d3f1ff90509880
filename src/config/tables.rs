//! The top level of the file: defaults, variables, agents, services.

use toml::de::DeTable;

use super::endpoints::{self, Inherited, Names};
use super::pattern::is_variable_name;
use super::walk::{Table, Walk};
use super::{Agent, Config, Form, Variable};
use crate::clean::clean;
use crate::message::Message;

/// Reads the whole file.
pub(crate) fn config(walk: &mut Walk, root: &DeTable<'_>) -> Config {
    let root = Table { table: root, offset: 0 };
    walk.known_keys(root, &["defaults", "variables", "agents", "service"]);
    let defaults = defaults(walk, root);
    let variables = variables(walk, root);
    let agents = agents(walk, root);
    let names = Names::new(&variables, &agents);
    let services = match root.get("service") {
        Some(value) => {
            let tables = walk.tables("service", value);
            endpoints::services(walk, &tables, &defaults, &names)
        }
        None => Vec::new(),
    };
    let written = root.get("service").and_then(|value| value.get_ref().as_array());
    if root.get("service").is_none() || written.is_some_and(|list| list.is_empty()) {
        walk.missing(0, Message::ConfigNoService, Message::HintAddService);
    }
    Config { variables, agents, services }
}

fn defaults(walk: &mut Walk, root: Table<'_, '_>) -> Inherited {
    let built_in = Inherited::default();
    let Some(table) = root.get("defaults").and_then(|value| walk.table("defaults", value, "[defaults]".to_owned()))
    else {
        return built_in;
    };
    walk.known_keys(table, &endpoints::OVERRIDES);
    built_in.overridden(walk, table)
}

fn variables(walk: &mut Walk, root: Table<'_, '_>) -> Vec<Variable> {
    let Some(table) = root.get("variables").and_then(|value| walk.table("variables", value, "[variables]".to_owned()))
    else {
        return Vec::new();
    };
    let mut variables = Vec::new();
    for (name, offset, value) in table.in_order() {
        if !is_variable_name(name) {
            walk.problem(offset, Message::ConfigVariableName { name: clean(name) }, [Message::HintVariableName]);
        }
        let example = format!("{} = {{ value = \"…\" }}", if is_variable_name(name) { name } else { "name" });
        let mut variable =
            Variable { name: name.to_owned(), form: Form::default(), example: None, help: None, value: None };
        if let Some(table) = walk.table(name, value, example) {
            walk.known_keys(table, &["form", "example", "help", "value"]);
            variable.form = form(walk, table);
            variable.help = walk.optional_text(table, "help");
            variable.example = value_of(walk, table, "example", variable.form);
            variable.value = value_of(walk, table, "value", variable.form);
        }
        variables.push(variable);
    }
    variables
}

fn form(walk: &mut Walk, table: Table<'_, '_>) -> Form {
    let Some((value, text)) = table.get("form").and_then(|value| Some((value, walk.text("form", value)?))) else {
        return Form::default();
    };
    let form = Form::ALL.into_iter().find(|form| form.code() == text);
    if form.is_none() {
        let hints = walk.hints_for(text, "forms", Form::ALL.map(Form::code));
        walk.problem(value.span().start, Message::ConfigUnknownForm { form: clean(text) }, hints);
    }
    form.unwrap_or_default()
}

fn value_of(walk: &mut Walk, table: Table<'_, '_>, key: &str, form: Form) -> Option<String> {
    let value = table.get(key)?;
    let text = walk.text(key, value)?;
    if let Err(problem) = form.check(text) {
        let hint = Message::HintCorrectOrChangeForm { form: form.code().to_owned() };
        walk.problem(value.span().start, problem.message(text), [hint]);
    }
    Some(text.to_owned())
}

fn agents(walk: &mut Walk, root: Table<'_, '_>) -> Vec<Agent> {
    let Some(table) = root.get("agents").and_then(|value| walk.table("agents", value, "[agents]".to_owned())) else {
        return Vec::new();
    };
    let mut agents = Vec::new();
    for (id, offset, value) in table.in_order() {
        endpoints::check_id(walk, "agent", id, offset);
        let mut agent = Agent { id: id.to_owned(), name: id.to_owned() };
        let example = format!("{} = {{ name = \"…\" }}", if endpoints::is_id(id) { id } else { "id" });
        if let Some(table) = walk.table(id, value, example) {
            walk.known_keys(table, &["name"]);
            agent.name = walk.required_text(table, "agent", "name");
        }
        agents.push(agent);
    }
    agents
}
