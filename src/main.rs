//! Parse, start tracing, run, exit code; nothing else.

use std::process::ExitCode;

use clap::Parser;
use tlsready::cli::Cli;
use tlsready::commands;

fn main() -> ExitCode {
    let cli = Cli::parse();
    commands::start_tracing(cli.verbose, cli.color);
    match commands::run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            tlsready::report::output::complain(&error);
            error.exit().into()
        }
    }
}
