//! `tlsready completions` and `tlsready man`, for shells and packagers.

use std::io;

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};

use crate::catalog::Catalog;
use crate::clean::clean;
use crate::cli::{Cli, ManArgs};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::observation::Prober;
use crate::report::output::{Output, reason};
use crate::report::screens::explain;

/// Prints completions for a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, CommandError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut with_values(Cli::command())?, "tlsready", &mut text);
    Output::stdout().write(&text)?;
    Ok(Exit::AsExpected)
}

/// Adds the values that a shell can offer: they are checked elsewhere, or depend on the catalog.
fn with_values(command: Command) -> Result<Command, CommandError> {
    let config = Catalog::built_in()?.config;
    // The process ends as soon as they are printed.
    let leaked = |ids: Vec<String>| ids.into_iter().map(|id| &*id.leak()).collect::<Vec<&'static str>>();
    let services = leaked(config.services.into_iter().map(|service| service.id).collect());
    let agents = leaked(config.agents.into_iter().map(|agent| agent.id).collect());
    let select = move |command: Command| {
        command
            .mut_arg("service", |arg| arg.value_parser(PossibleValuesParser::new(services.clone())))
            .mut_arg("agent", |arg| arg.value_parser(PossibleValuesParser::new(agents.clone())))
    };
    let versions = || PossibleValuesParser::new(["ssl3", "1.0", "1.1", "1.2", "1.3"]);
    Ok(command
        .mut_subcommand("check", |check| {
            select(check)
                .mut_arg("versions", |arg| arg.value_parser(versions()))
                .mut_arg("require", |arg| arg.value_parser(versions()))
                .mut_arg("refuse", |arg| arg.value_parser(versions()))
                .mut_arg("probers", |arg| arg.value_parser(PossibleValuesParser::new(Prober::ALL.map(Prober::code))))
        })
        .mut_subcommand("catalog", &select)
        .mut_subcommand("explain", |explain| {
            explain.mut_arg("code", |arg| arg.value_parser(PossibleValuesParser::new(explain::codes())))
        }))
}

/// Prints a manual page, or writes all of them.
pub fn man(args: &ManArgs) -> Result<Exit, CommandError> {
    let broken = |error: io::Error| CommandError::failed(Message::ErrorRenderMan { cause: error.to_string() });
    let mut command = Cli::command();
    command.build();
    if let Some(directory) = &args.all {
        clap_mangen::generate_to(command, directory).map_err(|error| {
            let path = directory.display().to_string();
            CommandError::usage(Message::ErrorWriteReport { path, cause: reason(&error) })
        })?;
        return Ok(Exit::AsExpected);
    }
    let page = match &args.verb {
        None => command,
        Some(verb) => {
            let Some(found) = command.find_subcommand(verb) else {
                let known = command.get_subcommands().map(|known| known.get_name().to_owned()).collect::<Vec<_>>();
                return Err(CommandError::usage(Message::ErrorUnknownCommand { text: clean(verb) })
                    .hint(Message::HintKnown { what: "commands", known: known.join(", ") }));
            };
            let name = found.get_display_name().unwrap_or(verb).to_owned();
            // Lives as long as the process, which ends with the page.
            found.clone().name(&*name.leak())
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).map_err(broken)?;
    Output::stdout().write(&text)?;
    Ok(Exit::AsExpected)
}
