//! Parses the command line, starts tracing, runs the command, and returns the exit code.

use std::process::ExitCode;

use clap::Parser;
use tlsready::cli::Cli;
use tlsready::commands::{self, terminal::Terminal};

fn main() -> ExitCode {
    let cli = Cli::parse();
    commands::start_tracing(cli.verbose, cli.color);
    let terminal = Terminal::new(&cli);
    match commands::run(cli.command, &terminal) {
        Ok(exit) => exit.into(),
        Err(error) => {
            tlsready::report::output::complain(&error, &terminal.words);
            error.exit().into()
        }
    }
}
